"""Parcels in the warehouse: scanned, awaited, unknown, and the slips that are printed."""

import re
from datetime import timedelta

import pytest

from cases.models import Case
from cases.perform import Actor, perform
from remedies.models import Parcel
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def approved(open_return, ani, now):
    case = open_return(now=now - timedelta(days=9))
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=now - timedelta(days=9))
    return case


@pytest.fixture
def shipped(approved, now):
    sent = {"courier": "J&T Express", "tracking_number": "JX1234567890"}
    perform(approved, "ship", actor=Actor.customer(approved), data=sent, now=now - timedelta(days=8))
    return approved


def test_joko_scans_and_the_case_opens(page_for, joko, shipped, is_clean):
    page = page_for(joko)
    page.goto("/kerja/")
    page.get_by_role("link", name="Paket", exact=True).click()
    page.get_by_label("Nomor resi, pesanan, atau kasus").wait_for()
    is_clean(page)
    # A scanner types into whatever has the focus, and ends with Enter.
    page.keyboard.type("jx1234567890")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Kemeja batik Parang").wait_for()
    assert page.get_by_text("JX1234567890").first.is_visible()
    is_clean(page)


def test_what_nobody_knows_is_written_down_and_finds_its_owner(page_for, joko, shipped, is_clean, picture):
    page = page_for(joko)
    page.goto("/kerja/paket/")
    page.keyboard.type("TIDAKADA123")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Paket tak dikenal").wait_for()
    is_clean(page)
    page.get_by_role("link", name="Catat paket tak dikenal").click()
    page.get_by_label("Isinya").fill("Kemeja batik, tanpa nota.")
    page.get_by_label("Tambah foto").set_input_files(picture("dus.jpg"))
    page.get_by_text("berkas tersimpan").wait_for()
    is_clean(page)
    page.get_by_role("button", name="Catat paket").last.click()
    page.get_by_role("link", name="Pemiliknya ketemu").click()
    page.get_by_placeholder("Nomor kasus, pesanan").fill("Budi")
    page.keyboard.press("Enter")
    page.get_by_role("radio").first.wait_for()
    is_clean(page)
    page.get_by_role("button", name="Gabungkan ke kasus ini").click()
    page.get_by_role("heading", name="Kemeja batik Parang").wait_for()
    stray = Case.objects.get(kind="parcel_case")
    assert stray.state == "matched"
    assert page.get_by_role("link", name=f"Datang sebagai {stray.reference}").is_visible()


def test_what_is_awaited(page_for, joko, shipped, is_clean):
    page = page_for(joko)
    page.goto("/kerja/paket/ditunggu/")
    assert page.get_by_text("9 hari").is_visible() or page.get_by_text("8 hari").is_visible()
    is_clean(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Salin resi").click()
    page.get_by_role("button", name="Tersalin").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "JX1234567890"
    page.get_by_role("link", name="Lebih dari 14 hari").click()
    page.get_by_text("Tidak ada paket yang ditunggu lebih dari 14 hari").wait_for()
    is_clean(page)


def test_the_slips_are_one_a6_each(open_page, page_for, approved, ani, open_return, is_clean, now):
    page = open_page(javascript=False)
    page.goto(f"/lacak/{approved.token}/")
    page.get_by_role("link", name="Cetak slip untuk paketnya").click()
    page.get_by_role("heading", name="Label Retur").wait_for()
    _is_one_a6(page)

    owed = open_return(
        variant="exchange", wanted_variant="XL, biru", title="Kemeja batik Parang lengan panjang pria"
    )
    for action, data in (
        ("approve", {}),
        ("ship", {"courier": "JNE", "tracking_number": "001234567890"}),
        ("receive", {"received_on": now.date()}),
        ("inspect", {"condition": "as_claimed"}),
        ("accept", {}),
        ("send_replacement", {"replacement_courier": "J&T Express", "replacement_tracking_number": "JX1234567890",
                              "replaced_on": now.date()}),
    ):  # fmt: skip
        perform(owed, action, actor=Actor.member(ani), data=CHECKED | data, now=now)
    page = page_for(ani)
    page.goto(f"/kerja/kasus/{owed.reference}/")
    is_clean(page)
    page.get_by_role("link", name="Cetak slip kirim").click()
    page.get_by_role("heading", name="Toko Sari").wait_for()
    is_clean(page)
    _is_one_a6(page)


def _is_one_a6(page):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    code = page.locator(".qr").first.bounding_box()
    assert code["width"] >= 90  # 30 mm are 113 px on a screen that is wide enough
    page.emulate_media(media="print")
    sheet = page.locator(".a6")
    assert sheet.evaluate("(sheet) => sheet.scrollHeight <= sheet.clientHeight")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert [round(float(side) / 72 * 25.4) for side in box.groups()] == [105, 148]
    assert page.locator(".no-print").first.is_hidden()
    page.emulate_media(media="screen")


def test_a_second_sending_asks_about_the_first(page_for, ani, open_return, is_clean, now):
    owed = open_return(variant="reshipment")
    sent = {
        "replacement_courier": "JNE",
        "replacement_tracking_number": "001234567890",
        "replaced_on": now.date(),
    }
    perform(owed, "approve", actor=Actor.member(ani), data=CHECKED, now=now)
    perform(owed, "send_replacement", actor=Actor.member(ani), data=sent, now=now)
    perform(owed, "miss", actor=Actor.customer(owed), note="Belum sampai.", now=now)
    page = page_for(ani)
    page.goto(f"/kerja/kasus/{owed.reference}/tindakan/send_replacement/")
    page.get_by_label("Kiriman sebelumnya, JNE 001234567890").select_option("Hilang di jalan")
    is_clean(page)
    page.get_by_label("Nomor resi pengganti").fill("SPXID012345678901")
    assert page.get_by_label("Kurir pengganti").input_value() == ""
    page.get_by_label("Ongkir (Rp)").fill("12.000")
    page.get_by_role("button", name="Catat pengganti dikirim").click()
    page.get_by_role("heading", name="Paket", exact=True).wait_for()
    assert list(Parcel.objects.values_list("status", "courier", "cost")) == [
        ("lost", "JNE", None), ("sent", "SPX Express", 12_000),
    ]  # fmt: skip
