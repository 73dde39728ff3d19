"""The register: a serial number is there once however it is written, whoever enters it, and is found again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cases.refusals import Refused
from cases.uploads import drafts_of, drop_draft, keep_draft
from shops.audit import NotAllowed
from shops.models import AuditEntry
from tests.warranty.conftest import NOW
from warranty import terms, units
from warranty.models import RegisteredUnit, UnitProof, WarrantyTerm, normalise


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("BM35-26-08811", "BM35-26-08811"),
        (" bm35-26-08811 ", "BM35-26-08811"),
        ("bm35 26\t08811\n", "BM352608811"),
        ("bm35\u00a026 08811", "BM352608811"),
        ("0012", "0012"),
        ("  ", ""),
    ],
)
def test_a_serial_number_is_compared_without_spaces_and_case(typed, kept):
    assert normalise(typed) == kept


def test_one_serial_number_is_one_unit(make_unit, unit):
    with pytest.raises(units.AlreadyRegistered):
        make_unit(" bm35-26-08811")
    assert RegisteredUnit.objects.get() == unit


def test_another_shop_may_have_the_same_number(unit, make_unit, other_shop):
    theirs = WarrantyTerm.objects.create(shop=other_shop, product="Kipas", months=6)
    make_unit(unit.serial_number, shop=other_shop, term=theirs)
    assert RegisteredUnit.objects.filter(serial_number=unit.serial_number).count() == 2


def test_a_unit_without_a_number_is_none(make_unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit("  ")
    assert RegisteredUnit.objects.count() == 0


def test_the_team_confirms_what_a_customer_entered(make_unit):
    unit = make_unit(by=None)
    assert (unit.is_confirmed, unit.registered_by) == (False, None)
    assert units.confirm(unit, now=NOW) is True
    assert units.confirm(unit, now=NOW + timedelta(days=1)) is False
    assert RegisteredUnit.objects.get().confirmed_at == NOW


def test_a_correction_keeps_the_number_unique_and_the_search_right(make_unit, unit):
    other = make_unit("X-1")
    with pytest.raises(units.AlreadyRegistered):
        units.change(other, serial_number="bm35-26-08811")
    assert RegisteredUnit.objects.get(pk=other.pk).serial_number == "X-1"
    units.change(unit, serial_number="bm 77", owner_name="Rina")
    assert [found.serial_number for found in units.page_of(unit.shop, text="rina").units] == ["BM77"]


@pytest.mark.django_db(transaction=True)
def test_two_who_register_the_same_unit_at_once(term, shop, sari):
    start = Barrier(2)

    def enter(name):
        try:
            start.wait()
            units.register(
                shop, term=term, serial_number="BM-1", owner_name=name, owner_phone="+6281234567890",
                purchased_on=date(2026, 5, 14), now=NOW,
            )  # fmt: skip
            return "in"
        except units.AlreadyRegistered:
            return "known"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, ["Budi", "Rina"])) == ["in", "known"]
    assert RegisteredUnit.objects.count() == 1


def test_a_number_taken_between_guard_and_handing_over_is_refused(open_claim, unit, make_unit):
    case = open_claim()
    case.replacement_serial, case.handed_over_on = "X-1", date(2026, 11, 17)
    make_unit("x-1")
    with pytest.raises(Refused) as refusal:
        case.register_replacement(NOW)
    assert refusal.value.fields == {"replacement_serial": "Nomor seri ini sudah terdaftar. Periksa lagi."}
    assert RegisteredUnit.objects.count() == 2


def test_a_replacement_without_its_day_cannot_be_kept(unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisteredUnit.objects.filter(pk=unit.pk).update(replaced_on=date(2026, 1, 1))


def test_proofs_are_kept_as_copies(shop, term, photo):
    key = uuid4()
    draft = keep_draft(photo("nota.jpg"), shop=shop, draft_key=key, now=NOW)
    units.register(
        shop, term=term, serial_number="BM-1", owner_name="Budi", owner_phone="+6281234567890", proofs=drafts_of(shop, key),
        now=NOW,
    )  # fmt: skip
    drop_draft(shop, key, draft.pk)
    proof = UnitProof.objects.get()
    assert (proof.name, proof.kind, proof.content_type) == ("nota.jpg", "photo", "image/jpeg")
    assert proof.file.size > 500


# The list -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["08811", "bm35-26", " BM35-26-08811 ", "bm35-26 -08811", "budi", "santoso blender", "0812 3456", "+62812-3456-7890",
             "62812345", "0812-3456-7890"],
)  # fmt: skip
def test_a_unit_is_found_by_number_name_and_phone(unit, make_unit, text):
    make_unit("X-1", owner_name="Rina", owner_phone="+628567800099", term=unit.term)
    assert [found.pk for found in units.page_of(unit.shop, text=text).units] == [unit.pk]


@pytest.mark.parametrize("text", ["ab", "tidak ada", "0899"])
def test_what_is_not_there_is_not_found(unit, text):
    assert units.page_of(unit.shop, text=text) == units.Page([])


def test_pages_follow_each_other_without_gaps(make_unit, shop):
    made = [make_unit(f"S-{number}").pk for number in range(units.PAGE + 3)]
    first = units.page_of(shop)
    second = units.page_of(shop, after=first.next)
    assert [unit.pk for unit in (*first.units, *second.units)] == made[::-1]
    assert (len(first.units), second.next) == (units.PAGE, "")
    assert units.page_of(shop, after="omong kosong").next == first.next


def test_only_the_shops_own(unit, other_shop):
    assert units.page_of(other_shop, text="08811").units == []


# Terms ----------------------------------------------------------------------------------------


def fields_of(term, **changes):
    names = (
        "product",
        "sku",
        "months",
        "starts",
        "covers",
        "excludes",
        "service_place",
        "registration_number",
        "is_active",
    )
    return {**{name: getattr(term, name) for name in names}, **changes}


def test_a_promise_that_was_given_stands(sari, unit, term):
    before = unit.coverage(date(2026, 11, 17)).last_day
    new = terms.change(sari, term.pk, now=NOW, **fields_of(term, months=6))
    term.refresh_from_db()
    kept = RegisteredUnit.objects.get()
    assert (kept.term, term.months, term.is_active) == (term, 12, False)
    assert kept.coverage(date(2026, 11, 17)).last_day == before
    assert (new.months, new.is_active, new.pk == term.pk) == (6, True, False)


def test_a_promise_that_nobody_has_yet_is_simply_changed(sari, term):
    assert terms.change(sari, term.pk, now=NOW, **fields_of(term, months=6)).pk == term.pk
    assert WarrantyTerm.objects.get().months == 6


def test_where_to_go_may_change_under_a_given_promise(sari, unit, term):
    assert terms.change(sari, term.pk, now=NOW, **fields_of(term, service_place="Jl. Baru 1")).pk == term.pk


def test_one_product_has_one_promise(sari, term):
    with pytest.raises(NotAllowed, match="Sudah ada ketentuan"):
        terms.add(sari, now=NOW, **fields_of(term, product="BLENDER MINI 350 ML"))
    assert WarrantyTerm.objects.count() == 1


def test_only_owners_change_terms_and_each_change_leaves_a_trace(sari, ani, term, tono):
    for stranger in (ani, tono):
        with pytest.raises(NotAllowed):
            terms.change(stranger, term.pk, now=NOW, **fields_of(term, months=6))
    term.refresh_from_db()
    traces = AuditEntry.objects.filter(what="warranty")
    assert (term.months, traces.count()) == (12, 0)
    terms.change(sari, term.pk, now=NOW, **fields_of(term, is_active=False))
    [entry] = traces
    assert (entry.by, entry.what) == (sari.user, "warranty")
    assert entry.about == (
        "Blender mini 350 ml: 12 bulan sejak tanggal pembelian, dipakai → 12 bulan sejak tanggal pembelian, tidak dipakai"
    )
