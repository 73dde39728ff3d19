"""The evidence bundle: what stands on its page and in its ZIP for each role, and what must not."""

import csv
import hashlib
import html
import re
import subprocess
import tracemalloc
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from uuid import uuid4
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from cases import bundle as bundles
from cases.archive import packed
from cases.intake import open_case
from cases.models import Attachment, Event
from cases.perform import Actor, perform
from cases.turning import turn_into
from cases.undo import undo
from cases.uploads import keep_draft
from returns import publishing
from returns.presets import first_rules
from sales import counter
from sales.counter import Item
from sales.models import Order
from shops.models import AuditEntry, Channel
from shops.spreadsheets import FORMULA
from tests.cases.roads import CHECKED

NOW = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)  # 03.30 of the next day in Jakarta


@pytest.fixture
def keep(shop, now):
    """Keep an upload as the forms do."""
    return lambda upload: keep_draft(upload, shop=shop, draft_key=uuid4(), now=now)


@pytest.fixture
def case(open_return, keep, photo, ani):
    """A return with a photo of Budi's, an answer with a photo, and a note of the team with another."""
    made = open_return(files=[keep(photo("sobek.jpg"))])
    perform(
        made, "write", actor=Actor.member(ani), note="Terima kasih, kami periksa.", files=[keep(photo("cek.jpg", "navy"))]
    )  # fmt: skip
    perform(
        made,
        "note",
        actor=Actor.member(ani),
        note="Rahasia tim kita.",
        files=[keep(photo("rak.jpg", "olive"))],
    )
    return made


def put(case, name, content=b"isi", *, stored="asli.jpg", kind="photo", **fields):
    """A file of the case as the storage may hold it, whatever it is called."""
    file = Attachment(
        shop=case.shop, case_id=case.pk, kind=kind, name=name, content_type="image/jpeg", size=len(content),
        sha256=hashlib.sha256(b"original " + content).hexdigest(), added_at=NOW, **fields,
    )  # fmt: skip
    file.file.save(stored, ContentFile(content), save=False)
    file.save()
    return file


