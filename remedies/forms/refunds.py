"""What is asked before money goes back: how the sum comes about, and where it shall go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.refusals import Refused
from cases.steps import StepForm
from remedies import banks
from remedies.models import Refund, RefundMethod
from remedies.reckoning import Wanted
from remedies.refunds import books_of, prepared_in, reckon, wanted_in
from sales.models import OrderLine
from shops.forms.fields import LineField, RupiahField


@dataclass(frozen=True)
class Row:
    """One line of an order: what was paid for it, how many pieces are to be paid back, and what they are worth."""

    line: OrderLine
    net: int
    before: int  # pieces that were paid back already, in any case
    worth: int
    field: forms.BoundField | None = None

    @property
    def discount(self) -> int:
        """Its share of the order's discount."""
        return self.line.amount - self.net


class RefundForm(StepForm):
    """A refund with its sum worked out line by line, for preparing and for recording it.

    What was prepared is only recorded: its pieces, shipping and fee stand.
    """

    sheet = "remedies/reckoning.html"

    refund_amount = RupiahField(label=_("jumlah dana (Rp)"))
    refund_method = forms.ChoiceField(
        label=_("cara pengembalian"),
        choices=[("", _("Pilih")), *RefundMethod.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )
    shipping = RupiahField(label=_("Ongkir yang dikembalikan (Rp)"), required=False)
    fee = RupiahField(label=_("Potongan (Rp)"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.books = books_of(self.instance)
        waiting = prepared_in(self.instance)
        self.prepared: Refund | None = waiting if "refunded_on" in self.step.asks else None
        self.by_line = self.books.account.is_by_line
        if self.prepared or not self.by_line:
            del self.fields["shipping"], self.fields["fee"]
        else:
            self._add_pieces()
        self.drawn = tuple(
            name for name in self.fields if name in ("shipping", "fee") or name.startswith("pieces_")
        )
        self.reckoning = self._reckoned()
        self._fill_in(waiting)

    def _add_pieces(self) -> None:
        if not self.books.account.shipping_left:
            del self.fields["shipping"]
        for line in self.books.lines:
            most = self.books.account.most[line.pk]
            widget = forms.NumberInput(attrs={"class": "input num", "inputmode": "numeric", "max": most})
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=line.name, min_value=0, max_value=most, required=False, initial=most, widget=widget
            )

    def _fill_in(self, waiting: Refund | None) -> None:
        """The sum and, where one waits, what was prepared; whatever was typed stands."""
        if self.prepared:
            self.initial |= {"refund_amount": self.prepared.amount}
            self.fields["refund_amount"].widget.attrs["readonly"] = True
        else:
            self.initial.setdefault("refund_amount", None)
            self.initial["refund_amount"] = self.initial["refund_amount"] or self.reckoning.total
        if waiting and not self.initial.get("refund_method"):
            self.initial["refund_method"] = waiting.method

    # The sum -------------------------------------------------------------------------------------

    def _reckoned(self):
        """The sum of what stands in the fields; of everything, where that makes no sense."""
        account = self.books.account
        try:
            return reckon(account, wanted_in(self.prepared) if self.prepared else self._wanted(self._typed))
        except (Refused, ValidationError):
            return account.reckon()

    def _typed(self, name: str) -> Any:
        return self[name].value()

    def _wanted(self, value_of: Callable[[str], Any]) -> Wanted:
        if not self.by_line:
            return Wanted()
        found = {name: self.fields[name].clean(value_of(name)) or 0 for name in self.drawn}
        pieces = {line.pk: found[f"pieces_{line.pk}"] for line in self.books.lines}
        return Wanted(pieces, found.get("shipping", 0), found.get("fee", 0))

    def worked_out_anew(self) -> StepForm | None:
        """The same answers with the sum that follows from them; as they were sent where one makes no sense."""
        if self.prepared or not self.is_bound:
            return None
        try:
            found = reckon(self.books.account, self._wanted(self._typed))
        except (Refused, ValidationError):
            self.is_valid()
            return self
        kept = {name: self.data.get(self.add_prefix(name)) for name in self.fields}
        return type(self)(
            instance=self.instance, auto_id=self.auto_id, initial={**kept, "refund_amount": found.total}
        )

    def given(self) -> dict[str, Any]:
        """The answers, with the pieces by line, the shipping and the fee."""
        data = super().given()
        data |= {name: self.cleaned_data[name] for name in ("refund_amount", "refund_method")}
        if self.by_line and not self.prepared:
            wanted = self._wanted(lambda name: self.data.get(self.add_prefix(name)))
            data |= {"lines": dict(wanted.pieces), "shipping": wanted.shipping, "fee": wanted.fee}
        return data

    # What the sheet draws ------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """The lines, in the order in which they were bought."""
        found = []
        for known in self.books.account.orders:
            due, net = self.reckoning.dues.get(known.key), known.paid.net
            for line in self.books.orders[known.key].lines.all():
                if due and line.pk in due.parts:
                    name = f"pieces_{line.pk}"
                    field = self[name] if name in self.fields else None
                    before = known.given.pieces.get(line.pk, 0)
                    found.append(Row(line, net[line.pk], before, due.parts[line.pk], field))
        return found

    @property
    def paid_for_orders(self) -> int:
        """What the buyer paid, whole rupiah."""
        return sum(known.paid.total for known in self.books.account.orders)

    @property
    def given_before(self) -> int:
        """What was given back of that before, in any case."""
        return sum(known.given.money for known in self.books.account.orders)

    @property
    def needs_two(self) -> bool:
        """Whether this sum takes two people."""
        limit, sum_ = self.instance.shop.refund_limit, self.reckoning.total or 0
        return limit is not None and self.books.account.paid + sum_ > limit


class DestinationForm(StepForm):
    """A bank account or an e-wallet."""

    sheet = "remedies/destination_sheet.html"
    banks = banks.KNOWN

    bank = LineField(
        label=_("Bank atau dompet digital"),
        max_length=40,
        help_text=_("Contoh: BCA, BRI, GoPay, DANA."),
        widget=forms.TextInput(attrs={"class": "input", "list": "bank", "autocomplete": "off"}),
    )
    number = LineField(
        label=_("Nomor rekening, atau nomor HP dompet digital"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input num", "inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = LineField(
        label=_("Atas nama"),
        max_length=80,
        help_text=_("Persis seperti di buku rekening atau aplikasinya."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("bank", "number", "holder"):
            self.fields[name].error_messages["required"] = _("Bagian ini masih kosong.")

    def given(self) -> dict[str, Any]:
        """The account as it was typed."""
        return super().given() | {name: self.cleaned_data[name] for name in ("bank", "number", "holder")}
