"""Money: whole rupiah in integers, read as people type it, printed as "Rp185.000"."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_RUPIAH = 99_999_999_999

_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_THOUSANDS = re.compile(r"([0-9]+)\s*(rb|ribu)", re.IGNORECASE)


def parse_rupiah(text: str) -> int:
    """Whole rupiah from "15000", "15.000", "Rp 15.000,00", "15rb"; `ValidationError` when it could mean two things."""
    cleaned = re.sub(r"^rp\.?\s*", "", text.strip().replace("\u00a0", " "), flags=re.IGNORECASE)
    cleaned = re.sub(r",(00|-)$", "", cleaned)
    if match := _THOUSANDS.fullmatch(cleaned):
        digits = f"{match[1]}000"
    elif _PLAIN.fullmatch(cleaned) or _GROUPED.fullmatch(cleaned):
        digits = cleaned.replace(".", "")
    else:
        raise ValidationError(_("Tulis jumlah rupiah penuh, contoh 185.000."), code="invalid")
    # By length: Python refuses to turn thousands of digits into a number.
    if len(digits.lstrip("0")) > len(str(MAX_RUPIAH)):
        raise ValidationError(_("Jumlahnya terlalu besar. Periksa lagi angkanya."), code="too_big")
    return int(digits)


def rupiah(amount: int | None) -> str:
    """ "Rp185.000", or a dash where no money is at stake."""
    if amount is None:
        return "–"
    grouped = f"{abs(amount):,}".replace(",", ".")
    return f"-Rp{grouped}" if amount < 0 else f"Rp{grouped}"
