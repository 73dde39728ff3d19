"""A shop's service page, and the uploads of every public form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import welcome
from cases.access import draft_for_form, public_channel, shop_for_public
from cases.almanac import ShopFacts
from cases.serving import send_thumbnail
from cases.views.basket import Basket


@require_safe
def shop_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The ways in, what the shop promises, and when somebody is there."""
    shop, now = shop_for_public(slug), timezone.now()
    channel, facts = public_channel(shop), ShopFacts(shop)
    is_open = facts.calendar.is_open(now)
    context = {
        "shop": shop,
        "ways_in": welcome.ways_in() if channel else [],
        "pages": welcome.pages(shop),
        "promises": welcome.promises(facts, channel) if channel else [],
        "opening": welcome.opening_lines(shop),
        "zone_name": now.astimezone(shop.zone).tzname(),
        "is_open": is_open,
        "opens_again": None if is_open else welcome.opens_again(facts.calendar, now),
        "days_off": welcome.days_off(facts.calendar, now),
    }
    return render(request, "cases/public/shop.html", context)


@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep one file of an open form, or drop one; answers a line of the list, or a sentence."""
    shop, now = shop_for_public(slug), timezone.now()
    basket = Basket.held_by(request, shop)
    if "remove" in request.POST:
        basket.drop(request.POST["remove"])
        return HttpResponse(status=204)
    kept = basket.take_in(request, now=now)
    if basket.refusals:
        return _sentence(basket.refusals[0], 429 if basket.crowded else 422)
    if not kept:
        return _sentence(_("Tidak ada berkas yang sampai. Coba pilih lagi ya, Kak."), 422)
    context = {"basket": basket, "shop": shop, "drafts": kept}
    return render(request, "cases/public/drafts.html", context)


@require_safe
def draft_thumbnail(request: HttpRequest, slug: str, draft_key, pk: int) -> HttpResponse:
    """The small picture of a file that is not sent yet, for whoever holds the form's key."""
    return send_thumbnail(request, draft_for_form(shop_for_public(slug), draft_key, pk))


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