def page_of(client, case, query=""):
    response = client.get(f"/kerja/kasus/{case.reference}/bukti/{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def taken(client, case, **data):
    """The ZIP that a person takes away."""
    response = client.post(f"/kerja/kasus/{case.reference}/bukti/unduh/", data)
    assert response.status_code == 200
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


def zip_of(case, member, *, with_team=False):
    made = bundles.bundle_of(case.specific, member, with_team=with_team, now=NOW)
    return ZipFile(BytesIO(b"".join(packed(made))))


def files_in(archive):
    return [name for name in archive.namelist() if name.startswith("berkas/")]


def lines_of(archive):
    """The timeline as a spreadsheet reads it."""
    return list(csv.DictReader(StringIO(archive.read("linimasa.csv").decode("utf-8-sig")), delimiter=";"))


def summary_of(archive):
    return html.unescape(archive.read("ringkasan.html").decode())


# The page ------------------------------------------------------------------------------------------


def test_the_case_page_leads_to_it(case, ani, log_in):
    page = log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert f'href="/kerja/kasus/{case.reference}/bukti/"' in page


def test_the_page_tells_everything_that_may_go_out(case, ani, log_in):
    page = page_of(log_in(ani), case)
    for known in (
        case.reference, "INV/20261120/MPL/4711", "Budi Santoso", "0812-3456-7890", "budi@mail.test", "Rp185.000",
        "Jahitan lengan kanan sobek waktu paket dibuka.", "Terima kasih, kami periksa.", "sobek.jpg", "cek.jpg",
        "Dibuat Ani,", "WIB", "Retur diajukan", "2 catatan atau berkas tim tidak disertakan.",
    ):  # fmt: skip
        assert known in page, known
    first = case.attachments.get(name="sobek.jpg")
    assert f"SHA-256 berkas asli yang diunggah: <code>{first.sha256}</code>" in page
    assert f'src="/kerja/kasus/{case.reference}/berkas/{first.pk}/kecil/"' in page
    assert "SHA-256 berkas yang disimpan" not in page
    assert "Rahasia tim kita." not in page
    assert "rak.jpg" not in page
    assert not AuditEntry.objects.filter(what="evidence").exists()


def test_what_is_the_teams_own_comes_only_when_it_is_asked_for(case, ani, log_in):
    client = log_in(ani)
    page = page_of(client, case, "?tim=1")
    assert "Rahasia tim kita." in page
    assert "rak.jpg" in page
    assert "Dengan catatan tim: hanya untuk toko." in page
    without, with_team = taken(client, case), taken(client, case, tim="1")
    assert files_in(without) == ["berkas/01-sobek.jpg", "berkas/02-cek.jpg"]
    assert files_in(with_team) == [*files_in(without), "berkas/03-rak.jpg"]
    assert b"Rahasia" not in b"".join(without.read(name) for name in without.namelist())
    assert "Rahasia tim kita." in summary_of(with_team)
    assert [line["Hanya tim"] for line in lines_of(with_team)] == ["", "", "ya"]


def test_a_step_that_was_undone_stays_with_the_team(case, ani):
    actor = Actor.member(ani)
    step = perform(
        case, "reject", actor=actor, data={**CHECKED, "rejection_reason": "used"}, note="Sudah dipakai."
    )
    undo(case, actor=actor, seen=step.number)
    assert [line["Kejadian"] for line in lines_of(zip_of(case, ani))] == ["Retur diajukan", "Pesan toko"]
    undone = [line for line in lines_of(zip_of(case, ani, with_team=True)) if line["Dibatalkan"]]
    assert [line["Kata-kata"] for line in undone] == ["Sudah dipakai."]
    assert "(Dibatalkan)" in summary_of(zip_of(case, ani, with_team=True))


def test_the_warehouse_gets_no_money_no_phone_and_no_letters(case, joko, ani, log_in):
    known = ("185.000", "0812-3456-7890", "6281234567890", "budi@mail.test", "Pesan kepada pelanggan")
    shown = page_of(log_in(ani), case)
    assert [word for word in known if word in shown] == [known[0], known[1], known[3], known[4]]
    client = log_in(joko)
    page, archive = page_of(client, case), taken(client, case)
    everything = page + "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    assert [word for word in known if word in everything] == []
    assert "Rp" not in strip_tags(page)
    assert "0812-****-7890" in page
    assert "0812-****-7890" in summary_of(archive)


@pytest.mark.parametrize("who", ["sari", "ani", "joko"])
def test_every_role_takes_the_files_and_leaves_a_trace(case, log_in, request, who):
    member = request.getfixturevalue(who)
    archive = taken(log_in(member), case)
    assert archive.testzip() is None
    assert len(files_in(archive)) == 2
    [trace] = AuditEntry.objects.filter(what="evidence")
    assert (trace.shop, trace.by, trace.about) == (case.shop, member.user, f"{case.reference}, 2 berkas")


def test_the_owner_reads_who_took_it(case, sari, ani, log_in):
    taken(log_in(ani), case)
    page = html.unescape(log_in(sari).get("/pengaturan/riwayat/").content.decode())
    assert "Paket bukti diunduh" in page
    assert f"{case.reference}, 2 berkas" in page


@pytest.mark.parametrize("method, tail", [("get", ""), ("post", "unduh/")])
def test_another_shops_case_is_not_found_and_nothing_is_written(case, tono, log_in, client, method, tail):
    address = f"/kerja/kasus/{case.reference}/bukti/{tail}"
    assert getattr(log_in(tono), method)(address).status_code == 404
    assert getattr(client, method)(address).status_code == 302
    assert not AuditEntry.objects.filter(what="evidence").exists()


def test_a_get_never_makes_the_zip(case, sari, log_in):
    assert log_in(sari).get(f"/kerja/kasus/{case.reference}/bukti/unduh/").status_code == 405
    assert not AuditEntry.objects.filter(what="evidence").exists()


@pytest.mark.django_db(transaction=True)
def test_without_a_trace_nobody_gets_the_bundle(case, ani, log_in):
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE shops_auditentry ADD CONSTRAINT shut CHECK (what <> 'evidence') NOT VALID"
        )
    try:
        with pytest.raises(DatabaseError, match="shut"):
            log_in(ani).post(f"/kerja/kasus/{case.reference}/bukti/unduh/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE shops_auditentry DROP CONSTRAINT shut")
    assert not AuditEntry.objects.filter(what="evidence").exists()


def test_how_it_stands_to_the_policy_is_told_where_the_kind_knows_it(
    shop, sari, open_return, budi, now, log_in
):
    draft = publishing.save_draft(sari, first_rules(), seen="", now=now)
    today = now.astimezone(shop.zone).date()
    publishing.publish(sari, seen=draft.mark, effective_on=today, understood=True, now=now)
    held = open_return(delivered_on=today)
    channel = shop.channels.select_related("shop").get(kind="website")
    complaint = open_case(
        "complaint", channel=channel, description="Gelas pecah.", category="product", **budi
    )
    heading, words = "Menurut aturan yang berlaku", held.specific.policy_words_staff
    assert words
    for text in (page_of(log_in(sari), held), summary_of(zip_of(held, sari))):
        assert heading in text
        assert words in text
        assert "kebijakan versi 1" in text
    for text in (page_of(log_in(sari), complaint), summary_of(zip_of(complaint, sari))):
        assert heading not in text


