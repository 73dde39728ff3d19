"""On what all of it was measured."""

import os
import platform
from importlib.metadata import version

from django.db import connection

from bench.fill import OPEN_SHARE, PAST
from bench.requests import PHOTO


def lines() -> list[str]:
    """Machine, versions, durability, and what the figures mean."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync'), "
                       "current_setting('synchronous_commit')")  # fmt: skip
        postgres, fsync, commit = cursor.fetchone()
    packages = " · ".join(
        f"{name} {version(name)}" for name in ("Django", "gunicorn", "psycopg2-binary", "Pillow")
    )
    return [
        f"{len(os.sched_getaffinity(0))} CPUs, {_processor()}, load {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()} · {packages} · PostgreSQL {postgres.split()[0]}"
        f" (fsync {fsync}, synchronous_commit {commit})",
        "CPU-ms: processor time (user and system) of gunicorn, one worker, and of all PostgreSQL processes together.",
        f"One shop has all the cases of all kinds, {OPEN_SHARE:.0%} of them open, the others of the last"
        f" {PAST.days // 365} years, and as many orders. Photos: {PHOTO[0]} × {PHOTO[1]} JPEG,"
        " sent with the form. Without photos the form is sent as its page does where JavaScript has sent the files"
        " ahead: plainly encoded.",
    ]


def _processor() -> str:
    with open("/proc/cpuinfo") as info:
        names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return names[0] if names else platform.machine()
