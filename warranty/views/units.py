"""The team's register of units: find one, enter one, hold it against the books, print its card."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import serving
from shops.access import Role, desk_page, staff_page
from shops.forms.fields import readable
from shops.phones import masked, national
from shops.search import asked, is_too_short
from warranty import units as domain
from warranty.access import proof_for_staff, terms_offered, unit_for_staff
from warranty.forms import UnitForm
from warranty.models import RegisteredUnit


@require_safe
@staff_page()
def units(request: HttpRequest) -> HttpResponse:
    """Every unit that the shop stands for, the newest first."""
    shop, wish = request.membership.shop, readable(request.GET)
    text, after = asked(wish.get("q", "")), wish.get("after", "")
    waiting = wish.get("view") == "belum-cocok"
    page = domain.page_of(shop, text=text, waiting=waiting, after=after)
    today = timezone.now().astimezone(shop.zone).date()
    desk = _is_desk(request)
    context = {
        "here": "settings", "text": text, "waiting": waiting, "after": after, "desk": desk, "next": page.next,
        "too_short": is_too_short(text), "has_terms": terms_offered(shop).exists(),
        "to_confirm": domain.waiting_for_team(shop).count(),
        "lines": [(unit, unit.coverage(today).sentence(), _phone(unit, desk)) for unit in page.units],
    }  # fmt: skip
    return render(request, "warranty/units.html", context)


def _is_desk(request: HttpRequest) -> bool:
    return request.membership.role != Role.WAREHOUSE


def _phone(unit: RegisteredUnit, desk: bool) -> str:
    """The warehouse needs to recognise people, not to call them."""
    return national(unit.owner_phone) if desk else masked(unit.owner_phone)


@require_safe
@staff_page()
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its dates, how its warranty stands and why, its claims, its proofs."""
    found = unit_for_staff(request.membership, pk)
    today = timezone.now().astimezone(request.membership.shop.zone).date()
    desk = _is_desk(request)
    context = {
        "here": "settings", "unit": found, "coverage": found.coverage(today), "desk": desk, "phone": _phone(found, desk),
        "claims": found.claims.order_by("-opened_at"), "replacement": found.replacement(),
        "proofs": found.proofs.all() if desk else [], "shop": request.membership.shop,
    }  # fmt: skip
    return render(request, "warranty/unit.html", context)


@require_http_methods(["GET", "POST"])
@desk_page
def add_unit(request: HttpRequest) -> HttpResponse:
    """Enter a unit that was sold."""
    shop = request.membership.shop
    form = UnitForm(readable(request.POST) if request.method == "POST" else None, shop=shop)
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.register(shop, by=request.user, now=timezone.now(), **form.cleaned_data)
        except domain.AlreadyRegistered as why:
            form.add_error("serial_number", str(why))
        else:
            messages.success(request, _("Unit terdaftar. Kartunya bisa dicetak."))
            return redirect("unit", made.pk)
    context = {"here": "settings", "form": form, "has_terms": terms_offered(shop).exists()}
    return render(request, "warranty/add_unit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk_page
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a unit."""
    found = unit_for_staff(request.membership, pk)
    shop = request.membership.shop
    form = UnitForm(readable(request.POST) if request.method == "POST" else None, shop=shop, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change(unit_for_staff(request.membership, pk), **form.cleaned_data)
        except domain.AlreadyRegistered as why:
            form.add_error("serial_number", str(why))
        else:
            messages.success(request, _("Unit tersimpan."))
            return redirect("unit", pk)
    context = {"here": "settings", "form": form, "unit": unit_for_staff(request.membership, pk)}
    return render(request, "warranty/change_unit.html", context, status=422 if form.errors else 200)


@require_POST
@desk_page
def confirm_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a customer registered agrees with the shop's books."""
    found = unit_for_staff(request.membership, pk)
    if domain.confirm(found, now=timezone.now()):
        messages.success(request, _("Unit sudah dicocokkan."))
    else:
        messages.info(request, _("Unit ini sudah dicocokkan sebelumnya."))
    return redirect("unit", pk)


@require_safe
@desk_page
def unit_proof(request: HttpRequest, unit: int, pk: int) -> HttpResponseBase:
    """A proof that a customer sent with the registration."""
    return serving.send_file(request, proof_for_staff(request.membership, unit, pk))
