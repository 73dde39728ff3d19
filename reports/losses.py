"""What was lost that need not have been: which events cost money, how much, why, and in which month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models import Case as Choose
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Greatest, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Event
from cases.workflow import all_workflows
from reports import cohorts
from reports.cohorts import RETURN
from reports.filters import Filter
from shops import spreadsheets
from shops.models import Shop
from shops.spreadsheets import harmless

SHOWN = 100  # of the cases on a page; a file has them all

SILENCE, MISTAKE, APPEAL, PARCEL, UNRETURNED = "silence", "mistake", "appeal", "parcel", "unreturned"
CAUSES = {
    SILENCE: gettext_lazy("Didiamkan sampai disetujui otomatis"),
    MISTAKE: gettext_lazy("Salah langkah"),
    APPEAL: gettext_lazy("Banding tidak diajukan"),
    PARCEL: gettext_lazy("Paket hilang di jalan"),
    UNRETURNED: gettext_lazy("Dibayar tanpa barang kembali"),
}
_MARK, _PAY = "mark_mistake", "record_refund"
_MISSED = ("miss_appeal", "waive_appeal")
_LOST = ("lose",)
_RUPIAH = BigIntegerField()
_NOTHING = Value(0, _RUPIAH)


def silent() -> list[str]:
    """The steps by which silence grants what was asked for."""
    found = {step.action for flow in all_workflows() for step in flow.steps if step.loses}
    return sorted(found - set(_MISSED))


def actions() -> list[str]:
    """Every step that may cost money; the index `event_loss` knows them all."""
    return sorted({*silent(), _MARK, _PAY, *_MISSED, *_LOST})


# What counts -------------------------------------------------------------------------------------


def losses(shop: Shop, wish: Filter, cause: str = "") -> QuerySet[Event]:
    """The events by which something was lost within the days, one for each case, with `cause`, `worth`, `back`, `lost`.

    The same money is not lost twice: of several events of a case the team's own word counts, or else the first.
    """
    every = _costly(shop, wish)
    touched = _within(every, wish).values("case")
    first = every.filter(case__in=touched).order_by("case", "-by_hand", "number").distinct("case")
    found = _within(_priced(Event.objects.filter(pk__in=first.values("pk"))), wish)
    return found.filter(cause=cause) if cause in CAUSES else found


def _within(found: QuerySet[Event], wish: Filter) -> QuerySet[Event]:
    return found.filter(at__gte=wish.begins, at__lt=wish.ends)


def _costly(shop: Shop, wish: Filter) -> QuerySet[Event]:
    corrected = Event.objects.filter(case=OuterRef("case"), action=_MARK, number__gt=OuterRef("number"))
    by_hand = Q(action=_MARK) & ~Q(data__mistake_amount=0) & ~Exists(corrected)
    unreturned = Q(
        **{
            "action": _PAY,
            "case__kind": RETURN,
            "case__variant": "return_refund",
            f"case__{RETURN}__received_on": None,
        }
    )
    counts = Q(action__in=[*silent(), *_MISSED, *_LOST]) | by_hand | unreturned
    found = Event.objects.standing().filter(counts, action__in=actions())
    found = cohorts.narrowed(found, shop, wish, "case__").order_by()
    return found.alias(by_hand=Choose(When(action=_MARK, then=1), default=0))


def _priced(found: QuerySet[Event]) -> QuerySet[Event]:
    cause = Choose(
        When(action=_MARK, then=Value(MISTAKE)), When(action__in=_MISSED, then=Value(APPEAL)),
        When(action__in=_LOST, then=Value(PARCEL)), When(action=_PAY, then=Value(UNRETURNED)), default=Value(SILENCE),
        output_field=CharField(),
    )  # fmt: skip
    worth = Choose(
        When(action=_MARK, then=_said("mistake_amount")), When(action=_PAY, then=_said("refund_amount")),
        When(action__in=_MISSED, then=F(f"case__{RETURN}__ruled_amount")), default=F("case__amount"),
        output_field=_RUPIAH,
    )  # fmt: skip
    # What an appeal brought back was not lost; the team's own word is the last one.
    won = Coalesce(F(f"case__{RETURN}__won_amount"), _NOTHING)
    back = Choose(When(action=_MARK, then=_NOTHING), default=won, output_field=_RUPIAH)
    left = Choose(
        When(worth=None, then=None), default=Greatest(F("worth") - F("back"), _NOTHING), output_field=_RUPIAH
    )
    return found.annotate(cause=cause, worth=worth, back=back).annotate(lost=left).order_by()


def _said(name: str) -> Cast:
    return Cast(KT(f"data__{name}"), _RUPIAH)


# The figures -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """Cases of one cause in one month, and what they cost where that is known."""

    month: date
    cause: str
    count: int
    amount: int
    without_amount: int


def by_month(shop: Shop, wish: Filter) -> list[Loss]:
    """Each month and cause, the latest month and the dearest cause first; one statement."""
    month = TruncMonth("at", tzinfo=wish.zone, output_field=DateTimeField())
    rows = losses(shop, wish).annotate(month=month).values_list("month", "cause")
    rows = rows.annotate(
        count=Count("pk"), amount=Coalesce(Sum("lost"), 0), without=Count("pk", filter=Q(lost=None))
    )
    found = [Loss(start.astimezone(wish.zone).date(), *rest) for start, *rest in rows]
    return sorted(found, key=lambda loss: (-loss.month.toordinal(), -loss.amount, loss.cause))


def total(shop: Shop, wish: Filter) -> int:
    """What was lost in all, in rupiah; one statement."""
    return losses(shop, wish).aggregate(total=Coalesce(Sum("lost"), 0))["total"]


# The cases ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One case that cost something; `lost` is None where nobody knows how much."""

    at: datetime
    cause: str
    worth: int | None
    back: int
    lost: int | None
    reference: str
    title: str
    order_number: str
    kind: str
    channel: str

    @property
    def words(self) -> str:
        """Why."""
        return str(CAUSES[self.cause])

    @property
    def headline(self) -> str:
        """What a case is called; of a complaint the title is no goods but still its name."""
        return self.title or self.order_number or self.reference


