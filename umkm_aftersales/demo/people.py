"""Who works in the demo shop and who buys there; nobody of them exists.

Phone numbers begin with 0860-0000: valid in form, but no Indonesian operator issues numbers under 0860, so
a message that somebody sends by mistake reaches nobody. E-mail addresses end in .test, which is reserved
for this purpose (RFC 2606).
"""

from dataclasses import dataclass
from random import Random

SHOP_PHONE = "+6286000000001"
_CUSTOMERS_FROM = 1000

_FIRST = (
    "Agus", "Ayu", "Bagas", "Citra", "Dewi", "Dian", "Eko", "Fajar", "Fitri", "Galih", "Hana", "Hendra", "Indah",
    "Intan", "Kartika", "Laras", "Lestari", "Maya", "Mega", "Nanda", "Nisa", "Novi", "Putra", "Rahma", "Rani",
    "Ratna", "Reza", "Rini", "Rizky", "Santi", "Siti", "Tari", "Teguh", "Tika", "Wahyu", "Wati", "Yanti", "Yoga",
)  # fmt: skip
_INITIALS = "ABDFHKLMNPRSTW"


@dataclass(frozen=True)
class Customer:
    """A buyer: some leave an e-mail address, everyone a phone."""

    name: str
    phone: str
    email: str


def customer(number: int, dice: Random) -> Customer:
    """The customer of the `number`th case."""
    first = dice.choice(_FIRST)
    email = f"{first.lower()}{number}@contoh.test" if dice.random() < 0.4 else ""
    phone = f"+62860000{_CUSTOMERS_FROM + number:05d}"
    return Customer(f"{first} {dice.choice(_INITIALS)}.", phone, email)
