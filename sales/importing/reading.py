"""What a row says: each cell read as what its column holds, each thing that cannot be read named."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sales import tracking
from sales.importing import cells
from sales.importing.cells import Number, clean, said
from sales.importing.flaws import Flaw, Refused
from sales.importing.headers import Table, bind
from sales.importing.orders import INSTANTS, ORDER_TEXTS, Said, line_amount
from sales.models import Order, OrderLine

_LINE_TEXTS = ("sku", "name", "variation")
_PAID = {"price_paid", "amount"}
_PRICES = {"unit_price", *_PAID}
_COUNTS = ("quantity", "returned_quantity")
_AMOUNTS = (
    "unit_price", "price_paid", "amount", "discount", "shipping_fee", "shipping_by_seller", "shipping_by_platform", "total",
)  # fmt: skip
_LONGEST = {
    name: model._meta.get_field(name).max_length
    for model, names in ((Order, ("number", *ORDER_TEXTS)), (OrderLine, _LINE_TEXTS))
    for name in names
}
_phone = lru_cache(maxsize=1024)(cells.phone)  # the rows of an order repeat it


def _clean(cell: str) -> str:
    return Number(clean(cell)) if isinstance(cell, Number) else clean(cell)


class RowReader:
    """Reads the rows of one table; what is wrong with the last row stands in `flaws`."""

    def __init__(self, table: Table, zone: ZoneInfo) -> None:
        self._layout, self._headers = table.layout, table.headers
        self._columns = bind(table.layout, table.headers)
        self._zone = table.layout.zone or zone
        self._row, self._cells = 0, []
        self.flaws: list[Flaw] = []

    def read(self, row: int, row_cells: list[str]) -> Said | None:
        """What the row says; None for the row that explains the columns, and where something is wrong.

        `Refused` where a spreadsheet has taken digits from a number: no row of such a file can be trusted.
        """
        self._row, self._cells, self.flaws = row, [cell and _clean(cell) for cell in row_cells], []
        number = self._tried("number", cells.unharmed) or ""
        if self._layout.explains and number.lower().startswith(self._layout.explains):
            return None
        texts = self._texts()
        instants = dict(self._instants())
        amounts = {name: value for name, value in self._amounts() if value is not None}
        self._complain_of_gaps(number, texts, instants, amounts)
        if self.flaws:
            return None
        return Said(row, number, texts, instants, amounts, list(map(str, self._cells)))

    def _texts(self) -> dict[str, str]:
        found = {
            name: said(str(self._cell(name)))[: _LONGEST[name]]
            for name in (*_LINE_TEXTS, "status", "payment", "courier", "buyer_name")
        }
        number = said(self._tried("tracking_number", cells.unharmed) or "")
        found["tracking_number"] = tracking.normalise(number)[: _LONGEST["tracking_number"]]
        whole, as_written = self._tried("buyer_phone", _phone) or ("", "")
        found |= {"buyer_phone": whole, "buyer_phone_masked": as_written[: _LONGEST["buyer_phone_masked"]]}
        return {name: text for name, text in found.items() if text}

    def _instants(self) -> Iterator[tuple[str, datetime]]:
        for name in INSTANTS:
            if at := self._tried(name, self._instant, name):
                yield name, at

    def _instant(self, text: str, name: str) -> datetime | None:
        text = said(text)
        if text and name in self._columns.times:
            day = text.removesuffix(" 00:00:00")  # how a date cell is written out
            time = said(self._at(self._columns.times[name]))
            text = f"{day} {time}" if time and ":" not in day else text
        return cells.instant(text, self._zone, self._layout.shapes)

    def _amounts(self) -> Iterator[tuple[str, int | None]]:
        for name in _AMOUNTS:
            found = self._tried(name, cells.amount)
            # Some files write what is taken off with a minus before it.
            yield name, abs(found) if name == "discount" and found else found
        for name, places in self._columns.sums.items():
            parts = [self._at_place(place, cells.amount) for place in places]
            yield name, sum(abs(part) for part in parts if part)
        for name in _COUNTS:
            yield name, self._tried(name, cells.units)
        if "quantity" not in self._columns.places:
            yield "quantity", 1  # a row per unit, or a list that counts nothing

    def _complain_of_gaps(self, number: str, texts: dict, instants: dict, amounts: dict) -> None:
        if self.flaws:
            return
        if not number:
            self._flaw(_("Nomor pesanan kosong."), "number")
        elif len(number) > _LONGEST["number"]:
            self._flaw(_("Nomor pesanan terlalu panjang."), "number")
        if "placed_at" not in instants:
            self._flaw(_("Waktu pesan kosong."), "placed_at")
        if "name" not in texts:
            self._flaw(_("Nama barang kosong."), "name")
        if not _PRICES & self._columns.places.keys():
            amounts["amount"] = 0  # a list without prices
        if not amounts.get("quantity"):
            self._flaw(_("Jumlah barang kosong atau 0."), "quantity")
        elif not self._is_priced(amounts):
            self._flaw(_("Harga kosong."), "price_paid" if "price_paid" in self._columns.places else "amount")

    def _is_priced(self, amounts: dict) -> bool:
        """A price before discounts is none where the layout has one after them."""
        if _PAID & set(self._layout.needed):
            return bool(_PAID & amounts.keys())
        return line_amount(amounts) is not None

    # Cells ---------------------------------------------------------------------------------------

    def _at(self, place: int) -> str:
        return self._cells[place] if place < len(self._cells) else ""

    def _cell(self, name: str) -> str:
        """The first cell of the field that says something."""
        found = ""
        for place in self._columns.places.get(name, ()):
            found = self._at(place)
            if said(found):
                break
        return found

    def _tried(self, name: str, read: Callable[..., Any], *more: Any) -> Any:
        if name not in self._columns.places:
            return None
        try:
            return read(self._cell(name), *more)
        except cells.Damaged as why:  # then the file has lost more than this one number
            raise Refused(str(why), self._row, self._header(name)) from why
        except ValueError as why:
            self._flaw(str(why), name)
            return None

    def _at_place(self, place: int, read: Callable[[str], Any]) -> Any:
        try:
            return read(self._at(place))
        except ValueError as why:
            self.flaws.append(Flaw(str(why), self._row, self._headers[place]))
            return None

    def _flaw(self, sentence: str, name: str) -> None:
        self.flaws.append(Flaw(sentence, self._row, self._header(name)))

    def _header(self, name: str) -> str:
        """Of the cell that was read, or of the first of those that say nothing."""
        places = self._columns.places.get(name, ())
        place = next((place for place in places if said(self._at(place))), places[0] if places else None)
        return self._headers[place] if place is not None else ""
