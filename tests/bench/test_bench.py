"""The measuring functions on a handful of rows: they count what they say they count."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count

from bench import fill, imports, requests, sweeps, table
from bench.cpu import Cost, Meter, Run
from bench.requests import Line
from bench.web import hidden_fields, staff
from cases.intake import open_case
from cases.models import Case, Deadline, Event
from cases.perform import Actor, perform
from cases.sweep import sweep
from cases.turning import turn_into
from notifications.models import Message
from returns.models import ReturnRequest
from sales.models import Order
from shops import presets
from shops.founding import add_channel
from warranty import terms, units

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")


@pytest.fixture
def requests_of_budi(open_return, now):
    """Two fresh requests through the shop's own form."""
    return [open_return(variant=variant, now=now) for variant in ("exchange", "refund_only")]


def test_copies_have_everything_of_their_originals(requests_of_budi, now):
    keys = [case.pk for case in requests_of_budi]
    made = fill.copy(keys, 20, apart=timedelta(seconds=1), shift=timedelta(days=-9))

    copies = Case.objects.filter(pk__range=made.keys)
    assert copies.count() == 20
    assert ReturnRequest.objects.filter(id__range=made.keys).count() == 20
    assert Event.objects.filter(case__pk__range=made.keys).count() == 20
    assert Deadline.objects.filter(case__pk__range=made.keys).count() == 60
    assert Message.objects.filter(about__in=copies.values("reference")).count() == 20
    assert copies.values("token").distinct().count() == 20
    first = copies.earliest("pk")
    assert first.opened_at == now - timedelta(days=9)
    assert first.search.startswith(first.reference.lower())


@pytest.fixture
def claim_and_complaint(shop, sari, budi, now):
    """A claim for a unit of Budi's, and a return that began as a complaint."""
    channel, today = shop.channels.get(kind="website"), now.date()
    term = terms.add(
        sari, now=now, product="Blender mini 350 ml", sku="", months=12, starts="purchase", is_active=True
    )
    units.register(
        shop, term=term, serial_number="BM-1", owner_name="Budi", owner_phone=budi["customer_phone"],
        purchased_on=today, by=sari.user, now=now,
    )  # fmt: skip
    claim = open_case(
        "warranty_claim", channel=channel, variant="service", serial_number="BM-1", description="Mati.", now=now, **budi
    )  # fmt: skip
    told = open_case(
        "complaint", channel=channel, category="product", title="Sobek", description="Sobek.", now=now, **budi
    )
    turned = turn_into(
        told, "return_request", actor=Actor.member(sari), variant="exchange", reason="damaged", title="Kemeja",
        description="Sobek.", now=now, **budi,
    )  # fmt: skip
    return claim, told, turned


def test_copies_of_every_kind_are_of_that_kind(claim_and_complaint, now):
    claim, told, turned = claim_and_complaint
    made = fill.copy([claim.pk, told.pk, turned.pk], 30)

    copies = Case.objects.filter(pk__range=made.keys)
    kinds = {"warranty_claim": "GR", "complaint": "KL", "return_request": "RT"}
    assert dict(copies.values_list("kind").annotate(Count("pk"))) == dict.fromkeys(kinds, 10)
    assert all(case.reference.startswith(kinds[case.kind] + "-") for case in copies)
    assert copies.values("reference").distinct().count() == 30
    assert {case.specific.unit_id for case in copies.filter(kind="warranty_claim")} == {claim.unit_id}
    assert {case.specific.category for case in copies.filter(kind="complaint")} == {"product"}
    assert not copies.exclude(came_from=None).exists()
    assert Event.objects.filter(case__in=copies.filter(kind="complaint")).count() == 20


def test_keys_are_trusted_only_while_copying(requests_of_budi):
    def role():
        with connection.cursor() as cursor:
            cursor.execute("SHOW session_replication_role")
            return cursor.fetchone()[0]

    assert role() == "origin"
    with fill.trusted_keys():
        assert role() == "replica"
    assert role() == "origin"


def test_a_shop_grows_with_a_past(requests_of_budi, claim_and_complaint, sari, shop, now):
    rejected, cancelled = requests_of_budi
    perform(cancelled, "cancel", actor=Actor.customer(cancelled), now=now)
    made_of = fill.Originals(shop, list(shop.cases.exclude(pk=rejected.pk).values_list("pk", flat=True)), [])

    fill._add(shop, shop.cases.filter(is_open=False), 50)
    fill._add(shop, shop.cases.filter(pk__in=made_of.all_kinds, is_open=True), 20)

    closed = shop.cases.filter(is_open=False)
    assert (closed.count(), shop.cases.filter(is_open=True).count()) == (50, 20)
    age = now - closed.earliest("closed_at").closed_at
    assert fill.PAST * 0.8 < age <= fill.PAST
    assert not shop.cases.filter(is_open=True, opened_at__lt=now).exists()


