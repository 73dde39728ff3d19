"""The shop's profile and its logo."""

from copy import copy

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shops.access import owner_page
from shops.audit import NotAllowed, What, note, owner_changes
from shops.forms.profile import ProfileForm
from shops.models import Membership, Shop

DAY = 24 * 3600


@owner_page
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, address, numbers, time zone."""
    if request.method == "POST":
        try:
            form = _saved(request, request.membership)
        except NotAllowed as why:
            messages.error(request, str(why))
            return redirect("settings")
        if form.is_valid():
            messages.success(request, _("Profil toko tersimpan."))
            return redirect("profile")
    else:
        form = ProfileForm(instance=copy(request.membership.shop))
    return render(request, "shops/profile.html", {"here": "settings", "form": form})


def _saved(request: HttpRequest, owner: Membership) -> ProfileForm:
    """The form after the attempt to save it; a taken address is an error of the form."""
    try:
        with owner_changes(owner) as shop:
            form = ProfileForm(request.POST, request.FILES, instance=shop)
            if form.is_valid() and form.has_changed():
                _change_logo(shop, form.cleaned_data["new_logo"], form.cleaned_data.get("remove_logo"))
                form.save()
                note(shop, owner.user, What.PROFILE, form.changes(), now=timezone.now())
    except IntegrityError:
        form.add_error("slug", _("Alamat ini baru saja dipakai toko lain. Pilih yang lain."))
    return form


def _change_logo(shop: Shop, new, remove: bool) -> None:
    old, storage = shop.logo.name, shop.logo.storage
    if new:
        shop.logo.save(f"{shop.pk}.webp", new, save=False)
    elif remove:
        shop.logo = ""
    if old and old != shop.logo.name:
        transaction.on_commit(lambda: storage.delete(old))


@require_GET
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo, for everybody: it is on the service page."""
    shop = get_object_or_404(Shop, slug=slug)
    if not shop.logo:
        raise Http404
    with shop.logo.open("rb") as picture:
        response = HttpResponse(picture.read(), content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
