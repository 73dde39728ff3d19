"""A complaint in real browsers, the customer's and the team's, from the first word to all is well and back."""

import re

import pytest

from cases.models import Attachment, Case
from cases.perform import Actor, perform
from cases.workflow import workflow_for
from complaints.models import Complaint
from tests.cases import roads

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/toko/sari/keluhan/"
SOLUTION = {
    "restated": "Dua gelas pecah", "severity": "medium", "recovery_action": "replacement",
    "offered_solution": "Dua gelas baru kami kirim.", "root_cause": "packaging",
}  # fmt: skip


@pytest.fixture
def complaint(shop, now):
    """A complaint that nobody has answered yet."""
    return roads.open_one(workflow_for("complaint"), shop, now)


def fill(page):
    page.get_by_label("Nama").fill("Budi Santoso")
    page.get_by_label("Nomor HP").fill("0812-3456-7890")
    page.get_by_label("Keluhan tentang").select_option("delivery")
    page.get_by_label("Ceritakan keluhannya").fill("Paket datang penyok, dua gelas pecah.")
    page.get_by_label("Saya setuju").check()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_form_to_all_is_well_and_back(open_page, page_for, shop, ani, javascript):
    customer = open_page(javascript=javascript)
    customer.goto("/toko/sari/")
    customer.get_by_role("link", name="Sampaikan keluhan").click()
    fill(customer)
    customer.locator(".btn-act").click()
    customer.get_by_role("heading", name="Kami baca dulu keluhan Kakak").wait_for()
    case = Complaint.objects.get()
    tracking = customer.url

    staff = page_for(ani, javascript=javascript)
    staff.goto("/kerja/")
    staff.get_by_role("link", name="Paket datang penyok, dua gelas pecah.").click()
    staff.get_by_role("link", name="Jawab pelanggan…").click()
    staff.get_by_label("Inti keluhan").fill("Dua gelas pecah")
    staff.get_by_label("Berat keluhan").select_option("medium")
    staff.get_by_label("Jawaban untuk pelanggan").fill("Maaf ya, Kak. Kami cek dulu.")
    staff.get_by_role("dialog").get_by_role("button", name="Jawab pelanggan").click()
    staff.get_by_text("Keluhan dijawab.", exact=True).wait_for()
    staff.get_by_role("link", name="Tawarkan solusi…").click()
    staff.get_by_label("Tindakan pemulihan").select_option("replacement")
    staff.get_by_label("Solusi", exact=True).fill("Dua gelas baru kami kirim.")
    staff.get_by_label("Akar masalah", exact=True).select_option("packaging")
    staff.get_by_role("dialog").get_by_role("button", name="Tawarkan solusi").click()
    staff.get_by_text("Solusi ditawarkan.", exact=True).wait_for()

    customer.goto(tracking)
    customer.get_by_label("Pesan toko").get_by_text("Dua gelas baru kami kirim.").wait_for()
    customer.get_by_role("link", name="Saya setuju…").click()
    customer.get_by_role("button", name="Saya setuju").click()
    customer.get_by_role("heading", name="Kami sedang menjalankan solusinya").wait_for()

    staff.goto(f"/kerja/kasus/{case.reference}/")
    staff.get_by_role("link", name="Catat sudah dilakukan…").click()
    staff.get_by_role("dialog").get_by_role("button", name="Catat sudah dilakukan").click()
    staff.get_by_text("Solusi dijalankan.", exact=True).wait_for()

    customer.goto(tracking)
    customer.get_by_role("link", name="Sudah beres…").click()
    customer.get_by_role("button", name="Sudah beres").click()
    customer.get_by_role("heading", name="Selesai", exact=True).wait_for()
    assert Case.objects.get().state == "closed"
    customer.get_by_role("button", name="Belum beres, buka kembali").click()
    customer.get_by_role("heading", name="Dibuka kembali").wait_for()
    assert Case.objects.get().state == "reopened"


