"""What cases add to the pages of a customer and of an order: the cases themselves and what was written about them."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases.models import Case
from notifications.models import Message
from sales.customers import phones_of
from sales.models import Customer, Order
from sales.timeline import OF_CUSTOMER, OF_ORDER, Entry, Source
from shops.access import sees_money
from shops.models import Membership
from shops.presets import MARKETPLACES


def cases_of(member: Membership, customer: Customer) -> QuerySet[Case]:
    """The cases that were opened under one of the customer's phones."""
    return _cases(member).filter(customer_phone__in=phones_of(customer))


def cases_about(member: Membership, order: Order) -> QuerySet[Case]:
    """The cases that name the order's number and did not come from another marketplace."""
    elsewhere = Q(channel__kind__in=MARKETPLACES) & ~Q(channel=order.channel_id)
    return _cases(member).filter(~elsewhere, order_number=order.number)


def orders_named_by(case: Case) -> list[Order]:
    """The orders that a case can mean by its number: of its own marketplace, or of any channel."""
    found = Order.objects.filter(shop=case.shop_id, number=case.order_number)
    if case.channel.kind in MARKETPLACES:
        found = found.filter(channel=case.channel_id)
    return list(found.defer("search").order_by("id")) if case.order_number else []


def _cases(member: Membership) -> QuerySet[Case]:
    return Case.objects.filter(shop=member.shop_id).select_related("channel").defer("description", "search")


def case_entry(member: Membership, case: Case) -> Entry:
    """A case as one line of a timeline."""
    return Entry(
        title=case.headline, meta=f"{case.label} · {case.reference} · {case.place.label}", icon=case.workflow.icon,
        address=reverse("case", args=[case.reference]), amount=case.amount if sees_money(member) else None,
    )  # fmt: skip


def messages_to(member: Membership, customer: Customer) -> QuerySet[Message]:
    """What the customer was told about these cases."""
    references = Case.objects.filter(shop=member.shop_id, customer_phone__in=phones_of(customer))
    return Message.objects.filter(
        shop=member.shop_id, to_customer=True, about__in=references.values("reference")
    )


def _message_entry(member: Membership, message: Message) -> Entry:
    meta = f"{message.get_channel_display()} · {message.get_status_display()} · {message.about}"
    return Entry(message.subject, meta, "chat", reverse("case", args=[message.about]))


OF_CUSTOMER.offer(Source("case", "opened_at", cases_of, case_entry))
OF_CUSTOMER.offer(Source("message", "created_at", messages_to, _message_entry))
OF_ORDER.offer(Source("case", "opened_at", cases_about, case_entry))
