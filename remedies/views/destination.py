"""The one page on which an account number stands in full, for whoever sends the money."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.access import case_for_staff
from cases.perform import Actor, perform
from cases.refusals import Refused
from remedies.destinations import shown
from remedies.moves import LOOK
from shops.access import desk_page


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def destination(request: HttpRequest, ref: str) -> HttpResponse:
    """GET shows the end of the number; POST writes down who looks, then shows all of it, once."""
    case, actor = case_for_staff(request.membership, ref), Actor.member(request.membership)
    if not any(step.action == LOOK for step in case.workflow.steps_for(case.state, actor.role, case.variant)):
        return redirect("case", case.reference)
    number = ""
    if request.method == "POST":
        try:
            number = shown(case).number
            perform(case, LOOK, actor=actor)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("case", case.reference)
    context = {"here": "inbox", "case": case, "destination": case.destination, "number": number}
    return render(request, "remedies/destination_page.html", context)
