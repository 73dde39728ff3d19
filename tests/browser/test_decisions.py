"""A part of the money offered and taken, and goods decided line by line, in a real browser on a phone."""

import pytest

from cases.picking import Piece
from returns.models import ReturnLine, ReturnRequest

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_part_is_offered_and_taken(open_return, ani, page_for, open_page, is_clean, javascript):
    case = open_return()
    desk, budi = page_for(ani, javascript=javascript), open_page(javascript=javascript)
    desk.goto(f"/kerja/kasus/{case.reference}/")
    desk.get_by_role("link", name="Tawarkan dana sebagian…").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Dana yang ditawarkan").fill("50.000")
    dialog.get_by_label("Kenapa sebagian").fill("Cacatnya kecil, Kak. Barangnya tetap di Kakak.")
    if javascript:
        is_clean(desk)
    dialog.get_by_role("button", name="Tawarkan dana sebagian").click()
    desk.get_by_role("button", name="Batalkan langkah ini").wait_for()

    budi.goto(f"/lacak/{case.token}/")
    assert fits(budi)
    assert "Rp50.000" in budi.locator(".say").first.inner_text()
    assert budi.get_by_role("link", name="Belum cocok…").is_visible()
    if javascript:
        is_clean(budi)
    budi.get_by_role("link", name="Saya setuju…").click()
    assert "Rp50.000" in budi.inner_text("main")
    assert fits(budi)
    budi.get_by_role("button", name="Saya setuju").click()
    budi.get_by_role("heading", name="Dana sedang disiapkan").wait_for()
    after = ReturnRequest.objects.get()
    assert (after.state, after.agreed_amount, after.variant) == ("refund_due", 50_000, "refund_only")


def test_one_line_is_refused_and_the_button_waits_for_the_tick(
    open_return, bought, ani, page_for, open_page, is_clean
):
    order = bought({"name": "Kemeja batik", "quantity": 2}, {"name": "Celana kain"})
    goods = [Piece(line.pk, line.quantity) for line in order.lines.order_by("position")]
    case = open_return(goods=goods, title="", amount=None, order_number="")
    page = page_for(ani)
    page.goto(f"/kerja/kasus/{case.reference}/")
    page.get_by_role("link", name="Setujui permintaan…").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    press = dialog.get_by_role("button", name="Setujui permintaan")
    press.click()  # the browser says what is missing, and nothing is sent
    assert dialog.locator(".tick :invalid").count() == 1
    dialog.get_by_label("Jenisnya cocok").check()
    assert dialog.locator(".tick :invalid").count() == 0

    dialog.get_by_label("Celana kain").fill("0")
    press.click()
    dialog.get_by_text("Pilih alasan untuk barang yang tidak disetujui.").wait_for()
    is_clean(page)
    dialog.get_by_label("Alasan yang tidak disetujui").nth(1).select_option("used")
    press.click()
    page.get_by_role("button", name="Batalkan langkah ini").wait_for()
    assert list(ReturnLine.objects.order_by("pk").values_list("approved", "refusal")) == [
        (2, ""),
        (0, "used"),
    ]
    budi = open_page()
    budi.goto(f"/lacak/{case.token}/")
    assert "1 × Celana kain: belum bisa disetujui" in budi.inner_text("main")
    assert fits(budi)
