"""A shop's return policy as rules: what holds for which goods, channel, reason and way, and how a row keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _

from shops.amounts import Amount, Unit
from shops.money import rupiah

# The ways of a return in the order in which the first chapter numbers them.
WAYS = ("return_refund", "refund_only", "exchange", "reshipment")
UNITS = (Unit.CALENDAR, Unit.WORKING)
# Reasons for which the shop or its courier answers; "other" is nobody's until the goods are looked at.
SHOPS_FAULT = frozenset(
    {"damaged", "defective", "wrong_item", "incomplete", "not_as_described", "not_received"}
)
CUSTOMERS_WISH = frozenset({"wrong_size", "changed_mind"})
# All of them, in the order in which a policy speaks of them.
REASONS = (
    "damaged", "defective", "wrong_item", "incomplete", "not_as_described", "wrong_size", "not_received",
    "changed_mind", "other",
)  # fmt: skip


# What people mostly want for a reason, the best first; for the others it is theirs to say.
_USUAL = {
    **dict.fromkeys(
        ("damaged", "defective", "not_as_described", "changed_mind"), ("return_refund", "refund_only")
    ),
    "wrong_item": ("exchange", "return_refund"),
    "incomplete": ("reshipment", "refund_only"),
    "wrong_size": ("exchange", "return_refund"),
    "not_received": ("reshipment", "refund_only"),
}


def usual_way(reason: str, offered: Collection[str]) -> str:
    """The way that a form suggests for a reason, among those that the shop offers; empty for none."""
    return next((way for way in _USUAL.get(reason, ()) if way in offered), "")


class Postage(StrEnum):
    """Who pays for the way back."""

    SHOP = "shop"
    CUSTOMER = "customer"
    BY_REASON = "by_reason"

    def words(self) -> str:
        """The clause as the customer reads it."""
        if self is Postage.SHOP:
            return _("Ongkos kirim balik kami tanggung.")
        if self is Postage.CUSTOMER:
            return _("Ongkos kirim balik ditanggung pelanggan.")
        return _(
            "Kami tanggung bila kesalahan ada di kami: rusak, cacat, salah kirim, kurang, tidak sesuai deskripsi. "
            "Untuk alasan lain ditanggung pelanggan."
        )


@dataclass(frozen=True)
class Window:
    """How long after delivery something may be asked for, if the shop offers it."""

    offered: bool
    amount: Amount

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """A window of a row."""
        return cls(data["offered"], Amount(data["number"], Unit(data["unit"])))

    def as_json(self) -> dict[str, Any]:
        """The window as a row keeps it."""
        return {"offered": self.offered, "number": self.amount.number, "unit": self.amount.unit.value}


@dataclass(frozen=True)
class Scope:
    """What a special rule speaks of, or what is asked for; in a rule an empty field means any."""

    category: str = ""
    reason: str = ""
    channel: str = ""  # a kind of channel
    way: str = ""

    def fits(self, asked: Scope) -> bool:
        """Whether a rule of this scope holds for what is asked."""
        return (
            (not self.category or same(self.category, asked.category))
            and self.reason in ("", asked.reason)
            and self.channel in ("", asked.channel)
            and self.way in ("", asked.way)
        )

    @property
    def rank(self) -> tuple:
        """The more it names the higher; of as much, the one that names the category, then the reason …"""
        named = [bool(part) for part in (self.category, self.reason, self.channel, self.way)]
        return sum(named), named


@dataclass(frozen=True)
class Special:
    """A window that takes the place of the usual one for some goods, reason, channel or way."""

    scope: Scope
    window: Window


@dataclass(frozen=True)
class Excluded:
    """A category or a product that is not taken back for the asking, and why not."""

    what: str
    why: str


class FeeUnit(StrEnum):
    """How a fee is counted."""

    PERCENT = "percent"
    RUPIAH = "rupiah"


# For which reasons a fee is kept back, besides one by its name.
FEE_ON_WISH, FEE_ALWAYS = "wish", "any"


@dataclass(frozen=True)
class Fee:
    """What the shop keeps back of the refund: percent of the price or whole rupiah."""

    name: str
    number: int
    unit: FeeUnit
    when: str = FEE_ON_WISH

    @property
    def worth(self) -> str:
        """ "10%" or "Rp5.000"."""
        return rupiah(self.number) if self.unit is FeeUnit.RUPIAH else f"{self.number}%"

    def holds(self, reason: str) -> bool:
        """Whether it is kept back for this reason."""
        return self.when in (FEE_ALWAYS, reason) or (self.when == FEE_ON_WISH and reason in CUSTOMERS_WISH)

    @property
    def of_the_shops_fault(self) -> bool:
        """Whether somebody pays it for what was not their doing."""
        return any(self.holds(reason) for reason in SHOPS_FAULT)


@dataclass(frozen=True)
class Rules:
    """Everything that a policy says."""

    windows: Mapping[str, Window]
    conditions: tuple[str, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    procedure: tuple[str, ...] = ()
    postage: Postage = Postage.BY_REASON
    note: str = ""
    special: tuple[Special, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    insists: frozenset[str] = frozenset()  # reasons that are not looked at without their evidence
    postage_for: Mapping[str, Postage] = field(default_factory=dict)  # reasons with a payer of their own
    fees: tuple[Fee, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rules of a row; what an older row does not know is empty."""
        return cls(
            windows={way: Window.from_json(kept) for way, kept in data["windows"].items()},
            conditions=tuple(data["conditions"]),
            evidence={reason: tuple(lines) for reason, lines in data["evidence"].items()},
            procedure=tuple(data["procedure"]),
            postage=Postage(data["postage"]),
            note=data["note"],
            special=tuple(
                Special(Scope(**kept["scope"]), Window.from_json(kept["window"]))
                for kept in data.get("special", ())
            ),
            excluded=tuple(Excluded(**kept) for kept in data.get("excluded", ())),
            insists=frozenset(data.get("insists", ())),
            postage_for={reason: Postage(payer) for reason, payer in data.get("postage_for", {}).items()},
            fees=tuple(Fee(**{**kept, "unit": FeeUnit(kept["unit"])}) for kept in data.get("fees", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """The rules as a row keeps them."""
        return {
            "windows": {way: window.as_json() for way, window in self.windows.items()},
            "conditions": list(self.conditions),
            "evidence": {reason: list(lines) for reason, lines in self.evidence.items() if lines},
            "procedure": list(self.procedure),
            "postage": self.postage.value,
            "note": self.note,
            "special": [
                {"scope": dict(vars(each.scope)), "window": each.window.as_json()} for each in self.special
            ],
            "excluded": [dict(vars(each)) for each in self.excluded],
            "insists": sorted(self.insists),
            "postage_for": {reason: payer.value for reason, payer in self.postage_for.items()},
            "fees": [{**vars(each), "unit": each.unit.value} for each in self.fees],
        }

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every free text with the field of the form in which it stands."""
        yield from ((f"excluded-{n}", f"{each.what}: {each.why}") for n, each in enumerate(self.excluded))
        yield from (("conditions", line) for line in self.conditions)
        for reason, lines in self.evidence.items():
            yield from ((f"evidence_{reason}", line) for line in lines)
        yield from (("procedure", line) for line in self.procedure)
        yield from ((f"fees-{n}", each.name) for n, each in enumerate(self.fees))
        if self.note:
            yield "note", self.note

    def offered(self) -> list[str]:
        """The ways that the shop usually offers."""
        return [way for way in WAYS if way in self.windows and self.windows[way].offered]

    def window_for(self, asked: Scope) -> tuple[str, Window | None]:
        """The window that holds, and what its clause is about: the most special rule that fits, else the usual."""
        fitting = [n for n, each in enumerate(self.special) if each.scope.fits(asked)]
        if not fitting:
            return f"way:{asked.way}", self.windows.get(asked.way)
        best = max(fitting, key=lambda n: self.special[n].scope.rank)
        return f"special:{best}", self.special[best].window

    def exclusion_of(self, category: str, product: str) -> int | None:
        """Which exclusion names this category or product; None where none does."""
        named = (n for n, each in enumerate(self.excluded) if same(each.what, category, product))
        return next(named, None)

    def payer(self, reason: str) -> Postage | None:
        """Who pays the way back for this reason; None where that is still to be found out."""
        said = self.postage_for.get(reason, self.postage)
        if said is not Postage.BY_REASON:
            return said
        if reason in SHOPS_FAULT:
            return Postage.SHOP
        return Postage.CUSTOMER if reason in CUSTOMERS_WISH else None

    def fees_for(self, reason: str) -> list[Fee]:
        """What is kept back for this reason."""
        return [fee for fee in self.fees if fee.holds(reason)]


def same(name: str, *others: str) -> bool:
    """Whether one of the others is this name, however it is cased and spaced."""
    return _plain(name) in map(_plain, others)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
