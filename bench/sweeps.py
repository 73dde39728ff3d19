"""What a due case costs, with one worker and with two, beside the least that PostgreSQL needs for the same rows."""

import subprocess
import sys
import time
from datetime import datetime

from django.conf import settings
from django.db import connection, models, transaction

from bench import fill
from bench.cpu import Meter, Run
from bench.fill import Originals, Range
from cases.models import Case, Deadline, Event
from cases.perform import ENDED, MOVED
from notifications.models import Message

LIMIT = 2.0


def measure(made_of: Originals, number: int, now: datetime) -> list[Run]:
    """The sweep with one and with two workers, and the least."""
    one = fill.due_copies(made_of, number, now)
    runs = [_swept("sweep, one worker", one, 1, now)]
    again = fill.due_copies(made_of, number, now)
    runs.append(_least(one, again, now))
    two = fill.due_copies(made_of, number, now)
    return [*runs, _swept("sweep, two workers", two, 2, now)]


def _swept(what: str, due: Range, workers: int, now: datetime) -> Run:
    """Real sweepers in processes of their own, started before the clock is."""
    processes = [_sweeper(now) for _worker in range(workers)]
    meter = Meter()
    with meter.counting(due.count) as cost:
        began = time.perf_counter()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        words = [process.stdout.readline().split() for process in processes]
        seconds = time.perf_counter() - began
    for process in processes:
        process.wait()
    fired = sum(int(number) for number, _cpu in words)
    if fired != due.count or Case.objects.filter(pk__range=due.keys, next_due_at__lte=now).exists():
        raise SystemExit(f"{fired} of {due.count} due cases were fired")
    cost.server = sum(float(cpu) for _number, cpu in words)
    return Run(what, cost, seconds)


def _sweeper(now: datetime) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sweeper", now.isoformat()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR,
    )  # fmt: skip
    if process.stdout.readline() != "ready\n":
        raise SystemExit("A sweeper did not start")
    return process


def _least(swept: Range, due: Range, now: datetime) -> Run:
    """The same rows that the sweep has written for its cases, written for as many others by five statements.

    The `n`th case of both ranges is a copy of the same original, so the rows differ in their keys only.
    """
    meter = Meter()
    # Fixed before the count begins: what the statements are is not the database's work.
    statements = _statements(due.first - swept.first)
    values = {"first": swept.keys[0], "last": swept.keys[1], "now": now}
    with meter.counting(due.count) as cost:
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, values)
        seconds = time.perf_counter() - began
    _same_rows(swept, due)
    return Run("PostgreSQL's least", cost, seconds)


def _statements(offset: int) -> list[str]:
    of_swept, of_due = "swept.id BETWEEN %(first)s AND %(last)s", f"due.id = swept.id + {offset}"
    of_rows = "row.case_id BETWEEN %(first)s AND %(last)s"
    pair = f"JOIN cases_case swept ON swept.id = row.case_id JOIN cases_case due ON {of_due}"
    return [
        _insert(Event, f"{pair} WHERE {of_rows} AND row.number > due.version"),
        _insert(Deadline, f"{pair} WHERE {of_rows} AND row.started_at = %(now)s"),
        f"""
        UPDATE cases_deadline own SET {_same(Deadline, ENDED, "row")} FROM cases_deadline row
        WHERE {of_rows} AND row.ended_at = %(now)s AND own.case_id = row.case_id + {offset}
        AND (own.clock, own.level) = (row.clock, row.level) AND own.outcome = ''
        """,
        _insert(
            Message,
            f"JOIN cases_case swept ON swept.reference = row.about JOIN cases_case due ON {of_due} "
            f"WHERE {of_swept} AND row.created_at = %(now)s",
        ),
        f"UPDATE cases_case due SET {_same(Case, MOVED, 'swept')} FROM cases_case swept WHERE {of_swept} AND {of_due}",
    ]


def _insert(model: type[models.Model], rest: str) -> str:
    """The rows of a swept case once more, for the due case beside it."""
    own = {
        "case_id": "due.id", "about": "due.reference", "key": "replace(row.key, row.about, due.reference)",
    }  # fmt: skip
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(own.get(column, f'row."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {model._meta.db_table} row {rest}"
    )


def _same(model: type[models.Model], names: tuple[str, ...], other: str) -> str:
    columns = [model._meta.get_field(name).column for name in names]
    return ", ".join(f'"{column}" = {other}."{column}"' for column in columns)


def _same_rows(swept: Range, due: Range) -> None:
    """Both ways must have written the same number of rows, or the comparison means nothing."""
    if _rows(swept) != _rows(due):
        raise SystemExit(f"The two ways differ: {_rows(swept)} and {_rows(due)}")


def _rows(part: Range) -> list[int]:
    deadlines = Deadline.objects.filter(case__pk__range=part.keys)
    references = Case.objects.filter(pk__range=part.keys).values("reference")
    return [
        Event.objects.filter(case__pk__range=part.keys).count(),
        deadlines.count(),
        deadlines.exclude(outcome="").count(),
        Message.objects.filter(about__in=references).count(),
    ]