def test_tracking_numbers_of_the_case_and_of_its_order(case, shop, ani, log_in):
    order = counter.sell(
        shop, shop.channels.get(kind="counter"), items=[Item("Kemeja batik Parang", 1, 185_000)], submission=uuid4(),
        name="Budi Santoso", phone="+6281234567890", now=NOW,
    )  # fmt: skip
    Order.objects.filter(pk=order.pk).update(
        number=case.order_number, courier="JNE", tracking_number="TG12345678"
    )
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    perform(
        case, "ship", actor=Actor.customer(case), data={"courier": "SiCepat", "tracking_number": "004711998877"}
    )  # fmt: skip
    page = " ".join(re.sub("<[^>]+>", " ", page_of(log_in(ani), case)).split())
    assert "Pesanan INV/20261120/MPL/4711 JNE TG12345678" in page
    assert "Nomor resi SiCepat 004711998877" in page


def test_an_order_of_another_marketplace_with_the_same_number_is_not_meant(case, shop, open_return):
    tokopedia, shopee = (shop.channels.create(kind=kind, name=kind) for kind in ("tokopedia", "shopee"))
    sold = {"shop": shop, "number": "4711", "placed_at": NOW, "created_at": NOW, "updated_at": NOW}
    order = Order.objects.create(channel=tokopedia, tracking_number="TG12345678", **sold)
    of_shopee, of_form = (
        open_return(channel=channel, order_number="4711")
        for channel in (Channel.objects.select_related("shop").get(pk=shopee.pk), None)
    )
    assert bundles.orders_named_by(of_shopee) == []
    assert bundles.orders_named_by(of_form) == [order]


def test_the_key_of_the_case_is_not_handed_on(case, ani, log_in):
    perform(case, "reply", actor=Actor.customer(case), note=f"Lihat https://toko.test/lacak/{case.token}/ ya")
    archive = taken(log_in(ani), case, tim="1")
    page = page_of(log_in(ani), case, "?tim=1")
    text = page + "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    assert "Pesan kepada pelanggan" in text
    assert "/lacak/…/" in text
    assert case.token not in text


def test_what_came_before_the_case_was_turned_comes_first(shop, ani, budi, keep, photo):
    channel = shop.channels.select_related("shop").get(kind="website")
    complaint = open_case(
        "complaint", channel=channel, description="Gelas pecah.", category="product",
        files=[keep(photo("pecah.jpg"))], **budi,
    )  # fmt: skip
    turned = turn_into(
        complaint, "return_request", actor=Actor.member(ani), variant="refund_only", reason="damaged",
        description="Gelas pecah, minta dana kembali.", files=[keep(photo("dus.jpg", "navy"))], **budi,
    )  # fmt: skip
    archive = zip_of(turned, ani)
    assert files_in(archive) == ["berkas/01-pecah.jpg", "berkas/02-dus.jpg"]
    told = [line["Kasus"] for line in lines_of(archive)]
    assert told[0] == complaint.reference
    assert told[-1] == turned.reference


# The ZIP -------------------------------------------------------------------------------------------


def test_the_zip_holds_exactly_what_is_kept(case, ani, log_in):
    response = log_in(ani).post(f"/kerja/kasus/{case.reference}/bukti/unduh/")
    assert response.headers["Content-Type"] == "application/zip"
    name = rf'attachment; filename="bukti-{case.reference}-\d{{4}}-\d\d-\d\d\.zip"'
    assert re.fullmatch(name, response.headers["Content-Disposition"])
    assert "no-store" in response.headers["Cache-Control"]
    archive = ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert archive.namelist() == [
        "berkas/01-sobek.jpg", "berkas/02-cek.jpg", "linimasa.csv", "ringkasan.html", "sha256sum.txt",
    ]  # fmt: skip
    for path, name in (("berkas/01-sobek.jpg", "sobek.jpg"), ("berkas/02-cek.jpg", "cek.jpg")):
        kept = case.attachments.get(name=name)
        with kept.file.open("rb") as stored:
            content = stored.read()
        assert archive.read(path) == content
        assert archive.getinfo(path).compress_type == ZIP_STORED
        summary = summary_of(archive)
        assert f"SHA-256 berkas asli yang diunggah: <code>{kept.sha256}</code>" in summary
        assert f"SHA-256 berkas yang disimpan: <code>{hashlib.sha256(content).hexdigest()}</code>" in summary


