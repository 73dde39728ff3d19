"""How much processor time the server and the database have used, the ended processes included (Linux only)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from django.db import connection


@dataclass
class Cost:
    """Processor seconds of the programs and of PostgreSQL while something was done `times` times."""

    times: int
    server: float = 0.0
    database: float = 0.0

    @property
    def each(self) -> float:
        """Milliseconds for one, of both together."""
        return self.server_each + self.database_each

    @property
    def server_each(self) -> float:
        """Milliseconds for one, of our own programs."""
        return self.server * 1000 / self.times

    @property
    def database_each(self) -> float:
        """Milliseconds for one, of PostgreSQL."""
        return self.database * 1000 / self.times


@dataclass(frozen=True)
class Run:
    """One way of doing something so many times: what it cost, and how long it took."""

    what: str
    cost: Cost
    seconds: float

    @property
    def per_second(self) -> float:
        """How many in a second."""
        return self.cost.times / self.seconds


class Meter:
    """Reads the processor time of some programs of ours and of the whole PostgreSQL server."""

    def __init__(self, *programs: int) -> None:
        self._programs = [psutil.Process(pid) for pid in programs]
        self._postgres = postmaster()

    @contextmanager
    def counting(self, times: int) -> Iterator[Cost]:
        """What happens inside costs this much; filled in at the end."""
        cost = Cost(times)
        programs, postgres = self._read()
        yield cost
        later_programs, later_postgres = self._read()
        cost.server += later_programs - programs
        cost.database += later_postgres - postgres

    def _read(self) -> tuple[float, float]:
        return sum(map(_family, self._programs)), _family(self._postgres)


def postmaster() -> psutil.Process:
    """The PostgreSQL server that we are connected to; it must run on this machine to be measured."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_database()")
        pid, database = cursor.fetchone()
    try:
        backend = psutil.Process(pid)
        title = " ".join(backend.cmdline())
    except psutil.NoSuchProcess:
        title = ""
    # On another machine, or in a container of its own, the number means nothing here or somebody else.
    if database not in title:
        raise SystemExit("PostgreSQL does not run on this machine, so its processor time cannot be read.")
    return backend.parent()


def _family(head: psutil.Process) -> float:
    """Seconds used by a process, its living children and those that have ended."""
    while True:
        ended = _of_the_ended(head)
        living = sum(_used(process) for process in (head, *head.children(recursive=True)))
        # A child that ended while we looked may be in both figures or in neither: look again.
        if _of_the_ended(head) == ended:
            return living + ended


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def _of_the_ended(head: psutil.Process) -> float:
    times = head.cpu_times()
    return times.children_user + times.children_system
