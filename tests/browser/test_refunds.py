"""Money that goes back, on a phone: where it shall go, how much it is, that it never came, and that it failed."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from cases.models import Case
from cases.perform import Actor, perform
from cases.picking import Piece
from remedies.models import Refund
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db(transaction=True)


def keep_picture(page, name):
    """A picture of both widths, for whoever asks for them."""
    if folder := os.environ.get("PICTURES"):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 800})


@pytest.fixture
def case(open_return, bought, ani):
    """Two shirts for 200.000, less a voucher of 25.000, with 12.000 of shipping; the money is owed."""
    order = bought(
        {"name": "Kemeja batik Parang", "quantity": 2, "unit_price": 100_000},
        total=187_000,
        shipping_fee=12_000,
    )
    goods = (Piece(order.lines.get().pk, 2),)
    found = open_return(variant="refund_only", goods=goods, title="", order_number="", amount=None)
    perform(found, "approve", actor=Actor.member(ani), data=CHECKED)
    return found


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_account_number_to_the_second_try(case, ani, open_page, page_for, is_clean, javascript):
    budi, desk = open_page(javascript=javascript), page_for(ani, javascript=javascript)
    budi.goto(f"/lacak/{case.token}/")
    keep_picture(budi, "lacak")
    budi.get_by_role("link", name="Isi rekening tujuan").click()
    budi.get_by_label("Bank atau dompet digital").fill("bca")
    budi.get_by_label("Nomor rekening, atau nomor HP dompet digital").fill("771 944 2083")
    budi.get_by_label("Atas nama").fill("Budi Santoso")
    keep_picture(budi, "rekening-pelanggan")
    budi.get_by_role("button", name="Isi rekening tujuan").last.click()
    budi.get_by_text("******2083").first.wait_for()

    desk.goto(f"/kerja/kasus/{case.reference}/")
    keep_picture(desk, "kasus")
    desk.get_by_role("button", name="Lihat nomor lengkap").click()
    desk.get_by_text("7719442083").wait_for()
    keep_picture(desk, "nomor")
    if javascript:
        desk.goto(f"/kerja/kasus/{case.reference}/tindakan/record_refund/")
        is_clean(desk)
    desk.goto(f"/kerja/kasus/{case.reference}/")
    desk.get_by_role("link", name="Catat dana sudah dikirim").click()
    desk.get_by_label("Kemeja batik Parang").fill("1")
    desk.get_by_label("Ongkir yang dikembalikan (Rp)").fill("12.000")
    desk.get_by_role("button", name="Hitung lagi").click()
    desk.locator("input[name=refund_amount][value='99.500']").wait_for()
    keep_picture(desk, "hitungan")
    desk.get_by_label("Cara pengembalian").select_option("transfer")
    if desk.get_by_label("Jenisnya cocok").count():
        desk.get_by_label("Jenisnya cocok").check()
    desk.get_by_role("button", name="Catat dana sudah dikirim").last.click()
    desk.get_by_text("Menunggu konfirmasi pelanggan").first.wait_for()
    desk.get_by_text("termasuk ongkir Rp12.000").wait_for()
    keep_picture(desk, "kasus-dibayar")

    budi.goto(f"/lacak/{case.token}/")
    keep_picture(budi, "lacak-dibayar")
    if javascript:
        is_clean(budi)
    budi.get_by_role("link", name="Dana belum saya terima").click()
    budi.get_by_label("Ceritakan").fill("Belum masuk.")
    budi.get_by_role("button", name="Dana belum saya terima").last.click()
    budi.get_by_text("Toko memeriksa pengiriman dana Kakak").first.wait_for()

    desk.goto(f"/kerja/kasus/{case.reference}/")
    keep_picture(desk, "kasus-dicari")
    if javascript:
        is_clean(desk)
    desk.get_by_role("link", name="Dana memang tidak masuk").click()
    desk.get_by_label("Kata bank atau dompet digital").fill("Rekeningnya tutup.")
    desk.get_by_role("button", name="Dana memang tidak masuk").last.click()
    desk.get_by_text("Pengiriman dana gagal").first.wait_for()
    assert Case.objects.get(pk=case.pk).state == "refund_due"
    assert Refund.objects.get().status == "failed"
    assert Refund.objects.get().paid_on == timezone.localdate()
