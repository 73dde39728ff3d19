"""What is set aside for an exchange: a row for each of its goods, the same product's variants first."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.steps import StepForm, register_step
from remedies.reservations import held
from returns.models.exchange import MOST
from sales.models import Variant
from sales.products import beside

DAYS = 14  # for the way back, the inspection and a weekend between


@register_step("return_request", "set_aside")
class SetAsideForm(StepForm):
    """Which of the shop's goods wait for the customer, how many, and until when."""

    sheet = "returns/set_aside.html"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.reserved_until is None:
            today = timezone.now().astimezone(self.instance.shop.zone).date()
            self.initial["reserved_until"] = today + timedelta(days=DAYS)
        known = [(line.name, line.quantity, line.order_line.variant_id) for line in self.instance.known_lines]
        self.goods = known or [(self.instance.headline, 1, None)]
        rows = beside(self.instance.shop, [sold for _name, _pieces, sold in known if sold])
        left = held(rows)
        for n, (_name, pieces, sold) in enumerate(self.goods):
            self._add_row(n, pieces, _choices(rows, left, sold))
        self.drawn = tuple(
            name for n in range(len(self.goods)) for name in (f"replacement_{n}", f"pieces_{n}")
        )

    def _add_row(self, n: int, pieces: int, choices: list) -> None:
        self.fields[f"replacement_{n}"] = forms.TypedChoiceField(
            label=_("Pengganti"), choices=choices, coerce=int, empty_value=None, required=False,
            widget=forms.Select(attrs={"class": "input"}),
            error_messages={"invalid_choice": _("Pilihan ini tidak ada.")},
        )  # fmt: skip
        self.fields[f"pieces_{n}"] = forms.IntegerField(
            label=_("Jumlah"), min_value=1, max_value=MOST, initial=pieces, required=False,
            widget=forms.NumberInput(attrs={"class": "input num", "inputmode": "numeric"}),
        )  # fmt: skip

    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """What was bought, what replaces it, how many."""
        for n, (name, _pieces, _sold) in enumerate(self.goods):
            yield name, self[f"replacement_{n}"], self[f"pieces_{n}"]

    def given(self) -> dict[str, Any]:
        """The day, and under "replacements" the pieces by variant."""
        wanted: dict[int, int] = {}
        for n in range(len(self.goods)):
            if variant := self.cleaned_data.get(f"replacement_{n}"):
                wanted[variant] = wanted.get(variant, 0) + (self.cleaned_data.get(f"pieces_{n}") or 1)
        return {**super().given(), "replacements": wanted}


def _choices(rows: list[Variant], left: dict[int, int], sold: int | None) -> list:
    """The shop's goods to choose from, those of the product that was bought on top, each with what is left of it."""
    product = next((row.product_id for row in rows if row.pk == sold), None)
    same = [(row.pk, _told(row, left)) for row in rows if row.product_id == product]
    others = [(row.pk, _told(row, left)) for row in rows if row.product_id != product]
    groups = [(gettext("Barang yang sama"), same), (gettext("Barang lain"), others)]
    return [("", gettext("Pilih barang pengganti")), *((name, group) for name, group in groups if group)]


def _told(row: Variant, left: dict[int, int]) -> str:
    if row.stock is None:
        return str(row)
    return gettext("%(goods)s (sisa %(n)d)") % {"goods": row, "n": max(row.stock - left.get(row.pk, 0), 0)}
