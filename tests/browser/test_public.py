"""What a customer does on a phone, in a real browser."""

import pytest

from cases.models import Attachment, Case, Event
from cases.perform import Actor, perform
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "/toko/sari/retur/"
PHONE = "0812 3456 7890"


@pytest.fixture(autouse=True)
def _shop(shop):
    """Every story happens at Toko Sari."""


def fill_in(page, phone=PHONE):
    page.goto(FORM)
    page.get_by_label("Nomor pesanan").fill("INV/20261120/MPL/4711")
    page.get_by_label("Nama", exact=True).fill("Budi Santoso")
    page.get_by_label("Nomor HP (WhatsApp)").fill(phone)
    page.get_by_label("Kirim balik, dana kembali").check()
    page.get_by_label("Alasan").select_option("damaged")
    page.get_by_label("Ceritakan kendalanya").fill("Jahitan lengan kanan sobek.")
    page.get_by_label("Saya setuju").check()


def send(page):
    # The first one is the hidden one for the Enter key.
    page.get_by_role("button", name="Kirim permintaan").click()


def test_a_return_with_two_photos(open_page, picture, reference_on):
    page = open_page()
    sent = []
    page.on("requestfinished", lambda request: sent.append(request))
    fill_in(page)
    files = [picture("sobek.jpg", (2400, 1800)), picture("label.jpg", (2400, 1800))]
    page.get_by_label("Tambah foto atau video").set_input_files(files)
    page.get_by_text("2 berkas tersimpan").wait_for()
    send(page)
    page.wait_for_url("**/lacak/**")

    case = Case.objects.get()
    assert reference_on(page) == case.reference
    assert sorted(file.name for file in case.attachments.all()) == ["label.jpg", "sobek.jpg"]
    shown = page.locator(".shots img")
    assert shown.count() == 2
    shown.first.scroll_into_view_if_needed()
    assert shown.first.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 0
    # They were made smaller before they travelled.
    uploads = [request for request in sent if request.method == "POST" and request.url.endswith("/berkas/")]
    weights = [int(request.all_headers()["content-length"]) for request in uploads]
    assert len(weights) == 2 and min(weights) > 10_000
    assert max(weights) < min(file.stat().st_size for file in files) * 0.6


def test_an_error_comes_back_filled_with_the_uploads_kept(open_page, picture):
    page = open_page()
    fill_in(page, phone="0812 334 51")
    page.get_by_label("Tambah foto atau video").set_input_files(picture("sobek.jpg"))
    page.get_by_text("1 berkas tersimpan").wait_for()
    send(page)
    page.get_by_text("Tinggal 1 isian lagi, Kak").wait_for()

    assert page.title().startswith("Ada 1 isian yang perlu dilengkapi")
    assert page.evaluate("document.activeElement.id") == "galat"
    assert page.get_by_label("Ceritakan kendalanya").input_value() == "Jahitan lengan kanan sobek."
    assert page.get_by_label("Kirim balik, dana kembali").is_checked()
    assert page.locator(".file .name").inner_text() == "sobek.jpg"

    page.get_by_role("link", name="Nomor HP").click()
    assert page.evaluate("document.activeElement.id") == "id_phone"
    page.get_by_label("Nomor HP (WhatsApp)").fill(PHONE)
    send(page)
    page.wait_for_url("**/lacak/**")

    assert Case.objects.get().attachments.get().name == "sobek.jpg"


def test_without_javascript(open_page, picture):
    page = open_page(javascript=False)
    fill_in(page, phone="0812")
    page.get_by_label("Tambah foto atau video").set_input_files([picture("satu.jpg"), picture("dua.jpg")])
    send(page)
    page.get_by_text("Tinggal 1 isian lagi, Kak").wait_for()
    page.get_by_role("button", name="Hapus satu.jpg").click()

    assert page.locator(".file .name").all_inner_texts() == ["dua.jpg"]
    assert page.get_by_label("Ceritakan kendalanya").input_value() == "Jahitan lengan kanan sobek."
    page.get_by_label("Nomor HP (WhatsApp)").fill(PHONE)
    page.get_by_label("Nomor pesanan").press("Enter")
    page.wait_for_url("**/lacak/**")

    assert Case.objects.get().attachments.get().name == "dua.jpg"


def test_a_broken_line_loses_nothing(open_page, picture):
    page = open_page()
    fill_in(page)
    page.route("**/berkas/", lambda route: route.abort(), times=1)
    page.get_by_label("Tambah foto atau video").set_input_files(picture("sobek.jpg"))
    page.get_by_role("button", name="Lanjutkan sobek.jpg").wait_for()
    send(page)
    page.get_by_text("Ada berkas yang belum terkirim").wait_for()
    assert Case.objects.count() == 0

    page.get_by_role("button", name="Lanjutkan sobek.jpg").click()
    page.get_by_text("1 berkas tersimpan").wait_for()
    send(page)
    page.wait_for_url("**/lacak/**")

    assert Case.objects.get().attachments.get().name == "sobek.jpg"


