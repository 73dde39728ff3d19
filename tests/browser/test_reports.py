"""The owner's report in a real browser: from the Monday letter to the cases behind a bar, on a phone."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.perform import SYSTEM, Actor, perform
from cases.workflow import workflow_for
from notifications.models import Message
from reports import digest
from tests.cases import roads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def week(shop, sari, open_return):
    """Last week of Toko Sari: returns for four reasons, complaints, claims, a loss, an answer, a closing."""
    monday = _monday()
    start = monday - timedelta(days=6)
    returned = []
    for reason, times in (("damaged", 6), ("wrong_size", 3), ("defective", 2), ("other", 1)):
        returned += [
            open_return(reason=reason, now=start + timedelta(hours=len(returned) + number))
            for number in range(times)
        ]
    perform(returned[0], "approve_by_silence", actor=SYSTEM, now=start + timedelta(days=2))
    for case in returned[1:11]:
        perform(case, "write", actor=Actor.member(sari), note="Kami cek, Kak.", now=start + timedelta(days=1))
    perform(returned[11], "cancel", actor=Actor.member(sari), now=start + timedelta(days=1))
    for number in range(3):
        roads.open_one(workflow_for("complaint"), shop, start + timedelta(hours=number))
        roads.open_one(
            workflow_for("warranty_claim"), shop, start + timedelta(hours=number), variant="service"
        )
    return returned


def _monday():
    """Seven o'clock of the Monday of this week, in the shop's zone."""
    now = datetime.now(ZoneInfo("Asia/Jakarta"))
    return (now - timedelta(days=now.weekday())).replace(hour=7, minute=0, second=0, microsecond=0)


def test_from_the_letter_to_the_cases_behind_a_bar(week, shop, sari, page_for):
    digest.send(shop.pk, now=_monday())
    letter = Message.objects.get(template="owner_digest")
    address = re.search(r"(/laporan/\S+)#retur", letter.body)[1]
    page = page_for(sari)
    page.goto(address)
    page.get_by_role("heading", name="Tiga alasan teratas mencakup 92% retur").wait_for()
    page.get_by_role("link", name="Rusak waktu sampai, 6 kasus · 50%").click()
    page.get_by_role("heading", name="Alasan retur: Rusak waktu sampai").wait_for()
    assert page.locator("main li.row").count() == 6
    page.get_by_role("link", name="Kemeja batik Parang").first.click()
    page.wait_for_url("**/kerja/kasus/RT-*/")


def test_filters_stay_in_the_address_without_javascript(week, sari, page_for):
    page = page_for(sari, javascript=False)
    page.goto("/laporan/")
    page.get_by_text("Ubah tanggal, kanal, jenis, barang").click()
    page.get_by_label("Jenis", exact=True).select_option("complaint")
    page.get_by_role("button", name="Tampilkan").click()
    assert "kind=complaint" in page.url
    assert page.get_by_role("heading", name="Alasan retur").count() == 0
    page.get_by_role("heading", name="Kategori keluhan").wait_for()


def test_the_pages_are_clean(week, sari, page_for, is_clean):
    page = page_for(sari)
    for address in (
        "/laporan/",
        "/laporan/?from=2020-01-01",
        "/laporan/kasus/?show=clock&value=loses",
        "/laporan/kasus/?show=late",
    ):
        page.goto(address)
        is_clean(page)


def test_an_empty_report_is_clean(sari, page_for, is_clean):
    page = page_for(sari)
    page.goto("/laporan/")
    page.get_by_role("heading", name="Tidak ada yang terjadi pada hari-hari ini").wait_for()
    is_clean(page)
