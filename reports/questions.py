"""The figures of a report: each is one statement over cases, events and their times, whatever their number."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateTimeField, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower, TruncDay, TruncWeek

from reports import cohorts, milestones
from reports.cohorts import CLAIM, COMPLAINT, LATE, LOSES, MOVES, RETURN
from reports.filters import Filter
from shops.models import Shop

LONGEST_BY_DAY = 45  # days that a trend still shows one by one

SUMS = {
    "count": Count("pk"),
    "worth": Coalesce(Sum("amount"), 0),
    "without": Count("pk", filter=Q(amount=None)),
}
# Of a complaint: what the team says of it, each of which may not have been said yet.
ASPECTS = ("root_cause", "category", "severity", "recovery_action")


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
    found = cohorts.opened(shop, wish).filter(kind=RETURN).order_by()
    return [Tally(*row) for row in found.values_list(f"{RETURN}__reason").annotate(**SUMS)]


def complaints(shop: Shop, wish: Filter) -> dict[str, list[Tally]]:
    """Complaints by each of their aspects, all in one pass; the key is empty where nobody has said yet."""
    found = cohorts.opened(shop, wish).filter(kind=COMPLAINT).order_by()
    columns = {f"own_{aspect}": F(f"{COMPLAINT}__{aspect}") for aspect in ASPECTS}
    sql = f"""
        SELECT {", ".join(columns)}, count(*), coalesce(sum(worth), 0)::bigint, count(*) - count(worth)
        FROM ({{inner}}) AS c
        GROUP BY GROUPING SETS ({", ".join(f"({column})" for column in columns)})
    """
    tallies = {aspect: [] for aspect in ASPECTS}
    for *keys, count, amount, without in _ask(found.values(worth=F("amount"), **columns), sql):
        # Every row speaks of one column; what it is not grouped by is null, which no column ever holds.
        aspect, key = next(pair for pair in zip(ASPECTS, keys, strict=True) if pair[1] is not None)
        tallies[aspect].append(Tally(key, count, amount, without))
    return tallies


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

# The middle and the 90 % read the same sorted numbers, as long as both are of one type.
_SPREAD = """
    count(seconds),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY seconds)
"""


def answers(shop: Shop, wish: Filter) -> dict[tuple[str, str], Answers]:
    """First answers to what came in, by kind and variant; under ("", "") all of them."""
    found = cohorts.opened(shop, wish).order_by()
    sql = f"""
        SELECT kind, variant, count(*), count(*) FILTER (WHERE first_answer_role = %s), {_SPREAD}
        FROM (
            SELECT *, CASE WHEN first_answer_role <> %s THEN {_seconds("first_answer_at")} END AS seconds
            FROM ({{inner}}) AS c
        ) AS answered
        GROUP BY GROUPING SETS ((kind, variant), ())
    """
    inner = found.values("kind", "variant", "opened_at", "first_answer_at", "first_answer_role")
    rows = _ask(inner, sql, milestones.CLOCK, milestones.CLOCK)
    return {
        (kind or "", variant or ""): Answers(came, _spread(*spread), clock, came - clock - spread[0])
        for kind, variant, came, clock, *spread in rows
    }


def solutions(shop: Shop, wish: Filter) -> dict[tuple[str, str], Spread]:
    """From the request to the first closing, of what was closed, by kind and variant; under ("", "") all of it."""
    found = cohorts.closed(shop, wish).order_by()
    sql = f"""
        SELECT kind, variant, {_SPREAD}
        FROM (SELECT *, {_seconds("first_closed_at")} AS seconds FROM ({{inner}}) AS c) AS solved
        GROUP BY GROUPING SETS ((kind, variant), ())
    """
    rows = _ask(found.values("kind", "variant", "opened_at", "first_closed_at"), sql)
    return {(kind or "", variant or ""): _spread(*spread) for kind, variant, *spread in rows}


def _seconds(until: str) -> str:
    return f"extract(epoch FROM {until} - opened_at)::double precision"


def _ask(inner: QuerySet, sql: str, *own: str) -> list[tuple]:
    """What PostgreSQL alone can say of a question's rows; `own` are the values before those of the question."""
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
    return cohorts.reopenings(shop, wish).aggregate(count=Count("case", distinct=True))["count"]


def clock(shop: Shop, wish: Filter) -> dict[str, Tally]:
    """Cases in which the clock acted, each counted once: with their money, without, and merely late."""
    acts = cohorts.clock(shop, wish).values("case_id", "what", worth=F("case__amount")).distinct()
    sql = """
        SELECT what, count(*), coalesce(sum(worth), 0)::bigint, count(*) - count(worth) FROM ({inner}) AS acts GROUP BY what
    """
    found = {what: Tally(what, *sums) for what, *sums in _ask(acts, sql)}
    return {what: found.get(what, Tally(what, 0)) for what in (LOSES, MOVES, LATE)}


def ratings(shop: Shop, wish: Filter) -> Ratings:
    """The scores that customers gave."""
    rows = cohorts.rated(shop, wish).order_by().values_list("score_product", "score_treatment")
    product, treatment, total = dict.fromkeys(range(1, 6), 0), dict.fromkeys(range(1, 6), 0), 0
    for of_product, of_treatment, count in rows.annotate(n=Count("*")):
        total += count
        if of_product:
            product[of_product] += count
        if of_treatment:
            treatment[of_treatment] += count
    return Ratings(product, treatment, total)