def test_the_form_waits_for_files_on_their_way(open_page, picture):
    page = open_page()
    held = []
    fill_in(page)
    page.route("**/berkas/", lambda route: held.append(route), times=1)
    page.get_by_label("Tambah foto atau video").set_input_files(picture("sobek.jpg"))
    page.wait_for_function("document.querySelector('progress') !== null")
    send(page)
    page.get_by_text("Formulir terkirim sendiri sesudahnya").wait_for()
    assert Case.objects.count() == 0

    page.wait_for_timeout(100)
    held[0].continue_()
    page.wait_for_url("**/lacak/**")

    assert Case.objects.get().attachments.get().name == "sobek.jpg"


def test_a_refused_file_says_why_and_is_taken_away(open_page, tmp_path):
    page = open_page()
    disguised = tmp_path / "label.jpg"
    disguised.write_bytes(b"<html><script>alert(1)</script></html>")
    fill_in(page)
    page.get_by_label("Tambah foto atau video").set_input_files(disguised)
    refusal = page.locator(".file .error")
    refusal.wait_for()
    assert "label.jpg" in refusal.inner_text()
    assert page.get_by_role("button", name="Lanjutkan label.jpg").count() == 0

    page.get_by_role("button", name="Batal label.jpg").click()
    send(page)
    page.wait_for_url("**/lacak/**")

    assert Case.objects.get().attachments.count() == 0


def test_a_stored_file_is_taken_back(open_page, picture):
    page = open_page()
    fill_in(page)
    page.get_by_label("Tambah foto atau video").set_input_files(picture("salah.jpg"))
    page.get_by_role("button", name="Hapus salah.jpg").click()
    page.locator(".file").wait_for(state="detached")

    assert page.url.endswith(FORM)
    assert page.get_by_label("Nama", exact=True).input_value() == "Budi Santoso"
    assert Attachment.objects.count() == 0


def test_answering_the_shop_from_the_tracking_page(open_page, open_return, picture):
    case = open_return()
    page = open_page()
    page.goto("/lacak/")
    page.get_by_label("Nomor kasus").fill(case.reference.lower())
    page.get_by_label("4 angka terakhir nomor HP").fill("7890")
    page.get_by_role("button", name="Lihat kasus").click()
    page.get_by_label("Tulis pesan ke toko").fill("Ini foto bagian dalamnya, Kak.")
    page.get_by_text("Lampirkan foto atau video").click()
    page.get_by_label("Tambah foto atau video").set_input_files(picture("dalam.jpg"))
    page.get_by_text("1 berkas tersimpan").wait_for()
    page.get_by_role("button", name="Kirim pesan").click()
    page.locator(".say", has_text="Ini foto bagian dalamnya").wait_for()

    assert Event.objects.get(case=case, action="reply").attachments.get().name == "dalam.jpg"


def test_cancelling_is_asked_once_more(open_page, open_return):
    case = open_return()
    page = open_page()
    page.goto(f"/lacak/{case.token}/")
    page.get_by_role("link", name="Batalkan retur…").click()
    assert "Kemeja batik Parang" in page.inner_text("main")
    page.get_by_role("button", name="Batalkan retur").click()
    page.get_by_role("heading", name="Dibatalkan").wait_for()

    assert Case.objects.get().state == "cancelled"


def test_axe_finds_nothing(open_page, open_return, is_clean, sari):
    case, approved, asked = open_return(), open_return(order_number="2"), open_return(order_number="3")
    perform(approved, "approve", actor=Actor.member(sari), data=CHECKED, note="Silakan dikirim, Kak.")
    perform(asked, "ask_evidence", actor=Actor.member(sari), note="Tolong foto labelnya.")
    page = open_page()
    tracked = [f"/lacak/{found.token}/" for found in (case, approved, asked)]
    for address in ("/toko/sari/", FORM, "/lacak/", *tracked, f"{tracked[0]}tindakan/cancel/"):
        page.goto(address)
        is_clean(page)


def test_axe_finds_nothing_on_a_page_with_errors_and_files(open_page, picture, is_clean):
    page = open_page()
    fill_in(page, phone="0812")
    page.get_by_label("Tambah foto atau video").set_input_files(picture("sobek.jpg"))
    page.get_by_text("1 berkas tersimpan").wait_for()
    send(page)
    page.get_by_text("Tinggal 1 isian lagi, Kak").wait_for()

    is_clean(page)


@pytest.mark.parametrize("form", ["retur/", "garansi/klaim/", "garansi/daftar/", "keluhan/"])
def test_every_form_is_light_and_all_from_one_house(open_page, live_server, form):
    page = open_page()
    loaded = []
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto(f"/toko/sari/{form}", wait_until="networkidle")

    sizes = [request.sizes() for request in loaded]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= 100 * 1024
    assert {request.url.startswith(live_server.url) for request in loaded} == {True}
