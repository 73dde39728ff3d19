"""What a customer fills in to get a receipt."""

from datetime import datetime

from django import forms

from cases.entries import register_entry
from cases.forms import SENTENCES, IntakeForm
from shops.forms.fields import LineField


@register_entry("receipt_request")
class ReceiptForm(IntakeForm):
    """The order, the name on the receipt, and a few words."""

    order_number = LineField(label="Nomor pesanan", max_length=60, error_messages=SENTENCES)
    made_out_to = LineField(label="Nota atas nama", max_length=80, error_messages=SENTENCES)
    description = forms.CharField(label="Keterangan", max_length=4000, error_messages=SENTENCES)

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them."""
        own = {name: self.cleaned_data[name] for name in ("order_number", "made_out_to", "description")}
        return {**super().case_fields(now), **own}
