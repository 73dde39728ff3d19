"""A sale that somebody of the team writes down: at the counter, in a chat, on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from sales import customers, invoices
from sales.models import Customer, Order, OrderLine, Variant
from sales.shares import Sold, discount_shares
from shops.channels import channels_of
from shops.models import Channel, Shop

# Where the shop sells with its own hands; everywhere else the orders come from files.
BY_HAND = (
    Channel.Kind.COUNTER,
    Channel.Kind.WHATSAPP,
    Channel.Kind.INSTAGRAM,
    Channel.Kind.PHONE,
    Channel.Kind.OTHER,
)


@dataclass(frozen=True)
class Item:
    """Some units of one thing; `unit_price` in whole rupiah. Without a variant it is not on the shop's list."""

    name: str
    quantity: int
    unit_price: int
    variant: Variant | None = None

    @property
    def amount(self) -> int:
        """All units, in whole rupiah."""
        return self.quantity * self.unit_price


def channels_by_hand(shop: Shop) -> list[Channel]:
    """The channels through which a sale may be written down, the counter first."""
    used = [channel for channel in channels_of(shop) if channel.is_active and channel.kind in BY_HAND]
    return sorted(used, key=lambda channel: BY_HAND.index(channel.kind))


def sell(
    shop: Shop,
    channel: Channel,
    *,
    items: Sequence[Item],
    submission: UUID,
    name: str = "",
    phone: str = "",
    payment: str = "",
    is_paid: bool = True,
    discount: int = 0,
    now: datetime,
) -> Order:
    """Write a sale down; the same submission is one sale, however often it is sent.

    `phone` is E.164 or empty, `discount` whole rupiah off the sum and not more than it. At the counter the
    goods change hands at once, so their delivery counts from now. Stock that the shop counts goes down.
    """
    try:
        with transaction.atomic():
            customer = customers.ensure(shop, {phone: name}, now=now)[phone] if phone else None
            order = _order(shop, channel, customer, name=name, phone=phone, payment=payment, now=now)
            order.submission = submission
            order.paid_at = now if is_paid else None
            lines = _lines(items, discount)
            order.discount, order.total = discount, sum(line.amount for line in lines)
            _take_from_stock(lines)
            order.number = invoices.draw(shop, now=now)
            order.search = order.searchable()
            order.save(force_insert=True)
            for line in lines:
                line.order, line.shop = order, shop
            OrderLine.objects.bulk_create(lines)
        return order
    except IntegrityError:
        if known := Order.objects.filter(shop=shop, submission=submission).first():
            return known
        raise


def _order(
    shop: Shop, channel: Channel, customer: Customer | None, *, name: str, phone: str, payment: str, now: datetime
) -> Order:  # fmt: skip
    handed_over = now if channel.kind == Channel.Kind.COUNTER else None
    return Order(
        shop=shop, channel=channel, customer=customer, buyer_phone=phone, payment=payment,
        buyer_name=name or (customer.name if customer else ""), placed_at=now, shipped_at=handed_over,
        delivered_at=handed_over, created_at=now, updated_at=now,
    )  # fmt: skip


def _lines(items: Iterable[Item], discount: int) -> list[OrderLine]:
    """A line for each different thing; the discount is shared out, so that the lines add up to the total."""
    merged: dict[tuple[str, str, str], OrderLine] = {}
    for item in items:
        sku, variation = (item.variant.sku, item.variant.name) if item.variant else ("", "")
        key = (sku, "" if sku else item.name, variation)
        line = merged.setdefault(
            key,
            OrderLine(
                position=len(merged) + 1, variant=item.variant, sku=sku, name=item.name, variation=variation,
                quantity=0, unit_price=item.unit_price, amount=0,
            ),
        )  # fmt: skip
        line.quantity += item.quantity
        line.amount += item.amount
    lines = list(merged.values())
    shares = discount_shares([Sold(n, line.quantity, line.amount) for n, line in enumerate(lines)], discount)
    for n, line in enumerate(lines):
        line.discount, line.amount = shares[n], line.amount - shares[n]
    return lines


def _take_from_stock(lines: Iterable[OrderLine]) -> None:
    """In one order for everybody, so that two sales of the same goods wait for each other and never cross."""
    sold = {line.variant.pk: line.quantity for line in lines if line.variant}
    for pk in sorted(sold):
        Variant.objects.filter(pk=pk, stock__isnull=False).update(stock=F("stock") - sold[pk])
