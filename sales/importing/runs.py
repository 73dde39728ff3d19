"""The life of an import: received, looked through, confirmed by a person, written; each step survives a crash."""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from celery import current_app
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from sales.importing import safety
from sales.models import ColumnMapping, ImportRun
from shops.models import Channel, Shop, User
from shops.paging import Page, newest_first

logger = logging.getLogger(__name__)

Status = ImportRun.Status

FORGOTTEN = timedelta(days=3)  # a preview that nobody confirms


def receive(
    channel: Channel, file: BinaryIO, name: str, size: int, *, by: User | None, now: datetime
) -> tuple[ImportRun, bool]:
    """Keep a file for a worker; answers the run, and whether the very same file has been here before.

    A file that was imported is not imported again, and one that waits is not kept twice. `Refused` where it
    cannot be an export of orders. `file` is a real file, open for reading; `size` in bytes.
    """
    kind = safety.kind_of(file, name, size)
    digest = _sha256(file)
    if before := _same_file(channel, digest):
        return before, True
    run = ImportRun(
        shop=channel.shop, channel=channel, by=by, sha256=digest, created_at=now,
        file_name=PurePosixPath(name.replace("\\", "/")).name[-160:],
    )  # fmt: skip
    folder = PurePosixPath("impor", str(channel.shop_id), secrets.token_urlsafe(12))
    run.file.save(str(folder / f"berkas.{kind}"), File(file), save=False)
    run.save()
    return run, False


def page_of(shop: Shop, after: str = "") -> Page[ImportRun]:
    """The shop's imports, the newest first."""
    runs = ImportRun.objects.filter(shop=shop).select_related("channel", "by").defer("errors", "mapping")
    return newest_first(runs, "created_at", after)


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _same_file(channel: Channel, digest: str) -> ImportRun | None:
    """A run of this file that is done or under way; whoever has named the columns may do so anew."""
    runs = ImportRun.objects.filter(channel=channel, sha256=digest).order_by("-id")
    under_way = Q(status__in=(Status.UPLOADED, Status.PREVIEWED, Status.RUNNING))
    return runs.filter(under_way | (Q(status=Status.DONE) & ~Q(layout="mapped"))).first()


def start(run: ImportRun, *, now: datetime) -> bool:
    """A person confirms what the preview shows; whether it was there to be confirmed."""
    ready = ImportRun.objects.filter(pk=run.pk, status=Status.PREVIEWED, errors_total=0).exclude(layout="")
    return bool(ready.update(status=Status.RUNNING, started_at=now, rows_done=0, attempts=0, beat_at=None))


def look_again(run: ImportRun, **known: Any) -> bool:
    """Have the file looked through anew with what a person has told: `fields` or `trusted`."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().filter(pk=run.pk, status=Status.PREVIEWED).first()
        if held is None:
            return False
        held.mapping |= known
        held.status, held.rows_done, held.attempts, held.beat_at = Status.UPLOADED, 0, 0, None
        held.errors, held.errors_total = [], 0
        held.save()
        return True


def name_columns(run: ImportRun, fields: dict[str, str], *, now: datetime) -> bool:
    """Remember for this channel what the columns mean (field → header), and look through the file with it."""
    if not look_again(run, fields=fields):
        return False
    ColumnMapping.objects.update_or_create(
        channel=run.channel, signature=run.mapping["signature"], defaults={"mapping": fields, "used_at": now}
    )
    return True


def cancel(run: ImportRun, *, now: datetime) -> bool:
    """Drop a file that has not been imported."""
    waiting = ImportRun.objects.filter(pk=run.pk, status=Status.PREVIEWED)
    if not waiting.update(status=Status.CANCELLED, finished_at=now):
        return False
    drop_file(run)
    return True


def clear_forgotten(*, now: datetime) -> int:
    """Drop previews that nobody has confirmed for days, and files left by a crash; answers how many previews."""
    waiting = ImportRun.objects.filter(status=Status.PREVIEWED, created_at__lt=now - FORGOTTEN)
    cleared = sum(cancel(run, now=now) for run in waiting)
    over = (Status.DONE, Status.FAILED, Status.CANCELLED)
    for run in ImportRun.objects.filter(status__in=over).exclude(file=""):
        drop_file(run)
    return cleared


def nudge() -> None:
    """Tell a worker that something waits; where that fails, beat's next round finds it."""
    try:
        current_app.send_task("sales.tasks.work_on_imports", retry=False, expires=60)
    except OperationalError as error:
        logger.warning("no worker was told of an import: %s", type(error).__name__)


def columns_of(channel: Channel, signature: str) -> dict[str, str] | None:
    """What somebody has said before about columns of these headers on this channel: field → header."""
    found = ColumnMapping.objects.filter(channel=channel, signature=signature).first()
    return found.mapping if found else None


def drop_file(run: ImportRun) -> None:
    """The file is full of people; once it has served, only what was taken from it stays."""
    name, storage = run.file.name, run.file.storage
    if name:
        ImportRun.objects.filter(pk=run.pk).update(file="")
        transaction.on_commit(lambda: storage.delete(name))
