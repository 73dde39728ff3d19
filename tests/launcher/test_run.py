"""`bin/run`: the whole application, from nothing to the first page and back."""

import os
import signal
import socket
import urllib.request

import pytest

from tests.launcher.installation import free_port, until

PROGRAMS = {"web": "gunicorn", "worker": "worker", "beat": "beat"}


def run(installation, *arguments, **env):
    """Start it on a free port and wait for its word that it is ready."""
    port = free_port()
    command = installation.command("run", *arguments, PORT=str(port), **env)
    command.says("Siap dalam")
    command.address = f"http://127.0.0.1:{port}"
    return command


def status(command):
    with urllib.request.urlopen(f"{command.address}/healthz", timeout=20) as answer:
        return answer.status


def answers(command):
    try:
        return status(command) == 200
    except OSError:
        return False


def program(installation, name):
    return installation.process("python", PROGRAMS[name])


def test_from_nothing_to_the_demo_shop_and_back_again(place, install):
    installation = install(place / "data")
    command = run(installation, DEMO_PASSWORD="rahasia-demo-123")
    assert status(command) == 200
    assert command.errors == ""
    for words in (f"{command.address}/", str(installation.data / "log"), "sari@demo.test"):
        assert words in command.output
    assert (installation.data / "static" / "staticfiles.json").exists()
    people = installation.sql("SELECT email FROM shops_user ORDER BY email")
    assert ("sari@demo.test",) in people

    refused = installation.command("run", PORT=str(free_port()))
    assert refused.exits() == 1
    assert refused.errors.startswith(f"Folder data {installation.data} sedang dipakai oleh bin/run")
    assert refused.output == ""
    assert status(command) == 200

    assert command.stop(signal.SIGINT) == 0
    assert command.errors == ""
    assert installation.processes() == []

    again = run(installation, FIRST_RUN="1")
    assert status(again) == 200
    assert installation.sql("SELECT email FROM shops_user ORDER BY email") == people
    assert "sari@demo.test" not in again.output
    assert "FIRST_RUN" not in program(installation, "web").environ()
    assert again.stop(signal.SIGTERM) == 0
    assert installation.processes() == []


def test_whatever_is_killed_comes_back(installation):
    command = run(installation, "--empty")
    assert program(installation, "web").environ()["FIRST_RUN"] == "1"
    assert installation.sql("SELECT count(*) FROM shops_user") == [(0,)]
    for name in PROGRAMS:
        dead = program(installation, name)
        children = dead.children()
        dead.kill()
        command.says(f"{name} dijalankan lagi.")
        until(lambda children=children: not any(child.is_running() for child in children), "their end")
        until(lambda: answers(command), "an answer")
    for name in ("postgres", "valkey-server"):
        installation.process(name).kill()
        command.says(f"{name.removesuffix('-server')} dijalankan lagi.")
    until(lambda: answers(command), "an answer")

    # The launcher together with the worker, whose own children then have nobody who knows them.
    until(lambda: program(installation, "worker").children(), "the worker's children")
    worker = program(installation, "worker")
    command.process.kill()
    worker.kill()
    command.process.wait()
    again = run(installation, "--empty")
    assert status(again) == 200
    assert again.stop() == 0
    assert installation.processes() == []


def test_a_taken_port_is_refused_before_anything_starts(place, install):
    installation = install(place / "data")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = installation.command("run", PORT=str(port))
        assert command.exits() == 1
    assert command.output == ""
    assert command.errors == (
        f"Port {port} di 127.0.0.1 tidak bisa dipakai: sudah dipakai program lain. "
        f"Pilih port lain, misalnya: PORT={port + 1} bin/run\n"
    )
    assert installation.processes() == []
    assert not (installation.data / "postgres").exists()


@pytest.mark.parametrize(
    "env, sentence",
    [
        ({"PORT": "http"}, "PORT=http bukan nomor port; pakai angka 1 sampai 65535, misalnya PORT=8080.\n"),
        ({"PORT": "65536"}, "PORT=65536 bukan nomor port; pakai angka 1 sampai 65535, misalnya PORT=8080.\n"),
        (
            {"HOST": "not a host"},
            "HOST=not a host bukan alamat mesin ini; kosongkan HOST atau pakai 0.0.0.0.\n",
        ),
    ],
)
def test_a_senseless_address_is_one_sentence(place, install, env, sentence):
    installation = install(place / "data")
    command = installation.command("run", **env)
    assert (command.exits(), command.output, command.errors) == (1, "", sentence)
    assert not (installation.data / "postgres").exists()


def test_a_database_that_does_not_answer_ends_the_start(place, install):
    installation = install(place / "data")
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/app"
    command = installation.command("run", PORT=str(free_port()), DATABASE_URL=url)
    assert command.exits() == 1
    assert command.errors.startswith("Basis data tidak bisa disiapkan: ")
    assert command.errors.endswith(f"Lihat {installation.data}/log/prepare.log.\n")
    assert command.errors.count("\n") == 1
    assert installation.processes() == []


def test_servers_from_outside_are_used_and_a_vanished_reader_does_no_harm(place, install, installation):
    """As `DATABASE_URL=… REDIS_URL=… bin/run | head -1`: no server is started, and the shop goes on."""
    urls = dict(line.split("=", 1) for line in installation.servers().output.splitlines())
    other = install(place / "other")
    reader, writer = os.pipe()
    port = free_port()
    command = other.command("run", "--empty", out=writer, PORT=str(port), **urls)
    os.close(writer)
    os.read(reader, 10)
    os.close(reader)
    command.address = f"http://127.0.0.1:{port}"
    until(lambda: answers(command), "an answer")
    assert installation.sql("SELECT count(*) > 0 FROM django_migrations") == [(True,)]
    assert not (other.data / "postgres").exists()
    assert {process.name() for process in other.processes()} & {"postgres", "valkey-server"} == set()
    assert command.stop() == 0
    assert other.processes() == []
    assert installation.sql("SELECT 1") == [(1,)]
