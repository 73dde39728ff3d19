"""The goods of a request: which line of which order, how many, and how each stood to the policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from cases.picking import Piece
from returns.asked import Item, Sale
from returns.models.judged import Judged
from sales.models import Order, OrderLine
from shops.models import Shop


class ReturnLine(Judged):
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
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


def line_of(sold: OrderLine, quantity: int) -> ReturnLine:
    """A line of a request for so many of what was sold."""
    name = f"{sold.name}, {sold.variation}" if sold.variation else sold.name
    amount = sold.amount * quantity // sold.quantity
    return ReturnLine(shop_id=sold.shop_id, order_line=sold, name=name, quantity=quantity, amount=amount)


def sold_lines(shop: Shop, pieces: Iterable[Piece], *, held: bool = False) -> list[tuple[OrderLine, int]]:
    """What was sold, with the number of pieces; `held` until the transaction ends, so that of two requests for the
    last piece the second one sees the first.

    Lines of another shop are left out as if they were not there.
    """
    wanted = {piece.line: piece.quantity for piece in pieces}
    if not wanted:
        return []
    found = OrderLine.objects.filter(shop=shop, pk__in=wanted).order_by("pk")
    found = found.select_related("order__channel", "variant__product").defer("raw", "order__search")
    if held:
        found = found.select_for_update(of=("self",), no_key=True)
    return [(line, wanted[line.pk]) for line in found]


def returned_of(lines: Sequence[OrderLine]) -> dict[int, int]:
    """How many pieces of each line are back already or asked back in a case that is open, by the line's key.

    A case that ended with nothing given does not count. What the marketplace says counts where it is more.
    """
    counts = Q(case__is_open=True) | Q(case__refunded_on__isnull=False) | Q(case__replaced_on__isnull=False)
    rows = ReturnLine.objects.filter(counts, order_line__in=lines).values_list("order_line")
    ours = dict(rows.annotate(Sum("quantity")).order_by())
    return {line.pk: max(ours.get(line.pk, 0), line.returned_quantity) for line in lines}


def sale_of(order: Order) -> Sale:
    """What the rules want to know of an order."""
    return Sale(
        channel=order.channel.kind, placed_at=order.placed_at, paid_at=order.paid_at, shipped_at=order.shipped_at,
        delivered_at=order.delivered_at,
    )  # fmt: skip


def item_of(line: OrderLine, returned: int) -> Item:
    """What the rules want to know of the goods; a product that the shop does not know is taken back as any."""
    counted = {"bought": line.quantity, "returned": returned}
    if line.variant is None:
        return Item(product=line.name, **counted)
    product = line.variant.product
    return Item(product.name, product.category, product.is_returnable, product.not_returnable_why, **counted)
