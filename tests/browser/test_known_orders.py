"""A return of an order that the shop knows, on a phone of 360 px: number, phone, reason, and that is all."""

from datetime import timedelta

import pytest

from returns.models import ReturnRequest
from returns.presets import first_rules
from returns.publishing import publish, save_draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _policy(sari, now):
    before = now - timedelta(days=30)
    draft = save_draft(sari, first_rules(), seen="", now=before)
    publish(sari, seen=draft.mark, effective_on=before.date(), understood=True, now=before)


@pytest.mark.usefixtures("_policy")
def test_three_inputs_on_a_phone(open_page, bought):
    bought({"name": "Kemeja batik Parang", "variation": "Navy, L"})
    page = open_page()
    page.goto("/toko/sari/retur/")
    page.get_by_label("Nomor pesanan").fill("2511200001abcd")
    page.get_by_label("Nomor HP (WhatsApp)").fill("0812 3456 7890")
    page.get_by_role("button", name="Cari pesanan saya").click()
    page.get_by_text("Pesanan ketemu.").wait_for()
    assert page.get_by_label("Kemeja batik Parang").is_checked()

    page.get_by_label("Alasan").select_option(label="Rusak waktu sampai")
    # What goes with the reason is chosen, and how it stands to the policy is said without a word more.
    page.get_by_text("Masih dalam batas retur").wait_for()
    assert page.get_by_label("Kirim balik, dana kembali").is_checked()
    page.get_by_label("Alasan").select_option(label="Paket tidak sampai")
    page.get_by_text("Paketnya tercatat diterima").wait_for()
    assert page.get_by_label("Kirim ulang").is_checked()
    page.get_by_label("Dana kembali saja").check()
    page.get_by_label("Alasan").select_option(label="Rusak waktu sampai")
    assert page.get_by_label("Dana kembali saja").is_checked()  # a person has chosen: no more suggestions

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Kirim permintaan").last.click()
    page.wait_for_url("**/lacak/**")
    case = ReturnRequest.objects.get()
    assert (case.variant, case.standing, case.title) == (
        "refund_only",
        "within",
        "Kemeja batik Parang, Navy, L",
    )
    assert case.consented_at is not None


@pytest.mark.usefixtures("_policy")
def test_the_same_without_javascript(open_page, bought):
    bought({"name": "Kemeja", "quantity": 2}, {"name": "Sarung"})
    page = open_page(javascript=False)
    page.goto("/toko/sari/retur/")
    page.get_by_label("Nomor pesanan").fill("2511200001ABCD")
    page.get_by_label("Nomor HP (WhatsApp)").fill("081234567890")
    page.get_by_role("button", name="Cari pesanan saya").click()
    page.get_by_label("Kemeja").check()
    page.get_by_label("Berapa dari 2?").fill("2")
    page.get_by_label("Alasan").select_option(label="Ukuran atau model tidak pas")
    page.get_by_label("Kirim balik, dana kembali").check()
    page.get_by_role("button", name="Cek dulu menurut kebijakan").click()
    page.get_by_text("Masih dalam batas retur").wait_for()
    assert (
        page.get_by_label("Kemeja").is_checked() and page.get_by_label("Berapa dari 2?").input_value() == "2"
    )
    page.get_by_role("button", name="Kirim permintaan").last.click()
    page.wait_for_url("**/lacak/**")
    assert [str(line) for line in ReturnRequest.objects.get().lines.all()] == ["2 × Kemeja"]


@pytest.mark.usefixtures("_policy")
def test_every_look_of_the_found_order_is_accessible(open_page, is_clean, bought):
    bought({"name": "Kemeja batik Parang", "variation": "Navy, L", "quantity": 3}, {"name": "Sarung tenun"})
    bought({"name": "Blus"}, number="LAIN-9")
    page = open_page()
    page.goto("/toko/sari/retur/")
    page.get_by_label("Nomor pesanan").fill("2511200001ABCD")
    page.get_by_label("Nomor HP (WhatsApp)").fill("081234567890")
    page.get_by_role("button", name="Cari pesanan saya").click()
    page.get_by_label("Alasan").select_option(label="Rusak waktu sampai")
    page.get_by_label("Blus").check()
    page.get_by_text("Masih dalam batas retur").first.wait_for()
    is_clean(page)
