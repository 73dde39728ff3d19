"""The settings: profile, logo, hours, holidays, channels, further shops, the service page's link."""

from datetime import date, time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from shops import people
from shops.calendar import Amount
from shops.hours import calendar_of
from shops.models import Channel, Membership, Shop
from shops.opening import calendar_days

PROFILE = {
    "name": "Toko Sari Jaya", "slug": "sari", "whatsapp": "0812-9876-5432", "email": "halo@sari.test",
    "address": "Jl. Kenanga 12", "return_address": "Gudang, Jl. Melati 3", "time_zone": "Asia/Jayapura",
    "undo_seconds": "60", "account_days": "30",
}  # fmt: skip


def _latest(shop):
    entry = shop.audit_entries.order_by("-id")[0]
    return entry.what, entry.about, entry.by.email


# The profile


def test_the_profile(log_in, sari):
    response = log_in(sari).post("/pengaturan/toko/", PROFILE)
    assert response.status_code == 302
    shop = Shop.objects.get(pk=sari.shop_id)
    assert (shop.name, shop.whatsapp, shop.time_zone, shop.observes_joint_leave) == (
        *("Toko Sari Jaya", "+6281298765432", "Asia/Jayapura", False),
    )
    what, about, by = _latest(shop)
    assert (what, by) == ("profile", "sari@sari.test")
    assert about == (
        "Nama toko, E-mail toko, Alamat toko, Alamat kirim balik, Zona waktu, Toko libur saat cuti bersama"
    )


@pytest.mark.parametrize("seconds", [0, 1, 600])
def test_how_long_a_step_can_be_undone(log_in, sari, seconds):
    assert sari.shop.undo_seconds == 60
    assert (
        log_in(sari).post("/pengaturan/toko/", {**PROFILE, "undo_seconds": str(seconds)}).status_code == 302
    )
    assert Shop.objects.get(pk=sari.shop_id).undo_seconds == seconds
    assert "Waktu untuk membatalkan langkah (detik)" in _latest(sari.shop)[1]


def test_the_same_profile_again_leaves_no_trace(log_in, sari):
    client = log_in(sari)
    client.post("/pengaturan/toko/", PROFILE)
    client.post("/pengaturan/toko/", PROFILE)
    assert [e.what for e in sari.shop.audit_entries.all()] == ["profile", "founded"]


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"slug": "tono"}, "Alamat ini sudah dipakai toko lain."),
        ({"slug": "kerja"}, "Alamat ini dipakai sistem."),
        ({"slug": "a b"}, "Pakai huruf, angka, dan tanda hubung saja"),
        ({"name": ""}, "Nama toko:"),
        ({"whatsapp": "12"}, "Nomor HP kurang atau kelebihan angka."),
        ({"email": "x"}, "E-mail toko:"),
        ({"time_zone": "Asia/Tokyo"}, "Zona waktu:"),
        ({"address": "x" * 301}, "Alamat toko:"),
        ({"undo_seconds": "601"}, "Paling lama 600 detik (10 menit)."),
        ({"undo_seconds": "-1"}, "Waktu untuk membatalkan langkah (detik):"),
        ({"undo_seconds": ""}, "Waktu untuk membatalkan langkah (detik):"),
    ],
)
def test_a_wrong_profile_says_so_and_changes_nothing(log_in, sari, tono, change, sentence):
    before = Shop.objects.values().get(pk=sari.shop_id)
    response = log_in(sari).post("/pengaturan/toko/", {**PROFILE, **change})
    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page and "Gudang, Jl. Melati 3" in page
    assert Shop.objects.values().get(pk=sari.shop_id) == before
    assert sari.shop.audit_entries.count() == 1


def _picture(kind="PNG", size=(900, 600), **save):
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **save)
    return out.getvalue()


