"""Budi's complaint, and whoever acts on it."""

import pytest

from cases.intake import open_case
from cases.models import Case
from cases.perform import Actor
from shops.models import Channel


@pytest.fixture
def open_complaint(shop, budi):
    """Open a complaint of Budi's at Toko Sari, through the form's channel unless another is named."""

    def make(*, channel=None, **fields):
        usual = {
            "category": "delivery", "title": "Paket datang penyok", "order_number": "INV/20261120/MPL/4711",
            "description": "Paket datang penyok, dua gelas pecah.", "expected_solution": "Minta gelas baru.",
        }  # fmt: skip
        # As of now: what the shop has changed since the test began counts, as it does in a request.
        channel = channel or Channel.objects.select_related("shop").get(shop=shop, kind="website")
        return open_case("complaint", channel=channel, **{**usual, **budi, **fields})

    return make


@pytest.fixture
def people(sari, ani, joko):
    """Everybody who acts, by a short name."""
    return {
        "sari": Actor.member(sari), "ani": Actor.member(ani), "joko": Actor.member(joko),
        "budi": Actor.customer(Case(customer_name="Budi Santoso")),
    }  # fmt: skip


@pytest.fixture
def answers():
    """Exactly the promised names, filled in as Budi would."""
    return {
        "order_number": "INV/20261120/MPL/4711",
        "customer_name": "Budi Santoso",
        "phone": "0812-3456-7890",
        "email": "budi@mail.test",
        "category": "delivery",
        "description": "Paket datang penyok, dua gelas pecah.",
        "expected_solution": "Minta gelas baru.",
        "consent": "on",
    }
