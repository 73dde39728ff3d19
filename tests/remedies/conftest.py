"""Cases whose parcels are on the road."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.perform import Actor, perform

NOON = datetime(2026, 11, 17, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday, no holiday near


@pytest.fixture
def approved(open_return, ani):
    """A return of Budi's that the shop has said yes to."""
    case = open_return(now=NOON)
    perform(case, "approve", actor=Actor.member(ani), now=NOON)
    return case


@pytest.fixture
def shipped(approved):
    """Budi has sent it with J&T."""
    sent = {"courier": "J&T Express", "tracking_number": "jx 1234-5678 90"}
    perform(approved, "ship", actor=Actor.customer(approved), data=sent, now=NOON + timedelta(hours=2))
    return approved
