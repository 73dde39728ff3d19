"""What is asked about a warranty: of customers who claim or register, of the team that keeps the register."""

from datetime import date, datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.entries import register_entry
from cases.forms import SENTENCES, IntakeForm
from cases.steps import register_step
from remedies.forms import AnswerForm, DestinationForm, RefundForm, VoucherForm
from remedies.moves import DESTINATION, FORMS
from shops.forms.fields import LineField, PlainWords, WhatsAppField
from shops.models import Shop
from warranty.models import RegisteredUnit, WarrantyTerm, normalise
from warranty.workflow import CLAIM

register_step(CLAIM.kind, *FORMS)(RefundForm)
register_step(CLAIM.kind, DESTINATION)(DestinationForm)

SERIAL = {
    "label": _("Nomor seri"),
    "max_length": 60,
    "help_text": _("Ada di badan barang, dus, atau kartu garansi."),
    "error_messages": SENTENCES,
}


def _serial_input() -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
    )


class DayField(forms.DateField):
    """A day: the browser's own picker speaks ISO; anything typed is read day-first, never month-first."""

    def __init__(self, **kwargs) -> None:
        kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        kwargs["input_formats"] = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"] |= {
            "required": SENTENCES["required"],
            "invalid": _("Tanggal ini belum terbaca, contoh 25/11/2026."),
        }
        super().__init__(**kwargs)


register_step("warranty_claim", "give_voucher", "propose_voucher")(VoucherForm)
register_step("warranty_claim", "approve_voucher", "refuse_voucher")(AnswerForm)


