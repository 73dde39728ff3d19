"""What a row of a marketplace's file costs: read twice, as behind the pages (once for the preview), and written."""

import io
import os
import time

from django.utils import timezone

from bench.cpu import Meter, Run
from sales.importing import runs, work
from sales.models import ImportRun
from shops.models import Channel, Shop

_LINES = 2  # of each order
_HEADERS = (
    "Order ID", "Order Status", "Seller SKU", "Product Name", "Variation", "Quantity", "SKU Unit Original Price",
    "SKU Subtotal After Discount", "Created Time", "Delivered Time", "Tracking ID", "Shipping Provider Name", "Recipient",
    "Phone #", "Detail Address",
)  # fmt: skip


def measure(shop: Shop, sizes: tuple[int, ...]) -> list[Run]:
    """New orders of new customers into the shop's TikTok channel, one file of each size."""
    channel = Channel.objects.get(shop=shop, kind=Channel.Kind.TIKTOK)
    channel.shop = shop
    return [_imported(channel, rows) for rows in sizes]


def _imported(channel: Channel, rows: int) -> Run:
    content = _file(rows)
    with Meter(os.getpid()).counting(rows) as cost:
        began = time.perf_counter()
        run, _known = runs.receive(
            channel, io.BytesIO(content), f"{rows}.csv", len(content), by=None, now=timezone.now()
        )
        work.work_on(run)
        runs.start(run, now=timezone.now())
        work.work_on(run)
        seconds = time.perf_counter() - began
    run.refresh_from_db()
    if run.status != ImportRun.Status.DONE or run.counts["new"] != rows // _LINES:
        raise SystemExit(f"The import of {rows} rows ended as {run.status}: {run.errors[:1]}")
    return Run("import of a file", cost, seconds)


def _file(rows: int) -> bytes:
    """A CSV file of TikTok; the orders of each size are different ones."""
    lines = [",".join(_HEADERS), "Platform unique order ID." + "," * (len(_HEADERS) - 1)]
    for n in range(rows):
        order = n // _LINES
        lines.append(
            f"5{rows:08d}{order:08d}{order % 9 + 1}\t,Selesai,KBP-{n % _LINES},Kemeja batik Parang,Biru,2,200000,370000,"
            f"01/11/2026 10:00:00\t,04/11/2026 10:05:00\t,JX{order:010d},J&T Express,Pembeli {order},"
            f"0860{rows % 97:02d}{order:06d},Jl. Kenanga {n}"
        )
    return "\n".join(lines).encode()
