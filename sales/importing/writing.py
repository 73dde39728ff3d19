"""Orders of a file into the database: new ones added, known ones brought up to date, nothing made worse."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from sales import customers
from sales.importing.cells import is_masked
from sales.importing.orders import INSTANTS, Line, Sale
from sales.models import ImportRun, Order, OrderLine, Variant
from shops import rows
from shops.models import Channel

_AT_ONCE = 500  # orders
_TEXTS = ("status", "payment", "courier", "tracking_number")
_AMOUNTS = ("discount", "shipping_fee", "shipping_payer", "total")
_ORDER_FIELDS = (
    *("customer", "buyer_name", "buyer_phone", "buyer_phone_masked", "imported_from", "updated_at", "search"),
    *(*_TEXTS, *INSTANTS, *_AMOUNTS),
)
_LINE_FIELDS = ("variant", "name", "quantity", "unit_price", "discount", "amount", "returned_quantity", "raw")


@transaction.atomic
def write(
    run: ImportRun, sales: Iterable[Sale], *, now: datetime, tick: Callable[[int], None]
) -> dict[str, int]:
    """Write all of it or nothing; answers how many orders were new, changed and left alone.

    `tick` is told how many rows of the file are written. Of two imports into one channel the second waits.
    """
    Channel.objects.select_for_update(no_key=True).get(pk=run.channel_id)
    counts = {"new": 0, "changed": 0, "same": 0}
    written = 0
    for batch in _batches(sales):
        _Batch(run, batch, now).write(counts)
        written += sum(len(line.raw) for sale in batch for line in sale.lines)
        tick(written)
    return counts


def known(channel: Channel, sales: Iterable[Sale]) -> int:
    """How many of these orders the channel has already."""
    return sum(
        Order.objects.filter(channel=channel, number__in=[sale.number for sale in batch]).count()
        for batch in _batches(sales)
    )


def _batches(sales: Iterable[Sale]) -> Iterator[list[Sale]]:
    rest = iter(sales)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


class _Batch:
    """Some orders, with what the database knows of them: as many statements for five hundred as for one."""

    def __init__(self, run: ImportRun, sales: list[Sale], now: datetime) -> None:
        self._run, self._sales, self._now = run, sales, now
        # Customers before orders, as everywhere.
        self._owners = customers.ensure(run.shop, _people(sales), now=now)
        found = Order.objects.select_related("imported_from").filter(
            channel=run.channel_id, number__in=[sale.number for sale in sales]
        )
        self._orders = {order.number: order for order in found.select_for_update(of=("self",)).order_by("pk")}
        self._lines: dict[int, dict[tuple, OrderLine]] = {order.pk: {} for order in self._orders.values()}
        for line in OrderLine.objects.filter(order__in=self._lines):
            self._lines[line.order_id][line.sku, "" if line.sku else line.name, line.variation] = line
        skus = {line.sku for sale in sales for line in sale.lines if line.sku}
        self._variants = {row.sku: row for row in Variant.objects.filter(shop=run.shop, sku__in=skus)}

    def write(self, counts: dict[str, int]) -> None:
        """Sort the orders into new, changed and the same, and write them in one trip."""
        new, changed, new_lines, changed_lines = [], [], [], []
        for sale in self._sales:
            order = self._orders.get(sale.number)
            if order is None:
                order = self._new(sale)
                new.append(order)
                new_lines += [
                    (order, self._line(OrderLine(), line, n)) for n, line in enumerate(sale.lines, 1)
                ]
                continue
            lines = self._lines[order.pk]
            if self._says_nothing_new(order, sale):
                counts["same"] += 1
                continue
            touched = _changed(order, self._told(order, sale))
            for line in sale.lines:
                if kept := lines.get(line.key):
                    if _changed(kept, _line_told(kept, line, self._variants)):
                        changed_lines.append(kept)
                        touched = True
                else:
                    lines[line.key] = self._line(OrderLine(), line, len(lines) + 1)
                    new_lines.append((order, lines[line.key]))
                    touched = True
            counts["changed" if touched else "same"] += 1
            order.imported_from = self._run
            order.search, order.updated_at = order.searchable(), self._now if touched else order.updated_at
            changed.append(order)
        counts["new"] += len(new)
        self._send(new, changed, new_lines, changed_lines)

    def _send(self, new: list, changed: list, new_lines: list, changed_lines: list) -> None:
        if new:
            rows.draw_keys(new)
        for order, line in new_lines:
            line.order = order
        batch = rows.Batch()
        batch.insert(new)
        batch.update(Order, changed, _ORDER_FIELDS)
        batch.insert([line for _order, line in new_lines])
        batch.update(OrderLine, changed_lines, _LINE_FIELDS)
        batch.send()

    def _says_nothing_new(self, order: Order, sale: Sale) -> bool:
        """Whether an earlier file has said the very same: then what people have corrected since stays."""
        before, lines = order.imported_from, self._lines[order.pk]
        return (
            before is not None
            and (before.layout, before.mapping.get("fields"))
            == (self._run.layout, self._run.mapping.get("fields"))
            and all(line.key in lines and lines[line.key].raw == line.raw for line in sale.lines)
        )

    def _new(self, sale: Sale) -> Order:
        order = Order(
            shop=self._run.shop, channel=self._run.channel, number=sale.number, imported_from=self._run,
            created_at=self._now, updated_at=self._now,
        )  # fmt: skip
        _changed(order, self._told(order, sale))
        order.search = order.searchable()
        return order

    def _told(self, order: Order, sale: Sale) -> dict[str, Any]:
        """What the file has to say about the order: never less than is known, never a mask over a name."""
        told: dict[str, Any] = {name: sale.texts[name] for name in _TEXTS if name in sale.texts}
        told |= sale.instants
        told |= {name: value for name in _AMOUNTS if (value := getattr(sale, name)) not in (None, "")}
        name = sale.texts.get("buyer_name", "")
        if name and not (is_masked(name) and order.buyer_name and not is_masked(order.buyer_name)):
            told["buyer_name"] = name
        if phone := sale.texts.get("buyer_phone"):
            told |= {"buyer_phone": phone, "customer": self._owners[phone]}
        elif not order.buyer_phone and "buyer_phone_masked" in sale.texts:
            told["buyer_phone_masked"] = sale.texts["buyer_phone_masked"]
        return told

    def _line(self, row: OrderLine, line: Line, position: int) -> OrderLine:
        row.shop, row.position, row.sku, row.variation = self._run.shop, position, line.sku, line.variation
        _changed(row, _line_told(row, line, self._variants))
        return row


def _people(sales: Iterable[Sale]) -> dict[str, str]:
    """Whole phone numbers with the best name that goes with them; a masked name is none."""
    people: dict[str, str] = {}
    for sale in sales:
        if phone := sale.texts.get("buyer_phone"):
            name = sale.texts.get("buyer_name", "")
            people[phone] = people.get(phone) or ("" if is_masked(name) else name)
    return people


def _line_told(row: OrderLine, line: Line, variants: dict[str, Variant]) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in _LINE_FIELDS if name != "variant"}
    if row.variant_id is None and line.sku in variants:
        told["variant"] = variants[line.sku]
    return told


def _changed(row: Order | OrderLine, told: dict[str, Any]) -> bool:
    """Put the values into the row, and say whether any of them was another one before."""
    changed = False
    for name, value in told.items():
        field = row._meta.get_field(name)
        before = getattr(row, field.attname)
        if before != (value.pk if field.is_relation else value):
            setattr(row, name, value)
            changed = True
    return changed
