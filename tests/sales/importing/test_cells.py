"""What single cells say: dates that cannot be mistaken, numbers that were damaged, phones that are hidden."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.importing import cells
from sales.importing.cells import DAY_FIRST, ISO, MONTH_NAME, Damaged, Number

WIB = ZoneInfo("Asia/Jakarta")
ALL = (DAY_FIRST, ISO, MONTH_NAME)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2026-11-05 09:08", datetime(2026, 11, 5, 9, 8)),
        ("2026-11-05T09:08:07", datetime(2026, 11, 5, 9, 8, 7)),
        ("05/11/2026 09:08:07", datetime(2026, 11, 5, 9, 8, 7)),
        ("5-11-2026 9.08", datetime(2026, 11, 5, 9, 8)),
        ("11/05/2026 9:08:07 PM", datetime(2026, 11, 5, 21, 8, 7)),
        ("11/05/2026 12:08:07 AM", datetime(2026, 11, 5, 0, 8, 7)),
        ("05 Nov 2026 09:08", datetime(2026, 11, 5, 9, 8)),
        ("5 Agustus 2026", datetime(2026, 8, 5)),
        ("17 Mei 2026", datetime(2026, 5, 17)),
        ("05/11/2026", datetime(2026, 11, 5)),
    ],
)
def test_a_date_is_read_as_it_is_written(text, expected):
    assert cells.instant(text, WIB, ALL) == expected.replace(tzinfo=WIB)


@pytest.mark.parametrize(
    "text",
    [
        "05/13/2026", "31/02/2026", "2026-13-01", "05/11/26", "13 Brumaire 2026", "05/11/1899", "05/11/2926", "kemarin",
        "05/11/2026 25:00", "13/05/2026 9:00 PM", "05/11/2026 13:00 PM", "2026-11-05 09:08+07:00", "5.11.2026x",
    ],
)  # fmt: skip
def test_a_date_that_is_none_is_named(text):
    with pytest.raises(ValueError, match="tidak terbaca sebagai tanggal"):
        cells.instant(text, WIB, ALL)


def test_a_shape_that_the_layout_does_not_write_is_refused():
    with pytest.raises(ValueError, match="tidak terbaca"):
        cells.instant("05/11/2026", WIB, (ISO,))


@pytest.mark.parametrize("text", ["", "-", "–"])
def test_nothing_is_no_date(text):
    assert cells.instant(text, WIB, ALL) is None


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.times())
def test_every_instant_survives_being_written_in_any_shape(day, hour):
    moment = datetime.combine(day, time(hour.hour, hour.minute, hour.second))
    for shape in (
        "%Y-%m-%d %H:%M:%S",
        "%d/%m/%Y %H:%M:%S",
        "%d-%m-%Y %H.%M.%S",
        "%m/%d/%Y %I:%M:%S %p",
        "%d %b %Y %H:%M:%S",
    ):
        assert cells.instant(moment.strftime(shape), WIB, ALL) == moment.replace(tzinfo=WIB)


@pytest.mark.parametrize(
    "cell", ["5.8E+17", "5,8E+17", "5.80078E+17", "580078E12", Number("5.8007843912404355E+17"), Number("580078439124043541"),
             Number("1234567890123456"), "580078439124043541.0", Number("1.5")],
)  # fmt: skip
def test_a_number_that_lost_digits_is_refused_by_name(cell):
    with pytest.raises(Damaged, match="sudah dibulatkan oleh Excel") as why:
        cells.unharmed(cell)
    assert str(cell)[:12] in str(why.value)


@pytest.mark.parametrize(
    "cell, number",
    [
        ("580078439124043541", "580078439124043541"), ("251101MRF7XUTH", "251101MRF7XUTH"), ("0012345", "0012345"),
        ("INV/20261120/MPL/4711", "INV/20261120/MPL/4711"), (Number("4711"), "4711"), (Number("123456789012345"), "123456789012345"),
        (Number("2.5101E10"), "25101000000"), (Number("4711.0"), "4711"), ("4711.0", "4711"), ("251101EABC1234", "251101EABC1234"), ("", ""),
    ],
)  # fmt: skip
def test_an_unharmed_number_stays_as_it_is(cell, number):
    assert cells.unharmed(cell) == number


@given(st.integers(10**15, 10**19))
def test_no_long_number_cell_is_ever_believed(number):
    with pytest.raises(Damaged):
        cells.unharmed(Number(number))
    assert cells.unharmed(str(number)) == str(number)


@pytest.mark.parametrize(
    "number, suspect",
    [
        ("580078439124044000", True), ("580000000000000000", True), ("580078439124043541", False), ("5800784391240440", True),
        ("580078439124000", False), ("251101MRF7X000", False), ("58007843912404400a", False),
    ],
)  # fmt: skip
def test_zeros_behind_the_fifteenth_digit_are_suspect(number, suspect):
    assert cells.is_suspect(number) is suspect


@pytest.mark.parametrize(
    "text, expected",
    [
        ("6281234567890", ("+6281234567890", "")), (Number("6281234567890"), ("+6281234567890", "")),
        (Number("81234567890"), ("+6281234567890", "")), ("(+62)81234567890", ("+6281234567890", "")),
        ("0812****01", ("", "0812****01")), ("(021) 3441839", ("", "(021) 3441839")), ("-", ("", "")), ("", ("", "")),
    ],
)  # fmt: skip
def test_phones_are_whole_or_as_they_stand(text, expected):
    assert cells.phone(text) == expected


def test_a_phone_in_powers_of_ten_is_damaged():
    with pytest.raises(Damaged):
        cells.phone("8.12346E+11")


@pytest.mark.parametrize(
    "text, expected", [("3", 3), ("3.0", 3), ("3,00", 3), (Number("3"), 3), ("0", 0), ("", None), ("-", None)]
)
def test_how_many(text, expected):
    assert cells.units(text) == expected


@pytest.mark.parametrize("text", ["1.5", "1.000", "-1", "dua", "1e3", "1000001", "９"])
def test_what_is_no_count_is_named(text):
    with pytest.raises(ValueError, match="tidak terbaca sebagai jumlah barang"):
        cells.units(text)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("\ufeffNo. Pesanan", "No. Pesanan"), ("5800\t", "5800"), ("\t", ""), ("\u00a0 Budi\u200b ", "Budi"),
        ('="081234567890"', "081234567890"), ("=) cepat", "=) cepat"), ("Bu\x00di", "Budi"), ('="', '="'),
    ],
)  # fmt: skip
def test_dirt_goes_and_words_stay(text, expected):
    assert cells.clean(text) == expected
