"""What an owner fills in to write the policy, and to publish it."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from returns.forms.fields import DayField, LinesField
from returns.forms.rows import LONGEST_WINDOW, rows_of
from returns.models import WAY_NAMES, ReturnRequest
from returns.policy import UNITS, WAYS, Postage, Rules, Window
from shops.amounts import Amount, Unit
from shops.forms.fields import PlainWords

LONGEST_NOTE = 2000
REASONS = ReturnRequest.Reason


class PolicyForm(PlainWords, forms.Form):
    """The owner's terms: one line of questions per way, lists one thing per line, and rows for what is special."""

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
        self.fields.update({**_way_fields(), **_reason_fields()})
        self.rows = rows_of(data, rules)
        self._began_with = rules

    @property
    def ways(self) -> Iterator[tuple]:
        """Each way with its three questions."""
        for way in WAYS:
            yield WAY_NAMES[way], self[f"{way}_offered"], self[f"{way}_number"], self[f"{way}_unit"]

    @property
    def evidences(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """What is asked to be shown, and whether nothing goes on without it, per reason."""
        return [(self[f"evidence_{reason}"], self[f"insist_{reason}"]) for reason in REASONS.values]

    @property
    def payers(self) -> list[forms.BoundField]:
        """Who pays the way back, per reason."""
        return [self[f"postage_{reason}"] for reason in REASONS.values]

    @property
    def special_payers(self) -> bool:
        """Whether some reason has a payer of its own."""
        return any(field.value() or field.errors for field in self.payers)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong with any of it: the id of the field, its label, the sentence."""
        found = [(field, field.errors) for field in self if field.errors]
        for rows in self.rows.values():
            found += [(field, field.errors) for row in rows for field in row if field.errors]
        sentences = [
            (field.id_for_label or field.auto_id, field.label, " ".join(why)) for field, why in found
        ]
        return sentences + [
            (name, "", why) for name, rows in self.rows.items() for why in rows.non_form_errors()
        ]

    def is_valid(self) -> bool:
        """The form itself and every row."""
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def clean(self) -> None:
        """A way that is offered has a length; at least one way is offered; what is insisted on is said."""
        offered = [way for way in WAYS if self.cleaned_data.get(f"{way}_offered")]
        for way in offered:
            if f"{way}_number" not in self.errors and not self.cleaned_data.get(f"{way}_number"):
                self.add_error(f"{way}_number", gettext("Isi berapa hari."))
        if not offered:
            self.add_error(f"{WAYS[0]}_offered", gettext("Pilih sedikitnya satu cara pengembalian."))
        for reason in REASONS.values:
            name = f"evidence_{reason}"
            if self.cleaned_data.get(f"insist_{reason}") and not self.cleaned_data.get(name, "error"):
                self.add_error(name, gettext("Tulis dulu bukti apa yang wajib."))

    def current(self) -> Rules:
        """What the page shows: the answers where they are whole, else what the form began with."""
        return self.rules() if self.is_bound and self.is_valid() else self._began_with

    def rules(self) -> Rules:
        """The answers as rules."""
        said = self.cleaned_data
        windows = {
            way: Window(said[f"{way}_offered"], Amount(said[f"{way}_number"] or 0, Unit(said[f"{way}_unit"])))
            for way in WAYS
        }
        return Rules(
            windows=windows,
            conditions=said["conditions"],
            evidence={reason: lines for reason in REASONS.values if (lines := said[f"evidence_{reason}"])},
            procedure=said["procedure"],
            postage=Postage(said["postage"]),
            note=said["note"],
            special=self.rows["special"].values(),
            excluded=self.rows["excluded"].values(),
            insists=frozenset(reason for reason in REASONS.values if said[f"insist_{reason}"]),
            postage_for={
                reason: Postage(payer) for reason in REASONS.values if (payer := said[f"postage_{reason}"])
            },
            fees=self.rows["fees"].values(),
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


def _reason_fields() -> dict[str, forms.Field]:
    payers = [
        ("", _("Ikut aturan umum")),
        (Postage.SHOP.value, _("Toko")),
        (Postage.CUSTOMER.value, _("Pelanggan")),
    ]
    found: dict[str, forms.Field] = {}
    for reason, label in REASONS.choices:
        found[f"evidence_{reason}"] = LinesField(label=label, rows=3)
        found[f"insist_{reason}"] = forms.BooleanField(
            label=_("Tanpa bukti ini permintaan tidak diproses"), required=False
        )
        found[f"postage_{reason}"] = forms.ChoiceField(label=label, choices=payers, required=False)
    return found


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
    found |= {f"evidence_{reason}": lines for reason, lines in rules.evidence.items()}
    found |= {f"insist_{reason}": True for reason in rules.insists}
    return found | {f"postage_{reason}": payer.value for reason, payer in rules.postage_for.items()}


class PublishForm(PlainWords, forms.Form):
    """From which day on, and that the warnings were read."""

    effective_on = DayField(
        label=_("Mulai berlaku"),
        help_text=_("Hari ini atau sesudahnya. Pesanan dan kasus lama tetap memakai versi lamanya."),
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
