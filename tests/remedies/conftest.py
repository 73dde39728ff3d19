"""Cases whose parcels are on the road or whose money is owed, and what is done with them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case
from cases.perform import Actor, perform
from cases.picking import Piece
from returns.models import ReturnRequest
from tests.cases.roads import CHECKED

NOON = datetime(2026, 11, 17, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday, no holiday near
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
ACCOUNT = {"bank": "BCA", "number": "771-944 2083", "holder": "Budi Santoso"}


@pytest.fixture
def people(sari, ani, joko):
    """Everybody who acts, by a short name."""
    return {
        "sari": Actor.member(sari), "ani": Actor.member(ani), "joko": Actor.member(joko),
        "budi": Actor.customer(Case(customer_name="Budi Santoso")),
    }  # fmt: skip


@pytest.fixture
def act(people):
    """Take a step as somebody; answers the case as it is then."""

    def go(case, who, action, note="", files=(), **data):
        perform(case, action, actor=people[who], note=note, data=CHECKED | data, files=files, now=NOW)
        return ReturnRequest.objects.get(pk=case.pk)

    return go


@pytest.fixture
def owed(open_return, act):
    """A return whose money is owed: of some pieces of an order by position (“0” for its first line), or of nothing known."""

    def make(order=None, pieces=None, **fields):
        if order is not None:
            lines = list(order.lines.order_by("position"))
            goods = tuple(Piece(lines[number].pk, count) for number, count in (pieces or {0: 1}).items())
            fields = {"goods": goods, "title": "", "order_number": "", "amount": None} | fields
        return act(open_return(variant="refund_only", now=NOW, **fields), "ani", "approve")

    return make


@pytest.fixture
def pay(act):
    """Record a refund."""

    def go(case, amount, who="ani", *, method="transfer", **data):
        payment = {"refund_amount": amount, "refund_method": method, "refunded_on": NOW.date()}
        return act(case, who, "record_refund", **payment, **data)

    return go


@pytest.fixture
def owed_again(act):
    """The customer is not content, and the desk says yes once more."""

    def go(case):
        act(case, "budi", "confirm")
        act(case, "budi", "reopen", "Uangnya kurang.")
        return act(case, "ani", "approve")

    return go


@pytest.fixture
def approved(open_return, ani):
    """A return of Budi's that the shop has said yes to."""
    case = open_return(now=NOON)
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOON)
    return case


@pytest.fixture
def shipped(approved):
    """Budi has sent it with J&T."""
    sent = {"courier": "J&T Express", "tracking_number": "jx 1234-5678 90"}
    perform(approved, "ship", actor=Actor.customer(approved), data=sent, now=NOON + timedelta(hours=2))
    return approved
