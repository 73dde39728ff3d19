"""Second thoughts: within the window a step of the team is gone as if it had never been; after it, it stands."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import transaction

from cases.models import Attachment, Case, Event
from cases.perform import Actor, perform
from cases.refusals import NotPossible, Refused, Stale, TooLate
from cases.sweep import sweep
from cases.undo import undo
from cases.uploads import keep_draft
from cases.workflow import STAFF, all_workflows
from notifications import outbox
from notifications.models import Message
from remedies.moves import VOUCHERS
from returns.models import ReturnRequest
from shops.calendar import Unit
from shops.models import Shop
from tests.cases import roads
from tests.cases.roads import CHECKED
from tests.cases.test_matrix import PLACES

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday, no holiday near
WINDOW = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
HOUSE = ("shops", "sales", "notifications", "cases", "remedies", "returns", "warranty", "complaints", "toy")
TRACES = {Event, Message}


@pytest.fixture
def staffed(shop, sari, ani, joko):
    """Toko Sari with somebody in every role."""
    return shop


@pytest.fixture
def case(open_return):
    """A return that waits for a decision."""
    return open_return(now=NOW)


def rows():
    """Every row of every table but the traces; a case's version counts its events."""
    tables = [model for model in apps.get_models() if model._meta.app_label in HOUSE and model not in TRACES]
    return {
        model._meta.label: [_without_version(row) for row in model.objects.order_by("pk").values()]
        for model in tables
    }


def _without_version(row):
    return {name: value for name, value in row.items() if name != "version" or "reference" not in row}


def everything():
    """Every row there is, for a refusal that must write nothing."""
    return (
        rows(), list(Event.objects.order_by("pk").values()), list(Message.objects.order_by("pk").values()),
        list(Case.objects.values_list("pk", "version")),
    )  # fmt: skip


def seen(case):
    """The version of a page that was opened just now."""
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)


def refused(why, case, **how):
    """Assert that it is refused for this reason, and that nothing has changed; answers the refusal."""
    before = everything()
    with pytest.raises(Refused) as refusal:
        undo(case, **{"seen": seen(case), **how})
    assert type(refusal.value) is why
    assert everything() == before
    return refusal.value


# Whatever the kind -------------------------------------------------------------------------------


def steps_of_staff(workflow, state, variant):
    """What the team may take from a state, with each role; what decides nothing is not among it."""
    for step in workflow.steps:
        if step.source == state and step.fits(variant) and not step.additive:
            yield from ((step, role) for role in sorted(step.by & STAFF))


@pytest.mark.parametrize("workflow, variant, state", PLACES)
def test_an_undone_step_leaves_nothing_but_its_trace(workflow, variant, state, staffed):
    case, now = roads.bring(workflow, staffed, state, NOW, variant=variant)
    now += timedelta(minutes=7)  # a clock that stands still until then goes on at another time than before
    for step, role in steps_of_staff(workflow, state, variant):
        if case.specific.why_shut(step, now):
            continue
        with transaction.atomic():
            _comes_back(case, step, role, now) if step.can_be_undone else _stays(case, step, role, now)
            transaction.set_rollback(True)


def _comes_back(case, step, role, now):
    before, told = rows(), list(Message.objects.order_by("pk").values())
    past = list(Event.objects.order_by("pk").values())

    event = roads.take(case, step, role, now, seen=case.version)
    assert event.undo_until == now + WINDOW
    undo(case, actor=roads.actor(role, case.shop), seen=event.number, now=now + WINDOW - SECOND)

    assert rows() == before
    assert list(Message.objects.order_by("pk").values())[: len(told)] == told
    withdrawn = Message.objects.order_by("pk")[len(told) :]
    assert [(m.template, m.status) for m in withdrawn] == [(tell.template, "undone") for tell in step.tells]
    *rest, taken, undone = Event.objects.order_by("pk").values()
    assert rest == past
    assert (taken["action"], taken["number"]) == (step.action, case.version + 1)
    assert (undone["action"], undone["number"], undone["undoes"]) == ("undo", case.version + 2, event.number)
    assert (undone["source"], undone["target"], undone["internal"]) == (case.state, case.state, True)
    assert seen(case) == case.version + 2


