"""`bin/bench`: the measurements, on servers of their own that keep every promise of a real one."""

import sys

from umkm_aftersales.launcher import trial
from umkm_aftersales.launcher.processes import run_in_front
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.trouble import Stopped


def main(arguments: list[str]) -> int:
    """Run the bench package and answer its exit code."""
    with StopRequest() as stop:
        try:
            with trial.surroundings(stop, durable=True) as env:
                return run_in_front([sys.executable, "-m", "bench", *arguments], env, stop)
        except Stopped:
            return 130
