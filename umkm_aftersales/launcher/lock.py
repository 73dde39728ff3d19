"""One user at a time for a data folder, and a note for the others about who that is."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from umkm_aftersales.launcher.folder import DataFolder
from umkm_aftersales.launcher.trouble import Trouble


class Busy(Trouble):
    """Somebody else holds the folder."""


class Lock:
    """The held lock; `note` tells others what they may use meanwhile."""

    def __init__(self, folder: DataFolder, role: str) -> None:
        self.folder = folder
        self.role = role

    def note(self, urls: dict[str, str] | None = None) -> None:
        """Write down who holds the folder and, once they answer, the addresses of its own servers."""
        draft = self.folder.path / "holder.json.new"
        draft.write_text(json.dumps({"role": self.role, "pid": os.getpid(), "urls": urls}))
        draft.replace(self.folder.path / "holder.json")


@contextmanager
def held(folder: DataFolder, role: str) -> Iterator[Lock]:
    """Hold the folder; the kernel gives it back even if this process is killed."""
    handle = os.open(folder.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(_sentence(folder)) from error
        lock = Lock(folder, role)
        lock.note()
        try:
            yield lock
        finally:
            (folder.path / "holder.json").unlink(missing_ok=True)
    finally:
        os.close(handle)


def holder(folder: DataFolder) -> dict[str, Any]:
    """What the holder wrote down; only worth reading while the lock is taken."""
    try:
        return json.loads((folder.path / "holder.json").read_text())
    except (OSError, ValueError):
        return {"role": "run", "pid": 0, "urls": None}


def _sentence(folder: DataFolder) -> str:
    other = holder(folder)
    return (
        f"Folder data {folder.path} sedang dipakai oleh bin/{other['role']} (pid {other['pid']}). "
        "Hentikan yang itu dulu, atau pilih folder lain dengan DATA_DIR."
    )
