"""The owner's hand on the shop: one change at a time, and each leaves a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shops.models import AuditEntry, Membership, Shop, User

What = AuditEntry.What


class NotAllowed(Exception):
    """Nothing was changed; the text is one sentence fit for the person who asked."""


def note(shop: Shop, by: User | None, what: str, about: str = "", *, now: datetime) -> AuditEntry:
    """Write down who changed what."""
    longest = AuditEntry._meta.get_field("about").max_length
    return AuditEntry.objects.create(shop=shop, by=by, at=now, what=what, about=about[:longest])


@contextmanager
def owner_changes(member: Membership) -> Iterator[Shop]:
    """A transaction that holds the shop's lock, for somebody who is its owner at this very moment.

    Asked again under the lock: of two owners who disable each other the slower one comes too late.
    """
    with transaction.atomic():
        shop = locked(member.shop_id)
        if not active_owners(shop).filter(pk=member.pk).exists():
            raise NotAllowed(_("Hanya pemilik toko yang bisa mengubah ini. Tidak ada yang berubah."))
        yield shop


def locked(shop_id: int) -> Shop:
    """The shop's row, held until the transaction ends; cases may still be added meanwhile."""
    return Shop.objects.select_for_update(no_key=True).get(pk=shop_id)


def active_owners(shop: Shop):
    """The owners who can act for the shop now."""
    return shop.memberships.filter(
        role=Membership.Role.OWNER, accepted_at__isnull=False, disabled_at=None, user__is_active=True
    )
