"""As whom PostgreSQL runs: it refuses root, so root lends it a user namespace or the user `nobody`."""

import os
import pwd
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from umkm_aftersales.launcher.trouble import Trouble

NAMESPACE = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]


@dataclass
class Identity:
    """What to put before a command, and what to tell `subprocess`, to run it as the chosen user."""

    prefix: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    uid: int = field(default_factory=os.geteuid)
    gid: int = field(default_factory=os.getegid)

    def own(self, folder: Path) -> None:
        """Give a folder of ours, with all in it, to this user."""
        if os.geteuid() != 0 or folder.stat().st_uid == self.uid:
            return
        for path, _, files in os.walk(folder):
            os.chown(path, self.uid, self.gid)
            for name in files:
                os.chown(os.path.join(path, name), self.uid, self.gid, follow_symlinks=False)

    def pass_through(self, folder: Path) -> None:
        """Let another user walk through a folder of ours, without seeing what is in it."""
        if self.uid != os.geteuid():
            folder.chmod(0o711)


def choose(program: Path, home: Path) -> Identity:
    """Ourselves; for root a namespace in which we are somebody else; else `nobody`."""
    if os.geteuid() != 0:
        return Identity()
    if _namespace_works():
        # Entering a namespace forgets the wish to end with the parent; setpriv repeats it.
        return Identity(prefix=[*NAMESPACE, "setpriv", "--pdeathsig", "INT"])
    return _nobody(program, home)


def _namespace_works() -> bool:
    try:
        probe = [*NAMESPACE, "setpriv", "--pdeathsig", "INT", "true"]
        return subprocess.run(probe, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _nobody(program: Path, home: Path) -> Identity:
    try:
        user = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Trouble(
            "PostgreSQL menolak berjalan sebagai root dan di sini tidak ada pengguna 'nobody'. "
            "Jalankan sebagai pengguna biasa, atau isi DATABASE_URL."
        ) from error
    options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    chosen = Identity(options=options, uid=user.pw_uid, gid=user.pw_gid)
    chosen.pass_through(home)  # ours to open; the folders above it are not
    for path in (program, home):
        if subprocess.run(["test", "-x", path], cwd="/", check=False, **options).returncode != 0:
            raise Trouble(
                f"PostgreSQL menolak berjalan sebagai root, dan pengguna 'nobody' tidak bisa mencapai {path}. "
                "Jalankan sebagai pengguna biasa, pindahkan kode dan DATA_DIR ke luar folder pribadi root, "
                "atau isi DATABASE_URL."
            )
    return chosen
