"""Where the header of a table is and what each of its columns means."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sales.importing.cells import clean
from sales.importing.layouts import KNOWN, Layout
from sales.importing.sheets import Row, Sheet

LOOKED_AT = 20  # rows
_NARROWEST = 3  # columns of a table that a person may map


@dataclass(frozen=True)
class Columns:
    """Which cells of a row hold a field: places counted from 0, in the order in which they are asked."""

    places: dict[str, tuple[int, ...]]
    sums: dict[str, tuple[int, ...]]
    times: dict[str, int]


@dataclass(frozen=True)
class Table:
    """A sheet whose header has been found; `layout` is None where nobody knows yet what it means."""

    sheet: Sheet
    header_row: int
    headers: tuple[str, ...]
    layout: Layout | None
    # What the layout needs and the header does not have.
    missing: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """The same for every file of these headers."""
        return hashlib.sha256("\x1f".join(map(normal, self.headers)).encode()).hexdigest()

    def rows(self) -> Iterator[Row]:
        """What stands below the header, without empty rows."""
        for number, cells in self.sheet.rows():
            if number > self.header_row and any(map(clean, cells)):
                yield number, cells


def normal(header: str) -> str:
    """A header without what makes no difference: capitals, spaces, marks."""
    return "".join(clean(header).casefold().split()).replace("\u200b", "").replace("\ufeff", "")


def find(sheets: Iterable[Sheet], own: Layout | None = None) -> Table | None:
    """The first table whose header is known (`own` comes first); else the first that could be one; else none."""
    fallback = None
    for sheet in sheets:
        rows = [row for row in islice(sheet.rows(), LOOKED_AT) if any(map(clean, row[1]))]
        for layout in (*filter(None, [own]), *KNOWN):
            for number, cells in rows:
                if set(map(normal, layout.signature)) <= set(map(normal, cells)):
                    return Table(sheet, number, _named(cells), layout, _missing(layout, cells))
        fallback = fallback or _guessed(sheet, rows)
    return fallback


def _guessed(sheet: Sheet, rows: list[Row]) -> Table | None:
    """The first row that is nearly as wide as the widest one: above it stand titles and notes."""
    widths = [sum(bool(clean(cell)) for cell in cells) for _number, cells in rows]
    widest = max(widths, default=0)
    if widest < _NARROWEST:
        return None
    place = next(place for place, width in enumerate(widths) if width >= widest * 0.6 and width >= _NARROWEST)
    number, cells = rows[place]
    return Table(sheet, number, _named(cells), None)


def _named(cells: list[str]) -> tuple[str, ...]:
    return tuple(map(clean, cells))


def _missing(layout: Layout, cells: list[str]) -> tuple[str, ...]:
    present = set(map(normal, cells))
    return tuple(
        layout.columns[name][0]
        for name in layout.needed
        if not present & set(map(normal, layout.columns.get(name, (name,))))
    )


def bind(layout: Layout, headers: tuple[str, ...]) -> Columns:
    """The places of a layout's fields under these headers; of two columns of one name the first one counts."""
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        places.setdefault(normal(header), place)

    def found(names: Iterable[str]) -> tuple[int, ...]:
        return tuple(places[key] for key in map(normal, names) if key in places)

    return Columns(
        {name: spots for name, names in layout.columns.items() if (spots := found(names))},
        {name: spots for name, names in layout.sums.items() if (spots := found(names))},
        {name: places[normal(header)] for name, header in layout.times.items() if normal(header) in places},
    )


# Words by which a header that nobody has mapped yet is likely to be meant.
_LIKELY = {
    "number": ("No. Order", "No Order", "No Pesanan", "Nomor Pesanan", "Order No", "Order Number", "Invoice", "No Invoice"),
    "placed_at": ("Tanggal Order", "Tanggal Pesanan", "Tanggal", "Tgl", "Order Date", "Date", "Waktu"),
    "name": ("Produk", "Barang", "Nama Barang", "Product", "Item"),
    "quantity": ("Qty", "Quantity", "Total Barang", "Jml", "Jumlah Barang"),
    "unit_price": ("Harga", "Harga Produk", "Harga Satuan", "Price", "Unit Price"),
    "amount": ("Subtotal", "Total Harga", "Total Baris"),
    "sku": ("SKU", "Merchant Sku", "Kode Barang", "Kode Produk"),
    "variation": ("Varian", "Variasi", "Variant"),
    "buyer_name": ("Nama", "Nama Pelanggan", "Pelanggan", "Pembeli", "Nama Pemesan", "Customer", "Penerima"),
    "buyer_phone": ("No HP", "No. HP", "HP", "WhatsApp", "No WA", "Telepon", "Phone", "No Telepon"),
    "status": ("Status", "Order Status"),
    "courier": ("Kurir", "Ekspedisi", "Expedisi"),
    "tracking_number": ("Resi", "No Resi", "Nomor Resi", "AWB", "No. Awb", "Tracking Number"),
    "total": ("Total", "Grand Total", "Total Bayar"),
    "shipping_fee": ("Ongkir", "Ongkos Kirim"),
    "discount": ("Diskon", "Potongan", "Discount"),
}  # fmt: skip


def suggested(headers: tuple[str, ...]) -> dict[str, str]:
    """Field → header, as far as the headers of marketplaces and of everyday lists give it away."""
    present = {normal(header): header for header in reversed(headers) if header}
    guesses: dict[str, str] = {}
    for columns in (*(layout.columns for layout in KNOWN), _LIKELY):
        for name, names in columns.items():
            for key in map(normal, names):
                if key in present and name not in guesses and present[key] not in guesses.values():
                    guesses[name] = present[key]
    return guesses