@pytest.mark.parametrize("javascript", [True, False])
def test_what_may_be_left_out_is_there_and_survives_an_error(open_page, shop, javascript, picture):
    page = open_page(javascript=javascript)
    page.goto(FORM)
    assert not page.get_by_label("Nomor pesanan").is_visible()
    fill(page)
    page.get_by_label("Nomor HP").fill("0812")
    page.get_by_text("Tambahkan nomor pesanan").click()
    page.get_by_label("Nomor pesanan").fill("INV/4711")
    page.get_by_label("Tambah foto atau video").set_input_files(picture("penyok.jpg"))
    if javascript:
        page.get_by_text("Tersimpan ·").wait_for()
    page.locator(".btn-act").click()
    page.get_by_text("Tinggal 1 isian lagi, Kak").wait_for()
    assert page.get_by_label("Nomor pesanan").input_value() == "INV/4711"
    assert page.get_by_text("penyok.jpg").is_visible()
    page.get_by_label("Nomor HP").fill("081234567890")
    page.locator(".btn-act").click()
    page.wait_for_url(re.compile("/lacak/"))
    assert Complaint.objects.get().order_number == "INV/4711"
    assert Attachment.objects.get(case__isnull=False).name == "penyok.jpg"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_call_is_written_down_with_one_hand(page_for, shop, ani, javascript, picture):
    page = page_for(ani, javascript=javascript)
    page.goto("/kerja/")
    page.get_by_role("link", name="Kasus baru").click()
    page.get_by_role("link", name="Keluhan").click()
    page.get_by_label("WhatsApp", exact=True).check()
    page.get_by_label("Nama pelanggan").fill("Budi Santoso")
    page.get_by_label("Nomor HP").fill("081234567890")
    page.get_by_label("Tentang").select_option("service")
    page.get_by_label("Kata pelanggan").fill("Chat tidak dibalas.")
    page.get_by_label("Pelanggan setuju").check()
    page.get_by_text("Tambahkan bila ada").click()
    page.get_by_label("Tambah foto atau video").set_input_files(picture("chat.jpg"))
    if javascript:
        page.get_by_text("Tersimpan ·").wait_for()
    page.get_by_label("PIC").select_option(label="Ani · Layanan pelanggan")
    page.locator(".btn-act").click()
    page.get_by_text("dicatat.").wait_for()
    case = Complaint.objects.get()
    assert page.url.endswith(f"/kerja/kasus/{case.reference}/")
    assert (case.source, case.assignee) == ("whatsapp", ani)
    assert case.attachments.get().name == "chat.jpg"


def test_a_complaint_becomes_a_return(page_for, open_page, complaint, ani, is_clean):
    page, public = page_for(ani), open_page()
    page.goto(f"/kerja/kasus/{complaint.reference}/")
    page.get_by_role("link", name="Jadikan kasus lain…").click()
    page.get_by_role("link", name="Jadikan retur").click()
    assert page.get_by_label("Nama pelanggan").input_value() == "Budi Santoso"
    page.get_by_label("Dana kembali saja").check()
    page.get_by_label("Alasan").select_option("damaged")
    page.locator(".btn-act").click()
    page.get_by_text(f"{complaint.reference} menjadi RT-").wait_for()
    assert sorted(Case.objects.values_list("kind", "state")) == [
        ("complaint", "turned"), ("return_request", "submitted"),
    ]  # fmt: skip
    is_clean(page)
    public.goto(f"/lacak/{complaint.token}/")
    is_clean(public)
    public.get_by_role("link", name="Lanjut ke RT-").click()
    public.get_by_text(f"Percakapan sebelumnya di {complaint.reference}").click()
    public.get_by_text("Keluhan diterima").wait_for()
    is_clean(public)


def test_the_pages_are_clean(open_page, page_for, complaint, ani, is_clean):
    public, staff = open_page(), page_for(ani)

    def look(page, address):
        page.goto(address)
        is_clean(page)

    look(public, FORM)
    public.locator(".btn-act").click()
    public.get_by_role("alert").wait_for()
    is_clean(public)
    case = f"/kerja/kasus/{complaint.reference}/"
    for address in (
        "/kerja/baru/", "/kerja/baru/return_request/", "/kerja/baru/complaint/", case, f"{case}tindakan/offer/",
        f"{case}tindakan/escalate/", f"{case}jadikan/", f"{case}jadikan/return_request/",
    ):  # fmt: skip
        look(staff, address)
    look(staff, "/kerja/baru/complaint/")
    staff.locator(".btn-act").click()
    staff.get_by_role("alert").wait_for()
    is_clean(staff)
    perform(complaint, "offer", actor=Actor.member(ani), data=SOLUTION)
    look(public, f"/lacak/{complaint.token}/")
    look(public, f"/lacak/{complaint.token}/tindakan/decline/")
    perform(complaint, "withdraw", actor=Actor.customer(complaint))
    look(public, f"/lacak/{complaint.token}/")
