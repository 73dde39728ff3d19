"""`bin/manage`: on the same data whether `bin/run` is up or not, and silent about it."""

import signal

from tests.launcher.installation import until

# A management command of Django's own that shows its input, its output and its exit code.
SHELL = "shell", "--no-imports", "-c"
MAKE = "connection.cursor().execute('CREATE TABLE kept (word text)')"
SHOW = "c = connection.cursor(); c.execute('SELECT word FROM kept'); print(c.fetchall())"


def code(*lines):
    return "; ".join(["from django.db import connection", *lines])


def manage(installation, *lines, **env):
    return installation.command("manage", *SHELL, code(*lines), **env)


def test_without_bin_run_it_starts_and_stops_the_servers_itself(installation):
    command = manage(
        installation, MAKE, "from django.core.cache import cache", "cache.set('a', 1)", "print('ok')"
    )
    assert (command.exits(), command.output, command.errors) == (0, "ok\n", "")
    assert installation.processes() == []


def test_beside_bin_run_it_uses_its_servers_and_leaves_them_up(installation):
    installation.servers()
    server = installation.process("postgres")
    installation.sql("CREATE TABLE kept (word text)")
    installation.sql("INSERT INTO kept VALUES ('Ibu Sari')")
    command = manage(installation, SHOW, "raise SystemExit(7)")
    assert (command.exits(), command.output, command.errors) == (7, "[('Ibu Sari',)]\n", "")
    psql = installation.command("manage", "dbshell", "--", "-At", "-c", "SELECT word FROM kept")
    assert (psql.exits(), psql.output, psql.errors) == (0, "Ibu Sari\n", "")
    assert installation.process("postgres") == server
    assert installation.sql("SELECT word FROM kept") == [("Ibu Sari",)]


def test_two_at_once_wait_for_each_other_and_share_one_key(installation):
    show = "from django.conf import settings", "print(settings.SECRET_KEY)"
    first, second = (manage(installation, *show) for _ in range(2))
    assert (first.exits(), second.exits()) == (0, 0)
    assert first.output == second.output
    assert len(first.output) > 50
    key = installation.data / "secret_key"
    assert (key.read_text(), key.stat().st_mode & 0o777) == (first.output.strip(), 0o600)
    assert installation.processes() == []


def test_stopping_it_stops_its_servers(installation):
    command = manage(installation, "print('here', flush=True)", "import time", "time.sleep(600)")
    command.says("here")
    assert command.stop(signal.SIGTERM) == 128 + signal.SIGTERM
    assert installation.processes() == []


def test_killing_it_leaves_nothing(installation):
    command = manage(installation, "print('here', flush=True)", "import time", "time.sleep(600)")
    command.says("here")
    command.kill()
    installation.nothing_left()


def test_with_addresses_from_outside_it_starts_nothing(place, install, installation):
    urls = dict(line.split("=", 1) for line in installation.servers().output.splitlines())
    other = install(place / "other")
    command = manage(other, MAKE, **urls)
    assert (command.exits(), command.errors) == (0, "")
    assert installation.sql("SELECT count(*) FROM kept") == [(0,)]
    assert not (other.data / "postgres").exists()
    assert (other.data / "secret_key").stat().st_mode & 0o777 == 0o600


def test_beside_a_bin_run_with_another_database_it_asks_for_the_address(installation):
    running = installation.command("servers", DATABASE_URL="postgresql://somebody@elsewhere/app")
    running.says("REDIS_URL=")
    command = manage(installation, "print(1)")
    assert (command.exits(), command.output) == (1, "")
    assert command.errors == "bin/run memakai DATABASE_URL dari luar; isi dengan alamat yang sama.\n"


def test_it_waits_for_a_bin_run_that_is_still_starting(place, install):
    installation = install(place / "data")
    running = installation.command("servers")
    until(lambda: (installation.data / "holder.json").exists(), "the lock")
    command = manage(installation, "print(1)")
    assert (command.exits(), command.output) == (0, "1\n")
    assert running.process.poll() is None
