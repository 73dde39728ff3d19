"""Every figure of the report against plain SQL, on five thousand cases whose past is known."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.workflow import all_workflows
from reports import cohorts, questions, ways
from reports.filters import Filter, last_days
from reports.report import build

pytestmark = pytest.mark.django_db

FILTERS = {
    "thirty days": {},
    "a month": {"start": date(2026, 10, 1), "end": date(2026, 10, 31)},
    "a long time": {"start": date(2026, 7, 1), "end": date(2026, 11, 21)},
    "one day": {"start": date(2026, 11, 3), "end": date(2026, 11, 3)},
    "one channel": {"channel": "Tokopedia"},
    "one kind": {"kind": "return_request"},
    "another kind": {"kind": "complaint"},
    "one variant": {"kind": "exchange"},
    "one product": {"product": "kemeja BATIK parang"},
    "all at once": {"channel": "WhatsApp", "kind": "warranty_claim", "product": "Blender mini 350 ml"},
}


@pytest.fixture(params=FILTERS, scope="module")
def wish(request, crowd):
    """What the report is asked about."""
    usual = {"start": date(2026, 10, 23), "end": date(2026, 11, 21)} | FILTERS[request.param]
    if name := usual.get("channel"):
        usual["channel"] = crowd.shop.channels.get(name=name).pk
    return Filter(crowd.shop.zone, **usual)


def select(sql, wish, crowd, **more):
    """Rows of plain SQL; {mine} stands for the cases of the filter, {within:x} for a time within its days."""
    mine = "c.shop_id = %(shop)s"
    if wish.channel:
        mine += " AND c.channel_id = %(channel)s"
    if wish.kind:
        mine += " AND %(kind)s IN (c.kind, c.variant)"
    if wish.product:
        mine += " AND c.kind <> 'complaint' AND lower(c.title) = lower(%(product)s)"
    params = {
        "shop": crowd.shop.pk, "channel": wish.channel, "kind": wish.kind, "product": wish.product,
        "start": wish.start, "end": wish.end, **more,
    }  # fmt: skip
    sql = sql.replace("{mine}", mine)
    for column in ("c.opened_at", "c.rated_at", "e.at"):
        local = f"({column} AT TIME ZONE 'Asia/Jakarta')::date BETWEEN %(start)s AND %(end)s"
        sql = sql.replace(f"{{within:{column}}}", local)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


# The ends of each kind, written down by hand.
ENDS = {
    "return_request": ["rejected", "closed", "cancelled"],
    "warranty_claim": ["refused", "closed", "cancelled"],
    "complaint": ["closed", "withdrawn", "turned"],
    "receipt_request": ["closed"],  # the kind that only the tests install
}
IS_END = (
    "({0} = ANY(CASE c.kind "
    + " ".join(f"WHEN '{kind}' THEN ARRAY{ends}" for kind, ends in ENDS.items())
    + " END))"
)
IS_TEAM = "e.role IN ('owner', 'service', 'warehouse')"
FIRST = f"""
    SELECT DISTINCT ON (c.id) c.id, c.kind, c.variant, c.opened_at, e.at, e.role
    FROM cases_case c LEFT JOIN cases_event e ON e.case_id = c.id AND NOT e.internal AND e.number > 1
        AND ({IS_TEAM} OR e.role = 'system' AND e.source <> e.target)
    WHERE {{mine}} AND {{within:c.opened_at}} ORDER BY c.id, e.number
"""
CLOSED = f"""
    SELECT DISTINCT ON (c.id) c.id, c.kind, c.variant, c.opened_at, e.at
    FROM cases_case c JOIN cases_event e ON e.case_id = c.id
    WHERE {{mine}} AND e.source <> e.target AND {IS_END.format("e.target")} ORDER BY c.id, e.number
"""


def test_the_ends_are_those_of_the_tables():
    found = {
        flow.kind: {name for name, state in flow.states.items() if not state.is_open}
        for flow in all_workflows()
        if flow.for_customer
    }
    assert found == {kind: set(names) for kind, names in ENDS.items()}


def test_no_kind_and_no_variant_share_a_name():
    """A filter and a link name either by the same word."""
    names = [name for flow in all_workflows() for name in (flow.kind, *flow.variants)]
    assert len(names) == len(set(names))


def test_the_shop_is_as_large_as_told(crowd):
    assert crowd.shop.cases.count() == 5000
    assert crowd.other.cases.count() == 300


def test_what_came_in(wish, crowd):
    truth = select(
        """SELECT c.kind, c.variant, count(*), coalesce(sum(c.amount), 0), count(*) - count(c.amount)
           FROM cases_case c WHERE {mine} AND {within:c.opened_at} GROUP BY 1, 2""", wish, crowd,
    )  # fmt: skip
    found = questions.kinds(crowd.shop, wish)
    assert {(*key, t.count, t.amount, t.without_amount) for key, t in found.items()} == set(truth)


WHY = """
    SELECT k.{column}, count(*), coalesce(sum(c.amount), 0), count(*) - count(c.amount) FROM cases_case c
    JOIN {table} k ON k.case_id = c.id WHERE {{mine}} AND {{within:c.opened_at}} GROUP BY 1
