"""Money: whole rupiah in integers, read as people type it, printed as "Rp185.000"."""

import re
from decimal import Decimal, InvalidOperation

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


# How files write an amount; the group holds its whole rupiah. A dot before three digits means thousands, as
# people here write; a comma there could be either, so it is refused unless something else settles it.
_IN_FILES = tuple(
    re.compile(pattern)
    for pattern in (
        r"([0-9]+)",
        r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,(?:0{1,2}|-))?",  # 37.200 and 37.200,00
        r"([0-9]{1,3}),00",
        r"([0-9]{4,}|0)[.,]0{1,2}",  # 37200.00: four digits in a row are no group of three
        r"([0-9]{1,3}(?:,[0-9]{3})+)\.0{1,2}",  # 37,200.00
        r"([0-9]{1,3}(?:,[0-9]{3}){2,})",  # 1,234,567
    )
)
_CURRENCY = re.compile(r"(-?)\s*(?:rp|idr)\.?\s*", re.IGNORECASE)


def rupiah_in_file(text: str, *, is_number: bool = False) -> int:
    """Whole rupiah, with its sign, from a cell of a file: "37.200", "Rp 15.000", "37200.00", "-5000", "(5.000)".

    `is_number`: the file itself calls the cell a number, so its dot is a fraction ("37200.0", "3.72E4").
    `ValidationError` when it could mean two things, is no whole rupiah or no amount at all.
    """
    amount = None
    # Python refuses to turn thousands of digits into a number, and no amount is as long as this.
    if len(text) <= 60:
        amount = _number(text) if is_number else _written(text.strip().replace("\u00a0", " "))
    if amount is None or abs(amount) > MAX_RUPIAH:
        raise ValidationError(
            _("“%(text)s” tidak terbaca sebagai rupiah penuh.") % {"text": text[:40]}, code="invalid"
        )
    return amount


def _written(text: str) -> int | None:
    if text.startswith("(") and text.endswith(")"):  # as bookkeepers write what is taken off
        amount = _written(text[1:-1])
        return None if amount is None else -amount
    if found := _CURRENCY.match(text):
        text = found[1] + text[found.end() :]
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-").lstrip()
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _IN_FILES)), None)
    return sign * int(re.sub("[.,]", "", found[1])) if found else None


def _number(text: str) -> int | None:
    """A number cell as an integer; spreadsheets keep sums as 37199.999999999996."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount.adjusted() > 12:
        return None
    whole = round(amount)
    return whole if abs(amount - whole) < Decimal("0.000001") else None


def rupiah(amount: int | None) -> str:
    """ "Rp185.000", or a dash where no money is at stake."""
    if amount is None:
        return "–"
    grouped = f"{abs(amount):,}".replace(",", ".")
    return f"-Rp{grouped}" if amount < 0 else f"Rp{grouped}"
