"""The orders of all channels: finding them, and correcting what a file or a hurried hand got wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext as _

from sales import customers, tracking
from sales.models import Customer, Order, OrderLine
from sales.shares import Paid, Sold
from shops.audit import What, note
from shops.channels import channels_of
from shops.ledger import stamp
from shops.models import Channel, Membership, Shop
from shops.paging import Page, newest_first
from shops.search import asked, is_too_short, matches

MOST_SPOKEN_OF = 6
# What the team may correct, in the order in which the trace tells it.
CHANGEABLE = (
    "buyer_name", "buyer_phone", "placed_at", "paid_at", "shipped_at", "delivered_at", "cancelled_at", "courier",
    "tracking_number",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What stands in the list's address; whatever makes no sense there is as good as absent."""

    text: str = ""
    channel: Channel | None = None
    after: str = ""

    @classmethod
    def read(cls, address: QueryDict, shop: Shop) -> "Wish":
        """The wish in an address."""
        wanted = address.get("kanal", "")
        channel = next((row for row in channels_of(shop) if str(row.pk) == wanted), None)
        return cls(asked(address.get("q", "")), channel, address.get("after", ""))

    @property
    def is_too_short(self) -> bool:
        """Whether the text is too short to look for."""
        return is_too_short(self.text)

    def address(self, **changes: Any) -> str:
        """This wish, changed, as the query of an address."""
        wish = replace(self, **changes)
        pairs = {"q": wish.text, "kanal": str(wish.channel.pk) if wish.channel else "", "after": wish.after}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in pairs.items() if value})
        return f"?{query.urlencode()}"


def page_of(shop: Shop, wish: Wish) -> Page[Order]:
    """The orders that the wish names, the newest first, each with its lines and channel."""
    return newest_first(_with_lines(wished(shop, wish)), "placed_at", wish.after)


def wished(shop: Shop, wish: Wish) -> QuerySet[Order]:
    """All orders that the wish names."""
    found = Order.objects.filter(shop=shop)
    if wish.channel:
        found = found.filter(channel=wish.channel)
    if wish.text:
        found = found.filter(matches(wish.text, tracking.normalise(wish.text)))
    return found


def _with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    lines = Prefetch("lines", OrderLine.objects.defer("raw"))
    return orders.select_related("channel").prefetch_related(lines).defer("search")


def of_customer(customer: Customer) -> QuerySet[Order]:
    """What a customer has bought."""
    return _with_lines(Order.objects.filter(customer=customer))


def spoken_of(
    member: Membership, *, numbers: Iterable[str], phones: Iterable[str], parcels: Iterable[str]
) -> list[Order]:
    """The orders of this member's shop that somebody speaks of, with channel and lines, the first few.

    By number, by the buyer's phone (E.164) or by tracking number; those whose number is said come first, then
    the newest.
    """
    named = {spelling for number in numbers for spelling in (number, number.upper())}
    buyers = [buyer.pk for phone in phones if (buyer := customers.by_phone(member.shop, phone))]
    spoken = Q(number__in=named) | Q(customer__in=buyers)
    for parcel in parcels:
        spoken |= Q(search__contains=parcel.lower())
    found = _with_lines(Order.objects.filter(spoken, shop=member.shop_id))
    # Only where something is named: without it the constant would be taken for the place of a column.
    named_first = [Case(When(number__in=named, then=0), default=1)] if named else []
    return list(found.order_by(*named_first, "-placed_at", "-pk")[:MOST_SPOKEN_OF])


def goods(order: Order, lines: Iterable[OrderLine] | None = None) -> str:
    """An order is titled by its goods: "Kemeja batik +2"; without lines by its number."""
    lines = order.lines.all() if lines is None else lines
    first, *others = [line.name for line in lines] or [order.number]
    return f"{first} +{len(others)}" if others else first


def paid_for(order: Order) -> Paid:
    """What the buyer paid, by line.

    The total knows of discounts of the whole order that no line bears yet; one of nothing says that it is not known.
    """
    lines = [Sold(line.pk, line.quantity, line.amount) for line in order.lines.all()]
    shipping = order.shipping_fee if order.shipping_payer in ("", Order.ShippingPayer.BUYER) else 0
    discount = sum(line.amount for line in lines) + shipping - order.total if order.total else 0
    return Paid(lines, max(discount, 0), shipping)


def standing(order: Order) -> str:
    """How far it is: in the words of its source, else by its dates."""
    if order.cancelled_at:
        return _("Dibatalkan")
    if order.status:
        return order.status
    if order.delivered_at:
        return _("Diterima")
    if order.shipped_at:
        return _("Dikirim")
    return _("Dibayar") if order.paid_at else _("Belum dibayar")


@transaction.atomic
def change(member: Membership, pk: int, fields: dict[str, Any], *, now: datetime) -> Order:
    """Correct an order and write down what was what; whoever has a new phone number is its customer from now on."""
    mine = Order.objects.filter(shop=member.shop_id)
    # Customers before orders, as everywhere: whoever merges them holds them in this order too.
    phone, owners = fields.get("buyer_phone", ""), {}
    if phone:
        name = fields.get("buyer_name") or mine.get(pk=pk).buyer_name
        owners = customers.ensure(member.shop, {phone: name}, now=now)
    order = mine.select_for_update().get(pk=pk)
    changed = {
        name: fields[name] for name in CHANGEABLE if name in fields and fields[name] != getattr(order, name)
    }
    if not changed:
        return order
    traces = [_trace(order, name, after, member.shop) for name, after in changed.items()]
    for name, after in changed.items():
        setattr(order, name, after)
    if "buyer_phone" in changed:
        order.customer = owners.get(phone)
    order.updated_at, order.search = now, order.searchable()
    order.save(update_fields=[*changed, "customer", "updated_at", "search"])
    note(member.shop, member.user, What.ORDER, f"{order.number}: {'; '.join(traces)}", now=now)
    return order


def _trace(order: Order, name: str, after: Any, shop: Shop) -> str:
    """ "diterima 3 Des 2026, 14.00 WIB → –". Phones are named, never written out: the trace is for ever."""
    label = str(Order._meta.get_field(name).verbose_name)
    if name == "buyer_phone":
        return label
    before = getattr(order, name)
    return f"{label} {_plain(before, shop)} → {_plain(after, shop)}"


def _plain(value: Any, shop: Shop) -> str:
    return stamp(value, shop.zone) if isinstance(value, datetime) else (value or "–")
