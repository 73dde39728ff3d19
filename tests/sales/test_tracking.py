"""Tracking numbers: one spelling, several candidates, never a refusal."""

import pytest

from sales.tracking import candidates, is_unusual, normalise


@pytest.mark.parametrize(
    "typed, kept",
    [
        (" jx 8009-962760 ", "JX8009962760"), ("spxid064575539347", "SPXID064575539347"),
        ("0029 2716 8687", "002927168687"), ("010190001491925", "010190001491925"),
        ("gk-11-170563", "GK-11-170563"), ("GK 11", "GK11"), ("88lp1234567901234", "88LP1234567901234"), ("", ""),
        ("88LP\t1234", "88LP1234"),
    ],
)  # fmt: skip
def test_a_number_has_one_spelling(typed, kept):
    assert normalise(typed) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    "number, couriers",
    [
        ("JX8009962760", {"J&T Express"}), ("SPXID064575539347", {"SPX Express"}),
        ("002927168687", {"SiCepat", "TIKI", "J&T Cargo", "JNE", "Pos Indonesia"}), ("RR123456789ID", {"Pos Indonesia"}),
        ("GK-11-170563", {"GoSend"}), ("88LP1234567901234", {"Lion Parcel"}), ("TK00000000106", {"ID Express"}),
        ("AGN123", {"Wahana"}), ("apa saja", set()),
    ],
)  # fmt: skip
def test_one_look_may_belong_to_several_couriers(number, couriers):
    assert set(candidates(number)) == couriers


@pytest.mark.parametrize(
    "number, courier, unusual",
    [
        ("JX8009962760", "J&T Express", False), ("JX8009962760", "j&t express ", False),
        ("JX8009962760", "SiCepat", True), ("002927168687", "SiCepat", False), ("", "SiCepat", False),
        ("X", "GrabExpress", False), ("X", "Mas Kurir", False),
    ],
)  # fmt: skip
def test_what_looks_unusual_is_pointed_out_for_known_couriers_only(number, courier, unusual):
    assert is_unusual(number, courier) is unusual
