"""What it takes to play cases of a kind: how each of them went, in which rhythm, and what was said and filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from cases.almanac import ShopFacts
from cases.models import Case
from remedies.refunds import books_of, prepared_in
from shops.models import Channel
from umkm_aftersales.demo.goods import Article
from umkm_aftersales.demo.people import Customer

if TYPE_CHECKING:
    from umkm_aftersales.demo.purchases import Purchase

SUBMIT, TURN = "submit", "turn"
SILENCE = "silence"  # nobody acts until the clock does
TALK = frozenset({"reply", "write"})  # leaves the case where it is, and its clock running

COURIERS = ("JNE", "J&T Express", "SiCepat", "AnterAja", "Pos Indonesia")
WEBSITE = ("website",)


@dataclass(frozen=True)
class Story:
    """`times` cases that took the same `path` after being submitted.

    `now` says how the last clock stands: "running", "soon" (up within hours) or "late". A case whose path ends
    in a closed state has none; it ended in the last weeks, a "fresh" one less than three days ago. Talk comes
    last. `channels` limits the channels, where the path needs a certain preset. A path that ends with "turn"
    goes on as a case of another kind: `becomes` (kind, story).
    """

    times: int
    variant: str
    path: tuple[str, ...] = ()
    now: str = "running"
    channels: tuple[str, ...] = ()
    becomes: tuple[str, Story] | None = None


@dataclass(frozen=True)
class Matter:
    """What a case is about: the customer's words, and what a photo would show where there is something to see."""

    article: Article
    words: str
    flaw: str


@dataclass
class Play:
    """One case on its way through its story."""

    number: int
    script: Script
    story: Story
    channel: Channel
    customer: Customer
    matter: Matter
    dice: Random  # its own, so that no case changes the luck of another
    origin: Play | None = None  # the one that turns into this one
    bought: Purchase | None = None  # what it is about, where that is known
    case: Case | None = None
    done: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def purchase(self) -> Purchase | None:
        """What was bought, also where another case came before this one."""
        return self.origin.bought if self.origin else self.bought

    @property
    def order_number(self) -> str:
        """The order that the customer names, if any."""
        return self.purchase.number if self.purchase else ""


class Script:
    """One kind of case; each kind says its own."""

    kind: str
    stories: Sequence[Story]
    channels: tuple[str, ...] = ()  # where such cases come in; empty: everywhere
    photo_share: float  # of those where there is something to see, how many are sent with a photo
    # Hours between a step and the one before it, from and to; shortened where a clock would run out first.
    pauses: Mapping[str, tuple[float, float]]
    words: Mapping[str, tuple[str, ...]]

    def __init__(self, facts: ShopFacts) -> None:
        self.facts = facts

    def matter(self, story: Story, dice: Random) -> Matter:
        """What one case of this story is about."""
        raise NotImplementedError

    def units(self, play: Play) -> int:
        """How many of the article were bought."""
        return 1

    def days_since_delivery(self, play: Play, dice: Random) -> int | None:
        """How long the customer has had the goods when the case comes in; None: nobody says so."""
        return dice.randint(1, 6)

    def opening(self, play: Play, at: datetime) -> dict[str, Any]:
        """The kind's own fields of a new case."""
        raise NotImplementedError

    def note(self, play: Play, action: str) -> str:
        """What is said at a step."""
        return play.dice.choice(self.words.get(action, COMMON_WORDS.get(action, ("",))))

    def answers(self, play: Play, action: str, note: str, at: datetime) -> dict[str, Any]:
        """What is filled in at a step; the step takes of it what it asks for."""
        raise NotImplementedError


def scores(action: str, dice: Random) -> dict[str, int]:
    """What a customer gives in the end, to the goods and to the treatment, should the step ask for it."""
    product, treatment = dice.choice(_LOW if action == "rate_low" else _GOOD)
    return {"score_product": product, "score_treatment": treatment}


_GOOD = ((5, 5), (5, 5), (5, 4), (4, 5), (4, 4), (3, 5), (3, 4), (4, 3))
_LOW = ((2, 4), (3, 2), (1, 3))


def refund(play: Play, today: date) -> dict[str, Any]:
    """What is said of money that went out: what waited, or all that is due, at most the price."""
    case, dice = play.case.specific, play.dice
    waiting = prepared_in(case)
    due = books_of(case).account.reckon().total
    price = play.matter.article.price
    return {
        "refund_amount": waiting.amount if waiting else min(price, price if due is None else due),
        "refund_method": dice.choice(("transfer", "ewallet")), "refunded_on": today,
        "refund_reference": f"CONTOH-{dice.randint(10**7, 10**8 - 1)}",
    }  # fmt: skip


def destination(play: Play) -> dict[str, str]:
    """An account of nobody's."""
    return {
        "bank": "BCA",
        "number": f"000{play.dice.randint(10**6, 10**7 - 1)}",
        "holder": play.customer.name,
    }


def parcel_number(dice: Random) -> str:
    """Nobody's, and it says so."""
    return f"CONTOH{dice.randint(10**9, 10**10 - 1)}"


COMMON_PAUSES = {
    "ask_evidence": (1, 18), "send_evidence": (2, 40), "cancel": (1, 26), "confirm": (5, 90), "confirm_for": (20, 90),
    "reopen": (6, 60), "ship": (6, 80), "receive": (28, 100), "record_refund": (2, 50), "send_replacement": (3, 34),
    "give_destination": (1, 5), "prepare_refund": (1, 5), "refund_failed": (2, 12), "refund_stands": (2, 12),
    # The question comes three days after the end.
    "rate": (73, 110), "rate_low": (73, 100), SILENCE: (1, 30), TURN: (2, 20),
}  # fmt: skip

COMMON_WORDS: dict[str, tuple[str, ...]] = {
    "confirm": ("", "Sudah sampai, terima kasih.", "Sudah beres. Makasih, Kak."),
    "refund_failed": ("Bank mengembalikan dananya, nomor rekeningnya salah satu angka.",),
    "refund_stands": ("Di mutasi kami sudah masuk ke rekening Kakak, boleh dicek sekali lagi?",),
    "confirm_for": ("Pelanggan mengabari lewat WhatsApp, semuanya sudah beres.",),
    "rate": ("", "", "Dibantu sampai selesai, terima kasih.", "Balasnya cepat, semoga barangnya awet."),
    "rate_low": ("Sudah selesai katanya, tapi di rumah ternyata masih sama saja.",),
    "note": (
        "Pelanggan lama, biasanya tidak rewel.", "Cek video pengemasan tanggal kirim.",
        "Kurir sudah dihubungi, tunggu kabar besok.", "Sudah ditelepon, minta dikabari lewat WhatsApp saja.",
    ),
}  # fmt: skip
