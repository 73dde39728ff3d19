"""Every kind, variant, state, action and role: a declared step works, anything else leaves no trace.

What stands in a table is tested by standing there; a new kind needs only its opening in `roads`.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from cases.almanac import Almanac
from cases.models import Case, Deadline, Event
from cases.perform import decide, lock, perform
from cases.refusals import NotPossible, Refused
from cases.sweep import sweep
from cases.workflow import COMMON, STAY, Audience, Role, all_workflows
from notifications.models import Message
from tests.cases import roads

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday, no holiday near
PLACES = [
    pytest.param(workflow, variant, state, id=f"{workflow.kind}-{variant}-{state}")
    for workflow in all_workflows()
    for variant in workflow.variant_names()
    for state in workflow.states
    if state in workflow.reachable(variant)
]
CLOCKS = [
    pytest.param(workflow, variant, state, timer, id=f"{workflow.kind}-{variant}-{state}-{timer.clock}")
    for workflow in all_workflows()
    for variant in workflow.variant_names()
    for state, place in workflow.states.items()
    if state in workflow.reachable(variant)
    for timer in place.timers
]


@pytest.fixture
def staffed(shop, sari, ani, joko):
    """Toko Sari with somebody in every role."""
    return shop


def actions_of(workflow):
    return sorted({step.action for step in (workflow.opened, *workflow.steps, *COMMON)})


def traces():
    """What a refusal must not add to."""
    return Event.objects.count(), Message.objects.count(), Deadline.objects.count()


@pytest.mark.parametrize("workflow", all_workflows(), ids=lambda workflow: workflow.kind)
def test_every_registered_kind_is_in_this_matrix(workflow):
    assert workflow.kind in roads.OPENINGS


@pytest.mark.parametrize("workflow, variant, state", PLACES)
def test_an_action_that_is_no_step_here_leaves_no_trace(workflow, variant, state, staffed):
    case, now = roads.bring(workflow, staffed, state, NOW, variant=variant)
    row = Case.objects.values().get(pk=case.pk)
    before = traces()
    almanac = Almanac()
    [change] = lock(Case.objects.filter(pk=case.pk), almanac)
    actors = {role: roads.actor(role, staffed) for role in Role}
    barred = list(_barred(workflow, state, variant))
    for action, role in barred:
        with pytest.raises(NotPossible):
            decide(change, action, almanac, actor=actors[role], note="Tolong.", now=now)
    for action, role in barred[:: len(barred) // 5]:  # and some of them through the whole door
        with pytest.raises(NotPossible):
            perform(case, action, actor=actors[role], note="Tolong.", now=now)
    assert (change.events, change.messages, change.answered, change.clocks.started) == ([], [], set(), [])
    assert traces() == before
    assert Case.objects.values().get(pk=case.pk) == row


def _barred(workflow, state, variant):
    """Every action with every role that may not take it here."""
    for action in actions_of(workflow):
        step = workflow.step(state, action, variant)
        yield from ((action, role) for role in Role if step is None or role not in step.by)


@pytest.mark.parametrize("workflow, variant, state", PLACES)
def test_every_declared_step_works_for_everyone_who_may_take_it(workflow, variant, state, staffed):
    case, now = roads.bring(workflow, staffed, state, NOW, variant=variant)
    version = case.version
    for action in actions_of(workflow):
        step = workflow.step(state, action, variant)
        for role in sorted(step.by if step else ()):
            with transaction.atomic():
                _works(case, step, role, version, now)
                transaction.set_rollback(True)


def _works(case, step, role, version, now):
    if case.specific.why_shut(step, now):
        before = traces()
        with pytest.raises(Refused), transaction.atomic():
            roads.take(case, step, role, now, seen=version)
        assert traces() == before
        return
    moves = step.target not in (case.state, STAY)
    events, messages = Event.objects.count(), Message.objects.count()

    event = roads.take(case, step, role, now, seen=version)

    after = type(case).objects.get(pk=case.pk)
    target = step.target if moves else case.state
    assert (event.action, event.source, event.target, event.role) == (step.action, case.state, target, role)
    assert (after.state, after.version, after.turn) == (target, version + 1, after.place.turn)
    assert Event.objects.count() == events + 1
    assert Message.objects.count() == messages + len(step.tells)
    for name, value in roads.answers(case, step, now).items():
        assert getattr(after, name) == value
    running = set(case.deadlines.filter(outcome="").values_list("clock", flat=True))
    assert after.is_open == after.place.is_open
    if moves:
        assert running == {timer.clock for timer in after.place.timers if not timer.only_until}
        assert after.entered_at == now
        assert after.closed_at == (None if after.is_open else now)
    assert (after.due_at is None) == (not after.is_open)


@pytest.mark.parametrize("workflow, variant, state, timer", CLOCKS)
def test_a_clock_rings_at_its_minute_and_not_one_before(workflow, variant, state, timer, staffed):
    case, _ = roads.bring(workflow, staffed, state, NOW, variant=variant)
    for rung in case.deadlines.filter(clock=timer.clock, outcome="").order_by("due_at"):
        events = case.events.count()
        assert sweep(now=rung.due_at - timedelta(minutes=1)) == 0
        assert case.events.count() == events
        assert sweep(now=rung.due_at) == 1
        event = case.events.last()
        assert (event.action, event.role, event.at) == (rung.action, Role.SYSTEM, rung.due_at)
        assert case.events.count() == events + 1
        assert Deadline.objects.get(pk=rung.pk).outcome == Deadline.Outcome.FIRED
        assert sweep(now=rung.due_at) == 0


@pytest.mark.parametrize("workflow, variant, state", PLACES)
def test_every_message_of_every_step_says_everything(workflow, variant, state, staffed, settings):
    """No template names a thing that is not there, here to a customer without an e-mail address."""
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": "«%s»"}}]
    case, now = roads.bring(workflow, staffed, state, NOW, variant=variant, customer_email="")
    for action in actions_of(workflow):
        step = workflow.step(state, action, variant)
        if step is None or not step.tells or case.specific.why_shut(step, now):
            continue
        with transaction.atomic():
            last = max(Message.objects.values_list("pk", flat=True), default=0)
            roads.take(case, step, min(step.by), now)
            _say_everything(step, case, Message.objects.filter(pk__gt=last).order_by("id"))
            transaction.set_rollback(True)


def _say_everything(step, case, messages):
    assert [message.template for message in messages] == [tell.template for tell in step.tells]
    for message, tell in zip(messages, step.tells, strict=True):
        text = f"{message.subject}\n{message.body}"
        assert message.subject
        assert message.body
        assert "«" not in text
        assert "None" not in text
        assert "{" not in text
        assert message.to_customer == (tell.to is Audience.CUSTOMER)
        if message.to_customer:
            assert (message.channel, message.recipient) == ("whatsapp_link", case.customer_phone)
        # Every letter leads back to the case, the customer's by the secret link only.
        assert (case.token in text) == message.to_customer
