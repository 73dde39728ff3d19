"""The policy on paper, for everybody on the team: a card for the parcel and a poster for the counter."""

from itertools import accumulate

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from returns.models import policy_in_force
from shops.access import staff_page
from shops.qr import qr_for_paper

# Letters of a list for which the card and the poster have room.
CONDITIONS, STEPS = 200, 280
LINE = 40  # letters for which one line has room; a shorter one takes it all the same


@staff_page()
@require_GET
def card(request: HttpRequest) -> HttpResponse:
    """The A6 card; `?lembar=4` lays four of them on one A4 sheet."""
    four = request.GET.get("lembar") == "4"
    return _paper(request, "returns/policy_card.html", {"four": four, "copies": range(4 if four else 1)})


@staff_page()
@require_GET
def poster(request: HttpRequest) -> HttpResponse:
    """The poster, A4 or with `?ukuran=a5` half of it."""
    return _paper(request, "returns/policy_poster.html", {"small": request.GET.get("ukuran") == "a5"})


def _paper(request: HttpRequest, template: str, more: dict) -> HttpResponse:
    """What holds today; its code leads to the page with the forms, the complaint and the whole policy."""
    shop = request.membership.shop
    policy = policy_in_force(shop, timezone.now().astimezone(shop.zone).date())
    link = settings.PUBLIC_URL + reverse("shop", args=[shop.slug])
    context = {
        "here": "settings", "shop": shop, "policy": policy, "link": link.split("://")[1], "qr": qr_for_paper(link),
        "conditions": _fitting(policy.contents.conditions, CONDITIONS) if policy else (),
        "steps": _fitting(policy.contents.procedure, STEPS) if policy else (), **more,
    }  # fmt: skip
    return render(request, template, context)


def _fitting(lines: tuple[str, ...], room: int) -> list[str]:
    """The first lines, as many as there is room for."""
    ends = accumulate(max(len(line), LINE) for line in lines)
    return [line for line, end in zip(lines, ends, strict=True) if end <= room]
