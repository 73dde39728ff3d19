"""The demo shop's orders as the files that its marketplaces write."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sales.importing import layouts
from sales.importing.cells import DAY_FIRST, MONTH_NAME
from sales.importing.layouts import Layout
from shops.models import Channel
from umkm_aftersales.demo.goods import Article
from umkm_aftersales.demo.purchases import Purchase

LAYOUTS = {
    Channel.Kind.SHOPEE: layouts.SHOPEE,
    Channel.Kind.TIKTOK: layouts.TIKTOK,
    Channel.Kind.LAZADA: layouts.LAZADA,
    Channel.Kind.TOKOPEDIA: layouts.TOKOPEDIA,
}
_DATES = {DAY_FIRST: "%d/%m/%Y %H:%M:%S", MONTH_NAME: "%d %b %Y %H:%M"}
_POSTAGE = 12_000  # whole rupiah, for an order


def export(layout: Layout, purchases: Iterable[Purchase], zone: ZoneInfo) -> bytes:
    """A CSV file with the columns that this layout reads, a row for each article or for each unit."""
    rows = [row for bought in purchases for row in _rows(layout, bought, zone)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(header for row in rows for header in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _rows(layout: Layout, bought: Purchase, zone: ZoneInfo) -> Iterator[dict[str, str]]:
    order = {
        "number": bought.number, "status": _status(bought), "placed_at": bought.placed_at, "paid_at": bought.placed_at,
        "shipped_at": bought.shipped_at, "delivered_at": bought.delivered_at, "cancelled_at": bought.cancelled_at,
        "courier": bought.courier, "tracking_number": bought.tracking_number, "buyer_name": bought.buyer.name,
        "buyer_phone": bought.buyer.phone,
    }  # fmt: skip
    for place, (article, quantity) in enumerate(bought.basket.items()):
        postage = 0 if place and layout.shared_out else _POSTAGE
        for _unit in range(quantity if layout.is_row_per_unit else 1):
            said = {**order, **_line(article, quantity, layout), "shipping_fee": postage}
            postage = 0 if layout.is_row_per_unit else postage
            yield {
                layout.columns[name][0]: _written(value, layout, zone)
                for name, value in said.items()
                if name in layout.columns
            }


def _line(article: Article, quantity: int, layout: Layout) -> dict[str, str | int]:
    name = article.product
    if article.variation and "variation" not in layout.columns:
        name = f"{name} - {article.variation}"
    return {
        "sku": article.sku, "name": name, "variation": article.variation, "quantity": quantity,
        "unit_price": article.price, "price_paid": article.price,
        "amount": article.price * (1 if layout.is_row_per_unit else quantity),
    }  # fmt: skip


def _status(bought: Purchase) -> str:
    if bought.cancelled_at:
        return "Dibatalkan"
    if bought.delivered_at:
        return "Selesai"
    return "Sedang dikirim" if bought.shipped_at else "Perlu dikirim"


def _written(value: str | int | datetime | None, layout: Layout, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(layout.zone or zone).strftime(
            _DATES.get(layout.shapes[0], "%Y-%m-%d %H:%M:%S")
        )
    return "" if value is None else str(value)