def test_the_day_is_that_of_the_shop(case, ani):
    made = bundles.bundle_of(case.specific, ani, with_team=False, now=NOW)
    assert made.file_name == f"bukti-{case.reference}-2026-11-22.zip"


def test_the_timeline_is_a_table(case, ani):
    lines = lines_of(zip_of(case, ani))
    assert [(line["Kasus"], line["Nomor"], line["Siapa"]) for line in lines] == [
        (case.reference, "1", "Budi Santoso"),
        (case.reference, "2", "Ani"),
    ]
    assert lines[0]["Kata-kata"] == "Jahitan lengan kanan sobek waktu paket dibuka."
    assert lines[1]["Kata-kata"] == "Terima kasih, kami periksa."
    assert lines[1]["Berkas"] == "berkas/02-cek.jpg"
    assert lines[0]["Waktu"].endswith("+07:00")


def test_the_sums_are_checked_by_the_usual_program(case, ani, tmp_path):
    put(case, "dus lama – 50%.jpg", b"dus")
    archive = zip_of(case, ani)
    archive.extractall(tmp_path / "ok")
    checked = _sha256sum(tmp_path / "ok")
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK") == len(archive.namelist()) - 1
    (tmp_path / "ok" / "berkas" / "01-sobek.jpg").write_bytes(b"lain")
    changed = _sha256sum(tmp_path / "ok")
    assert changed.returncode == 1
    assert "berkas/01-sobek.jpg: FAILED" in changed.stdout


