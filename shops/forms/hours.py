"""When the shop is open."""

from collections.abc import Iterator
from datetime import time, timedelta

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shops.forms.fields import PlainWords
from shops.models import OpeningPeriod, Shop
from shops.opening import Period

SLOTS = 3
_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]


class HoursForm(forms.Form):
    """The week: up to three periods a day; a day without any is closed."""

    def __init__(self, *args, shop: Shop, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rows = list(shop.opening_periods.all())
        for day in range(7):
            today = [row for row in rows if row.weekday == day][:SLOTS]
            for slot in range(SLOTS):
                self._add_slot(day, slot, today[slot] if slot < len(today) else None)

    def _add_slot(self, day: int, slot: int, row: OpeningPeriod | None) -> None:
        words = {"day": WEEKDAYS[day], "slot": slot + 1}
        opens, closes = _("%(day)s, buka ke-%(slot)d") % words, _("%(day)s, tutup ke-%(slot)d") % words
        self.fields[f"opens_{day}_{slot}"] = _time_field(opens, row and row.opens)
        self.fields[f"closes_{day}_{slot}"] = _time_field(closes, row and row.closes)

    def days(self) -> Iterator[dict]:
        """The week as the page shows it."""
        for day in range(7):
            slots = [(self[f"opens_{day}_{slot}"], self[f"closes_{day}_{slot}"]) for slot in range(SLOTS)]
            fields = [field for pair in slots for field in pair]
            yield {
                "name": WEEKDAYS[day],
                "first": slots[0],
                "more": slots[1:],
                "more_open": any(field.value() or field.errors for field in fields[2:]),
                "errors": list(dict.fromkeys(error for field in fields for error in field.errors)),
            }

    def clean(self) -> dict:
        """Pairs are whole, end after they begin, do not overlap; the week is not empty."""
        data = super().clean()
        self.periods = [period for day in range(7) for period in self._day(day)]
        if not self.errors and not self.periods:
            self.add_error(
                None, _("Isi setidaknya satu jam buka. Tanpa itu tidak ada tenggat yang bisa dihitung.")
            )
        return data

    def _day(self, day: int) -> Iterator[Period]:
        free_from = timedelta(0)
        for opens, closes, slot in sorted(self._pairs(day)):
            begin, end = _since_midnight(opens), _since_midnight(closes) or timedelta(days=1)
            if end <= begin:
                self.add_error(f"closes_{day}_{slot}", _("Jam tutup harus sesudah jam buka."))
            elif begin < free_from:
                self.add_error(
                    f"opens_{day}_{slot}",
                    _("Jam ini bertumpuk dengan jam sebelumnya. Pisahkan atau gabungkan."),
                )
            else:
                free_from = end
                yield day, opens, closes

    def _pairs(self, day: int) -> Iterator[tuple[time, time, int]]:
        for slot in range(SLOTS):
            names = f"opens_{day}_{slot}", f"closes_{day}_{slot}"
            opens, closes = (self.cleaned_data.get(name) for name in names)
            if opens is not None and closes is not None:
                yield opens, closes, slot
            elif (opens is None) != (closes is None) and not any(name in self.errors for name in names):
                self.add_error(
                    names[opens is not None], _("Isi jam buka dan jam tutup, atau kosongkan keduanya.")
                )


class SpecialDayForm(PlainWords, forms.Form):
    """One date on which the shop does otherwise than its week."""

    date = forms.DateField(
        label=gettext_lazy("Tanggal"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Tulis tanggal yang benar, contoh 24-12-2026.")},
    )
    name = forms.CharField(label=gettext_lazy("Keterangan"), max_length=60)
    is_open = forms.TypedChoiceField(
        label=gettext_lazy("Hari itu toko"),
        choices=[("0", gettext_lazy("Tutup")), ("1", gettext_lazy("Buka"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )


def _time_field(label: str, initial: time | None) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        initial=initial,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=_FORMATS,
        error_messages={"invalid": _("Tulis jam seperti 08:00.")},
    )


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
