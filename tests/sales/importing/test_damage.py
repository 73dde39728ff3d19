"""Files that went through a spreadsheet: numbers that lost their digits are refused by name, never guessed."""

import pytest

from sales.importing.cells import Number
from sales.importing.flaws import Refused
from sales.importing.plan import MOST_FLAWS
from tests.sales.importing import exports


def orders(*numbers, **more):
    return [{**exports.TIKTOK_ROWS[2], "Order ID": number, **more} for number in numbers]


def true_numbers(count):
    """Numbers of eighteen digits, one in a thousand of which ends in three zeros."""
    return [str(580_078_439_124_000_541 + n * 1_009) for n in range(count)]


@pytest.mark.parametrize("number", ["5.8E+17", "5,80078E+17", "580078439124043541.0"])
def test_powers_of_ten_in_a_csv_are_refused_by_name(plan, number):
    rows = orders("580078439124043541", number, "580078439124043777")
    with pytest.raises(Refused, match="sudah dibulatkan oleh Excel") as why:
        plan(exports.tiktok_csv(rows), "a.csv")
    assert number in why.value.flaw.sentence
    assert (why.value.flaw.row, why.value.flaw.column) == (4, "Order ID")


def test_number_cells_of_a_workbook_are_refused_by_name(plan):
    rows = exports.tiktok_table(orders("580078439124043541", "580078439124043777"))
    rows[3][0] = 580078439124043777
    with pytest.raises(Refused, match="sudah dibulatkan oleh Excel") as why:
        plan(exports.xlsx(rows))
    assert (why.value.flaw.row, why.value.flaw.column) == (4, "Order ID")


@pytest.mark.parametrize("name", ["Tracking ID", "Phone #"])
def test_damaged_tracking_and_phone_numbers_are_refused_too(plan, name):
    with pytest.raises(Refused, match=r"“2.92717E\+11” sudah dibulatkan") as why:
        plan(exports.tiktok_csv(orders("580078439124043541", **{name: "2.92717E+11"})), "a.csv")
    assert why.value.flaw.column == name


def test_zeros_at_the_end_are_doubted_by_name(plan):
    found = plan(
        exports.tiktok_csv(orders("580078439124044000", "580078439124051000", "580078439124043777")), "a.csv"
    )
    assert found.doubtful
    assert [(flaw.row, flaw.column) for flaw in found.flaws] == [(3, "Order ID"), (4, "Order ID")]
    assert "“580078439124044000” berakhir dengan nol" in found.flaws[0].sentence


def test_a_person_who_has_compared_them_is_believed(plan):
    found = plan(exports.tiktok_csv(orders("580078439124044000")), "a.csv", trusted=True)
    assert (found.flaws, found.orders) == ([], 1)


def test_now_and_then_a_true_number_ends_in_zeros(plan):
    numbers = true_numbers(59)
    assert not plan(exports.tiktok_csv(orders(*numbers, "580078439124044000")), "a.csv").flaws
    assert plan(exports.tiktok_csv(orders(*numbers[:18], "580078439124044000")), "a.csv").doubtful


def test_a_whole_column_of_zeros_is_doubted_with_its_number(plan):
    numbers = [f"58007843912{n:04d}000" for n in range(MOST_FLAWS + 50)]
    found = plan(exports.tiktok_csv(orders(*numbers)), "a.csv")
    assert (len(found.flaws), found.flaws_total) == (MOST_FLAWS, MOST_FLAWS + 50)


def test_zeros_do_not_hide_what_else_is_wrong(plan):
    found = plan(exports.tiktok_csv(orders("580078439124044000", Quantity="dua")), "a.csv")
    assert not found.doubtful


def test_short_numbers_may_end_as_they_like(plan):
    rows = [
        {**exports.SHOPEE_ROWS[3], "No. Pesanan": "251102ABCD0000"},
        {**exports.SHOPEE_ROWS[3], "No. Pesanan": Number("100000000000000")},
    ]
    assert not plan(exports.shopee(rows)).flaws


# Rows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change, column, sentence",
    [
        ({"Harga Setelah Diskon": "37,200"}, "Harga Setelah Diskon", "“37,200” tidak terbaca sebagai rupiah penuh."),
        ({"Harga Setelah Diskon": 37.2}, "Harga Setelah Diskon", "“37.2” tidak terbaca sebagai rupiah penuh."),
        ({"Harga Setelah Diskon": ""}, "Harga Setelah Diskon", "Harga kosong."),
        ({"Jumlah": "0"}, "Jumlah", "Jumlah barang kosong atau 0."),
        ({"Jumlah": "banyak"}, "Jumlah", "“banyak” tidak terbaca sebagai jumlah barang."),
        ({"No. Pesanan": ""}, "No. Pesanan", "Nomor pesanan kosong."),
        ({"No. Pesanan": "X" * 61}, "No. Pesanan", "Nomor pesanan terlalu panjang."),
        ({"Nama Produk": "-"}, "Nama Produk", "Nama barang kosong."),
        ({"Waktu Pesanan Dibuat": "-"}, "Waktu Pesanan Dibuat", "Waktu pesan kosong."),
        ({"Waktu Pesanan Dibuat": "02/11/2026 23:59"}, "Waktu Pesanan Dibuat", "“02/11/2026 23:59” tidak terbaca sebagai tanggal."),
        ({"Voucher Ditanggung Penjual": "banyak"}, "Voucher Ditanggung Penjual", "“banyak” tidak terbaca sebagai rupiah penuh."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_row_and_column(plan, change, column, sentence):
    rows = [*exports.SHOPEE_ROWS[:3], {**exports.SHOPEE_ROWS[3], **change}]
    found = plan(exports.shopee(rows))
    assert [(flaw.row, flaw.column, flaw.sentence) for flaw in found.flaws] == [(8, column, sentence)]


def test_every_wrong_cell_is_counted(plan):
    rows = [{**exports.SHOPEE_ROWS[3], "Jumlah": "x", "Harga Awal": "y"}] * 80
    found = plan(exports.shopee(rows))
    assert (len(found.flaws), found.flaws_total) == (MOST_FLAWS, 160)
    assert [flaw.column for flaw in found.flaws[:2]] == ["Harga Awal", "Jumlah"]


def test_more_rows_than_allowed_are_refused(plan, monkeypatch):
    monkeypatch.setattr("sales.importing.plan.MAX_ROWS", 3)
    with pytest.raises(Refused, match="lebih dari 3 baris"):
        plan(exports.shopee())


@pytest.mark.parametrize(
    "digits, zeros, doubted",
    [(16, 2, False), (16, 8, False), (16, 12, True), (16, 20, True), (17, 0, False), (17, 2, True), (18, 1, True)],
)  # fmt: skip
def test_the_shorter_a_number_the_more_zeros_are_chance(plan, digits, zeros, doubted):
    """Of twenty numbers of sixteen digits two end with a zero by chance, half of them do not."""
    whole = [str(10 ** (digits - 1) + 10 * n + 7) for n in range(20 - zeros)]
    cut = [f"{12345678901200 + n}5" + "0" * (digits - 15) for n in range(zeros)]
    assert plan(exports.tiktok_csv(orders(*whole, *cut)), "a.csv").doubtful is doubted
