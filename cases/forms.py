"""The fields that every public form shares, read the way customers type them."""

from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

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

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs.setdefault("class", "input")
            if name in self.autocomplete:
                field.widget.attrs["autocomplete"] = self.autocomplete[name]

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
