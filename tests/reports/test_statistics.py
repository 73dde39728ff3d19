"""Figures for the owner: worked out by hand, and held against their definitions."""

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.statistics import (
    cases,
    caution,
    change,
    duration,
    figure,
    half_up,
    median,
    percentile,
    small,
    whole_percent,
)
from shops.money import rupiah

MINUTE, HOUR, DAY = 60, 3_600, 86_400
numbers = st.lists(st.integers(-(10**18), 10**18), min_size=1, max_size=60)


@pytest.mark.parametrize(
    "values, expected",
    [
        ([], None), ([7], 7), ([1, 2], Fraction(3, 2)), ([3, 1, 2], 2), ([4, 1, 3, 2], Fraction(5, 2)), ([5, 5, 5, 5], 5),
        ([0, 0, 0, 100], 0), ([-3, 1], -1), (range(1, 10), 5), ([10**18, 10**18 + 1], 10**18 + Fraction(1, 2)),
    ],
)  # fmt: skip
def test_the_median_is_exact(values, expected):
    assert median(values) == expected


@pytest.mark.parametrize(
    "values, percent, expected",
    [
        ([], 90, None), ([7], 90, 7), ([7], 1, 7), (range(1, 11), 90, 9), (range(1, 12), 90, 10), (range(1, 21), 90, 18),
        (range(1, 10), 90, 9), ([15, 20, 35, 40, 50], 5, 15), ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20), ([50, 15, 40, 35, 20], 50, 35), ([15, 20, 35, 40, 50], 100, 50),
        (range(1, 101), 7, 7), (range(1, 101), 90, 90), ([1] * 9 + [99], 90, 1), ([1] * 8 + [99] * 2, 90, 99),
    ],
)  # fmt: skip
def test_a_percentile_is_the_nearest_rank(values, percent, expected):
    assert percentile(values, percent) == expected


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_percentile_outside_the_hundred_is_a_mistake(percent):
    with pytest.raises(ValueError, match="above 0 and at most 100"):
        percentile([1, 2, 3], percent)


@given(numbers)
def test_as_many_lie_below_the_median_as_above(values):
    middle = median(values)
    assert sum(value < middle for value in values) <= len(values) // 2
    assert sum(value > middle for value in values) <= len(values) // 2


@given(numbers, st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values, percent):
    enough = [
        value for value in values if 100 * sum(other <= value for other in values) >= percent * len(values)
    ]
    assert percentile(values, percent) == min(enough)


@pytest.mark.parametrize("number, expected", [(0, True), (1, True), (9, True), (10, False), (5_000, False)])
def test_fewer_than_ten_are_too_few(number, expected):
    assert small(number) is expected
    assert caution(number) == ("belum bisa disimpulkan" if expected else "")


