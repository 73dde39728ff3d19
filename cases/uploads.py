"""Files on their way: stored as drafts the moment they arrive, then handed to a case, or cleared after a day."""

import secrets
import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.describing import describe
from cases.evidence import MAX_FILES, Unacceptable, accept
from cases.models import Attachment
from shops.models import Shop

DRAFT_LIFE = timedelta(days=1)
KEEP_FREE = 1 << 30  # bytes that uploads leave on the disk


def keep_draft(upload: UploadedFile, *, shop: Shop, draft_key: uuid.UUID, now: datetime) -> Attachment:
    """Check, clean and store one upload for a form that is still open; raises `Unacceptable`."""
    if not _has_room():
        raise Unacceptable(_("Penyimpanan toko sedang penuh. Kirim tanpa berkas dulu, atau coba lagi nanti."))
    if Attachment.objects.filter(draft_key=draft_key, case=None).count() >= MAX_FILES:
        raise Unacceptable(_("Paling banyak %d berkas. Hapus satu dulu bila ingin mengganti.") % MAX_FILES)
    accepted = accept(upload, upload.name or "")
    folder = PurePosixPath("bukti", str(shop.pk), f"{now:%Y-%m}", secrets.token_urlsafe(12))
    draft = Attachment(
        shop=shop, draft_key=draft_key, kind=accepted.kind, name=accepted.original_name,
        content_type=accepted.content_type, size=accepted.size, width=accepted.width, height=accepted.height,
        sha256=accepted.sha256,
        taken_at=_aware(accepted.taken_at, shop), added_at=now,
    )  # fmt: skip
    if accepted.likeness:
        describe(draft, accepted.likeness)
    with accepted.content:
        draft.file.save(str(folder / f"asli{accepted.extension}"), File(accepted.content), save=False)
    if accepted.thumbnail:
        draft.thumbnail.save(str(folder / "kecil.jpg"), ContentFile(accepted.thumbnail), save=False)
    draft.save()
    return draft


def _has_room() -> bool:
    """Strangers may not fill the disk that the shop's database stands on; other storages know their own limits."""
    folder = Path(settings.MEDIA_ROOT)
    return not folder.exists() or shutil.disk_usage(folder).free > KEEP_FREE


def _aware(taken_at: datetime | None, shop: Shop) -> datetime | None:
    """A camera writes local time without a zone: the shop's is the best guess."""
    return timezone.make_aware(taken_at, shop.zone) if taken_at else None


def drafts_of(shop: Shop, draft_key: uuid.UUID) -> list[Attachment]:
    """The drafts that a form holds."""
    return list(Attachment.objects.filter(shop=shop, draft_key=draft_key, case=None))


def drop_draft(shop: Shop, draft_key: uuid.UUID, pk: int) -> None:
    """The customer takes a file back before sending; unknown ones are ignored.

    Locked first: what another tab sends at this moment belongs to a case and stays.
    """
    mine = Attachment.objects.filter(shop=shop, draft_key=draft_key, case=None, pk=pk)
    with transaction.atomic():
        for draft in mine.select_for_update():
            _remove(draft)


def clear_drafts(*, now: datetime, limit: int = 20_000) -> int:
    """Remove drafts that no form has sent within a day, and answer how many."""
    forgotten = Attachment.objects.filter(case=None, added_at__lt=now - DRAFT_LIFE)
    cleared = 0
    for pk in list(forgotten.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            draft = forgotten.select_for_update(skip_locked=True).filter(pk=pk).first()
            if draft:
                _remove(draft)
                cleared += 1
    return cleared


def _remove(draft: Attachment) -> None:
    """Row first, files after the commit: a crash leaves a stray file, never a row without its file."""
    files = [field for field in (draft.file, draft.thumbnail) if field]
    draft.delete()
    transaction.on_commit(lambda: [field.storage.delete(field.name) for field in files])
