"""Corrections to an order: who bought, when what happened, with which parcel."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sales import tracking
from sales.forms.rows import LeavesTheRow
from sales.models import Order
from shops.forms.fields import LineField, PlainWords, WhatsAppField

BROWSER_TIME = "%Y-%m-%dT%H:%M"
FAST_CLOCKS = timedelta(minutes=10)
# What cannot have happened before what.
ORDERLY = (
    ("placed_at", "paid_at"),
    ("placed_at", "shipped_at"),
    ("placed_at", "delivered_at"),
    ("placed_at", "cancelled_at"),
    ("shipped_at", "delivered_at"),
)


class MomentField(forms.DateTimeField):
    """A day and a time of the shop's own clock, to the minute."""

    zone = ZoneInfo("UTC")  # the form puts the shop's in its place

    def __init__(self, **kwargs) -> None:
        kwargs["widget"] = forms.DateTimeInput(attrs={"type": "datetime-local"})
        kwargs["error_messages"] = {"invalid": _("Waktu ini belum terbaca, contoh 25/11/2026 14.30.")}
        kwargs["input_formats"] = [BROWSER_TIME, "%d/%m/%Y %H.%M", "%d/%m/%Y %H:%M", "%d/%m/%Y"]
        super().__init__(**kwargs)

    def prepare_value(self, value):
        """An instant as the browser's picker wants it."""
        return value.astimezone(self.zone).strftime(BROWSER_TIME) if isinstance(value, datetime) else value

    def to_python(self, value) -> datetime | None:
        """The instant that the shop's clock means."""
        with timezone.override(self.zone):
            return super().to_python(value)

    def has_changed(self, initial, data) -> bool:
        """The picker knows no seconds, so only another minute is a change."""
        return (self.prepare_value(initial) or "") != (data or "").strip()


class OrderForm(LeavesTheRow, PlainWords, forms.ModelForm):
    """What may be corrected."""

    buyer_phone = WhatsAppField(label=_("Nomor HP pembeli"), required=False)
    placed_at = MomentField(label=_("Dipesan"))
    paid_at = MomentField(label=_("Dibayar"), required=False)
    shipped_at = MomentField(label=_("Dikirim"), required=False)
    delivered_at = MomentField(
        label=_("Diterima pembeli"),
        required=False,
        help_text=_("Batas retur dan garansi dihitung dari sini."),
    )
    cancelled_at = MomentField(label=_("Dibatalkan"), required=False)

    class Meta:
        model = Order
        fields = (
            "buyer_name", "buyer_phone", "placed_at", "paid_at", "shipped_at", "delivered_at", "cancelled_at", "courier",
            "tracking_number",
        )  # fmt: skip
        field_classes: ClassVar = {
            "buyer_name": LineField,
            "courier": LineField,
            "tracking_number": LineField,
        }
        widgets: ClassVar = {
            "courier": forms.TextInput(attrs={"list": "kurir", "autocomplete": "off"}),
            "tracking_number": forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        }

    def __init__(self, *args, zone: ZoneInfo, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone

    def clean_tracking_number(self) -> str:
        """In its one spelling."""
        return tracking.normalise(self.cleaned_data["tracking_number"])

    def clean(self) -> dict:
        """Nothing that is typed now lies ahead, or comes before what must have come first."""
        data = super().clean()
        for name in self.changed_data:
            if isinstance(at := data.get(name), datetime) and at > self.now + FAST_CLOCKS:
                self.add_error(name, _now("Waktunya belum terjadi."))
        for earlier, later in ORDERLY:
            first, then = data.get(earlier), data.get(later)
            if (
                {earlier, later} & set(self.changed_data)
                and first
                and then
                and then < first.replace(second=0, microsecond=0)
            ):
                label = self.fields[earlier].label.lower()
                self.add_error(later, _now("Lebih awal dari waktu %s.") % label)
        return data

    def changes(self) -> dict[str, Any]:
        """The fields that somebody changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
