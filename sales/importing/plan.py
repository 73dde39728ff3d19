"""What importing a file would do: the whole file read, nothing written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from sales.importing import headers, layouts
from sales.importing.cells import clean, is_suspect
from sales.importing.flaws import Flaw, Refused
from sales.importing.orders import Sale, sale_of
from sales.importing.reading import RowReader
from sales.importing.safety import XLSX
from sales.importing.separated import open_separated
from sales.importing.sheets import Sheet
from sales.importing.spool import Spool
from sales.importing.workbook import open_workbook
from shops.models import Shop

MAX_ROWS = 100_000
MOST_FLAWS = 100  # that are kept; all are counted
_FIRST = 5  # orders that are shown
_SAMPLE = 3  # rows that show what the columns hold
_STEP = 500  # rows between two reports of progress
_ONE_IN = 20  # more suspect numbers than this are no chance
_TIMES = 5  # nor are so many times as many as chance would bring

Tick = Callable[[int], None]
Chosen = Callable[[str], dict[str, str] | None]


@dataclass
class Plan:
    """What a file holds, as far as it can be read. With `flaws` nothing of it may be imported."""

    layout: layouts.Layout
    headers: tuple[str, ...]
    header_row: int
    rows: int = 0
    orders: int = 0
    lines: int = 0
    units: int = 0
    amount: int = 0  # whole rupiah of all lines, after discounts
    first: list[Sale] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    flaws_total: int = 0
    # Numbers that may have been rounded, where a person has to say that they are right.
    doubtful: bool = False
    # Where a person has named the columns: what they saw.
    columns: dict[str, Any] | None = None
    _spool: Spool | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The figures that a run keeps."""
        return {name: getattr(self, name) for name in ("rows", "orders", "lines", "units", "amount")}

    def sales(self) -> Iterator[Sale]:
        """The orders one by one, as often as needed while the plan is open."""
        for number in self._spool.numbers:
            yield sale_of(self._spool.rows_of(number), self.layout, self.headers)


def columns_of(table: headers.Table) -> dict[str, Any]:
    """What a person has to see to name the columns: the headers and the first rows below them."""
    sample = [
        [clean(cell)[:60] for cell in cells[: len(table.headers)]]
        for _row, cells in islice(table.rows(), _SAMPLE)
    ]
    return {"signature": table.signature, "headers": list(table.headers), "sample": sample}


class Unknown(Refused):
    """Nobody knows yet what the columns mean; a person may say it."""

    def __init__(self, table: headers.Table) -> None:
        self.columns = columns_of(table)
        if table.missing:
            words = _("Kolom %(names)s tidak ada. Pilih sendiri kolom mana yang dipakai.")
            super().__init__(
                words % {"names": ", ".join(f"“{name}”" for name in table.missing)}, table.header_row
            )
        else:
            super().__init__(_("Jenis berkas ini belum dikenal. Pilih sendiri kolom mana yang dipakai."))


def _the_table(sheets: list[Sheet], chosen: Chosen) -> headers.Table:
    table = headers.find(sheets)
    if table is None:
        raise Refused(_("Tidak ada tabel pesanan di berkas ini."))
    if (table.layout is None or table.missing) and (named := chosen(table.signature)):
        table = headers.find(sheets, layouts.mapped(named))
    if table.layout is None or table.missing:
        raise Unknown(table)
    return table


@contextmanager
def planned(
    file: BinaryIO,
    kind: str,
    shop: Shop,
    *,
    chosen: Chosen = lambda signature: None,
    trusted: bool = False,
    tick: Tick = lambda rows: None,
) -> Iterator[Plan]:
    """Read all of a file whose `kind` `safety.kind_of` has told.

    `chosen` answers the columns (field → header) that a person has named for the headers of this signature.
    `trusted`: a person has looked at numbers that end in many zeros and says that they are right. `tick` is
    told from time to time how many rows are read. Raises `Refused` or `Unknown`; what is wrong with single
    cells stands in the plan.
    """
    opened = open_workbook if kind == XLSX else open_separated
    with TemporaryFile() as rows:
        with opened(file) as sheets:
            table = _the_table(sheets, chosen)
            plan = Plan(table.layout, table.headers, table.header_row, _spool=Spool(rows))
            if table.layout.key == "mapped":
                plan.columns = columns_of(table)
            _read(plan, table, shop, tick)
        if not plan.rows:
            raise Refused(_("Tidak ada pesanan di berkas ini, hanya judul kolomnya."))
        if not trusted:
            _doubt(plan, table)
        _count(plan)
        yield plan


def _read(plan: Plan, table: headers.Table, shop: Shop, tick: Tick) -> None:
    reader = RowReader(table, shop.zone)
    for number, row in table.rows():
        said = reader.read(number, row)
        if said:
            plan._spool.add(said)
        elif not reader.flaws:
            continue  # the row that explains the columns
        plan.rows += 1
        plan.flaws_total += len(reader.flaws)
        plan.flaws += reader.flaws[: MOST_FLAWS - len(plan.flaws)]
        if plan.rows > MAX_ROWS:
            raise Refused(
                _("Berkas ini punya lebih dari %(most)s baris. Unduh per bulan, lalu unggah satu per satu.")
                % {"most": MAX_ROWS}
            )
        if plan.rows % _STEP == 0:
            tick(plan.rows)


def _doubt(plan: Plan, table: headers.Table) -> None:
    """Find the numbers that a spreadsheet has rounded to fifteen digits and filled up with zeros.

    A true number of eighteen digits ends like that once in a thousand, one of sixteen once in ten, a damaged column
    always: the share tells them apart.
    """
    spool = plan._spool
    long = [len(number) for number in spool.numbers if len(number) > 15 and number.isdecimal()]
    by_chance = sum(10.0 ** (15 - digits) for digits in long)
    suspect = [number for number in spool.numbers if is_suspect(number)]
    if len(suspect) < max(len(long) / _ONE_IN, by_chance * _TIMES) or not suspect:
        return
    plan.doubtful = plan.flaws_total == 0
    header = next(iter(headers.bind(table.layout, table.headers).places["number"]))
    plan.flaws_total += len(suspect)
    for number in suspect[: MOST_FLAWS - len(plan.flaws)]:
        sentence = _(
            "Nomor “%(number)s” berakhir dengan nol, seperti nomor yang dibulatkan Excel. Unduh lagi berkasnya "
            "dari marketplace dan unggah tanpa dibuka atau disimpan di Excel."
        ) % {"number": number}
        plan.flaws.append(Flaw(sentence, spool.rows_of(number)[0].row, table.headers[header]))


def _count(plan: Plan) -> None:
    for sale in plan.sales():
        plan.orders += 1
        plan.lines += len(sale.lines)
        plan.units += sale.units
        plan.amount += sale.amount
        if len(plan.first) < _FIRST:
            plan.first.append(sale)
