"""Customers: one per phone however it is written, found again, corrected, never named twice."""

import pytest

from sales import customers
from sales.models import Customer, CustomerNote
from shops.search import phone_part
from tests.sales.conftest import BUDI, NOW


@pytest.fixture
def budi_row(shop):
    return customers.ensure(shop, {BUDI: "Budi Santoso"}, now=NOW)[BUDI]


def names(page):
    return [row.name for row in page.rows]


@pytest.mark.parametrize(
    "text",
    ["0812-3456-7890", "+62 812 3456 7890", "6281234567890", "0062 812 3456 7890", "(+62) 0812 3456 7890", "4567", "budi",
     "SANTOSO bud", "budi@mail"],
)  # fmt: skip
def test_a_customer_is_found_however_the_number_is_written(shop, sari, budi_row, text):
    customers.change(sari, budi_row.pk, email="budi@mail.test")
    customers.ensure(shop, {"+6285600001111": "Rina Putri"}, now=NOW)
    assert names(customers.page_of(shop, text=text)) == ["Budi Santoso"]


@pytest.mark.parametrize("text", ["ab", "zzz", "0813", "budi rina", "%", "___"])
def test_what_is_nobodys_finds_nobody(shop, budi_row, text):
    assert names(customers.page_of(shop, text=text)) == []


def test_a_phone_part_is_digits_only():
    assert [phone_part(text) for text in ("0812-34", "628", "00628", "budi 0812", "08")] == [
        "081234", "628", "628", "", "",
    ]  # fmt: skip


def test_everybody_is_listed_newest_first_and_paged_by_key(shop):
    phones = [f"+62812000{n:05d}" for n in range(60)]
    for n, phone in enumerate(phones):  # all at one instant: the key decides
        customers.ensure(shop, {phone: f"Pelanggan {n}"}, now=NOW)
    seen, after = [], ""
    while True:
        page = customers.page_of(shop, after=after)
        seen += names(page)
        after = page.next
        if not after:
            break
    assert seen == [f"Pelanggan {n}" for n in reversed(range(60))]


@pytest.mark.parametrize("after", ["x", "1-", "-1", "9" * 60, "1-1-1", "\x00"])
def test_nonsense_for_a_cursor_is_the_first_page(shop, budi_row, after):
    assert names(customers.page_of(shop, after=after)) == ["Budi Santoso"]


def test_one_phone_is_one_customer_and_a_known_name_stays(shop, budi_row):
    again = customers.ensure(shop, {BUDI: "B**i", "+6285600001111": ""}, now=NOW)
    assert (again[BUDI], again[BUDI].name) == (budi_row, "Budi Santoso")
    assert Customer.objects.count() == 2
    named = customers.ensure(shop, {"+6285600001111": "Rina Putri"}, now=NOW)["+6285600001111"]
    assert named.pk == again["+6285600001111"].pk
    assert names(customers.page_of(shop, text="rina putri")) == ["Rina Putri"]


def test_nobody_is_nobody(shop, budi_row):
    assert customers.ensure(shop, {}, now=NOW) == {}
    assert customers.by_phone(shop, "") is None
    assert customers.by_phone(shop, "+6281111111111") is None


def test_two_shops_know_the_same_phone_apart(shop, other_shop, budi_row, django_assert_num_queries):
    theirs = customers.ensure(other_shop, {BUDI: "Pak Budi"}, now=NOW)[BUDI]
    assert theirs != budi_row
    assert customers.by_phone(shop, BUDI) == budi_row
    assert names(customers.page_of(other_shop, text="0812-3456-7890")) == ["Pak Budi"]
    assert names(customers.page_of(shop, text="pak budi")) == []


def test_many_people_cost_as_many_statements_as_one(shop, django_assert_num_queries):
    many = {f"+62812000{n:05d}": f"Pelanggan {n}" for n in range(200)}
    with django_assert_num_queries(
        5
    ):  # a savepoint around them, who is known, the new ones, all of them held
        found = customers.ensure(shop, many, now=NOW)
    assert {phone: row.name for phone, row in found.items()} == many


def test_a_correction_is_found_by_its_new_words(shop, sari, budi_row):
    customers.change(sari, budi_row.pk, name="Budi Setiawan", phone="+6285600002222", salutation="Bapak")
    assert names(customers.page_of(shop, text="0856-0000-2222 setiawan")) == []  # words, or a number
    assert names(customers.page_of(shop, text="0856-0000-2222")) == ["Budi Setiawan"]
    assert names(customers.page_of(shop, text="santoso")) == []
    assert customers.by_phone(shop, "+6285600002222").address == "Bapak Budi Setiawan"


def test_a_taken_phone_is_refused_and_says_whose_it_is(shop, sari, budi_row):
    rina = customers.ensure(shop, {"+6285600001111": "Rina"}, now=NOW)["+6285600001111"]
    with pytest.raises(customers.PhoneTaken) as taken:
        customers.change(sari, rina.pk, phone=BUDI, name="Rina Putri")
    assert (taken.value.other, str(taken.value)) == (budi_row, "Nomor ini milik Budi Santoso.")
    rina.refresh_from_db()
    assert (rina.name, rina.phone) == ("Rina", "+6285600001111")


def test_several_customers_may_have_no_phone(shop, sari, budi_row):
    rina = customers.ensure(shop, {"+6285600001111": "Rina"}, now=NOW)["+6285600001111"]
    for row in (rina, budi_row):
        customers.change(sari, row.pk, phone="")
    assert Customer.objects.filter(phone="").count() == 2


def test_a_note_says_who_wrote_it(ani, budi_row):
    customers.write_note(ani, budi_row, "Suka dikabari sore.", now=NOW)
    note = CustomerNote.objects.get()
    assert (note.customer, note.by, note.shop_id) == (budi_row, ani.user, ani.shop_id)


def test_the_same_name_is_suggested_as_the_same_person(shop, budi_row):
    twin = customers.ensure(shop, {"+6285600001111": "BUDI santoso"}, now=NOW)["+6285600001111"]
    rina = customers.ensure(shop, {"+6285600002222": "Rina"}, now=NOW)["+6285600002222"]
    assert customers.like(budi_row) == [twin]
    assert customers.like(budi_row, "rina") == [rina]
    assert customers.like(Customer(shop=shop, name="", pk=0)) == []