"""


def told(tallies):
    return {(tally.key, tally.count, tally.amount, tally.without_amount) for tally in tallies}


def test_why_goods_came_back(wish, crowd):
    truth = select(WHY.format(column="reason", table="returns_returnrequest"), wish, crowd)
    assert told(questions.reasons(crowd.shop, wish)) == set(truth)


@pytest.mark.parametrize("aspect", ["root_cause", "category", "severity", "recovery_action"])
def test_what_complaints_were(aspect, wish, crowd):
    truth = select(WHY.format(column=aspect, table="complaints_complaint"), wish, crowd)
    found = questions.complaints(crowd.shop, wish)[aspect]
    assert told(found) == set(truth)
    assert len(found) == len(truth)


def test_claims_by_product(wish, crowd):
    truth = select(
        """SELECT lower(c.title), count(*), coalesce(sum(c.amount), 0) FROM cases_case c
           WHERE {mine} AND {within:c.opened_at} AND c.kind = 'warranty_claim' GROUP BY 1 ORDER BY 2 DESC, 1""",
        wish, crowd,
    )  # fmt: skip
    found = questions.claims(crowd.shop, wish)
    assert [(t.key, t.count, t.amount) for t in found] == truth[:10]
    before = questions.claims_of(crowd.shop, wish, [t.key for t in found])
    assert before == {key: count for key, count, _amount in truth[:10]}
    rest = cohorts.cohort(crowd.shop, wish, "other_claims", "").count()
    assert rest == sum(count for _key, count, _amount in truth[10:])


def test_arrivals_by_day_or_week(wish, crowd):
    unit = "day" if wish.days <= 45 else "week"
    truth = select(
        f"""SELECT date_trunc('{unit}', c.opened_at AT TIME ZONE 'Asia/Jakarta')::date, count(*)
            FROM cases_case c WHERE {{mine}} AND {{within:c.opened_at}} GROUP BY 1""", wish, crowd,
    )  # fmt: skip
    found = questions.arrivals(crowd.shop, wish)
    assert {(start, count) for start, count in found if count} == set(truth)
    assert len(found) == (wish.days if unit == "day" else len({start for start, _count in found}))


def test_first_answers(wish, crowd):
    seconds = "CASE WHEN role <> 'system' THEN extract(epoch FROM at - opened_at) END"
    truth = select(
        f"""WITH first AS ({FIRST}) SELECT kind, variant, count(*), count({seconds}),
                percentile_cont(0.5) WITHIN GROUP (ORDER BY {seconds}), percentile_disc(0.9) WITHIN GROUP (ORDER BY {seconds}),
                count(*) FILTER (WHERE role = 'system'), count(*) FILTER (WHERE role IS NULL)
            FROM first GROUP BY 1, 2""", wish, crowd,
    )  # fmt: skip
    found = questions.answers(crowd.shop, wish)
    whole = found.pop(("", ""))
    assert {
        (*key, a.came, a.team.count, a.team.median, a.team.most, a.clock, a.nobody)
        for key, a in found.items()
    } == {tuple(_exact(value) for value in row) for row in truth}
    assert whole.came == sum(row[2] for row in truth)
    assert (whole.team.count, whole.clock, whole.nobody) == tuple(
        sum(row[at] for row in truth) for at in (3, 6, 7)
    )


def _exact(value):
    return (
        int(value) if hasattr(value, "as_tuple") else Fraction(value) if isinstance(value, float) else value
    )


def test_solutions(wish, crowd):
    seconds = "extract(epoch FROM e.at - e.opened_at)"
    truth = select(
        f"""WITH closed AS ({CLOSED}) SELECT kind, variant, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY {seconds}),
                percentile_disc(0.9) WITHIN GROUP (ORDER BY {seconds})
            FROM closed e WHERE {{within:e.at}} GROUP BY 1, 2""", wish, crowd,
    )  # fmt: skip
    found = questions.solutions(crowd.shop, wish)
    whole = found.pop(("", ""), None)
    assert {(*key, s.count, s.median, s.most) for key, s in found.items()} == {
        tuple(map(_exact, row)) for row in truth
    }
    assert (whole.count if whole else 0) == sum(row[2] for row in truth)


# What a case carries of its own history, told by its events alone.
REMEMBERED = f"""
    SELECT c.id, answer.at, coalesce(answer.role, ''), ended.at FROM cases_case c
    LEFT JOIN LATERAL (
        SELECT e.at, e.role FROM cases_event e WHERE e.case_id = c.id AND NOT e.internal AND e.number > 1
            AND ({IS_TEAM} OR e.role = 'system' AND e.source <> e.target) ORDER BY e.number LIMIT 1
    ) AS answer ON true
    LEFT JOIN LATERAL (
        SELECT e.at FROM cases_event e WHERE e.case_id = c.id AND e.source <> e.target
            AND {IS_END.format("e.target")} ORDER BY e.number LIMIT 1
    ) AS ended ON true
