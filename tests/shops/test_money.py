"""Rupiah as people here type and read it."""

import pytest
from django.core.exceptions import ValidationError

from shops.money import MAX_RUPIAH, parse_rupiah, rupiah


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
