"""A new voucher: how much, until when."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.steps import StepForm
from remedies.vouchers import left_of_month
from shops.forms.fields import RupiahField
from shops.money import rupiah

USUAL = timedelta(days=90)


class AnswerForm(StepForm):
    """The owner's yes or no, with what was proposed before them."""

    sheet = "remedies/voucher_asked.html"


class VoucherForm(StepForm):
    """How much a voucher is worth, and its last day."""

    value = RupiahField(label=_("Nilai voucher"))
    expires_on = forms.DateField(
        label=_("Berlaku sampai"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        self.initial.setdefault("expires_on", now.astimezone(self.instance.shop.zone).date() + USUAL)
        left = left_of_month(self.instance.shop, now)
        if left is not None:
            words = _("Sisa anggaran voucher bulan ini %s.")
            self.fields["value"].help_text = words % rupiah(max(left, 0))

    def given(self) -> dict[str, Any]:
        """The value in rupiah and the last day."""
        return {name: self.cleaned_data[name] for name in ("value", "expires_on")}
