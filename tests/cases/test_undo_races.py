"""Undoing against everybody else, with real threads; and against a real worker, in real time."""

import time
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from cases.models import Case, Event
from cases.perform import Actor, perform
from cases.refusals import NotPossible, Refused, Stale, TooLate
from cases.undo import undo
from notifications import outbox
from notifications.models import Message
from shops.models import Shop
from tests.cases.roads import CHECKED
from tests.launcher.installation import until
from tests.notifications.mail_server import mail_server
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
WINDOW = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


def actions(case):
    return [event.action for event in case.events.all()]


def test_twelve_presses_undo_once(open_return, sari, ani):
    case = open_return(now=START)
    before = Case.objects.values().get()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=START)
    people = [Actor.member(ani), Actor.member(sari)] * 6

    results = together(*[
        lambda actor=actor: undo(case, actor=actor, seen=2, now=START + SECOND) for actor in people
    ])  # fmt: skip

    assert Counter(type(result).__name__ for result in results) == {"NoneType": 1, "TooLate": 11}
    assert actions(case) == ["submit", "approve", "undo"]
    assert Case.objects.values().get() == before | {"version": 3}
    assert Message.objects.get(template="return_approved").status == "undone"


@pytest.mark.parametrize("round_", range(2))
def test_of_an_undo_and_a_next_step_one_wins(open_return, sari, ani, round_):
    """Thirty cases; on each the team undoes while the customer replies or the owner goes on."""
    cases = [open_return(now=START) for _number in range(30)]
    for case in cases:
        perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=START)

    def each(deed):
        return [_tried(deed, case) for case in cases]

    later, received_on = START + SECOND, {"received_on": START.date()}
    undone, replied, received = together(
        lambda: each(lambda case: undo(case, actor=Actor.member(ani), seen=2, now=later)),
        lambda: each(
            lambda case: perform(case, "reply", actor=Actor.customer(case), note="Baik.", now=later)
        ),
        lambda: each(
            lambda case: perform(
                case, "receive", actor=Actor.member(sari), data=received_on, seen=2, now=later
            )
        ),
    )

    for case, undoing, _reply, receipt in zip(cases, undone, replied, received, strict=True):
        done = actions(case)
        assert isinstance(undoing, Stale | NotPossible) == ("undo" not in done)
        if "undo" in done:
            # Nothing came between, and what the owner then wanted was refused.
            assert done[:3] == ["submit", "approve", "undo"]
            assert isinstance(receipt, Stale | NotPossible)
        assert Case.objects.get(pk=case.pk).version == len(done)
        told = Message.objects.get(about=case.reference, template="return_approved")
        assert told.status == ("undone" if "undo" in done else "queued")


def _tried(deed, case):
    try:
        return deed(case)
    except Refused as refusal:
        return refusal


def test_a_worker_and_an_undo_never_both_have_a_message(open_return, ani, mailoutbox):
    """The worker's clock is a second ahead, so that both may. They come from both ends and meet in the middle."""
    cases = approved(open_return, ani, 60)

    def undo_all():
        return [_tried(lambda case: taken_back(case, ani), case) for case in cases[::-1]][::-1]

    *_sent, first, second = together(*[deliver] * 2, undo_all, undo_all)

    outcomes = Counter(
        _one_has_it(case, results) for case, *results in zip(cases, first, second, strict=True)
    )
    assert outcomes.keys() == {"sent", "undone"}
    assert len(mailoutbox) == outcomes["sent"]


def test_worker_and_undo_over_one_message_again_and_again(open_return, ani, mailoutbox):
    outcomes = Counter()
    for case in approved(open_return, ani, 25):
        _sent, result = together(lambda: deliver(limit=1), lambda case=case: taken_back(case, ani))
        outcomes[_one_has_it(case, [result])] += 1
    assert len(mailoutbox) == outcomes["sent"]


def approved(open_return, ani, number):
    """So many cases whose approval nobody has been told of."""
    cases = [open_return(now=START) for _number in range(number)]
    Message.objects.all().delete()
    for case in cases:
        perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=START)
    return cases


def deliver(limit=200):
    return outbox.deliver_due(now=START + WINDOW, limit=limit)


def taken_back(case, ani):
    undo(case, actor=Actor.member(ani), seen=2, now=START + WINDOW - SECOND)


def _one_has_it(case, results):
    """Who had the message: either it is sent and the step stands, or nobody has it and the step is gone."""
    told, found = Message.objects.get(about=case.reference), Case.objects.get(pk=case.pk)
    if None in results:
        assert (told.status, found.state, actions(case)) == (
            "undone",
            "submitted",
            ["submit", "approve", "undo"],
        )
        assert results.count(None) == 1
    else:
        assert {type(result) for result in results} == {TooLate}
        assert (told.status, found.state, actions(case)) == ("sent", "approved", ["submit", "approve"])
    return told.status


def test_a_worker_passes_over_what_is_being_taken_back(open_return, ani, mailoutbox):
    [case] = approved(open_return, ani, 1)
    with transaction.atomic():
        taken_back(case, ani)
        assert together(deliver) == [0]  # it does not wait either
    assert deliver() == 0
    assert mailoutbox == []


@pytest.mark.slow
def test_a_living_worker_tells_nobody_inside_the_window_and_everybody_after(open_return, ani, celery):
    """A real worker that looks several times a second, a real mail server, a window of two seconds."""
    Shop.objects.update(undo_seconds=2)
    stands, goes = open_return(), open_return()
    Message.objects.all().delete()
    with mail_server() as server:
        worker = celery(
            "worker", "-c", "1", "-l", "info", "--without-gossip", "--without-mingle",
            EMAIL_URL=f"smtp://127.0.0.1:{server.server_address[1]}",
        )  # fmt: skip
        celery("beat", "-l", "warning", "--pidfile=")
        until(lambda: worker.errors.count("notifications.tasks.deliver_due[") >= 2, "the worker looks")

        for case in (stands, goes):
            perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
        undo(goes, actor=Actor.member(ani), seen=2)
        event = Event.objects.get(case=stands.pk, action="approve")
        while timezone.now() < event.undo_until - timedelta(seconds=0.2):
            assert server.kept == []
            time.sleep(0.05)

        until(lambda: Message.objects.get(about=stands.reference).status == "sent", "the letter goes out")
        assert Message.objects.get(about=stands.reference).sent_at >= event.undo_until
        with pytest.raises(TooLate):
            undo(stands, actor=Actor.member(ani), seen=2)
        looked = worker.errors.count("deliver_due[")
        until(lambda: worker.errors.count("deliver_due[") > looked + 4, "the worker looks on")
    assert len(server.kept) == 1
    assert Message.objects.get(about=goes.reference).status == "undone"
    assert Message.objects.get(about=goes.reference).attempts == 0
    assert worker.stop() == 0
