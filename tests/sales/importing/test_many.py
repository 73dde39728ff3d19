"""Fifty thousand rows: memory that does not grow, a worker that is killed in the middle, a second upload."""

import json
import os
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from sales.importing import runs, work
from sales.models import Customer, ImportRun, Order, OrderLine
from tests.launcher.installation import ROOT, Command, until
from tests.sales.importing import many

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Status = ImportRun.Status


@pytest.fixture
def beside(tmp_path):
    """The environment of a program that works on the database and the files of this test, with a queue of its own."""
    queue = f"test-{uuid4().hex}:"
    yield os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.reports.worker_settings", "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path),
        "WORKER_DATABASE": connection.settings_dict["NAME"], "WORKER_QUEUE": queue,
    }  # fmt: skip
    server = cache._cache.get_client(None, write=True)
    if keys := list(server.scan_iter(f"{queue}*", count=1000)):
        server.delete(*keys)


def test_memory_does_not_grow_with_the_file(shopee_channel, beside, tmp_path):
    paths = []
    for count in (2_000, 50_000):
        paths.append(tmp_path / f"{count}.xlsx")
        paths[-1].write_bytes(many.workbook(count))
    arguments = [sys.executable, "-m", "tests.sales.importing.many", str(shopee_channel.pk), *map(str, paths)]
    done = subprocess.run(arguments, env=beside, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    small, large = (line.split() for line in done.stdout.splitlines())
    assert small[:2] == ["done", "1000"]
    assert large[:2] == ["done", "24000"]
    # Twenty-five times the rows; what grows is an index of the orders, some hundred bytes each.
    assert int(large[3]) - int(small[3]) < 40_000, done.stdout  # kilobytes
    assert (Order.objects.count(), OrderLine.objects.count(), Customer.objects.count()) == (
        25_000,
        50_000,
        25_000,
    )
    assert ImportRun.objects.latest("pk").counts["amount"] == 50_000 * 2 * many.PAID


def test_a_killed_worker_leaves_nothing_and_the_next_one_finishes(receive, beside):
    rows = 20_000
    content = many.workbook(rows)
    run, _known = receive(content)
    work.work_on_waiting()
    run.refresh_from_db()
    assert (run.status, run.counts["orders"]) == (Status.PREVIEWED, rows // 2)
    assert runs.start(run, now=timezone.now())
    celery = [sys.executable, "-m", "celery", "-A", "umkm_aftersales"]
    workers = []

    def worker():
        workers.append(
            Command(
                [*celery, "worker", "-c", "1", "-l", "info", "--without-gossip", "--without-mingle"], beside
            )
        )
        return workers[-1]

    def call():
        """What beat does every few seconds."""
        assert Command([*celery, "call", "sales.tasks.work_on_imports"], beside).exits() == 0

    try:
        first = worker()
        call()
        seen = set()

        def is_writing():
            run.refresh_from_db()
            seen.add(run.rows_done)
            assert run.status == Status.RUNNING, "the import was over before the kill"
            return run.rows_done > rows // 2

        until(is_writing, "an import in the middle of writing")
        os.killpg(first.process.pid, signal.SIGKILL)
        first.process.wait()
        assert not Order.objects.exists()
        assert not Customer.objects.exists()
        assert len(seen) > 2, "progress was shown"

        worker()
        end = time.monotonic() + 120
        while time.monotonic() < end and run.status != Status.DONE:
            call()
            time.sleep(1)
            run.refresh_from_db()
        assert (run.status, run.attempts, run.rows_done) == (Status.DONE, 2, rows)
        assert (Order.objects.count(), OrderLine.objects.count()) == (rows // 2, rows)
        assert run.counts == json.loads(json.dumps(run.counts | {"new": rows // 2, "changed": 0, "same": 0}))
    finally:
        for command in workers:
            os.killpg(command.process.pid, signal.SIGKILL) if command.process.poll() is None else None
            command.end()

    before = list(Order.objects.order_by("pk").values_list("pk", "updated_at"))
    again, known = receive(content)
    assert (again, known) == (run, True)
    assert list(Order.objects.order_by("pk").values_list("pk", "updated_at")) == before
