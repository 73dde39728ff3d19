"""An import in a real browser: from the file on the phone to the orders, with a progress bar that moves by itself."""

import pytest

from sales.importing import work
from sales.models import ImportRun, Order
from shops import presets
from shops.founding import add_channel
from tests.sales.importing import exports

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shopee_channel(shop):
    return add_channel(shop, "shopee", "Shopee", presets.SHOPEE)


@pytest.fixture
def choose(tmp_path):
    """Choose a file for the form and send it."""

    def send(page, content, name):
        path = tmp_path / name
        path.write_bytes(content)
        page.goto("/pesanan/impor/")
        page.get_by_label("Kanal").select_option("Shopee")
        page.get_by_label("Berkas pesanan").set_input_files(path)
        page.get_by_role("button", name="Periksa berkas").click()

    return send


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_file_to_the_orders(shopee_channel, ani, page_for, is_clean, choose, javascript):
    page = page_for(ani, javascript=javascript)
    page.goto("/pesanan/")
    page.get_by_role("link", name="Impor dari marketplace").click()
    page.get_by_text("Belum ada. Di Seller Center").wait_for()
    if javascript:
        is_clean(page)
    choose(page, exports.shopee(), "Order.all.xlsx")
    page.get_by_role("heading", name="Sedang diperiksa").wait_for()
    if javascript:
        is_clean(page)
    work.work_on_waiting()
    # Nobody touches the page: it finds out by itself.
    page.get_by_role("button", name="Impor 2 pesanan").wait_for()
    assert "Rp701.600" in page.inner_text("main")
    if javascript:
        is_clean(page)
    page.get_by_role("button", name="Impor 2 pesanan").click()
    page.get_by_role("heading", name="Sedang diimpor").wait_for()
    page.get_by_text("0 dari 4 baris").wait_for()
    ImportRun.objects.update(rows_done=3)
    page.get_by_text("3 dari 4 baris").wait_for()
    assert page.locator("progress").get_attribute("value") == "3"
    if javascript:
        is_clean(page)
    work.work_on_waiting()
    page.get_by_text("2 pesanan baru, 0 diperbarui, 0 tetap.").wait_for()
    if javascript:
        is_clean(page)
    page.get_by_role("link", name="Lihat pesanan").click()
    page.get_by_text("251101MRF7XUTH").wait_for()
    assert Order.objects.count() == 2


def test_columns_and_errors_on_a_phone(shopee_channel, sari, page_for, is_clean, choose):
    page = page_for(sari)
    choose(page, exports.separated(exports.OWN), "daftar.csv")
    page.get_by_role("heading", name="Sedang diperiksa").wait_for()
    work.work_on_waiting()
    page.get_by_role("link", name="Pilih kolom").click()
    is_clean(page)
    page.get_by_role("button", name="Periksa dengan kolom ini").click()
    page.get_by_role("heading", name="Sedang diperiksa").wait_for()
    work.work_on_waiting()
    page.get_by_role("button", name="Impor 2 pesanan").wait_for()
    choose(page, exports.shopee([{**exports.SHOPEE_ROWS[3], "Jumlah": "banyak"}]), "rusak.xlsx")
    page.get_by_role("heading", name="Sedang diperiksa").wait_for()
    work.work_on_waiting()
    page.get_by_text("Tidak ada yang diimpor.").wait_for()
    assert "Baris 5, “Jumlah”" in page.inner_text("main")
    is_clean(page)
    choose(
        page, exports.tiktok_csv([{**exports.TIKTOK_ROWS[2], "Order ID": "580078439124044000"}]), "nol.csv"
    )
    page.get_by_role("heading", name="Sedang diperiksa").wait_for()
    work.work_on_waiting()
    page.get_by_role("button", name="Nomornya sudah cocok").wait_for()
    is_clean(page)
    page.goto("/pesanan/impor/")
    is_clean(page)
