"""`manage.py due`: the due instant on the first line, why on the lines below."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shops.founding import found_shop
from shops.models import OpeningPeriod, Shop, SpecialDay, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    sari = User.objects.create_user("sari@demo.test", name="Ibu Sari")
    return found_shop(sari, name="Toko Demo", slug="demo")


def printed(start, amount, shop="demo"):
    out = StringIO()
    call_command("due", start, amount, "--shop", shop, stdout=out)
    return out.getvalue().splitlines()


def refusal(start, amount, shop="demo"):
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("due", start, amount, "--shop", shop, stdout=out)
    assert out.getvalue() == ""
    return str(refused.value)


def test_due_prints_the_instant_and_then_the_ledger(demo):
    assert printed("2026-11-20T10:00+07:00", "2 kerja") == [
        "2026-11-23T10:00:00+07:00",
        "Mulai Jum 20 Nov 2026, 10.00 WIB",
        "Hari libur, cuti bersama, dan hari toko tutup dilewati; hari mulai tidak dihitung",
        "Sab 21 Nov: 1 hari kerja",
        "Min 22 Nov: toko tutup",
        "Sen 23 Nov: 1 hari kerja",
        "2 hari kerja = Sen 23 Nov 2026, 10.00 WIB",
    ]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("2 kerja", "2026-03-26T10:00:00+07:00"),
        ("2 kalender", "2026-03-19T10:00:00+07:00"),
        ("72 jam", "2026-03-20T10:00:00+07:00"),
        ("9 jam buka", "2026-03-25T10:00:00+07:00"),
    ],
)
def test_due_knows_every_unit(demo, amount, expected):
    assert printed("2026-03-17T10:00+07:00", amount)[0] == expected


def test_due_answers_with_the_offset_of_the_shop(demo):
    Shop.objects.filter(pk=demo.pk).update(time_zone=Shop.TimeZone.WIT)

    assert printed("2026-03-17T01:00Z", "2 kerja")[0] == "2026-03-26T10:00:00+09:00"


def test_due_follows_the_shops_own_calendar(demo):
    Shop.objects.filter(pk=demo.pk).update(observes_joint_leave=False)
    SpecialDay.objects.create(shop=demo, date=date(2026, 3, 20), name="Stok opname", is_open=False)

    lines = printed("2026-03-17T10:00+07:00", "2 kerja")

    assert lines[0] == "2026-03-23T10:00:00+07:00"
    assert "Jum 20 Mar: Stok opname" in lines


@pytest.mark.parametrize(
    ("start", "amount", "shop", "sentence"),
    [
        ("2026-03-17T10:00+07:00", "2 kerja", "tono", "Toko “tono” tidak ada."),
        (
            "besok",
            "2 kerja",
            "demo",
            "Waktu mulai “besok” tidak terbaca. Tulis seperti 2026-03-17T10:00+07:00.",
        ),
        (
            "2026-03-17T10:00",
            "2 kerja",
            "demo",
            "Waktu harus menyebut zonanya, misalnya 2026-03-17T10:00+07:00.",
        ),
        ("2026-03-17T10:00+07:00", "2 hari", "demo", "Sebutkan jenis harinya: “kerja” atau “kalender”."),
        ("9999-12-31T10:00+07:00", "2 kerja", "demo", "Tanggalnya terlalu jauh untuk dihitung."),
        ("9999-12-31T23:00+00:00", "2 kalender", "demo", "Tanggalnya terlalu jauh untuk dihitung."),
        ("0001-01-01T00:00+14:00", "2 jam", "demo", "Tanggalnya terlalu jauh untuk dihitung."),
    ],
)
def test_due_refuses_in_one_sentence(demo, start, amount, shop, sentence):
    assert refusal(start, amount, shop) == sentence


def test_due_tells_a_shop_without_hours(demo):
    OpeningPeriod.objects.filter(shop=demo).delete()

    assert refusal("2026-03-17T10:00+07:00", "2 kerja").startswith("Toko belum punya jam buka.")
