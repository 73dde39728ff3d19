"""Which goods of which orders a case is about, as its form asks for them once the orders are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _

from sales.models import Order, OrderLine
from shops.keys import row_key

LINES = "line"  # the name under which a form sends the lines that were ticked


class Piece(NamedTuple):
    """So many of one line of an order."""

    line: int  # its key
    quantity: int


@dataclass(frozen=True)
class Choice:
    """A line as the form offers it."""

    line: OrderLine
    is_ticked: bool
    quantity: str  # as typed
    error: str = ""

    @property
    def name(self) -> str:
        """The field of its quantity."""
        return f"quantity_{self.line.pk}"


class Picking:
    """What was ticked among the lines of some orders, read from a sent form or filled in for a first look."""

    def __init__(self, orders: Sequence[Order], data=None) -> None:
        self.orders = orders
        self._data = data
        self._lines = {line.pk: line for order in orders for line in order.lines.all()}
        self.pieces: list[Piece] = []
        self.errors: dict[int, str] = {}
        if data is None:  # nothing was asked yet: a single line is surely the one
            self._ticked = set(self._lines) if len(self._lines) == 1 else set()
        else:
            sent = data.getlist(LINES) if LINES in data else ()
            self._ticked = self._lines.keys() & set(map(row_key, sent))
        self._read()

    def _read(self) -> None:
        for pk in self._ticked:
            try:
                self.pieces.append(Piece(pk, self._quantity(self._lines[pk])))
            except forms.ValidationError as error:
                self.errors[pk] = error.message
        self.pieces.sort()

    def _quantity(self, line: OrderLine) -> int:
        pieces = row_key(self._typed(line)) or 0
        if not 0 < pieces <= line.quantity:
            raise forms.ValidationError(_("Tulis 1 sampai %d.") % line.quantity)
        return pieces

    def _typed(self, line: OrderLine) -> str:
        # Whoever bought one is not asked how many.
        return (self._data.get(f"quantity_{line.pk}", "").strip() if self._data else "") or "1"

    def choices(self, order: Order) -> list[Choice]:
        """The lines of one of the orders, as they were ticked."""
        return [
            Choice(line, line.pk in self._ticked, self._typed(line), self.errors.get(line.pk, ""))
            for line in order.lines.all()
        ]

    def picked(self) -> Iterator[tuple[OrderLine, int]]:
        """Each line that was ticked with its quantity."""
        return ((self._lines[piece.line], piece.quantity) for piece in self.pieces)


class PickField(forms.Field):
    """What was ticked, as `Piece`s; the page draws the lines by itself, from `picking`."""

    def __init__(self, picking: Picking) -> None:
        super().__init__(
            label=_("Barang yang bermasalah"), error_messages={"required": _("Centang dulu barangnya.")}
        )
        self.picking = picking

    def clean(self, value) -> tuple[Piece, ...]:
        """Every piece, or a sentence; what stands in `value` was read by the picking."""
        if self.picking.errors:
            raise forms.ValidationError(_("Periksa jumlah barangnya."))
        if not self.picking.pieces:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return tuple(self.picking.pieces)
