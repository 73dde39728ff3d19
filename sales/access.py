"""The only ways to get hold of what was sold: each answers 404 alike for "absent" and "not yours"."""

from uuid import UUID

from django.http import Http404

from sales.models import Customer, CustomerMerge, ImportRun, Order, Product
from shops.models import Membership


def order_for_staff(membership: Membership, pk: int) -> Order:
    """An order of the shop that this member works for, with its channel and customer."""
    found = Order.objects.select_related("channel", "customer").defer("search")
    return _or_404(found.filter(shop=membership.shop_id, pk=pk).first())


def order_of_submission(membership: Membership, submission: UUID) -> Order | None:
    """The order that this very form has already become."""
    return Order.objects.filter(shop=membership.shop_id, submission=submission).first()


def customer_for_staff(membership: Membership, pk: int) -> Customer:
    """A customer of this member's shop; a merged one too, for its address may still be known."""
    return _or_404(Customer.objects.defer("search").filter(shop=membership.shop_id, pk=pk).first())


def merge_for_staff(membership: Membership, pk: int) -> CustomerMerge:
    """A merge of two customers of this member's shop."""
    return _or_404(CustomerMerge.objects.filter(shop=membership.shop_id, pk=pk).first())


def product_for_staff(membership: Membership, pk: int) -> Product:
    """A product of this member's shop."""
    return _or_404(Product.objects.defer("search").filter(shop=membership.shop_id, pk=pk).first())


def import_for_staff(membership: Membership, pk: int) -> ImportRun:
    """An import of this member's shop, with its channel and who began it."""
    found = ImportRun.objects.select_related("channel", "by").filter(shop=membership.shop_id, pk=pk)
    return _or_404(found.first())


def _or_404(found):
    if found is None:
        raise Http404
    return found