def test_a_logo_is_drawn_anew_and_small(log_in, sari):
    exif = Image.Exif()
    exif[271] = "Kamera Rahasia"
    upload = SimpleUploadedFile("logo.jpg", _picture("JPEG", exif=exif) + b"<script>alert(1)</script>")
    log_in(sari).post("/pengaturan/toko/", {**PROFILE, "new_logo": upload})
    response = Client().get("/toko/sari/logo.webp")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in response.content and b"Rahasia" not in response.content
    with Image.open(BytesIO(response.content)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (256, 171))


def test_a_logo_can_go_again_and_its_file_with_it(log_in, sari, settings, django_capture_on_commit_callbacks):
    client = log_in(sari)
    client.post("/pengaturan/toko/", {**PROFILE, "new_logo": SimpleUploadedFile("a.png", _picture())})
    assert len(list((settings.MEDIA_ROOT / "logo").iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/pengaturan/toko/", {**PROFILE, "remove_logo": "on"})
    assert list((settings.MEDIA_ROOT / "logo").iterdir()) == []
    assert Client().get("/toko/sari/logo.webp").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<html>", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        _picture()[:200], _picture("GIF"), _picture(size=(8000, 6000)),
    ],
    ids=["html", "gif head", "svg", "cut off", "gif", "48 megapixels"],
)  # fmt: skip
def test_what_is_no_logo_is_refused(log_in, sari, content):
    upload = SimpleUploadedFile("logo.png", content, "image/png")
    response = log_in(sari).post("/pengaturan/toko/", {**PROFILE, "new_logo": upload})
    assert response.status_code == 200
    assert "Gambar tidak terbaca." in response.content.decode()
    shop = Shop.objects.get(pk=sari.shop_id)
    assert (shop.name, shop.logo.name) == ("Toko Sari", "")


def test_too_large_a_logo_is_refused(log_in, sari):
    upload = SimpleUploadedFile("logo.png", _picture() + b"\0" * 5 * 1024 * 1024)
    response = log_in(sari).post("/pengaturan/toko/", {**PROFILE, "new_logo": upload})
    assert "Logo paling besar 5 MB." in response.content.decode()


# Hours


def test_several_periods_a_day(log_in, sari):
    answers = {
        "opens_0_0": "08:00", "closes_0_0": "12:00", "opens_0_1": "13.00", "closes_0_1": "17.00",
        "opens_5_0": "20:00", "closes_5_0": "00:00",
    }  # fmt: skip
    assert log_in(sari).post("/pengaturan/jam/", answers).status_code == 302
    assert list(sari.shop.opening_periods.values_list("weekday", "opens", "closes")) == [
        (0, time(8), time(12)), (0, time(13), time(17)), (5, time(20), time(0)),
    ]  # fmt: skip
    assert _latest(sari.shop)[0] == "hours"


@pytest.mark.parametrize(
    "answers, sentence",
    [
        (
            {"opens_0_0": "08:00", "closes_0_0": "12:00", "opens_0_1": "11:00", "closes_0_1": "17:00"},
            "bertumpuk",
        ),
        (
            {"opens_0_0": "13:00", "closes_0_0": "17:00", "opens_0_2": "08:00", "closes_0_2": "13:01"},
            "bertumpuk",
        ),
        (
            {"opens_0_0": "08:00", "closes_0_0": "00:00", "opens_0_1": "23:00", "closes_0_1": "23:30"},
            "bertumpuk",
        ),
        ({"opens_0_0": "17:00", "closes_0_0": "08:00"}, "Jam tutup harus sesudah jam buka."),
        ({"opens_0_0": "08:00", "closes_0_0": "08:00"}, "Jam tutup harus sesudah jam buka."),
        ({"opens_0_0": "08:00"}, "Isi jam buka dan jam tutup, atau kosongkan keduanya."),
        ({"closes_0_0": "08:00"}, "Isi jam buka dan jam tutup, atau kosongkan keduanya."),
        ({"opens_0_0": "25:00", "closes_0_0": "26:00"}, "Tulis jam seperti 08:00."),
        ({}, "Isi setidaknya satu jam buka."),
    ],
)
def test_hours_that_cannot_be(log_in, sari, answers, sentence):
    before = list(sari.shop.opening_periods.values())
    response = log_in(sari).post("/pengaturan/jam/", answers)
    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page
    assert all(f'value="{value}"' in page for value in answers.values())
    assert list(sari.shop.opening_periods.values()) == before


