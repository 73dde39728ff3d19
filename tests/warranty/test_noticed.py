"""A photo of a claim is held against the day on the unit's card."""

import html
import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.uploads import keep_draft
from tests.cases import make_files


@pytest.mark.parametrize(
    "card, taken, words",
    [
        ({}, "2026:05:13", "1 hari sebelum unit dibeli"),
        ({}, "2026:05:14", None),
        ({"delivered_on": date(2026, 5, 18)}, "2026:05:14", "4 hari sebelum unit diterima"),
        ({"delivered_on": date(2026, 5, 18)}, "2026:05:18", None),
    ],
)
def test_a_photo_older_than_the_card_says(make_unit, open_claim, shop, now, ani, log_in, card, taken, words):
    make_unit(**card)
    exif = make_files.phone_exif(orientation=1, taken=f"{taken} 12:00:00")
    upload = SimpleUploadedFile("unit.jpg", make_files.phone_jpeg(exif=exif), "image/jpeg")
    claim = open_claim(files=[keep_draft(upload, shop=shop, draft_key=uuid4(), now=now)])
    page = html.unescape(log_in(ani).get(f"/kerja/kasus/{claim.reference}/perhatikan/").content.decode())
    found = re.search(r"foto diambil (\d+ hari sebelum [a-z ]+) \(", page)
    assert (found and found[1]) == words


def test_a_claim_without_a_known_unit_has_no_day(open_claim, shop, now, ani, log_in):
    upload = SimpleUploadedFile("unit.jpg", make_files.phone_jpeg(), "image/jpeg")
    claim = open_claim("TIDAK-ADA", files=[keep_draft(upload, shop=shop, draft_key=uuid4(), now=now)])
    assert claim.attachments.get().taken_at
    page = log_in(ani).get(f"/kerja/kasus/{claim.reference}/perhatikan/").content.decode()
    assert "Yang perlu dilihat" not in page
