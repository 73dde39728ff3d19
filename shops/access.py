"""Who may come in: the membership a person acts in, and the guard of every staff page."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from shops.facts import kept
from shops.models import Membership, Shop, User
from shops.prepared import Prepared

SESSION_KEY = "shop"

Role = Membership.Role


def membership_of(request: HttpRequest) -> Membership | None:
    """The active membership the person chose last, else their first; None for everyone else.

    Asked anew on every request: whoever is disabled is out at once.
    """
    if not request.user.is_authenticated or not request.user.is_active:
        return None
    active = memberships_of(request.user)
    chosen = request.session.get(SESSION_KEY)
    return next((m for m in active if m.shop_id == chosen), active[0] if active else None)


def memberships_of(user: User) -> list[Membership]:
    """The shops a person may act for now, the oldest first; those of a session came with the person."""
    known = getattr(user, "active_memberships", None)
    return list(active_memberships().filter(user=user)) if known is None else known


def person_of(user_id: int) -> User | None:
    """An active person together with the shops they work for; None for anybody who works nowhere."""
    found = _MEMBERSHIPS(user_id)
    if not found:
        return None
    person = found[0].user
    for membership in found:
        membership.user = person
    person.active_memberships = found
    return person


def active_memberships() -> QuerySet[Membership]:
    """Who may act for which shop now, the oldest first."""
    active = Membership.objects.filter(accepted_at__isnull=False, disabled_at=None)
    return active.select_related("shop", "user").order_by("id")


_MEMBERSHIPS = Prepared(lambda user: active_memberships().filter(user=user, user__is_active=True), int)


@kept
def team_of(shop: Shop) -> dict[int, Membership]:
    """Who works for the shop now, by membership."""
    active = active_memberships().filter(shop=shop, user__is_active=True)
    return {member.pk: member for member in active}


def sees_money(membership: Membership) -> bool:
    """The warehouse handles parcels: sums, whole phone numbers and messages are not its business."""
    return membership.role != Membership.Role.WAREHOUSE


def staff_page(*roles: str) -> Callable:
    """Guard a view: log-in, an active membership, and one of `roles` (all, where none is named)."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.membership:
                return render(request, "shops/no_shop.html", status=403)
            if _is_of_another_shop(request):
                return render(request, "shops/other_shop.html", {"here": "settings"}, status=409)
            if roles and request.membership.role not in roles:
                return render(request, "shops/not_your_role.html", {"roles": roles}, status=403)
            response = view(request, *args, **kwargs)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)  # Back after log-out on a shared phone shows nothing
            return response

        guarded.staff_roles = roles or tuple(Role.values)
        return guarded

    return guard


def _is_of_another_shop(request: HttpRequest) -> bool:
    """Whether the form was opened in another shop than the one the person has gone to since, in a second tab."""
    open_now = str(request.membership.shop_id)
    return request.method == "POST" and request.POST.get("shop", open_now) != open_now


owner_page = staff_page(Role.OWNER)
desk_page = staff_page(Role.OWNER, Role.SERVICE)


def the_only_shop() -> Shop | None:
    """The shop of an installation that has just one; its page may be shown to everybody."""
    shops = list(Shop.objects.all()[:2])
    return shops[0] if len(shops) == 1 else None
