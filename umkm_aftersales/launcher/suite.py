"""`bin/test`: lint, checks and the whole suite on servers of its own; with arguments only pytest."""

import os
import subprocess
import sys
import time
from pathlib import Path

from umkm_aftersales.launcher import browser, trial
from umkm_aftersales.launcher.folder import ROOT
from umkm_aftersales.launcher.processes import end_with_parent, run_in_front
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.terminal import say, seconds
from umkm_aftersales.launcher.trouble import Stopped, Trouble

MOST_WORKERS = 4
STEPS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "djlint": ["-m", "djlint", "templates", "--lint", "--quiet"],
    "django check": ["manage.py", "check", "--fail-level", "WARNING"],
    "makemigrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
}


def main(arguments: list[str]) -> int:
    """Answer 0 only if every step and every test passed."""
    chromium, word = _browser()
    say(word)
    with StopRequest() as stop:
        try:
            with trial.surroundings(stop, durable=False) as env:
                if chromium:
                    env["CHROMIUM"] = chromium
                failed = [] if arguments else [name for name in STEPS if not _passes(name, env, stop)]
                code = _pytest(arguments, env, stop)
        except Stopped:
            return 130
    if not chromium:
        say(word)
    if failed:
        say(f"Gagal: {', '.join(failed)}.")
    return code or int(bool(failed))


def _browser() -> tuple[str | None, str]:
    if chromium := browser.found():
        return chromium, f"Uji peramban memakai {chromium}."
    word = "Uji peramban DILEWATI: tidak ada Chromium (pasang chromium, atau isi CHROMIUM)."
    if os.environ.get("BROWSER") == "required":
        raise Trouble("BROWSER=required, tetapi tidak ada Chromium; pasang chromium, atau isi CHROMIUM.")
    return None, word


def _passes(name: str, env: dict[str, str], stop: StopRequest) -> bool:
    """Run one step, show its words only if it fails, and say how long it took."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *STEPS[name]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=ROOT,
        preexec_fn=end_with_parent(15),
    )
    words, _ = process.communicate()
    stop.check()
    say(f"{'lulus' if process.returncode == 0 else 'GAGAL'}  {name}  {seconds(time.monotonic() - began)}")
    if process.returncode != 0:
        say(words.decode(errors="replace").rstrip())
    return process.returncode == 0


def _pytest(arguments: list[str], env: dict[str, str], stop: StopRequest) -> int:
    """What the caller asks for, from where they stand; else the whole suite, a file at a time on each core."""
    folder = Path.cwd() if arguments and Path.cwd().is_relative_to(ROOT) else ROOT
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    everything = ["-n", str(workers), "--dist", "loadfile"] if workers > 1 else []
    return run_in_front([sys.executable, "-m", "pytest", *(arguments or everything)], env, stop, cwd=folder)