_COLUMNS = (
    "at", "cause", "worth", "back", "lost", "case__reference", "case__title", "case__order_number", "case__kind",
    "case__channel__name",
)  # fmt: skip


def lines(shop: Shop, wish: Filter, cause: str = "", most: int | None = SHOWN) -> Iterator[Line]:
    """The cases, the latest first; one statement, read as they are taken."""
    rows = losses(shop, wish, cause).order_by("-at", "-pk").values_list(*_COLUMNS)[:most]
    return (Line(*row) for row in rows.iterator(chunk_size=2000))


def as_csv(shop: Shop, wish: Filter, cause: str = "") -> Iterator[str]:
    """Every case as a line; nothing about persons."""
    heads = [
        _("Nomor kasus"), _("Waktu"), _("Bulan"), _("Sebab"), _("Barang"), _("Kanal"), _("Nilai (Rp)"),
        _("Kembali lewat banding (Rp)"), _("Rugi (Rp)"),
    ]  # fmt: skip
    return spreadsheets.as_csv(heads, (_row(line, wish) for line in lines(shop, wish, cause, None)))


def _row(line: Line, wish: Filter) -> list[Any]:
    at = line.at.astimezone(wish.zone).replace(tzinfo=None, microsecond=0)
    title = "" if line.kind == cohorts.COMPLAINT else line.title
    words = (line.reference, at, f"{at:%Y-%m}", line.words, title, line.channel)
    return [
        *(harmless(word) if isinstance(word, str) else word for word in words),
        line.worth,
        line.back,
        line.lost,
    ]