def _stays(case, step, role, now):
    event = roads.take(case, step, role, now, seen=case.version)
    assert (event.undo_until, event.before) == (None, None)
    emails = Message.objects.filter(key__startswith=f"{case.reference}/{event.number}/", channel="email")
    assert [message.next_attempt_at for message in emails] == [now] * len(step.tells)
    refused(NotPossible, case, actor=roads.actor(role, case.shop), now=now + SECOND)


def test_what_leaves_the_house_is_irreversible():
    found = {
        (workflow.kind, step.action)
        for workflow in all_workflows()
        for step in workflow.steps
        if step.irreversible and step not in VOUCHERS
    }
    assert {step.action for step in VOUCHERS if step.irreversible} == {
        "give_voucher", "propose_voucher", "approve_voucher",
    }  # fmt: skip
    assert found == {
        ("return_request", "record_refund"), ("return_request", "refund_failed"), ("return_request", "send_replacement"),
        ("warranty_claim", "record_refund"), ("warranty_claim", "refund_failed"), ("warranty_claim", "send_replacement"), ("warranty_claim", "hand_over"),
        ("warranty_claim", "return_unit"), ("complaint", "settle"), ("complaint", "fulfil"), ("complaint", "turn"),
        ("parcel_case", "belongs"), ("parcel_case", "send_back"),
    }  # fmt: skip


# When and who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [timedelta(0), SECOND, timedelta(days=3)])
def test_when_the_window_is_over_it_stands(case, ani, late):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    refused(TooLate, case, actor=Actor.member(ani), now=NOW + WINDOW + late)


def test_the_window_is_the_shops_own(case, ani):
    Shop.objects.update(undo_seconds=600)
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    Shop.objects.update(undo_seconds=0)  # what was promised with the step holds
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + timedelta(seconds=599))
    assert Case.objects.get().state == "submitted"


def test_a_shop_without_a_window_tells_at_once(case, ani):
    Shop.objects.update(undo_seconds=0)
    event = perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    assert (event.undo_until, event.before) == (None, None)
    assert Message.objects.get(template="return_approved").next_attempt_at == NOW
    refused(NotPossible, case, actor=Actor.member(ani), now=NOW)


def test_the_owner_undoes_what_ani_did(case, sari, ani):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    undo(case, actor=Actor.member(sari), seen=2, now=NOW + SECOND)
    assert case.events.get(undoes=2).by == "Sari"
    assert Message.objects.get(template="return_approved").sent_by == sari.user


def test_nobody_else_does(case, sari, ani, joko):
    perform(case, "approve", actor=Actor.member(sari), data=CHECKED, now=NOW)
    for actor in (Actor.member(ani), Actor.member(joko), Actor.customer(case)):
        refused(NotPossible, case, actor=actor, now=NOW + SECOND)


def test_what_the_customer_did_is_theirs(case, sari):
    perform(case, "cancel", actor=Actor.customer(case), now=NOW)
    assert Message.objects.get(template="return_cancelled").next_attempt_at == NOW
    refused(NotPossible, case, actor=Actor.member(sari), now=NOW + SECOND)


def test_a_fresh_case_and_a_reply_have_nothing_to_undo(case, sari):
    refused(NotPossible, case, actor=Actor.member(sari), now=NOW + SECOND)
    perform(case, "write", actor=Actor.member(sari), note="Kami cek dulu, Kak.", now=NOW)
    assert Message.objects.get(template="case_message").next_attempt_at == NOW
    refused(NotPossible, case, actor=Actor.member(sari), now=NOW + SECOND)


def test_it_is_undone_once(case, ani):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + SECOND)
    for page in (2, 3):
        refusal = refused(TooLate, case, actor=Actor.member(ani), seen=page, now=NOW + 2 * SECOND)
        assert str(refusal) == "Langkah ini sudah dibatalkan."


# What happens in between -------------------------------------------------------------------------


