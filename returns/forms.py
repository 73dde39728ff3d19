"""What a customer fills in to send something back, and what an owner fills in to say on which terms."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.entries import register_entry
from cases.forms import SENTENCES, IntakeForm, LineField
from cases.steps import RupiahField
from returns.models import WAY_NAMES, ReturnRequest
from returns.policy import UNITS, WAYS, Postage, Rules, Window
from returns.workflow import RETURN
from shops.amounts import Amount, Unit
from shops.forms.fields import PlainWords
from shops.models import Shop

LONGEST_WINDOW = 365
MOST_LINES, LONGEST_LINE, LONGEST_NOTE = 12, 200, 2000
OLDEST_YEAR = 2000  # an earlier delivery is a slip of the finger


class DayField(forms.DateField):
    """A day: the browser's own picker speaks ISO; anything typed is read day-first, never month-first."""

    def __init__(self, **kwargs) -> None:
        kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        kwargs["input_formats"] = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        kwargs["error_messages"] = {"invalid": _("Tanggal ini belum terbaca, contoh 25/11/2026.")}
        super().__init__(**kwargs)


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


class LinesField(forms.CharField):
    """One thing per line, kept as a list without the bullets and numbers that people type before them."""

    BULLET = re.compile(r"^(?:[-–•*]|\d{1,2}[.)])\s+")

    def __init__(self, *, rows: int = 4, **kwargs) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value):
        """A kept list as lines; what was typed as it was typed."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value) -> tuple[str, ...]:
        """The lines, or a sentence about what is too much."""
        text = super().clean(value)
        lines = (self.BULLET.sub("", " ".join(line.split())) for line in text.splitlines())
        found = tuple(line for line in lines if line)
        if len(found) > MOST_LINES:
            raise ValidationError(gettext("Paling banyak %d baris.") % MOST_LINES)
        if any(len(line) > LONGEST_LINE for line in found):
            words = gettext("Satu baris paling panjang %d huruf. Pecah jadi dua baris.")
            raise ValidationError(words % LONGEST_LINE)
        return found


class PolicyForm(PlainWords, forms.Form):
    """The owner's terms: one line of questions per way, lists one thing per line."""

    conditions = LinesField(
        label=_("Kondisi barang yang diterima"),
        help_text=_("Satu syarat per baris. Dipakai juga saat barang diperiksa."),
    )
    procedure = LinesField(
        label=_("Cara mengajukan"), rows=6, help_text=_("Satu langkah per baris. Nomornya otomatis.")
    )
    postage = forms.ChoiceField(
        label=_("Ongkos kirim balik"),
        widget=forms.RadioSelect,
        choices=[
            (Postage.BY_REASON.value, _("Tergantung alasan: toko bila kesalahan toko, selain itu pelanggan")),
            (Postage.SHOP.value, _("Toko")),
            (Postage.CUSTOMER.value, _("Pelanggan")),
        ],
    )
    note = forms.CharField(
        label=_("Catatan lain"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data=None, *, rules: Rules) -> None:
        super().__init__(data, initial=_initial(rules))
        self.fields.update({**_way_fields(), **_evidence_fields()})

    @property
    def ways(self) -> Iterator[tuple]:
        """Each way with its three questions."""
        for way in WAYS:
            yield WAY_NAMES[way], self[f"{way}_offered"], self[f"{way}_number"], self[f"{way}_unit"]

    @property
    def evidences(self) -> list[forms.BoundField]:
        """What is asked to be shown, per reason."""
        return [self[f"evidence_{reason}"] for reason in ReturnRequest.Reason.values]

    def clean(self) -> None:
        """A way that is offered has a length; at least one way is offered."""
        offered = [way for way in WAYS if self.cleaned_data.get(f"{way}_offered")]
        for way in offered:
            if f"{way}_number" not in self.errors and not self.cleaned_data.get(f"{way}_number"):
                self.add_error(f"{way}_number", gettext("Isi berapa hari."))
        if not offered:
            self.add_error(f"{WAYS[0]}_offered", gettext("Pilih sedikitnya satu cara pengembalian."))

    def rules(self) -> Rules:
        """The answers as rules."""
        said = self.cleaned_data
        windows = {
            way: Window(said[f"{way}_offered"], Amount(said[f"{way}_number"] or 0, Unit(said[f"{way}_unit"])))
            for way in WAYS
        }
        evidence = {
            reason: lines for reason in ReturnRequest.Reason.values if (lines := said[f"evidence_{reason}"])
        }
        return Rules(
            windows, said["conditions"], evidence, said["procedure"], Postage(said["postage"]), said["note"]
        )


def _way_fields() -> dict[str, forms.Field]:
    units = {Unit.CALENDAR: _("kalender"), Unit.WORKING: _("kerja")}
    found: dict[str, forms.Field] = {}
    for way in WAYS:
        found[f"{way}_offered"] = forms.BooleanField(label=WAY_NAMES[way], required=False)
        found[f"{way}_number"] = forms.IntegerField(
            label=_("Batas (hari)"),
            required=False,
            min_value=1,
            max_value=LONGEST_WINDOW,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
        found[f"{way}_unit"] = forms.ChoiceField(
            label=_("Jenis hari"), choices=[(unit.value, units[unit]) for unit in UNITS]
        )
    return found


def _evidence_fields() -> dict[str, forms.Field]:
    return {
        f"evidence_{reason}": LinesField(label=label, rows=3)
        for reason, label in ReturnRequest.Reason.choices
    }


def _initial(rules: Rules) -> dict:
    found = {
        "conditions": rules.conditions,
        "procedure": rules.procedure,
        "postage": rules.postage.value,
        "note": rules.note,
    }
    for way, window in rules.windows.items():
        found[f"{way}_offered"] = window.offered
        found[f"{way}_number"] = window.amount.number or None
        found[f"{way}_unit"] = window.amount.unit.value
    return {**found, **{f"evidence_{reason}": lines for reason, lines in rules.evidence.items()}}


class PublishForm(PlainWords, forms.Form):
    """From which day on, and that the warnings were read."""

    effective_on = DayField(
        label=_("Mulai berlaku"),
        help_text=_("Hari ini atau sesudahnya. Kasus lama tetap memakai versi lamanya."),
    )
    understood = forms.BooleanField(
        label=_("Saya mengerti peringatan ini dan tetap ingin menerbitkan"), required=False
    )

    def __init__(self, data=None, *, today: date, must_understand: bool) -> None:
        super().__init__(data, initial={"effective_on": today})
        self.today = today
        if must_understand:
            self.fields["understood"].required = True
            self.fields["understood"].error_messages["required"] = gettext("Centang dulu bila sudah membaca.")
        else:
            del self.fields["understood"]

    def clean_effective_on(self) -> date:
        """Today or later: nobody is held to what they could not read."""
        day = self.cleaned_data["effective_on"]
        if day < self.today:
            raise ValidationError(gettext("Tanggalnya sudah lewat. Pilih hari ini atau sesudahnya."))
        return day
