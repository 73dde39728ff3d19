"""What a cell says: text without the dirt of spreadsheets, amounts, counts, instants, numbers that were damaged."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shops.money import rupiah_in_file
from shops.phones import parse_mobile

_DIRT = " \t\r\n\x0b\x0c\u00a0\u200b\u200e\u200f\u2060\ufeff"
_MOST_UNITS = 100_000
_LONGEST_EXACT = 15  # digits that a spreadsheet keeps of a number


class Number(str):
    """A cell that the file itself calls a number, in the digits in which the file writes it."""

    __slots__ = ()


class Damaged(ValueError):
    """A spreadsheet has taken digits away; the text is one sentence fit for a person."""


def clean(text: str) -> str:
    """Text without marks, tabs and hard spaces around it, and out of Excel's ="…"."""
    text = text.replace("\x00", "").strip(_DIRT)
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip(_DIRT)
    return text


def said(text: str) -> str:
    """The text, or nothing where the file says "nothing" with a dash."""
    return "" if text in ("-", "–", "—") else text


def unharmed(text: str) -> str:
    """An order, tracking or phone number digit by digit; `Damaged` where a spreadsheet has rounded it."""
    if isinstance(text, Number):
        return _digits(text)
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+", text):
        raise Damaged(_damage(text))
    if re.fullmatch(r"[0-9]+[.,]0", text):
        return _digits(Number(text.replace(",", ".")))
    return text


def _digits(number: Number) -> str:
    try:
        value = Decimal(number)
    except InvalidOperation:
        return str(number)
    if not value.is_finite() or value != value.to_integral_value() or value.adjusted() >= _LONGEST_EXACT:
        raise Damaged(_damage(number))
    return f"{value:.0f}"


def _damage(text: str) -> str:
    return _(
        "Nomor “%(number)s” sudah dibulatkan oleh Excel, angka aslinya hilang. Unduh lagi berkasnya dari "
        "marketplace dan unggah tanpa dibuka atau disimpan di Excel."
    ) % {"number": text[:40]}


def is_suspect(number: str) -> bool:
    """Whether a long number ends in the zeros that a spreadsheet puts behind the fifteenth digit.

    One true number of eighteen digits in a thousand does so as well.
    """
    return len(number) > _LONGEST_EXACT and number.isdecimal() and not number[_LONGEST_EXACT:].strip("0")


def amount(text: str) -> int | None:
    """Whole rupiah; None where nothing is written, `ValueError` with a sentence where it is unclear."""
    if not said(text):
        return None
    try:
        return rupiah_in_file(text, is_number=isinstance(text, Number))
    except ValidationError as why:
        raise ValueError(why.messages[0]) from why


def units(text: str) -> int | None:
    """How many; None where nothing is written."""
    if not said(text):
        return None
    found = re.fullmatch(r"([0-9]{1,6})(?:[.,]0{1,2})?", text)
    if not found or int(found[1]) > _MOST_UNITS:
        raise ValueError(_("“%(text)s” tidak terbaca sebagai jumlah barang.") % {"text": text[:40]})
    return int(found[1])


# Instants ----------------------------------------------------------------------------------------

ISO, DAY_FIRST, MONTH_NAME = "iso", "day-first", "month-name"

_TIME = r"(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?:\s*(AM|PM))?)?"
_SHAPES = {
    ISO: re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _TIME + r"Z?", re.IGNORECASE),
    DAY_FIRST: re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME, re.IGNORECASE),
    MONTH_NAME: re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})" + _TIME, re.IGNORECASE),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february pebruari", "mar maret march", "apr april", "may mei",
            "jun juni june", "jul juli july", "aug agu ags agt agustus august", "sep sept september",
            "oct okt oktober october", "nov november nopember", "dec des desember december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def instant(text: str, zone: ZoneInfo, shapes: tuple[str, ...]) -> datetime | None:
    """The instant that a local date and time in one of these shapes means; a date alone means its midnight.

    None where nothing is written. Day and month are never guessed: "05/13/2026" is refused, unless AM or PM
    shows that the file writes the month first. `ValueError` with a sentence.
    """
    if not said(text):
        return None
    for shape in shapes:
        if found := _SHAPES[shape].fullmatch(text):
            try:
                return _moment(shape, found).replace(tzinfo=zone)
            except (ValueError, KeyError):
                break
    raise ValueError(_("“%(text)s” tidak terbaca sebagai tanggal.") % {"text": text[:40]})


def _moment(shape: str, found: re.Match) -> datetime:
    first, second, third, hour, minute, seconds, half = found.groups()
    if shape == ISO:
        year, month, day = int(first), int(second), int(third)
    elif shape == MONTH_NAME:
        day, month, year = int(first), _MONTHS[second.lower()], int(third)
    else:
        day, month, year = int(first), int(second), int(third)
        if half:
            day, month = month, day
    if not 2000 <= year <= 2100:
        raise ValueError
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError
        hours = hours % 12 + (12 if half.upper() == "PM" else 0)
    return datetime(year, month, day, hours, int(minute or 0), int(seconds or 0))


# People ------------------------------------------------------------------------------------------


def phone(text: str) -> tuple[str, str]:
    """The E.164 form of a whole mobile number, else the text as it stands in the file: one of the two is empty."""
    text = said(unharmed(text))
    if text and "*" not in text:
        try:
            return parse_mobile(text), ""
        except ValidationError:
            pass
    return "", text


def is_masked(text: str) -> bool:
    """Whether a name has its letters hidden: "B***i"."""
    return "*" in text
