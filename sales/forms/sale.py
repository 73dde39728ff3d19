"""A sale on one page: who, what, how many, for how much."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sales import counter, products
from sales.counter import Item
from sales.models import Variant
from shops.forms.fields import LineField, PlainWords, RupiahField, WhatsAppField
from shops.models import Channel, Shop
from shops.money import MAX_RUPIAH

ROWS = 5
MOST_ROWS = 20
MOST_UNITS = 9_999
UNPAID = "unpaid"
# Kept in the words of the shop's own language, as files bring theirs.
PAYMENTS = [
    ("Tunai", _("Tunai")),
    ("QRIS", _("QRIS")),
    ("Transfer", _("Transfer")),
    (UNPAID, _("Belum dibayar")),
]


class SaleForm(PlainWords, forms.Form):
    """Who buys, and how they pay."""

    phone = WhatsAppField(label=_("Nomor HP pembeli"), required=False)
    name = LineField(label=_("Nama pembeli"), max_length=80, required=False)
    payment = forms.ChoiceField(
        label=_("Pembayaran"),
        choices=PAYMENTS,
        initial="Tunai",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih salah satu cara bayar.")},
    )
    discount = RupiahField(label=_("Potongan (Rp)"), required=False)
    channel = forms.ModelChoiceField(
        queryset=None, label=_("Lewat"), empty_label=None,
        error_messages={"invalid_choice": _("Pilih salah satu kanal yang ada.")},
    )  # fmt: skip

    def __init__(self, *args, channels: Sequence[Channel], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        field = self.fields["channel"]
        field.queryset = Channel.objects.filter(pk__in=[channel.pk for channel in channels])
        field.choices = [(channel.pk, channel.name) for channel in channels]
        field.initial = channels[0].pk if channels else None

    @property
    def is_paid(self) -> bool:
        """Whether the money is there."""
        return self.cleaned_data["payment"] != UNPAID

    @property
    def paid_with(self) -> str:
        """How it was paid, as the order keeps it; empty while it is not."""
        return self.cleaned_data["payment"] if self.is_paid else ""


class ItemForm(PlainWords, forms.Form):
    """Some units of one thing."""

    item = LineField(label=_("Barang"), max_length=240, required=False)
    quantity = forms.IntegerField(
        label=_("Jumlah"), min_value=1, max_value=MOST_UNITS, initial=1, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    price = RupiahField(label=_("Harga (Rp)"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].widget.attrs |= {"list": "barang", "autocomplete": "off"}
        self.variants: list[Variant] = []
        self.bought: Item | None = None

    def has_changed(self) -> bool:
        """A row without a thing is no row."""
        return bool(self["item"].data or self["price"].data)

    def understand(self, variants: list[Variant]) -> None:
        """Make the row an item, given what its text may mean; one that is not on the list needs its price."""
        data, self.variants = self.cleaned_data, variants
        if not data.get("item"):
            self.add_error("item", _now("Tulis barangnya."))
            return
        if len(variants) > 1:
            self.add_error("item", _now("Ada beberapa yang cocok. Pilih salah satu."))
            return
        variant = variants[0] if variants else None
        price = data.get("price")
        if price is None and variant:
            price = variant.price
        if price is None:
            words = _now("Isi harganya.") if variant else _now("Tidak ada di daftar produk. Isi harganya.")
            self.add_error("price", words)
            return
        name = variant.product.name if variant else data["item"]
        self.bought = Item(name, data.get("quantity") or 1, price, variant)


class BaseItems(forms.BaseFormSet):
    """What is bought."""

    def __init__(self, *args, shop: Shop, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop

    def clean(self) -> None:
        """Find each thing on the shop's list; without any thing there is no sale."""
        rows = [form for form in self.forms if form.has_changed()]
        found = products.alike(
            self.shop, {form.cleaned_data.get("item", "") for form in rows if form.is_bound}
        )
        for form in rows:
            if not form.errors:
                form.understand(found.get(form.cleaned_data["item"], []))
        if not rows:
            if not self.forms:
                raise forms.ValidationError(_now("Tulis barangnya."))
            self.forms[0].add_error("item", _now("Tulis barangnya."))
        prices: dict[tuple, int] = {}
        for form in rows:
            if item := form.bought:
                key = (item.variant.pk if item.variant else None, item.name)
                if prices.setdefault(key, item.unit_price) != item.unit_price:
                    form.add_error("price", _now("Barang yang sama sudah ditulis dengan harga lain."))
        if self.total > MAX_RUPIAH:
            raise forms.ValidationError(_now("Totalnya terlalu besar. Periksa lagi angkanya."))

    @property
    def items(self) -> list[Item]:
        """What is understood so far."""
        return [form.bought for form in self.forms if form.bought]

    @property
    def total(self) -> int:
        """The sum of that, in whole rupiah."""
        return sum(item.amount for item in self.items)


Items = forms.formset_factory(
    ItemForm, formset=BaseItems, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def sale_forms(shop: Shop, data=None, initial=None) -> tuple[SaleForm, BaseItems]:
    """Both halves of the page."""
    form = SaleForm(data, initial=initial, channels=counter.channels_by_hand(shop))
    return form, Items(data, prefix="barang", shop=shop)
