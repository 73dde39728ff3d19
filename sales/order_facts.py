"""What later apps know of an order, for its page: each adds the facts that are its own."""

from collections.abc import Callable
from dataclasses import dataclass

from sales.models import Order
from shops.models import Shop


@dataclass(frozen=True)
class Fact:
    """One line of an order's page; `address` leads to more of it."""

    label: str
    text: str
    address: str = ""


_tellers: list[Callable[[Shop, Order], Fact | None]] = []


def offer(teller: Callable[[Shop, Order], Fact | None]) -> None:
    """Let an app say what it knows of an order."""
    if teller not in _tellers:
        _tellers.append(teller)


def facts_of(shop: Shop, order: Order) -> list[Fact]:
    """Everything that is known of an order of this shop."""
    return [fact for teller in _tellers if (fact := teller(shop, order))]
