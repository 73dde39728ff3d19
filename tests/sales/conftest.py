"""A shop that sells batik shirts, blenders and sambal, and what Budi bought there."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sales import counter, products
from sales.counter import Item
from sales.models import Variant
from sales.products import VariantChange

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=ZoneInfo("Asia/Jakarta"))
BUDI = "+6281234567890"
SHIRT = {"name": "Kemeja batik Parang", "category": "Fashion", "is_returnable": True, "not_returnable_why": "",
         "warranty_months": None}  # fmt: skip


@pytest.fixture
def counter_channel(shop):
    """Where people pay and take it along."""
    return shop.channels.get(kind="counter")


@pytest.fixture
def make_product(sari):
    """A product of Toko Sari; variants as dicts of their fields."""

    def make(*variants, member=None, now=NOW, **fields):
        changes = [VariantChange(fields=variant) for variant in variants]
        return products.add(member or sari, {**SHIRT, **fields}, changes, now=now)

    return make


@pytest.fixture
def shirt(make_product):
    """A shirt in two sizes: 12 of L and no count of XL."""
    return make_product(
        {"name": "Navy, L", "sku": "KBP-L", "price": 185_000, "stock": 12},
        {"name": "Navy, XL", "sku": "KBP-XL", "price": 195_000},
    )


@pytest.fixture
def large(shirt):
    """The shirt in L."""
    return Variant.objects.select_related("product").get(sku="KBP-L")


@pytest.fixture
def sell(shop, counter_channel):
    """Sell something to Budi at the counter, unless told otherwise."""

    def make(*items, **how):
        usual = {"submission": uuid4(), "name": "Budi Santoso", "phone": BUDI, "payment": "Tunai", "now": NOW}
        items = items or (Item("Sarung tenun", 1, 120_000),)
        return counter.sell(
            how.pop("shop", shop), how.pop("channel", counter_channel), items=items, **{**usual, **how}
        )

    return make


@pytest.fixture
def order(sell, large):
    """Budi's shirt."""
    return sell(Item("Kemeja batik Parang", 2, 185_000, large))
