"""What a process remembers of a shop for as long as nothing about the shop has changed.

`Shop.facts_at` is moved on by the database itself with every change to the shop, its hours, channels,
rules, people or policies. Whoever has read the shop's row knows by it whether what was read before still
holds, on any node and without asking again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

import pgtrigger

if TYPE_CHECKING:
    from datetime import datetime

    from shops.models import Shop

SHOPS = 500  # remembered by one process

Fact = TypeVar("Fact")


@dataclass(frozen=True)
class _AsOf:
    """A shop as it stood at one moment."""

    pk: int
    at: datetime
    shop: Shop = field(compare=False)


def kept(read: Callable[[Shop], Fact]) -> Callable[[Shop], Fact]:
    """Remember what `read` answers; the answer is shared by threads, so nobody may change it."""

    @lru_cache(maxsize=SHOPS)
    def remembered(moment: _AsOf) -> Fact:
        return read(moment.shop)

    @wraps(read)
    def fact(shop: Shop) -> Fact:
        return remembered(_AsOf(shop.pk, shop.facts_at, shop))

    return fact


def moves_on(
    shops: str = "id = COALESCE(NEW.shop_id, OLD.shop_id)",
    operation: pgtrigger.Operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    condition: pgtrigger.Condition | None = None,
) -> pgtrigger.Trigger:
    """The trigger of a table whose rows are facts about the shops that the condition names."""
    return pgtrigger.Trigger(
        name="moves_the_shop_on",
        when=pgtrigger.After,
        operation=operation,
        condition=condition,
        func=f"UPDATE shops_shop SET facts_at = clock_timestamp() WHERE {shops}; RETURN NULL;",
    )


def stamped() -> pgtrigger.Trigger:
    """The trigger of the shops' own table."""
    return pgtrigger.Trigger(
        name="stamps_facts",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="NEW.facts_at = clock_timestamp(); RETURN NEW;",
    )
