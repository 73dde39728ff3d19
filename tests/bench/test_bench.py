"""The measuring functions on a handful of rows: they count what they say they count."""

import os
import sys
import time
from datetime import timedelta

import psutil
import pytest
from django.db import connection

from bench import fill, sweeps, table
from bench.cpu import Cost, Meter
from bench.requests import Line
from bench.sweeps import Run
from bench.web import hidden_fields
from cases.models import Case, Deadline, Event
from cases.sweep import sweep
from notifications.models import Message
from returns.models import ReturnRequest

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


def test_the_meter_counts_our_time_and_the_databases(db):
    meter = Meter(os.getpid())
    with meter.counting(10) as cost:
        began = time.process_time()
        while time.process_time() - began < 0.05:
            pass
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM generate_series(1, 300000) AS n WHERE md5(n::text) LIKE 'a%%'"
            )
    assert cost.server >= 0.04
    assert cost.database > 0
    assert cost.each == pytest.approx((cost.server + cost.database) * 100)


def test_the_database_server_is_the_parent_of_our_connection(db):
    assert Meter()._postgres.pid in {process.pid for process in psutil.process_iter() if process.children()}


def test_hidden_fields_are_what_a_form_sends_unasked():
    html = '<form><input type="hidden" name="key" value="a&amp;b"><input name="typed" value="x"><input type=hidden name=empty>'
    assert hidden_fields(html) == {"key": "a&b", "empty": ""}


def test_the_table_puts_ratios_first():
    lines = [
        Line("inbox", 1_000, Cost(10, 0.08, 0.02), 12, 25.0),
        Line("inbox", 20_000, Cost(10, 0.1, 0.05), 12, 25.0),
    ]
    first, last = (row.split() for row in table.of_requests(lines)[1:])
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
