"""The fields that every public form shares, read the way customers type them."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sales.models import Order
from shops.forms.fields import LineField
from shops.phones import parse_mobile

SENTENCES = {
    "required": _("Bagian ini masih kosong."),
    "max_length": _("Terlalu panjang, paling banyak %(limit_value)d huruf."),
}


class PhoneField(forms.CharField):
    """A mobile number, kept as E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})

    def clean(self, value) -> str:
        """The number, or a sentence that says what is wrong with it."""
        text = super().clean(value)
        return parse_mobile(text) if text else ""


class IntakeForm(forms.Form):
    """What every kind of case asks of a customer; each kind adds its own fields."""

    customer_name = LineField(label=_("Nama"), max_length=80, error_messages=SENTENCES)
    phone = PhoneField(
        label=_("Nomor HP (WhatsApp)"),
        max_length=30,
        help_text=_("Kabar kasus kami kirim ke nomor ini."),
        error_messages=SENTENCES,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        error_messages={**SENTENCES, "invalid": _("E-mail ini belum lengkap, contoh budi@contoh.com.")},
    )
    consent = forms.BooleanField(
        label=_("Saya setuju data ini dipakai untuk menangani kasus ini."),
        error_messages={"required": _("Centang persetujuan ini dulu ya, Kak.")},
    )
    # People do not see it, so only a program fills it in.
    homepage = forms.CharField(label=_("Kosongkan bagian ini"), required=False)

    autocomplete: ClassVar = {"customer_name": "name", "phone": "tel", "email": "email", "homepage": "off"}

    # Whether the form can ask which goods of an order it is about, once the order is known.
    finds_orders = False

    def __init__(
        self,
        *args,
        orders: Sequence[Order] = (),
        known_phone: str = "",
        picked: QueryDict | None = None,
        **kwargs,
    ) -> None:
        """`orders` are those that it is known to be about, `known_phone` whose they are where that was proven.

        `picked` says what was ticked among their lines on a form that is only shown again.
        """
        super().__init__(*args, **kwargs)
        self.orders, self.known_phone = orders, known_phone
        self.picked = self.data if self.is_bound else picked
        for name, field in self.fields.items():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs.setdefault("class", "input")
            if name in self.autocomplete:
                field.widget.attrs["autocomplete"] = self.autocomplete[name]

    @property
    def agrees_by_sending(self) -> bool:
        """Whether the sending button itself says yes: whoever was found by an order has little left to fill in."""
        return bool(self.known_phone) and not self["consent"].errors

    def missing_evidence(self, has_evidence: bool) -> str:
        """Why this cannot be sent without a photo or a video; empty where it can."""
        return ""

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("homepage", "").strip())

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them."""
        return {
            "customer_name": self.cleaned_data["customer_name"],
            "customer_phone": self.cleaned_data["phone"],
            "customer_email": self.cleaned_data["email"],
            "consented_at": now,
        }
