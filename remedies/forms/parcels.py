"""The forms of what is done with parcels: sent, received, sent out, and written down as unknown."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.steps import StepForm, register_step
from cases.workflow import all_workflows
from remedies.models.parcels import COMPLETE, DEAREST, FOUND, NUMBER, Parcel
from sales import tracking
from shops.forms.fields import LineField, RupiahField
from shops.models import Shop


class CourierInput(forms.TextInput):
    """A courier's name, typed or taken from those that everybody knows."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        """The input and what it proposes."""
        proposed = f"{(attrs or {}).get('id', name)}_kurir"
        field = super().render(name, value, {**(attrs or {}), "list": proposed}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in tracking.COURIERS))
        return format_html('{}<datalist id="{}">{}</datalist>', field, proposed, options)


def known_courier(courier: str, number: str) -> str:
    """The courier that was named; the one whose numbers alone look like this where none was, else a question."""
    if courier or not number:
        return courier
    candidates = tracking.candidates(number)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise forms.ValidationError(
            _("Kurirnya yang mana? Nomor ini mirip %s.") % ", ".join(candidates), code="required"
        )
    raise forms.ValidationError(_("Tulis nama kurirnya."), code="required")


class SendForm(StepForm):
    """A step that names a courier and a number: where the number tells the courier it need not be named."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.courier, self.number = self._names()
        if self.courier in self.fields:
            field = self.fields[self.courier]
            field.required = False
            field.help_text = _("Boleh kosong bila nomor resinya dikenali.")
            field.widget = CourierInput(attrs={**field.widget.attrs, "autocomplete": "off"})
            self.fields[self.number].widget.attrs |= {"autocapitalize": "characters", "autocomplete": "off"}
            self.order_fields(["parcel_to", self.number, self.courier])

    def _names(self) -> tuple[str, str]:
        return "courier", "tracking_number"

    def clean(self) -> dict[str, Any]:
        """The courier, where it was left open."""
        data = super().clean()
        if self.courier in self.fields:
            try:
                data[self.courier] = known_courier(data.get(self.courier) or "", data.get(self.number) or "")
            except forms.ValidationError as question:
                self.add_error(self.courier, question)
        return data


class ReceiveForm(StepForm):
    """A parcel that came: whether all is in it."""

    arrived_as = forms.ChoiceField(
        label=gettext_lazy("Isi paket"), choices=[(one.value, one.label) for one in FOUND], initial=COMPLETE.value,
        required=False, widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    arrival_note = LineField(
        label=gettext_lazy("Yang kurang, atau isinya apa"), max_length=300, required=False,
        help_text=gettext_lazy("Isi hanya bila ada yang kurang atau salah."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """Also how it came."""
        names = ("arrived_as", "arrival_note")
        return super().given() | {name: self.cleaned_data.get(name) or "" for name in names}


class SendOutForm(SendForm):
    """A parcel to the customer: also who pays for it, how much, and what became of an earlier one."""

    parcel_payer = forms.ChoiceField(
        label=gettext_lazy("Ongkir ditanggung"), required=False, choices=[("", gettext_lazy("Belum tahu")), *Parcel.Payer.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    parcel_cost = RupiahField(label=gettext_lazy("Ongkir (Rp)"), required=False)
    earlier_lost = forms.TypedChoiceField(
        required=False, coerce=bool, empty_value=False, widget=forms.Select(attrs={"class": "input"}),
        choices=[("", gettext_lazy("Masih dicari")), ("1", gettext_lazy("Hilang di jalan"))],
    )  # fmt: skip

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        earlier = self.instance.undelivered
        if earlier is None:
            del self.fields["earlier_lost"]
        else:
            self.fields["earlier_lost"].label = _("Kiriman sebelumnya, %s") % earlier
            self.initial |= {self.courier: "", self.number: ""}  # a new parcel has a number of its own

    def _names(self) -> tuple[str, str]:
        return self.instance.sent_out[:2]

    def clean_parcel_cost(self) -> int | None:
        """A sum that a parcel may cost."""
        cost = self.cleaned_data["parcel_cost"]
        if cost is not None and cost > DEAREST:
            raise forms.ValidationError(_("Ongkirnya tidak wajar. Tulis rupiah utuh, misalnya 12.000."))
        return cost

    def given(self) -> dict[str, Any]:
        """Also what stands beside the case's own fields."""
        names = ("parcel_payer", "parcel_cost", "earlier_lost")
        return super().given() | {name: self.cleaned_data.get(name) for name in names}


# Whatever the kind: a step that writes this of a parcel asks like this.
_ASKS = {"parcel_sent": SendForm, "parcel_received": ReceiveForm, "parcel_out": SendOutForm}

for _flow in all_workflows():
    for _step in _flow.steps:
        for _name in _ASKS.keys() & set(_step.records):
            register_step(_flow.kind, _step.action)(_ASKS[_name])


class UnknownForm(forms.Form):
    """A parcel that nobody knows."""

    tracking_number = LineField(label=gettext_lazy("Nomor resi"), max_length=NUMBER, required=False)
    courier = LineField(label=gettext_lazy("Kurir"), max_length=40, required=False)
    received_on = forms.DateField(
        label=gettext_lazy("Datang tanggal"), input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"}),
    )  # fmt: skip
    description = forms.CharField(
        label=gettext_lazy("Isinya, dan apa yang tertulis di paketnya"), max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        help_text=gettext_lazy("Nama pengirim, kota, nomor apa pun. Ini yang dipakai mencari pemiliknya."),
    )  # fmt: skip

    def __init__(self, *args, shop: Shop, now: datetime, **kwargs) -> None:
        self.today = now.astimezone(shop.zone).date()
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_on", self.today)
        self.fields["tracking_number"].widget.attrs |= {"class": "input", "autocapitalize": "characters", "autocomplete": "off"}  # fmt: skip
        self.fields["courier"].widget = CourierInput(attrs={"class": "input", "autocomplete": "off"})
        for field in self.fields.values():
            field.error_messages["required"] = _("Bagian ini masih kosong.")

    def clean_received_on(self) -> date:
        """Nothing came tomorrow."""
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_("Tanggalnya belum terjadi."))
        return day

    def clean(self) -> dict[str, Any]:
        """The only courier whose numbers look like this; of several nobody knows, and nobody is asked."""
        data = super().clean()
        candidates = tracking.candidates(data.get("tracking_number") or "")
        if not data.get("courier") and len(candidates) == 1:
            data["courier"] = candidates[0]
        return data
