"""A chat on a phone becomes a case: pasted, looked at, corrected, confirmed, with and without JavaScript."""

from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import Case
from sales import counter, products
from sales.counter import Item
from sales.products import VariantChange

pytestmark = pytest.mark.django_db(transaction=True)

CHAT = """[12/11/26 10.05.33] Budi Santoso: kak kemeja parang navy yang L sobek
[12/11/26 10.06.10] Toko Sari: mau refund atau tukar kak?
[12/11/26 10.07.59] Budi Santoso: hp saya 0812-3456-7890
refund aja, uangnya balikin ke rekening ya"""


@pytest.fixture
def order(shop, sari):
    """Budi's shirt."""
    now = timezone.now()
    variant = VariantChange({"name": "Navy, L", "sku": "KBP-L", "price": 185_000})
    shirt = products.add(sari, {"name": "Kemeja batik Parang"}, [variant], now=now)
    return counter.sell(
        shop, shop.channels.get(kind="counter"), items=[Item(shirt.name, 1, 185_000, shirt.variants.get())],
        submission=uuid4(), name="Budi Santoso", phone="+6281234567890", now=now,
    )  # fmt: skip


@pytest.mark.parametrize("javascript", [True, False])
def test_from_paste_to_case(order, ani, page_for, is_clean, javascript):
    page = page_for(ani, javascript=javascript)
    page.goto("/kerja/baru/")
    page.get_by_role("link", name="Tempel chat").click()
    page.get_by_label("Tempel chat di sini").fill(CHAT)
    page.get_by_role("button", name="Baca chat").click()
    page.get_by_role("heading", name="Yang terbaca dari chat").wait_for()
    if javascript:
        is_clean(page)
    page.get_by_role("button", name="Pakai pesanan ini").click()
    assert page.get_by_label("Nomor pesanan").input_value() == order.number
    page.get_by_text("Dipakai", exact=True).wait_for()
    page.get_by_label("Dana kembali saja").check()
    page.get_by_label("Nama pelanggan").fill("Budi Santoso, Bandung")
    assert not Case.objects.exists()
    page.get_by_label("Nama pelanggan").press("Enter")  # goes on, and does not read the chat again
    page.get_by_text("Diisi dari chat, belum disimpan. Periksa dulu.").wait_for()
    assert page.url.endswith("/kerja/baru/return_request/")
    assert page.get_by_label("Nama pelanggan").input_value() == "Budi Santoso, Bandung"
    assert page.get_by_label("Dana kembali saja").is_checked()
    assert page.get_by_role("checkbox", name="Kemeja batik Parang").is_checked()  # the order was found again
    page.get_by_text("WhatsApp", exact=True).click()
    page.get_by_label("Pelanggan setuju datanya dicatat").check()
    assert not Case.objects.exists()
    page.get_by_role("button", name="Simpan kasus").last.click()
    page.get_by_text("dicatat.").first.wait_for()
    case = Case.objects.get()
    assert page.url.endswith(f"/kerja/kasus/{case.reference}/")
    assert (case.variant, case.order_number, case.customer_phone) == (
        "refund_only",
        order.number,
        "+6281234567890",
    )
    assert "Toko Sari" not in case.description
    assert case.description.splitlines()[0] == "kak kemeja parang navy yang L sobek"


def test_the_pages_in_every_look(order, ani, page_for, is_clean):
    page = page_for(ani)
    page.goto("/kerja/kasus/baru/tempel/")
    is_clean(page)
    page.get_by_role("button", name="Baca chat").click()
    page.get_by_text("Tempel dulu chat-nya.").wait_for()
    is_clean(page)
    page.get_by_label("Tempel chat di sini").fill(
        "251229MRF7XUTH atau 251230ABCDEFGH 081299990000 / 081288880000"
    )
    page.get_by_role("button", name="Baca chat").click()
    page.get_by_role("button", name="Lanjut ke formulir").last.click()
    page.get_by_text("Pilih dulu jenis kasusnya.").wait_for()
    is_clean(page)
