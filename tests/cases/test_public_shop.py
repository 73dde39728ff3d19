"""The shop's service page: the ways in and the promises, from the shop's own rows."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cases import welcome
from cases.access import public_channel
from cases.almanac import ShopFacts
from shops.hours import calendar_of
from shops.models import OpeningPeriod, Shop

WIB = ZoneInfo("Asia/Jakarta")


def test_the_page_leads_to_the_form_and_to_tracking(client, shop):
    html = client.get("/toko/sari/").content.decode()

    assert 'href="/toko/sari/retur/"' in html
    assert 'href="/lacak/"' in html
    assert 'href="https://wa.me/6281298765432"' in html
    assert 'Senin–Sabtu, <span class="num">08.00–17.00 WIB</span>' in html


def test_a_shop_without_a_number_offers_no_whatsapp(client, shop):
    Shop.objects.update(whatsapp="")

    assert "wa.me" not in client.get("/toko/sari/").content.decode()


def test_a_closed_form_is_not_offered(client, shop):
    shop.channels.filter(kind="website").update(is_active=False)

    html = client.get("/toko/sari/").content.decode()
    assert "/toko/sari/retur/" not in html
    assert "Formulir sedang ditutup" in html


def test_an_unknown_shop_is_not_found(client, db):
    assert client.get("/toko/tidak-ada/").status_code == 404


def test_the_promises_are_the_channels_own_rules(shop):
    channel = public_channel(shop)
    channel.rules.filter(clock="answer").update(number=8, unit="jam_buka")
    shop.refresh_from_db()

    promised = [
        (what, str(amount), since) for what, amount, since in welcome.promises(ShopFacts(shop), channel)
    ]

    assert promised == [
        ("Jawaban", "8 jam buka", ""),
        ("Hasil periksa", "2 hari kerja", "setelah barang sampai"),
        ("Dana dikirim", "3 hari kerja", "setelah disetujui"),
        ("Pengganti dikirim", "2 hari kerja", "setelah disetujui"),
    ]


@pytest.mark.parametrize(
    "periods, lines",
    [
        ([(0, 8, 17), (1, 8, 17), (2, 8, 17)], [("Senin–Rabu", "08.00–17.00")]),
        (
            [(0, 8, 12), (0, 13, 17), (1, 8, 17)],
            [("Senin", "08.00–12.00, 13.00–17.00"), ("Selasa", "08.00–17.00")],
        ),
        ([(0, 8, 17), (2, 8, 17)], [("Senin", "08.00–17.00"), ("Rabu", "08.00–17.00")]),
        ([(6, 20, 0)], [("Minggu", "20.00–24.00")]),
        ([], []),
    ],
)
def test_neighbouring_days_with_the_same_hours_stand_in_one_line(shop, periods, lines):
    shop.opening_periods.all().delete()
    OpeningPeriod.objects.bulk_create(
        OpeningPeriod(shop=shop, weekday=day, opens=time(opens), closes=time(closes))
        for day, opens, closes in periods
    )

    with translation.override("id"):
        assert welcome.opening_lines(shop) == lines


def test_only_usual_opening_days_are_named_as_days_off(shop):
    """Christmas 2026 is a Friday with joint leave on Thursday before it; Sundays are no news."""
    off = welcome.days_off(calendar_of(shop), datetime(2026, 12, 1, 9, tzinfo=WIB))

    assert [f"{day.day:%d-%m}" for day in off] == ["24-12", "25-12"]


def test_a_shop_that_never_opens_says_so(client, shop):
    shop.opening_periods.all().delete()

    assert "Belum ada jam layanan tetap" in client.get("/toko/sari/").content.decode()
