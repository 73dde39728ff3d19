"""The blender of Toko Sari: its term, a unit of it sold to Budi, a claim for it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.intake import open_case
from cases.models import Case
from cases.perform import Actor, perform
from warranty import units
from warranty.models import WarrantyClaim, WarrantyTerm

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday, no holiday near


@pytest.fixture
def term(shop):
    """Twelve months from the day of purchase."""
    return WarrantyTerm.objects.create(
        shop=shop, product="Blender mini 350 ml", sku="BM-350", months=12, starts="purchase", covers="Motor\nSakelar",
        excludes="Gelas pecah", service_place="Servis Sari, Jl. Kenanga 14, Sleman",
    )  # fmt: skip


@pytest.fixture
def make_unit(shop, term):
    """A unit that the team entered; `by=None` makes it one that the customer registered."""

    def make(serial_number="BM35-26-08811", *, by=..., at=NOW, **fields):
        by = shop.memberships.get(role="owner").user if by is ... else by
        usual = {
            "term": term, "purchased_on": date(2026, 5, 14), "owner_name": "Budi Santoso",
            "owner_phone": "+6281234567890",
        }  # fmt: skip
        return units.register(
            fields.pop("shop", shop), serial_number=serial_number, by=by, now=at, **{**usual, **fields}
        )

    return make


@pytest.fixture
def unit(make_unit):
    """The one unit that most tests need: covered until 14 May 2027."""
    return make_unit()


@pytest.fixture
def open_claim(shop, budi):
    """Open a claim of Budi's at Toko Sari."""

    def make(serial_number="BM35-26-08811", *, now=NOW, **fields):
        usual = {"variant": "service", "amount": 185_000, "description": "Motornya mati setelah dua menit."}
        return open_case(
            "warranty_claim", channel=shop.channels.get(kind="website"), serial_number=serial_number, now=now,
            **{**usual, **budi, **fields},
        )  # fmt: skip

    return make


@pytest.fixture
def people(sari, ani, joko):
    """Everybody who acts, by a short name."""
    return {
        "sari": Actor.member(sari), "ani": Actor.member(ani), "joko": Actor.member(joko),
        "budi": Actor.customer(Case(customer_name="Budi Santoso")),
    }  # fmt: skip


@pytest.fixture
def walk(people):
    """Take steps one after the other, a minute apart; answers the claim as it is then."""

    def go(case, *steps):
        for who, action, *rest in steps:
            case = WarrantyClaim.objects.get(pk=case.pk)
            answers = next((given for given in rest if isinstance(given, dict)), None)
            note = next((given for given in rest if isinstance(given, str)), "")
            last = case.events.last().at
            perform(case, action, actor=people[who], data=answers, note=note, now=last + MINUTE)
        return WarrantyClaim.objects.get(pk=case.pk)

    return go
