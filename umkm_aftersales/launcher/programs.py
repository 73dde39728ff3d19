"""Our own programs: the web server, the Celery worker and beat."""

import sys
from dataclasses import dataclass

from umkm_aftersales.launcher.folder import ROOT, DataFolder
from umkm_aftersales.launcher.processes import MARK, Child, spawn
from umkm_aftersales.launcher.stopping import StopRequest

CELERY = "celery -A umkm_aftersales"


@dataclass
class Program:
    """A Python module run as a program of this data folder."""

    name: str
    arguments: list[str]
    folder: DataFolder
    env: dict[str, str]
    seconds_to_stop: float = 25.0

    def start(self, stop: StopRequest) -> Child:
        """Start it; unlike a server it is not waited for."""
        stop.check()
        return spawn(
            self.name,
            [sys.executable, "-m", *self.arguments],
            log=self.folder.log(self.name),
            env=self.env | {MARK: str(self.folder.path), "PYTHONUNBUFFERED": "1"},
            cwd=ROOT,
            grace=self.seconds_to_stop,
        )


def of_the_shop(folder: DataFolder, env: dict[str, str], bind: str) -> list[Program]:
    """Web, worker and beat."""
    web = (
        f"gunicorn umkm_aftersales.wsgi --bind {bind} --preload --workers 2 --threads 16 "
        "--timeout 60 --graceful-timeout 10 --no-control-socket"
    )
    worker = f"{CELERY} worker -c 2 -l info --without-gossip --without-mingle"
    beat = f"{CELERY} beat -l info -S umkm_aftersales.beat:LeaderScheduler --pidfile="
    commands = {"web": web, "worker": worker, "beat": beat}
    return [Program(name, command.split(), folder, env) for name, command in commands.items()]
