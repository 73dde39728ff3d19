"""The case page and its steps: what each role sees and may do, and what happens to a page that is behind."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from cases.models import Attachment, Case, Deadline, Event
from cases.perform import Actor, perform
from cases.sweep import sweep
from notifications.models import Message
from tests.cases.roads import CHECKED


def page_of(client, case, tail=""):
    """What a page of the case says, entities undone."""
    response = client.get(f"/kerja/kasus/{case.reference}/{tail}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def act(client, case, action, **data):
    """Press a step's button."""
    return client.post(f"/kerja/kasus/{case.reference}/tindakan/{action}/", data)


def said(response):
    """The words of an answer."""
    return html.unescape(response.content.decode())


def buttons(page):
    """The steps that a case page offers, in order."""
    return re.findall(r"data-dialog>([^<]+)…</a>", page)


def written(case):
    """All that a step could have written."""
    return (
        Event.objects.filter(case=case.pk).count(), Message.objects.filter(about=case.reference).count(),
        Deadline.objects.filter(case=case.pk).count(), Case.objects.values_list("state", "version").get(pk=case.pk),
    )  # fmt: skip


@pytest.fixture
def case(open_return):
    """A return that waits for a decision."""
    return open_return()


@pytest.fixture
def desk(ani, log_in):
    """Ani's browser."""
    return log_in(ani)


# Who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tail", ["", "tindakan/approve/", "tindakan/note/", "tindakan/nonsense/", "berkas/1/", "berkas/1/kecil/"]
)
def test_another_shops_case_is_not_found(case, tono, log_in, tail, photo):
    Attachment.objects.create(
        pk=1, shop=case.shop, case=case, kind="photo", file="x.jpg", name="x.jpg", content_type="image/jpeg",
        size=1, sha256="0" * 64, added_at=timezone.now(),
    )  # fmt: skip
    before = written(case)
    client = log_in(tono)
    assert client.get(f"/kerja/kasus/{case.reference}/{tail}").status_code == 404
    if tail.startswith("tindakan"):
        assert client.post(f"/kerja/kasus/{case.reference}/{tail}", {"note": "halo"}).status_code == 404
    assert written(case) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_led_to_the_log_in(case, client, method):
    before = written(case)
    for tail in ("", "tindakan/approve/"):
        response = getattr(client, method)(f"/kerja/kasus/{case.reference}/{tail}")
        assert response.status_code in (302, 405)
        if response.status_code == 302:
            assert response.url.startswith("/akun/login/")
    assert written(case) == before


def test_the_page_tells_the_whole_case(case, desk):
    page = page_of(desk, case)
    assert re.search(r"<title>1 hari \d+ jam lagi · Kemeja batik Parang · RT-|<title>\d hari", page)
    assert "Jahitan lengan kanan sobek waktu paket dibuka." in page
    assert "INV/20261120/MPL/4711" in page
    assert "<dt>Alasan</dt><dd>Rusak waktu sampai</dd>" in page
    assert "Bila diam: disetujui otomatis, pelanggan mengirim balik barang." in page
    assert "Rp185.000" in page
    assert "0812-****-7890" in page
    assert "0812-3456-7890" in page


def test_the_clock_explains_itself(case, desk):
    page = page_of(desk, case)
    row = Deadline.objects.get(case=case.pk, level=100)
    explained = page.split("Kenapa jatuh tempo jam segini?")[1].split("</details>")[0]
    for line in row.ledger:
        assert line["text"] in explained
    assert "Aturan kanal Formulir toko: 2 hari kerja. Sumber: Kebiasaan toko" in explained
    assert explained.count("berikutnya") == 2
    reminder = Deadline.objects.get(case=case.pk, level=50)
    sweep(now=reminder.due_at)
    assert page_of(desk, case).count("Pengingat 50% terkirim") == 1