def test_the_page_shows_the_present_week(log_in, sari):
    page = log_in(sari).get("/pengaturan/jam/").content.decode()
    assert page.count('value="08:00"') == 6 and page.count('value="17:00"') == 6


# Holidays


def test_the_calendar_lists_holidays_and_joint_leave(shop):
    years = calendar_days(shop, date(2026, 12, 1))
    assert [(d.date, d.kind, d.is_open) for d in years[2026]] == [
        (date(2026, 12, 24), "joint", False), (date(2026, 12, 25), "public", False),
    ]  # fmt: skip
    assert years[2027][0].date == date(2027, 1, 1)


def test_joint_leave_that_the_shop_does_not_observe_is_open(shop):
    shop.observes_joint_leave = False
    assert calendar_days(shop, date(2026, 12, 24))[2026][0].is_open


def test_opening_on_a_holiday_and_back(log_in, sari):
    client, day = log_in(sari), date(2027, 1, 1)
    client.post("/pengaturan/libur/2027-01-01/")
    assert calendar_of(Shop.objects.get(pk=sari.shop_id)).is_working(day)
    assert _latest(sari.shop)[:2] == ("day", "01-01-2027 Tahun Baru Masehi: buka")
    client.post("/pengaturan/libur/2027-01-01/", {"back": "1"})
    assert not calendar_of(Shop.objects.get(pk=sari.shop_id)).is_working(day)


def test_a_closed_day_of_the_shops_own_and_away_again(log_in, sari):
    client = log_in(sari)
    client.post("/pengaturan/libur/", {"date": "2027-02-03", "name": "Hajatan", "is_open": "0"})
    assert calendar_of(Shop.objects.get(pk=sari.shop_id)).holiday(date(2027, 2, 3)) == "Hajatan"
    assert "Hajatan" in client.get("/pengaturan/libur/").content.decode()
    client.post("/pengaturan/libur/2027-02-03/", {"back": "1"})
    assert sari.shop.special_days.count() == 0


def test_one_date_once(log_in, sari):
    client, answers = log_in(sari), {"date": "2027-02-03", "name": "Hajatan", "is_open": "0"}
    client.post("/pengaturan/libur/", answers)
    again = client.post("/pengaturan/libur/", {**answers, "is_open": "1"})
    assert "Tanggal ini sudah diatur." in again.content.decode()
    assert [(d.is_open, d.name) for d in sari.shop.special_days.all()] == [(False, "Hajatan")]


@pytest.mark.parametrize("day", ["2027-02-30", "besok", "2027-02-03", "0000-00-00", "99999-01-01"])
def test_a_date_that_is_not_on_the_calendar(log_in, sari, day):
    assert log_in(sari).post(f"/pengaturan/libur/{day}/").status_code == 404
    assert sari.shop.special_days.count() == 0


# Channels


def _website(shop):
    return shop.channels.get(kind="website")


