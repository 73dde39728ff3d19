"""The form of a step: exactly the fields that the workflow table asks for, and the words and files it takes.

A kind whose step needs more than fields of the case, such as a row for each of its goods, registers a form of its own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cases.history import was_just_sent
from cases.models import SCORES, Attachment, Case
from cases.perform import MAX_NOTE, Actor, perform
from cases.refusals import Refused
from cases.workflow import Note, Step, Text
from shops.access import team_of
from shops.forms.fields import RupiahField
from shops.models import Membership


class StepForm(forms.ModelForm):
    """Base of the forms that `step_form` makes.

    `sheet` names a template that draws what is more than fields, and `drawn` the fields that it draws.
    `shots` says of what there should be a photo or a video each, in this order; the files are called after it.
    """

    sheet = ""
    drawn: tuple[str, ...] = ()
    shots: tuple[Text, ...] = ()

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4, "class": "input", "maxlength": MAX_NOTE}), required=False
    )

    step: Step

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.step.note is Note.NONE:
            del self.fields["note"]
        else:
            self.fields["note"].required = self.step.note is Note.MUST and not self.step.files
            self.fields["note"].label = self.step.note_label or _("Pesan")
        for name in self.step.asks:
            self.fields[name].required = True
            if isinstance(self.fields[name], forms.BooleanField):
                self._ask_anew(name)
        if "assignee" in self.fields:
            field = self.fields["assignee"]
            field.queryset = Membership.objects.filter(
                shop=self.instance.shop_id, disabled_at=None, accepted_at__isnull=False
            ).select_related("user")
            team = team_of(self.instance.shop).items()
            field.choices = [("", _("Belum ada PIC")), *((pk, member.user.name) for pk, member in team)]

    def _ask_anew(self, name: str) -> None:
        """A tick says that somebody has looked, now."""
        field = self.fields[name]
        self.initial[name] = False
        field.error_messages["required"] = _("Centang dulu: %s.") % field.label.lower()

    def untick(self) -> None:
        """What was ticked was seen before the case changed."""
        self.data = self.data.copy()
        for name, field in self.fields.items():
            if isinstance(field, forms.BooleanField):
                self.data.pop(name, None)

    def plain_fields(self) -> list[forms.BoundField]:
        """What a page draws one below the other, ticks last."""
        plain = [field for field in self.visible_fields() if field.name not in self.drawn]
        return sorted(plain, key=lambda field: field.widget_type == "checkbox")

    def worked_out_anew(self) -> "StepForm | None":
        """The form with its sums made up from what was typed so far; None where it has nothing to make up."""
        return None

    def given(self) -> dict[str, Any]:
        """What was filled in, as the door takes it; only of a form that is valid."""
        return {name: self.cleaned_data.get(name) for name in (*self.step.asks, *self.step.takes)}


_own: dict[tuple[str, str], type[StepForm]] = {}


def register_step(kind: str, *actions: str) -> Callable[[type[StepForm]], type[StepForm]]:
    """Make a form known as the one of these steps of a kind; decorates the form."""

    def keep(form_class: type[StepForm]) -> type[StepForm]:
        _own.update(dict.fromkeys([(kind, action) for action in actions], form_class))
        return form_class

    return keep


def step_form(step: Step, case: Case) -> type[StepForm]:
    """The form class of a step on a case of this kind."""
    names = [*step.asks, *step.takes]
    base = _own.get((case.kind, step.action), StepForm)
    made = forms.modelform_factory(type(case), form=base, fields=names, formfield_callback=_field_for)
    made.step = step
    return made


class ScoreForm(StepForm):
    """Two scores, each a row of choices."""

    scale = [(value, f"{value} · {words}") for value, words in SCORES]

    def scores(self) -> list[tuple[str, forms.BoundField]]:
        """The score fields, by name."""
        return [(name, self[name]) for name in self.step.asks]


def score_form(step: Step, case: Case) -> type[ScoreForm]:
    """The form class of a step that asks for scores."""
    made = forms.modelform_factory(
        type(case), form=ScoreForm, fields=list(step.asks), formfield_callback=_field_for
    )
    made.step = step
    return made


def _field_for(column: models.Field, **kwargs) -> forms.Field:
    if isinstance(column, models.BigIntegerField):
        return RupiahField(label=column.verbose_name, required=not column.blank)
    field = column.formfield(**kwargs)
    if isinstance(column, models.DateField):
        # The browser's own picker speaks ISO; anything typed day-first is read day-first, never month-first.
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field.input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
    if column.choices:
        field.choices = [("", _("Pilih")), *column.choices]
    if not isinstance(field, forms.BooleanField):
        field.widget.attrs.setdefault("class", "input")
    return field


def take(
    form: StepForm, case: Case, *, actor: Actor, files: list[Attachment] | None = None
) -> Refused | None:
    """Perform the form's step with what was filled in; a refusal comes back, its sentences on the form.

    The one place where web pages meet the door: both sides of the counter come through here.
    """
    if not form.is_valid():
        return Refused(str(_("Belum tersimpan. Periksa isian yang ditandai.")))
    try:
        perform(
            case,
            form.step.action,
            actor=actor,
            note=form.cleaned_data.get("note", ""),
            data=form.given(),
            files=files or (),
            seen=form.cleaned_data.get("seen"),
        )
    except Refused as refusal:
        for name, sentence in refusal.fields.items():
            if name in form.fields:
                form.add_error(name, sentence)
        return refusal
    return None


def take_once(
    form: StepForm, case: Case, *, actor: Actor, now: datetime, files: list[Attachment] | None = None
) -> Refused | None:
    """`take`, but a second press of the button is no second message: what this person just sent counts as taken.

    Asked under the case's lock: of two presses at once, the later one waits and finds the earlier one's event.
    """
    with transaction.atomic():
        Case.objects.select_for_update().values_list("pk").get(pk=case.pk)
        if form.is_valid():
            asked = {name: form.cleaned_data[name] for name in form.step.asks}
            note = form.cleaned_data.get("note", "")
            # What a step writes elsewhere does not stand in its event: there nothing tells a repetition.
            told = form.step.note is not Note.NONE or not form.step.records
            if told and was_just_sent(case, form.step.action, note, asked, files or (), actor=actor, now=now):
                return None
        return take(form, case, actor=actor, files=files)
