"""`bin/test` itself: its own servers, its words about the browser, its exit code, and nothing left behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.launcher.installation import Installation

PASSING = "def test_one(): pass\n"
WORLD = """
import os
import psycopg2, redis

def test_world():
    assert psycopg2.connect(os.environ["DATABASE_URL"].replace("app?", "postgres?")).info.server_version >= 180000
    assert redis.from_url(os.environ["REDIS_URL"]).ping()
    assert "DEMO_PASSWORD" not in os.environ
    print("WORLD", os.environ["DATA_DIR"], os.environ.get("CHROMIUM"))
"""
SLEEPING = "import time\ndef test_sleep():\n    print('here', flush=True)\n    time.sleep(600)\n"


@pytest.fixture
def suite(place, install):
    """Run `bin/test` on one file, with its temporary folders in a place of their own."""

    def run(code, *arguments, **env):
        (place / "test_it.py").write_text(code)
        quiet = ["-p", "no:django", "-p", "no:cacheprovider", "-c", os.devnull, *arguments]
        user = install(place / "unused")
        return user.command("test", *quiet, place / "test_it.py", TMPDIR=str(place), **env)

    return run


def trials(place):
    return [path.name for path in place.iterdir() if path.name.startswith("umkm-trial-")]


def chromium(place, code=0):
    path = place / "chromium"
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_tests_get_servers_of_their_own_and_nothing_is_left(place, suite):
    browser = chromium(place)
    command = suite(WORLD, "-q", "-s", CHROMIUM=str(browser), DEMO_PASSWORD="of-the-shop")
    assert (command.exits(), command.errors) == (0, "")
    first, *_, last = command.output.splitlines()
    assert first == f"Uji peramban memakai {browser}."
    assert last.startswith("1 passed in ")
    world = next(line for line in command.output.splitlines() if line.startswith("WORLD")).split()
    assert Path(world[1]).parent == place
    assert world[2] == str(browser)
    assert trials(place) == []
    assert not (place / "unused").exists()


def test_a_failing_test_fails_the_command(suite, place):
    command = suite("def test_one(): assert 1 == 2\n", "-q", CHROMIUM=str(chromium(place)))
    assert command.exits() == 1
    assert command.output.splitlines()[-1].startswith("1 failed in ")


def test_missing_browser_is_said_plainly(place, suite):
    without = "Uji peramban DILEWATI: tidak ada Chromium (pasang chromium, atau isi CHROMIUM)."
    tools = place / "tools"
    tools.mkdir()
    for name in ("unshare", "setpriv", "true", "test"):
        for folder in os.environ["PATH"].split(os.pathsep):
            if Path(folder, name).exists() and not (tools / name).exists():
                (tools / name).symlink_to(Path(folder, name))
    if Path("/Applications").exists():
        pytest.skip("a browser of macOS is found without PATH")
    command = suite(PASSING, "-q", PATH=str(tools), CHROMIUM="", BROWSER="")
    assert command.exits() == 0
    assert command.output.splitlines()[0] == without
    assert command.output.splitlines()[-1] == without

    required = suite(PASSING, PATH=str(tools), CHROMIUM="", BROWSER="required")
    assert (required.exits(), required.output) == (1, "")
    assert (
        required.errors
        == "BROWSER=required, tetapi tidak ada Chromium; pasang chromium, atau isi CHROMIUM.\n"
    )


def test_a_named_browser_must_run(place, suite):
    broken = chromium(place, code=1)
    command = suite(PASSING, CHROMIUM=str(broken))
    assert (command.exits(), command.output) == (1, "")
    assert command.errors == (
        f"CHROMIUM={broken} tidak bisa dijalankan; perbaiki alamatnya atau kosongkan CHROMIUM.\n"
    )


def test_a_killed_suite_is_cleared_away_by_the_next(place, suite):
    killed = suite(SLEEPING, "-s", CHROMIUM=str(chromium(place)))
    killed.says("here")
    (left,) = trials(place)
    killed.kill()
    Installation(place / left).nothing_left()
    assert trials(place) == [left]

    stopped = suite(SLEEPING, "-s", CHROMIUM=str(chromium(place)))
    stopped.says("here")
    assert left not in trials(place)
    assert stopped.stop(signal.SIGTERM) == 128 + signal.SIGTERM
    assert trials(place) == []
