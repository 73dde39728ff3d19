"""What is printed for a parcel: the customer's slip for the way back, the shop's for the way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.access import case_for_customer, case_for_staff
from cases.models import Case
from remedies.models.parcels import HasParcels
from shops.access import sees_money, staff_page
from shops.qr import qr_for_paper


def _contents(case: Case) -> list[str]:
    return case.goods_in_words or [case.headline]


@never_cache
@require_safe
def return_slip(request: HttpRequest, token: str) -> HttpResponse:
    """For the customer, while the shop waits for their parcel."""
    case = case_for_customer(token)
    if case.workflow.step(case.state, "ship", case.variant) is None:
        return redirect("track", token)
    specific = case.specific
    specific.shop, specific.channel = case.shop, case.channel
    context = {
        "shop": case.shop, "case": specific, "zone": case.shop.zone, "contents": _contents(specific),
        "qr": qr_for_paper(case.reference),
    }  # fmt: skip
    return render(request, "remedies/return_slip.html", context)


@require_safe
@staff_page()
def outgoing_slip(request: HttpRequest, ref: str) -> HttpResponse:
    """For the parcel that goes to the customer."""
    case = case_for_staff(request.membership, ref)
    parcel = case.undelivered if isinstance(case, HasParcels) else None
    if parcel is None:
        return redirect("case", case.reference)
    context = {
        "here": "parcels", "shop": case.shop, "case": case, "parcel": parcel, "contents": _contents(case),
        "whole": sees_money(request.membership), "qr": qr_for_paper(case.reference),
    }  # fmt: skip
    return render(request, "remedies/outgoing_slip.html", context)
