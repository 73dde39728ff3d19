"""`bin/bench [--quick]`, or `python -m bench` with DATABASE_URL and REDIS_URL of servers on this machine."""

import argparse
import signal
import sys
import time
from pathlib import Path

from bench import surroundings

_BEGAN = time.monotonic()
FULL = {"sizes": (1_000, 200_000), "times": 200, "due": 10_000, "rows": (1_000, 50_000)}
QUICK = {"sizes": (1_000, 20_000), "times": 100, "due": 2_000, "rows": (1_000, 10_000)}


def main() -> None:
    """Fill, measure, print one table."""
    arguments = argparse.ArgumentParser(
        prog="bin/bench", description="Measure CPU time per request and per due case."
    )
    arguments.add_argument("--quick", action="store_true", help="smaller numbers, under five minutes")
    chosen = arguments.parse_args()
    if sys.platform != "linux":
        sys.exit(
            "CPU time of other processes is read from /proc, which only Linux has: nothing is measured here."
        )
    # Told to stop, it still removes its database and folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with surroundings.own() as folder:
        _run(folder, **(QUICK if chosen.quick else FULL))


def _run(folder: Path, sizes: tuple[int, ...], times: int, due: int, rows: tuple[int, ...]) -> None:
    # Everything below reads the settings, which were not there before.
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from bench import fill, header, imports, orders, requests, sweeps, table, web
    from sales.models import Order

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(*header.lines(), sep="\n", flush=True)
    now = timezone.now()
    _say("making the demo shop through the doors")
    made_of = fill.originals(now)
    sold = list(Order.objects.filter(shop=made_of.shop).values_list("pk", flat=True))
    lines = []
    with web.running(folder) as server:
        for size in sizes:
            _say(f"filling up to {size:,} orders and cases")
            orders.grow(made_of.shop, sold, size)
            fill.grow(made_of, size)
            _say(f"measuring requests at {size:,} of each")
            lines += requests.measure(server, made_of.shop, size, times)
    _say(f"sweeping {due:,} due cases, three times")
    runs = sweeps.measure(made_of, due, now)
    _say(f"importing files of {' and '.join(f'{number:,}' for number in rows)} rows")
    files = imports.measure(made_of.shop, rows)
    print("", *table.of_requests(lines), "", *table.of_sweeps(runs), "", *table.of_imports(files), sep="\n")


def _say(words: str) -> None:
    print(f"{time.monotonic() - _BEGAN:4.0f} s  {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
