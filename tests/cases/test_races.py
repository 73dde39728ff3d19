"""Many at once, with real threads on a real database: one decision per case, one ring per clock."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Event as Signal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from cases.intake import open_case
from cases.models import Case, Deadline, Event
from cases.perform import Actor, perform
from cases.refusals import NotPossible, Refused, Stale
from cases.sweep import sweep
from cases.workflow import STAY, Role, all_workflows
from notifications.models import Message
from tests.cases.roads import CHECKED, open_one, take
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
DUE = START + timedelta(days=2)


def kinds_of(results):
    return Counter(type(result).__name__ for result in results)


def numbers_are_gapless():
    """Every case counts its events from 1 to its version."""
    numbers = {}
    for case, number in Event.objects.order_by("case", "number").values_list("case", "number"):
        numbers.setdefault(case, []).append(number)
    versions = dict(Case.objects.values_list("pk", "version"))
    return numbers == {case: list(range(1, version + 1)) for case, version in versions.items()}


def test_twelve_people_decide_at_once_and_one_decision_counts(open_return, sari):
    case = open_return(now=START)
    owner = Actor.member(sari)

    results = together(*[lambda: perform(case, "approve", actor=owner, data=CHECKED, seen=1, now=START)] * 12)

    assert kinds_of(results)["Event"] == 1
    assert all(isinstance(result, (Event, NotPossible, Stale)) for result in results)
    assert len(results) == 12
    assert [event.action for event in case.events.all()] == ["submit", "approve"]
    assert Message.objects.filter(template="return_approved").count() == 1
    assert Message.objects.count() == 2
    assert Deadline.objects.filter(clock="ship_back").count() == 3


def decisions():
    """Of every kind and way, the steps by which its people move a fresh case on.

    What only the team sees is none: the customer's page stays as it was, and their step may still follow.
    """
    for workflow in all_workflows():
        for variant in workflow.variant_names():
            steps = [
                (step, role)
                for role in (Role.OWNER, Role.SERVICE, Role.CUSTOMER)
                for step in workflow.steps_for(workflow.start, role, variant)
                if step.target not in (STAY, workflow.start) and not step.page and not step.internal
            ]
            yield pytest.param(workflow, variant, steps, id=f"{workflow.kind}-{variant}")


@pytest.mark.parametrize("workflow, variant, steps", list(decisions()))
def test_whatever_the_kind_one_of_many_decisions_counts(shop, sari, ani, joko, workflow, variant, steps):
    case = open_one(workflow, shop, START, variant=variant)
    jobs = [
        lambda step=step, role=role: take(case, step, role, START, seen=1) for step, role in (steps * 12)[:12]
    ]

    results = together(*jobs)

    assert kinds_of(results)["Event"] == 1
    assert all(isinstance(result, (Event, NotPossible, Stale)) for result in results)
    assert case.events.count() == 2
    assert numbers_are_gapless()
    keys = Message.objects.values_list("key", flat=True)
    assert {key.split("/")[1] for key in keys} <= {"1", "2"}


def test_six_sweepers_over_all_kinds_ring_every_clock_once(shop, sari):
    """Five fresh cases of every kind and way; what each does when its time is up is its table's business."""
    for workflow in all_workflows():
        for variant in workflow.variant_names():
            for number in range(5):
                open_one(workflow, shop, START, variant=variant, order_number=f"INV/{number}")
    later = START + timedelta(days=30)

    together(*[lambda: sweep(now=later)] * 6)

    rung = Event.objects.filter(role="system").values_list("case", "action")
    # A case may go on by itself from clock to clock, but one clock of one state rings once.
    assert set(Counter(rung).values()) == {1}
    assert {case for case, _action in rung} == set(Case.objects.values_list("pk", flat=True))
    assert numbers_are_gapless()
    assert not Case.objects.filter(next_due_at__lte=later).exists()


def test_of_contrary_decisions_the_first_counts_and_the_rest_are_told(open_return, sari, ani):
    case = open_return(now=START)
    reject = {"note": "Maaf.", "data": {**CHECKED, "rejection_reason": "used"}}
    people = [
        (Actor.member(sari), "approve", {"data": CHECKED}),
        (Actor.member(ani), "reject", reject),
        (Actor.member(ani), "ask_evidence", {"note": "Foto, Kak."}),
        (Actor.customer(case), "cancel", {}),
    ]
    jobs = [
        lambda actor=actor, action=action, given=given: perform(
            case, action, actor=actor, seen=1, now=START, **given
        )
        for actor, action, given in people * 3
    ]
    results = together(*jobs)
    assert kinds_of(results)["Event"] == 1
    assert case.events.count() == 2
    assert Message.objects.count() == 2
    assert numbers_are_gapless()


