"""A product and its variants, as somebody types them on a phone."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sales.forms.rows import LeavesTheRow
from sales.models import Product, Variant
from sales.models.products import MOST_MONTHS
from sales.products import Taken, VariantChange
from shops.forms.fields import LineField, PlainWords, RupiahField

BLANKS = 3
MOST_VARIANTS = 60


class ProductForm(LeavesTheRow, PlainWords, forms.ModelForm):
    """What holds for every variant."""

    warranty_months = forms.IntegerField(
        label=_("Garansi (bulan)"), required=False, min_value=1, max_value=MOST_MONTHS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Kosong: tanpa garansi."),
    )  # fmt: skip

    class Meta:
        model = Product
        fields = ("name", "category", "is_returnable", "not_returnable_why", "warranty_months", "is_active")
        field_classes: ClassVar = {"name": LineField, "category": LineField, "not_returnable_why": LineField}
        widgets: ClassVar = {
            "category": forms.TextInput(attrs={"list": "kategori", "autocomplete": "off"}),
        }
        help_texts: ClassVar = {
            "not_returnable_why": _("Pelanggan membacanya. Contoh: makanan, barang pesanan khusus."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["is_active"]

    def clean(self) -> dict:
        """Whoever may not send something back is told why."""
        data = super().clean()
        if not data.get("is_returnable") and not data.get("not_returnable_why"):
            self.add_error("not_returnable_why", _now("Tulis alasannya, supaya pelanggan mengerti."))
        return data

    def changes(self) -> dict[str, Any]:
        """The fields that somebody changed; a new product names all."""
        names = self.fields if self.instance.pk is None else self.changed_data
        return {name: self.cleaned_data[name] for name in names}


class VariantForm(LeavesTheRow, PlainWords, forms.ModelForm):
    """One variant."""

    price = RupiahField(label=_("Harga (Rp)"), required=False)
    # What was sold since the page was opened must not come back with it, so only a stock that was typed counts.
    stock = forms.IntegerField(
        label=_("Stok"), required=False, min_value=-999_999, max_value=999_999, show_hidden_initial=True,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    class Meta:
        model = Variant
        fields = ("name", "sku", "price", "stock", "weight_grams")
        field_classes: ClassVar = {"name": LineField, "sku": LineField}
        widgets: ClassVar = {
            "sku": forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
            "weight_grams": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }

    @property
    def stock_seen(self) -> str:
        """The stock that the page showed, hidden beside what is typed."""
        return self["stock"].as_hidden(only_initial=True)


class BaseVariants(forms.BaseModelFormSet):
    """The variants of one product that are on sale, and room for further ones; what stays blank is not there."""

    def clean(self) -> None:
        """Two variants of one name could not be told apart."""
        seen = set()
        for form in self._kept():
            name = form.cleaned_data.get("name", "").lower()
            if name in seen:
                words = _now("Sudah ada varian dengan nama ini.") if name else _now("Beri nama tiap varian.")
                form.add_error("name", words)
            seen.add(name)

    def validate_unique(self) -> None:
        """The database does."""

    def _kept(self) -> list[VariantForm]:
        return [
            form for form in self.forms
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE")
            and (form.instance.pk or form.has_changed())
        ]  # fmt: skip

    def changes(self) -> list[VariantChange]:
        """What becomes of each variant: of a known one only what was typed anew."""
        gone = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        found = [VariantChange(pk=pk, goes=True) for pk in gone]
        for form in self._kept():
            names = form.changed_data if form.instance.pk else form._meta.fields
            fields = {name: form.cleaned_data[name] for name in names}
            found += [VariantChange(fields, form.instance.pk)] if fields else []
        return found

    def blame(self, taken: Taken) -> None:
        """Put the sentence where the name or SKU was typed that is there already."""
        field = "sku" if taken.field == "sku" else "name"
        for form in self._kept():
            if form.cleaned_data.get(field, "") == taken.value:
                form.add_error(field, str(taken))


Variants = forms.modelformset_factory(
    Variant, form=VariantForm, formset=BaseVariants, extra=BLANKS, can_delete=True, max_num=MOST_VARIANTS,
    absolute_max=MOST_VARIANTS,
)  # fmt: skip
