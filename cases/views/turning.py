"""One case becomes another: the new kind's own form, filled in from the case that is already there."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from cases.access import case_for_staff
from cases.entries import entry_kinds
from cases.forms import IntakeForm
from cases.models import Case
from cases.perform import Actor, find_step
from cases.refusals import Refused
from cases.turning import TURN, turn_into
from cases.views.basket import Basket
from cases.views.quick import DeskView, StaffForm, desk_page, staffed
from cases.workflow import workflow_for
from shops.phones import national

# The names under which every form asks for what the case knows already.
CARRIED = {
    "customer_name": "customer_name",
    "email": "customer_email",
    "order_number": "order_number",
    "amount": "amount",
    "description": "description",
    "problem": "description",
}


class TurnForm(StaffForm):
    """The new kind's questions; channel and consent are those of the case that is there."""

    consent = None


def _case_that_turns(request: HttpRequest, ref: str) -> Case:
    """A case of a kind that may become another."""
    case = case_for_staff(request.membership, ref)
    if case.workflow.named(TURN, case.variant) is None:
        raise Http404
    return case


def _too_late(request: HttpRequest, case: Case) -> HttpResponse | None:
    """The way back to a case that cannot be turned any more, with the reason."""
    try:
        find_step(case, TURN, Actor.member(request.membership))
    except Refused as refusal:
        return _back(request, case, refusal)
    return None


def _back(request: HttpRequest, case: Case, refusal: Refused) -> HttpResponse:
    messages.warning(request, str(refusal))
    return redirect("case", case.reference)


def _targets(case: Case) -> list[str]:
    return [kind for kind in entry_kinds() if kind != case.kind]


@require_safe
@desk_page
def turn(request: HttpRequest, ref: str) -> HttpResponse:
    """Into what."""
    case = _case_that_turns(request, ref)
    context = {"here": "inbox", "case": case, "kinds": [workflow_for(kind) for kind in _targets(case)]}
    return _too_late(request, case) or render(request, "cases/turn_kinds.html", context)


class TurnEntry(DeskView):
    """The form of the new kind; sending it closes the one case and opens the other."""

    case: Case

    def dispatch(self, request: HttpRequest, *args, ref: str, kind: str, **kwargs) -> HttpResponse:
        """The shop is the one that this person works for."""
        self.kind, self.shop, self.now = kind, request.membership.shop, timezone.now()
        self.submission = uuid4()
        self.case = _case_that_turns(request, ref)
        if kind not in _targets(self.case):
            raise Http404
        made = staffed(TurnForm, kind)
        self.form_class = partial(made, membership=request.membership, now=self.now)
        return View.dispatch(self, request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form with everything that is known."""
        carried = {name: getattr(self.case, known) for name, known in CARRIED.items()}
        carried["phone"] = national(self.case.customer_phone)
        form = self.form_class(initial=carried)
        return _too_late(request, self.case) or self._page(form, Basket(self.shop))

    def post(self, request: HttpRequest) -> HttpResponse:
        """As every form; whoever comes second reads why there is nothing to turn any more."""
        try:
            return super().post(request)
        except Refused as refusal:
            return _back(request, self.case, refusal)

    def extra(self) -> dict:
        """What it is called, where it comes from, and the way back."""
        heading = _("Jadikan %s") % str(workflow_for(self.kind).label).lower()
        back = reverse("turn", args=[self.case.reference])
        return {"here": "inbox", "heading": heading, "back": back, "origin": self.case}

    def _open(self, form: IntakeForm, basket: Basket) -> Case:
        fields = {**form.case_fields(self.now), "consented_at": self.case.consented_at}
        return turn_into(
            self.case, self.kind, actor=Actor.member(self.request.membership), submission=self.submission,
            files=basket.unique(), now=self.now, **fields,
        )  # fmt: skip

    def _welcome(self, case: Case) -> HttpResponse:
        words = _("%(old)s menjadi %(new)s.") % {"old": self.case.reference, "new": case.reference}
        messages.success(self.request, words)
        response = redirect("case", case.reference)
        response.status_code = 303
        return response


turn_entry = desk_page(TurnEntry.as_view())
