"""Where money is sent to here: banks and e-wallets by name, how their numbers look, and how much of one is shown."""

import re

from django.utils.translation import gettext as _

# How many digits an account of a bank usually has. Sources differ, so a different length is only worth a second look.
_USUAL = {"BCA": 10, "Mandiri": 13, "BRI": 15, "BNI": 10, "BTN": 16, "BSI": 10, "CIMB Niaga": 13}
_WALLETS = ("GoPay", "OVO", "DANA", "ShopeePay", "LinkAja")
KNOWN = (*_USUAL, *_WALLETS)
SHORTEST, LONGEST = 5, 24  # digits of any number that money can be sent to
SHOWN = 4  # digits at the end, enough to recognise one's own

_SPELLED = {re.sub(r"\W|^bank", "", name.lower()): name for name in KNOWN} | {"cimb": "CIMB Niaga"}


def known_name(text: str) -> str:
    """The usual spelling of a bank or an e-wallet ("bank bca" is "BCA"); of an unknown one the words as they stand."""
    return _SPELLED.get(re.sub(r"\W", "", text.lower()).removeprefix("bank"), text)


def is_wallet(name: str) -> bool:
    """Whether this is an e-wallet, whose number is a phone's."""
    return name in _WALLETS


def digits_of(text: str) -> str:
    """The digits of a number as people write it ("1234-567 890"); ValueError where it cannot be one."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not (digits.isascii() and digits.isdecimal() and SHORTEST <= len(digits) <= LONGEST):
        raise ValueError("no number that money can be sent to")
    return digits


def masked(tail: str) -> str:
    """ "******1234": all that anybody sees of a number but whoever pays."""
    return f"******{tail}"


def doubt(name: str, digits: str) -> str:
    """What is unusual about a number of this bank or e-wallet, in a sentence; empty where nothing is."""
    usual = _USUAL.get(name)
    if usual and len(digits) != usual:
        words = _(
            "Nomor rekening %(bank)s biasanya %(usual)d angka, yang ini %(length)d. Periksa sekali lagi."
        )
        return words % {"bank": name, "usual": usual, "length": len(digits)}
    if is_wallet(name) and not re.fullmatch(r"08[0-9]{8,11}", digits):
        return _("Nomor %s biasanya nomor HP, contoh 0812 3456 7890. Periksa sekali lagi.") % name
    return ""
