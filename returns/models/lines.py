"""The goods of a request: which line of which order, how many, and how each stood to the policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import F, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.picking import Piece
from returns.asked import Item, Sale
from returns.models.decisions import DecidedLine
from returns.models.judged import Judged
from returns.models.policies import ReturnPolicy, policy_in_force, policy_sold_under
from sales.models import Order, OrderLine
from sales.orders import paid_for
from shops import locks
from shops.models import Shop


class ReturnLine(Judged, DecidedLine):
    """So many of one line of an order. The goods keep the name under which they were asked for."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("returns.ReturnRequest", models.CASCADE, related_name="lines", db_index=False)
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="returns")
    name = models.CharField(_("barang"), max_length=460)
    quantity = models.PositiveIntegerField(_("jumlah"))
    amount = models.BigIntegerField(_("harga barang (Rp)"))  # of these pieces, after discounts

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "order_line"], name="return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_line_has_pieces"),
            models.CheckConstraint(
                condition=Q(approved=None) | Q(approved__lte=F("quantity")), name="return_line_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


def line_of(sold: OrderLine, quantity: int) -> ReturnLine:
    """A line of a request for so many of what was sold, worth what was paid for them."""
    name = f"{sold.name}, {sold.variation}" if sold.variation else sold.name
    amount = paid_for(sold.order).due({sold.pk: quantity}).parts[sold.pk]
    return ReturnLine(shop_id=sold.shop_id, order_line=sold, name=name, quantity=quantity, amount=amount)


def sold_lines(shop: Shop, pieces: Iterable[Piece]) -> list[tuple[OrderLine, int]]:
    """What was sold, with the number of pieces; lines of another shop are left out as if they were not there."""
    wanted = {piece.line: piece.quantity for piece in pieces}
    if not wanted:
        return []
    found = OrderLine.objects.filter(shop=shop, pk__in=wanted).order_by("pk")
    found = found.select_related("order__channel", "variant__product").defer("raw", "order__search")
    found = found.prefetch_related(Prefetch("order__lines", OrderLine.objects.defer("raw")))
    return [(line, wanted[line.pk]) for line in found]


def one_at_a_time(pieces: Iterable[Piece]) -> None:
    """Wait until nobody else is opening a request for these lines, so that of two for the last piece one sees the other.

    The rows themselves stay free: a file that is being imported holds thousands of them until its end.
    """
    locks.one_at_a_time("returns.line", [piece.line for piece in pieces])


def returned_of(lines: Sequence[OrderLine], *, but: int | None = None) -> dict[int, int]:
    """How many pieces of each line were paid back, or are asked back in a case that is open, by the line's key.

    Who got a new piece for the old one has as many as before, and who was refused keeps theirs. What the marketplace
    says counts where it is more. `but` is a case that is left out.
    """
    counts = Q(case__is_open=True) | Q(case__refunded_on__isnull=False)
    rows = ReturnLine.objects.filter(counts, order_line__in=lines).exclude(case=but).values_list("order_line")
    ours = dict(rows.annotate(pieces=Sum(Coalesce("approved", "quantity"))).order_by())
    return {line.pk: max(ours.get(line.pk, 0), line.returned_quantity) for line in lines}


def sale_of(order: Order) -> Sale:
    """What the rules want to know of an order."""
    return Sale(
        channel=order.channel.kind, placed_at=order.placed_at, paid_at=order.paid_at, shipped_at=order.shipped_at,
        delivered_at=order.delivered_at, cancelled_at=order.cancelled_at,
    )  # fmt: skip


def policy_shared_by(shop: Shop, orders: Sequence[Order], today: date) -> ReturnPolicy | None:
    """The version that all of these orders were sold under; without orders or with several versions that of today."""
    versions = {policy_sold_under(shop, sale_of(order).day(shop.zone), today).policy for order in orders}
    return versions.pop() if len(versions) == 1 else policy_in_force(shop, today)


def item_of(line: OrderLine, returned: int) -> Item:
    """What the rules want to know of the goods; a product that the shop does not know is taken back as any."""
    counted = {"bought": line.quantity, "returned": returned}
    if line.variant is None:
        return Item(product=line.name, **counted)
    product = line.variant.product
    return Item(product.name, product.category, product.is_returnable, product.not_returnable_why, **counted)
