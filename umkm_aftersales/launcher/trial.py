"""Throw-away surroundings for tests and measurements: a folder under /tmp with servers of its own."""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from umkm_aftersales.launcher import environment, lock, servers
from umkm_aftersales.launcher.folder import DataFolder
from umkm_aftersales.launcher.stopping import StopRequest

PREFIX = "umkm-trial-"


@contextmanager
def surroundings(stop: StopRequest, *, durable: bool) -> Iterator[dict[str, str]]:
    """The environment for a trial; afterwards nothing of it is left."""
    _clear_forgotten()
    data = DataFolder(Path(tempfile.mkdtemp(prefix=PREFIX)))
    try:
        data.prepare()
        with lock.held(data, "test"), servers.running(data, stop, durable=durable) as urls:
            yield environment.for_trials(data, urls, secrets.token_urlsafe(50))
    finally:
        shutil.rmtree(data.path, ignore_errors=True)


def _clear_forgotten() -> None:
    """Remove the folders of trials that were killed: those whose lock nobody holds any more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            handle = os.open(path / "lock", os.O_RDWR)
        except OSError:
            continue  # another user's, or one that is just beginning
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)
