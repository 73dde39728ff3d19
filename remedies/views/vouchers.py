"""The shop's vouchers: finding one by its code, taking it back at the counter, printing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from remedies import vouchers as domain
from shops.access import desk_page
from shops.audit import NotAllowed
from shops.forms.fields import readable


@require_safe
@desk_page
def vouchers(request: HttpRequest) -> HttpResponse:
    """All vouchers, the newest first; those that wait for the owner; or the ones whose code begins like this."""
    wish, shop, now = readable(request.GET), request.membership.shop, timezone.now()
    code, after, waiting = wish.get("q", "")[:40], wish.get("after", ""), wish.get("view") == "menunggu"
    page = domain.page_of(shop, code=code, waiting=waiting, after=after)
    context = {
        "here": "settings", "shop": shop, "code": code, "after": after, "waiting": waiting, "vouchers": page.rows,
        "next": page.next, "left": domain.left_of_month(shop, now), "today": now.astimezone(shop.zone).date(),
    }  # fmt: skip
    return render(request, "remedies/vouchers.html", context)


@require_safe
@desk_page
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """One voucher, to be used, cancelled or printed."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = domain.voucher_for_staff(request.membership, pk)
    today = timezone.now().astimezone(found.shop.zone).date()
    context = {"here": "settings", "shop": found.shop, "voucher": found, "today": today, "refusal": refusal}
    return render(request, "remedies/voucher.html", context, status=status)


@require_POST
@desk_page
def use_voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """It is handed in: from now on it is worth nothing."""
    domain.voucher_for_staff(request.membership, pk)
    try:
        used = domain.use(request.membership, pk, readable(request.POST).get("order", ""), now=timezone.now())
    except NotAllowed as why:
        return _page(request, pk, refusal=str(why), status=409)
    messages.success(request, _("Voucher %s dicatat sudah dipakai.") % used.code)
    return redirect("voucher", pk)


@require_POST
@desk_page
def cancel_voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """It was given by mistake."""
    domain.voucher_for_staff(request.membership, pk)
    try:
        gone = domain.cancel(request.membership, pk, now=timezone.now())
    except NotAllowed as why:
        return _page(request, pk, refusal=str(why), status=409)
    messages.success(request, _("Voucher %s dibatalkan.") % gone.code)
    return redirect("voucher", pk)