def test_the_next_case_gets_a_key_of_its_own_after_copying(requests_of_budi, open_return, now):
    made = fill.copy([requests_of_budi[0].pk], 20)
    assert open_return(now=now).pk == made.keys[1] + 1


def test_the_least_writes_the_same_rows_as_the_sweep(requests_of_budi, now):
    keys = [case.pk for case in requests_of_budi]
    one, other = (fill.copy(keys, 10, shift=timedelta(days=-30)) for _time in range(2))
    Case.objects.filter(pk__range=other.keys).update(next_due_at=now + timedelta(days=1))
    assert sweep(now=now) == 10

    run = sweeps._least(one, other, now)

    assert run.cost.times == 10
    assert sweeps._rows(other) == sweeps._rows(one)
    moved = ("state", "turn", "due_at", "due_action", "version")
    swept, least = (
        Case.objects.filter(pk__range=part.keys).order_by("pk").values_list(*moved) for part in (one, other)
    )
    assert list(least) == list(swept)
    assert set(swept.values_list("state", flat=True)) == {"approved", "refund_due"}


BUSY = """
import time
input()
while time.process_time() < 0.2:
    pass
print("done", flush=True)
input()
"""


@pytest.fixture
def program():
    """A program that works for a while when it is given a line."""
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_the_meter_counts_our_time_and_the_databases(db, program):
    meter = Meter(program.pid)
    with meter.counting(10) as cost:
        print(file=program.stdin, flush=True)
        assert program.stdout.readline() == "done\n"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM generate_series(1, 300000) AS n WHERE md5(n::text) LIKE 'a%%'"
            )
    assert cost.server >= 0.04
    assert cost.database > 0
    assert cost.each == pytest.approx((cost.server + cost.database) * 100)


def test_the_database_server_is_the_parent_of_our_connection(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    # Asked of the server alone: other processes of the machine may end while they are looked at.
    assert backend in {child.pid for child in Meter()._postgres.children()}


def test_hidden_fields_are_what_a_form_sends_unasked():
    html = '<form><input type="hidden" name="key" value="a&amp;b"><input name="typed" value="x"><input type=hidden name=empty>'
    assert hidden_fields(html) == {"key": "a&b", "empty": ""}


def test_the_report_is_asked_for_by_its_owner(sari, log_in, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert requests._page_queries(requests._year(), staff(0, sari.user.email)) > 10
    with pytest.raises(SystemExit, match="answered 302"):
        requests._page_queries("/laporan/")


def test_the_table_puts_ratios_first():
    lines = [
        Line("inbox", 1_000, Cost(10, 0.08, 0.02), 12, 25.0),
        Line("inbox", 20_000, Cost(10, 0.1, 0.05), 12, 25.0),
        Line("report page, a year", 200_000, Cost(10, 2.0, 30.0), 29),
    ]
    head, *rows = table.of_requests(lines)
    first, last = (row.split() for row in rows[:2])
    # What is long and what has no limit stands below its heading too.
    assert rows[2].split("  ")[0] == "" and "report page, a year" in rows[2]
    assert rows[2].index("3200.0") + len("3200.0") == head.index("CPU-ms") + len("CPU-ms")
    assert first == ["0.40", "1.00", "inbox", "1,000", "10.0", "8.0", "2.0", "12", "25"]
    assert last == ["0.60", "1.50", "inbox", "20,000", "15.0", "10.0", "5.0", "12", "25"]


def test_sweeps_are_told_as_multiples_of_the_least():
    runs = [
        Run("sweep, one worker", Cost(1000, 1.0, 0.4), 2.0),
        Run("PostgreSQL's least", Cost(1000, 0, 0.2), 0.5),
    ]
    sweep_row, least_row = table.of_sweeps(runs)[1:]
    assert sweep_row.split() == [
        "0.70",
        "7.00",
        "sweep,",
        "one",
        "worker",
        "1,000",
        "1.40",
        "1.00",
        "0.40",
        "500",
        "2",
    ]
    assert least_row.split() == [
        "–",
        "1.00",
        "PostgreSQL's",
        "least",
        "1,000",
        "0.20",
        "0.00",
        "0.20",
        "2,000",
        "–",
    ]


def test_imports_are_told_by_the_row(shop):
    add_channel(shop, "tiktok", "TikTok Shop", presets.TOKOPEDIA)
    runs = imports.measure(shop, (10, 40))
    assert [run.cost.times for run in runs] == [10, 40]
    assert Order.objects.count() == 25
    first, last = (row.split() for row in table.of_imports(runs)[1:])
    assert first[0] == "1.00"
    assert first[1:6] == ["import", "of", "a", "file", "10"]
    assert last[5] == "40"