def test_the_customers_reply_in_between_lets_it_stand(case, ani):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    perform(case, "reply", actor=Actor.customer(case), note="Baik, saya kirim.", now=NOW + SECOND)
    refusal = refused(Stale, case, actor=Actor.member(ani), seen=2, now=NOW + 2 * SECOND)
    assert [event.action for event in refusal.events] == ["reply"]
    assert "Ada yang baru di kasus ini" in str(refusal)
    refused(NotPossible, case, actor=Actor.member(ani), now=NOW + 2 * SECOND)


def test_a_step_that_the_page_does_not_show_is_not_undone(case, ani):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    refusal = refused(Stale, case, actor=Actor.member(ani), seen=1, now=NOW + SECOND)
    assert [event.action for event in refusal.events] == ["approve"]


def test_who_looks_after_it_may_change_in_between_and_stays(case, ani):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    perform(case, "assign", actor=Actor.member(ani), data={"assignee": ani}, now=NOW + SECOND)
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + 2 * SECOND)
    found = Case.objects.get()
    assert (found.state, found.assignee) == ("submitted", ani)


def test_what_the_clock_did_in_between_lets_it_stand(case, ani):
    """A window of ten minutes and a clock of an hour: its first reminder comes before the window is over."""
    Shop.objects.update(undo_seconds=600)
    case.channel.rules.filter(clock="ship_back").update(number=1, unit=Unit.HOURS.value, reminders=[10])
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    assert sweep(now=NOW + timedelta(minutes=6)) == 1
    assert case.events.last().action == "remind_customer"
    refused(NotPossible, case, actor=Actor.member(ani), now=NOW + timedelta(minutes=7))


def test_a_time_that_ran_out_meanwhile_is_up_at_once(case, ani):
    """The clock that the step had stopped goes on as it was; the sweep decides, exactly as if nobody had acted."""
    due = Case.objects.get().due_at
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=due - 10 * SECOND)
    assert sweep(now=due) == 0
    undo(case, actor=Actor.member(ani), seen=2, now=due + 20 * SECOND)
    assert Case.objects.get().next_due_at <= due
    assert sweep(now=due + 21 * SECOND) == 1
    assert Case.objects.get().state == "approved"
    assert [(e.action, e.role) for e in case.events.all()][1:] == [
        ("approve", "service"), ("undo", "service"), ("approve_by_silence", "system"),
    ]  # fmt: skip
    assert Message.objects.get(template="return_approved").status == "undone"


# What follows ------------------------------------------------------------------------------------


def test_a_page_from_before_is_not_behind(case, ani):
    """Nothing has changed for whoever looked at the case before the step."""
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + SECOND)
    perform(case, "cancel", actor=Actor.customer(case), seen=1, now=NOW + 2 * SECOND)
    assert Case.objects.get().state == "cancelled"


def test_a_page_that_showed_the_step_is_behind(case, sari, ani):
    """Whoever saw it looked at another case; the customer is not told why."""
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + SECOND)
    before = everything()
    for actor in (Actor.customer(case), Actor.member(sari)):
        with pytest.raises(Stale) as refusal:
            perform(case, "cancel", actor=actor, seen=2, now=NOW + 2 * SECOND)
        assert [event.action for event in refusal.value.events] == ["undo"]
    assert everything() == before


def test_the_same_step_may_be_taken_and_undone_again(case, ani):
    before = rows()
    for number in (2, 4, 6):
        perform(case, "approve", actor=Actor.member(ani), data=CHECKED, seen=1, now=NOW)
        undo(case, actor=Actor.member(ani), seen=number, now=NOW + SECOND)
        assert rows() == before
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, seen=1, now=NOW)
    told = Message.objects.filter(template="return_approved").order_by("pk")
    assert [message.status for message in told] == ["undone", "undone", "undone", "queued"]
    assert case.deadlines.filter(clock="ship_back").count() == 3


def test_an_undone_question_for_evidence_does_not_count(case, ani):
    """Three are allowed."""
    number = 1
    for asked in range(3):
        perform(case, "ask_evidence", actor=Actor.member(ani), note="Foto lengannya.", now=NOW)
        number += 1
        if asked == 1:
            undo(case, actor=Actor.member(ani), seen=number, now=NOW)
        else:
            perform(case, "record_evidence", actor=Actor.member(ani), note="Lewat WA.", now=NOW)
        number += 1
    perform(case, "ask_evidence", actor=Actor.member(ani), note="Foto labelnya.", now=NOW)
    assert Case.objects.get().state == "evidence_asked"


