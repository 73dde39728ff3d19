"""The figures of a report: each is one statement over cases, events and their times, whatever their number."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateTimeField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower, TruncDay, TruncWeek

from reports import cohorts, milestones
from reports.cohorts import CLAIM, COMPLAINT, LOSES, MOVES, RETURN
from reports.filters import Filter
from shops.models import Shop

LONGEST_BY_DAY = 45  # days that a trend still shows one by one

SUMS = {
    "count": Count("pk"),
    "worth": Coalesce(Sum("amount"), 0),
    "without": Count("pk", filter=Q(amount=None)),
}


@dataclass(frozen=True)
class Tally:
    """Cases of one sort, and the money that they are about where that is known."""

    key: str
    count: int
    amount: int = 0
    without_amount: int = 0
    label: str = ""


@dataclass(frozen=True)
class Spread:
    """How long something took: the middle and what nine in ten do not exceed, in seconds."""

    count: int
    median: Fraction | None
    most: int | None


@dataclass(frozen=True)
class Answers:
    """How cases of one way were first answered."""

    came: int
    team: Spread
    clock: int
    nobody: int


@dataclass(frozen=True)
class Ratings:
    """How many customers gave which score; a rating may hold one of the two."""

    product: dict[int, int]
    treatment: dict[int, int]
    count: int  # customers who gave any


def kinds(shop: Shop, wish: Filter) -> dict[tuple[str, str], Tally]:
    """What came in, by kind and variant."""
    rows = cohorts.opened(shop, wish).order_by().values_list("kind", "variant").annotate(**SUMS)
    return {(kind, variant): Tally(variant or kind, *sums) for kind, variant, *sums in rows}


def reasons(shop: Shop, wish: Filter) -> list[Tally]:
    """Returns by their reason."""
    return _tallies(shop, wish, RETURN, "reason")


def causes(shop: Shop, wish: Filter) -> list[Tally]:
    """Complaints by what lay behind them; empty where nobody has said yet."""
    return _tallies(shop, wish, COMPLAINT, "root_cause")


def categories(shop: Shop, wish: Filter) -> list[Tally]:
    """Complaints by what they are about."""
    return _tallies(shop, wish, COMPLAINT, "category")


def _tallies(shop: Shop, wish: Filter, kind: str, column: str) -> list[Tally]:
    found = cohorts.opened(shop, wish).filter(kind=kind).order_by()
    return [Tally(*row) for row in found.values_list(f"{kind}__{column}").annotate(**SUMS)]


def claims(shop: Shop, wish: Filter) -> list[Tally]:
    """Warranty claims of the products that have most of them."""
    found = cohorts.claims_by_product(shop, wish).annotate(**SUMS, label=Min("title"))
    return [
        Tally(row["product"], row["count"], row["worth"], row["without"], row["label"])
        for row in found[: cohorts.TOP]
    ]


def claims_of(shop: Shop, wish: Filter, keys: list[str]) -> dict[str, int]:
    """How many warranty claims these products had."""
    found = cohorts.opened(shop, wish).filter(kind=CLAIM).annotate(product=Lower("title"))
    counted = found.filter(product__in=keys).order_by().values_list("product").annotate(count=Count("pk"))
    return dict(counted)


def products(shop: Shop, wish: Filter, most: int = 50) -> list[str]:
    """The goods that most cases of these days are about."""
    found = cohorts.by_product(cohorts.opened(shop, wish)).exclude(title="").order_by()
    named = found.annotate(key=Lower("title")).values("key").annotate(count=Count("pk"), label=Min("title"))
    return [row["label"] for row in named.order_by("-count", "key")[:most]]


def arrivals(shop: Shop, wish: Filter) -> list[tuple[date, int]]:
    """How many cases came in each day, or in each week of a long time; days without any are told too."""
    by_day = wish.days <= LONGEST_BY_DAY
    unit = (TruncDay if by_day else TruncWeek)("opened_at", tzinfo=wish.zone, output_field=DateTimeField())
    found = (
        cohorts.opened(shop, wish)
        .order_by()
        .annotate(start=unit)
        .values_list("start")
        .annotate(n=Count("pk"))
    )
    counted = {start.astimezone(wish.zone).date(): count for start, count in found}
    first = wish.start if by_day else wish.start - timedelta(days=wish.start.weekday())
    step = 1 if by_day else 7
    starts = (first + timedelta(days=number) for number in range(0, (wish.end - first).days + 1, step))
    return [(start, counted.get(start, 0)) for start in starts]


# How long it took --------------------------------------------------------------------------------

_SPREAD = """
    count({seconds}),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY {seconds}),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY {seconds})
