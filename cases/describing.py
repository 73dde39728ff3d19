"""By what a photo is known again, kept with its row: of each new photo at once, of older ones a few at a time."""

from django.db import transaction
from PIL import Image, UnidentifiedImageError

from cases.evidence.likeness import MARK_BITS, NOTHING, Likeness, likeness_of
from cases.models import Attachment

FEW = 200


def describe(photo: Attachment, likeness: Likeness) -> None:
    """Set what is kept of a photo's likeness, unsaved; the marks are those of its shop and meet no other's."""
    photo.marks = [photo.shop_id << MARK_BITS | mark for mark in likeness.marks]
    photo.sketch = likeness.sketch


def describe_some(limit: int = FEW) -> int:
    """Describe at most so many photos that nobody has looked at, and answer how many.

    Each on its own: it may be broken off and run again, and any number may run at once. A file that is gone or
    cannot be opened counts as looked at; where the storage does not answer, the error ends the run.
    """
    waiting = Attachment.objects.filter(kind=Attachment.Kind.PHOTO, marks=None)
    done = 0
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            photo = waiting.select_for_update(skip_locked=True).filter(pk=pk).first()
            if photo:
                describe(photo, _likeness(photo))
                photo.save(update_fields=["marks", "sketch"])
                done += 1
    return done


def _likeness(photo: Attachment) -> Likeness:
    try:
        with (photo.thumbnail or photo.file).open() as file, Image.open(file) as picture:
            return likeness_of(picture)
    except (FileNotFoundError, UnidentifiedImageError):
        return NOTHING
