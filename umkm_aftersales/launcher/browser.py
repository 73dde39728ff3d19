"""Which Chromium the browser tests drive."""

import os
import shutil
import subprocess

from umkm_aftersales.launcher.trouble import Trouble

USUAL = (
    *(
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
        "chrome",
        "/snap/bin/chromium",
    ),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def found() -> str | None:
    """A Chromium that really runs; one named by CHROMIUM must."""
    if named := os.environ.get("CHROMIUM"):
        if not (path := _running(named)):
            raise Trouble(
                f"CHROMIUM={named} tidak bisa dijalankan; perbaiki alamatnya atau kosongkan CHROMIUM."
            )
        return path
    return next(filter(None, map(_running, USUAL)), None)


def _running(name: str) -> str | None:
    path = shutil.which(name)
    if not path:
        return None
    try:
        # Ubuntu's chromium-browser is a script that only tells to install a snap.
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path if answer.returncode == 0 else None
