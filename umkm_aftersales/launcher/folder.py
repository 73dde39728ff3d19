"""The data folder: what lies where in it, and whether it can be used at all."""

import os
import secrets
import shutil
from pathlib import Path

from umkm_aftersales.launcher.trouble import Trouble, reason

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
# A new PostgreSQL folder takes 40 MB, its first write-ahead log segments and evidence need more.
FIRST_START_MEGABYTES = 300
LOG_MEGABYTES = 5


class DataFolder:
    """Everything one installation keeps on this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self.postgres = self.path / "postgres"
        self.valkey = self.path / "valkey"
        self.logs = self.path / "log"
        self.static = self.path / "static"

    def prepare(self) -> None:
        """Make the folder, for its owner only, and be sure that it can be written to."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for part in (self.valkey, self.logs, self.path / "media"):
                part.mkdir(mode=0o700, exist_ok=True)
            self._try_to_write()
        except OSError as error:
            raise Trouble(
                f"Folder data {self.path} tidak bisa dipakai ({reason(error)}). "
                "Perbaiki hak aksesnya, kosongkan ruang disk, atau pilih folder lain dengan DATA_DIR."
            ) from error

    def _try_to_write(self) -> None:
        probe = self.path / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"x" * 4096)
        finally:
            probe.unlink(missing_ok=True)

    def secret_key(self) -> None:
        """Make the key that signs sessions, once; `settings` reads it from here."""
        stored = self.path / "secret_key"
        if stored.exists():
            return
        draft = self.path / f".secret_key-{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, stored)  # never overwrites: of two first starts one wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def log(self, name: str) -> Path:
        """The log of a program; at a start a big one is put aside, in place of the one before."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_MEGABYTES * MEGABYTE:
            path.replace(path.with_suffix(".log.1"))
        return path


def chosen() -> DataFolder:
    """The folder named by DATA_DIR, else `data` beside the code."""
    return DataFolder(Path(os.environ.get("DATA_DIR") or ROOT / "data"))


def require_space(path: Path, megabytes: int) -> None:
    """Refuse to begin what would fill the disk half-way."""
    free = shutil.disk_usage(path).free // MEGABYTE
    if free < megabytes:
        raise Trouble(
            f"Ruang disk di {path} tinggal {free} MB, perlu paling sedikit {megabytes} MB. "
            "Kosongkan ruang atau pilih folder lain dengan DATA_DIR."
        )
