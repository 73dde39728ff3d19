"""Whole stories on phones of 360 px: from a public form to closed and rated, from the owner's letter to the cases."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cases.aftercare import ASK_AFTER
from cases.models import Case, Event
from cases.sweep import sweep
from complaints.models import Complaint
from notifications import outbox
from notifications.models import Message
from reports import digest
from returns.models import ReturnRequest
from tests.conftest import PASSWORD
from warranty.models import RegisteredUnit, WarrantyClaim, WarrantyTerm

pytestmark = pytest.mark.django_db(transaction=True)

BUDI = {"Nama": "Budi Santoso", "Nomor HP (WhatsApp)": "0812 3456 7890"}
CONSENT = {"Saya setuju data ini dipakai untuk menangani kasus ini.": True}
MATCHED = {"Jenisnya cocok dengan kata pelanggan": True}


@pytest.fixture(autouse=True)
def _letters_lead_here(settings, live_server):
    """The links in messages open this very site."""
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def open_page(open_page):
    """Pages on which, beyond an empty console, nothing that was asked for is refused or missing."""
    refused = []

    def make(**how):
        page = open_page(**how)
        page.on("response", lambda answer: answer.status < 400 or refused.append((answer.status, answer.url)))
        return page

    yield make
    assert refused == []


def see(page):
    """The page has come, and nothing of it needs pushing sideways."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"], page.url


def visit(page, address):
    page.goto(address)
    see(page)


def fill(where, answers):
    """Answer by the labels that people read, whatever kind of field stands under them."""
    for label, answer in answers.items():
        field = where.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(boleh kosong\))?\s*$"))
        if answer is True:
            field.check()
        elif field.evaluate("(field) => field.localName") == "select":
            field.select_option(label=answer)
        else:
            field.fill(answer)


def photograph(page, *files):
    page.get_by_label("Tambah foto atau video").set_input_files(files)
    page.get_by_text(f"{len(files)} berkas tersimpan").wait_for()


def send(page, label):
    """Press the form's own button; the first of that name is hidden, for the Enter key."""
    page.get_by_role("button", name=label).last.click()
    page.wait_for_url("**/lacak/**")
    see(page)
    return page.url


def take(page, case, label, done, answers=None):
    """Somebody of the team looks the number up, as it stands on the parcel, and takes one step."""
    visit(page, "/kerja/")
    page.get_by_label("Cari kasus").fill(case.reference)
    page.get_by_label("Cari kasus").press("Enter")
    page.wait_for_url("**/kerja/?*")
    see(page)
    page.locator(".row-what a").click()
    page.wait_for_url(f"**/{case.reference}/")
    see(page)
    page.get_by_role("link", name=f"{label}…", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"{label}?")
    dialog.wait_for()
    see(page)
    fill(dialog, answers or {})
    dialog.locator(".dialog-end button").click()
    page.get_by_text(f"{done}.", exact=True).wait_for()
    see(page)


def decide(page, tracking, label, heading):
    """The customer comes back, chooses, and says it once more."""
    visit(page, tracking)
    page.get_by_role("link", name=f"{label}…", exact=True).click()
    see(page)
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("heading", name=heading, exact=True).wait_for()
    see(page)


def be_asked(case):
    """The question comes some days after the end and no moment earlier; answers the link in it."""
    case.refresh_from_db()
    assert case.state == "closed"
    asked_at = case.closed_at + timedelta(days=ASK_AFTER.number)
    assert sweep(now=asked_at - timedelta(seconds=1)) == 0
    assert sweep(now=asked_at) == 1
    question = Message.objects.get(about=case.reference, template="case_feedback")
    return re.search(r"^http\S+/nilai/$", question.body, re.MULTILINE)[0]


def rate(page, address, goods, treatment):
    """Two taps and the button."""
    visit(page, address)
    page.get_by_role("group", name="Barangnya").get_by_text(goods).click()
    page.get_by_role("group", name="Pelayanannya").get_by_text(treatment).click()
    page.get_by_role("button", name="Kirim penilaian").click()
    page.get_by_text("Terima kasih, Kak. Penilaiannya sudah kami catat.").wait_for()
    see(page)


def actions(case):
    """What happened and who did it, in order."""
    return list(Event.objects.filter(case=case).order_by("number").values_list("action", "by"))


