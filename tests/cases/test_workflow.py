"""The grammar of workflow tables: a sound one is silent, every fault has its sentence."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cases import workflow as registry
from cases.checks import check_workflows
from cases.workflow import (
    CUSTOMER,
    DESK,
    STAY,
    SYSTEM,
    Note,
    Role,
    State,
    Step,
    Tell,
    Timer,
    Turn,
    Variant,
    Workflow,
    all_workflows,
)
from shops.calendar import Amount, Unit

TWO_DAYS = Amount(2, Unit.WORKING)
TIMER = Timer("answer", TWO_DAYS, "alarm", {"alarm": "alarm"}, remind="remind")
CLOSED = State("Selesai", "Selesai", Turn.NOBODY, is_open=False)
NEW = State("Baru", "Baru", Turn.SHOP, (TIMER,))
CLOSE = Step("close", "new", "closed", DESK, "Tutup", "Ditutup")
REMIND = Step("remind", "new", STAY, SYSTEM, "", "Pengingat")
ALARM = Step("alarm", "new", STAY, SYSTEM, "", "Lewat", if_silent="Pemilik diberi tahu.")
STEPS = (CLOSE, REMIND, ALARM)
FIELDS = {"assignee", "courier"}


def table(**changes):
    """The smallest sound table, changed in one place."""
    sound = {
        "kind": "parcel", "prefix": "PA", "label": "Paket", "start": "new",
        "opened": Step("submit", "", "new", CUSTOMER, "Kirim", "Diajukan"),
        "states": {"new": NEW, "closed": CLOSED}, "steps": STEPS,
    }  # fmt: skip
    return Workflow(**{**sound, **changes})


def problems(**changes):
    return table(**changes).problems(FIELDS, lambda name: name != "missing")


def test_a_sound_table_has_no_problems():
    assert problems() == []


@pytest.mark.parametrize("workflow", all_workflows(), ids=lambda workflow: workflow.kind)
def test_every_registered_table_is_sound(workflow):
    assert [error.msg for error in check_workflows(None) if error.msg.startswith(workflow.kind)] == []


TWO_WAYS = {
    "long": Variant("Panjang", "Panjang", "", ("new", "closed")),
    "short": Variant("P", "P", "", ("new",)),
}
WAIT = State(
    "Tunggu", "Tunggu", Turn.CUSTOMER, (Timer("wait", TWO_DAYS, "close", {"close": "lapse"}, "remind"),)
)
WAITING = (
    *STEPS,
    Step("ask", "new", "wait", DESK, "Tanya", "Ditanya", pauses=("answer",)),
    Step("tell", "wait", "new", CUSTOMER, "Jawab", "Dijawab"),
    Step("lapse", "wait", "closed", SYSTEM, "", "Tutup", if_silent="Ditutup."),
    Step("remind", "wait", STAY, SYSTEM, "", "Pengingat"),
)
BOTH = {"new": NEW, "wait": WAIT, "closed": CLOSED}


def test_a_table_with_a_pause_that_goes_on_has_no_problems():
    assert problems(states=BOTH, steps=WAITING) == []


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"steps": (*STEPS, CLOSE)}, "step 'close' from 'new' is declared twice for ''"),
        (
            {"steps": (*STEPS, replace(CLOSE, variants=frozenset({"long"}))), "variants": TWO_WAYS},
            "step 'close' from 'new' is declared twice for 'long'",
        ),
        (
            {"steps": (*STEPS, replace(CLOSE, action="drop", by=frozenset()))},
            "step 'drop' from 'new': nobody may take it",
        ),
        ({"steps": (replace(CLOSE, done=""), REMIND, ALARM)}, "step 'close' from 'new' has no words for the timeline"),
        ({"steps": (replace(CLOSE, label=""), REMIND, ALARM)}, "step 'close' from 'new' has no button label"),
        (
            {"steps": (*STEPS, replace(CLOSE, action="lose", target="nowhere"))},
            "step 'lose' from 'new' names the unknown state 'nowhere'",
        ),
        (
            {"steps": (*STEPS, replace(CLOSE, action="lose", source="nowhere"))},
            "step 'lose' from 'nowhere' names the unknown state 'nowhere'",
        ),
        (
            {"steps": (replace(CLOSE, asks=("weight",)), REMIND, ALARM)},
            "step 'close' from 'new' asks for the unknown field 'weight'",
        ),
        (
            {"steps": (replace(CLOSE, takes=("weight",)), REMIND, ALARM)},
            "step 'close' from 'new' asks for the unknown field 'weight'",
        ),
        (
            {"steps": (*STEPS, replace(CLOSE, action="drop", variants=frozenset({"odd"})))},
            "step 'drop' from 'new' names the unknown variant 'odd'",
        ),
        (
            {"steps": (replace(CLOSE, tells=(Tell("missing"),)), REMIND, ALARM)},
            "step 'close' sends 'missing', which has no template",
        ),
        (
            {"opened": Step("submit", "", "new", CUSTOMER, "K", "D", tells=(Tell("missing"),))},
            "step 'submit' sends 'missing', which has no template",
        ),
        ({"granted": ("approve",)}, "it names the unknown step 'approve'"),
        ({"money_back": "weight"}, "it names the unknown field 'weight'"),
        ({"start": "nowhere"}, "the start 'nowhere' is not a state"),
        (
            {"states": {"new": NEW, "closed": replace(CLOSED, turn=Turn.SHOP)}},
            "state 'closed' is closed but it is somebody's turn",
        ),
        (
            {"states": {"new": NEW, "closed": replace(CLOSED, timers=(TIMER,))}},
            "state 'closed' is closed but a clock runs in it",
        ),
        (
            {"states": {"new": replace(NEW, timers=()), "closed": CLOSED}},
            "state 'new' is open without a clock: a case could be forgotten there",
        ),
        (
            {"steps": (REMIND, ALARM)},
            "state 'new' is open but no step leads out of it ('')",
        ),
        (
            {"steps": (replace(CLOSE, variants=frozenset({"long"})), REMIND, ALARM), "variants": TWO_WAYS},
            "state 'new' is open but no step leads out of it ('short')",
        ),
        (
            {"steps": (replace(CLOSE, by=CUSTOMER), REMIND, ALARM)},
            "state 'new' is the shop's turn, but the shop cannot move on ('')",
        ),
        (
            {"states": {"new": replace(NEW, turn=Turn.CUSTOMER), "closed": CLOSED}},
            "state 'new' is the customer's turn, but the customer cannot move on ('')",
        ),
        (
            {"states": {"new": replace(NEW, timers=(TIMER, TIMER)), "closed": CLOSED}},
            "state 'new' starts the clock 'answer' twice",
        ),
        (
            {"states": {"new": replace(NEW, timers=(replace(TIMER, reminders=(50, 100)),)), "closed": CLOSED}},
            "clock 'answer' on 'new' reminds at 100 %",
        ),
        (
            {"states": {"new": replace(NEW, timers=(replace(TIMER, on_due="approve"),)), "closed": CLOSED}},
            "clock 'answer' on 'new' has no action for its own 'approve'",
        ),
        ({"steps": (CLOSE, ALARM)}, "clock 'answer' on 'new': the system may not 'remind' ('')"),
        (
            {"steps": (CLOSE, REMIND, replace(ALARM, by=DESK, label="Alarm"))},
            "clock 'answer' on 'new': the system may not 'alarm' ('')",
        ),
        (
            {"steps": (CLOSE, REMIND, replace(ALARM, if_silent=""))},
            "clock 'answer' on 'new': 'alarm' does not say what silence means",
        ),
        ({"states": {**table().states, "lost": CLOSED}}, "state 'lost' cannot be reached"),
        (
            {"variants": {"odd": Variant("O", "O", "", ("new", "shelf", "closed"))}},
            "the road of 'odd' passes 'shelf', which it cannot reach",
        ),
        (
            {"steps": (replace(CLOSE, pauses=("parcel",)), REMIND, ALARM)},
            "step 'close' from 'new' pauses the clock 'parcel', which does not run there",
        ),
        (
            {"steps": (replace(CLOSE, pauses=("answer",)), REMIND, ALARM)},
            "step 'close' from 'new' pauses the clock 'answer', which never goes on from 'closed'",
        ),
        (
            {"steps": (*STEPS, replace(CLOSE, action="close_it_with_a_long_explanation"))},
            "'close_it_with_a_long_explanation' is longer than 24 letters",
        ),
        (
            {"states": {"new": replace(NEW, timers=(replace(TIMER, clock="a_clock_of_many_words"),)), "closed": CLOSED}},
            "'a_clock_of_many_words' is longer than 20 letters",
        ),
    ],
)  # fmt: skip
def test_a_bad_table_says_what_is_wrong(changes, sentence):
    assert f"parcel: {sentence}" in problems(**changes)


def test_a_bad_table_stops_the_check_command(monkeypatch):
    bad = table(kind="return_request", steps=(*STEPS, replace(CLOSE, action="drop", by=frozenset())))
    monkeypatch.setitem(registry._registry, "return_request", bad)
    with pytest.raises(SystemCheckError, match="return_request: step 'drop' from 'new': nobody may take it"):
        call_command("check", tags=["workflows"])


def test_a_state_may_give_a_common_action_a_meaning_of_its_own():
    reply = Step("reply", "new", "closed", CUSTOMER, "Balas", "Dibalas", note=Note.MUST)
    own = table(steps=(*STEPS, reply))
    assert own.step("new", "reply") is reply
    assert own.step("closed", "reply").target == STAY
    # The box for messages is on the page anyway: the step is not offered a second time.
    assert own.steps_for("new", Role.CUSTOMER) == []


def test_steps_come_in_the_order_of_the_table_and_for_the_role():
    drop = Step("drop", "new", "closed", DESK, "Buang", "Dibuang")
    own = table(steps=(drop, *STEPS))
    assert own.steps_for("new", Role.SERVICE) == [drop, CLOSE]
    assert own.steps_for("new", Role.WAREHOUSE) == []
    assert own.steps_for("closed", Role.OWNER) == []


def test_a_step_of_another_variant_does_not_exist():
    own = table(steps=(replace(CLOSE, variants=frozenset({"long"})), REMIND, ALARM), variants=TWO_WAYS)
    assert own.step("new", "close", "long").target == "closed"
    assert own.step("new", "close", "short") is None


def test_past_events_find_their_words_by_name():
    assert table().named("submit").done == "Diajukan"
    assert table().named("close").done == "Ditutup"
    assert str(table().named("note").done) == "Catatan tim"
    assert table().named("gone_since_the_last_version") is None


def test_an_outcome_that_the_state_does_not_know_falls_back():
    timer = replace(TIMER, expire={"alarm": "alarm", "approve": "approve_by_silence"})
    assert timer.action_for("approve") == "approve_by_silence"
    assert timer.action_for("close") == "alarm"