"""


def remembered(*but):
    found = Case.objects.exclude(kind__in=but)
    return set(found.values_list("pk", "first_answer_at", "first_answer_role", "first_closed_at"))


def of_events(*but):
    with connection.cursor() as cursor:
        cursor.execute(f"{REMEMBERED} WHERE c.kind <> ALL (%s)", [list(but)])
        return set(cursor.fetchall())


def test_a_case_remembers_what_its_events_say(crowd):
    truth = of_events()
    assert remembered() == truth
    assert {role for _pk, _at, role, _closed in truth} >= {"", "owner", "service", "system"}


def test_cases_from_before_are_told_by_their_events(crowd, monkeypatch):
    """The migration, in batches, on cases that know nothing yet and on some that know something wrong."""
    migration = import_module("cases.migrations.0004_first_times_filled")
    monkeypatch.setattr(migration, "BATCH", 700)
    with transaction.atomic():
        Case.objects.update(first_answer_at=None, first_answer_role="", first_closed_at=None)
        Case.objects.filter(pk__in=Case.objects.values("pk")[:50]).update(first_closed_at=crowd.now)
        migration.tell(None, SimpleNamespace(connection=connection))
        newer = "receipt_request"  # of which there was none when the migration was written
        assert remembered(newer) == of_events(newer)
        transaction.set_rollback(True)


def test_what_came_back(wish, crowd):
    [[truth]] = select(
        f"""SELECT count(DISTINCT c.id) FROM cases_case c JOIN cases_event e ON e.case_id = c.id
            WHERE {{mine}} AND {{within:e.at}} AND {IS_END.format("e.source")} AND NOT {IS_END.format("e.target")}""",
        wish, crowd,
    )  # fmt: skip
    assert questions.reopened(crowd.shop, wish) == truth


DECIDED = """
    SELECT count(*), coalesce(sum(amount), 0) FROM (
        SELECT DISTINCT c.id, c.amount FROM cases_case c JOIN cases_event e ON e.case_id = c.id
        WHERE {mine} AND {within:e.at} AND e.role = 'system' AND e.source <> e.target AND (e.action = ANY(%(losing)s)) = %(lost)s
    ) AS decided
"""
LOSING = ["approve_by_silence", "accept_by_silence", "miss_appeal"]


@pytest.mark.parametrize("value, lost", [("loses", True), ("moves", False)])
def test_what_the_clock_decided_and_what_it_cost(value, lost, wish, crowd):
    losing = {step.action for flow in all_workflows() for step in flow.steps if step.loses}
    assert losing == set(LOSING)
    [truth] = select(DECIDED, wish, crowd, losing=LOSING, lost=lost)
    found = questions.clock(crowd.shop, wish)[value]
    assert (found.count, found.amount) == truth


def test_what_was_late(wish, crowd):
    [[truth]] = select(
        """SELECT count(DISTINCT c.id) FROM cases_case c JOIN cases_event e ON e.case_id = c.id
           WHERE {mine} AND {within:e.at} AND e.role = 'system' AND e.action = 'alarm'""", wish, crowd,
    )  # fmt: skip
    assert questions.clock(crowd.shop, wish)["late"].count == truth


def test_satisfaction(wish, crowd):
    truth = {
        column: dict(select(
            f"""SELECT c.{column}, count(*) FROM cases_case c
                WHERE {{mine}} AND {{within:c.rated_at}} AND c.{column} IS NOT NULL GROUP BY 1""", wish, crowd,
        ))
        for column in ("score_product", "score_treatment")
    }  # fmt: skip
    [[count]] = select("SELECT count(*) FROM cases_case c WHERE {mine} AND {within:c.rated_at}", wish, crowd)
    found = questions.ratings(crowd.shop, wish)
    assert {score: n for score, n in found.product.items() if n} == truth["score_product"]
    assert {score: n for score, n in found.treatment.items() if n} == truth["score_treatment"]
    assert found.count == count


def test_the_truth_is_not_empty(crowd):
    """Otherwise all of the above would compare nothing with nothing."""
    wish = last_days(30, crowd.shop.zone, crowd.now)
    whole = questions.answers(crowd.shop, wish)["", ""]
    clock, complaints = questions.clock(crowd.shop, wish), questions.complaints(crowd.shop, wish)
    figures = [
        whole.team.count, whole.clock, whole.nobody, questions.solutions(crowd.shop, wish)["", ""].count,
        questions.reopened(crowd.shop, wish), clock["loses"].amount, clock["moves"].count, clock["late"].count,
        questions.ratings(crowd.shop, wish).count, len(questions.reasons(crowd.shop, wish)),
        len(questions.claims(crowd.shop, wish)),
    ]  # fmt: skip
    assert 0 not in figures
    assert {aspect: len(tallies) for aspect, tallies in complaints.items()} == {
        "root_cause": 6, "category": 5, "severity": 4, "recovery_action": 5,
    }  # fmt: skip


def test_behind_every_bar_are_as_many_cases_as_it_says(wish, crowd):
    """Each row's link, read back, lists exactly what the row counts."""
    channels, kinds = dict(crowd.shop.channels.values_list("pk", "name")), ways.labels()
    checked = 0
    for section in build(crowd.shop, wish).sections:
        for table in section.tables:
            for row in table.rows:
                if not row.href:
                    continue
                address = QueryDict(row.href.partition("?")[2])
                asked = Filter.read(address, zone=wish.zone, now=crowd.now, channels=channels, kinds=kinds)
                found = cohorts.cohort(crowd.shop, asked, address["show"], address["value"])
                assert found.count() == row.cells[0].value, (section.id, row.label)
                checked += 1
    assert checked > 3