@register_entry("warranty_claim")
class ClaimForm(IntakeForm):
    """A unit that failed."""

    serial_number = LineField(widget=_serial_input(), **SERIAL)
    product = LineField(
        label=_("Nama barang"),
        max_length=120,
        required=False,
        help_text=_("Contoh: blender mini 350 ml."),
        error_messages=SENTENCES,
    )
    problem = forms.CharField(
        label=_("Ceritakan kendalanya"),
        max_length=4000,
        help_text=_("Apa yang rusak, sejak kapan, dan apa yang sudah dicoba. Satu dua kalimat cukup."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=SENTENCES,
    )

    field_order = ("serial_number", "product", "customer_name", "phone", "email", "problem", "consent")

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them; a claim begins as a service."""
        answers = self.cleaned_data
        fields = {
            **super().case_fields(now),
            "variant": "service",
            "serial_number": answers["serial_number"],
            "description": answers["problem"],
        }
        # Unsaid, the goods are what the serial number says they are.
        return fields | ({"title": answers["product"]} if answers["product"] else {})


class RegisterForm(IntakeForm):
    """A customer registers a unit."""

    serial_number = LineField(widget=_serial_input(), **SERIAL)
    product = forms.ModelChoiceField(
        label=_("Barang"),
        queryset=WarrantyTerm.objects.none(),
        empty_label=_("Pilih barangnya"),
        error_messages={
            "required": _("Pilih barangnya."),
            "invalid_choice": _("Pilih salah satu barang yang ada."),
        },
    )
    purchased_on = DayField(label=_("Tanggal pembelian"), help_text=_("Lihat di nota atau aplikasi belanja."))
    delivered_on = DayField(
        label=_("Tanggal barang diterima"),
        required=False,
        help_text=_("Diisi bila garansinya dihitung sejak barang sampai."),
    )
    email = None
    consent = forms.BooleanField(
        label=_("Saya setuju data ini dipakai untuk garansi unit ini."),
        error_messages={"required": _("Centang persetujuan ini dulu ya, Kak.")},
    )

    field_order = (
        "serial_number", "product", "purchased_on", "delivered_on", "customer_name", "phone", "consent",
    )  # fmt: skip

    def __init__(self, *args, shop: Shop, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["phone"].help_text = _now("Dipakai toko untuk mencocokkan data dan klaim Kakak.")
        self.fields["product"].queryset = shop.warranty_terms.filter(is_active=True)
        self.fields["product"].label_from_instance = _offered
        for name in ("purchased_on", "delivered_on"):
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def clean_purchased_on(self) -> date | None:
        """A day that has been."""
        return self._been("purchased_on")

    def clean_delivered_on(self) -> date | None:
        """A day that has been."""
        return self._been("delivered_on")

    def _been(self, name: str) -> date | None:
        day = self.cleaned_data[name]
        if day and day > self.today:
            raise forms.ValidationError(_now("Tanggalnya belum terjadi."))
        return day

    def unit_fields(self) -> dict:
        """The answers as the register keeps them."""
        answers = self.cleaned_data
        return {
            "term": answers["product"],
            "serial_number": normalise(answers["serial_number"]),
            "purchased_on": answers["purchased_on"],
            "delivered_on": answers["delivered_on"],
            "owner_name": answers["customer_name"],
            "owner_phone": answers["phone"],
        }


def _offered(term: WarrantyTerm) -> str:
    words = {"product": term.product, "sku": term.sku}
    return _now("%(product)s (%(sku)s)") % words if term.sku else term.product


class TermForm(PlainWords, forms.ModelForm):
    """What the shop promises for one product."""

    class Meta:
        model = WarrantyTerm
        fields = (
            "product", "sku", "months", "starts", "covers", "excludes", "service_place", "registration_number",
            "is_active",
        )  # fmt: skip
        help_texts: ClassVar = {
            "covers": _("Satu baris satu bagian, contoh: Motor."),
            "excludes": _("Satu baris satu hal, contoh: Gelas pecah."),
            "service_place": _(
                "Nama, alamat, dan nomor tempat servis. Kosong: dipakai alamat kirim balik toko."
            ),
            "registration_number": _(
                "Untuk barang elektronika dan telematika: nomor pendaftaran dari Kementerian Perdagangan "
                "(Permendag 38/2019)."
            ),
        }
        widgets: ClassVar = {
            "months": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "covers": forms.Textarea(attrs={"rows": 4}),
            "excludes": forms.Textarea(attrs={"rows": 4}),
            "service_place": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict:
        """Textareas send the line ends of the network; the same words are the same promise."""
        data = super().clean()
        for name in ("covers", "excludes", "service_place"):
            data[name] = "\n".join(line.strip() for line in data.get(name, "").splitlines() if line.strip())
        return data


class UnitForm(PlainWords, forms.ModelForm):
    """A unit as the team enters or corrects it."""

    owner_phone = WhatsAppField(label=_("Nomor HP pemilik"))
    purchased_on = DayField(label=_("Tanggal pembelian"), required=False)
    delivered_on = DayField(label=_("Tanggal barang diterima"), required=False)
    covered_until = DayField(
        label=_("Garansi sampai"),
        required=False,
        help_text=_("Hanya bila ditetapkan sendiri, misalnya garansi diperpanjang. Kosong: dihitung."),
    )

    class Meta:
        model = RegisteredUnit
        fields = (
            "serial_number", "term", "purchased_on", "delivered_on", "covered_until", "owner_name", "owner_phone",
        )  # fmt: skip
        field_classes: ClassVar = {"serial_number": LineField, "owner_name": LineField}

    def __init__(self, *args, shop: Shop, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.term_id
        self.fields["term"].queryset = shop.warranty_terms.filter(
            is_active=True
        ) | shop.warranty_terms.filter(pk=kept)
        self.fields["term"].label_from_instance = _offered
        self.fields["term"].empty_label = _("Pilih barangnya")

    def clean_serial_number(self) -> str:
        """As it is compared."""
        return normalise(self.cleaned_data["serial_number"])

    def clean(self) -> dict:
        """Without a day to count from nothing can be promised."""
        data = super().clean()
        days = [data.get(name) for name in ("purchased_on", "delivered_on", "covered_until")]
        if not any(days) and not self.errors:
            self.add_error("purchased_on", _now("Isi salah satu tanggal."))
        return data
