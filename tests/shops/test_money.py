"""Rupiah as people here type and read it."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from shops.money import MAX_RUPIAH, parse_rupiah, rupiah, rupiah_in_file


@pytest.mark.parametrize(
    "typed, amount",
    [
        ("15000", 15_000), ("15.000", 15_000), ("Rp15.000", 15_000), ("Rp 15.000,00", 15_000), ("rp. 15.000", 15_000),
        ("Rp15.000,-", 15_000), ("15rb", 15_000), ("15 ribu", 15_000), ("15 RB", 15_000), ("Rp 15rb", 15_000),
        (" 1.250.000 ", 1_250_000), ("Rp\u00a0185.000", 185_000), ("0", 0), ("007", 7), ("99.999.999.999", MAX_RUPIAH),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(typed, amount):
    assert parse_rupiah(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "15,000", "15.5", "15.00", "15,5", "1.5rb", "1,5 juta", "15.0000", "1.500.00", "-15000", "15000-", "15 000", "",
        "Rp", "gratis", "15000 / 20000", "١٥٠٠٠", "١٥rb", "15e3", "0x10", "15\x0000",
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_asked_again(typed):
    with pytest.raises(ValidationError) as refusal:
        parse_rupiah(typed)
    assert refusal.value.code == "invalid"
    assert refusal.value.messages == ["Tulis jumlah rupiah penuh, contoh 185.000."]


@pytest.mark.parametrize("typed", ["100.000.000.000", "999999999rb", "9" * 5_000, "9" * 100_000 + "rb"])
def test_more_than_any_shop_sells_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        parse_rupiah(typed)
    assert refusal.value.code == "too_big"


def test_leading_zeros_do_not_make_an_amount_too_big():
    assert parse_rupiah("0" * 30 + "5") == 5


@pytest.mark.parametrize(
    "amount, printed",
    [
        (0, "Rp0"),
        (999, "Rp999"),
        (15_000, "Rp15.000"),
        (1_500_000, "Rp1.500.000"),
        (-15_000, "-Rp15.000"),
        (None, "–"),
    ],
)
def test_an_amount_is_printed_without_space_or_decimals(amount, printed):
    assert rupiah(amount) == printed


# In files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, amount",
    [
        ("37.200", 37_200), ("37200", 37_200), ("Rp 15.000", 15_000), ("Rp15.000,00", 15_000), ("IDR 37.200", 37_200),
        ("37200.00", 37_200), ("37200,0", 37_200), ("37,200.00", 37_200), ("1,234,567", 1_234_567), ("1.234.567,-", 1_234_567),
        ("0", 0), ("0.00", 0), ("-5000", -5_000), ("-Rp5.000", -5_000), ("Rp-5.000", -5_000), ("- 5.000", -5_000),
        ("(5.000)", -5_000), ("99.999.999.999", MAX_RUPIAH),
    ],
)  # fmt: skip
def test_amounts_of_files(written, amount):
    assert rupiah_in_file(written) == amount


@pytest.mark.parametrize(
    "written",
    [
        "37,200", "37.2", "37.20", "15.5", "1.5e3", "", "-", "Rp", "gratis", "1.2345", "12.34.567", "1,23", "(5", "5-", "5 000",
        "٣٧", "9" * 30, "(" * 5_000, "100.000.000.000", "37.00", "37,0",
    ],
)  # fmt: skip
def test_amounts_of_files_that_could_mean_two_things_are_refused(written):
    with pytest.raises(ValidationError, match="tidak terbaca sebagai rupiah penuh"):
        rupiah_in_file(written)


@pytest.mark.parametrize(
    "digits, amount",
    [
        ("37200", 37_200),
        ("37200.0", 37_200),
        ("3.72E4", 37_200),
        ("37199.999999999996", 37_200),
        ("-5000", -5_000),
    ],
)
def test_number_cells(digits, amount):
    assert rupiah_in_file(digits, is_number=True) == amount


@pytest.mark.parametrize("digits", ["37.2", "0.5", "nan", "inf", "1E400", "1E12", "x", ""])
def test_number_cells_that_are_no_rupiah(digits):
    with pytest.raises(ValidationError):
        rupiah_in_file(digits, is_number=True)


WAYS = (
    str,
    lambda n: f"{n:,}".replace(",", "."),
    lambda n: f"Rp {n:,}".replace(",", "."),
    lambda n: f"Rp{n:,}".replace(",", ".") + ",00",
    lambda n: f"{n:,}.00",
    lambda n: f"IDR {n:,}.0",
)


@given(st.integers(0, MAX_RUPIAH), st.sampled_from(WAYS), st.booleans())
def test_every_amount_in_every_way_of_writing_is_that_amount_or_refused(amount, way, minus):
    written = f"-{way(amount)}" if minus else way(amount)
    try:
        found = rupiah_in_file(written)
    except ValidationError:
        # "500.00" and "37.00" could be a cut "500.000"; nothing else of the list is unclear.
        assert way in WAYS[4:] and amount < 1000
    else:
        assert found == (-amount if minus else amount)


@given(st.integers(-MAX_RUPIAH, MAX_RUPIAH))
def test_a_number_cell_is_its_number_however_its_writer_puts_it(amount):
    for digits in (str(amount), f"{amount}.0", f"{amount:E}" if abs(amount) < 10**6 else str(amount)):
        assert rupiah_in_file(digits, is_number=True) == amount


@given(st.text(alphabet="0123456789.,-()RpIDR eE+%\u00a0", max_size=70))
def test_no_text_is_read_as_another_amount_than_its_digits_say(written):
    try:
        found = rupiah_in_file(written)
    except ValidationError:
        return
    digits = "".join(filter(str.isdigit, written))
    # The digits themselves, or without the one or two zeros of a fraction.
    assert str(abs(found)) in {
        digits.lstrip("0") or "0",
        *((digits[:-n].lstrip("0") or "0") for n in (1, 2) if digits.endswith("0" * n)),
    }
