"""How a shop comes into being, ready to receive its first case."""

from datetime import datetime, time

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from shops import presets
from shops.audit import What, note
from shops.models import Channel, ClockRule, Membership, OpeningPeriod, Shop, User

# Any number will do, as long as nothing else in this database locks by it.
_FIRST_RUN_LOCK = 2_026_112_101

RESERVED_SLUGS = {"baru", "admin", "akun", "api", "lacak", "kerja", "toko"}


class AlreadyFounded(Exception):
    """Somebody has an account here, so the first-run page is closed for ever."""


@transaction.atomic
def first_owner(*, email: str, name: str, password: str, shop: dict) -> Shop:
    """The installation's first person with the first shop; of two at the same time exactly one comes in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST_RUN_LOCK])
    if User.objects.exists():
        raise AlreadyFounded
    owner = User.objects.create_user(email, password, name=name)
    return found_shop(owner, **shop)


@transaction.atomic
def found_shop(
    owner: User,
    *,
    name: str,
    slug: str = "",
    preset: str = presets.OWN,
    now: datetime | None = None,
    **fields,
) -> Shop:
    """Open a shop for `owner`: open Monday to Saturday 08.00–17.00, with a form, WhatsApp and a counter."""
    now = now or timezone.now()
    shop = Shop.objects.create(name=name, slug=slug or free_slug(name), **fields)
    Membership.objects.create(shop=shop, user=owner, role=Membership.Role.OWNER, accepted_at=now)
    OpeningPeriod.objects.bulk_create(
        OpeningPeriod(shop=shop, weekday=day, opens=time(8), closes=time(17)) for day in range(6)
    )
    add_channel(shop, Channel.Kind.WEBSITE, _("Formulir toko"), preset)
    add_channel(shop, Channel.Kind.WHATSAPP, "WhatsApp", presets.OWN)
    add_channel(shop, Channel.Kind.COUNTER, _("Toko langsung"), presets.OWN)
    note(shop, owner, What.FOUNDED, shop.name, now=now)
    # A password link that another shop's owner still holds must not open this one: it is void after a log-in.
    owner.last_login = timezone.now()
    owner.save(update_fields=["last_login"])
    return shop


@transaction.atomic
def add_channel(shop: Shop, kind: str, name: str, preset: str) -> Channel:
    """A channel with the clocks of its preset."""
    channel = Channel.objects.create(shop=shop, kind=kind, name=name)
    apply_preset(channel, preset)
    return channel


@transaction.atomic
def apply_preset(channel: Channel, preset: str) -> None:
    """Replace the channel's clocks by the preset's; cases already open keep the time they were promised."""
    channel.preset = preset
    channel.save(update_fields=["preset"])
    channel.rules.all().delete()
    ClockRule.objects.bulk_create(
        ClockRule(
            channel=channel,
            clock=rule.clock,
            number=rule.number,
            unit=rule.unit,
            on_due=rule.on_due,
            reminders=list(rule.reminders),
            source=rule.source,
            source_on=rule.source_on,
        )
        for rule in presets.RULES[preset]
    )


def free_slug(name: str) -> str:
    """An address for a shop of this name that no other shop has."""
    stem = slugify(name)[:30] or "toko"
    slug, number = stem, 1
    while slug in RESERVED_SLUGS or Shop.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug


def first_run_is_open() -> bool:
    """Only where the installation was started empty, and only until somebody has an account."""
    return settings.FIRST_RUN and not User.objects.exists()