@pytest.mark.parametrize(
    "before, after, options, part, words",
    [
        (12, 16, {}, Fraction(1, 3), "naik 33%, dari 12 menjadi 16"),
        (16, 12, {}, Fraction(-1, 4), "turun 25%, dari 16 menjadi 12"),
        (8, 200, {}, None, "naik dari 8 menjadi 200"),
        (200, 8, {}, Fraction(-24, 25), "turun 96%, dari 200 menjadi 8"),
        (10, 0, {}, Fraction(-1), "turun 100%, dari 10 menjadi 0"),
        (1_000, 1_001, {}, Fraction(1, 1_000), "naik kurang dari 1%, dari 1.000 menjadi 1.001"),
        (1_001, 1_000, {}, Fraction(-1, 1_001), "turun kurang dari 1%, dari 1.001 menjadi 1.000"),
        (200, 201, {}, Fraction(1, 200), "naik 1%, dari 200 menjadi 201"),
        (10, 300, {}, Fraction(29), "naik 2.900%, dari 10 menjadi 300"),
        (12, 12, {}, Fraction(0), "tetap 12"),
        (Fraction(288, 100), Fraction(292, 100), {"counted": 80}, Fraction(1, 72), "tetap 2,9"),
        (9, 10, {}, None, "naik dari 9 menjadi 10"),
        (2, 3, {}, None, "naik dari 2 menjadi 3, belum bisa disimpulkan"),
        (3, 2, {}, None, "turun dari 3 menjadi 2, belum bisa disimpulkan"),
        (0, 30, {}, None, "naik dari 0 menjadi 30"),
        (0, 0, {}, None, "tetap 0, belum bisa disimpulkan"),
        (None, 30, {}, None, "belum ada pembanding"),
        (30, None, {}, None, "belum ada data"),
        (None, None, {}, None, "belum ada data"),
        (28 * HOUR, 7 * HOUR, {"counted": 14, "say": duration}, Fraction(-3, 4),
         "turun 75%, dari 1 hari 4 jam menjadi 7 jam"),
        (28 * HOUR, 7 * HOUR, {"counted": 9, "say": duration}, None,
         "turun dari 1 hari 4 jam menjadi 7 jam, belum bisa disimpulkan"),
        (Fraction(6), Fraction(5, 2), {"counted": 80}, Fraction(-7, 12), "turun 58%, dari 6 menjadi 2,5"),
        (Fraction(0), Fraction(5, 2), {"counted": 80}, None, "naik dari 0 menjadi 2,5"),
        (150_000, 185_000, {"counted": 40, "say": rupiah}, Fraction(7, 30), "naik 23%, dari Rp150.000 menjadi Rp185.000"),
    ],
)  # fmt: skip
def test_a_change_is_said_with_what_it_rests_on(before, after, options, part, words):
    found = change(before, after, **options)
    assert (found.part, found.words()) == (part, words)


@pytest.mark.parametrize(
    "seconds, words",
    [
        (None, "–"), (0, "0 mnt"), (1, "kurang dari 1 mnt"), (59, "kurang dari 1 mnt"), (MINUTE, "1 mnt"),
        (2 * MINUTE - 1, "1 mnt"), (HOUR, "1 jam"), (HOUR + 30 * MINUTE, "1 jam 30 mnt"), (DAY, "1 hari"),
        (28 * HOUR, "1 hari 4 jam"), (DAY + 5 * MINUTE, "1 hari"), (30 * DAY - 1, "29 hari 23 jam"),
        (Fraction(239, 2), "1 mnt"), (Fraction(1, 2), "kurang dari 1 mnt"),
    ],
)  # fmt: skip
def test_a_duration_is_said_in_its_two_largest_units(seconds, words):
    assert duration(seconds) == words


def test_no_duration_runs_backwards():
    with pytest.raises(ValueError, match="cannot be negative"):
        duration(-1)


@pytest.mark.parametrize(
    "value, words",
    [
        (0, "0"), (999, "999"), (1_234, "1.234"), (1_234_567, "1.234.567"), (Fraction(8, 2), "4"), (Fraction(41, 10), "4,1"),
        (Fraction(1, 20), "0,1"), (Fraction(1, 3), "0,3"), (Fraction(24_691, 2), "12.345,5"), (-3, "-3"),
        (Fraction(399, 100), "4,0"),
    ],
)  # fmt: skip
def test_figures_are_written_as_people_here_write_them(value, words):
    assert figure(value) == words


def test_figures_follow_the_language_of_the_reader():
    assert cases(1_400) == "1.400 kasus"
    with translation.override("en"):
        assert figure(1_234) == "1,234"
        assert figure(Fraction(41, 10)) == "4.1"


@pytest.mark.parametrize(
    "value, expected",
    [(Fraction(1, 2), 1), (Fraction(-1, 2), 0), (Fraction(49, 100), 0), (Fraction(5, 2), 3), (7, 7)],
)
def test_halves_go_upwards(value, expected):
    assert half_up(value) == expected


@pytest.mark.parametrize(
    "part, expected",
    [(Fraction(0), 0), (Fraction(14, 38), 37), (Fraction(23, 38), 61), (Fraction(1, 200), 1), (Fraction(1, 201), 0),
     (Fraction(1), 100), (Fraction(125, 1_000), 13)],
)  # fmt: skip
def test_a_part_is_said_in_whole_percents(part, expected):
    assert whole_percent(part) == expected
