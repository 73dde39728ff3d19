"""The servers a data folder needs of its own: those that no address in the environment replaces."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from umkm_aftersales.launcher.folder import DataFolder
from umkm_aftersales.launcher.postgres import Postgres
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.valkey import Valkey

Server = Postgres | Valkey
EMBEDDED = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}


def missing() -> list[str]:
    """The addresses that nobody gave us."""
    return [name for name in EMBEDDED if not os.environ.get(name)]


def embedded(folder: DataFolder, *, durable: bool = True) -> list[Server]:
    """The servers to start, in the order in which to start them."""
    return [EMBEDDED[name](folder, durable=durable) for name in missing()]


def addresses(servers: list[Server]) -> dict[str, str]:
    """What to put into the environment so that programs find these servers."""
    return {name: value for server in servers for name, value in server.urls.items()}


@contextmanager
def running(folder: DataFolder, stop: StopRequest, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Keep the needed servers up for as long as the block lasts; the caller holds the folder's lock."""
    servers = embedded(folder, durable=durable)
    with ExitStack() as stack:
        for server in servers:
            stack.callback(server.start(stop).stop)
        yield addresses(servers)