@pytest.mark.parametrize(
    "who, expected",
    [
        (
            "sari",
            [
                "Setujui permintaan",
                "Minta bukti tambahan",
                "Tawarkan dana sebagian",
                "Tolak permintaan",
                "Ganti jenis",
                "Batalkan retur",
            ],
        ),
        (
            "ani",
            [
                "Setujui permintaan",
                "Minta bukti tambahan",
                "Tawarkan dana sebagian",
                "Tolak permintaan",
                "Ganti jenis",
                "Batalkan retur",
            ],
        ),
        ("joko", []),
    ],
)
def test_only_the_steps_of_this_role_are_offered(case, log_in, request, who, expected):
    assert buttons(page_of(log_in(request.getfixturevalue(who)), case)) == expected


def test_the_warehouse_sees_no_money_no_phone_and_no_messages(case, joko, ani, log_in):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    perform(case, "receive", actor=Actor.member(ani), data={"received_on": timezone.localdate()})
    perform(case, "inspect", actor=Actor.member(joko), data={"condition": "as_claimed"})
    perform(case, "accept", actor=Actor.member(ani), data=CHECKED)
    done = {"refund_amount": 150_000, "refund_method": "transfer", "refunded_on": timezone.localdate()}
    perform(case, "record_refund", actor=Actor.member(ani), data=done)
    assert "Rp150.000" in page_of(log_in(ani), case)
    page = page_of(log_in(joko), case)
    assert "Rp" not in strip_tags(page)
    assert "150.000" not in page
    assert "0812-3456-7890" not in page
    assert "+6281234567890" not in page
    assert "budi@mail.test" not in page
    assert "0812-****-7890" in page
    assert 'id="pesan"' not in page
    assert "Kondisi barang" in page


def test_the_warehouse_takes_its_own_steps(case, joko, ani, log_in):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    client = log_in(joko)
    assert buttons(page_of(client, case)) == ["Catat barang diterima"]
    asked = page_of(client, case, "tindakan/receive/")
    assert "Rp" not in strip_tags(asked)
    assert act(client, case, "receive", seen=2, received_on=timezone.localdate()).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "received"


# Evidence ------------------------------------------------------------------------------------


def test_evidence_is_shown_and_served_to_this_shop(case, desk, photo, log_in, tono):
    act(desk, case, "note", audience="public", note="Ini fotonya", files=photo())
    file = Attachment.objects.get(case=case.pk)
    page = page_of(desk, case)
    address = f"/kerja/kasus/{case.reference}/berkas/{file.pk}/"
    assert page.count(f'src="{address}kecil/"') == 2  # the gallery and the history
    response = desk.get(address)
    assert (response.status_code, response["Content-Type"], response["X-Content-Type-Options"]) == (
        200, "image/jpeg", "nosniff",
    )  # fmt: skip
    assert desk.get(f"{address}kecil/").status_code == 200
    assert log_in(tono).get(address).status_code == 404


def test_a_video_waits_until_it_is_played(case, desk, request):
    clip = (request.config.rootpath / "tests/files/clip.mp4").read_bytes()
    act(desk, case, "note", audience="public", note="Videonya", files=SimpleUploadedFile("clip.mp4", clip))
    assert '<video controls preload="none" src="/kerja/kasus/' in page_of(desk, case)


# Replies, notes, assignment ------------------------------------------------------------------


def test_a_reply_reaches_the_customer_and_a_note_does_not(case, desk):
    assert act(desk, case, "note", audience="public", note="Sedang dicek ya Kak").status_code == 302
    assert act(desk, case, "note", audience="internal", note="Cek video packing").status_code == 302
    events = list(Event.objects.filter(case=case.pk).values_list("action", "note", "internal", "by")[1:])
    assert events == [
        ("write", "Sedang dicek ya Kak", False, "Ani"),
        ("note", "Cek video packing", True, "Ani"),
    ]
    told = Message.objects.filter(about=case.reference, template="case_message")
    assert [message.body.count("Sedang dicek ya Kak") for message in told] == [1]
    assert Message.objects.filter(body__contains="Cek video packing").count() == 0
    page = page_of(desk, case)
    said_inside = re.search(r'<li class="say say-inside".*?</li>', page, re.DOTALL)[0]
    assert "Cek video packing" in said_inside
    assert "Hanya tim" in said_inside


