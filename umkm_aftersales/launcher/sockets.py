"""Where the unix sockets live: in the data folder, or in a short private folder when that is too long."""

import hashlib
import os
import re
import stat
from pathlib import Path

from umkm_aftersales.launcher.folder import DataFolder
from umkm_aftersales.launcher.trouble import Trouble

# The kernel's limit on macOS; Linux allows four more.
LONGEST = 103
LONGEST_NAME = "/postgres/.s.PGSQL.5432"
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


def socket_folder(folder: DataFolder) -> Path:
    """A folder for this data folder's sockets that nobody else can enter."""
    inside = folder.path / "run"
    if fits(inside):
        inside.mkdir(mode=0o700, exist_ok=True)
        return inside
    for base in _short_bases():
        name = hashlib.sha256(os.fsencode(folder.path)).hexdigest()[:12]
        outside = base / f"umkm-{name}-{os.geteuid()}"
        if fits(outside) and _own(outside):
            return outside
    raise Trouble(
        f"Alamat folder data {folder.path} terlalu panjang untuk soket dan /tmp tidak bisa dipakai. "
        "Pilih folder yang lebih pendek dengan DATA_DIR."
    )


def fits(path: Path) -> bool:
    """Short enough, and without signs that addresses would have to escape."""
    return len(os.fsencode(f"{path}{LONGEST_NAME}")) <= LONGEST and bool(PLAIN.fullmatch(str(path)))


def _short_bases() -> list[Path]:
    # The runtime folder comes second: it vanishes when its user logs out, the shop must not.
    bases = ("/tmp", os.environ.get("XDG_RUNTIME_DIR", ""))
    return [Path(base) for base in bases if base and os.access(base, os.W_OK | os.X_OK)]


def _own(path: Path) -> bool:
    """Make the folder, or accept it only if it is truly ours: /tmp belongs to everybody."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
    except OSError:
        return False
    # Others may at most pass through, for a PostgreSQL that runs as another user.
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o066
