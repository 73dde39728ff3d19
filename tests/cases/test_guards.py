"""What the shared guards keep out, in every kind that has them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Deadline
from cases.perform import Actor, perform
from cases.refusals import Refused
from cases.workflow import all_workflows
from notifications.models import Message
from tests.cases import roads

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
ASKING = [workflow for workflow in all_workflows() if workflow.named("ask_evidence")]


def test_returns_and_claims_ask_for_evidence():
    assert {"return_request", "warranty_claim"} <= {workflow.kind for workflow in ASKING}


@pytest.mark.parametrize("workflow", ASKING, ids=lambda workflow: workflow.kind)
def test_evidence_is_asked_for_three_times_and_then_decided(workflow, shop, ani):
    case = roads.open_one(workflow, shop, NOW, variant=workflow.variant_names()[0])
    clerk = Actor.member(ani)
    for minute in (1, 3, 5):
        perform(case, "ask_evidence", actor=clerk, note="Foto, Kak.", now=NOW + timedelta(minutes=minute))
        perform(
            case, "record_evidence", actor=clerk, note="Di chat.", now=NOW + timedelta(minutes=minute + 1)
        )
    before = case.events.count(), Message.objects.count(), Deadline.objects.count()

    with pytest.raises(Refused, match="Bukti sudah 3 kali diminta. Putuskan dengan yang ada."):
        perform(case, "ask_evidence", actor=clerk, note="Sekali lagi.", now=NOW + timedelta(minutes=9))

    assert (case.events.count(), Message.objects.count(), Deadline.objects.count()) == before
    case.refresh_from_db()
    assert case.state == "submitted"
