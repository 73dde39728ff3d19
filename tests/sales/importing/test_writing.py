"""What an import leaves in the database: once, complete, never worse than before, never across shops."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from sales.importing import runs, work, writing
from sales.models import Customer, ImportRun, Order, OrderLine
from shops import presets
from shops.founding import add_channel
from tests.sales.importing import exports

WIB = ZoneInfo("Asia/Jakarta")
Status = ImportRun.Status


def rows_of(model, **where):
    return list(model.objects.filter(**where).order_by("pk").values())


def test_an_order_with_everything_that_the_file_says(bring_in, shopee_channel, shop):
    run = bring_in(exports.shopee())
    assert (run.status, run.layout, run.errors) == (Status.DONE, "shopee", [])
    assert run.counts == {**exports.SHOPEE_TOTALS, "rows": 4, "new": 2, "changed": 0, "same": 0}
    order = Order.objects.get(number="251101MRF7XUTH")
    assert (order.shop, order.channel, order.imported_from) == (shop, shopee_channel, run)
    assert (order.buyer_name, order.buyer_phone, order.buyer_phone_masked) == (
        "Budi Santoso",
        "+6281234567890",
        "",
    )
    assert (order.status, order.payment, order.courier) == ("Selesai", "ShopeePay", "SPX Standard")
    assert order.tracking_number == "SPXID064575539347"
    assert order.delivered_at == datetime(2026, 11, 5, 8, tzinfo=WIB)
    assert (order.discount, order.shipping_fee, order.shipping_payer, order.total) == (
        6_500,
        9_000,
        "buyer",
        592_500,
    )
    assert order.search == order.searchable()
    assert order.customer.phone == "+6281234567890"
    assert order.customer.name == "Budi Santoso"
    shirt, sarong = order.lines.all()
    assert (shirt.position, shirt.sku, shirt.variation, shirt.quantity) == (1, "KBP-L", "Navy, L", 2)
    assert (shirt.unit_price, shirt.discount, shirt.amount) == (200_000, 30_000, 370_000)
    assert (sarong.position, sarong.returned_quantity, sarong.shop) == (2, 1, shop)
    assert shirt.raw[0]["Berat Produk"] == "300 gr"
    assert len(shirt.raw) == 2
    other = Order.objects.get(number="251102ABCD1234")
    assert (other.customer, other.buyer_name, other.buyer_phone_masked) == (None, "B***i", "62812****90")


def test_lines_know_the_shops_own_variants(bring_in, large, shirt):
    bring_in(exports.shopee())
    assert OrderLine.objects.get(sku="KBP-L").variant == large
    assert OrderLine.objects.get(sku="ST").variant is None


def test_the_same_file_again_changes_nothing(bring_in, receive):
    first = bring_in(exports.shopee())
    before = rows_of(Order), rows_of(OrderLine), rows_of(Customer)
    again, known = receive(exports.shopee())
    assert known
    assert again == first
    assert (rows_of(Order), rows_of(OrderLine), rows_of(Customer)) == before


def test_another_file_of_the_same_orders_changes_nothing_either(bring_in):
    """Downloaded anew: other bytes, the same rows in another order."""
    bring_in(exports.shopee())
    before = rows_of(Order), rows_of(OrderLine), rows_of(Customer)
    run = bring_in(exports.shopee(exports.SHOPEE_ROWS[::-1], notes=False))
    assert (run.counts["new"], run.counts["changed"], run.counts["same"]) == (0, 1, 1)
    assert rows_of(Customer) == before[2]
    amounts = [(line.sku, line.quantity, line.amount) for line in OrderLine.objects.order_by("pk")]
    assert amounts == [("KBP-L", 2, 370_000), ("ST", 2, 220_000), ("", 3, 111_600)]
    run = bring_in(exports.shopee(notes=False))
    assert Order.objects.count() == 2
    assert [(line.sku, line.quantity) for line in OrderLine.objects.order_by("pk")] == [
        ("KBP-L", 2),
        ("ST", 2),
        ("", 3),
    ]


def test_what_has_happened_since_is_brought_up_to_date(bring_in, now):
    row = exports.SHOPEE_ROWS[3]
    bring_in(exports.shopee([row]))
    [before] = Order.objects.all()
    later = {
        **row, "Status Pesanan": "Selesai", "Waktu Pembayaran Dilakukan": "2026-11-03 09:00", "No. Resi": "SPXID1",
        "Nama Penerima": "Budi Santoso", "No. Telepon": "6281234567890", "Waktu Pesanan Selesai": "2026-11-07 10:00",
        "Returned quantity": "1",
    }  # fmt: skip
    extra = {**later, "Nama Produk": "Sarung tenun", "Nomor Referensi SKU": "ST-1", "Jumlah": "1"}
    run = bring_in(exports.shopee([later, extra]), now=now + timedelta(days=1))
    assert (run.counts["new"], run.counts["changed"]) == (0, 1)
    [order] = Order.objects.all()
    assert order.pk == before.pk
    assert (order.status, order.tracking_number, order.buyer_name) == ("Selesai", "SPXID1", "Budi Santoso")
    assert (order.customer.phone, order.imported_from) == ("+6281234567890", run)
    assert order.delivered_at == datetime(2026, 11, 7, 10, tzinfo=WIB)
    assert order.updated_at > before.updated_at
    assert "budi santoso" in order.search
    assert [(line.position, line.sku, line.returned_quantity) for line in order.lines.all()] == [
        (1, "", 1),
        (2, "ST-1", 1),
    ]


def test_masks_and_blanks_never_take_the_place_of_what_is_known(bring_in):
    full = {**exports.SHOPEE_ROWS[0]}
    bring_in(exports.shopee([full]))
    hidden = {
        **full, "Nama Penerima": "B***i", "No. Telepon": "62812****90", "No. Resi": "", "Waktu Pesanan Selesai": "-",
        "Status Pesanan": "Dikembalikan", "Username (Pembeli)": "",
    }  # fmt: skip
    run = bring_in(exports.shopee([hidden]))
    assert run.counts["changed"] == 1
    [order] = Order.objects.all()
    assert (order.buyer_name, order.buyer_phone, order.buyer_phone_masked) == (
        "Budi Santoso",
        "+6281234567890",
        "",
    )
    assert (order.tracking_number, order.status) == ("SPXID064575539347", "Dikembalikan")
    assert order.delivered_at == datetime(2026, 11, 5, 8, tzinfo=WIB)
    assert order.customer.name == "Budi Santoso"


def test_a_masked_name_gives_way_to_the_whole_one(bring_in):
    row = {**exports.SHOPEE_ROWS[0], "Nama Penerima": "B***i"}
    bring_in(exports.shopee([row]))
    assert Customer.objects.get().name == ""
    bring_in(exports.shopee([{**row, "Nama Penerima": "Budi Santoso"}]))
    assert Order.objects.get().buyer_name == Customer.objects.get().name == "Budi Santoso"


def test_what_the_team_has_corrected_stays_while_the_source_says_the_same(bring_in):
    bring_in(exports.shopee())
    mended = datetime(2026, 11, 4, 12, tzinfo=WIB)
    Order.objects.filter(number="251101MRF7XUTH").update(delivered_at=mended)
    run = bring_in(exports.shopee(notes=False))
    assert run.counts["same"] == 2
    assert Order.objects.get(number="251101MRF7XUTH").delivered_at == mended


def test_a_list_may_be_imported_again_with_other_columns(receive, now):
    """Who has named the wrong column names the right one; what was read with the wrong one is put right."""
    for price, total in (("Qty", 6), ("Harga", 730_000)):
        run, known = receive(exports.separated(exports.OWN), "daftar.csv")
        assert not known
        work.work_on(run)
        run.refresh_from_db()
        assert run.mapping["headers"] == exports.OWN[0]
        assert runs.name_columns(run, {**exports.OWN_COLUMNS, "unit_price": price}, now=now)
        work.work_on(run)
        run.refresh_from_db()
        assert runs.start(run, now=now)
        work.work_on(run)
        assert sum(line.amount for line in OrderLine.objects.all()) == total
    assert Order.objects.count() == 2


def test_two_shops_with_the_same_number_do_not_cross(bring_in, tono, receive):
    bring_in(exports.shopee())
    mine = rows_of(Order), rows_of(OrderLine), rows_of(Customer)
    theirs = add_channel(tono.shop, "shopee", "Shopee", presets.SHOPEE)
    changed = [
        {**row, "Status Pesanan": "Batal", "Nama Penerima": "Orang lain"} for row in exports.SHOPEE_ROWS
    ]
    run = bring_in(exports.shopee(changed), channel=theirs, by=tono)
    assert run.counts["new"] == 2
    assert rows_of(Order, channel=run.channel_id, shop=tono.shop)
    assert (
        rows_of(Order, shop=mine[0][0]["shop_id"]), rows_of(OrderLine, shop=mine[0][0]["shop_id"]),
        rows_of(Customer, shop=mine[0][0]["shop_id"]),
    ) == mine  # fmt: skip
    same, known = receive(exports.shopee(), channel=theirs, by=tono)
    assert not known  # that Toko Sari has imported these very bytes is nobody else's business
    assert same.shop == tono.shop


def test_two_channels_of_a_shop_may_have_the_same_number(bring_in, shop):
    bring_in(exports.shopee())
    second = add_channel(shop, "shopee", "Shopee kedua", presets.SHOPEE)
    assert bring_in(exports.shopee(), channel=second).counts["new"] == 2
    assert Order.objects.filter(number="251101MRF7XUTH").count() == 2


def test_more_orders_than_one_batch(bring_in, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(writing, "_AT_ONCE", 7)
    rows = [
        {**exports.SHOPEE_ROWS[0], "No. Pesanan": f"251101MRF{n:05d}", "No. Telepon": f"62812345{n % 5:05d}"}
        for n in range(30)
    ]
    run = bring_in(exports.shopee(rows))
    assert (run.counts["new"], Order.objects.count(), Customer.objects.count()) == (30, 30, 5)
    run = bring_in(exports.shopee([{**row, "Status Pesanan": "Batal"} for row in rows]))
    assert run.counts["changed"] == 30
    assert set(Order.objects.values_list("status", flat=True)) == {"Batal"}


def test_a_batch_costs_the_same_number_of_statements_however_large(
    receive, django_assert_num_queries, shopee_channel
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sales.importing.orders import Line, Sale

    run = ImportRun.objects.create(
        shop=shopee_channel.shop, channel=shopee_channel, file_name="x", sha256="x", created_at=timezone.now()
    )
    taken = []
    for count in (2, 200):
        sales = [
            Sale(
                f"{count}-{n}", {"buyer_phone": f"+62812345{n:05d}", "buyer_name": "Budi"},
                {"placed_at": timezone.now()}, [Line("", "Sarung", "", 5, 1, 0, 5, 0, [{"a": "b"}])], 0, 0, "", 5,
            )
            for n in range(count)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            writing.write(run, sales, now=timezone.now(), tick=lambda rows: None)
        taken.append(len(seen))
    assert taken[0] == taken[1]
    assert Order.objects.count() == 202


@pytest.mark.parametrize("broken", [{"Jumlah": "banyak"}, {"Harga Setelah Diskon": "37,200"}])
def test_a_file_with_one_wrong_cell_imports_nothing(bring_in, broken):
    rows = [*exports.SHOPEE_ROWS[:3], {**exports.SHOPEE_ROWS[3], **broken}]
    run = bring_in(exports.shopee(rows))
    assert (run.status, run.errors_total, run.errors[0]["row"]) == (Status.FAILED, 1, 8)
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    assert run.file.name == ""


def test_a_failure_in_the_middle_leaves_nothing(bring_in, monkeypatch):
    monkeypatch.setattr(writing, "_AT_ONCE", 1)
    rows = [{**exports.SHOPEE_ROWS[3], "No. Pesanan": f"A-{n}"} for n in range(3)]
    written = []

    def fail(self, counts, _write=writing._Batch.write):
        if len(written) == 2:
            raise RuntimeError("the power is gone")
        written.append(_write(self, counts))

    monkeypatch.setattr(writing._Batch, "write", fail)
    with pytest.raises(RuntimeError):
        bring_in(exports.shopee(rows))
    assert len(written) == 2
    assert not Order.objects.exists()
    [run] = ImportRun.objects.all()
    assert (run.status, run.attempts) == (Status.RUNNING, 1)
