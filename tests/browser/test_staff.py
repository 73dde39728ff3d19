"""What the team does, in a real browser: with and without JavaScript, on a phone and on a laptop."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Attachment, Case, Event
from cases.perform import Actor, perform
from cases.uploads import keep_draft
from notifications.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def case_address(case, tail=""):
    return f"/kerja/kasus/{case.reference}/{tail}"


def approve(page):
    """From the case page through the confirmation."""
    page.get_by_role("link", name="Setujui permintaan…").click()
    page.get_by_label("Jenisnya cocok dengan kata pelanggan").check()
    page.get_by_role("dialog").get_by_role("button", name="Setujui permintaan · Rp185.000").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_request_is_approved_from_the_inbox(open_return, ani, page_for, javascript):
    case = open_return()
    page = page_for(ani, javascript=javascript)
    page.goto("/kerja/")
    page.get_by_role("link", name="Kemeja batik Parang").click()
    approve(page)
    page.get_by_text("Permintaan disetujui.", exact=True).wait_for()
    assert page.url.endswith(case_address(case))
    assert page.get_by_role("dialog").count() == 0
    assert Case.objects.get().state == "approved"
    assert Event.objects.filter(action="approve", by="Ani").count() == 1


def test_the_confirmation_opens_over_the_case_and_escape_takes_it_back(open_return, ani, page_for):
    case = open_return()
    page = page_for(ani)
    page.goto(case_address(case))
    link = page.get_by_role("link", name="Tolak permintaan…")
    link.click()
    page.get_by_role("dialog", name="Tolak permintaan?").wait_for()
    assert page.url.endswith(case_address(case))
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert link.evaluate("(link) => link === document.activeElement")
    link.click()
    page.get_by_role("dialog").get_by_role("link", name="Kembali").click()
    assert page.get_by_role("dialog").count() == 0
    assert Event.objects.count() == 1


def test_an_error_stays_in_the_dialog_with_everything_typed(open_return, ani, page_for):
    case = open_return()
    page = page_for(ani)
    page.goto(case_address(case))
    page.get_by_role("link", name="Tolak permintaan…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Penjelasan dan jalan keluar").fill("Maaf Kak, sudah lewat batas.")
    # The browser itself would not let an empty choice go.
    page.evaluate("document.querySelector('dialog form').noValidate = true")
    dialog.get_by_role("button", name="Tolak permintaan").click()
    dialog.get_by_text("Periksa isian yang ditandai").wait_for()
    assert dialog.get_by_label("Penjelasan dan jalan keluar").input_value() == "Maaf Kak, sudah lewat batas."
    assert Event.objects.count() == 1
    dialog.get_by_label("Alasan penolakan").select_option("too_late")
    dialog.get_by_label("Pasal kebijakan").select_option("none")
    dialog.get_by_label("Jalan lain yang ditawarkan").select_option("repair")
    dialog.get_by_label("Jenisnya cocok").check()
    dialog.get_by_role("button", name="Tolak permintaan").click()
    page.get_by_text("Permintaan ditolak.", exact=True).wait_for()
    assert Case.objects.get().state == "rejected"


def test_whoever_is_too_late_reads_what_changed_and_decides_again(open_return, ani, page_for):
    case = open_return()
    page = page_for(ani)
    page.goto(case_address(case))
    page.get_by_role("link", name="Setujui permintaan…").click()
    page.get_by_label("Jenisnya cocok").check()
    perform(case, "reply", actor=Actor.customer(case), note="Maaf, tidak jadi")
    press = page.get_by_role("dialog").get_by_role("button", name="Setujui permintaan")
    press.click()
    page.get_by_text("“Maaf, tidak jadi”").wait_for()
    assert not page.get_by_label("Jenisnya cocok").is_checked()
    assert Case.objects.get().state == "submitted"
    page.get_by_label("Jenisnya cocok").check()
    press.click()
    page.get_by_text("Permintaan disetujui.", exact=True).wait_for()
    assert Event.objects.filter(action="approve").count() == 1


def test_a_double_tap_decides_once(open_return, ani, page_for):
    case = open_return()
    page = page_for(ani, javascript=True)
    page.goto(case_address(case))
    page.get_by_role("link", name="Setujui permintaan…").click()
    page.get_by_label("Jenisnya cocok").check()
    page.get_by_role("dialog").get_by_role("button", name="Setujui permintaan").dblclick()
    page.get_by_text("Permintaan disetujui.", exact=True).wait_for()
    assert Event.objects.filter(action="approve").count() == 1
    assert Message.objects.filter(template="return_approved").count() == 1


def test_a_broken_line_keeps_the_dialog_and_says_so(open_return, ani, page_for):
    case = open_return()
    page = page_for(ani)
    page.goto(case_address(case))
    page.get_by_role("link", name="Batalkan retur…").click()
    page.get_by_label("Alasan pembatalan").fill("Pelanggan berubah pikiran")
    page.context.set_offline(True)
    page.get_by_role("dialog").get_by_role("button", name="Batalkan retur").click()
    page.get_by_text("Belum tersimpan, sambungan terputus.").wait_for()
    assert page.get_by_label("Alasan pembatalan").input_value() == "Pelanggan berubah pikiran"
    page.context.set_offline(False)
    page.get_by_role("dialog").get_by_role("button", name="Batalkan retur").click()
    page.get_by_text("Retur dibatalkan.", exact=True).wait_for()
    assert Case.objects.get().state == "cancelled"


@pytest.mark.parametrize("javascript", [True, False])
def test_whatsapp_opens_in_a_tab_of_its_own_and_is_noted(open_return, ani, page_for, javascript):
    case = open_return(customer_email="")
    page = page_for(ani, javascript=javascript)
    asked = []

    def whatsapp(route):
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>WhatsApp</title>")

    page.context.route("https://wa.me/**", whatsapp)
    page.goto(case_address(case))
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Buka WhatsApp").click()
    opened.value.wait_for_url("https://wa.me/6281234567890?text=*")
    assert len(asked) == 1
    # Back to the case as a person does it: a tab that stays behind is drawn when the browser likes.
    opened.value.close()
    page.bring_to_front()
    page.goto(case_address(case))
    page.get_by_text("Sudah dikirim di sana?").wait_for()
    page.get_by_role("button", name="Sudah terkirim").click()
    page.get_by_text("Dicatat: pesan sudah terkirim.").wait_for()
    assert list(Message.objects.filter(to_customer=True).values_list("status", "sent_by__name")) == [
        ("sent", "Ani")
    ]


def test_a_note_with_a_photo_stays_with_the_team(open_return, joko, page_for, picture):
    case = open_return()
    page = page_for(joko, javascript=False)
    page.goto(case_address(case))
    page.get_by_label("Pesan", exact=True).fill("Rak B2")
    page.get_by_label("Foto, video, atau dokumen").set_input_files(picture("rak.jpg"))
    page.locator(".reply .btn-act").click()
    page.get_by_text("Catatan tim.", exact=True).wait_for()
    assert [(file.name, file.internal) for file in Attachment.objects.all()] == [("rak.jpg", True)]


# Every page is clean -------------------------------------------------------------------------


@pytest.fixture
def lived_in(open_return, shop, sari, ani, joko, photo, now, request):
    """A case with evidence of every sort, a history, and messages in every condition."""
    case = open_return(customer_email="")
    key = "6a1f7f0a-1111-4111-8111-111111111111"
    clip = (request.config.rootpath / "tests/files/clip.mp4").read_bytes()
    files = [
        keep_draft(upload, shop=shop, draft_key=key, now=now)
        for upload in (photo(), SimpleUploadedFile("v.mp4", clip))
    ]
    perform(case, "reply", actor=Actor.customer(case), note="Ini buktinya", files=files)
    perform(case, "note", actor=Actor.member(joko), note="Sudah dicek")
    perform(case, "write", actor=Actor.member(ani), note="Sedang dicek ya Kak")
    perform(case, "assign", actor=Actor.member(sari), data={"assignee": ani})
    for number, status in enumerate(["sent", "skipped", "unknown", "dead", "queued"]):
        Message.objects.create(
            shop=shop, about=case.reference, key=f"x{number}", template="x", to_customer=True, channel="email",
            recipient="b@mail.test", recipient_name="Budi", subject=f"Kabar {status}", body="Halo", status=status,
            created_at=now, sent_at=now, sent_by=ani.user,
        )  # fmt: skip
    return case


def test_the_pages_are_clean(lived_in, ani, joko, page_for, is_clean):
    page = page_for(ani)
    tails = ("", "tindakan/approve/?seen=1", "tindakan/reject/", "tindakan/receive/")
    for address in (
        "/kerja/", "/kerja/?q=zebra", "/kerja/?view=selesai", "/kerja/pesan/", *(case_address(lived_in, t) for t in tails),
    ):  # fmt: skip
        page.goto(address)
        is_clean(page)
    page.goto(case_address(lived_in))
    page.get_by_role("link", name="Setujui permintaan…").click()
    page.get_by_role("dialog").wait_for()
    is_clean(page)
    warehouse = page_for(joko)
    for address in ("/kerja/", case_address(lived_in)):
        warehouse.goto(address)
        is_clean(warehouse)


def test_an_empty_shop_is_clean(tono, page_for, is_clean):
    page = page_for(tono)
    for address in ("/kerja/", "/kerja/pesan/"):
        page.goto(address)
        is_clean(page)
