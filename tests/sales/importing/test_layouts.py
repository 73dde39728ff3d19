"""One file of every layout with all of its quirks: what it is taken for, exact sums, every field of an order."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sales.importing.flaws import Refused
from sales.importing.headers import suggested
from sales.importing.plan import Unknown
from tests.sales.importing import exports

WIB = ZoneInfo("Asia/Jakarta")


def at(*parts, zone=WIB):
    return datetime(*parts, tzinfo=zone)


def totals(plan):
    assert plan.flaws == []
    return {name: plan.counts[name] for name in ("orders", "lines", "units", "amount")}


def sales(plan):
    return {sale.number: sale for sale in plan.sales()}


def line(sale, place=0):
    found = sale.lines[place]
    return {name: getattr(found, name) for name in found.__slots__ if name != "raw"}


@pytest.mark.parametrize(
    "layout, name, content, expected",
    [
        ("shopee", "Order.all.20261101_20261130.xlsx", exports.shopee(), exports.SHOPEE_TOTALS),
        ("tiktok", "Semua pesanan.csv", exports.tiktok_csv(), exports.TIKTOK_TOTALS),
        ("tiktok", "Semua pesanan.xlsx", exports.tiktok_xlsx(), exports.TIKTOK_TOTALS),
        ("lazada", "pesanan.XLSX", exports.lazada(), exports.LAZADA_TOTALS),
        ("tokopedia", "Tokopedia_2023.xlsx", exports.tokopedia(), exports.TOKOPEDIA_TOTALS),
    ],
)
def test_every_layout_is_known_and_adds_up(plan, layout, name, content, expected):
    found = plan(content, name)
    assert found.layout.key == layout
    assert totals(found) == expected


def test_shopee_field_by_field(plan):
    found = sales(plan(exports.shopee()))
    done, unpaid = found["251101MRF7XUTH"], found["251102ABCD1234"]
    assert done.texts == {
        "status": "Selesai", "payment": "ShopeePay", "courier": "SPX Standard", "tracking_number": "SPXID064575539347",
        "buyer_name": "Budi Santoso", "buyer_phone": "+6281234567890",
    }  # fmt: skip
    assert done.instants == {
        "placed_at": at(2026, 11, 1, 10), "paid_at": at(2026, 11, 1, 10, 5), "shipped_at": at(2026, 11, 1, 15, 20),
        "delivered_at": at(2026, 11, 5, 8),
    }  # fmt: skip
    assert (done.discount, done.shipping_fee, done.shipping_payer, done.total) == (
        6_500,
        9_000,
        "buyer",
        592_500,
    )
    assert line(done) == {
        "sku": "KBP-L", "name": "Kemeja batik Parang", "variation": "Navy, L", "unit_price": 200_000, "quantity": 2,
        "discount": 30_000, "amount": 370_000, "returned_quantity": 0,
    }  # fmt: skip
    assert line(done, 1) == {
        "sku": "ST", "name": "Sarung tenun", "variation": "", "unit_price": 120_000, "quantity": 2, "discount": 20_000,
        "amount": 220_000, "returned_quantity": 1,
    }  # fmt: skip
    assert [raw["Berat Produk"] for raw in done.lines[0].raw[:1]] == ["300 gr"]
    assert len(done.lines[0].raw) == 2
    assert unpaid.texts == {
        "status": "Belum Bayar",
        "buyer_name": "B***i",
        "buyer_phone_masked": "62812****90",
    }
    assert unpaid.instants == {"placed_at": at(2026, 11, 2, 23, 59)}
    assert (unpaid.shipping_fee, unpaid.shipping_payer, unpaid.total) == (0, "platform", 111_600)
    assert unpaid.lines[0].raw[0]["Catatan dari Pembeli"] == "=) tolong cepat"


def test_tiktok_field_by_field(plan):
    for content, name in ((exports.tiktok_csv(), "a.csv"), (exports.tiktok_xlsx(), "a.xlsx")):
        found = sales(plan(content, name))
        done, cancelled = found["580078439124043541"], found["580078439124043777"]
        assert done.texts["buyer_phone"] == "+6281234567890"
        assert done.texts["tracking_number"] == "JX8009962760"
        assert done.instants == {
            "placed_at": at(2026, 11, 5, 9, 8, 7), "paid_at": at(2026, 11, 5, 9, 10), "shipped_at": at(2026, 11, 6, 13),
            "delivered_at": at(2026, 11, 8, 17, 30, 15),
        }  # fmt: skip
        assert (done.discount, done.shipping_fee, done.shipping_payer, done.total) == (
            2_000,
            0,
            "seller",
            478_000,
        )
        assert line(done) == {
            "sku": "KBP-L", "name": "Kemeja batik Parang", "variation": "Navy, L", "unit_price": 200_000, "quantity": 2,
            "discount": 30_000, "amount": 370_000, "returned_quantity": 0,
        }  # fmt: skip
        assert done.lines[1].sku == "1730000000000000456"
        assert done.lines[0].raw[0]["Order ID"] == "580078439124043541"
        assert cancelled.instants == {
            "placed_at": at(2026, 11, 13, 0, 0, 1),
            "cancelled_at": at(2026, 11, 14, 10),
        }
        assert cancelled.texts["buyer_phone_masked"] == "0812****01"
        assert cancelled.total == 148_800


def test_lazada_counts_rows_as_pieces(plan):
    found = sales(plan(exports.lazada()))
    done, cancelled = found["1234567890123456"], found["1234567890123499"]
    assert line(done) == {
        "sku": "KBP-L", "name": "Kemeja batik Parang", "variation": "Warna:Navy, Ukuran:L", "unit_price": 200_000,
        "quantity": 2, "discount": 30_000, "amount": 370_000, "returned_quantity": 0,
    }  # fmt: skip
    assert [raw["orderItemId"] for raw in done.lines[0].raw] == ["1", "2"]
    assert done.texts["tracking_number"] == "LXAD1234567"
    assert (done.shipping_fee, done.total) == (13_500, 493_500)
    assert done.instants == {"placed_at": at(2026, 11, 5, 9, 8), "delivered_at": at(2026, 11, 9, 17, 30)}
    assert (cancelled.amount, cancelled.texts["status"]) == (180_000, "canceled")


def test_tokopedia_joins_dates_and_times(plan):
    found = sales(plan(exports.tokopedia()))
    done, cancelled = found["INV/20230527/MPL/3256599856"], found["INV/20230601/MPL/3256599999"]
    assert done.instants == {
        "placed_at": at(2023, 5, 27, 10, 11, 12), "paid_at": at(2023, 5, 27, 10, 11, 12),
        "shipped_at": at(2023, 5, 28, 13), "delivered_at": at(2023, 6, 1, 8, 9, 10),
    }  # fmt: skip
    assert done.texts["tracking_number"] == "0100190001491925"
    assert (done.discount, done.shipping_fee, done.shipping_payer, done.total) == (
        10_000,
        9_000,
        "buyer",
        369_000,
    )
    assert done.lines[0].returned_quantity == 1
    assert cancelled.instants["cancelled_at"] == at(2023, 6, 2, 9)


def test_real_date_and_time_cells_are_read_as_well(plan):
    row = {
        **exports.TOKOPEDIA_ROWS[0],
        "Tanggal Pembayaran": datetime(2023, 5, 27, 10, 11, 12),
        "Tanggal Pesanan Selesai": datetime(2023, 6, 1),
        "Waktu Pesanan Selesai": datetime(2023, 6, 1, 8, 9, 10).time(),
    }
    [sale] = plan(exports.tokopedia([row])).sales()
    assert sale.instants["placed_at"] == at(2023, 5, 27, 10, 11, 12)
    assert sale.instants["delivered_at"] == at(2023, 6, 1, 8, 9, 10)


def test_marketplaces_write_the_time_of_jakarta_wherever_the_shop_is(plan):
    found = sales(plan(exports.shopee(), zone="Asia/Jayapura"))
    assert found["251101MRF7XUTH"].instants["placed_at"] == at(2026, 11, 1, 10)


def test_headers_are_known_in_any_case_and_spacing(plan):
    rows = exports.table(exports.SHOPEE, *exports.SHOPEE_ROWS)
    rows[0] = [f"\ufeff {header.upper().replace(' ', '  ')}\t" for header in rows[0]]
    assert totals(plan(exports.xlsx(rows))) == exports.SHOPEE_TOTALS


def test_older_shopee_files_have_another_name_for_the_sum(plan):
    headers = ["Total Harga Produk" if name == "Subtotal Pesanan" else name for name in exports.SHOPEE]
    row = {**exports.SHOPEE_ROWS[3], "Harga Setelah Diskon": "", "Total Harga Produk": "111.600"}
    [sale] = plan(exports.xlsx(exports.table(headers, row))).sales()
    assert (sale.amount, sale.lines[0].unit_price) == (111_600, 37_200)


def test_rows_of_an_order_may_stand_apart(plan):
    rows = [exports.SHOPEE_ROWS[number] for number in (0, 3, 1, 2)]
    assert totals(plan(exports.shopee(rows))) == exports.SHOPEE_TOTALS


def test_the_table_may_be_on_a_later_sheet(plan):
    content = exports.xlsx(
        exports.table(exports.LAZADA, *exports.LAZADA_ROWS), before=[("Petunjuk", [["Baca dulu"]])]
    )
    assert plan(content).layout.key == "lazada"


def test_a_header_below_row_twenty_is_not_found(plan):
    rows = [*([["catatan"]] * 20), *exports.table(exports.LAZADA, *exports.LAZADA_ROWS)]
    with pytest.raises(Refused, match="Tidak ada tabel pesanan"):
        plan(exports.xlsx(rows))
    assert plan(exports.xlsx(rows[1:])).header_row == 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_list_of_the_shops_own(plan, encoding, separator):
    content = exports.separated(exports.OWN, encoding=encoding, separator=separator)
    found = plan(content, "daftar.csv", zone="Asia/Makassar", chosen=lambda signature: exports.OWN_COLUMNS)
    assert found.layout.key == "mapped"
    assert totals(found) == exports.OWN_TOTALS
    first, second = found.sales()
    assert first.instants == {"placed_at": at(2026, 11, 20, zone=ZoneInfo("Asia/Makassar"))}
    assert second.instants == {"placed_at": at(2026, 11, 21, 14, 30, zone=ZoneInfo("Asia/Makassar"))}
    assert second.lines[0].name == "Kebaya biru “Ayu”"


def test_a_note_about_the_separator_is_not_a_row(plan):
    content = b"sep=;\r\n" + exports.separated(exports.OWN, separator=";")
    found = plan(content, "daftar.csv", chosen=lambda signature: exports.OWN_COLUMNS)
    assert (found.header_row, found.rows) == (2, 3)


def test_unknown_headers_are_shown_with_what_stands_below_them(plan):
    with pytest.raises(Unknown) as unknown:
        plan(exports.separated([["Daftar pesanan November"], [], *exports.OWN]), "daftar.csv")
    assert unknown.value.columns["headers"] == exports.OWN[0]
    assert unknown.value.columns["sample"] == exports.OWN[1:]


def test_a_known_file_without_a_needed_column_names_it(plan):
    headers = [name for name in exports.SHOPEE if name != "Jumlah"]
    rows = [{name: value for name, value in row.items() if name != "Jumlah"} for row in exports.SHOPEE_ROWS]
    with pytest.raises(Unknown, match="Kolom “Jumlah” tidak ada"):
        plan(exports.xlsx(exports.table(headers, *rows)))


def test_a_header_alone_is_no_import(plan):
    with pytest.raises(Refused, match="hanya judul kolomnya"):
        plan(exports.shopee([]))


def test_likely_columns_are_suggested():
    blibli = (
        "No. Order", "No. Order Item", "No. Awb", "Tanggal Order", "Nama Pemesan", "Nama Produk", "Merchant Sku", "Total Barang",
        "Harga Produk", "Order Status",
    )  # fmt: skip
    assert suggested(blibli) == {
        "number": "No. Order", "tracking_number": "No. Awb", "placed_at": "Tanggal Order", "buyer_name": "Nama Pemesan",
        "name": "Nama Produk", "sku": "Merchant Sku", "quantity": "Total Barang", "unit_price": "Harga Produk",
        "status": "Order Status",
    }  # fmt: skip
    assert suggested(("Apa", "Siapa", "")) == {}
