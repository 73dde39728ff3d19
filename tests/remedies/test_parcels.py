"""What the steps of a case write of its parcels, and how it is taken back."""

from datetime import date, timedelta

import pytest

from cases.models import Case, Event
from cases.perform import Actor, perform
from cases.refusals import Refused
from cases.steps import step_form
from cases.undo import undo
from remedies.models import Parcel
from tests.cases.roads import CHECKED
from tests.remedies.conftest import NOON

HOUR = timedelta(hours=1)
DAY = date(2026, 11, 17)


def parcels(case):
    """(direction, status, courier, number, sent, arrived) of each, the oldest first."""
    names = ("direction", "status", "courier", "tracking_number", "sent_on", "arrived_on")
    return list(Parcel.objects.filter(case=case.pk).values_list(*names))


def take(case, action, member, later=3, note="", **data):
    actor = Actor.member(member) if member else Actor.customer(case)
    return perform(case, action, actor=actor, note=note, data=CHECKED | data, now=NOON + later * HOUR)


def test_a_parcel_is_kept_in_one_spelling_while_the_case_says_what_was_typed(shipped):
    assert parcels(shipped) == [("in", "sent", "J&T Express", "JX1234567890", DAY, None)]
    row = Case.objects.get(pk=shipped.pk).specific
    assert row.tracking_number == "jx 1234-5678 90"
    found = Parcel.objects.get()
    assert (found.shop, found.cost, found.created_at) == (row.shop, None, NOON)  # since the yes


def test_it_arrives(shipped, joko):
    take(shipped, "receive", joko, received_on=DAY)
    assert parcels(shipped) == [("in", "arrived", "J&T Express", "JX1234567890", DAY, DAY)]


@pytest.mark.parametrize("found", ["short", "wrong"])
def test_it_arrives_with_something_amiss_and_the_note_says_what(shipped, joko, found):
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        take(shipped, "receive", joko, received_on=DAY, arrived_as=found)
    assert list(refusal.value.fields) == ["arrival_note"]
    assert (Event.objects.count(), Parcel.objects.get().status) == (before, "sent")

    take(shipped, "receive", joko, received_on=DAY, arrived_as=found, arrival_note=" Cuma satu dari dua. ")
    assert (Parcel.objects.get().status, Parcel.objects.get().note) == (found, "Cuma satu dari dua.")


@pytest.mark.parametrize("made_up", ["sent", "lost", "eaten"])
def test_a_made_up_answer_is_refused(shipped, joko, made_up):
    with pytest.raises(Refused):
        take(shipped, "receive", joko, received_on=DAY, arrived_as=made_up, arrival_note="x")
    assert parcels(shipped) == [("in", "sent", "J&T Express", "JX1234567890", DAY, None)]


def test_lost_on_the_road(shipped, ani):
    take(shipped, "lose", ani, note="Kata kurir hilang di gudang sortir.")
    assert parcels(shipped) == [("in", "lost", "J&T Express", "JX1234567890", DAY, None)]


def test_not_sent_after_all_is_awaited_again_and_sent_anew(shipped, ani):
    take(shipped, "not_sent", ani, note="Nomornya tidak dikenal kurir.")
    assert parcels(shipped) == [("in", "expected", "", "", None, None)]
    take(shipped, "ship", None, later=30, courier="JNE", tracking_number="001234567890")
    assert parcels(shipped) == [("in", "sent", "JNE", "001234567890", date(2026, 11, 18), None)]


@pytest.mark.parametrize(
    ("action", "data"), [("receive", {"received_on": DAY}), ("lose", {}), ("not_sent", {})]
)
def test_what_the_team_said_of_a_parcel_is_taken_back_with_the_step(shipped, ani, action, data):
    before = list(Parcel.objects.values())
    event = take(shipped, action, ani, note="Salah tekan." if action != "receive" else "", **data)
    assert list(Parcel.objects.values()) != before
    undo(shipped, actor=Actor.member(ani), seen=event.number, now=NOON + 3 * HOUR + timedelta(seconds=20))
    assert list(Parcel.objects.values()) == before


def test_the_desk_notes_the_number_and_takes_it_back(approved, ani):
    event = take(approved, "ship", ani, courier="JNE", tracking_number="001234567890")
    assert [row[1] for row in parcels(approved)] == ["sent"]
    undo(approved, actor=Actor.member(ani), seen=event.number, now=NOON + 3 * HOUR + timedelta(seconds=20))
    assert parcels(approved) == [("in", "expected", "", "", None, None)]


def replace(case, member, later=4, **data):
    sent = {
        "replacement_courier": "SiCepat",
        "replacement_tracking_number": "002 345 678 901",
        "replaced_on": DAY,
    }
    return take(case, "send_replacement", member, later=later, **{**sent, **data})


