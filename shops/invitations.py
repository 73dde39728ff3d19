"""Invitations: the link that lets a person join a shop, and only that person.

The link alone makes an account only where nobody has set a password yet. Whoever has one must
log in as well, and chooses a new password: the old one may once have come from another owner's
link, and no owner is to reach a second shop through an account they helped to make.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shops.audit import NotAllowed, What, locked, note
from shops.models import Membership, User


class _Keys(PasswordResetTokenGenerator):
    """Keys that die when the invitation is answered or the person's password changes."""

    key_salt = "shops.invitations"

    def _make_hash_value(self, membership: Membership, timestamp: int) -> str:
        user = membership.user
        return f"{membership.pk}{membership.accepted_at}{membership.disabled_at}{user.password}{timestamp}"


_keys = _Keys()


def invitation_path(membership: Membership) -> str:
    """The address of the invitation on this installation."""
    return reverse("invitation", args=[membership.pk, _keys.make_token(membership)])


def invitation_link(membership: Membership) -> str:
    """The whole link, for sending."""
    return settings.PUBLIC_URL + invitation_path(membership)


def invited_by(pk: int, key: str) -> Membership | None:
    """The invitation that a link stands for, while it can still be answered."""
    membership = Membership.objects.select_related("shop", "user").filter(pk=pk, accepted_at=None).first()
    return membership if membership and _keys.check_token(membership, key) else None


def waiting_for(user: User):
    """The invitations this person has not answered yet."""
    return user.memberships.filter(accepted_at=None).select_related("shop").order_by("id")


@transaction.atomic
def accept(pk: int, key: str, *, password: str, name: str = "", now: datetime) -> Membership:
    """Join the shop with a password of one's own; every other session of the person ends."""
    membership = _held(pk, key)
    user = membership.user
    if name and not user.has_usable_password():
        user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    membership.accepted_at = now
    membership.save(update_fields=["accepted_at"])
    note(membership.shop, user, What.JOINED, str(membership), now=now)
    return membership


@transaction.atomic
def decline(user: User, pk: int, *, now: datetime) -> None:
    """Say no to an invitation; the shop may ask again."""
    membership = waiting_for(user).filter(pk=pk).first()
    if membership is None:
        raise NotAllowed(_("Undangan ini sudah tidak berlaku."))
    shop = locked(membership.shop_id)
    deleted, _rows = Membership.objects.filter(pk=pk, accepted_at=None).delete()
    if deleted:
        note(shop, user, What.DECLINED, user.email, now=now)


def _held(pk: int, key: str) -> Membership:
    """The invitation with its shop and its person locked, its key checked under the lock."""
    membership = invited_by(pk, key)
    if membership:
        locked(membership.shop_id)
        User.objects.select_for_update().get(pk=membership.user_id)
        membership = invited_by(pk, key)
    if membership is None:
        raise NotAllowed(_("Tautan undangan ini sudah dipakai atau sudah lewat waktunya."))
    return membership
