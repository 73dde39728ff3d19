"""Orders as rows for a spreadsheet: a row for each line, with what belongs to its order beside it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sales.models import Order, OrderLine
from shops.phones import national
from shops.spreadsheets import harmless

MOST_ROWS = 20_000  # in a workbook, which is built in one piece; a CSV file has them all
_TIMES = ("placed_at", "paid_at", "shipped_at", "delivered_at", "cancelled_at")
_COLUMNS = (
    *("order__number", "order__channel__name", "order__status", "order__buyer_name", "order__buyer_phone"),
    *("order__courier", "order__tracking_number", "sku", "name", "variation"),
    *(f"order__{name}" for name in _TIMES),
    *("quantity", "unit_price", "discount", "amount", "returned_quantity"),
    *("order__discount", "order__shipping_fee", "order__total"),
)


class LineRows:
    """The lines of some orders as rows of plain values, the newest order first."""

    def __init__(self, orders: QuerySet[Order], zone: ZoneInfo) -> None:
        found = OrderLine.objects.filter(order__in=orders.order_by())
        self._found = found.order_by("-order__placed_at", "-order_id", "position").values_list(*_COLUMNS)
        self._zone = zone
        self.heads = _heads(zone)

    def rows(self, most: int | None = None) -> Iterator[list[Any]]:
        """The rows, read as they are taken."""
        for row in self._found[:most].iterator(chunk_size=2000):
            words, times, numbers = list(row[:10]), row[10:15], row[15:]
            words[4] = national(words[4]) if words[4] else ""
            yield [*map(harmless, words), *(self._local(at) for at in times), *numbers]

    def _local(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self._zone).replace(tzinfo=None, microsecond=0) if at else None


def _heads(zone: ZoneInfo) -> list[str]:
    name = datetime.now(zone).tzname()
    return [
        _("Nomor pesanan"), _("Kanal"), _("Status"), _("Nama pembeli"), _("Nomor HP pembeli"), _("Kurir"), _("Nomor resi"),
        _("SKU"), _("Nama barang"), _("Varian"),
        *(f"{label} ({name})" for label in (_("Dipesan"), _("Dibayar"), _("Dikirim"), _("Diterima"), _("Dibatalkan"))),
        _("Jumlah"), _("Harga satuan"), _("Potongan"), _("Total baris setelah potongan"), _("Jumlah diretur"),
        _("Potongan pesanan"), _("Ongkir dibayar pembeli"), _("Total pesanan"),
    ]  # fmt: skip
