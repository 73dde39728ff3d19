"""A sale at the counter on a phone, with and without JavaScript, and the pages around it in every look."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from sales import counter, customers, merging, products
from sales.counter import Item
from sales.models import Order
from sales.products import VariantChange

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def goods(sari):
    """A shirt in two sizes, and sambal without a price."""
    now = timezone.now()
    sizes = [
        VariantChange({"name": size, "sku": f"KBP-{size}", "price": price, "stock": 5})
        for size, price in (("L", 185_000), ("XL", 195_000))
    ]
    shirt = products.add(sari, {"name": "Kemeja batik Parang", "category": "Fashion"}, sizes, now=now)
    products.add(
        sari, {"name": "Sambal roa", "is_returnable": False, "not_returnable_why": "Makanan."}, [], now=now
    )
    return shirt


@pytest.fixture
def sold(shop, goods):
    """Budi's earlier shirt."""

    def make(phone="+6281234567890"):
        variant = goods.variants.first()
        return counter.sell(
            shop, shop.channels.get(kind="counter"), items=[Item(goods.name, 1, 185_000, variant)], submission=uuid4(),
            name="Budi Santoso", phone=phone, payment="Tunai", now=timezone.now(),
        )  # fmt: skip

    return make


def test_three_things_are_typed_and_the_rest_comes_by_itself(ani, goods, sold, page_for):
    sold()
    page = page_for(ani)
    page.goto("/kerja/baru/")
    page.get_by_role("link", name="Catat penjualan").click()
    page.get_by_label("Nomor HP pembeli").fill("0812 3456 7890")
    page.get_by_label("Barang", exact=True).first.fill("KBP-XL")
    page.get_by_label("Jumlah").first.fill("2")
    page.get_by_label("Jumlah").first.blur()
    page.get_by_text("Pelanggan lama: Kak Budi Santoso, 1 pesanan.").wait_for()
    page.get_by_text("Rp390.000").wait_for()
    assert page.get_by_label("Harga (Rp)").first.input_value() == "195.000"
    assert page.get_by_label("Nama pembeli").input_value() == "Budi Santoso"
    page.get_by_text("QRIS").click()
    page.get_by_role("button", name="Simpan penjualan").click()
    page.get_by_text(re.compile(r"Penjualan TK-\d{8}-0002 tersimpan")).wait_for()
    assert re.search(r"/pesanan/\d+/$", page.url)
    order = Order.objects.latest("pk")
    assert (order.total, order.payment, order.customer.orders.count()) == (390_000, "QRIS", 2)


def test_without_javascript_the_server_counts(ani, goods, page_for):
    page = page_for(ani, javascript=False)
    page.goto("/pesanan/baru/")
    page.get_by_label("Barang", exact=True).first.fill("kemeja")
    page.get_by_role("button", name="Hitung dulu").click()
    page.get_by_label("Barang", exact=True).first.select_option(label="Kemeja batik Parang, L, Rp185.000")
    page.get_by_role("button", name="Hitung dulu").click()
    assert page.locator("#jumlah").inner_text().split() == ["Total", "Rp185.000"]
    assert Order.objects.count() == 0
    page.get_by_role("button", name="Simpan penjualan").click()
    assert "Kemeja batik Parang" in page.locator("h1").inner_text()
    assert Order.objects.get().total == 185_000


def test_the_enter_key_saves_and_does_not_count(ani, goods, page_for):
    page = page_for(ani)
    page.goto("/pesanan/baru/")
    page.get_by_label("Barang", exact=True).first.fill("KBP-L")
    page.get_by_label("Jumlah").first.press("Enter")
    page.wait_for_url(re.compile(r"/pesanan/\d+/$"))
    assert Order.objects.get().total == 185_000


def test_a_wrong_sale_keeps_everything_that_was_typed(ani, goods, page_for, is_clean):
    page = page_for(ani)
    page.goto("/pesanan/baru/")
    page.get_by_label("Nama pembeli").fill("Rina")
    page.get_by_label("Barang", exact=True).first.fill("sambal roa")
    page.get_by_role("button", name="Simpan penjualan").click()
    page.get_by_text("Isi harganya.").wait_for()
    assert page.get_by_label("Nama pembeli").input_value() == "Rina"
    is_clean(page)


def test_every_page_in_every_look(sari, goods, sold, page_for, is_clean):
    order, older = sold(), sold("+6285600001111")
    customers.write_note(sari, order.customer, "Suka dikabari sore.", now=timezone.now())
    merging.merge(sari, order.customer_id, older.customer_id, now=timezone.now())
    other = sold("+6285600002222").customer_id
    buyer = order.customer_id
    page = page_for(sari)
    for address in (
        "/pesanan/", f"/pesanan/{order.pk}/", f"/pesanan/{order.pk}/ubah/", "/pesanan/baru/", "/pelanggan/",
        f"/pelanggan/{buyer}/", f"/pelanggan/{buyer}/ubah/", f"/pelanggan/{buyer}/gabung/",
        f"/pelanggan/{buyer}/gabung/?dengan={other}", "/produk/", f"/produk/{goods.pk}/", f"/produk/{goods.pk}/ubah/",
        "/produk/baru/", "/pengaturan/",
    ):  # fmt: skip
        page.goto(address)
        is_clean(page)
