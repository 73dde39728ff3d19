"""Phone numbers: read as Indonesians write them, kept as E.164, shown nationally or masked."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

# Anything else (letters, slashes, a second number) is refused: the parser would silently drop it.
_ALLOWED = re.compile(r"[0-9+() .\-]+")
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
SHOWN_AT_LEAST = 4  # digits of a masked number


def parse_mobile(text: str) -> str:
    """The E.164 form of a mobile number ("+628…"), or `ValidationError` with a sentence for the customer."""
    text = text.strip().replace("\u2011", "-").replace("\u00a0", " ")
    if not text.isascii() or not _ALLOWED.fullmatch(text):
        raise ValidationError(_("Tulis nomor HP dengan angka saja, contoh 0812 3456 7890."), code="invalid")
    try:
        number = phonenumbers.parse(_international(text), "ID")
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("Nomor HP kurang atau kelebihan angka. Tulis 10–13 angka, contoh 0812 3456 7890."),
            code="invalid",
        )
    if phonenumbers.number_type(number) not in _MOBILE:
        raise ValidationError(
            _("Ini nomor telepon rumah. Tulis nomor HP yang ada WhatsApp-nya."), code="landline"
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _international(text: str) -> str:
    """Mend the spellings that the parser misreads: 62812… (WhatsApp's way), 0062…, 812…"""
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return text
    if digits.startswith("00"):
        return "+" + digits[2:]
    if digits.startswith("62"):
        return "+" + digits
    return text


def national(e164: str) -> str:
    """ "0812-3456-7890": how people here read a number."""
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    if number.country_code != 62:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def masked(e164: str) -> str:
    """ "0812-****-7890": enough to recognise, too little to call."""
    digits = re.sub(r"\D", "", national(e164))
    return f"{digits[:4]}-****-{digits[-4:]}" if len(digits) >= 9 else "****"


def searchable(e164: str) -> str:
    """The number as a search column keeps it, in both of its spellings: "+6281… 081…"; empty for none."""
    return f"{e164} 0{e164[3:]}" if e164.startswith("+62") else e164


def whatsapp_digits(e164: str) -> str:
    """The digits that a wa.me address wants: no plus, no leading zero."""
    return e164.lstrip("+")


def fits_mask(e164: str, mask: str) -> bool:
    """Whether a number may be the one that a marketplace masked ("0812****90"): what the mask shows is all there.

    A mask that shows fewer than four digits, beyond those that every mobile number begins with, says too little and
    fits nobody.
    """
    shown = [re.sub(r"\D", "", part) for part in re.split(r"[*xX•]+", mask)]
    if len(shown) != 2:
        return False
    front, back = shown
    if len(re.sub(r"^(62|0)?8?", "", front)) + len(back) < SHOWN_AT_LEAST:
        return False
    spellings = (e164[1:], f"0{e164[3:]}", e164[3:]) if e164.startswith("+62") else (e164[1:],)
    return any(digits.startswith(front) and digits[len(front) :].endswith(back) for digits in spellings)
