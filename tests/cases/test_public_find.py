"""Finding a case again: by its reference and the end of the phone number, nothing less."""

import pytest
from django.urls import reverse

from cases import throttle
from cases.reference import ALPHABET, check_character


@pytest.fixture
def case(open_return):
    return open_return()


def find(client, reference, last4, **extra):
    return client.post("/lacak/", {"reference": reference, "phone_last4": last4}, **extra)


def stranger(reference):
    """A reference that fits its check letter but belongs to nobody."""
    body = reference[3:-1]
    body = body[:-1] + next(letter for letter in ALPHABET if letter != body[-1])
    return f"RT-{body}{check_character(body)}"


def test_the_right_pair_leads_to_the_case(client, case):
    response = find(client, case.reference, "7890")

    assert (response.status_code, response.url) == (303, reverse("track", args=[case.token]))


@pytest.mark.parametrize(
    "spelling",
    [str.lower, lambda ref: f"  {ref} ", lambda ref: ref.replace("-", " "), lambda ref: ref.replace("-", "")],
)
def test_people_write_references_in_many_ways(client, case, spelling):
    assert find(client, spelling(case.reference), "7890").status_code == 303


def test_the_whole_number_holds_its_end(client, case):
    assert find(client, case.reference, "0812-3456-7890").status_code == 303


def test_unknown_reference_and_wrong_phone_are_told_apart_by_nobody(client, case):
    wrong_phone = find(client, case.reference, "0000")
    unknown = find(client, stranger(case.reference), "7890")

    assert wrong_phone.status_code == unknown.status_code == 422
    assert wrong_phone.context["notice"] == unknown.context["notice"] != ""
    for page in (wrong_phone, unknown):
        assert case.token not in page.content.decode()


def test_a_mistyped_reference_is_called_so(client, case):
    other = next(letter for letter in ALPHABET if letter != case.reference[-1])

    page = find(client, case.reference[:-1] + other, "7890")

    assert page.status_code == 422
    assert "salah ketik" in page.context["reference_error"]


@pytest.mark.parametrize("last4", ["", "789", "abcd", "７８９０"])
def test_four_digits_are_needed(client, case, last4):
    page = find(client, case.reference, last4)

    assert page.status_code == 422
    assert "4 angka" in page.context["phone_error"]


def test_the_page_is_filled_from_the_address(client, db):
    assert 'value="RT-H7KM4QX"' in client.get("/lacak/?reference=RT-H7KM4QX").content.decode()


@pytest.mark.parametrize("reference", ["", "\x00", "x" * 100_000, "RT-", "ÄÖ-éèà", "<script>"])
def test_nonsense_is_answered(client, db, reference):
    page = find(client, reference, "7890")

    assert page.status_code == 422
    assert "<script>" not in page.content.decode().split("<main", 1)[1].replace("</script>", "")


def test_guessing_at_one_case_is_stopped_even_with_the_right_number(client, case, used_up):
    used_up(throttle.FIND_BY_REFERENCE, case.reference)

    page = find(client, case.reference, "7890")

    assert page.status_code == 429
    assert "Coba lagi" in page.context["notice"]


def test_one_network_is_stopped(client, case, used_up):
    used_up(throttle.FIND_BY_ADDRESS, "127.0.0.1")

    assert find(client, case.reference, "7890").status_code == 429
    assert find(client, case.reference, "7890", REMOTE_ADDR="10.9.8.7").status_code == 303
