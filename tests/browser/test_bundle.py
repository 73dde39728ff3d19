"""The evidence bundle in a browser: read in every look, printed, taken away."""

from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.perform import Actor, perform
from cases.uploads import keep_draft
from returns import publishing
from returns.presets import first_rules
from shops.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(shop, sari, ani, open_return, picture):
    """A return under a policy, with photos of Budi's, an answer, and a note of the team."""
    now = timezone.now()
    draft = publishing.save_draft(sari, first_rules(), seen="", now=now)
    today = now.astimezone(shop.zone).date()
    publishing.publish(sari, seen=draft.mark, effective_on=today, understood=True, now=now)

    def keep(name):
        upload = SimpleUploadedFile(name, picture(name).read_bytes(), "image/jpeg")
        return keep_draft(upload, shop=shop, draft_key=uuid4(), now=now)

    made = open_return(delivered_on=today, files=[keep("jahitan lengan kanan.jpg"), keep("paket.jpg")])
    perform(made, "write", actor=Actor.member(ani), note="Terima kasih, kami periksa dulu ya, Kak.")
    perform(made, "note", actor=Actor.member(ani), note="Rahasia tim kita.", files=[keep("rak.jpg")])
    return made


def test_from_the_case_to_paper_and_to_the_zip(case, ani, page_for, is_clean, tmp_path):
    page = page_for(ani)
    page.goto(f"/kerja/kasus/{case.reference}/")
    page.get_by_role("link", name="Cetak atau unduh bukti").click()
    page.get_by_role("heading", name=f"Paket bukti {case.reference}").wait_for()
    is_clean(page)
    page.evaluate("window.print = () => (document.title = 'dicetak')")
    page.get_by_role("button", name="Cetak").click()
    assert page.title() == "dicetak"
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh semua (ZIP)").click()
    download.value.save_as(tmp_path / "bukti.zip")
    assert ZipFile(tmp_path / "bukti.zip").testzip() is None
    assert AuditEntry.objects.filter(what="evidence", by=ani.user).count() == 1
    page.get_by_role("link", name="Sertakan juga").click()
    page.get_by_text("Rahasia tim kita.").wait_for()
    is_clean(page)


def test_without_javascript_it_is_taken_away_all_the_same(case, ani, page_for):
    page = page_for(ani, javascript=False)
    page.goto(f"/kerja/kasus/{case.reference}/bukti/")
    assert not page.get_by_role("button", name="Cetak").is_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh semua (ZIP)").click()
    assert download.value.suggested_filename.startswith(f"bukti-{case.reference}-")


def test_on_paper_stand_the_facts_and_none_of_the_buttons(case, ani, page_for):
    page = page_for(ani)
    page.goto(f"/kerja/kasus/{case.reference}/bukti/")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name=f"Paket bukti {case.reference}").is_visible()
    assert page.get_by_text("jahitan lengan kanan.jpg").is_visible()
    for gone in ("Unduh semua (ZIP)", "Cetak"):
        assert not page.get_by_role("button", name=gone).is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
    assert b"/MediaBox [0 0 594" in page.pdf(prefer_css_page_size=True)  # A4 in points
