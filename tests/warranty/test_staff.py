"""The team's pages: the register and the terms, by role, and closed to everybody else."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.warranty.conftest import NOW
from warranty.models import RegisteredUnit, UnitProof, WarrantyTerm

LIST = "/kerja/unit/"
TERMS = "/pengaturan/garansi/"


@pytest.fixture
def new_unit(term):
    return {
        "serial_number": " x-77 ", "term": term.pk, "purchased_on": "2026-11-01", "delivered_on": "", "covered_until": "",
        "owner_name": "Rina Putri", "owner_phone": "0813 9876 5432",
    }  # fmt: skip


@pytest.fixture
def new_term():
    return {
        "product": "Kipas meja", "sku": "", "months": "24", "starts": "delivery", "covers": "Motor\r\n\r\n Baling ",
        "excludes": "", "service_place": "", "registration_number": "K.1.2026", "is_active": "on",
    }  # fmt: skip


# The register -----------------------------------------------------------------------------------


def test_the_list_shows_each_unit_to_the_desk_with_its_phone(log_in, ani, unit):
    html = log_in(ani).get(LIST).content.decode()
    for words in ("Blender mini 350 ml", "BM35-26-08811", "Budi Santoso", "0812-3456-7890"):
        assert words in html


def test_the_warehouse_sees_masked_phones_and_changes_nothing(log_in, joko, make_unit):
    unit = make_unit(by=None)
    client = log_in(joko)
    for address in (LIST, reverse("unit", args=[unit.pk])):
        html = client.get(address).content.decode()
        assert "0812-****-7890" in html
        assert "0812-3456-7890" not in html
        assert "Data cocok" not in html
        assert "Ubah data" not in html
    for name in ("add_unit", "change_unit", "confirm_unit"):
        address = reverse(name, args=[] if name == "add_unit" else [unit.pk])
        assert client.post(address).status_code == 403
    assert RegisteredUnit.objects.get().is_confirmed is False


def test_the_search_finds_by_phone(log_in, ani, unit, make_unit):
    make_unit("X-1", owner_name="Rina", owner_phone="+628567800099")
    html = log_in(ani).get(LIST, {"q": "0812-3456-7890"}).content.decode()
    assert "BM35-26-08811" in html
    assert "X-1" not in html


def test_the_waiting_ones_have_a_view(log_in, ani, unit, make_unit):
    make_unit("X-1", by=None)
    html = log_in(ani).get(LIST, {"view": "belum-cocok"}).content.decode()
    assert "X-1" in html
    assert "BM35-26-08811" not in html
    assert "Belum dicocokkan <span>1</span>" in html


@pytest.mark.parametrize(
    "query", [{"q": "ab"}, {"q": "\x00"}, {"after": "-1"}, {"after": "9" * 40}, {"view": "x"}]
)
def test_nonsense_in_the_address_is_answered(log_in, ani, unit, query):
    assert log_in(ani).get(LIST, query).status_code == 200


def test_the_desk_enters_a_unit(log_in, ani, new_unit):
    response = log_in(ani).post(LIST + "baru/", new_unit)
    unit = RegisteredUnit.objects.get()
    assert (response.status_code, response.url) == (302, reverse("unit", args=[unit.pk]))
    assert (unit.serial_number, unit.owner_phone, unit.registered_by) == ("X-77", "+6281398765432", ani.user)
    assert (unit.is_confirmed, unit.purchased_on, unit.delivered_on) == (True, date(2026, 11, 1), None)


@pytest.mark.parametrize(
    "changes, field",
    [({"serial_number": "bm35 -26-08811 "}, "serial_number"),
     ({"purchased_on": ""}, "purchased_on"), ({"term": "999999"}, "term"), ({"owner_phone": "021"}, "owner_phone"),
     ({"serial_number": ""}, "serial_number")],
)  # fmt: skip
def test_what_cannot_be_entered_says_why(log_in, ani, unit, new_unit, changes, field):
    page = log_in(ani).post(LIST + "baru/", {**new_unit, **changes})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert RegisteredUnit.objects.count() == 1


def test_a_term_of_another_shop_cannot_be_chosen(log_in, ani, other_shop, new_unit):
    theirs = WarrantyTerm.objects.create(shop=other_shop, product="Kipas", months=6)
    assert log_in(ani).post(LIST + "baru/", {**new_unit, "term": theirs.pk}).status_code == 422
    assert RegisteredUnit.objects.count() == 0


def test_the_desk_confirms_and_corrects(log_in, ani, make_unit, new_unit):
    unit = make_unit(by=None)
    client = log_in(ani)
    assert "Belum dicocokkan" in client.get(reverse("unit", args=[unit.pk])).content.decode()
    client.post(reverse("confirm_unit", args=[unit.pk]))
    client.post(reverse("change_unit", args=[unit.pk]), {**new_unit, "covered_until": "2027-12-31"})
    unit.refresh_from_db()
    assert (unit.is_confirmed, unit.serial_number, unit.covered_until) == (True, "X-77", date(2027, 12, 31))


def test_a_correction_to_a_known_number_is_refused(log_in, ani, unit, make_unit, new_unit):
    other = make_unit("X-1")
    page = log_in(ani).post(
        reverse("change_unit", args=[other.pk]), {**new_unit, "serial_number": unit.serial_number}
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["serial_number"])
    other.refresh_from_db()
    assert other.serial_number == "X-1"


def test_the_page_of_a_unit_names_its_claims_and_its_clause(log_in, ani, unit, open_claim):
    case = open_claim()
    html = log_in(ani).get(reverse("unit", args=[unit.pk])).content.decode()
    assert case.reference in html
    assert "12 bulan sejak tanggal pembelian 14 Mei 2026." in html


def test_the_case_page_tells_the_team_how_the_warranty_stands(log_in, ani, unit, open_claim):
    html = log_in(ani).get(reverse("case", args=[open_claim().reference])).content.decode()
    for words in (
        "Masih garansi",
        "14 Mei 2027",
        "12 bulan sejak tanggal pembelian",
        "Tidak ditanggung: Gelas pecah.",
    ):
        assert words in html


def test_a_proof_is_for_the_desk(log_in, ani, joko, tono, unit):
    proof = UnitProof(unit=unit, kind="photo", name="nota.jpg", content_type="image/jpeg", added_at=NOW)
    proof.file.save("nota.jpg", ContentFile(b"jpeg"))
    address = reverse("unit_proof", args=[unit.pk, proof.pk])
    response = log_in(ani).get(address)
    assert (response.status_code, response["X-Content-Type-Options"], b"".join(response)) == (
        200,
        "nosniff",
        b"jpeg",
    )
    assert [log_in(member).get(address).status_code for member in (joko, tono)] == [403, 404]


@pytest.mark.parametrize("name", ["unit", "change_unit", "confirm_unit"])
def test_units_of_others_are_not_there(log_in, tono, unit, name):
    client, address = log_in(tono), reverse(name, args=[unit.pk])
    answer = client.post(address) if name == "confirm_unit" else client.get(address)
    assert answer.status_code == 404
    assert unit.serial_number not in client.get(LIST).content.decode()


def test_the_list_costs_the_same_however_long(log_in, ani, make_unit, django_assert_num_queries):
    client = log_in(ani)
    make_unit("S-0")
    with django_assert_num_queries(5):
        client.get(LIST)
    for number in range(1, 6):
        make_unit(f"S-{number}")
    with django_assert_num_queries(5):
        client.get(LIST)


# The terms --------------------------------------------------------------------------------------


def test_the_owner_writes_a_term(log_in, sari, new_term):
    assert log_in(sari).post(TERMS + "baru/", new_term).url == TERMS
    term = WarrantyTerm.objects.get()
    assert (term.product, term.months, term.starts, term.covers) == (
        "Kipas meja",
        24,
        "delivery",
        "Motor\nBaling",
    )
    assert term.promise.covers == ("Motor", "Baling")


@pytest.mark.parametrize("changes, field", [({"months": "0"}, "months"), ({"months": "601"}, "months"), ({"product": ""}, "product"),
                                            ({"product": "blender MINI 350 ml", "sku": "bm-350"}, "product")])  # fmt: skip
def test_a_term_that_cannot_be_says_why(log_in, sari, term, new_term, changes, field):
    page = log_in(sari).post(TERMS + "baru/", {**new_term, **changes})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert WarrantyTerm.objects.count() == 1


def test_a_term_that_is_laid_aside_is_offered_no_more(log_in, client, sari, term, new_term):
    address = reverse("term", args=[term.pk])
    assert log_in(sari).post(address, {**new_term, "is_active": ""}).status_code == 302
    assert "Kipas meja" not in client.get("/toko/sari/garansi/").content.decode()
    assert "Tidak dipakai" in log_in(sari).get(TERMS).content.decode()


@pytest.mark.parametrize("address", [TERMS, TERMS + "baru/"])
def test_terms_are_the_owners(log_in, client, ani, joko, address):
    assert [log_in(member).get(address).status_code for member in (ani, joko)] == [403, 403]
    assert client.get(address).status_code == 302


def test_terms_of_others_are_not_there(log_in, tono, term, new_term):
    client, address = log_in(tono), reverse("term", args=[term.pk])
    assert [client.get(address).status_code, client.post(address, new_term).status_code] == [404, 404]
    assert "Blender" not in client.get(TERMS).content.decode()
    assert WarrantyTerm.objects.get().product == "Blender mini 350 ml"


def test_saving_a_term_unchanged_makes_no_new_one(log_in, sari, unit, term):
    page = log_in(sari).get(reverse("term", args=[term.pk]))
    same = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    same["covers"] = same["covers"].replace("\n", "\r\n")
    log_in(sari).post(reverse("term", args=[term.pk]), same)
    assert WarrantyTerm.objects.count() == 1