@pytest.fixture
def owed(open_return, ani):
    """A replacement that the shop owes Budi."""
    case = open_return(variant="reshipment", now=NOON)
    take(case, "approve", ani)
    return case


def test_a_replacement_goes_out_with_its_cost_and_arrives_when_the_customer_says_so(owed, joko):
    replace(owed, joko, parcel_payer="shop", parcel_cost=12_000)
    assert parcels(owed) == [("out", "sent", "SiCepat", "002345678901", DAY, None)]
    assert Parcel.objects.values_list("payer", "cost").get() == ("shop", 12_000)
    take(owed, "confirm", None, later=50)
    assert parcels(owed) == [("out", "arrived", "SiCepat", "002345678901", DAY, date(2026, 11, 19))]


@pytest.mark.parametrize(
    "wrong",
    [{"parcel_payer": "tetangga"}, {"parcel_cost": -1}, {"parcel_cost": 10**12}, {"parcel_cost": "12000"}],
)
def test_a_cost_that_cannot_be_is_refused(owed, joko, wrong):
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        replace(owed, joko, **wrong)
    assert list(refusal.value.fields) == list(wrong)
    assert (Event.objects.count(), Parcel.objects.count()) == (before, 0)


def test_what_the_customer_misses_stays_on_the_road_until_the_team_says_it_is_lost(owed, joko, ani):
    replace(owed, joko)
    take(owed, "miss", None, later=5, note="Belum sampai, Kak.")
    assert [row[:2] for row in parcels(owed)] == [("out", "sent")]
    replace(owed, ani, later=6, earlier_lost=True, replacement_tracking_number="003456789012")
    assert [row[1:4:2] for row in parcels(owed)] == [("lost", "002345678901"), ("sent", "003456789012")]


def test_a_way_back_that_is_called_off_is_awaited_no_more(shipped, ani):
    take(shipped, "not_sent", ani, note="Belum dikirim.")
    take(shipped, "cancel", None, later=4)
    assert [row[:2] for row in parcels(shipped)] == [("in", "called_off")]


# The couriers ------------------------------------------------------------------------------------


def form_of(case, action, **data):
    step = case.workflow.step(case.state, action, case.variant)
    return step_form(step, case)(data, instance=case)


@pytest.fixture
def waiting(approved):
    """The same case, as a page would load it."""
    return Case.objects.get(pk=approved.pk).specific


def test_twelve_digits_may_be_of_many_couriers_and_somebody_must_say_which(waiting):
    form = form_of(waiting, "ship", tracking_number="001234567890")
    assert not form.is_valid()
    [question] = form.errors["courier"]
    assert question == "Kurirnya yang mana? Nomor ini mirip JNE, SiCepat, Pos Indonesia, TIKI, J&T Cargo."


def test_a_number_that_only_one_courier_writes_needs_no_name(waiting):
    form = form_of(waiting, "ship", tracking_number="SPXID012345678901")
    assert form.is_valid()
    assert form.given()["courier"] == "SPX Express"


@pytest.mark.parametrize(
    "courier, number", [("J&T Express", "12345"), ("Ekspedisi Pak Dhe", "RESI-7"), ("JNE", "??")]
)
def test_a_strange_number_is_no_reason_to_refuse(waiting, ani, courier, number):
    form = form_of(waiting, "ship", courier=courier, tracking_number=number)
    assert form.is_valid()
    take(waiting, "ship", ani, **form.given())
    found = Parcel.objects.get()
    assert (found.courier, found.status) == (courier, "sent")
    assert found.is_unusual == (courier != "Ekspedisi Pak Dhe")


def test_the_case_page_warns_of_a_number_of_another_courier(log_in, waiting, ani):
    take(waiting, "ship", ani, courier="J&T Express", tracking_number="001234567890")
    page = log_in(ani).get(f"/kerja/kasus/{waiting.reference}/").content.decode()
    assert "Bentuknya tidak lazim untuk kurir ini." in page
    assert "Mirip nomor JNE, SiCepat, Pos Indonesia, TIKI, J&amp;T Cargo." in page


def test_through_the_page_a_short_parcel_is_received(log_in, shipped, joko):
    client, address = log_in(joko), f"/kerja/kasus/{shipped.reference}/tindakan/receive/"
    page = client.get(address).content.decode()
    assert "Sampai, ada yang kurang" in page
    answers = {"received_on": "2026-11-17", "arrived_as": "short", "seen": "3"}
    assert "Tulis apa yang kurang" in client.post(address, answers).content.decode()
    assert Parcel.objects.get().status == "sent"
    assert client.post(address, {**answers, "arrival_note": "Kancing hilang"}).status_code == 302
    assert (Parcel.objects.get().status, Parcel.objects.get().note) == ("short", "Kancing hilang")
