"""Real processes, killed with SIGKILL in the middle of a sweep: every clock rings, none rings twice."""

import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from tests.launcher.installation import Command, Installation, until

CASES = 1_000
SWEPT = "SELECT count(*) FROM cases_event WHERE action = 'approve_by_silence'"


class House(Installation):
    """An installation whose worker and beat this test starts and kills itself."""

    def program(self, *arguments):
        urls = dict(line.split("=", 1) for line in self.serving.output.splitlines())
        env = (
            self.env | urls | {"SECRET_KEY": "crash", "DJANGO_SETTINGS_MODULE": "tests.crash.quick_settings"}
        )
        process = Command([sys.executable, "-m", *arguments], env)
        self.started.append(process)
        return process

    def open(self):
        self.serving = self.servers()

    def celery(self, *arguments):
        return self.program("celery", "-A", "umkm_aftersales", *arguments)

    def worker(self):
        return self.celery("worker", "-c", "1", "-l", "warning", "--without-gossip", "--without-mingle")

    def beat(self):
        return self.celery("beat", "-S", "umkm_aftersales.beat:LeaderScheduler", "--pidfile=")

    def swept(self):
        """How many clocks have rung, for good; nothing while the database is away."""
        try:
            return self.sql(SWEPT)[0][0]
        except psycopg2.OperationalError:
            return 0

    def sweeps_on(self):
        """Wait until the sweep has done a good piece more; answers how far it is."""
        began = self.swept()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if (swept := self.swept()) > began:
                assert swept < CASES, "the sweep was over before the kill"
                return swept
            time.sleep(0.01)
        raise AssertionError(f"the sweep does not go on after {began}")


@pytest.fixture
def house():
    place = Path(tempfile.mkdtemp(prefix="umkm-crash-", dir="/tmp"))
    found = House(place / "data")
    found.open()
    assert found.program("django", "migrate", "--verbosity", "0").exits() == 0
    halves = [found.program("tests.crash.open_cases", str(CASES // 2 + n)) for n in (-1, 1)]
    assert [half.exits(120) for half in halves] == [0, 0], [half.errors for half in halves]
    yield found
    found.clear()
    shutil.rmtree(place)


def kill(command):
    """A program and everything that it has started."""
    os.killpg(command.process.pid, signal.SIGKILL)
    command.process.wait()


@pytest.mark.slow
def test_whatever_is_killed_every_clock_rings_once(house):
    worker, beat = house.worker(), house.beat()

    seen = [house.sweeps_on()]
    kill(worker)
    kill(beat)
    worker, beat = house.worker(), house.beat()

    seen.append(house.sweeps_on())
    house.process("valkey-server").kill()
    seen.append(house.sweeps_on())
    house.process("postgres").kill()  # the launcher starts both again

    seen.append(house.sweeps_on())
    kill(worker)
    kill(beat)
    house.serving.kill()
    house.kill_everything()
    house.nothing_left()
    house.open()
    seen.append(house.swept())
    worker, beat = house.worker(), house.beat()

    until(lambda: house.swept() == CASES, "an end of the sweep")
    assert seen == sorted(seen)  # nothing that was once committed has gone
    assert house.sql("SELECT state, version, count(*) FROM cases_case GROUP BY 1, 2") == [
        ("approved", 2, CASES)
    ]
    assert house.sql("SELECT action, number, count(*) FROM cases_event GROUP BY 1, 2 ORDER BY 2") == [
        ("submit", 1, CASES), ("approve_by_silence", 2, CASES),
    ]  # fmt: skip
    assert house.sql(
        "SELECT template, count(DISTINCT about), count(*) FROM notifications_message GROUP BY 1 ORDER BY 1"
    ) == [
        ("return_approved_by_silence", CASES, CASES),
        ("return_submitted", CASES, CASES),
        ("staff_approved_by_silence", CASES, CASES),
    ]
    assert house.sql("SELECT clock, outcome, count(*) FROM cases_deadline GROUP BY 1, 2 ORDER BY 1, 2") == [
        ("answer", "fired", CASES), ("answer", "superseded", 2 * CASES), ("ship_back", "", 3 * CASES),
    ]  # fmt: skip
    assert house.sql("SELECT count(*) FROM cases_case WHERE next_due_at <= now() OR sweep_failures > 0") == [
        (0,)
    ]
