"""The page that makes the first owner and shop, and is gone for ever afterwards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shops.accounts import log_in
from shops.forms.founding import FirstRunForm
from shops.founding import AlreadyFounded, first_owner, first_run_is_open


@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Owner and shop in one form, then straight to work."""
    if not first_run_is_open():
        raise Http404
    form = FirstRunForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            shop = first_owner(**form.owner(), shop=form.shop())
        except AlreadyFounded:
            raise Http404 from None
        log_in(request, shop.memberships.get().user)
        messages.success(request, _("%(shop)s sudah siap menerima kasus.") % {"shop": shop.name})
        return redirect("inbox")
    return render(request, "shops/first_run.html", {"form": form})