def test_files_of_an_undone_step_stay_with_the_team(case, sari, joko, photo, shop):
    perform(case, "approve", actor=Actor.member(sari), data=CHECKED, now=NOW)
    perform(case, "receive", actor=Actor.member(joko), data={"received_on": NOW.date()}, now=NOW)
    key = case.submission
    kept = keep_draft(photo(), shop=shop, draft_key=key, now=NOW)
    event = perform(
        case, "inspect", actor=Actor.member(joko), data={"condition": "as_claimed"}, files=[kept], now=NOW
    )
    undo(case, actor=Actor.member(joko), seen=event.number, now=NOW + SECOND)
    found = Attachment.objects.get(pk=kept.pk)
    assert (found.case_id, found.event_id, found.internal) == (case.pk, event.pk, True)
    assert ReturnRequest.objects.get().condition == ""


# The messages ------------------------------------------------------------------------------------


def test_inside_the_window_nobody_is_told(case, ani, mailoutbox):
    Message.objects.all().delete()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    assert outbox.deliver_due(now=NOW + WINDOW - SECOND) == 0
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + WINDOW - SECOND)
    assert outbox.deliver_due(now=NOW + timedelta(days=1)) == 0
    assert mailoutbox == []
    message = Message.objects.get()
    assert (message.status, message.attempts, message.sent_by) == ("undone", 0, ani.user)


def test_after_the_window_they_are(case, ani, mailoutbox):
    Message.objects.all().delete()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    assert outbox.deliver_due(now=NOW + WINDOW) == 1
    assert [letter.to for letter in mailoutbox] == [["budi@mail.test"]]


def test_a_letter_that_is_on_its_way_lets_the_step_stand(case, ani):
    """A worker whose clock is ahead has taken it already."""
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    [message] = Message.objects.filter(template="return_approved")
    for fields in (
        {"attempts": 1, "sending_since": NOW + WINDOW, "next_attempt_at": NOW + WINDOW + outbox.LEASE},
        {"attempts": 1, "status": "sent", "sent_at": NOW + WINDOW, "sending_since": None},
        {"attempts": 1, "status": "unknown"},
        {"attempts": 1, "status": "queued"},  # put off after a failure, which may have told somebody
    ):
        Message.objects.filter(pk=message.pk).update(**fields)
        refused(TooLate, case, actor=Actor.member(ani), now=NOW + WINDOW - SECOND)


def test_a_whatsapp_message_is_in_nobodys_hands_before(open_return, ani):
    case = open_return(now=NOW, customer_email="")
    Message.objects.all().delete()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    message, soon = Message.objects.get(), NOW + WINDOW - SECOND
    assert (message.status, message.next_attempt_at) == ("prepared", NOW + WINDOW)
    assert not message.may_be_read(soon)
    assert list(outbox.for_people(soon)) == []
    outbox.mark_opened(message, soon)
    assert outbox.mark_sent(message, ani.user, soon) is outbox.skip(message, ani.user, soon) is False
    assert Message.objects.filter(opened_at=None, status="prepared").get() == message

    assert message.may_be_read(NOW + WINDOW)
    assert list(outbox.for_people(NOW + WINDOW)) == [message]
    outbox.mark_opened(message, NOW + WINDOW)
    refused(TooLate, case, actor=Actor.member(ani), now=soon)  # by a clock that is behind
    assert outbox.mark_sent(message, ani.user, NOW + WINDOW)


def test_an_alert_about_the_case_is_not_taken_back_with_the_step(case, ani, shop):
    """The clock's failure has a message of its own, which tells of no step."""
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    case.deadlines.filter(outcome="", level=100).update(action="gone", due_at=NOW)
    Case.objects.update(next_due_at=NOW)
    assert sweep(now=NOW + SECOND) == 1
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + 2 * SECOND)
    assert Message.objects.get(template="staff_clock_failed").status == "queued"
    assert Case.objects.get().sweep_failures == 0
