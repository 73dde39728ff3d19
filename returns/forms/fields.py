"""Fields of this app's forms: a day, and a list with one thing per line."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_LINES, LONGEST_LINE = 12, 200


class DayField(forms.DateField):
    """A day: the browser's own picker speaks ISO; anything typed is read day-first, never month-first."""

    def __init__(self, **kwargs) -> None:
        kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        kwargs["input_formats"] = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        kwargs["error_messages"] = {"invalid": _("Tanggal ini belum terbaca, contoh 25/11/2026.")}
        super().__init__(**kwargs)


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
