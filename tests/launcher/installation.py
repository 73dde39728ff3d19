"""An installation as its people know it: commands on terminals, servers, processes."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg2
import redis

ROOT = Path(__file__).resolve().parents[2]
OF_THE_SUITE = {
    *("DATABASE_URL", "REDIS_URL", "DATA_DIR", "SECRET_KEY", "STATIC_ROOT", "PUBLIC_URL", "PORT", "HOST"),
    *("PYTEST_CURRENT_TEST", "FIRST_RUN", "DJANGO_ALLOW_ASYNC_UNSAFE"),
}
PATIENCE = 240.0


def until(fact, what, patience=PATIENCE):
    """Wait for a fact and answer it; the limit only turns a hang into a failure."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := fact():
            return found
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """One data folder and what people do with it."""

    def __init__(self, data):
        self.data = data
        self.env = {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE}
        self.env |= {"DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
        self.started = []

    def command(self, *arguments, code=None, out=None, **env):
        """Start a launcher command, in a session of its own as if on another terminal."""
        how = ["-c", code] if code else ["-m", "umkm_aftersales.launcher"]
        process = Command([sys.executable, *how, *map(str, arguments)], self.env | env, out)
        self.started.append(process)
        return process

    def servers(self, **options):
        command = self.command("servers", **options)
        command.says("REDIS_URL=")
        return command

    def sql(self, statement):
        connection = psycopg2.connect(host=str(self.socket("postgres")), user="postgres", dbname="app")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None

    def queue(self):
        return redis.Redis(unix_socket_path=str(self.socket("valkey.sock")), decode_responses=True)

    def socket(self, name):
        return self.data / "run" / name

    def processes(self, name=""):
        """Every living process that works in this folder or was told of it."""
        return [
            process for process in psutil.process_iter() if name in _name(process) and self._is_of(process)
        ]

    def process(self, name, word=""):
        """The eldest process of a name, with a word on its command line."""
        found = [process for process in self.processes(name) if word in _command(process)]
        return min(found, key=lambda process: (process.create_time(), process.pid))

    def _is_of(self, process):
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                return False
            told = process.environ().get("DATA_DIR")
            return told == str(self.data) or Path(process.cwd()).is_relative_to(self.data)
        except (psutil.Error, OSError):
            return False

    def nothing_left(self):
        until(lambda: not self.processes(), f"an end of {self.processes()}")

    def kill_everything(self):
        """SIGKILL to every process; one that ends by itself in between is no less dead."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def clear(self):
        for command in self.started:
            command.end()
        self.kill_everything()
        shutil.rmtree(self.data, ignore_errors=True)


def _name(process):
    try:
        return process.name()
    except psutil.Error:
        return ""


def _command(process):
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


class Command:
    """A command on a terminal: what it says, and how it ends."""

    def __init__(self, argv, env, out=None):
        with contextlib.ExitStack() as files:
            self.out = files.enter_context(tempfile.TemporaryFile("w+"))
            self.err = files.enter_context(tempfile.TemporaryFile("w+"))
            self.process = subprocess.Popen(
                argv,
                env=env,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out or self.out,
                stderr=self.err,
                start_new_session=True,
            )
            self.files = files.pop_all()

    @property
    def output(self):
        return _content(self.out)

    @property
    def errors(self):
        return _content(self.err)

    def says(self, words):
        def said():
            if words in self.output:
                return True
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.errors}"
            return False

        until(said, f"{words!r} in {self.output!r}")

    def exits(self, patience=PATIENCE):
        return self.process.wait(patience)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.exits()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        self.process.kill()
        self.process.wait()
        self.files.close()


def _content(file):
    file.seek(0)
    return file.read()
