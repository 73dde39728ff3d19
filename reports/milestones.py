"""What the workflow tables say about events: which ones reopen a case, alarm, or lose its money."""

from collections.abc import Iterable

from django.db.models import Q

from cases.workflow import STAFF, Role, Workflow, all_workflows

TEAM = sorted(role.value for role in STAFF)
CLOCK = Role.SYSTEM.value


def reopening() -> Q:
    """Events that bring a case back from one of its ends."""
    return _per_kind(
        (flow, Q(source__in=_ends(flow)) & ~Q(target__in=_ends(flow))) for flow in all_workflows()
    )


def losing() -> Q:
    """What the clock does so that the case's money is gone."""
    return _per_kind(
        (flow, Q(action__in=sorted({step.action for step in flow.steps if step.loses})))
        for flow in all_workflows()
    )


def alarming() -> Q:
    """What the clock does to say that a time ran out and nobody had acted."""
    return _per_kind((flow, Q(action__in=_alarms(flow))) for flow in all_workflows())


def _ends(flow: Workflow) -> list[str]:
    return sorted(name for name, state in flow.states.items() if not state.is_open)


def _alarms(flow: Workflow) -> list[str]:
    """What a clock does when its time is up, where that leaves the case where it is."""
    found = set()
    for name, state in flow.states.items():
        if not state.is_open:  # what rings there asks how all is going, and nobody is late
            continue
        ups = {action for timer in state.timers for action in timer.expire.values()}
        found |= {
            step.action for step in flow.steps if step.action in ups and step.source == step.target == name
        }
    return sorted(found)


def _per_kind(conditions: Iterable[tuple[Workflow, Q]]) -> Q:
    """A state or an action of one kind may mean something else for another."""
    found = Q(pk__in=[])
    for flow, condition in conditions:
        found |= Q(case__kind=flow.kind) & condition
    return found