def test_words_said_at_once_are_all_kept(open_return, sari):
    case = open_return(now=START)
    actors = [Actor.customer(case), Actor.member(sari)] * 4
    results = together(
        *[
            lambda actor=actor, number=number: perform(
                case,
                "reply" if actor.user is None else "note",
                actor=actor,
                note=f"Pesan {number}",
                seen=1,
                now=START,
            )
            for number, actor in enumerate(actors)
        ]
    )
    assert kinds_of(results) == {"Event": 8}
    assert sorted(case.events.exclude(action="submit").values_list("note", flat=True)) == [
        f"Pesan {n}" for n in range(8)
    ]
    assert numbers_are_gapless()


def test_one_form_sent_by_eight_impatient_fingers_is_one_case(shop, budi):
    submission, website = uuid4(), shop.channels.get(kind="website")
    fields = {**budi, "variant": "return_refund", "reason": "damaged", "description": "Sobek."}
    job = lambda: open_case("return_request", channel=website, submission=submission, now=START, **fields)  # noqa: E731

    results = together(*[job] * 8)

    assert {result.pk for result in results} == {Case.objects.get().pk}
    assert (Event.objects.count(), Message.objects.count(), Deadline.objects.count()) == (1, 1, 3)


def test_a_case_in_somebodys_hands_is_passed_over_not_waited_for(open_return):
    held, free = open_return(now=START), open_return(now=START)
    locked, done = Signal(), Signal()

    def hold():
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=held.pk)
            locked.set()
            assert done.wait(20)

    def fire():
        assert locked.wait(20)
        try:
            return sweep(now=DUE)
        finally:
            done.set()

    assert together(hold, fire) == [None, 1]
    assert [Case.objects.get(pk=case.pk).state for case in (held, free)] == ["submitted", "approved"]
    assert sweep(now=DUE) == 1


def test_six_sweepers_and_people_at_work_fire_every_clock_once(open_return, sari):
    """300 due cases, 100 of them decided by people meanwhile, one that cannot be fired at all."""
    cases = [open_return(now=START) for _ in range(300)]
    poisoned = cases[150]
    Deadline.objects.filter(case=poisoned.pk).update(action="gone")
    owner = Actor.member(sari)
    by_hand = [case for case in cases[::3] if case != poisoned]
    assert len(by_hand) == 99
    by_hand.append(cases[1])

    def staff(share):
        results = []
        for case in share:
            try:
                results.append(perform(case, "approve", actor=owner, data=CHECKED, seen=1, now=DUE))
            except Refused as refusal:
                results.append(refusal)
        return results

    sweepers = [lambda: sweep(now=DUE)] * 6
    people = [lambda share=by_hand[n::4]: staff(share) for n in range(4)]
    results = together(*sweepers, *people)

    decisions = [result for share in results[6:] for result in share]
    assert len(decisions) == 100
    assert set(kinds_of(decisions)) <= {"Event", "NotPossible", "Stale"}
    taken = kinds_of(decisions)["Event"]
    for case in cases:
        actions = [event.action for event in case.events.all()]
        if case == poisoned:
            assert actions == ["submit"]
        else:
            assert actions in (["submit", "approve"], ["submit", "approve_by_silence"])
    assert Event.objects.filter(action="approve").count() == taken
    assert Event.objects.filter(action="approve_by_silence").count() == 299 - taken
    assert Message.objects.filter(template="return_approved").count() == taken
    assert Message.objects.filter(template="return_approved_by_silence").count() == 299 - taken
    assert numbers_are_gapless()
    row = Case.objects.get(pk=poisoned.pk)
    assert (row.state, row.sweep_failures, row.next_due_at) == ("submitted", 1, DUE + timedelta(minutes=5))
    assert Message.objects.filter(template="staff_clock_failed").count() == 1
    assert not Case.objects.filter(next_due_at__lte=DUE).exists()
    assert sweep(now=DUE) == 0
    later = row.next_due_at
    assert sweep(now=later) == 1
    assert Case.objects.get(pk=poisoned.pk).next_due_at == later + timedelta(minutes=10)
    assert Message.objects.filter(template="staff_clock_failed").count() == 1