def test_the_number_of_queries_is_fixed(crowd):
    """The same for a few cases, for a thousand and for all of them."""
    wish = last_days(30, crowd.shop.zone, crowd.now)
    numbers = {}
    for start in (date(2026, 11, 12), wish.start, date(2026, 5, 1)):
        with CaptureQueriesContext(connection) as asked:
            numbers[start] = build(crowd.shop, replace(wish, start=start)).count, len(asked)
    assert len({count for count, _queries in numbers.values()}) == 3
    assert {queries for _count, queries in numbers.values()} == {19}


TABLES = ["cases_case", "cases_event"]


@pytest.mark.parametrize(
    "ask, indexes",
    [
        (questions.kinds, {"case_came"}), (questions.arrivals, {"case_came"}), (questions.answers, {"case_came"}),
        (questions.claims, {"case_came"}), (questions.products, {"case_came"}), (questions.solutions, {"case_first_closed"}),
        (questions.ratings, {"case_scored"}), (questions.clock, {"event_by_clock", "case_came"}),
        (questions.reopened, {"event_moving", "event_undoing", "case_came"}),
    ],
)  # fmt: skip
def test_a_year_is_read_from_indexes_alone(ask, indexes, crowd):
    """The rows of two hundred thousand cases are several times larger: reading them takes seconds."""
    wish = last_days(366, crowd.shop.zone, crowd.now)
    with CaptureQueriesContext(connection) as asked:
        ask(crowd.shop, wish)
    with transaction.atomic(), connection.cursor() as cursor:
        # As after a vacuum, which nobody can run within the transaction that made the cases; and no other way
        # is open, because five thousand rows are read as quickly by any.
        cursor.execute(
            "UPDATE pg_class SET relallvisible = relpages WHERE oid = ANY (%s::regclass[])", [TABLES]
        )
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indrelid = ANY (%s::regclass[]) AND indexrelid <> ALL (%s::regclass[])",
            [TABLES, list(indexes)],
        )
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {asked[0]['sql']}")
        [[plan]] = cursor.fetchall()
        transaction.set_rollback(True)
    assert set(scans(plan[0]["Plan"])) == {("Index Only Scan", index) for index in indexes}


def scans(node):
    if "Scan" in node["Node Type"] and node["Node Type"] != "Subquery Scan":
        yield node["Node Type"], node.get("Index Name")
    for inner in node.get("Plans", []):
        yield from scans(inner)


def test_every_case_is_of_the_shop(crowd):
    wish = replace(last_days(120, crowd.shop.zone, crowd.now))
    for show, value in (
        ("cases", ""), ("reason", "damaged"), ("cause", ""), ("category", "delivery"), ("severity", "severe"),
        ("recovery", "apology"), ("claims", "Teko listrik"), ("other_claims", ""), ("answer", "team"), ("answer", "clock"),
        ("answer", "nobody"), ("closed", ""), ("reopened", ""), ("clock", "loses"), ("clock", "moves"), ("clock", "late"),
        ("product_score", "5"), ("treatment_score", "5"),
    ):  # fmt: skip
        found = cohorts.cohort(crowd.shop, wish, show, value)
        assert set(found.values_list("shop", flat=True)) == {crowd.shop.pk}, show
