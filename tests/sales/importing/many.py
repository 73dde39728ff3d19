"""A TikTok file of any length as a workbook with shared texts; run as a program it imports files and says what that took."""

import io
import resource
import sys
import time
import zipfile
from pathlib import Path

from tests.sales.importing.exports import TIKTOK

LINES = 2  # of each order
PRICE, PAID = 100_000, 92_500


def _rows(count):
    for n in range(count):
        order = n // LINES
        yield {
            "Order ID": f"58{order:012d}{order % 9000 + 1000}\t", "Order Status": "Selesai", "Seller SKU": f"KBP-{n % LINES}",
            "Product Name": "Kemeja batik Parang", "Variation": "Navy, L", "Quantity": "2",
            "SKU Unit Original Price": str(PRICE), "SKU Subtotal After Discount": str(2 * PAID),
            "Created Time": "01/11/2026 10:00:00\t", "Delivered Time": "04/11/2026 10:05:00\t",
            "Tracking ID": f"JX{order:010d}", "Shipping Provider Name": "J&T Express", "Recipient": f"Pembeli {order}",
            "Phone #": f"(+62)812{order:08d}", "Detail Address": f"Jl. Kenanga {n}, Bandung",
        }  # fmt: skip


def workbook(count):
    """So many rows; only what is not empty has a cell, and every text stands in the shared list once."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    texts, lines = {}, []
    letters = [_letters(place) for place in range(len(TIKTOK))]
    rows = [dict(zip(TIKTOK, TIKTOK, strict=True)), {"Order ID": "Platform unique order ID."}, *_rows(count)]
    places = {name: letters[place] for place, name in enumerate(TIKTOK)}
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{places[name]}{number}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>'
            for name, text in row.items()
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{links}"><sheets><sheet name="OrderSKUList" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{links}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet {main}><dimension ref="A1"/><sheetData>{"".join(lines)}</sheetData></worksheet>',
        )
        shared = "".join(f"<si><t>{text.replace('&', '&amp;')}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{shared}</sst>")
    return made.getvalue()


def _letters(place):
    first, second = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def main(channel_pk, paths):
    """Import each file in turn: seconds and the most memory so far, a line each."""
    import django

    django.setup()
    from django.utils import timezone

    from sales.importing import runs, work
    from shops.models import Channel

    channel = Channel.objects.select_related("shop").get(pk=channel_pk)
    for path in map(Path, paths):
        began = time.perf_counter()
        with path.open("rb") as file:
            run, _known = runs.receive(
                channel, file, path.name, path.stat().st_size, by=None, now=timezone.now()
            )
        work.work_on(run)
        runs.start(run, now=timezone.now())
        work.work_on(run)
        run.refresh_from_db()
        print(run.status, run.counts.get("new"), round(time.perf_counter() - began, 1), _peak(), flush=True)


def _peak():
    """The most memory this program has had, in kilobytes. Linux's getrusage would tell that of the parent as well."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
