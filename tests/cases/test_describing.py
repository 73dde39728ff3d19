"""Photos that were taken in before their likeness was kept are described a few at a time, whatever interrupts it."""

from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.describing import describe_some
from cases.models import Attachment
from cases.tasks import describe_photos
from cases.uploads import keep_draft
from tests.cases import make_files, scenes
from tests.together import together


@pytest.fixture
def old(shop, now):
    """Photos of an open case as they were kept before: five, and one document; each with its present likeness."""
    key = uuid4()
    uploads = [scenes.saved(scenes.things(Random(seed))) for seed in range(5)]
    drafts = [
        keep_draft(SimpleUploadedFile("a.jpg", data), shop=shop, draft_key=key, now=now) for data in uploads
    ]
    pdf = keep_draft(SimpleUploadedFile("a.pdf", make_files.PDF), shop=shop, draft_key=key, now=now)
    assert pdf.marks is None
    known = likenesses()
    Attachment.objects.update(marks=None, sketch=None)
    return drafts, known


def likenesses():
    """What is kept of every photo."""
    rows = Attachment.objects.filter(kind="photo").order_by("pk").values_list("pk", "marks", "sketch")
    return [(pk, marks, sketch and bytes(sketch)) for pk, marks, sketch in rows]


def test_a_few_at_a_time_until_all_are_described(old, open_return):
    drafts, known = old
    open_return(files=drafts)  # the evidence of an open case stands, and may be described
    assert [describe_some(2), describe_some(2), describe_some(2), describe_some(2)] == [2, 2, 1, 0]
    found = likenesses()
    assert [pk for pk, _marks, _sketch in found] == [pk for pk, _marks, _sketch in known]
    assert all(marks and sketch for _pk, marks, sketch in found)
    # The small picture on the disk went through one more saving than the one in memory.
    assert all(set(a[1]) & set(b[1]) for a, b in zip(found, known, strict=True))
    assert Attachment.objects.get(kind="document").marks is None


def test_broken_off_it_goes_on_where_it_was(old):
    drafts, _known = old
    third = drafts[2].thumbnail
    data = third.read()
    third.storage.delete(third.name)
    # A storage that answers with an error is no missing file: the run ends, and what was done stays.
    path = Path(third.storage.path(third.name))
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        describe_some()
    assert [bool(marks) for _pk, marks, _sketch in likenesses()] == [True, True, False, False, False]
    path.rmdir()
    path.write_bytes(data)
    assert describe_photos() == 3
    assert all(marks for _pk, marks, _sketch in likenesses())


def test_a_file_that_is_gone_or_broken_is_not_looked_for_again(old):
    drafts, _known = old
    for photo in drafts[:2]:
        photo.thumbnail.storage.delete(photo.thumbnail.name)
    with drafts[1].thumbnail.storage.open(drafts[1].thumbnail.name, "wb") as file:
        file.write(b"bukan foto")
    assert (describe_some(), describe_some()) == (5, 0)
    assert [marks == [] for _pk, marks, _sketch in likenesses()] == [True, True, False, False, False]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_describe_each_photo_once(old):
    counts = together(describe_some, describe_some)
    assert sum(counts) == 5
    assert all(marks for _pk, marks, _sketch in likenesses())