def _sha256sum(folder):
    return subprocess.run(
        ["sha256sum", "--check", "--strict", "sha256sum.txt"],
        cwd=folder, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip


def test_a_file_that_is_gone_is_named_and_keeps_nothing_else_back(case, ani, log_in, tmp_path):
    lost = case.attachments.get(name="sobek.jpg")
    lost.file.storage.delete(lost.file.name)
    lost.thumbnail.storage.delete(lost.thumbnail.name)
    archive = taken(log_in(ani), case)
    assert files_in(archive) == ["berkas/02-cek.jpg"]
    told = strip_tags(summary_of(archive)).split("1. sobek.jpg")[1].split("2. cek.jpg")[0]
    assert "Berkas ini tidak ditemukan di penyimpanan toko" in told
    assert f"SHA-256 berkas asli yang diunggah: {lost.sha256}" in told
    assert summary_of(archive).count("tidak ditemukan") == 1
    archive.extractall(tmp_path)
    assert _sha256sum(tmp_path).returncode == 0
    assert page_of(log_in(ani), case)


@pytest.mark.parametrize(
    "given, named",
    [
        ("../../etc/passwd.jpg", "01-passwd.jpg"),
        ("..\\..\\jahat.jpg", "01-jahat.jpg"),
        ("foto: depan? <1>*|.jpg", "01-foto- depan- -1---.jpg"),
        ("CON.jpg", "01-CON.jpg"),
        ("kain batik ✿ ibu.jpg", "01-kain batik ✿ ibu.jpg"),
        ("foto.heic", "01-foto.jpg"),  # what is kept is a JPEG
        ("tanpa akhir", "01-tanpa akhir.jpg"),
        ("nota.\u202egpj.exe", "01-nota.gpj.jpg"),
        (".jpg", "01-jpg.jpg"),
        ("… . .", "01-….jpg"),
        ("a\nb.jpg", "01-ab.jpg"),
        ("=1+1.jpg", "01-=1+1.jpg"),
    ],
)
def test_names_that_every_system_takes(open_return, sari, given, named):
    case = open_return()
    put(case, given)
    [path] = files_in(zip_of(case, sari))
    assert path.removeprefix("berkas/") == named


def test_long_and_equal_names_stay_apart(open_return, sari, tmp_path):
    case = open_return()
    for name in ("✿" * 116 + ".jpg", "foto.jpg", "FOTO.jpg", "foto.jpg"):
        put(case, name)
    archive = zip_of(case, sari)
    names = files_in(archive)
    assert names[1:] == ["berkas/02-foto.jpg", "berkas/03-FOTO.jpg", "berkas/04-foto.jpg"]
    assert len(names[0].encode()) < 200
    archive.extractall(tmp_path)
    assert _sha256sum(tmp_path).returncode == 0


def test_words_of_strangers_are_only_words(open_return, sari, log_in):
    nasty = '<script>alert("1")</script><img src=x onerror=y>'
    case = open_return(customer_name="<b>Budi</b>", description=nasty, title="<i>Kemeja</i>")
    put(case, nasty.replace("/", "") + ".jpg")
    perform(case, "reply", actor=Actor.customer(case), note=nasty)
    raw = zip_of(case, sari).read("ringkasan.html").decode()
    page = log_in(sari).get(f"/kerja/kasus/{case.reference}/bukti/").content.decode()
    for text in (raw, page):
        assert nasty not in text
        assert "<img src=x" not in text
        assert "<b>Budi</b>" not in text
        assert "<i>Kemeja</i>" not in text
        assert "&lt;script&gt;" in text
    assert "<script" not in raw


def test_the_summary_needs_nothing_but_itself(case, ani):
    raw = zip_of(case, ani).read("ringkasan.html").decode()
    sources = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", raw)
    assert {source.split(",")[0] for source in sources} == {
        "data:image/jpeg;base64", "berkas/01-sobek.jpg", "berkas/02-cek.jpg",
    }  # fmt: skip


@pytest.mark.parametrize("nasty", ["=1+1", "+62", "-2", "@SUM(A1)", "\t=1", "＝1+1", "  =cmd|' /C calc'!A0"])
def test_no_cell_of_the_timeline_is_run(open_return, sari, nasty):
    case = open_return(customer_name=f"{nasty} Budi", description=f"{nasty} sobek")
    put(case, f"{nasty}.jpg")
    perform(case, "reply", actor=Actor.customer(case), note=f"{nasty} halo")
    rows = list(
        csv.reader(StringIO(zip_of(case, sari).read("linimasa.csv").decode("utf-8-sig")), delimiter=";")
    )
    assert [cell for row in rows for cell in row if FORMULA.match(cell)] == []
    assert any("halo" in cell for row in rows for cell in row)


def test_a_case_without_files_has_a_bundle_too(open_return, sari, log_in):
    archive = taken(log_in(sari), open_return())
    assert archive.namelist() == ["linimasa.csv", "ringkasan.html", "sha256sum.txt"]
    assert "Tidak ada foto, video, atau dokumen" in summary_of(archive)


def test_it_speaks_the_language_of_who_takes_it_to_the_end(case, ani, log_in):
    client = log_in(ani)
    assert '<html lang="id">' in taken(client, case).read("ringkasan.html").decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in taken(client, case).read("ringkasan.html").decode()


# How much ------------------------------------------------------------------------------------------


def test_the_page_asks_as_much_for_200_events_as_for_one(open_return, sari, log_in, keep, photo):
    small, large = open_return(), open_return()
    for number in range(2, 202):
        Event.objects.create(
            case_id=large.pk, number=number, action="reply", source=large.state, target=large.state,
            role="customer", by="Budi Santoso", note=f"Pesan ke-{number}", at=NOW + timedelta(minutes=number),
        )  # fmt: skip
    for number in range(30):
        put(large, f"{number}.jpg")
    client, counts = log_in(sari), []
    page_of(client, small)  # what a process learns once
    for case in (small, large):
        with CaptureQueriesContext(connection) as queries:
            page = page_of(client, case)
        counts.append(len(queries))
    assert "Pesan ke-2" in page and "Pesan ke-201" in page
    assert counts[0] == counts[1] <= 12


def test_nothing_is_asked_of_the_database_while_it_is_sent(case, ani, django_assert_num_queries):
    made = bundles.bundle_of(case.specific, ani, with_team=True, now=NOW)
    with django_assert_num_queries(0):
        assert len(list(packed(made))) > 5


def test_ten_files_of_100_mb_pass_through_little_memory(open_return, sari):
    case, mega = open_return(), 1 << 20
    for number in range(10):
        file = put(case, f"{number}.mp4", stored="asli.mp4", kind="video")
        with open(file.file.path, "wb") as sparse:  # a file of holes: 100 MB long, nothing on the disk
            sparse.truncate(100 * mega)
    made = bundles.bundle_of(case.specific, sari, with_team=False, now=NOW)
    tracemalloc.start()
    try:
        sent = longest = 0
        for piece in packed(made):
            sent, longest = sent + len(piece), max(longest, len(piece))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent > 1000 * mega
    assert longest < mega
    assert peak < 8 * mega