def test_a_further_channel_has_its_presets_clocks(log_in, sari):
    log_in(sari).post(
        "/pengaturan/kanal/baru/", {"kind": "tokopedia", "name": "Tokopedia", "preset": "tokopedia"}
    )
    channel = Channel.objects.get(shop=sari.shop, name="Tokopedia")
    assert {rule.clock: rule.amount for rule in channel.rules.all()} == {
        "answer": Amount.parse("2 kalender"), "ship_back": Amount.parse("10 kalender"), "inspect": Amount.parse("2 kerja"),
        "appeal": Amount.parse("15 kalender"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "change", [{"name": "whatsapp"}, {"name": ""}, {"kind": "fax"}, {"preset": "x"}, {"name": "x" * 41}]
)
def test_a_wrong_channel_is_not_added(log_in, sari, change):
    answers = {"kind": "other", "name": "Lain", "preset": "own", **change}
    assert log_in(sari).post("/pengaturan/kanal/baru/", answers).status_code == 200
    assert sari.shop.channels.count() == 3


def test_renaming_and_taking_out_of_use(log_in, sari):
    channel = sari.shop.channels.get(kind="counter")
    log_in(sari).post(f"/pengaturan/kanal/{channel.pk}/", {"name": "Kios"})
    channel.refresh_from_db()
    assert (channel.name, channel.is_active) == ("Kios", False)
    assert _latest(sari.shop)[:2] == ("channel", "Toko langsung → Kios, tidak dipakai")


def test_the_last_channel_stays_in_use(log_in, sari):
    channel = _website(sari.shop)
    sari.shop.channels.exclude(pk=channel.pk).update(is_active=False)
    response = log_in(sari).post(f"/pengaturan/kanal/{channel.pk}/", {"name": channel.name})
    assert "Ini kanal terakhir yang dipakai." in response.content.decode()
    channel.refresh_from_db()
    assert channel.is_active


RULE = {
    "answer-number": "3",
    "answer-unit": "jam_buka",
    "answer-on_due": "alarm",
    "answer-reminders": "80, 25 %",
}


def test_one_clock_changed(log_in, sari):
    channel = _website(sari.shop)
    log_in(sari).post(f"/pengaturan/kanal/{channel.pk}/jam/answer/", RULE)
    rule = channel.rules.get(clock="answer")
    assert (rule.number, rule.unit, rule.on_due, rule.reminders) == (3, "jam_buka", "alarm", [25, 80])
    assert rule.source == "Diubah oleh toko"
    what, about, _by = _latest(sari.shop)
    assert (what, about) == (
        "rules",
        "Formulir toko, Jawaban pertama toko: 2 hari kerja → 3 jam buka, Pemilik diberi tahu, 25 %, 80 %",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"answer-number": "0"}, {"answer-number": "-1"}, {"answer-number": "1000"}, {"answer-number": "1,5"},
        {"answer-unit": "tahun"}, {"answer-on_due": "close"}, {"answer-reminders": "0"},
        {"answer-reminders": "100"}, {"answer-reminders": "separuh"}, {"answer-reminders": "1 2 3 4 5 6"},
    ],
)  # fmt: skip
def test_a_clock_that_cannot_be(log_in, sari, change):
    channel = _website(sari.shop)
    before = list(channel.rules.values())
    response = log_in(sari).post(f"/pengaturan/kanal/{channel.pk}/jam/answer/", {**RULE, **change})
    assert response.status_code == 200
    assert "Belum tersimpan. Semua isian masih ada." in response.content.decode()
    assert list(channel.rules.values()) == before


def test_back_to_a_preset(log_in, sari):
    channel = _website(sari.shop)
    log_in(sari).post(f"/pengaturan/kanal/{channel.pk}/aturan/", {"preset": "shopee"})
    channel.refresh_from_db()
    assert channel.preset == "shopee"
    assert channel.rules.get(clock="ship_back").amount == Amount.parse("5 kerja")


def test_a_running_case_keeps_its_promise(log_in, sari, open_return):
    case = open_return()
    before = list(case.deadlines.order_by("id").values()), case.due_at
    log_in(sari).post(f"/pengaturan/kanal/{case.channel_id}/jam/answer/", RULE)
    log_in(sari).post("/pengaturan/jam/", {"opens_0_0": "08:00", "closes_0_0": "09:00"})
    case.refresh_from_db()
    assert (list(case.deadlines.order_by("id").values()), case.due_at) == before


