"""The parcel desk: a number is scanned or typed, and leads to the case that it belongs to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import case_for_staff
from cases.listing import Lines
from cases.perform import Actor, find_step
from cases.reference import normalise
from cases.refusals import NotPossible, Refused
from cases.views.basket import Basket, key_from
from remedies import unknown
from remedies.awaited import LATE, awaited
from remedies.finding import Found, find
from remedies.forms import UnknownForm
from shops.access import sees_money, staff_page
from shops.forms.fields import readable
from shops.search import asked


def _asked(request: HttpRequest) -> str:
    return asked(readable(request.GET).get("q", ""))


def _lines(request: HttpRequest, found: Found) -> list:
    member = request.membership
    lines = Lines(timezone.now(), member.shop.zone, with_money=sees_money(member))
    return [(case.reference, lines.of(case)) for case in found.cases]


@require_safe
@staff_page()
def desk(request: HttpRequest) -> HttpResponse:
    """One input; a number that means one case leads straight to it."""
    text = _asked(request)
    found = find(request.membership, text)
    if found.only:
        return redirect("case", found.only.reference)
    context = {
        "here": "parcels", "shop": request.membership.shop, "desk": sees_money(request.membership), "text": text,
        "found": found, "lines": _lines(request, found),
    }  # fmt: skip
    return render(request, "remedies/desk.html", context)


@require_safe
@staff_page()
def expected(request: HttpRequest) -> HttpResponse:
    """What is on its way to the shop."""
    shop, wish = request.membership.shop, readable(request.GET)
    days = next((days for days in LATE if str(days) == wish.get("lewat")), 0)
    page = awaited(shop, timezone.now(), days=days, after=wish.get("after", ""))
    context = {
        "here": "parcels", "shop": shop, "page": page, "days": days, "choices": LATE, "after": wish.get("after", "")
    }  # fmt: skip
    return render(request, "remedies/expected.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def unknown_parcel(request: HttpRequest) -> HttpResponse:
    """Write down a parcel that nobody knows."""
    member, now = request.membership, timezone.now()
    if request.method != "POST":
        form = UnknownForm(initial={"tracking_number": _asked(request)}, shop=member.shop, now=now)
        return _unknown_page(request, form, Basket(member.shop))
    data = readable(request.POST)
    basket = Basket.held_by(request, member.shop)
    if "remove" in data:
        basket.drop(data["remove"])
        return _unknown_page(request, UnknownForm(initial=data.dict(), shop=member.shop, now=now), basket)
    basket.take_in(request, now=now)
    form = UnknownForm(data, shop=member.shop, now=now)
    if not form.is_valid() or basket.refusals:
        return _unknown_page(request, form, basket, status=422)
    submission = key_from(data.get("submission"))
    case = unknown.take_in(member, submission=submission, files=basket.unique(), now=now, **form.cleaned_data)
    messages.success(request, _("Kasus %s dicatat.") % case.reference)
    response = redirect("case", case.reference)
    response.status_code = 303
    return response


def _unknown_page(
    request: HttpRequest, form: UnknownForm, basket: Basket, *, status: int = 200
) -> HttpResponse:
    context = {
        "here": "parcels", "shop": request.membership.shop, "form": form, "basket": basket,
        "submission": key_from(request.POST.get("submission")),
    }  # fmt: skip
    return render(request, "remedies/unknown.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def owner(request: HttpRequest, ref: str) -> HttpResponse:
    """Look for the case that an unknown parcel belongs to, and give it to it."""
    member, text = request.membership, _asked(request)
    case = unknown.parcel_for_staff(member, ref)
    actor = Actor.member(member)
    try:
        find_step(case, "belongs", actor)
        if request.method == "POST":
            return _give(request, case, actor)
        refusal = None
    except NotPossible as late:
        messages.warning(request, str(late))
        return redirect("case", case.reference)
    except Refused as why:
        refusal = why
    found = find(member, text)
    found = Found([one for one in found.cases if one.kind != case.kind], [])
    context = {
        "here": "parcels", "shop": member.shop, "case": case, "text": text, "found": found, "refusal": refusal,
        "lines": _lines(request, found), "files": list(case.attachments.all()),
    }  # fmt: skip
    return render(request, "remedies/owner.html", context, status=refusal.status if refusal else 200)


def _give(request: HttpRequest, case, actor: Actor) -> HttpResponse:
    data = readable(request.POST)
    reference = data.get("case", "")
    theirs = case_for_staff(request.membership, normalise(reference)) if reference else None
    seen = data.get("seen", "")
    unknown.give(
        case, theirs, actor=actor, note=data.get("note", ""), now=timezone.now(),
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0,
    )  # fmt: skip
    words = (
        _("Paket %(parcel)s sekarang tercatat di kasus ini.") if theirs else _("Paket %(parcel)s selesai.")
    )
    messages.success(request, words % {"parcel": case.reference})
    return redirect("case", (theirs or case).reference)
