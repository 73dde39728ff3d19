"""How buyers find their own order: by its number and the phone that it was bought under, both together."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Prefetch, QuerySet

from sales import customers
from sales.models import Order, OrderLine
from shops.models import Membership, Shop
from shops.phones import fits_mask

MOST = 5  # orders beside the one that was asked for
RECENT = timedelta(days=120)  # how far back somebody may still speak of another order


def spelled(number: str) -> str:
    """One spelling of an order's number for all that people type: with gaps, with a #, in small letters."""
    return "".join(number.split()).lstrip("#").upper()


def of_buyer(shop: Shop, keys: Sequence[int], phone: str) -> list[Order]:
    """Those of these orders (see `numbered`) that were bought under this phone (E.164), with channel and lines.

    Nearly always one or none; several channels may count alike. A phone that the marketplace masked is enough
    where the digits it shows are those of the phone.
    """
    if not keys or not phone:
        return []
    buyer = customers.by_phone(shop, phone)
    return [
        order
        for order in _whole(Order.objects.filter(shop=shop, pk__in=keys))
        if order.buyer_phone == phone
        or (buyer and order.customer_id == buyer.pk)
        or (not order.buyer_phone and fits_mask(phone, order.buyer_phone_masked))
    ]


def of_number(member: Membership, number: str) -> list[Order]:
    """The orders of this number in the shop that this member works for, with channel and lines."""
    keys = numbered(member.shop, number)
    return list(_whole(Order.objects.filter(shop=member.shop_id, pk__in=keys))) if keys else []


def others_of(orders: list[Order], phone: str, now: datetime) -> list[Order]:
    """What else the same person bought of late, the newest first.

    Only for whoever knows the whole phone number of the order: behind a mask may be somebody else.
    """
    buyers = {order.customer_id for order in orders if order.buyer_phone == phone} - {None}
    if not buyers:
        return []
    others = Order.objects.filter(customer__in=buyers, placed_at__gte=now - RECENT)
    keys = [order.pk for order in orders]
    return list(_whole(others.exclude(pk__in=keys)).order_by("-placed_at", "-pk")[:MOST])


def again(shop: Shop, keys: list[int]) -> list[Order]:
    """Orders that were found before, in the same order as their keys."""
    found = {order.pk: order for order in _whole(Order.objects.filter(shop=shop, pk__in=keys))}
    return [found[key] for key in keys if key in found]


def numbered(shop: Shop, number: str) -> list[int]:
    """The keys of the orders with this number; a file's own small letters must be typed as they are.

    Bare SQL: every submission asks, and the answer is often no.
    """
    usual, typed = spelled(number), "".join(number.split())
    if not usual:
        return []
    spellings = list({number, typed, usual, f"#{usual}"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM sales_order WHERE shop_id = %s AND number = ANY(%s)", [shop.pk, spellings]
        )
        return [key for (key,) in cursor.fetchall()]


def _whole(orders: QuerySet[Order]) -> QuerySet[Order]:
    lines = OrderLine.objects.select_related("variant__product").defer("raw", "variant__product__search")
    return (
        orders.select_related("channel", "customer")
        .prefetch_related(Prefetch("lines", lines))
        .defer("search", "customer__search", "customer__preferences")
    )


def name_of_buyer(order: Order) -> str:
    """The buyer's name, where the shop knows it in full; empty for a masked one."""
    names = (order.buyer_name, order.customer.name if order.customer else "")
    return next((name for name in names if name and "*" not in name), "")
