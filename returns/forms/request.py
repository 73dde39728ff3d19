"""The return form: what a customer says of the goods, the wish and the reason."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.entries import register_entry
from cases.forms import SENTENCES, IntakeForm
from returns.forms.fields import DayField
from returns.models import ReturnRequest
from returns.workflow import RETURN
from shops.forms.fields import LineField, RupiahField
from shops.models import Shop

OLDEST_YEAR = 2000  # an earlier delivery is a slip of the finger


@register_entry("return_request")
class ReturnForm(IntakeForm):
    """The request for a refund, a return, an exchange or a reshipment."""

    order_number = LineField(
        label=_("Nomor pesanan"),
        max_length=60,
        help_text=_("Lihat di nota, chat, atau aplikasi belanja."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        error_messages=SENTENCES,
    )
    product = LineField(
        label=_("Nama barang"),
        max_length=120,
        required=False,
        help_text=_("Contoh: kemeja batik Parang, navy, ukuran L."),
        error_messages=SENTENCES,
    )
    delivered_on = DayField(
        label=_("Barang diterima tanggal"),
        required=False,
        help_text=_("Untuk menghitung batas waktu retur. Kosongkan bila belum sampai."),
    )
    amount = RupiahField(
        label=_("Harga barang"),
        required=False,
        help_text=_("Dalam rupiah, contoh 185.000."),
    )
    kind = forms.ChoiceField(
        label=_("Yang Kakak inginkan"),
        choices=[(name, variant.public) for name, variant in RETURN.variants.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih dulu apa yang Kakak inginkan."),
            "invalid_choice": _("Pilih salah satu dari pilihan yang ada."),
        },
    )
    wanted_variant = LineField(
        label=_("Ukuran atau model penggantinya"),
        max_length=120,
        required=False,
        help_text=_("Diisi bila Kakak memilih tukar, contoh: ukuran XL, warna sama."),
        error_messages=SENTENCES,
    )
    reason = forms.ChoiceField(
        label=_("Alasan"),
        choices=[("", _("Pilih alasan")), *ReturnRequest.Reason.choices],
        error_messages={
            "required": _("Pilih alasannya."),
            "invalid_choice": _("Pilih salah satu alasan yang ada."),
        },
    )
    description = forms.CharField(
        label=_("Ceritakan kendalanya"),
        max_length=4000,
        help_text=_("Apa yang terjadi, sejak kapan. Satu dua kalimat cukup."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=SENTENCES,
    )

    field_order = (
        "order_number", "product", "delivered_on", "amount", "customer_name", "phone", "email",
        "kind", "wanted_variant", "reason", "description", "consent",
    )  # fmt: skip

    # Whoever makes the form says for which shop and when; without them no day is in the future.
    shop: Shop | None = None
    now: datetime | None = None

    def __init__(self, *args, shop: Shop | None = None, now: datetime | None = None, **kwargs) -> None:
        self.shop, self.now = shop or self.shop, now or self.now
        super().__init__(*args, **kwargs)

    def wishes(self) -> list[tuple[str, object, bool]]:
        """The four kinds for the template: value, variant with its words, whether it is chosen."""
        chosen = self["kind"].value()
        return [(name, variant, name == chosen) for name, variant in RETURN.variants.items()]

    def clean_delivered_on(self) -> date | None:
        """A day that has come, and not so long ago that it must be a slip."""
        day = self.cleaned_data["delivered_on"]
        if day and self.shop and self.now and day > self.now.astimezone(self.shop.zone).date():
            raise ValidationError(gettext("Tanggalnya belum terjadi."))
        if day and day.year < OLDEST_YEAR:
            raise ValidationError(gettext("Periksa tahunnya."))
        return day

    def clean(self) -> None:
        """An exchange needs to know for what."""
        missing = not self.cleaned_data.get("wanted_variant") and "wanted_variant" not in self.errors
        if self.cleaned_data.get("kind") == "exchange" and missing:
            self.add_error("wanted_variant", _("Tulis ukuran atau model penggantinya."))

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them."""
        answers = self.cleaned_data
        return {
            **super().case_fields(now),
            "variant": answers["kind"],
            "title": answers["product"],
            "order_number": answers["order_number"],
            "delivered_on": answers["delivered_on"],
            "amount": answers["amount"],
            "reason": answers["reason"],
            "wanted_variant": answers["wanted_variant"],
            "description": answers["description"],
        }
