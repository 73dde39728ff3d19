"""What an owner may add to a policy one at a time: special windows, goods that stay, fees."""

from collections.abc import Iterable
from typing import ClassVar

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from returns.clauses import excluded_words, fee_words, special_words
from returns.models import NAMES, ReturnRequest
from returns.policy import FEE_ALWAYS, FEE_ON_WISH, Excluded, Fee, FeeUnit, Rules, Scope, Special, Window
from shops.amounts import Amount, Unit
from shops.forms.fields import LineField, PlainWords, RupiahField

LONGEST_WINDOW = 365
CLOSED = "closed"


class RowForm(PlainWords, forms.Form):
    """One row; its title is the clause that it makes, empty as long as it makes none."""

    @property
    def title(self) -> str:
        """The clause as typed where that is whole, else as it was kept."""
        typed = self.is_bound and self.is_valid() and self.cleaned_data
        return self.words(self.value()) if typed else self.initial.get("title", "")


class SpecialForm(RowForm):
    """Another window for some goods, reason, channel or way."""

    category = LineField(
        label=_("Kategori barang"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"list": "kategori", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Alasan"), required=False, choices=[("", _("Semua alasan")), *ReturnRequest.Reason.choices]
    )
    channel = forms.ChoiceField(
        label=_("Pesanan lewat"), required=False, choices=[("", _("Semua kanal")), *NAMES.channels.items()]
    )
    way = forms.ChoiceField(
        label=_("Cara"), required=False, choices=[("", _("Semua cara")), *NAMES.ways.items()]
    )
    number = forms.IntegerField(
        label=_("Batas (hari)"), required=False, min_value=1, max_value=LONGEST_WINDOW,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Jenis hari"), initial=Unit.CALENDAR.value,
        choices=[
            (Unit.CALENDAR.value, _("kalender")), (Unit.WORKING.value, _("kerja")), (CLOSED, _("tidak ditawarkan")),
        ],
    )  # fmt: skip

    def clean(self) -> None:
        """It speaks of something, and says how long."""
        said = self.cleaned_data
        if not any(said.get(part) for part in ("category", "reason", "channel", "way")):
            self.add_error("category", gettext("Isi kategori, atau pilih alasan, kanal, atau cara."))
        if said.get("unit") != CLOSED and not said.get("number") and "number" not in self.errors:
            self.add_error("number", gettext("Isi berapa hari."))

    def value(self) -> Special:
        """The answers as a rule."""
        said, closed = self.cleaned_data, self.cleaned_data["unit"] == CLOSED
        scope = Scope(said["category"], said["reason"], said["channel"], said["way"])
        amount = Amount(0, Unit.CALENDAR) if closed else Amount(said["number"], Unit(said["unit"]))
        return Special(scope, Window(not closed, amount))

    @staticmethod
    def words(rule: Special) -> str:
        """The clause."""
        return special_words(rule, NAMES)


class ExcludedForm(RowForm):
    """A category or product that is not taken back for the asking."""

    what = LineField(
        label=_("Kategori atau nama barang"), max_length=60,
        widget=forms.TextInput(attrs={"list": "kategori", "autocomplete": "off"}),
    )  # fmt: skip
    why = LineField(label=_("Karena"), max_length=200, help_text=_("Contoh: demi kebersihan."))

    def value(self) -> Excluded:
        """The answers as a rule."""
        return Excluded(self.cleaned_data["what"], self.cleaned_data["why"].rstrip("."))

    @staticmethod
    def words(rule: Excluded) -> str:
        """The clause."""
        return excluded_words(rule)


class FeeForm(RowForm):
    """Something that is kept back of the refund."""

    name = LineField(label=_("Nama biaya"), max_length=60, help_text=_("Contoh: biaya restok."))
    number = RupiahField(label=_("Besarnya"))
    unit = forms.ChoiceField(
        label=_("Satuan"), initial=FeeUnit.PERCENT.value,
        choices=[(FeeUnit.PERCENT.value, _("% dari harga barang")), (FeeUnit.RUPIAH.value, _("rupiah"))],
    )  # fmt: skip
    when = forms.ChoiceField(
        label=_("Dipotong bila"), initial=FEE_ON_WISH,
        choices=[
            (FEE_ON_WISH, _("Ukuran tidak pas atau berubah pikiran")), *ReturnRequest.Reason.choices,
            (FEE_ALWAYS, _("Semua alasan")),
        ],
    )  # fmt: skip

    def clean(self) -> None:
        """Something, and no more than all of it."""
        number, unit = self.cleaned_data.get("number"), self.cleaned_data.get("unit")
        if number is not None and (number < 1 or (unit == FeeUnit.PERCENT and number > 100)):
            self.add_error("number", gettext("Isi 1 sampai 100 persen, atau jumlah rupiah."))

    def value(self) -> Fee:
        """The answers as a rule."""
        said = self.cleaned_data
        return Fee(said["name"], said["number"], FeeUnit(said["unit"]), said["when"])

    @staticmethod
    def words(rule: Fee) -> str:
        """The clause."""
        return fee_words(rule, NAMES)


class Rows(forms.BaseFormSet):
    """The rows that there are, each with a box to throw it away, and an empty one to add the next."""

    default_error_messages: ClassVar = {
        "missing_management_form": _("Sebagian isian tidak terkirim. Muat ulang halaman ini."),
        "too_many_forms": _("Paling banyak %(num)d."),
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """In our words; an empty row has nothing to throw away."""
        super().add_fields(form, index)
        if index is None or index >= self.initial_form_count():
            del form.fields[DELETION_FIELD_NAME]
        else:
            form.fields[DELETION_FIELD_NAME].label = _("Hapus yang ini")

    def clean(self) -> None:
        """Nothing twice."""
        seen = set()
        for form in self.kept:
            if form.errors:
                continue
            about = form.value()
            about = about.scope if isinstance(about, Special) else about
            if about in seen:
                form.add_error(next(iter(form.fields)), gettext("Yang seperti ini sudah ada."))
            seen.add(about)

    @property
    def kept(self) -> list[forms.Form]:
        """The rows that say something and are not thrown away."""
        said = ((form, form.cleaned_data) for form in self.forms)
        return [form for form, answers in said if answers and not answers.get(DELETION_FIELD_NAME)]

    def values(self) -> tuple:
        """The rules that the rows say."""
        return tuple(form.value() for form in self.kept)


def _rows(form: type[forms.Form], most: int) -> type[Rows]:
    return formset_factory(
        form, formset=Rows, extra=1, max_num=most, absolute_max=most + 1, validate_max=True, can_delete=True
    )  # fmt: skip


# A form of more than two hundred fields would be refused as a whole.
SpecialRows, ExcludedRows, FeeRows = _rows(SpecialForm, 10), _rows(ExcludedForm, 10), _rows(FeeForm, 5)


def rows_of(data, rules: Rules) -> dict[str, Rows]:
    """The three kinds of rows by their prefix. What was sent stands for itself: the draft may be another by now."""
    special = [
        {
            **vars(each.scope), "number": each.window.amount.number or None,
            "unit": each.window.amount.unit.value if each.window.offered else CLOSED,
        }
        for each in rules.special
    ]  # fmt: skip
    kinds = (
        ("special", SpecialRows, rules.special, special),
        ("excluded", ExcludedRows, rules.excluded, map(vars, rules.excluded)),
        ("fees", FeeRows, rules.fees, map(vars, rules.fees)),
    )
    return {
        name: rows(data, prefix=name, initial=_titled(rows, kept, said) if data is None else None)
        for name, rows, kept, said in kinds
    }


def _titled(rows: type[Rows], kept: tuple, said: Iterable[dict]) -> list[dict]:
    return [{**answers, "title": rows.form.words(rule)} for rule, answers in zip(kept, said, strict=True)]
