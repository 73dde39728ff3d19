"""Lainnya: the menu of everything that is not daily work, the shops of a person, the trace of changes."""

from django.conf import settings as installation
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shops import people
from shops.access import SESSION_KEY, memberships_of, owner_page, staff_page
from shops.forms.founding import OpenShopForm
from shops.founding import found_shop
from shops.invitations import waiting_for
from shops.models import Membership, Shop
from shops.qr import qr_svg
from shops.views.home import safe_next

ENTRIES_A_PAGE = 50


@staff_page()
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """The menu, with the service page's link and QR."""
    shop = request.membership.shop
    link, mine = service_link(shop), memberships_of(request.user)
    page = {
        "here": "settings",
        "link": link,
        "share": "https://wa.me/?" + urlencode({"text": _share_text(shop, link)}),
        "qr": qr_svg(link),
        "others": [member for member in mine if member.shop_id != shop.pk],
        "owned": [member for member in mine if member.role == Membership.Role.OWNER],
        "invitations": waiting_for(request.user),
    }
    return render(request, "shops/settings.html", page)


@staff_page()
@require_GET
def service_qr(request: HttpRequest) -> HttpResponse:
    """The QR of the service page as a file, for printing."""
    shop = request.membership.shop
    picture = '<?xml version="1.0" encoding="utf-8"?>\n' + qr_svg(service_link(shop), scale=10)
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="qr-{shop.slug}.svg"'
    return response


@staff_page()
@require_POST
def switch_shop(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on in another of one's own shops."""
    member = _own_membership(request, pk)
    request.session[SESSION_KEY] = member.shop_id
    messages.success(request, _("Sekarang bekerja di %(shop)s.") % {"shop": member.shop.name})
    return redirect(safe_next(request, reverse("inbox")))


@staff_page()
@require_POST
def weekly_digest(request: HttpRequest, pk: int) -> HttpResponse:
    """An owner wants the weekly letter of one of their shops, or no longer wants it."""
    member = _own_membership(request, pk)
    if member.role != Membership.Role.OWNER:
        raise Http404
    wanted = request.POST.get("wanted") == "1"
    people.want_digest(member, wanted)
    words = (
        _("Laporan mingguan %(shop)s dikirim lagi tiap Senin pagi.")
        if wanted
        else _("Laporan mingguan %(shop)s tidak dikirim lagi. Angkanya tetap ada di Laporan.")
    )
    messages.success(request, words % {"shop": member.shop.name})
    return redirect("settings")


def _own_membership(request: HttpRequest, shop: int) -> Membership:
    """What this person is in one of their shops; any other shop looks like none."""
    member = next((own for own in memberships_of(request.user) if own.shop_id == shop), None)
    if member is None:
        raise Http404
    return member


@owner_page
@require_http_methods(["GET", "POST"])
def open_shop(request: HttpRequest) -> HttpResponse:
    """An owner opens a further shop and goes on there."""
    form = OpenShopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        fields = form.shop()
        try:
            shop = found_shop(request.user, **fields)
        except IntegrityError:  # somebody else took the address a moment ago
            form.add_error("slug", _("Alamat ini baru saja dipakai toko lain. Pilih yang lain."))
        else:
            request.session[SESSION_KEY] = shop.pk
            messages.success(request, _("%(shop)s sudah dibuka.") % {"shop": shop.name})
            return redirect("settings")
    return render(request, "shops/open_shop.html", {"here": "settings", "form": form})


@owner_page
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who changed what, the latest first."""
    entries = request.membership.shop.audit_entries.select_related("by")
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("hal"))
    return render(request, "shops/audit.html", {"here": "settings", "entries": page, "now": timezone.now()})


def service_link(shop: Shop) -> str:
    """The shop's public address."""
    return installation.PUBLIC_URL + reverse("shop", args=[shop.slug])


def _share_text(shop: Shop, link: str) -> str:
    return _("Layanan retur dan keluhan %(shop)s: %(link)s") % {"shop": shop.name, "link": link}