def test_a_return_from_the_form_to_two_scores(open_page, page_for, shop, ani, joko, picture):
    customer = open_page()
    visit(customer, "/toko/sari/")
    customer.get_by_role("link", name="Retur atau tukar barang").click()
    see(customer)
    customer.get_by_label("Kirim balik, dana kembali").check()
    goods = {"Nama barang": "Kemeja batik Parang", "Harga barang": "185.000"}
    words = {"Alasan": "Rusak waktu sampai", "Ceritakan kendalanya": "Jahitan lengan kanan sobek."}
    contact = {**BUDI, "E-mail": "budi@mail.test"}
    fill(customer, {"Nomor pesanan": "INV/4711", **goods, **contact, **words, **CONSENT})
    photograph(customer, picture("sobek.jpg"), picture("label.jpg"))
    tracking = send(customer, "Kirim permintaan")
    case = ReturnRequest.objects.get()
    assert customer.locator(".shots img").count() == 2

    desk, warehouse = page_for(ani), page_for(joko)
    take(desk, case, "Setujui permintaan", "Permintaan disetujui", MATCHED)
    visit(customer, tracking)
    fill(customer, {"Kurir": "JNE", "Nomor resi": "JP1234567890"})
    customer.get_by_role("button", name="Barang sudah dikirim").last.click()
    customer.get_by_role("heading", name="Barang dalam perjalanan ke toko").wait_for()
    take(warehouse, case, "Catat barang diterima", "Barang diterima toko")
    condition = {"Kondisi barang": "Sesuai keluhan pelanggan"}
    take(warehouse, case, "Simpan hasil periksa", "Barang diperiksa", condition)
    take(desk, case, "Setujui pengembalian dana", "Pengembalian dana disetujui", MATCHED)
    money = {"Jumlah dana (Rp)": "185.000", "Cara pengembalian": "Transfer bank"}
    take(desk, case, "Catat dana sudah dikirim", "Dana dikirim", money)
    decide(customer, tracking, "Sudah saya terima", "Selesai")

    rate(customer, be_asked(case), "5 · Sangat baik", "4 · Baik")
    case.refresh_from_db()
    assert (case.state, case.score_product, case.score_treatment) == ("closed", 5, 4)
    assert actions(case) == [
        ("submit", "Budi Santoso"), ("approve", "Ani"), ("ship", "Budi Santoso"), ("receive", "Joko"),
        ("inspect", "Joko"), ("accept", "Ani"), ("record_refund", "Ani"), ("confirm", "Budi Santoso"),
        ("ask_feedback", ""), ("rate", "Budi Santoso"),
    ]  # fmt: skip


def test_a_warranty_from_the_card_to_two_scores(open_page, page_for, shop, ani, joko, picture):
    WarrantyTerm.objects.create(
        shop=shop, product="Blender mini 350 ml", months=12, covers="Motor\nSakelar", excludes="Gelas pecah",
        service_place="Servis Sari, Jl. Kenanga 14, Sleman",
    )  # fmt: skip
    today = timezone.now().astimezone(shop.zone).date()
    customer = open_page()
    visit(customer, "/toko/sari/")
    customer.get_by_role("link", name="Klaim garansi").click()
    see(customer)
    customer.get_by_role("link", name="Daftarkan unit").click()
    see(customer)
    unit = {"Barang": "Blender mini 350 ml", "Tanggal pembelian": today.isoformat()}
    agreed = {"Saya setuju data ini dipakai untuk garansi unit ini.": True}
    fill(customer, {"Nomor seri": "bm35-26-08811", **unit, **BUDI, **agreed})
    photograph(customer, picture("nota.jpg"))
    customer.get_by_role("button", name="Daftarkan unit").last.click()
    customer.wait_for_url("**/garansi/kartu/**")
    see(customer)
    visit(customer, "/toko/sari/garansi/?nomor=BM35-26-08811")
    customer.get_by_role("link", name="Ajukan klaim garansi").click()
    see(customer)
    fill(customer, {"Ceritakan kendalanya": "Motornya mati setelah dua menit.", **BUDI, **CONSENT})
    photograph(customer, picture("motor.jpg"))
    tracking = send(customer, "Kirim klaim")
    case = WarrantyClaim.objects.get()
    assert case.unit == RegisteredUnit.objects.get()

    desk, bench = page_for(ani), page_for(joko)
    promised = {"Dijanjikan selesai": (today + timedelta(days=7)).isoformat()}
    take(desk, case, "Terima klaim", "Klaim diterima")
    take(bench, case, "Catat unit diterima", "Unit diterima toko", {"Kondisi unit": "Lecet pemakaian wajar"})
    take(bench, case, "Simpan hasil diagnosa", "Unit didiagnosa", {"Hasil diagnosa": "Sikat motor aus."})
    take(desk, case, "Perbaiki", "Unit diperbaiki", promised)
    mended = {"Yang dikerjakan": "Sikat motor diganti."}
    take(bench, case, "Perbaikan selesai", "Perbaikan selesai", mended)
    take(bench, case, "Catat unit diserahkan", "Unit diserahkan")
    decide(customer, tracking, "Sudah beres", "Selesai")

    rate(customer, be_asked(case), "4 · Baik", "5 · Sangat baik")
    case.refresh_from_db()
    assert (case.state, case.score_product, case.score_treatment, case.variant) == ("closed", 4, 5, "service")
    assert [action for action, _by in actions(case)] == [
        "submit", "accept", "receive", "diagnose", "repair", "finish", "hand_over", "confirm", "ask_feedback", "rate",
    ]  # fmt: skip


