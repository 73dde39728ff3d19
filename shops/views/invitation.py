"""What an invited person sees: the way into the shop, or the way to say no."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shops.access import SESSION_KEY
from shops.accounts import log_in
from shops.audit import NotAllowed
from shops.forms.people import JoinForm
from shops.invitations import accept, decline, invited_by
from shops.limits import Limit, client_address

TRIES = Limit("invitation", times=30, seconds=600)


@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Set a first password, or log in and accept."""
    if request.method == "POST" and not TRIES.allows(client_address(request), now=timezone.now()):
        return render(request, "429.html", status=429)
    waiting = invited_by(pk, key)
    if waiting is None:
        return render(request, "shops/invitation_gone.html", status=410)
    if waiting.user.has_usable_password() and request.user != waiting.user:
        return render(request, "shops/invitation_log_in.html", {"waiting": waiting})
    form = JoinForm(request.POST if request.method == "POST" else None, user=waiting.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _join(request, pk, key, form)
        except NotAllowed:
            return render(request, "shops/invitation_gone.html", status=410)
    return render(request, "shops/invitation.html", {"waiting": waiting, "form": form})


def _join(request: HttpRequest, pk: int, key: str, form: JoinForm) -> HttpResponse:
    answers = {"password": form.cleaned_data["password"], "name": form.cleaned_data.get("name", "")}
    member = accept(pk, key, **answers, now=timezone.now())
    if request.user == member.user:
        update_session_auth_hash(request, member.user)
    else:
        log_in(request, member.user)
    request.session[SESSION_KEY] = member.shop_id
    messages.success(request, _("Selamat bekerja di %(shop)s.") % {"shop": member.shop.name})
    return redirect("inbox")


@login_required
@require_POST
def decline_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """No, thank you."""
    try:
        decline(request.user, pk, now=timezone.now())
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Undangan ditolak."))
    return redirect("mfa_index")
