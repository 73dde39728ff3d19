"""What comes by phone, by chat or over the counter, taken in by staff within a minute, whatever its kind."""

from datetime import datetime, timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_safe

from cases.entries import entry_form, entry_kinds
from cases.forms import IntakeForm
from cases.intake import open_case
from cases.models import Case
from cases.perform import Actor
from cases.views.basket import Basket, key_from
from cases.views.intake import IntakeView
from cases.workflow import workflow_for
from shops.access import desk_page
from shops.models import Membership

OLDEST = timedelta(days=30)
FEW = 6  # choices that still stand side by side
BROWSER_TIME = "%Y-%m-%dT%H:%M"
LABELS = {
    "customer_name": _("Nama pelanggan"),
    "kind": _("Yang diminta"),
    "category": _("Tentang"),
    "description": _("Kata pelanggan"),
    "problem": _("Kata pelanggan"),
}


class StaffForm(forms.Form):
    """What staff fill in for a customer: the kind's own questions in the words of the team."""

    homepage = None  # no program gets this far

    def __init__(self, *args, membership: Membership, now: datetime, **kwargs) -> None:
        self.shop, self.now = membership.shop, now
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = ""
            field.error_messages["required"] = gettext("Bagian ini masih kosong.")
            if isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.pop("class", None)

    def full_clean(self) -> None:
        """Times are meant as the shop's clock shows them."""
        with timezone.override(self.shop.zone):
            super().full_clean()

    @property
    def needed(self) -> list[forms.BoundField]:
        """What must be filled in, in the order in which people tell it; the consent stands by itself."""
        return [field for field in self.visible_fields() if field.field.required and field.name != "consent"]

    @property
    def beside(self) -> list[forms.BoundField]:
        """What may be left out."""
        return [field for field in self.visible_fields() if not field.field.required]

    @property
    def shows_beside(self) -> bool:
        """Whether something of that is wrong, so that it must not be folded away."""
        return any(field.errors for field in self.beside)


class QuickForm(StaffForm):
    """A case as it reaches the shop elsewhere than through its own form."""

    channel = forms.ModelChoiceField(
        queryset=None,
        label=_("Lewat"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih salah satu kanal yang ada.")},
    )
    consent = forms.BooleanField(label=_("Pelanggan setuju datanya dicatat untuk kasus ini."))
    received_at = forms.DateTimeField(
        label=_("Diterima"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    assignee = forms.ModelChoiceField(
        queryset=None, label=_("PIC"), required=False, empty_label=_("Belum ada PIC")
    )

    def __init__(self, *args, membership: Membership, now: datetime, **kwargs) -> None:
        super().__init__(*args, membership=membership, now=now, **kwargs)
        channel, people = self.fields["channel"], self.fields["assignee"]
        channel.queryset = self.shop.channels.filter(is_active=True).order_by("name")
        people.queryset = self.shop.memberships.filter(
            disabled_at=None, accepted_at__isnull=False
        ).select_related("user")
        if len(channel.choices) > FEW:
            channel.widget = forms.Select(attrs={"class": "input"})
            channel.widget.choices = channel.choices
        self.initial.setdefault("received_at", now.astimezone(self.shop.zone).strftime(BROWSER_TIME))
        self.order_fields(["channel"])

    def clean_received_at(self) -> datetime:
        """Not in the future, and not so long ago that it must be a slip."""
        received = self.cleaned_data["received_at"] or self.now
        if received > self.now:
            raise forms.ValidationError(gettext("Waktunya belum terjadi."))
        if received < self.now - OLDEST:
            raise forms.ValidationError(gettext("Paling lama %d hari yang lalu.") % OLDEST.days)
        return received

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them, with whoever is to look after it."""
        return {**super().case_fields(now), "assignee": self.cleaned_data["assignee"]}


def staffed(base: type[StaffForm], kind: str) -> type[IntakeForm]:
    """The form of a kind as staff fill it in, or 404 where no form takes in this kind."""
    form_class = entry_form(kind)
    if form_class is None:
        raise Http404
    return type(f"{base.__name__}{form_class.__name__}", (base, form_class), {})


@require_safe
@desk_page
def kinds(request: HttpRequest) -> HttpResponse:
    """Which kind it is."""
    context = {"here": "new", "kinds": [workflow_for(kind) for kind in entry_kinds()]}
    return render(request, "cases/quick_kinds.html", context)


class QuickEntry(IntakeView):
    """The form of one kind; the clock starts when the customer spoke, not when it was written down."""

    template_name = "cases/quick.html"

    def dispatch(self, request: HttpRequest, *args, kind: str, **kwargs) -> HttpResponse:
        """The shop is the one that this person works for."""
        self.kind, self.shop, self.now = kind, request.membership.shop, timezone.now()
        self.submission = key_from(None)
        made = staffed(QuickForm, kind)
        self.form_class = partial(made, membership=request.membership, now=self.now)
        return View.dispatch(self, request, *args, **kwargs)

    def extra(self) -> dict:
        """Where the page stands in the menu, what it is called, and the way back."""
        heading = gettext("%s baru") % workflow_for(self.kind).label
        return {"here": "new", "heading": heading, "back": reverse("quick_kinds")}

    def _turned_away(self, form: IntakeForm) -> None:
        """Staff are not counted: on a busy day they write down many."""

    def _open(self, form: IntakeForm, basket: Basket) -> Case:
        return open_case(
            self.kind, channel=form.cleaned_data["channel"], actor=Actor.member(self.request.membership),
            submission=self.submission, files=basket.unique(), now=form.cleaned_data["received_at"],
            **form.case_fields(self.now),
        )  # fmt: skip

    def _welcome(self, case: Case) -> HttpResponse:
        messages.success(self.request, gettext("Kasus %s dicatat.") % case.reference)
        response = redirect("case", case.reference)
        response.status_code = 303
        return response


quick_entry = desk_page(QuickEntry.as_view())
