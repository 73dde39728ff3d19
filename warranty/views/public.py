"""The warranty in its customers' hands: how it works, whether a unit has one, the card, the claim."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases import throttle, welcome
from cases.access import public_channel, shop_for_public
from cases.almanac import ShopFacts
from cases.views.basket import Basket
from cases.views.intake import IntakeView
from shops.forms.fields import readable
from shops.limits import Limit, client_address
from shops.models import Shop
from shops.qr import qr_for_paper
from warranty import units
from warranty.access import card_of, terms_offered, unit_by_serial
from warranty.forms import ClaimForm, RegisterForm
from warranty.models import RegisteredUnit
from warranty.workflow import CLAIM

CHECK_BY_ADDRESS = Limit("warranty-check", 30, 600)
REGISTER_BY_ADDRESS = Limit("warranty-register", 20, 600)
LONGEST_SERIAL = 60


@never_cache
@require_safe
def warranty(request: HttpRequest, slug: str) -> HttpResponse:
    """How a claim goes, step by step, and what is promised for one serial number."""
    shop, now = shop_for_public(slug), timezone.now()
    serial = readable(request.GET).get("nomor", "").strip()[:LONGEST_SERIAL]
    context = {
        "shop": shop, "serial": serial, "terms": terms_offered(shop), "takes_claims": bool(public_channel(shop)),
        **_promises(shop),
    }  # fmt: skip
    status = 200
    if serial:
        key = client_address(request)
        context["notice"] = throttle.turned_away(CHECK_BY_ADDRESS, key, now=now, zone=shop.zone)
        status = 429 if context["notice"] else 200
        if not context["notice"]:
            context |= _answer(unit_by_serial(shop, serial), _today(shop, now))
    return render(request, "warranty/warranty.html", context, status=status)


def _answer(unit: RegisteredUnit | None, today: date) -> dict:
    """What anybody who holds the serial number may know: what was promised, never to whom."""
    if unit is None:
        return {"unknown": True}
    return {"unit": unit, "coverage": unit.coverage(today), "is_replaced": unit.replacement() is not None}


def _promises(shop: Shop) -> dict:
    facts, channel = ShopFacts(shop), public_channel(shop)
    if channel is None:
        return {}
    return {
        "answered_within": welcome.promise(facts, channel, "answer", [CLAIM]),
        "diagnosed_within": welcome.promise(facts, channel, "diagnose", [CLAIM]),
    }


def _today(shop: Shop, now: datetime) -> date:
    return now.astimezone(shop.zone).date()


class ClaimView(IntakeView):
    """/toko/<slug>/garansi/klaim/"""

    kind = "warranty_claim"
    form_class = ClaimForm
    template_name = "warranty/claim.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, with the serial number that somebody has just checked."""
        serial = readable(request.GET).get("nomor", "").strip()[:LONGEST_SERIAL]
        return self._page(self.form_class(initial={"serial_number": serial}), Basket(self.shop))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """A customer registers a unit and gets its card."""
    shop, now = shop_for_public(slug), timezone.now()
    if not terms_offered(shop).exists():
        return render(request, "warranty/no_terms.html", {"shop": shop})
    if request.method != "POST":
        serial = readable(request.GET).get("nomor", "").strip()[:LONGEST_SERIAL]
        return _form(request, shop, _blank(shop, now, serial_number=serial), Basket(shop))
    return _register(request, shop, now)


def _register(request: HttpRequest, shop: Shop, now: datetime) -> HttpResponse:
    form = RegisterForm(readable(request.POST), shop=shop, today=_today(shop, now))
    if form.is_trapped:
        return _form(
            request, shop, _unjudged(form, shop, now), Basket(shop), notice=_("Belum tersimpan. Coba lagi.")
        )
    basket = Basket.held_by(request, shop)
    basket.take_in(request, now=now)
    if "remove" in request.POST:
        basket.drop(request.POST["remove"])
        return _form(request, shop, _unjudged(form, shop, now), basket)
    if not form.is_valid() or basket.refusals:
        return _form(request, shop, form, basket, status=429 if basket.crowded else 422)
    if sentence := throttle.turned_away(
        REGISTER_BY_ADDRESS, client_address(request), now=now, zone=shop.zone
    ):
        return _form(request, shop, form, basket, notice=sentence, status=429)
    try:
        unit = units.register(shop, proofs=basket.unique(), now=now, **form.unit_fields())
    except units.AlreadyRegistered:
        if unit := units.same_registration(shop, form.unit_fields()):
            return _to_card(shop, unit)
        words = _("Nomor seri ini sudah terdaftar. Kalau ini unit Kakak, kartunya bisa diminta ke toko.")
        form.add_error("serial_number", words)
        return _form(request, shop, form, basket, status=422)
    return _to_card(shop, unit)


def _to_card(shop: Shop, unit: RegisteredUnit) -> HttpResponse:
    response = redirect("warranty_card", shop.slug, unit.token)
    response.status_code = 303
    return response


def _blank(shop: Shop, now: datetime, **initial) -> RegisterForm:
    return RegisterForm(shop=shop, today=_today(shop, now), initial=initial)


def _unjudged(form: RegisterForm, shop: Shop, now: datetime) -> RegisterForm:
    """The same answers without a word about what is still missing."""
    return _blank(shop, now, **{name: form.data.get(name) for name in form.fields if name != "homepage"})


def _form(
    request: HttpRequest,
    shop: Shop,
    form: RegisterForm,
    basket: Basket,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    bad = [field for field in form if field.errors] if form.is_bound else []
    problems = [(field.id_for_label, str(field.label)) for field in bad]
    context = {
        "shop": shop, "form": form, "basket": basket, "notice": notice,
        "problems": problems + [("id_evidence", sentence) for sentence in basket.refusals],
    }  # fmt: skip
    return render(request, "warranty/register.html", context, status=status)


@never_cache
@require_safe
def card(request: HttpRequest, slug: str, card: str) -> HttpResponse:
    """The card of one unit, made for paper, for whoever holds its link."""
    shop = shop_for_public(slug)
    unit = card_of(shop, card)
    address = f"{reverse('warranty', args=[shop.slug])}?{urlencode({'nomor': unit.serial_number})}"
    context = {
        "shop": shop, "unit": unit, "coverage": unit.coverage(_today(shop, timezone.now())), "here": request.path,
        "qr": qr_for_paper(settings.PUBLIC_URL + address), **_promises(shop),
    }  # fmt: skip
    return render(request, "warranty/card.html", context)
