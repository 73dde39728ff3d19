"""How complaints really go: heard, made good, closed by a yes or by silence; and what the guards keep out."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases import history
from cases.models import Case
from cases.perform import perform
from cases.refusals import NotPossible, Refused
from cases.sweep import sweep
from complaints.models import Complaint
from complaints.workflow import COMPLAINT
from notifications.models import Message

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=JAKARTA)  # a Tuesday
TODAY = date(2026, 11, 17)
HEARD = {"restated": "Dua gelas pecah karena paket penyok", "severity": "medium"}
SOLUTION = {
    "recovery_action": "replacement",
    "offered_solution": "Dua gelas baru kami kirim hari ini.",
    "root_cause": "packaging",
}
DONE = {"recovered_on": TODAY}
BUDI, SARI = "budi@mail.test", "sari@sari.test"


@pytest.fixture
def walk(people):
    """Take steps one after the other, an hour apart; answers the case as it is then."""

    def go(case, *steps):
        now = Case.objects.get(pk=case.pk).entered_at
        for who, action, *rest in steps:
            now += timedelta(hours=1)
            answers = next((given for given in rest if isinstance(given, dict)), None)
            note = next((given for given in rest if isinstance(given, str)), "")
            perform(case, action, actor=people[who], data=answers, note=note, now=now)
        return Complaint.objects.get(pk=case.pk)

    return go


def letters(case):
    """What went out, to whom, in order."""
    return list(
        Message.objects.filter(about=case.reference).order_by("id").values_list("template", "recipient")
    )


def letter(template):
    return Message.objects.get(template=template).body


def traces(case):
    case = Complaint.objects.get(pk=case.pk)
    return case.state, case.version, Message.objects.count(), case.deadlines.filter(outcome="").count()


HEARD_OUT = ("ani", "answer", HEARD, "Maaf ya, Kak. Kami cek dulu.")
OFFERED = ("ani", "offer", SOLUTION)


# The roads -----------------------------------------------------------------------------------------


def test_from_the_first_word_to_all_is_well(open_complaint, walk):
    case = walk(
        open_complaint(now=NOW), HEARD_OUT, OFFERED, ("budi", "accept"), ("ani", "fulfil", DONE), ("budi", "confirm"),
    )  # fmt: skip

    assert (case.state, case.is_open, case.due_at) == ("closed", False, None)
    assert (case.recovery_action, case.root_cause, case.severity) == ("replacement", "packaging", "medium")
    assert case.recovered_on == TODAY
    assert letters(case) == [
        ("complaint_submitted", BUDI), ("complaint_answered", BUDI), ("complaint_offered", BUDI),
        ("complaint_accepted", SARI), ("complaint_recovered", BUDI),
    ]  # fmt: skip


def test_the_customer_reads_that_they_were_heard(open_complaint, walk):
    case = walk(open_complaint(now=NOW), HEARD_OUT)

    assert "Dua gelas pecah karena paket penyok" in letter("complaint_answered")
    assert "Maaf ya, Kak. Kami cek dulu." in letter("complaint_answered")
    # From then on the case is called by it, and found by it.
    assert case.headline == "Dua gelas pecah karena paket penyok"
    assert "dua gelas pecah karena paket penyok" in case.search
    assert ("Inti keluhan", "Dua gelas pecah karena paket penyok") in history.known(case)


def test_given_on_the_spot_it_still_waits_for_the_customers_yes(open_complaint, walk):
    case = walk(
        open_complaint(now=NOW), ("ani", "settle", {**HEARD, **SOLUTION, **DONE, "recovery_cost": 48_000})
    )

    assert (case.state, case.turn, case.recovery_cost) == ("settled", "customer", 48_000)
    assert case.headline == HEARD["restated"]
    assert walk(case, ("ani", "confirm_for", "Bilang di toko.")).state == "closed"


def test_a_solution_that_does_not_fit_is_talked_over(open_complaint, walk):
    case = walk(open_complaint(now=NOW), HEARD_OUT, OFFERED, ("budi", "decline", "Saya minta dananya saja."))

    assert (case.state, case.turn) == ("discussed", "shop")
    assert letters(case)[-1] == ("complaint_declined", SARI)
    case = walk(
        case, ("ani", "offer", {**SOLUTION, "recovery_action": "refund", "offered_solution": "Dana kembali."})
    )
    assert (case.state, case.recovery_action) == ("solution_offered", "refund")


def test_a_plain_message_is_an_answer_too(open_complaint, walk):
    case = walk(open_complaint(now=NOW), HEARD_OUT, OFFERED, ("budi", "reply", "Boleh warna biru?"))

    assert (case.state, case.unanswered) == ("discussed", True)
    assert walk(case, ("ani", "accept_for", "Setuju lewat pesan.")).state == "recovery_due"


def test_a_customer_takes_it_back(open_complaint, walk):
    case = walk(open_complaint(now=NOW), ("budi", "withdraw"))

    assert case.state == "withdrawn"
    assert letters(case)[-1] == ("complaint_withdrawn", SARI)
    assert walk(case, ("budi", "reopen")).state == "reopened"


# The owner -----------------------------------------------------------------------------------------


def test_a_severe_one_is_the_owners_to_answer(open_complaint, walk, people):
    case = walk(open_complaint(now=NOW), ("ani", "escalate", "Pecahan gelas melukai anaknya."))

    assert (case.state, case.severity, case.due_at) == (
        "escalated",
        "severe",
        NOW + timedelta(days=1, hours=1),
    )
    assert letters(case)[1:] == [("complaint_escalated", SARI), ("complaint_with_owner", BUDI)]
    assert "Pecahan gelas melukai anaknya." in letter("complaint_escalated")
    assert "Pecahan gelas melukai anaknya." not in letter("complaint_with_owner")
    before = traces(case)
    for action in ("answer", "offer", "settle"):
        with pytest.raises(NotPossible):
            perform(case, action, actor=people["ani"], note="Maaf ya, Kak.", data=HEARD, now=NOW)
    assert traces(case) == before
    assert (
        walk(case, ("sari", "answer", {"restated": "Gelas pecah melukai"}, "Kami minta maaf.")).state
        == "answered"
    )


@pytest.mark.parametrize("action", ["answer", "offer", "settle"])
@pytest.mark.parametrize("who", ["ani", "sari"])
def test_a_severe_one_cannot_be_answered_in_passing(open_complaint, people, action, who):
    case = open_complaint(now=NOW)
    before = traces(case)
    data = {**HEARD, **SOLUTION, **DONE, "severity": "severe"}

    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=people[who], note="Maaf ya, Kak.", data=data, now=NOW)

    assert refusal.value.fields == {"severity": str(refusal.value)}
    assert "Eskalasi" in str(refusal.value)
    assert traces(case) == before


def test_what_the_team_thinks_stays_with_the_team(open_complaint, walk):
    case = walk(
        open_complaint(now=NOW), ("ani", "escalate", "Pelanggan marah besar."),
        ("sari", "offer", {**SOLUTION, "recovery_cost": 48_000, "root_cause_detail": "Bubble wrap habis."}),
    )  # fmt: skip

    entries = history.timeline(case, history.public_events(case))
    told = {label for entry in entries for label, _value in entry.facts}
    assert told == {"Tindakan pemulihan", "Solusi"}
    assert "Pelanggan marah besar." not in [entry.event.note for entry in entries]
    assert [label for label, _value in history.known(case)] == [
        "Kategori", "Harapan pelanggan", "Tindakan pemulihan", "Solusi",
    ]  # fmt: skip
    letters_out = "".join(Message.objects.filter(to_customer=True).values_list("body", flat=True))
    assert "Kemasan" not in letters_out
    assert "48.000" not in letters_out


# The clocks ----------------------------------------------------------------------------------------


def test_the_first_answer_follows_the_channels_rule(open_complaint, shop):
    shop.channels.get(kind="website").rules.filter(clock="answer").update(number=3)
    assert open_complaint(now=NOW).due_at == NOW + timedelta(days=3)
    shop.channels.get(kind="website").rules.filter(clock="answer").delete()
    assert open_complaint(now=NOW).due_at == NOW + timedelta(days=1)


def test_an_unanswered_complaint_alarms_the_owner_and_nothing_is_decided(open_complaint):
    case = open_complaint(now=NOW)

    sweep(now=case.due_at)

    case = Complaint.objects.get()
    assert (case.state, case.is_open) == ("submitted", True)
    assert letters(case) == [("complaint_submitted", BUDI), ("staff_alarm", SARI), ("complaint_late", BUDI)]


@pytest.mark.parametrize(
    "steps, state",
    [
        ([HEARD_OUT, OFFERED], "solution_offered"),
        ([("ani", "settle", {**HEARD, **SOLUTION, **DONE})], "settled"),
    ],
)
def test_silence_for_five_working_days_closes(open_complaint, walk, steps, state):
    case = walk(open_complaint(now=NOW), *steps)
    assert (case.state, case.due_at) == (state, case.entered_at + timedelta(days=6))  # a Sunday lies between

    sweep(now=case.due_at - timedelta(minutes=1))
    assert Complaint.objects.get().state == state
    sweep(now=case.due_at)

    case = Complaint.objects.get()
    assert (case.state, case.recovery_action, case.root_cause) == ("closed", "replacement", "packaging")
    assert letters(case)[-1] == ("complaint_closed", BUDI)


def test_no_complaint_closes_over_a_message_that_nobody_answered(open_complaint, walk):
    case = walk(
        open_complaint(now=NOW), ("ani", "settle", {**HEARD, **SOLUTION, **DONE}), ("budi", "reply", "Masih ada yang retak."),
    )  # fmt: skip
    assert case.state == "settled"

    sweep(now=case.due_at)

    case = Complaint.objects.get()
    assert (case.state, case.turn) == ("reopened", "shop")
    assert letters(case)[-2:] == [("complaint_late", BUDI), ("staff_reopened", SARI)]


def test_the_customer_reopens_with_one_tap_and_the_owner_hears_of_it(open_complaint, walk):
    case = walk(
        open_complaint(now=NOW), ("ani", "settle", {**HEARD, **SOLUTION, **DONE}), ("budi", "confirm"), ("budi", "reopen"),
    )  # fmt: skip

    assert (case.state, case.turn, case.is_open, case.closed_at) == ("reopened", "shop", True, None)
    assert case.due_at == case.entered_at + timedelta(days=1)
    assert letters(case)[-2:] == [("complaint_reopened", BUDI), ("staff_reopened", SARI)]
    assert walk(case, ("ani", "offer", SOLUTION)).state == "solution_offered"


# What the guards keep out --------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["recovery_action", "root_cause"])
@pytest.mark.parametrize("who, action", [("budi", "confirm"), ("ani", "confirm_for")])
def test_nobody_closes_what_taught_nothing(open_complaint, walk, people, missing, who, action):
    case = walk(open_complaint(now=NOW), ("ani", "settle", {**HEARD, **SOLUTION, **DONE}))
    Complaint.objects.filter(pk=case.pk).update(**{missing: ""})
    before = traces(case)

    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=people[who], note="Sudah beres.", now=NOW + timedelta(hours=3))

    assert list(refusal.value.fields) == [missing]
    assert traces(case) == before


@pytest.mark.parametrize("missing", ["recovery_action", "root_cause"])
@pytest.mark.parametrize("state", ["solution_offered", "settled"])
def test_silence_does_not_close_it_either(open_complaint, walk, missing, state):
    steps = (
        [HEARD_OUT, OFFERED]
        if state == "solution_offered"
        else [("ani", "settle", {**HEARD, **SOLUTION, **DONE})]
    )
    case = walk(open_complaint(now=NOW), *steps)
    due_at = case.due_at
    Complaint.objects.filter(pk=case.pk).update(**{missing: ""})
    sweep(now=due_at - timedelta(minutes=1))
    before = traces(case)

    sweep(now=due_at)

    state_now, version, messages, clocks = traces(case)
    assert (state_now, version, clocks) == (before[0], before[1], before[3])
    # It is not lost either: the owner is told that this clock needs a hand.
    assert messages == before[2] + 1
    assert letters(case)[-1] == ("staff_clock_failed", SARI)


@pytest.mark.parametrize("missing", ["recovery_action", "root_cause", "offered_solution"])
@pytest.mark.parametrize("action", ["offer", "settle"])
def test_no_solution_without_what_made_it_good_and_why(open_complaint, people, missing, action):
    case = open_complaint(now=NOW)
    before = traces(case)

    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=people["ani"], data={**HEARD, **SOLUTION, **DONE, missing: ""}, now=NOW)

    assert list(refusal.value.fields) == [missing]
    assert traces(case) == before


@pytest.mark.parametrize("cause", ["unknown", "other"])
def test_a_vague_cause_needs_words(open_complaint, walk, people, cause):
    case = walk(open_complaint(now=NOW), HEARD_OUT)
    before = traces(case)

    with pytest.raises(Refused) as refusal:
        perform(
            case,
            "offer",
            actor=people["ani"],
            data={**SOLUTION, "root_cause": cause},
            now=NOW + timedelta(hours=2),
        )

    assert list(refusal.value.fields) == ["root_cause_detail"]
    assert traces(case) == before
    told = {**SOLUTION, "root_cause": cause, "root_cause_detail": "Kurir dan gudang sama-sama menyangkal."}
    assert walk(case, ("ani", "offer", told)).root_cause == cause


@pytest.mark.parametrize("action", ["settle", "fulfil"])
def test_nothing_was_done_tomorrow(open_complaint, walk, people, action):
    case = open_complaint(now=NOW)
    if action == "fulfil":
        case = walk(case, HEARD_OUT, OFFERED, ("budi", "accept"))
    before = traces(case)
    data = {**HEARD, **SOLUTION, "recovered_on": TODAY + timedelta(days=1)}

    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=people["ani"], data=data, now=NOW.replace(hour=23, minute=59))

    assert list(refusal.value.fields) == ["recovered_on"]
    assert traces(case) == before


def test_every_way_into_the_end_asks_what_was_learned():
    """Closing without cause and recovery must stay refused, whatever steps are added."""
    closing = [step for step in COMPLAINT.steps if step.target == "closed" != step.source]
    assert {step.action for step in closing} == {"confirm", "confirm_for", "close_by_silence"}
    assert {step.guard.__name__ for step in closing} == {"learned"}


# The words -----------------------------------------------------------------------------------------

TO_CUSTOMER = sorted(
    {
        tell.template
        for step in (COMPLAINT.opened, *COMPLAINT.steps)
        for tell in step.tells
        if tell.to == "customer"
    }
    - {"case_message", "case_feedback"}
)


@pytest.mark.parametrize("template", TO_CUSTOMER)
def test_every_letter_is_kind_and_blames_nobody(template, pytestconfig):
    text = Path(pytestconfig.rootpath, f"templates/messages/{template}.body.txt").read_text().lower()

    assert re.search(r"\b(maaf|terima kasih)\b", text)
    for word in (
        "bukan salah",
        "salah kakak",
        "salah anda",
        "harusnya",
        "kan sudah",
        "tidak bisa",
        "!",
        "anda",
    ):
        assert word not in re.sub(r"{%.*?%}", "", text)


def test_the_road_of_the_customer(open_complaint, walk):
    case = walk(open_complaint(now=NOW), HEARD_OUT, ("ani", "escalate", "Makin marah."))

    stations = [(station.stage, station.label) for station in history.road(case, history.public_events(case))]

    assert stations == [
        ("done", "Toko membaca dan menjawab"), ("done", "Toko menyiapkan solusi"),
        ("here", "Ditangani langsung oleh pemilik toko"), ("ahead", "Kakak menjawab solusinya"),
        ("ahead", "Toko menjalankan solusi"), ("ahead", "Kakak memastikan semua beres"), ("ahead", "Selesai"),
    ]  # fmt: skip


def test_the_customer_and_the_warehouse_decide_nothing(open_complaint, people):
    case = open_complaint(now=NOW)
    before = traces(case)

    for actor in (people["joko"], people["budi"]):
        for action in ("answer", "offer", "settle", "escalate", "turn", "cancel"):
            with pytest.raises(NotPossible):
                perform(case, action, actor=actor, note="x", data={**HEARD, **SOLUTION, **DONE}, now=NOW)
    assert traces(case) == before
