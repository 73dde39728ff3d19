"""What is set aside for an exchange: a row for each of its goods, the same product's variants first."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.steps import StepForm, register_step
from remedies.reservations import held
from returns.models import ReturnRequest
from returns.models.exchange import MOST
from sales.models import Variant
from sales.products import beside

DAYS = 14  # for the way back, the inspection and a weekend between


class Replacements:
    """The fields of a form that say what waits for the customer: goods and pieces by what they replace."""

    def __init__(self, form: StepForm, case: ReturnRequest) -> None:
        known = [(line.name, line.quantity, line.order_line.variant_id) for line in case.known_lines]
        goods = known or [(case.headline, 1, None)]
        rows = beside(case.shop, [sold for _name, _pieces, sold in known if sold])
        left = held(rows)
        self._form, self._names = form, [name for name, _pieces, _sold in goods]
        for n, (_name, pieces, sold) in enumerate(goods):
            form.fields |= {
                f"replacement_{n}": _which(_choices(rows, left, sold)),
                f"pieces_{n}": _how_many(pieces),
            }

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(name for n in range(len(self._names)) for name in (f"replacement_{n}", f"pieces_{n}"))

    def __iter__(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """What was bought, what replaces it, how many."""
        for n, name in enumerate(self._names):
            yield name, self._form[f"replacement_{n}"], self._form[f"pieces_{n}"]

    def given(self) -> dict[int, int]:
        """The pieces by the shop's variant; only of a form that is valid."""
        answers, wanted = self._form.cleaned_data, {}
        for n in range(len(self._names)):
            if variant := answers.get(f"replacement_{n}"):
                wanted[variant] = wanted.get(variant, 0) + (answers.get(f"pieces_{n}") or 1)
        return wanted


@register_step("return_request", "set_aside")
class SetAsideForm(StepForm):
    """Which of the shop's goods wait for the customer, how many, and until when."""

    sheet = "returns/set_aside.html"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["reserved_until"] = self.instance.reserved_until or usual_day(self.instance)
        self.replacements = Replacements(self, self.instance)
        self.drawn = self.replacements.fields

    def given(self) -> dict[str, Any]:
        """The day, and under "replacements" the pieces by variant."""
        return {**super().given(), "replacements": self.replacements.given()}


def usual_day(case: ReturnRequest) -> date:
    """Until when something is set aside unless somebody says otherwise."""
    return timezone.now().astimezone(case.shop.zone).date() + timedelta(days=DAYS)


def _which(choices: list) -> forms.Field:
    return forms.TypedChoiceField(
        label=_("Pengganti"), choices=choices, coerce=int, empty_value=None, required=False,
        widget=forms.Select(attrs={"class": "input"}), error_messages={"invalid_choice": _("Pilihan ini tidak ada.")},
    )  # fmt: skip


def _how_many(usual: int) -> forms.Field:
    return forms.IntegerField(
        label=_("Jumlah"), min_value=1, max_value=MOST, initial=usual, required=False,
        widget=forms.NumberInput(attrs={"class": "input num", "inputmode": "numeric"}),
    )  # fmt: skip


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
