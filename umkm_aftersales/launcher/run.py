"""`bin/run`: everything from the data folder's lock to the first page, and back again."""

import signal
import subprocess
import sys
import time

from umkm_aftersales.launcher import address, environment, folder, servers
from umkm_aftersales.launcher.lock import Lock, held
from umkm_aftersales.launcher.processes import MARK, end, end_with_parent, serving
from umkm_aftersales.launcher.programs import of_the_shop
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.supervisor import Supervisor
from umkm_aftersales.launcher.terminal import last_line, say, seconds
from umkm_aftersales.launcher.trouble import Stopped, Trouble

USAGE = "Pemakaian: bin/run [--empty]   (PORT, HOST dan DATA_DIR memilih port, alamat dan folder data)"
READY_SECONDS = 120.0


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    if unknown := [word for word in arguments if word != "--empty"]:
        print(USAGE)
        return 0 if unknown[0] in ("-h", "--help") else 2
    data = folder.chosen()
    data.prepare()
    with StopRequest() as stop, held(data, "run") as lock:
        try:
            serve(data, lock, stop, empty="--empty" in arguments)
        except Stopped:
            pass
    say("Berhenti. Semua data tersimpan.")
    return 0


def serve(data: folder.DataFolder, lock: Lock, stop: StopRequest, *, empty: bool) -> None:
    """Start everything in order, look after it, and stop it in the reverse order whatever happens."""
    began = time.monotonic()
    here = address.chosen()
    end(serving(data))  # what a killed run left would hold the port
    here.require_free()
    supervisor = Supervisor(stop)
    try:
        own = servers.embedded(data)
        say(f"Folder data: {data.path}")
        for server in own:
            supervisor.start(server)
        urls = servers.addresses(own)
        lock.note(urls)
        env = environment.for_programs(data, urls)
        prepare(data, env, stop, empty=empty)
        if empty:
            env["FIRST_RUN"] = "1"
        for program in of_the_shop(data, env, here.bind):
            supervisor.start(program)
        supervisor.wait_until(
            lambda: here.answers(env["PUBLIC_URL"]), seconds=READY_SECONDS, what=f"Web di {here.bind}"
        )
        say(f"Siap dalam {seconds(time.monotonic() - began)}: {env['PUBLIC_URL'].rstrip('/')}/")
        say(f"Catatan program: {data.logs}. Ctrl-C untuk berhenti.")
        supervisor.watch()
    except Stopped:
        say("Menghentikan …")
        raise
    finally:
        supervisor.end("beat", "web", "worker")
        supervisor.end("valkey")
        supervisor.end("postgres")


def prepare(data: folder.DataFolder, env: dict[str, str], stop: StopRequest, *, empty: bool) -> None:
    """Bring database and static files up to date, and the demo shop into a new one."""
    log = data.log("prepare")
    command = [sys.executable, "-m", "umkm_aftersales.launcher.prepare", *(["--empty"] if empty else [])]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stderr=errors,
            env=env | {MARK: str(data.path)},
            cwd=folder.ROOT,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )
    try:
        while process.poll() is None:
            stop.pause(0.05)
    except Stopped:
        process.terminate()
        process.wait()
        raise
    if process.returncode != 0:
        raise Trouble(f"Basis data tidak bisa disiapkan: {last_line(log) or 'tanpa pesan'} Lihat {log}.")
