"""What is known of a customer, as the team writes it down."""

from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sales.forms.rows import LeavesTheRow
from sales.models import Customer, CustomerNote
from shops.forms.fields import LineField, PlainWords, WhatsAppField


class CustomerForm(LeavesTheRow, PlainWords, forms.ModelForm):
    """A customer's names, ways to reach them and wishes."""

    phone = WhatsAppField(label=_("Nomor HP (WhatsApp)"), required=False)
    consent = forms.BooleanField(
        label=_("Bersedia dihubungi di luar urusan pesanan, misalnya untuk kabar dan penawaran."),
        required=False,
    )

    class Meta:
        model = Customer
        fields = ("salutation", "name", "phone", "email", "preferences")
        field_classes: ClassVar = {"name": LineField}
        widgets: ClassVar = {"preferences": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "salutation": _("Dipakai di pesan dan surat."),
            "preferences": _("Contoh: ukuran L, suka dikabari sore."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["consent"] = bool(self.instance.consented_at)

    def clean(self) -> dict:
        """Nobody can be found again without a name and without a number."""
        data = super().clean()
        if not self.errors and not data.get("name") and not data.get("phone"):
            self.add_error("name", _now("Isi nama atau nomor HP."))
        return data

    def customer_fields(self, now: datetime) -> dict:
        """The answers as the customer keeps them; an old consent keeps its day."""
        fields = dict(self.cleaned_data)
        agreed = fields.pop("consent")
        fields["consented_at"] = (self.instance.consented_at or now) if agreed else None
        return fields


class NoteForm(PlainWords, forms.ModelForm):
    """A note for the team."""

    class Meta:
        model = CustomerNote
        fields = ("text",)
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 2})}
