"""The forms of the shop's decisions: what is approved line by line, on which clause a refusal rests, into what a kind turns."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.steps import StepForm, register_step
from returns.forms.exchange import Replacements, usual_day
from returns.models import ReturnLine, ReturnPolicy
from returns.models.decisions import NO_CLAUSE, Alternative, RejectionReason, answer_for
from returns.workflow import RETURN

CLAUSE_WORDS = 70  # letters of a clause in a list
CHOOSE = ("", _("Pilih"))


def clause_choices(policy: ReturnPolicy | None) -> list[tuple]:
    """The clauses by chapter, and "none of them" first: that much must be said too."""
    chapters = policy.sections if policy else ()
    return [
        CHOOSE,
        (NO_CLAUSE, _("Tidak ada di kebijakan")),
        *(
            (
                f"{chapter.number}. {chapter.title}",
                [(c.number, f"{c.number} {_short(c.text)}") for c in chapter],
            )
            for chapter in chapters
        ),
    ]


def _short(text: str) -> str:
    return Truncator(text).chars(CLAUSE_WORDS)


@register_step(RETURN.kind, "approve", "grant")
class ApproveForm(StepForm):
    """How many of each line are approved, and why not the rest; one single piece needs no such question."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        lines = self.instance.known_lines
        self.lines = lines if sum(line.quantity for line in lines) > 1 else []
        for line in self.lines:
            self.fields |= {answer_for(line.pk, name): field for name, field in _fields_of(line)}
        self.replacements = Replacements(self, self.instance) if "stock_checked" in self.fields else None
        if self.replacements:
            self.initial["reserved_until"] = usual_day(self.instance)

    @property
    def sheet(self) -> str:
        """Only where there is more than one piece to decide, or something to set aside."""
        return "returns/approve_sheet.html" if self.lines or self.replacements else ""

    @property
    def drawn(self) -> tuple[str, ...]:
        """What the sheet draws."""
        names = ("approved", "refusal", "clause", "offer")
        lines = tuple(answer_for(line.pk, name) for line in self.lines for name in names)
        aside = ("stock_checked", "reserved_until", *self.replacements.fields) if self.replacements else ()
        return lines + aside

    def rows(self) -> Iterator[tuple[ReturnLine, forms.BoundField, list[forms.BoundField], bool]]:
        """Each line with how many, why not, and whether the why is to be seen at once."""
        for line in self.lines:
            approved, *why = (
                self[answer_for(line.pk, name)] for name in ("approved", "refusal", "clause", "offer")
            )
            yield line, approved, why, any(field.errors or field.value() for field in why)

    def clean(self) -> dict[str, Any]:
        """Say beside the line what is missing, before anything is sent."""
        for line in self.lines:
            wanted = self.cleaned_data.get(answer_for(line.pk, "approved"))
            refusal = self.cleaned_data.get(answer_for(line.pk, "refusal"))
            if wanted is not None and wanted < line.quantity and not refusal:
                sentence = _("Pilih alasan untuk barang yang tidak disetujui.")
                self.add_error(answer_for(line.pk, "refusal"), ValidationError(sentence))
        return super().clean()

    def given(self) -> dict[str, Any]:
        """The plain answers, and the decision on each line."""
        lines = {
            line.pk: {
                name: self.cleaned_data[answer_for(line.pk, name)]
                for name in ("approved", "refusal", "clause", "offer")
            }
            for line in self.lines
        }
        aside = {"replacements": self.replacements.given()} if self.replacements else {}
        return super().given() | aside | ({"lines": lines} if lines else {})


def _fields_of(line: ReturnLine) -> Iterator[tuple[str, forms.Field]]:
    number = {"class": "input num", "inputmode": "numeric"}
    yield (
        "approved",
        forms.IntegerField(
            label=_("Disetujui"), min_value=0, max_value=line.quantity, initial=line.quantity,
            widget=forms.NumberInput(attrs=number),
        ),
    )  # fmt: skip
    for name, label, choices in (
        ("refusal", _("Alasan yang tidak disetujui"), [CHOOSE, *RejectionReason.choices]),
        ("clause", _("Pasal kebijakan"), clause_choices(line.held_against)),
        ("offer", _("Ditawarkan sebagai gantinya"), [CHOOSE, *Alternative.choices]),
    ):
        yield (
            name,
            forms.ChoiceField(
                label=label, choices=choices, required=False, widget=forms.Select(attrs={"class": "input"})
            ),
        )


@register_step(RETURN.kind, "reject")
class RejectForm(StepForm):
    """A refusal, with the clauses of the very version that the case is held against."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rejection_clause"].choices = clause_choices(self.instance.policy)


@register_step(RETURN.kind, "change_kind")
class ChangeKindForm(StepForm):
    """Into which of the other kinds."""

    variant = forms.ChoiceField(label=_("Jenis yang benar"), widget=forms.Select(attrs={"class": "input"}))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.variant
        possible = (name for name in RETURN.variants_through(self.instance.state) if name != now)
        self.fields["variant"].choices = [CHOOSE, *((name, RETURN.variants[name].label) for name in possible)]
        self.initial["variant"] = ""
