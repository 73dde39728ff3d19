"""The return shelf for whoever packs: the list of what lies there, and the label that says whose it is."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cases.access import case_for_staff
from returns.findings import DISPOSITIONS
from returns.models import ReturnRequest
from returns.shelf import UNDECIDED, VIEWS, page_of
from shops.access import staff_page
from shops.qr import qr_for_paper


@require_safe
@staff_page()
def shelf(request: HttpRequest) -> HttpResponse:
    """What lies there, `?untuk=` for one disposition; no sums and no phone numbers for anybody."""
    view = request.GET.get("untuk", "")
    view = view if view in VIEWS else ""
    after = request.GET.get("after", "")
    page = page_of(request.membership.shop, view, after)
    words = dict(DISPOSITIONS)
    context = {
        "here": "shelf", "shop": request.membership.shop, "items": page.rows, "view": view, "after": after,
        "views": [(name, words.get(name), _address(name)) for name in VIEWS if name != UNDECIDED],
        "every": _address(""), "undecided": _address(UNDECIDED), "is_undecided": view == UNDECIDED,
        "next": _address(view, page.next) if page.next else "", "first": _address(view),
    }  # fmt: skip
    return render(request, "returns/shelf.html", context)


def _address(view: str, after: str = "") -> str:
    wanted = {name: value for name, value in (("untuk", view), ("after", after)) if value}
    return f"{reverse('shelf')}?{urlencode(wanted)}" if wanted else reverse("shelf")


@require_safe
@staff_page()
def label(request: HttpRequest, ref: str) -> HttpResponse:
    """A label for each thing of a case that lies on the shelf, or one for the parcel; its code opens the case."""
    case = case_for_staff(request.membership, ref)
    if not isinstance(case, ReturnRequest):
        raise Http404
    link = settings.PUBLIC_URL + reverse("case", args=[case.reference])
    context = {
        "here": "inbox", "case": case, "shop": case.shop, "items": case.lying or [None], "qr": qr_for_paper(link),
        "large": request.GET.get("ukuran") == "a6",
    }  # fmt: skip
    return render(request, "returns/shelf_label.html", context)
