"""What this app itself tells on a customer's timeline: orders and the team's notes."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sales import orders
from sales.models import Customer, CustomerNote, Order
from sales.timeline import OF_CUSTOMER, Entry, Source
from shops.access import sees_money
from shops.models import Membership


def _orders(member: Membership, customer: Customer) -> QuerySet[Order]:
    return orders.of_customer(customer)


def _order_entry(member: Membership, order: Order) -> Entry:
    return Entry(
        title=orders.goods(order), meta=f"{order.channel} · {order.number} · {orders.standing(order)}", icon="shop",
        address=reverse("order", args=[order.pk]), amount=order.total if sees_money(member) else None,
    )  # fmt: skip


def _notes(member: Membership, customer: Customer) -> QuerySet[CustomerNote]:
    return customer.notes.select_related("by")


def _note_entry(member: Membership, note: CustomerNote) -> Entry:
    return Entry(title=_("Catatan %(name)s") % {"name": note.by}, icon="lock", text=note.text)


OF_CUSTOMER.offer(Source("order", "placed_at", _orders, _order_entry))
OF_CUSTOMER.offer(Source("note", "at", _notes, _note_entry))
