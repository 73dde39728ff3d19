"""A real gunicorn with one worker, and the people who use it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from shops.models import User

_PATIENCE = 30  # seconds


@dataclass
class Server:
    """A running web server."""

    pid: int
    port: int


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """One worker with the two threads that it has under `bin/run`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = (
        f"-m gunicorn umkm_aftersales.wsgi --bind 127.0.0.1:{port} --preload --workers 1 --threads 2 "
        "--no-control-socket --log-level warning"
    )
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command.split()], stdout=log, stderr=subprocess.STDOUT, cwd=settings.BASE_DIR
        )
    try:
        _wait(process, port, folder / "web.log")
        yield Server(process.pid, port)
    except SystemExit:
        print((folder / "web.log").read_text()[-3000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"gunicorn did not start:\n{log.read_text()[-2000:]}")


@dataclass
class Visitor:
    """A browser with its cookies, on a connection that stays open."""

    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    address: str = "10.0.0.1"

    def __post_init__(self) -> None:
        self._line = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> str:
        """A page, which must be there."""
        return self._ask("GET", path, 200)

    def post(self, path: str, data: dict) -> str:
        """Send a form as its page does, which must be accepted; answers where it led.

        A page without JavaScript sends its files along; otherwise they have gone ahead, and what is left is plain.
        """
        if any(isinstance(value, list) and value for value in data.values()):
            body, kind = encode_multipart(BOUNDARY, data), MULTIPART_CONTENT
        else:
            body, kind = urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
        return self._ask("POST", path, 303, body, {"Content-Type": kind})

    def rest(self) -> None:
        """Hang up; the next request connects again."""
        self._line.close()

    def _ask(
        self, method: str, path: str, expected: int, body: bytes | None = None, headers: dict | None = None
    ) -> str:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        self._line.request(
            method, path, body, {"Cookie": cookies, "X-Forwarded-For": self.address, **(headers or {})}
        )
        response = self._line.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            self.cookies.load(cookie)
        if response.status != expected:
            words = " ".join(re.sub(r"<[^>]+>", " ", text).split())[:600]
            raise SystemExit(f"{method} {path} answered {response.status}: {words}")
        return response.headers.get("Location") or text


def staff(port: int, email: str) -> Visitor:
    """A member of the team whose browser is logged in."""
    return Visitor(port, SimpleCookie({settings.SESSION_COOKIE_NAME: session_of(email)}))


def session_of(email: str) -> str:
    """The key of a session in which this person is logged in."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class _Hidden(HTMLParser):
    """Collects the hidden fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found.get("name"):
            self.fields[found["name"]] = found.get("value") or ""


def hidden_fields(html: str) -> dict[str, str]:
    """What a form sends along without being asked."""
    parser = _Hidden()
    parser.feed(html)
    return parser.fields


def address_of(number: int) -> str:
    """The network address of the `number`th customer."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def cpu_count() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
