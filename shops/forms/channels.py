"""The ways in which requests arrive, and their clocks."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shops import presets
from shops.amounts import MAX_NUMBER, Unit
from shops.channels import clock_name, outcomes
from shops.forms.fields import PlainWords
from shops.models import Channel, ClockRule

UNITS = [
    (Unit.HOURS.value, gettext_lazy("jam")),
    (Unit.OPEN_HOURS.value, gettext_lazy("jam buka")),
    (Unit.CALENDAR.value, gettext_lazy("hari kalender")),
    (Unit.WORKING.value, gettext_lazy("hari kerja")),
]
MOST_REMINDERS = 5


class NewChannelForm(PlainWords, forms.ModelForm):
    """A further channel."""

    class Meta:
        model = Channel
        fields = ("kind", "name", "preset")


class ChannelForm(PlainWords, forms.ModelForm):
    """A channel's name, and whether it is in use."""

    class Meta:
        model = Channel
        fields = ("name", "is_active")


class PresetForm(forms.Form):
    """Which preset to put the clocks back to."""

    preset = forms.ChoiceField(label=gettext_lazy("Aturan waktu"), choices=presets.CHOICES)


class RuleForm(PlainWords, forms.Form):
    """One clock: how long, what happens when it is up, when to remind."""

    number = forms.IntegerField(
        label=gettext_lazy("Lama"),
        min_value=1,
        max_value=MAX_NUMBER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Satuan"), choices=UNITS)
    on_due = forms.ChoiceField(label=gettext_lazy("Bila lewat"))
    reminders = forms.CharField(
        label=gettext_lazy("Pengingat (% waktu terpakai)"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "text"}),
        help_text=gettext_lazy("Contoh: 50, 80. Kosong: tanpa pengingat."),
    )

    def __init__(self, data=None, *, rule: ClockRule) -> None:
        initial = {
            "number": rule.number,
            "unit": rule.unit,
            "on_due": rule.on_due,
            "reminders": ", ".join(map(str, sorted(rule.reminders))),
        }
        super().__init__(data, initial=initial, prefix=rule.clock)
        self.rule, self.name = rule, clock_name(rule.clock)
        self.fields["on_due"].choices = [(code, ClockRule.OnDue(code).label) for code in outcomes(rule)]

    def clean_reminders(self) -> list[int]:
        """Percents from 1 to 99, each once."""
        parts = self.cleaned_data["reminders"].replace("%", " ").replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 99 for part in parts):
            raise forms.ValidationError(_("Tulis angka 1 sampai 99 dipisah koma, contoh 50, 80."))
        percents = sorted({int(part) for part in parts})
        if len(percents) > MOST_REMINDERS:
            raise forms.ValidationError(_("Paling banyak 5 pengingat."))
        return percents
