"""The forms of an objection and of an appeal: the right with its last day, and the checklist of the evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.steps import StepForm, register_step

KIND = "return_request"
THERE = (("yes", _("Ada")), ("no", _("Tidak ada")))


@register_step(KIND, "object")
class ObjectionForm(StepForm):
    """The customer's own words, below until when the right holds and who decides."""

    sheet = "returns/objection_right.html"


@register_step(KIND, "tick_evidence")
class EvidenceForm(StepForm):
    """One line for each thing that the marketplace wants to see; what is left open counts as not looked at."""

    sheet = "returns/evidence_sheet.html"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.ticks = self.instance.appeal_readiness.ticks
        for tick in self.ticks:
            self.fields[tick.evidence.key] = forms.ChoiceField(
                choices=THERE, required=False, widget=forms.RadioSelect, label=tick.evidence.words,
                initial={True: "yes", False: "no"}.get(tick.is_there, ""), help_text=tick.evidence.source,
            )  # fmt: skip

    def plain_fields(self) -> list[forms.BoundField]:
        """The sheet draws the lines of the checklist."""
        return [field for field in self.visible_fields() if field not in self.lines()]

    def lines(self) -> list[forms.BoundField]:
        """The lines of the checklist."""
        return [self[tick.evidence.key] for tick in self.ticks]

    def given(self) -> dict[str, Any]:
        """The ticks, beside what the step asks for."""
        said = {tick.evidence.key: self.cleaned_data.get(tick.evidence.key) for tick in self.ticks}
        return {**super().given(), "evidence": {key: word == "yes" for key, word in said.items() if word}}
