"""Joko looks at a parcel on his phone, line by line, and sends the goods on; Sari lets a broken one back on sale."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Attachment
from cases.perform import Actor, perform
from cases.picking import Piece
from returns.models import Inspection, ReturnRequest, ShelfItem
from sales.models import Product, Variant
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(shop, bought, open_return, ani, joko):
    """Three shirts and a cup of Budi's, received a minute ago."""
    now = timezone.now() - timedelta(minutes=5)
    product = Product.objects.create(shop=shop, name="Kemeja batik Parang", created_at=now, search="kemeja")
    batik = Variant.objects.create(shop=shop, product=product, stock=5, weight_grams=250)
    order = bought(
        {"name": "Kemeja batik Parang", "quantity": 3, "unit_price": 185_000, "variant": batik},
        {"name": "Cangkir keramik", "unit_price": 45_000},
    )  # fmt: skip
    case = open_return(
        order_number=order.number, title="", amount=None, now=now,
        goods=tuple(Piece(line.pk, line.quantity) for line in order.lines.all()),
    )  # fmt: skip
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=now)
    today = now.astimezone(shop.zone).date()
    perform(case, "receive", actor=Actor.member(joko), data={"received_on": today}, now=now)
    return case


@pytest.mark.parametrize("javascript", [True, False])
def test_a_parcel_is_looked_at_on_a_phone(case, joko, sari, page_for, is_clean, picture, javascript):
    page = page_for(joko, javascript=javascript)
    check = is_clean if javascript else lambda page: None
    page.goto(f"/kerja/kasus/{case.reference}/")
    page.get_by_role("link", name="Simpan hasil periksa…").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Kondisi barang").select_option("Sesuai keluhan pelanggan")
    shirts = sheet.get_by_role("group", name="Kemeja batik Parang")
    shirts.get_by_label("Datang", exact=True).fill("2")
    shirts.get_by_label("Rusak", exact=True).fill("1")
    shirts.get_by_label("Diterima", exact=True).fill("3")
    shirts.get_by_label("Nilai kondisi").select_option("B · baik, ada bekas dibuka")
    shirts.locator("summary").nth(1).click()
    shirts.get_by_label("Berat saat datang (gram)").fill("510")
    sheet.get_by_label("1. Paket masih tertutup").set_input_files(picture("tutup.jpg"))
    sheet.get_by_label("3. Saat dibuka").set_input_files(picture("buka.jpg"))
    sheet.get_by_label("Disimpan di rak mana").fill("Rak A-2")
    check(page)
    sheet.get_by_role("button", name="Simpan hasil periksa").last.click()

    # More were taken back than came: what was typed and photographed is still there.
    page.get_by_text("Lebih banyak dari yang datang (2).").first.wait_for()
    assert not Inspection.objects.exists()
    sheet = page.get_by_role("dialog")
    shirts = sheet.get_by_role("group", name="Kemeja batik Parang")
    assert shirts.get_by_label("Datang", exact=True).input_value() == "2"
    check(page)
    shirts.get_by_label("Diterima", exact=True).fill("2")
    sheet.get_by_role("button", name="Simpan hasil periksa").last.click()
    page.get_by_role("heading", name="Hasil periksa").wait_for()
    page.get_by_text("Yang datang berbeda dari yang dikirim").wait_for()
    page.get_by_text("dikirim 750 gram, datang 510 gram").wait_for()
    check(page)
    found = Inspection.objects.order_by("pk").first()
    assert (found.received, found.damaged, found.accepted, found.grade) == (2, 1, 2, "B")
    names = list(Attachment.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["1. Paket masih tertutup - tutup.jpg", "3. Saat dibuka - buka.jpg"]

    page.goto("/kerja/rak/")
    check(page)
    page.get_by_role("link", name="2 × Kemeja batik Parang").click()
    page.get_by_role("link", name="Cetak label rak").click()
    page.get_by_role("heading", name="Label rak").wait_for()
    check(page)

    _send_on(page, case, "Jual lagi", "2")
    page.get_by_text("Minta persetujuan pemilik toko dulu sebelum dijual lagi.").wait_for()
    check(page)
    assert Variant.objects.get().stock == 5
    owner = page_for(sari, javascript=javascript)
    owner.goto(f"/kerja/kasus/{case.reference}/")
    owner.get_by_role("link", name="Izinkan barang rusak dijual lagi…").click()
    owner.get_by_label("Kenapa boleh, dan sebagai apa dijual").fill("Jahitan sudah diperbaiki.")
    owner.get_by_role("button", name="Izinkan barang rusak dijual lagi").last.click()
    owner.get_by_text("Pemilik mengizinkan dijual lagi").first.wait_for()
    _send_on(page, case, "Jual lagi", "2")
    page.get_by_text("2 · Jual lagi").wait_for()
    check(page)
    assert Variant.objects.get().stock == 7
    assert list(ShelfItem.objects.filter(left_at=None).values_list("pieces", "what")) == [(1, "")]
    assert ReturnRequest.objects.get().state == "inspected"


def _send_on(page, case, what, pieces):
    page.goto(f"/kerja/kasus/{case.reference}/")
    page.get_by_role("link", name="Atur barang di rak retur…").click()
    sheet = page.get_by_role("dialog")
    shirts = sheet.get_by_role("group", name="2 × Kemeja batik Parang")
    shirts.get_by_label("Diapakan").select_option(what)
    shirts.get_by_label("Berapa").fill(pieces)
    sheet.get_by_role("button", name="Atur barang di rak retur").last.click()
