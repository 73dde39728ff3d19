"""Which cases a figure counts: every bar of the report and the list behind it ask the same question."""

from collections.abc import Callable

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from cases.models import Case, Event
from complaints.models import Complaint
from reports import milestones
from reports.filters import Filter
from reports.ways import of_nobody
from returns.models import ReturnRequest
from shops.models import Shop
from warranty.models import WarrantyClaim


def _kind_of(model: type[Case]) -> str:
    """A kind is named like the way from a case to its own row."""
    return model._meta.get_field("case").remote_field.related_name


RETURN, CLAIM, COMPLAINT = _kind_of(ReturnRequest), _kind_of(WarrantyClaim), _kind_of(Complaint)
TOP = 10  # products that are shown by their names

MOVED = ~Q(source=F("target"))
TEAM, CLOCK, NOBODY = "team", "clock", "nobody"  # who answered first
LOSES, MOVES, LATE = "loses", "moves", "late"  # what the clock decided, and what it only told an owner
SCORES = ("1", "2", "3", "4", "5")


# The cases of a filter ---------------------------------------------------------------------------


def cases(shop: Shop, wish: Filter) -> QuerySet[Case]:
    """The shop's cases of this channel, kind and product, of any time."""
    return narrowed(Case.objects.all(), shop, wish)


def narrowed(found: QuerySet, shop: Shop, wish: Filter, to: str = "") -> QuerySet:
    """Rows of these cases; `to` leads from a row to its case."""
    found = found.filter(**{f"{to}shop": shop}).exclude(**{f"{to}kind__in": of_nobody()})
    if wish.channel:
        found = found.filter(**{f"{to}channel": wish.channel})
    if wish.kind:
        found = found.filter(Q(**{f"{to}kind": wish.kind}) | Q(**{f"{to}variant": wish.kind}))
    return _of_product(found, wish.product, to) if wish.product else found


def opened(shop: Shop, wish: Filter) -> QuerySet[Case]:
    """Those that came in within the days."""
    return cases(shop, wish).filter(opened_at__gte=wish.begins, opened_at__lt=wish.ends)


def rated(shop: Shop, wish: Filter) -> QuerySet[Case]:
    """Those whose customers said within the days how it went."""
    return cases(shop, wish).filter(rated_at__gte=wish.begins, rated_at__lt=wish.ends)


def by_product(found: QuerySet, to: str = "") -> QuerySet:
    """Cases of goods with a name to group by, however its letters are cased: customers type it themselves.

    Of a complaint the title is the problem in the team's words: no product, and nothing for a report.
    """
    return found.exclude(**{f"{to}kind": COMPLAINT}).alias(product=Lower(f"{to}title"))


def _of_product(found: QuerySet, title: str, to: str = "") -> QuerySet:
    return by_product(found, to).filter(product=Lower(Value(title, CharField())))


def closed(shop: Shop, wish: Filter) -> QuerySet[Case]:
    """Those that first ended within the days; what was reopened and closed again is not solved a second time."""
    return cases(shop, wish).filter(first_closed_at__gte=wish.begins, first_closed_at__lt=wish.ends)


# The events of a filter --------------------------------------------------------------------------


def reopenings(shop: Shop, wish: Filter) -> QuerySet[Event]:
    """What brought a closed case back within the days, whenever it came in, and was not undone."""
    return _events(shop, wish).standing().filter(MOVED, milestones.reopening())


def clock(shop: Shop, wish: Filter) -> QuerySet[Event]:
    """What the clock did because nobody else had: `what` says which of the three it was."""
    lost, late = milestones.losing(), milestones.alarming()
    what = Choose(When(MOVED & lost, Value(LOSES)), When(MOVED, Value(MOVES)), default=Value(LATE))
    return _events(shop, wish).filter(MOVED | late, role=milestones.CLOCK).annotate(what=what)


def _events(shop: Shop, wish: Filter) -> QuerySet[Event]:
    within = Event.objects.filter(at__gte=wish.begins, at__lt=wish.ends)
    return narrowed(within, shop, wish, "case__").order_by()


# The cases behind a figure -----------------------------------------------------------------------

Cohort = Callable[[Shop, Filter, str], QuerySet[Case] | None]


def cohort(shop: Shop, wish: Filter, show: str, value: str) -> QuerySet[Case] | None:
    """The cases that a figure counts; None for a figure that no report has."""
    find = COHORTS.get(show)
    return find(shop, wish, value) if find else None


def _came(shop: Shop, wish: Filter, value: str) -> QuerySet[Case]:
    found = opened(shop, wish)
    return found.filter(Q(kind=value) | Q(variant=value)) if value else found


def _by(kind: str, column: str) -> Cohort:
    def find(shop: Shop, wish: Filter, value: str) -> QuerySet[Case]:
        return opened(shop, wish).filter(**{"kind": kind, f"{kind}__{column}": value})

    return find


def _claims(shop: Shop, wish: Filter, value: str) -> QuerySet[Case]:
    return _of_product(opened(shop, wish).filter(kind=CLAIM), value)


def _other_claims(shop: Shop, wish: Filter, value: str) -> QuerySet[Case]:
    named = claims_by_product(shop, wish).values("product")[:TOP]
    return by_product(opened(shop, wish).filter(kind=CLAIM)).exclude(product__in=named)


def claims_by_product(shop: Shop, wish: Filter) -> QuerySet:
    """Warranty claims by product, the most claimed first."""
    claims = opened(shop, wish).filter(kind=CLAIM).annotate(product=Lower("title")).values("product")
    return claims.annotate(count=Count("pk")).order_by("-count", "product")


def _answered(shop: Shop, wish: Filter, value: str) -> QuerySet[Case] | None:
    ways = {
        TEAM: Q(first_answer_role__in=milestones.TEAM),
        CLOCK: Q(first_answer_role=milestones.CLOCK),
        NOBODY: Q(first_answer_role=""),
    }
    return opened(shop, wish).filter(ways[value]) if value in ways else None


def _closed(shop: Shop, wish: Filter, value: str) -> QuerySet[Case]:
    return closed(shop, wish)


def _reopened(shop: Shop, wish: Filter, value: str) -> QuerySet[Case]:
    return _of(reopenings(shop, wish))


def _decided(shop: Shop, wish: Filter, value: str) -> QuerySet[Case] | None:
    return _of(clock(shop, wish).filter(what=value)) if value in (LOSES, MOVES, LATE) else None


def _scored(column: str) -> Cohort:
    def find(shop: Shop, wish: Filter, value: str) -> QuerySet[Case] | None:
        return rated(shop, wish).filter(**{column: int(value)}) if value in SCORES else None

    return find


def _of(found: QuerySet[Event]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=found.values("case"))


COHORTS: dict[str, Cohort] = {
    "cases": _came,
    "reason": _by(RETURN, "reason"),
    "cause": _by(COMPLAINT, "root_cause"),
    "category": _by(COMPLAINT, "category"),
    "severity": _by(COMPLAINT, "severity"),
    "recovery": _by(COMPLAINT, "recovery_action"),
    "claims": _claims,
    "other_claims": _other_claims,
    "answer": _answered,
    "closed": _closed,
    "reopened": _reopened,
    "clock": _decided,
    "product_score": _scored("score_product"),
    "treatment_score": _scored("score_treatment"),
}
