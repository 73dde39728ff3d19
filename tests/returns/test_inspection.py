"""Goods in hand: what was found line by line, what may be paid for it, and where the goods go."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from cases.models import Attachment, Case, Event
from cases.perform import Actor, perform
from cases.picking import Piece
from cases.refusals import NotPossible, Refused
from cases.undo import undo
from returns import publishing
from returns.findings import Counts, checklist, differences, flaws, resalable, usual
from returns.models import Inspection, ReturnRequest, ShelfItem
from returns.presets import first_rules
from sales.models import OrderLine, Product, Variant
from tests.cases.roads import CHECKED
from tests.together import together

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
TODAY = date(2026, 11, 17)
HOUR = timedelta(hours=1)


@pytest.fixture
def people(sari, ani, joko):
    """Everybody who acts, by a short name."""
    return {
        "sari": Actor.member(sari), "ani": Actor.member(ani), "joko": Actor.member(joko),
        "budi": Actor.customer(Case(customer_name="Budi Santoso")),
    }  # fmt: skip


@pytest.fixture
def batik(shop):
    """A shirt that the shop counts, 250 g each; five lie on the shelf."""
    product = Product.objects.create(shop=shop, name="Kemeja batik Parang", created_at=NOW, search="kemeja")
    return Variant.objects.create(shop=shop, product=product, name="M", stock=5, weight_grams=250)


@pytest.fixture
def came_back(shop, bought, batik, open_return, people):
    """A return of three of four shirts and the only cup of an order, received; answers case, shirts and cup."""

    def make(reason="damaged", variant="return_refund", number="2511200001ABCD"):
        order = bought(
            {"name": "Kemeja batik Parang", "quantity": 4, "unit_price": 185_000, "variant": batik},
            {"name": "Cangkir keramik", "unit_price": 45_000}, number=number, placed_at=NOW - 9 * 24 * HOUR,
        )  # fmt: skip
        shirts, cup = order.lines.order_by("position")
        case = open_return(
            variant=variant, reason=reason, order_number=number, title="", amount=None, now=NOW,
            goods=(Piece(shirts.pk, 3), Piece(cup.pk, 1)),
        )  # fmt: skip
        perform(case, "approve", actor=people["ani"], data=CHECKED, now=NOW + HOUR)
        perform(case, "receive", actor=people["joko"], data={"received_on": TODAY}, now=NOW + 2 * HOUR)
        return case, case.lines.get(order_line=shirts), case.lines.get(order_line=cup)

    return make


@pytest.fixture
def inspected(came_back, people):
    """The same, inspected: of three shirts one is torn, two are taken back; the cup is fine."""
    case, shirts, cup = came_back()
    lines = {
        shirts.pk: {"received": 3, "damaged": 1, "accepted": 2, "grade": "B"},
        cup.pk: {"received": 1, "damaged": 0, "accepted": 1, "grade": "A"},
    }
    perform(
        case, "inspect", actor=people["joko"], data={"condition": "as_claimed", "lines": lines, "place": "Rak A-2"},
        now=NOW + 3 * HOUR,
    )  # fmt: skip
    return fresh(case), shirts, cup


def fresh(case):
    return ReturnRequest.objects.get(pk=case.pk)


def everything():
    """Every row there is, for a refusal that must write nothing."""
    ours = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("cases", "returns", "sales", "notifications")
    ]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in ours}  # fmt: skip


def refused(case, action, actor, why=Refused, **how):
    """Assert that it is refused and nothing is written; answers the refusal."""
    before = everything()
    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=actor, now=NOW + 9 * HOUR, **{"data": CHECKED, **how})
    assert type(refusal.value) is why
    assert everything() == before
    return refusal.value


def items(case):
    """The pieces of a case by disposition, whether they have left, and place."""
    rows = ShelfItem.objects.filter(inspection__case=case).order_by("inspection", "pk")
    return [(row.pieces, row.what, row.left_at is not None, row.place) for row in rows]


# The rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition, broken, counts, grade",
    [
        ("good", True, (3, 0, 3), "A"),
        ("as_claimed", True, (3, 3, 3), "C"),
        ("as_claimed", False, (3, 0, 3), "B"),
        ("damaged", False, (3, 3, 0), "C"),
        ("different", False, (3, 0, 0), ""),
        ("incomplete", True, (3, 0, 0), ""),
    ],
)
def test_one_word_says_the_usual(condition, broken, counts, grade):
    assert usual(condition, broken, 3) == (Counts(*counts), grade)


@pytest.mark.parametrize(
    "counts, wrong",
    [
        ((3, 1, 2), set()), ((0, 0, 0), set()), ((3, 3, 3), set()), ((4, 0, 0), {"received"}),
        ((2, 3, 0), {"damaged"}), ((2, 0, 3), {"accepted"}), ((-1, 0, 0), {"received", "damaged", "accepted"}),
        ((1, -1, 1), {"damaged"}), ((1, 0, -1), {"accepted"}),
    ],
)  # fmt: skip
def test_numbers_add_up(counts, wrong):
    assert flaws(Counts(*counts), 3).keys() == wrong


def test_what_may_be_sold_again():
    assert resalable(Counts(3, 1, 2), "B", False) == 2
    assert resalable(Counts(3, 1, 3), "B", False) == 2
    assert resalable(Counts(3, 1, 3), "B", True) == 3
    assert resalable(Counts(3, 0, 3), "C", False) == 0
    assert resalable(Counts(3, 0, 3), "D", True) == 3
    assert resalable(Counts(3, 3, 0), "", True) == 0


def test_differences():
    found = list(differences(("BM-1 22", "bm122"), (500, 475), "intact"))
    assert found == []
    found = list(differences(("BM-1", "BM-2"), (500, 474), "broken"))
    assert [each.sent for each in found] == ["BM-1", "Utuh", "500 gram"]
    assert list(differences(("BM-1", ""), (None, 100), "")) == []
    assert list(differences(("", "BM-1"), (100, 80), "")) == []
    assert [each.found for each in differences(("", ""), (100, 79), "")] == ["79 gram"]


def test_the_checklist_is_that_of_the_policy_or_the_usual():
    assert checklist(("Label terpasang", "Belum dicuci")) == [
        ("condition:0", "Label terpasang"), ("condition:1", "Belum dicuci"),
    ]  # fmt: skip
    assert len(checklist(())) == 5


# Inspecting --------------------------------------------------------------------------------------


def test_each_line_has_its_own_findings(inspected):
    case, shirts, cup = inspected
    torn, whole = case.findings
    assert (torn.line, torn.received, torn.damaged, torn.accepted, torn.grade) == (shirts, 3, 1, 2, "B")
    assert (whole.line, whole.received, whole.damaged, whole.accepted, whole.grade) == (cup, 1, 0, 1, "A")
    assert (torn.inspected_by.name, torn.inspected_at, torn.weight_sent) == ("Joko", NOW + 3 * HOUR, 750)
    assert case.accepted_pieces == {shirts.order_line_id: 2, cup.order_line_id: 1} == case.payable
    assert items(case) == [(3, "", False, "Rak A-2"), (1, "", False, "Rak A-2")]
    assert Event.objects.get(action="inspect").data["findings"][str(shirts.pk)]["damaged"] == 1


def test_before_anybody_looked_what_was_asked_may_be_paid(came_back):
    case, shirts, cup = came_back()
    assert fresh(case).accepted_pieces == {}
    assert fresh(case).payable == {shirts.order_line_id: 3, cup.order_line_id: 1}


def test_the_condition_alone_is_enough(came_back, people):
    case, _shirts, _cup = came_back(reason="changed_mind")
    perform(case, "inspect", actor=people["joko"], data={"condition": "good"}, now=NOW + 3 * HOUR)
    assert [(f.received, f.damaged, f.accepted, f.grade) for f in fresh(case).findings] == [
        (3, 0, 3, "A"), (1, 0, 1, "A"),
    ]  # fmt: skip


def test_without_an_order_the_whole_case_is_looked_at(open_return, people):
    case = open_return(now=NOW)
    perform(case, "approve", actor=people["ani"], data=CHECKED, now=NOW + HOUR)
    perform(case, "receive", actor=people["joko"], data={"received_on": TODAY}, now=NOW + 2 * HOUR)
    data = {"condition": "as_claimed", "lines": {0: {"received": 2, "accepted": 2, "damaged": 1}}}
    perform(case, "inspect", actor=people["joko"], data=data, now=NOW + 3 * HOUR)
    [found] = fresh(case).findings
    assert (found.line, found.received, found.damaged, found.accepted) == (None, 2, 1, 2)
    assert fresh(case).accepted_pieces == fresh(case).payable == {}
    assert fresh(case).found_in_words == ["Kemeja batik Parang: 2 kami terima kembali."]


@pytest.mark.parametrize(
    "said, field",
    [
        ({"received": 4}, "received"), ({"received": -1}, "received"), ({"received": 2, "accepted": 3}, "accepted"),
        ({"received": 2, "accepted": 1, "damaged": 3}, "damaged"), ({"accepted": -1}, "accepted"),
        ({"damaged": -1}, "damaged"), ({"received": "tiga"}, "received"), ({"received": True}, "received"),
        ({"received": 10**30}, "received"), ({"grade": "E"}, "grade"), ({"seal": "x"}, "seal"),
        ({"weight_found": -5}, "weight_found"), ({"weight_found": 2_000_000}, "weight_found"),
        ({"weight_sent": "berat"}, "weight_sent"), ({"note": "x" * 501}, "note"), ({"serial_found": "x" * 61}, "serial_found"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_and_nothing_is_written(came_back, people, said, field):
    case, shirts, _cup = came_back()
    data = {"condition": "as_claimed", "lines": {shirts.pk: said}}
    refusal = refused(case, "inspect", people["joko"], data=data)
    assert f"line-{shirts.pk}-{field}" in refusal.fields


@pytest.mark.parametrize(
    "lines", [{999_999_999: {}}, {"x": {}}, [1], "text", {0: {}}, {1: 5}, {-1: {"received": 1}}]
)
def test_what_makes_no_sense_is_refused(came_back, people, lines):
    case, _shirts, _cup = came_back()
    refused(case, "inspect", people["joko"], data={"condition": "good", "lines": lines})


def test_the_conditions_of_the_policy_are_answered(shop, sari, came_back, people):
    policy = publishing.save_draft(sari, first_rules(), seen="", now=NOW - 20 * 24 * HOUR)
    day = (NOW - 20 * 24 * HOUR).date()
    publishing.publish(sari, seen=policy.mark, effective_on=day, understood=True, now=NOW - 20 * 24 * HOUR)
    case, shirts, _cup = came_back()
    conditions = fresh(case).policy.contents.conditions
    said = {"condition:0": "no", "condition:1": "ok"}
    refused(case, "inspect", people["joko"],
            data={"condition": "good", "lines": {shirts.pk: {"checklist": {"standard:clean": "ok"}}}})  # fmt: skip
    refused(case, "inspect", people["joko"],
            data={"condition": "good", "lines": {shirts.pk: {"checklist": {"condition:0": "maybe"}}}})  # fmt: skip
    data = {"condition": "good", "lines": {shirts.pk: {"checklist": said}}}
    perform(case, "inspect", actor=people["joko"], data=data, now=NOW + 3 * HOUR)
    found = fresh(case).findings[0]
    assert found.checklist == said and found.failed == [conditions[0]]


def test_a_second_look_corrects_the_first(inspected, people):
    case, shirts, cup = inspected
    lines = {shirts.pk: {"received": 2, "damaged": 2, "accepted": 0, "grade": "D"}}
    data = {"condition": "good", "lines": lines}
    perform(case, "inspect", actor=people["ani"], data=data, now=NOW + 4 * HOUR)
    assert [(f.round, f.received, f.accepted) for f in fresh(case).findings] == [(1, 2, 0), (1, 1, 1)]
    assert items(case) == [(2, "", False, "Rak A-2"), (1, "", False, "Rak A-2")]
    assert fresh(case).payable == {shirts.order_line_id: 0, cup.order_line_id: 1}


def test_a_second_look_does_not_take_back_what_was_decided(inspected, people):
    case, shirts, _cup = inspected
    item = fresh(case).lying[0]
    perform(
        case, "dispose", actor=people["joko"], data={"items": {item.pk: {"resell": 2}}}, now=NOW + 4 * HOUR
    )
    for said in ({"received": 1, "accepted": 1, "damaged": 0}, {"received": 3, "accepted": 1, "damaged": 0}):
        data = {"condition": "good", "lines": {shirts.pk: said}}
        refused(case, "inspect", people["joko"], data=data)


def test_goods_that_come_a_second_time_are_looked_at_anew(inspected, people):
    case, shirts, cup = inspected
    perform(
        case,
        "reject",
        actor=people["ani"],
        note="Maaf.",
        data=CHECKED | {"rejection_reason": "used"},
        now=NOW + 4 * HOUR,
    )
    for n, (who, action, data) in enumerate([
        ("ani", "reopen", {}), ("ani", "approve", {}), ("joko", "receive", {"received_on": TODAY}),
        ("joko", "inspect", {"condition": "good"}),
    ]):  # fmt: skip
        perform(
            case, action, actor=people[who], note="Begini.", data=CHECKED | data, now=NOW + (5 + n) * HOUR
        )
    assert [(f.round, f.accepted) for f in fresh(case).findings] == [(2, 3), (2, 1)]
    assert fresh(case).payable == {shirts.order_line_id: 3, cup.order_line_id: 1}
    assert len(fresh(case).lying) == 4


# The second decision -----------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["return_refund", "exchange"])
def test_nobody_says_yes_before_somebody_looked(came_back, open_return, people, variant):
    waiting = open_return(variant=variant, now=NOW)
    refused(waiting, "accept", people["ani"], NotPossible)
    perform(waiting, "ask_evidence", actor=people["ani"], note="Kirim foto.", now=NOW + HOUR)
    refused(waiting, "accept", people["ani"], NotPossible)
    case, _shirts, _cup = came_back(variant=variant)
    refused(case, "accept", people["ani"], NotPossible)
    for who, action in (("ani", "approve"), ("budi", "cancel"), ("ani", "reopen")):
        if action == "approve":
            other = open_return(variant=variant, now=NOW)
        perform(other, action, actor=people[who], note="Begini.", data=CHECKED, now=NOW + HOUR)
    assert other.specific.__class__.objects.get(pk=other.pk).state == "reopened"
    refusal = refused(other, "accept", people["ani"])
    assert str(refusal) == "Barangnya belum diperiksa. Catat hasil periksa dulu, baru setujui."
    refused(other, "inspect", people["joko"], data={"condition": "good"})  # nothing has come


def test_a_lost_parcel_is_decided_without_being_opened(open_return, people):
    case = open_return(now=NOW)
    perform(case, "approve", actor=people["ani"], data=CHECKED, now=NOW)
    perform(
        case, "ship", actor=people["budi"], data={"courier": "JNE", "tracking_number": "0101900"}, now=NOW
    )
    perform(case, "lose", actor=people["ani"], note="Hilang di gudang kurir.", now=NOW)
    perform(case, "accept", actor=people["ani"], data=CHECKED, now=NOW)
    assert fresh(case).state == "refund_due"


def test_where_nothing_was_taken_back_nothing_is_granted(came_back, people):
    case, _shirts, _cup = came_back()
    perform(case, "inspect", actor=people["joko"], data={"condition": "different"}, now=NOW + 3 * HOUR)
    refusal = refused(case, "accept", people["ani"])
    assert "tidak ada barang yang diterima" in str(refusal)
    perform(case, "inspect", actor=people["ani"], data={"condition": "good"}, now=NOW + 4 * HOUR)
    perform(case, "accept", actor=people["ani"], data=CHECKED, now=NOW + 5 * HOUR)
    assert fresh(case).state == "refund_due"


# Where the goods go ------------------------------------------------------------------------------


def test_goods_go_several_ways(inspected, batik, people):
    case, _shirts, _cup = inspected
    shirts, cup = fresh(case).lying
    data = {"items": {shirts.pk: {"resell": 1, "repair": 1}}, "place": "Rak B-1"}
    perform(case, "dispose", actor=people["joko"], data=data, now=NOW + 4 * HOUR)
    assert items(case) == [
        (1, "resell", True, "Rak B-1"), (1, "repair", False, "Rak B-1"), (1, "", False, "Rak B-1"), (1, "", False, "Rak B-1"),
    ]  # fmt: skip
    batik.refresh_from_db()
    assert batik.stock == 6
    repair = ShelfItem.objects.get(what="repair")
    data = {"left": [repair.pk], "items": {cup.pk: {"give_back": 1}}}
    perform(case, "dispose", actor=people["joko"], data=data, now=NOW + 5 * HOUR)
    assert [(i.pieces, i.what) for i in fresh(case).lying] == [(1, ""), (1, "give_back")]
    assert Variant.objects.get().stock == 6


@pytest.mark.parametrize("who", ["joko", "ani", "sari"])
def test_what_is_broken_is_not_sold_without_the_owner(came_back, batik, people, who):
    case, _shirts, _cup = came_back()  # claimed to be damaged, and so it is
    perform(case, "inspect", actor=people["joko"], data={"condition": "as_claimed"}, now=NOW + 3 * HOUR)
    shirts, _cup = fresh(case).lying
    wish = {"items": {shirts.pk: {"resell": 3}}}
    assert "Minta persetujuan pemilik" in str(refused(case, "dispose", people[who], data=wish))
    for other in ("joko", "ani"):
        refused(case, "approve_resale", people[other], NotPossible, note="Boleh.")
    refused(case, "approve_resale", people["sari"])  # without a reason

    perform(case, "approve_resale", actor=people["sari"], note="Sebagai barang cacat.", now=NOW + 4 * HOUR)
    perform(case, "dispose", actor=people[who], data=wish, now=NOW + 5 * HOUR)
    batik.refresh_from_db()
    assert batik.stock == 8
    assert [found.resale_approved_by.name for found in fresh(case).findings] == ["Sari", "Sari"]


def test_of_three_with_one_broken_two_are_sold_freely(inspected, batik, people):
    case, _shirts, _cup = inspected
    shirts, _cup = fresh(case).lying
    refused(case, "dispose", people["joko"], data={"items": {shirts.pk: {"resell": 3}}})
    perform(
        case, "dispose", actor=people["joko"], data={"items": {shirts.pk: {"resell": 2}}}, now=NOW + 4 * HOUR
    )
    rest = next(item for item in fresh(case).lying if item.pieces == 1 and item.inspection.damaged)
    refused(case, "dispose", people["joko"], data={"items": {rest.pk: {"resell": 1}}})
    batik.refresh_from_db()
    assert batik.stock == 7


def test_what_was_not_taken_back_is_never_sold(came_back, batik, people):
    case, _shirts, _cup = came_back()
    perform(case, "inspect", actor=people["joko"], data={"condition": "different"}, now=NOW + 3 * HOUR)
    shirts, _cup = fresh(case).lying
    refused(case, "dispose", people["sari"], data={"items": {shirts.pk: {"resell": 1}}})
    refused(case, "approve_resale", people["sari"], note="Boleh saja.")
    perform(
        case,
        "dispose",
        actor=people["joko"],
        data={"items": {shirts.pk: {"give_back": 3}}},
        now=NOW + 4 * HOUR,
    )
    assert fresh(case).lying[0].words == "Kembalikan ke pelanggan"


def test_a_shop_that_does_not_count_goes_on_not_counting(inspected, batik, people):
    Variant.objects.update(stock=None)
    case, _shirts, _cup = inspected
    shirts, cup = fresh(case).lying
    data = {"items": {shirts.pk: {"resell": 2}, cup.pk: {"resell": 1}}}
    event = perform(case, "dispose", actor=people["joko"], data=data, now=NOW + 4 * HOUR)
    assert Variant.objects.get().stock is None
    undo(case, actor=people["joko"], seen=event.number, now=NOW + 4 * HOUR)
    assert Variant.objects.get().stock is None


@pytest.mark.parametrize(
    "data",
    [
        {}, {"items": {}}, {"items": {0: {"scrap": 1}}}, {"items": {"first": {"scrap": 1}}}, {"left": [1]}, {"left": "x"},
        {"items": {"FIRST": {"scrap": 4}}}, {"items": {"FIRST": {"scrap": 0}}}, {"items": {"FIRST": {"scrap": -1}}},
        {"items": {"FIRST": {"burn": 1}}}, {"items": {"FIRST": {"scrap": 2, "repair": 2}}}, {"decided": "burn"},
        {"items": {"FIRST": {"scrap": "1"}}}, {"left": ["FIRST"]}, {"place": "x" * 41},
        {"items": {"FIRST": {"scrap": 1}}, "left": ["FIRST"]},
    ],
)  # fmt: skip
def test_a_disposition_that_makes_no_sense_is_refused(inspected, people, data):
    case, _shirts, _cup = inspected
    first = fresh(case).lying[0].pk
    data = {
        "items": {first if key == "FIRST" else key: wish for key, wish in data.get("items", {}).items()},
        "left": [first if key == "FIRST" else key for key in data.get("left", [])],
        **{name: value for name, value in data.items() if name not in ("items", "left")},
    }
    refused(case, "dispose", people["joko"], data=data)


def test_another_cases_goods_are_not_touched(inspected, came_back, people):
    case, _shirts, _cup = inspected
    theirs = fresh(case).lying[0]
    other, _shirts, _cup = came_back(number="2511200002EFGH")
    perform(other, "inspect", actor=people["joko"], data={"condition": "good"}, now=NOW + 3 * HOUR)
    refused(other, "dispose", people["joko"], data={"items": {theirs.pk: {"scrap": 1}}})
    refused(other, "dispose", people["joko"], data={"left": [theirs.pk]})


def test_a_closed_case_still_has_goods_to_send_on(inspected, people):
    case, _shirts, _cup = inspected
    perform(
        case,
        "reject",
        actor=people["ani"],
        note="Maaf.",
        data=CHECKED | {"rejection_reason": "used"},
        now=NOW + 4 * HOUR,
    )
    perform(case, "dispose", actor=people["joko"], data={"decided": "give_back"}, now=NOW + 90 * 24 * HOUR)
    assert fresh(case).state == "rejected"
    assert {item.what for item in fresh(case).lying} == {"give_back"}
    perform(
        case, "dispose", actor=people["joko"], data={"left": [item.pk for item in fresh(case).lying]},
        now=NOW + 91 * 24 * HOUR,
    )  # fmt: skip
    assert fresh(case).lying == []
    refused(case, "dispose", people["joko"], data={"decided": "scrap"})


# Taking back -------------------------------------------------------------------------------------


def rows():
    """Every row of goods and cases, without the counter of events."""
    found = everything()
    for label in ("cases.Event", "notifications.Message"):
        found.pop(label)
    for row in (*found["cases.Case"], *found["returns.ReturnRequest"]):
        row.pop("version", None)
    return found


def test_an_inspection_is_undone_row_for_row(came_back, people):
    case, shirts, _cup = came_back()
    before = rows()
    data = {"condition": "good", "lines": {shirts.pk: {"received": 2, "accepted": 1}}}
    event = perform(case, "inspect", actor=people["joko"], data=data, now=NOW + 3 * HOUR)
    assert (Inspection.objects.count(), ShelfItem.objects.count()) == (2, 2)
    undo(case, actor=people["joko"], seen=event.number, now=NOW + 3 * HOUR)
    assert rows() == before


def test_a_second_look_is_undone_row_for_row(inspected, people):
    case, shirts, _cup = inspected
    before = rows()
    data = {"condition": "good", "lines": {shirts.pk: {"received": 0, "accepted": 0, "damaged": 0}}}
    event = perform(case, "inspect", actor=people["joko"], data=data, now=NOW + 4 * HOUR)
    assert [item.pieces for item in fresh(case).lying] == [1]
    undo(case, actor=people["joko"], seen=event.number, now=NOW + 4 * HOUR)
    assert rows() == before


def test_a_disposition_is_undone_and_what_was_sold_meanwhile_stays_sold(inspected, batik, people):
    case, _shirts, _cup = inspected
    before = rows()
    shirts, _cup = fresh(case).lying
    data = {"items": {shirts.pk: {"resell": 2, "scrap": 1}}}
    event = perform(case, "dispose", actor=people["joko"], data=data, now=NOW + 4 * HOUR)
    assert Variant.objects.get().stock == 7
    Variant.objects.update(stock=4)  # three were sold over the counter
    undo(case, actor=people["joko"], seen=event.number, now=NOW + 4 * HOUR)
    assert Variant.objects.get().stock == 2
    Variant.objects.update(stock=5)
    assert rows() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_it_back_at_once_one_does(inspected, batik, people):
    case, _shirts, _cup = inspected
    shirts, _cup = fresh(case).lying
    data = {"items": {shirts.pk: {"resell": 2}}}
    results = together(*[
        lambda who=who: perform(case, "dispose", actor=people[who], data=data, now=NOW + 4 * HOUR)
        for who in ("joko", "ani")
    ])  # fmt: skip
    assert sorted(type(result).__name__ for result in results) == ["Event", "Refused"]
    assert Variant.objects.get().stock == 7
    assert Event.objects.filter(action="dispose").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_cases_count_the_same_shirt_both(inspected, came_back, batik, people):
    first, _shirts, _cup = inspected
    second, _shirts, _cup = came_back(number="2511200002EFGH", reason="changed_mind")
    perform(second, "inspect", actor=people["joko"], data={"condition": "good"}, now=NOW + 3 * HOUR)
    keys = [fresh(case).lying[0].pk for case in (first, second)]
    results = together(*[
        lambda case=case, key=key: perform(
            case, "dispose", actor=people["joko"], data={"items": {key: {"resell": 2}}}, now=NOW + 4 * HOUR
        )
        for case, key in zip((first, second), keys, strict=True)
    ])  # fmt: skip
    assert [type(result).__name__ for result in results] == ["Event", "Event"]
    assert Variant.objects.get().stock == 9


# On the pages ------------------------------------------------------------------------------------


def test_the_form_asks_line_by_line_and_keeps_the_order_of_the_evidence(came_back, joko, log_in, photo):
    case, shirts, cup = came_back()
    client, address = log_in(joko), f"/kerja/kasus/{case.reference}/tindakan/inspect/"
    page = client.get(address).content.decode()
    asked = [
        page.index(words)
        for words in ("1. Paket masih tertutup", "2. Label resi", "3. Saat dibuka", "4. Barangnya")
    ]
    assert asked == sorted(asked)
    assert f'name="line-{shirts.pk}-received"' in page and f'name="line-{cup.pk}-accepted"' in page
    sent = {
        "seen": 3, "condition": "as_claimed", f"line-{shirts.pk}-received": "3", f"line-{shirts.pk}-damaged": "1",
        f"line-{shirts.pk}-accepted": "2", f"line-{shirts.pk}-check-standard:clean": "no", "place": "Rak A-2",
        f"line-{shirts.pk}-serial_sent": "S-1", f"line-{shirts.pk}-serial_found": "S-2",
        "draft_key": str(uuid4()),
        # The browser sends fields in the order of the page; whoever does not is put right.
        "shot-4": [photo("c.jpg", "blue")], "shot-1": [photo("a.jpg", "red")], "shot-2": [photo("b.jpg", "green")],
    }  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert [file.name for file in Attachment.objects.order_by("pk")] == [
        "1. Paket masih tertutup - a.jpg", "2. Label resi - b.jpg", "4. Barangnya - c.jpg",
    ]  # fmt: skip
    found = Inspection.objects.get(line=shirts)
    assert (found.received, found.damaged, found.accepted) == (3, 1, 2)
    assert found.checklist == {"standard:clean": "no"}
    page = client.get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert "Yang datang berbeda dari yang dikirim" in page
    assert "Tidak terpenuhi: Bersih, tidak bernoda atau berbau" in page
    bundle = client.get(f"/kerja/kasus/{case.reference}/bukti/").content.decode()
    assert "dikirim S-1, datang <b>S-2</b>" in bundle


def test_numbers_that_do_not_add_up_come_back_beside_their_field(came_back, joko, log_in):
    case, shirts, _cup = came_back()
    before = everything()
    answer = log_in(joko).post(
        f"/kerja/kasus/{case.reference}/tindakan/inspect/",
        {
            "seen": 3,
            "condition": "good",
            f"line-{shirts.pk}-received": "2",
            f"line-{shirts.pk}-accepted": "3",
        },
    )
    assert answer.status_code == 400
    assert (
        answer.content.decode().count("Lebih banyak dari yang datang (2).") == 2
    )  # on top and beside the field
    assert everything() == before


def test_the_warehouse_sends_goods_on_by_the_form(inspected, joko, log_in):
    case, _shirts, _cup = inspected
    client, address = log_in(joko), f"/kerja/kasus/{case.reference}/tindakan/dispose/"
    shirts, cup = fresh(case).lying
    page = client.get(address).content.decode()
    assert "Rusak: dijual lagi hanya setelah diizinkan pemilik toko." in page
    sent = {
        "seen": 4, f"item-{shirts.pk}-what": "resell", f"item-{shirts.pk}-pieces": "2", f"item-{cup.pk}-what": "repair",
        f"item-{cup.pk}-pieces": "1",
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    assert Variant.objects.get().stock == 7
    cup.refresh_from_db()
    assert cup.what == "repair"
    sent = {"seen": 5, f"item-{cup.pk}-what": "left"}
    assert client.post(address, sent).status_code == 302
    assert [item.pieces for item in fresh(case).lying] == [1]


def test_buttons_that_lead_nowhere_are_not_offered(came_back, sari, joko, log_in, people):
    case, _shirts, _cup = came_back()
    perform(case, "inspect", actor=people["joko"], data={"condition": "good"}, now=NOW + 3 * HOUR)
    page = log_in(sari).get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert "Atur barang di rak retur" in page and "Izinkan barang rusak dijual lagi" not in page
    perform(case, "dispose", actor=people["joko"], data={"decided": "resell"}, now=NOW + 4 * HOUR)
    page = log_in(sari).get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert "Atur barang di rak retur…" not in page


def test_the_customer_reads_the_result_in_kind_words(inspected, people, client):
    case, shirts, _cup = inspected
    lines = {
        shirts.pk: {"received": 3, "damaged": 1, "accepted": 2, "grade": "D", "note": "Bekas dicuci, curang."}
    }
    perform(
        case,
        "inspect",
        actor=people["ani"],
        data={"condition": "damaged", "lines": lines},
        now=NOW + 4 * HOUR,
    )
    page = client.get(f"/lacak/{case.token}/").content.decode()
    assert "3 datang, 2 kami terima kembali." in page
    for secret in ("curang", "rusak berat", "Rusak, tidak sesuai keluhan", "Rak A-2", "D ·"):
        assert secret not in page


MONEY_AND_PHONE = ("Rp", "185.000", "6281234567890", "0812-3456-7890", "081234567890")


@pytest.mark.parametrize("who", ["joko", "ani", "sari"])
@pytest.mark.parametrize(
    "address", ["/kerja/rak/", "/kerja/kasus/{}/label-rak/", "/kerja/kasus/{}/label-rak/?ukuran=a6"]
)
def test_shelf_and_label_hold_no_money_and_no_phone(inspected, request, log_in, who, address):
    case, _shirts, _cup = inspected
    answer = log_in(request.getfixturevalue(who)).get(address.format(case.reference))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert case.reference in page and "Rak A-2" in page and "3 × Kemeja batik Parang" in page
    for secret in MONEY_AND_PHONE:
        assert secret not in page
    assert ("<svg" in page) and case.token not in page


def test_the_warehouse_sees_no_money_on_a_case_that_was_inspected(inspected, joko, log_in):
    case, _shirts, _cup = inspected
    for page in ("", "tindakan/dispose/", "tindakan/inspect/"):
        text = log_in(joko).get(f"/kerja/kasus/{case.reference}/{page}").content.decode()
        for secret in MONEY_AND_PHONE:
            assert secret not in text


def test_the_list_is_filtered_and_goes_on(
    inspected, joko, tono, log_in, people, django_assert_max_num_queries
):
    case, _shirts, _cup = inspected
    client = log_in(joko)
    found = Inspection.objects.get(line=_shirts)
    ShelfItem.objects.bulk_create(
        ShelfItem(shop=found.shop, inspection=found, pieces=1, what="supplier", since=NOW + n * HOUR, place=f"S-{n}")
        for n in range(60)
    )  # fmt: skip
    ShelfItem.objects.create(
        shop=found.shop, inspection=found, pieces=1, what="scrap", since=NOW, left_at=NOW, place="GONE"
    )
    client.get("/kerja/rak/")
    with django_assert_max_num_queries(5):
        page = client.get("/kerja/rak/?untuk=supplier").content.decode()
    assert page.count('class="row"') == 25 and "S-59" in page and "Rak A-2" not in page
    seen = []
    address = "/kerja/rak/?untuk=supplier"
    while address:
        answer = client.get(address)
        seen += [item.place for item in answer.context["items"]]
        address = answer.context["next"]
    assert seen == [f"S-{n}" for n in reversed(range(60))]
    page = client.get("/kerja/rak/?untuk=belum").content.decode()
    assert page.count("Rak A-2") == 2 and "S-59" not in page
    assert "GONE" not in client.get("/kerja/rak/").content.decode()
    assert "Tidak ada barang seperti ini di rak." in client.get("/kerja/rak/?untuk=repair").content.decode()
    empty = log_in(tono).get("/kerja/rak/").content.decode()
    assert "Rak retur kosong." in empty and "Kemeja" not in empty
    assert log_in(tono).get(f"/kerja/kasus/{case.reference}/label-rak/").status_code == 404


def test_a_complaint_has_no_label(shop, joko, log_in, open_return):
    assert log_in(joko).get("/kerja/kasus/KL-AAAAAA/label-rak/").status_code == 404
    case = open_return()  # nothing has come yet: a label for the parcel
    page = log_in(joko).get(f"/kerja/kasus/{case.reference}/label-rak/").content.decode()
    assert case.headline in page and "<svg" in page


def test_the_line_of_the_order_stays_as_it_was_sold(inspected):
    assert OrderLine.objects.get(name="Kemeja batik Parang").quantity == 4