def test_a_complaint_from_five_fields_to_a_low_score_that_opens_it_again(open_page, page_for, shop, ani):
    customer = open_page()
    visit(customer, "/toko/sari/")
    customer.get_by_role("link", name="Sampaikan keluhan").click()
    see(customer)
    story = {"Keluhan tentang": "Pengiriman", "Ceritakan keluhannya": "Paket datang penyok, dua gelas pecah."}
    fill(customer, {**BUDI, **story, **CONSENT})
    tracking = send(customer, "Kirim keluhan")
    case = Complaint.objects.get()

    desk = page_for(ani)
    heard = {"Inti keluhan": "Dua gelas pecah", "Berat keluhan": "Sedang"}
    reply = {"Jawaban untuk pelanggan": "Maaf ya, Kak. Kami cek dulu."}
    take(desk, case, "Jawab pelanggan", "Keluhan dijawab", {**heard, **reply})
    solution = {"Tindakan pemulihan": "Penggantian barang", "Solusi": "Dua gelas baru kami kirim."}
    take(desk, case, "Tawarkan solusi", "Solusi ditawarkan", {**solution, "Akar masalah": "Kemasan"})
    decide(customer, tracking, "Saya setuju", "Kami sedang menjalankan solusinya")
    take(desk, case, "Catat sudah dilakukan", "Solusi dijalankan")
    decide(customer, tracking, "Sudah beres", "Selesai")
    case.refresh_from_db()
    assert (case.recovery_action, case.root_cause) == ("replacement", "packaging")

    rate(customer, be_asked(case), "4 · Baik", "2 · Kurang")
    customer.get_by_role("heading", name="Dibuka kembali").wait_for()
    case.refresh_from_db()
    assert (case.state, case.is_open, case.score_treatment) == ("reopened", True, 2)
    assert Message.objects.filter(about=case.reference, template="staff_low_score").count() == 1
    visit(desk, "/kerja/")
    desk.get_by_role("link", name="Dua gelas pecah").wait_for()


@pytest.fixture
def last_week(shop, open_return):
    """Returns of the week before this one, a few of this week, and when the letter about them is due."""
    today = datetime.now(ZoneInfo("Asia/Jakarta")).replace(hour=7, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    tuesday = monday - timedelta(days=6)
    found = {}
    for reason, times in (("damaged", 6), ("wrong_size", 3), ("defective", 2), ("other", 1)):
        moments = [tuesday + timedelta(hours=number) for number in range(times)]
        found[reason] = {open_return(reason=reason, now=moment).reference for moment in moments}
        open_return(reason=reason, now=monday)
    return monday, found


def test_the_owner_from_the_letter_to_the_cases_behind_a_bar(last_week, shop, sari, open_page, mailoutbox):
    monday, found = last_week
    digest.send(shop.pk, now=monday)
    outbox.deliver_due(now=monday)
    letter = next(mail for mail in mailoutbox if mail.to == [sari.user.email] and "/laporan/" in mail.body)

    page = open_page()
    visit(page, re.search(r"^http\S+#retur$", letter.body, re.MULTILINE)[0])
    fill(page, {"E-mail": sari.user.email, "Kata sandi": PASSWORD})
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_role("heading", name="Tiga alasan teratas mencakup 92% retur").wait_for()
    assert page.url.endswith("#retur")
    see(page)
    page.get_by_role("link", name="Rusak waktu sampai, 6 kasus · 50%").click()
    page.get_by_role("heading", name="Alasan retur: Rusak waktu sampai").wait_for()
    see(page)
    links = page.locator("main li.row a").evaluate_all("(links) => links.map((link) => link.pathname)")
    assert sorted(links) == sorted(f"/kerja/kasus/{reference}/" for reference in found["damaged"])
    page.get_by_role("link", name="Kemeja batik Parang").first.click()
    page.wait_for_url("**/kerja/kasus/RT-*/")
    see(page)
    assert Case.objects.get(reference=page.url.split("/")[-2]).specific.reason == "damaged"
