"""What a worker does with a run: looks through its file, or writes it; dying at any moment changes nothing."""

import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sales.importing import safety, writing
from sales.importing.flaws import Flaw, Refused
from sales.importing.plan import MOST_FLAWS, Plan, Tick, Unknown, planned
from sales.importing.runs import columns_of, drop_file
from sales.models import ImportRun
from shops.ledger import stamp

Status = ImportRun.Status

MAX_ATTEMPTS = 3
_EVERY = 1.0  # seconds between two signs of life
_LONGEST_ROUND = 60.0  # seconds after which no further run is begun: tasks have a time limit
_LOCK = "hashtext('sales.importing')"


def work_on_waiting() -> int:
    """Work on what waits, one run after the other, and answer how many; nothing while another worker does so.

    One import at a time, wherever it runs: two of them would leave no worker to the clocks of the cases.
    Dying at any moment changes nothing: what is written is written in one transaction together with the
    run's own row, so whoever comes next begins that step anew.
    """
    done, began = 0, time.monotonic()
    with _alone(wait=False) as mine:
        while mine and time.monotonic() - began < _LONGEST_ROUND and (run := _next()):
            _work(run)
            done += 1
    return done


def work_on(run: ImportRun) -> None:
    """Work on this run now, after whatever is being worked on."""
    with _alone(wait=True):
        _work(_waiting().get(pk=run.pk))


def _waiting() -> QuerySet[ImportRun]:
    return ImportRun.objects.select_related("shop", "channel").filter(
        status__in=(Status.UPLOADED, Status.RUNNING)
    )


def _next() -> ImportRun | None:
    # Whatever has failed before may fail again: the others come first.
    return _waiting().order_by("attempts", "id").first()


def _work(run: ImportRun) -> None:
    run.channel.shop = run.shop
    if run.attempts >= MAX_ATTEMPTS:
        words = _("Impor berhenti beberapa kali di tengah jalan. Unduh per bulan, lalu unggah satu per satu.")
        _fail(run, [Flaw(words)])
        return
    run.attempts, run.beat_at = run.attempts + 1, timezone.now()
    run.save(update_fields=["attempts", "beat_at"])
    try:
        with _local(run) as file:
            (_look if run.status == Status.UPLOADED else _write)(run, file)
    except Unknown as unknown:
        _ask_for_columns(run, unknown)
    except Refused as why:
        _fail(run, [why.flaw])


@contextmanager
def _alone(*, wait: bool) -> Iterator[bool]:
    """Whether nobody else imports; the lock goes with the connection, however that ends."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute(f"SELECT pg_advisory_lock({_LOCK})")
            mine = True
        else:
            cursor.execute(f"SELECT pg_try_advisory_lock({_LOCK})")
            [mine] = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")


@contextmanager
def _local(run: ImportRun) -> Iterator[BinaryIO]:
    """The file on this machine's own disk, wherever it is kept."""
    try:
        kept = run.file.open("rb")
    except FileNotFoundError as why:
        raise Refused(_("Berkasnya sudah tidak ada. Unggah lagi.")) from why
    with kept, TemporaryFile() as file:
        shutil.copyfileobj(kept, file)
        file.seek(0)
        yield file


def _plan(run: ImportRun, file: BinaryIO, tick: Tick) -> AbstractContextManager[Plan]:
    kind = safety.kind_of(file, run.file.name, run.file.size)
    return planned(
        file, kind, run.shop, tick=tick, trusted=bool(run.mapping.get("trusted")),
        chosen=lambda signature: run.mapping.get("fields") or columns_of(run.channel, signature),
    )  # fmt: skip


def _look(run: ImportRun, file: BinaryIO) -> None:
    with _Signs(run) as signs, _plan(run, file, signs.tell) as plan:
        if plan.flaws and not plan.doubtful:
            _fail(run, plan.flaws, total=plan.flaws_total, layout=plan.layout.key)
            return
        run.layout = plan.layout.key
        run.mapping |= {"fields": _fields(plan), **(plan.columns or {})}
        run.rows_total = run.rows_done = plan.rows
        run.errors = [flaw.as_json() for flaw in plan.flaws]
        run.errors_total = plan.flaws_total
        run.counts = plan.counts | {
            "first": _shown(plan, run),
            "known": writing.known(run.channel, plan.sales()),
        }
        run.status = Status.PREVIEWED
        run.save()


def _fields(plan: Plan) -> dict[str, str] | None:
    """The columns that a person has named."""
    named = {name: headers[0] for name, headers in plan.layout.columns.items()}
    return named if plan.layout.key == "mapped" else None


def _shown(plan: Plan, run: ImportRun) -> list[dict[str, Any]]:
    """The first orders in words."""
    return [
        {
            "number": sale.number, "at": stamp(sale.instants["placed_at"], run.shop.zone), "amount": sale.amount,
            "goods": [f"{line.quantity} × {line.name}" for line in sale.lines[:3]], "more": max(len(sale.lines) - 3, 0),
            "status": sale.texts.get("status", ""),
        }
        for sale in plan.first
    ]  # fmt: skip


def _write(run: ImportRun, file: BinaryIO) -> None:
    """Half of the way is reading, the other half is writing."""
    with _Signs(run) as signs, _plan(run, file, lambda read: signs.tell(read // 2)) as plan:
        if plan.flaws:
            _fail(run, plan.flaws, total=plan.flaws_total)
            return
        now = timezone.now()
        with transaction.atomic():
            done = writing.write(
                run, plan.sales(), now=now, tick=lambda rows: signs.tell((plan.rows + rows) // 2)
            )
            run.counts = plan.counts | done
            run.rows_total = run.rows_done = plan.rows
            run.status, run.finished_at, run.beat_at = Status.DONE, now, now
            run.save()
    drop_file(run)


class _Signs:
    """Tells how far the work is, from a connection of its own: the work's transaction shows nothing until it ends."""

    def __init__(self, run: ImportRun) -> None:
        self._pk, self._last = run.pk, 0.0

    def __enter__(self) -> "_Signs":
        self._aside = connection.copy()
        return self

    def __exit__(self, *_about) -> None:
        self._aside.close()

    def tell(self, rows: int) -> None:
        """So many rows, and still alive."""
        if time.monotonic() - self._last < _EVERY:
            return
        self._last = time.monotonic()
        with closing(self._aside.cursor()) as cursor:
            cursor.execute(
                "UPDATE sales_importrun SET rows_done = %s, beat_at = %s WHERE id = %s",
                [rows, timezone.now(), self._pk],
            )


def _ask_for_columns(run: ImportRun, unknown: Unknown) -> None:
    """Leave the headers and the first rows for the person who will say what they mean."""
    run.mapping = {**unknown.columns, "why": unknown.flaw.sentence}
    run.layout, run.status = "", Status.PREVIEWED
    run.save()


def _fail(run: ImportRun, flaws: list[Flaw], *, total: int = 0, layout: str = "") -> None:
    """Nothing was imported, and this is why."""
    run.errors = [flaw.as_json() for flaw in flaws[:MOST_FLAWS]]
    run.errors_total = total or len(flaws)
    run.layout = layout or run.layout
    run.status, run.finished_at = Status.FAILED, timezone.now()
    run.save()
    drop_file(run)
