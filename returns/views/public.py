"""The published policy, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.access import public_channel, shop_for_public
from returns.publishing import version_for_public, versions


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """What holds today, or the version that is asked for, with the dates of all others."""
    shop = shop_for_public(slug)
    found = versions(shop, timezone.now().astimezone(shop.zone).date())
    shown = version_for_public(found, request.GET.get("versi"))
    context = {
        "shop": shop, "policy": shown, "versions": found, "takes_requests": public_channel(shop) is not None,
        "others": [version for version in found.all if version is not shown],
    }  # fmt: skip
    return render(request, "returns/policy.html", context)
