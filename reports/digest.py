"""Last week's figures for the owners, by e-mail on Monday morning."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from cases.almanac import ShopFacts
from notifications import outbox
from notifications.models import Message
from reports import filters, links
from reports.report import Report, build
from shops.models import Membership, Shop

TEMPLATE = "owner_digest"
ABOUT = "laporan"  # no case: where a message is shown, this stands in place of a reference
MONDAY, HOUR = 0, 7


def due(now: datetime) -> list[int]:
    """The shops where it is Monday after seven and nobody has had this week's letter yet."""
    zones = [zone.value for zone in Shop.TimeZone if _is_time(now, Shop(time_zone=zone.value))]
    told = Message.objects.filter(
        shop=OuterRef("pk"), about=ABOUT, template=TEMPLATE, created_at__gt=now - timedelta(days=1)
    )
    found = Shop.objects.filter(~Exists(told), time_zone__in=zones).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _is_time(now: datetime, shop: Shop) -> bool:
    local = now.astimezone(shop.zone)
    return local.weekday() == MONDAY and local.hour >= HOUR


def send(shop_id: int, *, now: datetime) -> int:
    """Write the letters about the week before this one; answers how many were new.

    A week in which nothing happened is not worth a letter. The key says which week of which shop is told
    to whom, so that however often and wherever this runs, everybody is told once.
    """
    shop = Shop.objects.get(pk=shop_id)
    if not _is_time(now, shop):
        return 0
    today = now.astimezone(shop.zone).date()
    week = filters.week_before(today, shop.zone)
    waiting = _waiting(shop, f"digest/{shop.pk}/{week.start:%G-W%V}")
    if not waiting:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        report = build(shop, week)
        if report.is_empty:
            return 0
        letters = [_letter(shop, owner, key, report, now) for key, owner in waiting.items()]
    return sum(_post(letter) for letter in letters)


def _waiting(shop: Shop, stem: str) -> dict[str, Membership]:
    """The owners who want the letter and have not had it yet, by its key."""
    owners = [owner for owner in ShopFacts(shop).owners if owner.weekly_digest]
    keys = {f"{stem}/member {owner.pk}": owner for owner in owners}
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return {key: owner for key, owner in keys.items() if key not in told}


def _post(letter: Message) -> bool:
    try:
        with transaction.atomic():
            outbox.post([letter])
    except IntegrityError:  # another worker was a moment faster
        return False
    return True


def _letter(shop: Shop, owner: Membership, key: str, report: Report, now: datetime) -> Message:
    week = report.wish
    context = {
        "shop": shop,
        "recipient_name": owner.user.name,
        "week": week.words(),
        "figures": [section.brief for section in report.sections if section.brief],
        "findings": [
            (section.title, settings.PUBLIC_URL + links.report(week, section.id)) for section in report.news
        ],
        "link": settings.PUBLIC_URL + reverse("report") + week.query(),
        "switch": settings.PUBLIC_URL + reverse("settings") + "#surat",
    }
    return outbox.compose(
        TEMPLATE, shop=shop, about=ABOUT, key=key, to_customer=False, for_owners=True, channel=Message.Channel.EMAIL,
        recipient=owner.user.email, recipient_name=owner.user.name, context=context, now=now,
    )  # fmt: skip
