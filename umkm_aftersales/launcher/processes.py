"""Processes: started so that they end with us, stopped kindly and then for sure, found again after a crash."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from umkm_aftersales.launcher.folder import DataFolder
from umkm_aftersales.launcher.stopping import StopRequest

# Marks a program with the data folder it serves, so that a later start can find it.
MARK = "UMKM_SERVES"
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A program in a session of its own, so that Ctrl-C reaches only the launcher."""

    name: str
    process: subprocess.Popen
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 25.0
    # What to send, and how long to wait, when the kind word was not enough.
    harder: Sequence[tuple[signal.Signals, float]] = ()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if not self.ended:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Stop it; whoever does not listen is killed with everything it started."""
        self.ask_to_stop()
        for number, grace in [(None, self.grace), *self.harder]:
            if number is not None:
                self.process.send_signal(number)
            try:
                self.process.wait(grace)
                break
            except subprocess.TimeoutExpired:
                continue
        self.kill_group()
        self.process.wait()

    def kill_group(self) -> None:
        """Whatever a dead program left of its own group must not block its successor."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # nobody left; macOS says "not permitted" when only zombies are


def spawn(
    name: str,
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: dict[str, str],
    cwd: Path,
    stop_signal: signal.Signals = signal.SIGTERM,
    grace: float = 25.0,
    harder: Sequence[tuple[signal.Signals, float]] = (),
    identity: dict[str, Any] | None = None,
) -> Child:
    """Start a program that ends when this process ends, however that happens (on Linux)."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=end_with_parent(stop_signal),
            **(identity or {}),
        )
    return Child(name, process, log, stop_signal, grace, harder)


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes its program: ask the kernel for a signal when we die."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask_kernel


def run_in_front(argv: Sequence[str | Path], env: dict[str, str], stop: StopRequest, **options: Any) -> int:
    """Run a program on our own terminal and answer its exit code, as a shell would."""
    process = subprocess.Popen(
        [str(part) for part in argv], env=env, preexec_fn=end_with_parent(signal.SIGTERM), **options
    )
    stop.foreground = process
    if stop.asked:
        process.terminate()
    code = process.wait()
    stop.foreground = None
    return code if code >= 0 else 128 - code


def working_in(folder: Path, *names: str) -> list[psutil.Process]:
    """Living processes of these names whose home is the folder, as it is for a database server."""
    return [process for process in _living() if process.name() in names and _home(process) == folder]


def serving(folder: DataFolder) -> list[psutil.Process]:
    """Living programs that a launcher, perhaps a killed one, started for this data folder."""
    return [process for process in _living() if _mark(process) == str(folder.path)]


def end(
    processes: list[psutil.Process], number: signal.Signals = signal.SIGTERM, grace: float = 20.0
) -> None:
    """Ask them to stop, then make them."""
    for signal_number, patience in ((number, grace), (signal.SIGKILL, 10.0)):
        for process in processes:
            try:
                process.send_signal(signal_number)
            except psutil.Error:
                pass  # it has just gone
        _, processes = psutil.wait_procs(processes, timeout=patience)


def _living() -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                process.name()
                yield process
        except psutil.Error:
            continue


def _home(process: psutil.Process) -> Path | None:
    try:
        return Path(process.cwd())
    except (psutil.Error, OSError):
        return None  # gone, or somebody else's


def _mark(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None
