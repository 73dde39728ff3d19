"""Case references: readable over the phone, and a slip of the finger is noticed."""

import pytest

from cases.reference import ALPHABET, check_character, is_plausible, new_reference, normalise

BODY = "H7KM4Q"
SOUND = f"RT-{BODY}{check_character(BODY)}"


def test_a_fresh_reference_is_plausible_and_new_each_time():
    drawn = {new_reference("RT") for _ in range(500)}
    assert len(drawn) == 500
    assert all(is_plausible(reference) and reference.startswith("RT-") for reference in drawn)


def test_no_letter_is_taken_for_another():
    assert len(ALPHABET) == len(set(ALPHABET)) == 30
    assert not set(ALPHABET) & set("ILOU01")


def test_every_single_wrong_letter_is_noticed():
    code = SOUND[3:]
    wrong = [
        f"RT-{code[:place]}{letter}{code[place + 1 :]}"
        for place in range(len(code))
        for letter in ALPHABET
        if letter != code[place]
    ]
    assert len(wrong) == 7 * 29
    assert [reference for reference in wrong if is_plausible(reference)] == []


def test_swapped_neighbours_are_noticed():
    code = SOUND[3:]
    swapped = [f"RT-{code[:n]}{code[n + 1]}{code[n]}{code[n + 2 :]}" for n in range(6)]
    assert [reference for reference in swapped if is_plausible(reference)] == []


@pytest.mark.parametrize(
    "typed", ["rt-h7km4qd", "RT H7KM4QD", " rt h7km 4qd ", "rth7km4qd", "RT–H7KM4QD", "#RT-H7KM4QD"]
)
def test_a_reference_is_read_however_it_is_typed(typed):
    assert normalise(typed) == "RT-H7KM4QD"


@pytest.mark.parametrize(
    "text", ["", "-", "RT-", "RT-H7KM4", "RT-H7KM4QDD", "RT-H7KM4Q0", "RT-Ħ7KM4QD", "RT", "RT-\x00" * 9]
)
def test_what_is_no_reference_is_not_plausible(text):
    assert not is_plausible(text)
    assert not is_plausible(normalise(text))
