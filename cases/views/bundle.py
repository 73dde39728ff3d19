"""The evidence of a case for somebody outside: a page to print, and everything as a ZIP."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.access import case_for_staff
from cases.archive import packed
from cases.bundle import Item, Shown, bundle_of, hand_out
from shops.access import staff_page

TEAM = "tim"  # asks for what only the team sees as well


@require_safe
@staff_page()
def bundle_page(request: HttpRequest, ref: str) -> HttpResponse:
    """What the bundle holds, to be read and printed."""
    case, member = case_for_staff(request.membership, ref), request.membership
    bundle = bundle_of(case, member, with_team=TEAM in request.GET, now=timezone.now())
    files = [_shown(item) for item in bundle.items]
    context = {"here": "inbox", "bundle": bundle, "case": case, "shop": case.shop, "files": files}
    return render(request, "cases/bundle.html", context)


def _shown(item: Item) -> Shown:
    reference, file = item.file.case.reference, item.file
    picture = reverse("case_thumbnail", args=[reference, file.pk]) if file.thumbnail else ""
    return Shown(item, reverse("case_file", args=[reference, file.pk]), picture)


@require_POST
@staff_page()
def bundle_zip(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """All of it at once; that somebody took it away is written down."""
    case = case_for_staff(request.membership, ref)
    bundle = hand_out(case, request.membership, with_team=TEAM in request.POST, now=timezone.now())
    response = StreamingHttpResponse(packed(bundle), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{bundle.file_name}"'
    return response
