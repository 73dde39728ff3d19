"""The team: who works here, and every step that changes it, confirmed where it hurts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shops import people
from shops.access import SESSION_KEY, owner_page, staff_page
from shops.accounts import mail_invitation, mail_is_set_up, mail_set_password_link
from shops.audit import NotAllowed
from shops.forms.people import InviteForm, ResetForm, RoleForm
from shops.invitations import invitation_link
from shops.models import Membership

# A link to hand over lies here until the next page has shown it.
SHOWN_ONCE = "link_shown_once"


@owner_page
@never_cache
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Everybody, and the link just made, once."""
    members = request.membership.shop.memberships.select_related("user").order_by("id")
    page = {
        "here": "settings",
        "active": [m for m in members if m.is_active],
        "invited": [m for m in members if not m.accepted_at],
        "disabled": [m for m in members if m.accepted_at and m.disabled_at],
        "link": request.session.pop(SHOWN_ONCE, None),
        "mails": mail_is_set_up(),
    }
    return render(request, "shops/team.html", page)


@owner_page
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody in; known or unknown, the answer reads the same."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            member = people.invite(request.membership, **form.cleaned_data, now=timezone.now())
        except NotAllowed as why:
            form.add_error("email", str(why))
        else:
            _hand_over_invitation(request, member, form.cleaned_data["name"])
            return redirect("team")
    return render(request, "shops/invite.html", {"here": "settings", "form": form})


@owner_page
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh link for an invitation that was not answered."""
    member = people.member_of(request.membership.shop, pk)
    if member.accepted_at:
        messages.error(request, _("Undangan ini sudah diterima."))
    else:
        _hand_over_invitation(request, member, "")
    return redirect("team")


def _hand_over_invitation(request: HttpRequest, member: Membership, name: str) -> None:
    link = invitation_link(member)
    if mail_is_set_up():
        mail_invitation(request, member, link)
    greeting = _("Halo %(name)s, ") % {"name": name} if name else ""
    text = greeting + _("ini undangan untuk bekerja di %(shop)s: %(link)s") % {
        "shop": member.shop.name,
        "link": link,
    }
    _show_once(request, _("Undangan untuk %(email)s") % {"email": member.user.email}, link, text)


def _show_once(request: HttpRequest, title: str, link: str, text: str) -> None:
    whatsapp = "https://wa.me/?" + urlencode({"text": text})
    request.session[SHOWN_ONCE] = {"title": title, "link": link, "whatsapp": whatsapp}


@owner_page
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    return _confirmed(request, pk, "shops/withdraw.html", people.withdraw, _("Undangan dibatalkan."))


@owner_page
@require_http_methods(["GET", "POST"])
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person out."""
    return _confirmed(
        request, pk, "shops/disable.html", people.disable, _("Orang ini sudah tidak bisa masuk.")
    )


@owner_page
@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person back in."""
    return _confirmed(request, pk, "", people.enable, _("Orang ini aktif lagi."))


@owner_page
@require_http_methods(["GET", "POST"])
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role."""
    member = people.member_of(request.membership.shop, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            people.change_role(request.membership, pk, form.cleaned_data["role"], now=timezone.now())
        except NotAllowed as why:
            form.add_error("role", str(why))
        else:
            messages.success(request, _("Peran diubah."))
            return redirect("team")
    return render(request, "shops/role.html", {"here": "settings", "member": member, "form": form})


@owner_page
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Help a person back in."""
    member = people.member_of(request.membership.shop, pk)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user, link = people.reset(request.membership, pk, **form.cleaned_data, now=timezone.now())
        except NotAllowed as why:
            messages.error(request, str(why))
            return redirect("team")
        if link:
            text = _("Halo %(name)s, buat kata sandi baru di sini: %(link)s") % {
                "name": user.name,
                "link": link,
            }
            _show_once(request, _("Kata sandi baru untuk %(email)s") % {"email": user.email}, link, text)
        else:
            mail_set_password_link(request, user)
            messages.success(request, _("E-mail untuk membuat kata sandi baru dikirim langsung ke orangnya."))
        return redirect("team")
    return render(request, "shops/reset.html", {"here": "settings", "member": member, "form": form})


@staff_page()
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the shop by oneself."""
    if request.method == "POST":
        try:
            people.leave(request.membership, now=timezone.now())
        except NotAllowed as why:
            messages.error(request, str(why))
            return redirect("settings")
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("Sudah keluar dari %(shop)s.") % {"shop": request.membership.shop.name})
        return redirect("mfa_index")
    return render(request, "shops/leave.html", {"here": "settings"})


def _confirmed(request: HttpRequest, pk: int, page: str, act: Callable, done: str) -> HttpResponse:
    """GET asks, POST acts; refused or done, the team page says so."""
    if request.method == "GET":
        member = people.member_of(request.membership.shop, pk)
        return render(request, page, {"here": "settings", "member": member})
    try:
        act(request.membership, pk, now=timezone.now())
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, done)
    return redirect("team")
