"""The forms of the steps that look at goods and send them on: a few fields for each line of the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.steps import StepForm, register_step
from returns import findings
from returns.models import Inspection, ReturnLine, ReturnRequest, ShelfItem
from returns.models.inspection import (
    MOST_PLACE,
    MOST_SERIAL,
    MOST_WORDS,
    NO_LINE,
    checklist_of,
    known_weight,
    lines_to_inspect,
    most_pieces,
)  # fmt: skip

COUNTS = {
    "received": gettext_lazy("Datang"),
    "damaged": gettext_lazy("Rusak"),
    "accepted": gettext_lazy("Diterima"),
}
CHECK = "check-"


@dataclass(frozen=True)
class Sheet:
    """The fields of one line, drawn together."""

    title: str
    asked: int | None
    counts: list[forms.BoundField]
    grade: forms.BoundField
    checks: list[forms.BoundField]
    differs: list[forms.BoundField]
    note: forms.BoundField

    @property
    def has_wrong_counts(self) -> bool:
        """Whether something is to be corrected among the numbers."""
        return any(field.errors for field in self.counts)

    @property
    def has_wrong_checks(self) -> bool:
        """Whether something is to be corrected among the conditions."""
        return any(field.errors for field in self.checks)

    @property
    def has_wrong_differs(self) -> bool:
        """Whether something is to be corrected among serials, seal and weights."""
        return any(field.errors for field in self.differs)


@register_step("return_request", "inspect")
class InspectForm(StepForm):
    """How many came, are broken and are taken back, line by line; whatever is left empty follows from the condition."""

    sheet = "returns/inspect_sheet.html"
    shots = findings.SHOTS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines_to_inspect(self.instance)
        # A second look begins with what was found the first time.
        again = self.instance.state != "received" and not self.is_bound
        found = {one.line_id: one for one in self.instance.findings} if again else {}
        for line in self.lines:
            self._ask(line, found.get(line.pk if line else None))
        if not self.instance.lying:
            self.fields["place"] = _text(_("Disimpan di rak mana"), MOST_PLACE)
            self.fields["place"].help_text = _("Misalnya Rak A-2. Label raknya bisa dicetak sesudah ini.")

    @property
    def drawn(self) -> tuple[str, ...]:
        """The sheet draws the lines, the condition first."""
        return ("condition", *(name for name in self.fields if name.startswith("line-")))

    def _ask(self, line: ReturnLine | None, found: Inspection | None) -> None:
        def put(name: str, field: forms.Field, value: Any) -> None:
            field.initial = value
            self.fields[_name(line, name)] = field

        for name, label in COUNTS.items():
            put(name, _number(label, most_pieces(line)), getattr(found, name, None))
        put(
            "grade",
            _choice(_("Nilai kondisi"), findings.GRADES, _("Menurut kondisi")),
            getattr(found, "grade", ""),
        )
        for key, words in checklist_of(self.instance, line):
            answer = found.checklist.get(key, "") if found else ""
            put(CHECK + key, _choice(words, findings.ANSWERS, _("Belum dicek")), answer)
        put(
            "serial_sent", _text(_("Nomor seri yang dikirim"), MOST_SERIAL), getattr(found, "serial_sent", "")
        )
        put(
            "serial_found",
            _text(_("Nomor seri yang datang"), MOST_SERIAL),
            getattr(found, "serial_found", ""),
        )
        put("seal", _choice(_("Segel"), findings.SEALS, _("Tidak bersegel")), getattr(found, "seal", ""))
        weight = getattr(found, "weight_sent", None) or known_weight(line)
        put("weight_sent", _number(_("Berat saat dikirim (gram)"), findings.MOST_GRAMS), weight)
        found_weight = getattr(found, "weight_found", None)
        put("weight_found", _number(_("Berat saat datang (gram)"), findings.MOST_GRAMS), found_weight)
        put("note", _text(_("Catatan tim"), MOST_WORDS), getattr(found, "note", ""))

    def sheets(self) -> Iterator[Sheet]:
        """The lines, one after the other."""
        for line in self.lines:
            names = ("serial_sent", "serial_found", "seal", "weight_sent", "weight_found")
            checks = [_name(line, CHECK + key) for key, _words in checklist_of(self.instance, line)]
            yield Sheet(
                line.name if line else self.instance.headline,
                line.quantity if line else None,
                [self[_name(line, name)] for name in COUNTS],
                self[_name(line, "grade")],
                [self[name] for name in checks],
                [self[_name(line, name)] for name in names],
                self[_name(line, "note")],
            )

    def given(self) -> dict[str, Any]:
        """The condition, what was filled in of each line, and the place."""
        lines: dict[int, dict[str, Any]] = {}
        for name, value in self.cleaned_data.items():
            if not name.startswith("line-") or value in (None, ""):
                continue
            _line, key, field = name.split("-", 2)
            values = lines.setdefault(int(key), {})
            if field.startswith(CHECK):
                values.setdefault("checklist", {})[field.removeprefix(CHECK)] = value
            else:
                values[field] = value
        return {**super().given(), "lines": lines, "place": self.cleaned_data.get("place", "")}


@register_step("return_request", "dispose")
class DisposeForm(StepForm):
    """Where the goods on the shelf go: each as a whole, or so many pieces of it."""

    sheet = "returns/dispose_sheet.html"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.case: ReturnRequest = self.instance
        for item in self.case.lying:
            self.fields[f"item-{item.pk}-what"] = _choice(
                _("Diapakan"), _ways(item), _("Biarkan di rak") if item.what else _("Belum ditentukan")
            )
            self.fields[f"item-{item.pk}-pieces"] = _number(_("Berapa"), item.pieces)
            self.fields[f"item-{item.pk}-pieces"].initial = item.pieces
        self.fields["place"] = _text(_("Pindah ke tempat lain di rak"), MOST_PLACE)

    @property
    def drawn(self) -> tuple[str, ...]:
        """The sheet draws the goods."""
        return tuple(name for name in self.fields if name.startswith("item-"))

    def goods(self) -> Iterator[tuple[ShelfItem, forms.BoundField, forms.BoundField]]:
        """What lies on the shelf, with its fields."""
        for item in self.case.lying:
            yield item, self[f"item-{item.pk}-what"], self[f"item-{item.pk}-pieces"]

    def given(self) -> dict[str, Any]:
        """The pieces for each disposition, and what has left the shelf."""
        items, left = {}, []
        for item in self.case.lying:
            what = self.cleaned_data[f"item-{item.pk}-what"]
            pieces = self.cleaned_data[f"item-{item.pk}-pieces"]
            if what == LEFT:
                left.append(item.pk)
            elif what:
                items[item.pk] = {what: item.pieces if pieces is None else pieces}
        return {"items": items, "left": left, "place": self.cleaned_data.get("place", "")}


LEFT = "left"


def _ways(item: ShelfItem) -> list[tuple[str, str]]:
    """What may become of it; what waits to go elsewhere may have gone."""
    ways = [(what, words) for what, words in findings.DISPOSITIONS if what != item.what]
    return [(LEFT, _("Sudah keluar dari rak")), *ways] if item.what else ways


def _name(line: ReturnLine | None, field: str) -> str:
    return f"line-{line.pk if line else NO_LINE}-{field}"


def _number(label: str, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, widget=widget)


def _choice(label: str, choices, nothing: str) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, required=False, choices=[("", nothing), *choices], widget=widget)


def _text(label: str, longest: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)