def test_the_warehouse_writes_notes_only(case, joko, log_in):
    client = log_in(joko)
    assert 'name="audience"' not in page_of(client, case)
    assert act(client, case, "note", note="Rak B2").status_code == 302
    before = written(case)
    assert act(client, case, "note", audience="public", note="Halo Kak").status_code == 403
    assert act(client, case, "write", note="Halo Kak").status_code == 403
    assert written(case) == before


def test_an_empty_reply_is_refused_and_keeps_the_files(case, desk, photo):
    before = written(case)
    wrong = SimpleUploadedFile("gambar.jpg", b"<html>bukan gambar</html>")
    response = act(desk, case, "note", audience="internal", note="tetap di sini", files=[photo(), wrong])
    assert response.status_code == 400
    assert written(case) == before
    page = said(response)
    assert "gambar.jpg: " in page
    assert ">tetap di sini</textarea>" in page
    assert 'value="internal" checked' in page
    key = re.search(r'name="draft_key" value="([^"]+)"', page)[1]
    kept = Attachment.objects.get(case=None)
    assert f'name="remove" value="{kept.pk}"' in page
    assert (
        act(desk, case, "note", audience="internal", note="tetap di sini", draft_key=key).status_code == 302
    )
    assert [(f.case_id, f.internal) for f in Attachment.objects.all()] == [(case.pk, True)]


def test_a_kept_file_can_be_taken_back(case, desk, photo):
    before = written(case)
    page = said(
        act(
            desk,
            case,
            "note",
            audience="public",
            note="",
            files=[photo(), SimpleUploadedFile("x.svg", b"<svg/>")],
        )
    )
    key = re.search(r'name="draft_key" value="([^"]+)"', page)[1]
    kept = Attachment.objects.get()
    response = act(desk, case, "note", audience="public", note="belum", draft_key=key, remove=kept.pk)
    assert (response.status_code, Attachment.objects.count(), written(case)) == (400, 0, before)


def test_somebody_is_put_in_charge(case, desk, ani, joko, tono):
    page = page_of(desk, case)
    assert "Tono" not in page
    assert act(desk, case, "assign", assignee=joko.pk).status_code == 302
    assert Case.objects.get(pk=case.pk).assignee == joko
    assert act(desk, case, "assign", assignee="").status_code == 302
    assert Case.objects.get(pk=case.pk).assignee is None
    before = written(case)
    assert act(desk, case, "assign", assignee=tono.pk).status_code == 400
    assert written(case) == before


def test_a_reply_goes_through_though_the_page_is_behind(case, desk, joko):
    perform(case, "note", actor=Actor.member(joko), note="baru")
    assert act(desk, case, "note", audience="public", note="Halo Kak", seen=1).status_code == 302
    assert Event.objects.filter(case=case.pk, action="write").count() == 1


# Steps ---------------------------------------------------------------------------------------


def test_a_step_asks_first_and_repeats_the_facts(case, desk):
    before = written(case)
    page = page_of(desk, case, "tindakan/approve/")
    dialog = page.split("<dialog")[1].split("</dialog>")[0]
    assert "Setujui permintaan?" in dialog
    assert "<dt>Jenis</dt><dd><b>Retur barang & dana</b></dd>" in dialog
    assert "Rp185.000" in dialog
    assert "Budi Santoso, Formulir toko" in dialog
    assert "Jahitan lengan kanan sobek waktu paket dibuka." in dialog
    assert "Pelanggan mendapat alamat kirim balik. Dana atau pengganti belum keluar." in dialog
    assert "Status menjadi <b>Disetujui, menunggu kiriman</b>" in dialog
    assert 'name="kind_verified" required' in dialog
    assert '<input type="hidden" name="seen" value="1">' in dialog
    assert dialog.index("Kembali</a>") < dialog.index(">Setujui permintaan · Rp185.000</button>")
    assert written(case) == before


