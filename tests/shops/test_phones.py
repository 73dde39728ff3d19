"""Phone numbers as Indonesians write them, and the traps of the library that reads them."""

import pytest
from django.core.exceptions import ValidationError

from shops.phones import masked, national, parse_mobile, whatsapp_digits

BUDI = "+6281234567890"


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890", "0812-3456-7890", "0812 3456 7890", "0812.3456.7890", "+62 812-3456-7890", "6281234567890",
        "62 812 3456 7890", "62-812-3456-7890", "81234567890", "+62081234567890", "6208 1234567890", "(+62)81234567890",
        "(62) 812 3456 7890", "0062 812 3456 7890", "006281234567890", " 081234567890 ", "0812\u20113456\u20117890",
        "0812\u00a03456\u00a07890", "++6281234567890",
    ],
)  # fmt: skip
def test_one_number_however_it_is_written(typed):
    assert parse_mobile(typed) == BUDI


@pytest.mark.parametrize(
    "typed, kept",
    [("0811111111", "+62811111111"), ("085712345678", "+6285712345678"), ("+65 9123 4567", "+6591234567")],
)
def test_short_old_numbers_and_neighbours_are_accepted(typed, kept):
    assert parse_mobile(typed) == kept


@pytest.mark.parametrize(
    "typed, code",
    [
        ("(021) 3441839", "landline"), ("+62 21 3441839", "landline"), ("08111111111111", "invalid"), ("150016", "invalid"),
        ("08123456789a", "invalid"), ("0812****90", "invalid"), ("8.12346E+11", "invalid"),
        ("0812 3456 7890 / 0857", "invalid"), ("081234567890 085712345678", "invalid"), ("٠٨١٢٣٤٥٦٧٨٩٠", "invalid"),
        ("", "invalid"), ("+", "invalid"), ("()", "invalid"), ("0", "invalid"), ("62", "invalid"), ("nomor saya", "invalid"),
        ("0812\x003456789", "invalid"), ("0" * 100_000, "invalid"), ("0812+34567890", "invalid"),
    ],
)  # fmt: skip
def test_what_is_no_mobile_number_is_refused_with_its_reason(typed, code):
    with pytest.raises(ValidationError) as refusal:
        parse_mobile(typed)
    assert refusal.value.code == code


def test_a_number_is_shown_as_people_read_it():
    assert national(BUDI) == "0812-3456-7890"
    assert national("+6591234567") == "+65 9123 4567"
    assert national("bukan nomor") == "bukan nomor"


def test_a_masked_number_shows_only_its_ends():
    assert masked(BUDI) == "0812-****-7890"
    assert masked("+62811") == "****"
    assert masked("") == "****"


def test_whatsapp_wants_bare_digits():
    assert whatsapp_digits(BUDI) == "6281234567890"