@pytest.mark.parametrize("path", ["", "aturan/", "jam/answer/"])
def test_another_shops_channel_is_not_there(log_in, sari, tono, path):
    channel = _website(tono.shop)
    before = list(channel.rules.values())
    answers = {"preset": "shopee", "name": "x", **RULE}
    assert log_in(sari).post(f"/pengaturan/kanal/{channel.pk}/{path}", answers).status_code == 404
    assert list(channel.rules.values()) == before


def test_a_clock_that_the_channel_does_not_have(log_in, sari):
    assert (
        log_in(sari).post(f"/pengaturan/kanal/{_website(sari.shop).pk}/jam/besok/", RULE).status_code == 404
    )


# Several shops


def test_a_further_shop_and_back(log_in, sari):
    client = log_in(sari)
    answers = {"shop_name": "Sari Cabang", "slug": "", "time_zone": "Asia/Jakarta", "preset": "own"}
    assert client.post("/pengaturan/toko-baru/", answers)["Location"] == "/pengaturan/"
    second = Shop.objects.get(slug="sari-cabang")
    assert Membership.objects.get(shop=second).user == sari.user
    assert "Sari Cabang" in client.get("/pengaturan/").content.decode().split("<main")[0]
    assert client.post(f"/pengaturan/pindah/{sari.shop_id}/")["Location"] == "/kerja/"
    assert "Toko Sari" in client.get("/pengaturan/").content.decode().split("<main")[0]


def test_the_team_of_one_shop_is_nobody_in_the_other(log_in, sari, ani):
    client = log_in(sari)
    client.post(
        "/pengaturan/toko-baru/", {"shop_name": "Sari Cabang", "time_zone": "Asia/Jakarta", "preset": "own"}
    )
    second = Shop.objects.get(slug="sari-cabang")
    assert log_in(ani).post(f"/pengaturan/pindah/{second.pk}/").status_code == 404
    assert client.post(f"/pengaturan/tim/{ani.pk}/nonaktifkan/").status_code == 404
    ani.refresh_from_db()
    assert ani.disabled_at is None


@pytest.mark.parametrize("elsewhere", ["https://maling.test/", "//maling.test/"])
def test_switching_never_leads_elsewhere(log_in, sari, elsewhere):
    response = log_in(sari).post(f"/pengaturan/pindah/{sari.shop_id}/", {"next": elsewhere})
    assert response["Location"] == "/kerja/"


def test_nobody_switches_into_a_strangers_shop(log_in, sari, tono):
    client = log_in(sari)
    assert client.post(f"/pengaturan/pindah/{tono.shop_id}/").status_code == 404
    assert client.get("/pengaturan/").context["request"].membership.shop_id == sari.shop_id


def test_a_membership_that_waits_or_ended_is_no_way_in(log_in, sari, ani, tono, now):
    waiting = people.invite(tono, email="sari@sari.test", name="S", role="owner", now=now)
    assert log_in(sari).post(f"/pengaturan/pindah/{tono.shop_id}/").status_code == 404
    Membership.objects.filter(pk=waiting.pk).update(accepted_at=now, disabled_at=now)
    assert log_in(sari).post(f"/pengaturan/pindah/{tono.shop_id}/").status_code == 404


# The service page's link


def test_the_link_is_there_to_share_and_as_a_qr(log_in, ani, settings):
    settings.PUBLIC_URL = "https://layanan.toko.test"
    page = log_in(ani).get("/pengaturan/").content.decode()
    assert 'value="https://layanan.toko.test/toko/sari/"' in page
    assert "https://wa.me/?text=Layanan+retur" in page
    assert 'class="qrline"' in page


def test_the_qr_is_a_picture_to_print(log_in, ani):
    response = log_in(ani).get("/pengaturan/qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == 'attachment; filename="qr-sari.svg"'
    assert response.content.startswith(b"<?xml")