def test_the_confirmation_foretells_the_next_due_time(case, desk, ani):
    page = page_of(desk, case, "tindakan/approve/")
    foretold = re.search(r'Batas berikutnya <time datetime="([^"]+)"', page)[1]
    act(desk, case, "approve", seen=1, kind_verified=1)
    due = Case.objects.get(pk=case.pk).due_at
    assert abs(timezone.datetime.fromisoformat(foretold) - due) < timedelta(minutes=1)


def test_approving_moves_the_case_and_tells_the_customer_once(case, desk):
    response = act(desk, case, "approve", seen=1, kind_verified=1, note="Silakan kirim ya Kak")
    assert (response.status_code, response.url) == (302, f"/kerja/kasus/{case.reference}/")
    assert Case.objects.get(pk=case.pk).state == "approved"
    assert Message.objects.filter(about=case.reference, template="return_approved").count() == 1
    assert "Permintaan disetujui." in page_of(desk, case)


def test_approving_without_the_tick_is_refused(case, desk):
    before = written(case)
    response = act(desk, case, "approve", seen=1, note="Silakan")
    assert response.status_code == 400
    assert "Centang dulu: jenisnya cocok dengan kata pelanggan." in said(response)
    assert ">\nSilakan</textarea>" in said(response) or ">Silakan</textarea>" in said(response)
    assert written(case) == before


def test_a_second_click_is_refused_kindly(case, desk):
    assert act(desk, case, "approve", seen=1, kind_verified=1).status_code == 302
    before = written(case)
    response = act(desk, case, "approve", seen=1, kind_verified=1)
    assert response.status_code == 409
    page = said(response)
    assert "Langkah ini tidak tersedia lagi. Status kasus sekarang: Disetujui, menunggu kiriman." in page
    assert "<b>Permintaan disetujui</b>. Ani" in page
    assert written(case) == before


def test_a_page_that_is_behind_is_refused_with_what_changed_and_can_decide_again(case, desk, sari):
    perform(case, "reply", actor=Actor.customer(case), note="Tukar saja ya")
    before = written(case)
    response = act(desk, case, "reject", **CHECKED, seen=1, rejection_reason="too_late", note="Maaf Kak")
    assert response.status_code == 409
    page = said(response)
    assert "<b>Pesan pelanggan</b>. Budi Santoso" in page
    assert "“Tukar saja ya”" in page
    assert '<option value="too_late" selected>' in page
    assert "Maaf Kak</textarea>" in page
    assert '<input type="hidden" name="seen" value="2">' in page
    assert written(case) == before
    again = act(desk, case, "reject", **CHECKED, seen=2, rejection_reason="too_late", note="Maaf Kak")
    assert again.status_code == 302
    assert Case.objects.get(pk=case.pk).state == "rejected"


def test_whoever_does_not_say_what_they_saw_has_seen_nothing(case, desk):
    before = written(case)
    response = act(desk, case, "cancel")
    assert response.status_code == 409
    assert written(case) == before


def test_who_comes_from_an_old_page_reads_what_changed_before_deciding(case, desk, joko):
    perform(case, "note", actor=Actor.member(joko), note="Barang palsu")
    page = page_of(desk, case, "tindakan/approve/?seen=1")
    assert "Yang berubah sejak halaman ini dibuka" in page
    assert "“Barang palsu”" in page
    assert "Yang berubah" not in page_of(desk, case, "tindakan/approve/?seen=2")


def test_missing_answers_come_back_marked(case, desk):
    before = written(case)
    response = act(desk, case, "reject", **CHECKED, seen=1, note="")
    assert response.status_code == 400
    assert said(response).count('aria-invalid="true"') == 2
    assert written(case) == before


