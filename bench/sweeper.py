"""One sweep worker: `python -m bench.sweeper NOW` waits for a line on its input, then fires all that is due."""

import sys
import time
from datetime import datetime

import django


def main(now: datetime) -> None:
    """Say "ready", sweep until nothing is due, and print how many cases it fired and its processor seconds."""
    django.setup()
    from django.db import connection

    from cases.sweep import sweep

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    began, fired = time.process_time(), 0
    while moved := sweep(now=now):
        fired += moved
    print(fired, time.process_time() - began, flush=True)


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