"""


def answers(shop: Shop, wish: Filter) -> dict[tuple[str, str], Answers]:
    """First answers to what came in, by kind and variant; under ("", "") all of them."""
    first = cohorts.first_answer(OuterRef("pk"))
    found = cohorts.opened(shop, wish).order_by().annotate(answer=Subquery(first.values("pk")))
    # FILTER belongs behind the aggregate, so the condition goes into the value itself.
    seconds = "CASE WHEN e.role <> %s THEN extract(epoch FROM e.at - c.opened_at) END"
    sql = f"""
        SELECT c.kind, c.variant, count(*), count(*) FILTER (WHERE e.role = %s), {_SPREAD.format(seconds=seconds)}
        FROM ({{inner}}) AS c LEFT JOIN cases_event AS e ON e.id = c.answer
        GROUP BY GROUPING SETS ((c.kind, c.variant), ())
    """
    rows = _ask(found.values("kind", "variant", "opened_at", "answer"), sql, [milestones.CLOCK] * 4)
    return {
        (kind or "", variant or ""): Answers(came, _spread(*spread), clock, came - clock - spread[0])
        for kind, variant, came, clock, *spread in rows
    }


def solutions(shop: Shop, wish: Filter) -> dict[tuple[str, str], Spread]:
    """From the request to the first closing, of what was closed, by kind and variant; under ("", "") all of it."""
    found = cohorts.closings(shop, wish)
    seconds = "extract(epoch FROM e.at - c.opened_at)"
    sql = f"""
        SELECT c.kind, c.variant, {_SPREAD.format(seconds=seconds)}
        FROM ({{inner}}) AS e JOIN cases_case AS c ON c.id = e.case_id
        GROUP BY GROUPING SETS ((c.kind, c.variant), ())
    """
    rows = _ask(found.values("case_id", "at"), sql, [])
    return {(kind or "", variant or ""): _spread(*spread) for kind, variant, *spread in rows}


def _ask(inner: QuerySet, sql: str, own: list) -> list[tuple]:
    """What ordered aggregates say of a question's rows; `own` are the values before those of the question."""
    try:
        found, values = inner.query.sql_with_params()
    except EmptyResultSet:  # it says itself that nothing can be found
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(inner=found), [*own, *values])
        return cursor.fetchall()


def _spread(count: int, median, most) -> Spread:
    return Spread(count, None if median is None else _exact(median), None if most is None else int(most))


def _exact(seconds) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)


# What the clock did, what came back, how it was found --------------------------------------------


def reopened(shop: Shop, wish: Filter) -> int:
    """Cases that came back after their end."""
    return cohorts.cohort(shop, wish, "reopened", "").count()


def decided(shop: Shop, wish: Filter) -> dict[str, Tally]:
    """Cases that the clock decided, each counted once: with their money, and without."""
    return {
        value: Tally(value, *cohorts.cohort(shop, wish, "clock", value).aggregate(**SUMS).values())
        for value in (LOSES, MOVES)
    }


def late(shop: Shop, wish: Filter) -> int:
    """Cases of which an owner had to be told that nobody acted in time."""
    return cohorts.cohort(shop, wish, "late", "").count()


def ratings(shop: Shop, wish: Filter) -> Ratings:
    """The scores that customers gave."""
    rows = cohorts.rated(shop, wish).order_by().values_list("score_product", "score_treatment")
    product, treatment, total = dict.fromkeys(range(1, 6), 0), dict.fromkeys(range(1, 6), 0), 0
    for of_product, of_treatment, count in rows.annotate(n=Count("pk")):
        total += count
        if of_product:
            product[of_product] += count
        if of_treatment:
            treatment[of_treatment] += count
    return Ratings(product, treatment, total)