def test_a_refund_beyond_the_value_is_refused_in_place(open_return, desk, ani):
    case = open_return(variant="refund_only")
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    before = written(case)
    data = {"seen": 2, "kind_verified": 1, "refund_method": "transfer", "refunded_on": timezone.localdate()}
    response = act(desk, case, "record_refund", refund_amount="185.001", **data)
    assert response.status_code == 400
    assert "Lebih besar dari nilai barang (Rp185.000)." in said(response)
    assert 'value="185.001"' in said(response)
    assert written(case) == before
    assert act(desk, case, "record_refund", refund_amount="Rp 185.000", **data).status_code == 302
    assert Event.objects.get(case=case.pk, action="record_refund").data["refund_amount"] == 185_000


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "who, action, status",
    [
        ("joko", "approve", 403), ("ani", "reply", 403), ("ani", "approve_by_silence", 403), ("ani", "remind", 403),
        ("ani", "receive", 403), ("sari", "nonsense", 404), ("sari", "submit", 403),
    ],
)  # fmt: skip
def test_a_step_that_is_not_yours_writes_nothing(case, log_in, request, who, action, status, method):
    before = written(case)
    client = log_in(request.getfixturevalue(who))
    response = getattr(client, method)(f"/kerja/kasus/{case.reference}/tindakan/{action}/", {"seen": 1})
    assert response.status_code == status
    assert written(case) == before


@pytest.mark.parametrize("seen", ["abc", "-5", "9" * 40, "1.5", "\x00", "１"])
def test_a_seen_of_nonsense_is_refused_or_read(case, desk, seen):
    response = act(desk, case, "cancel", seen=seen)
    assert response.status_code in (302, 400, 409)
    assert desk.get(f"/kerja/kasus/{case.reference}/tindakan/cancel/", {"seen": seen}).status_code in (
        200,
        403,
    )


def test_files_come_with_a_step_that_takes_them(case, desk, ani, joko, photo, log_in):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    perform(case, "receive", actor=Actor.member(joko), data={"received_on": timezone.localdate()})
    client = log_in(joko)
    before = written(case)
    wrong = SimpleUploadedFile("x.jpg", b"bukan")
    response = act(client, case, "inspect", seen=3, condition="good", files=[photo(), wrong])
    assert (response.status_code, written(case)) == (400, before)
    key = re.search(r'name="draft_key" value="([^"]+)"', said(response))[1]
    assert act(client, case, "inspect", seen=3, condition="good", draft_key=key).status_code == 302
    assert Attachment.objects.get().event.action == "inspect"


# History and cost ----------------------------------------------------------------------------


def test_a_long_history_shows_its_end_and_can_be_asked_for(case, desk, joko):
    for number in range(110):
        perform(case, "note", actor=Actor.member(joko), note=f"catatan {number}.")
    page = page_of(desk, case)
    assert "Tampilkan 11 kejadian sebelumnya" in page
    assert ("catatan 9." in page, "catatan 10." in page, "catatan 109." in page) == (False, True, True)
    assert "catatan 9." in page_of(desk, case, "?semua=1")


def test_the_number_of_queries_does_not_grow_with_the_history(case, desk, joko, ani, photo):
    address = f"/kerja/kasus/{case.reference}/"
    for number in range(2):
        perform(case, "note", actor=Actor.member(joko), note=f"{number}")
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for number in range(57):
        action, who = ("write", ani) if number % 2 else ("note", joko)
        perform(case, action, actor=Actor.member(who), note=f"{number}")
    act(desk, case, "note", audience="public", note="foto", files=[photo(), photo(colour="navy")])
    with CaptureQueriesContext(connection) as many:
        desk.get(address)
    assert Event.objects.filter(case=case.pk).count() == 61
    assert len(many) == len(few)
    assert len(many) <= 14


def test_a_closed_case_has_no_clock_and_may_be_opened_again(case, desk, ani):
    perform(case, "cancel", actor=Actor.member(ani))
    page = page_of(desk, case)
    assert "Tidak ada jam yang berjalan." in page
    assert 'class="clock"' not in page
    assert buttons(page) == ["Buka kembali", "Catat salah langkah"]
    assert "<title>Dibatalkan · " in page


def test_a_clock_that_fails_is_shown(case, desk):
    Case.objects.filter(pk=case.pk).update(sweep_failures=2)
    assert "Jam kasus ini gagal dijalankan 2 kali." in page_of(desk, case)
