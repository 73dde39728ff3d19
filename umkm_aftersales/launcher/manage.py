"""`bin/manage`: Django's command line on the data folder's servers, whether they are up or not."""

import os
import sys
import time
from typing import Any

from umkm_aftersales.launcher import environment, folder, lock, servers
from umkm_aftersales.launcher.processes import run_in_front
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.terminal import warn
from umkm_aftersales.launcher.trouble import Stopped, Trouble

SILENT_SECONDS = 3.0


def main(arguments: list[str]) -> int:
    """Run the command and answer its exit code; nothing is printed but the command's own words."""
    data = folder.chosen()
    data.prepare()
    command = [sys.executable, str(folder.ROOT / "manage.py"), *arguments]
    if not servers.missing():
        os.execve(command[0], command, environment.for_programs(data, {}))
    with StopRequest() as stop:
        try:
            return _on_own_servers(data, command, stop)
        except Stopped:
            return 130


def _on_own_servers(data: folder.DataFolder, command: list[str], stop: StopRequest) -> int:
    began, told = time.monotonic(), False
    while True:
        try:
            with lock.held(data, "manage"), servers.running(data, stop) as urls:
                return run_in_front(command, environment.for_programs(data, urls), stop)
        except lock.Busy:
            other = lock.holder(data)
        if (urls := _borrowed(other)) is not None:
            return run_in_front(command, environment.for_programs(data, urls), stop)
        if not told and time.monotonic() - began > SILENT_SECONDS:
            told = True
            warn(f"Menunggu bin/{other['role']} (pid {other['pid']}) …")
        stop.pause(0.1)


def _borrowed(other: dict[str, Any]) -> dict[str, str] | None:
    """The servers of a `bin/run` that has them up; another `bin/manage` takes its own away too soon."""
    if other["role"] != "run" or other["urls"] is None:
        return None
    if absent := [name for name in servers.missing() if name not in other["urls"]]:
        raise Trouble(f"bin/run memakai {' dan '.join(absent)} dari luar; isi dengan alamat yang sama.")
    return {name: other["urls"][name] for name in servers.missing()}
