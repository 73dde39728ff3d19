"""The inbox: what is lost first on top, what is at risk, and the ways to find a case."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import queries
from cases.listing import Lines
from cases.workflow import all_workflows
from shops.access import sees_money, staff_page, team_of
from shops.channels import channels_of
from shops.hours import calendar_of


@require_safe
@staff_page()
def inbox(request: HttpRequest) -> HttpResponse:
    """What is lost first, on top."""
    membership, now = request.membership, timezone.now()
    wish = queries.Wish.read(request.GET, membership.role)
    found = queries.wished(wish, membership, now)
    page = queries.page_of(found, wish)
    if not page.rows and not wish.after and not queries.has_cases(membership.shop):
        return _empty_inbox(request)
    names = queries.views_for(membership.role)
    *numbers, late = queries.tally(membership.shop, names, now)
    if wish.is_filtered or not wish.view:
        total = queries.count(found if wish.text else queries.in_order(found, wish.view))
    else:
        total = numbers[names.index(wish.view)]
    # The warehouse has no turn of its own: what it begins with is what waits for it.
    waiting = numbers[names.index(queries.View.OURS) if queries.View.OURS in names else 0]
    lines = Lines(now, membership.shop.zone, with_money=sees_money(membership))
    risk = queries.at_risk(membership.shop, now)
    context = {
        "here": "inbox", "now": now, "shop": membership.shop, "wish": wish, "page": page, "risk": risk,
        "with_money": sees_money(membership), "waiting": queries.capped(waiting), "late": late,
        "total": queries.capped(total),
        "lines": [lines.of(case) for case in page.rows], "default_view": names[0],
        "views": [(name, queries.LABELS[name], queries.capped(n)) for name, n in zip(names, numbers, strict=True)],
        "late_capped": queries.capped(late),
        "first_address": wish.address(after=""), "next_address": wish.address(after=page.next),
        "next_due_at": None if risk.cases and page.rows else queries.next_due_at(membership.shop, now),
        **_choices(request, wish),
    }  # fmt: skip
    return render(request, "cases/inbox.html", context)


def _choices(request: HttpRequest, wish: queries.Wish) -> dict:
    """What the filters offer."""
    shop = request.membership.shop
    wanted = {queries.View.CLOSED: {False}, "": {True, False}}.get(wish.view, {True})
    states, kinds = {}, {}
    for workflow in all_workflows():
        if len(all_workflows()) > 1 or not workflow.variants:
            kinds[workflow.kind] = workflow.label
        kinds |= {name: variant.label for name, variant in workflow.variants.items()}
        states |= {name: state.label for name, state in workflow.states.items() if state.is_open in wanted}
    return {
        "states": states,
        "kinds": kinds,
        "channels": _by_name({str(channel.pk): channel.name for channel in channels_of(shop)}),
        "people": _by_name(
            {str(pk): member.user.name for pk, member in team_of(shop).items() if pk != request.membership.pk}
        ),
    }


def _by_name(options: dict[str, str]) -> dict[str, str]:
    return dict(sorted(options.items(), key=lambda option: option[1].casefold()))


def _empty_inbox(request: HttpRequest) -> HttpResponse:
    shop = request.membership.shop
    address = settings.PUBLIC_URL + reverse("shop", args=[shop.slug])
    words = _("Ada kendala dengan pesanan dari %(shop)s? Ajukan retur di sini: %(address)s") % {
        "shop": shop.name,
        "address": address,
    }
    context = {
        "here": "inbox", "shop": shop, "address": address, "share": f"https://wa.me/?text={quote(words, safe='')}",
        "has_hours": bool(calendar_of(shop).week),
    }  # fmt: skip
    return render(request, "cases/inbox_empty.html", context)
