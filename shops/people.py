"""The team: who is asked in, in which role, who is put out; at least one owner always remains."""

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from shops.accounts import drop_second_factor, set_password_link
from shops.audit import NotAllowed, What, active_owners, locked, note, owner_changes
from shops.models import Membership, Shop, User

Role = Membership.Role


def invite(owner: Membership, *, email: str, name: str, role: str, now: datetime) -> Membership:
    """Ask a person into the shop; whoever is unknown here gets an account that has no password yet."""
    with owner_changes(owner) as shop:
        user, _created = User.objects.get_or_create(
            email=email.strip().lower(), defaults={"name": name, "password": _no_password()}
        )
        if shop.memberships.filter(user=user).exists():
            raise NotAllowed(_("Orang dengan e-mail ini sudah ada di daftar tim."))
        membership = Membership.objects.create(shop=shop, user=user, role=role)
        note(shop, owner.user, What.INVITED, _line(membership), now=now)
        return membership


def withdraw(owner: Membership, pk: int, *, now: datetime) -> None:
    """Take an unanswered invitation back, and the account with it where it was never used."""
    with owner_changes(owner) as shop:
        member = _member(shop, pk)
        if member.accepted_at:
            raise NotAllowed(_("Undangan ini sudah diterima. Nonaktifkan orangnya bila perlu."))
        note(shop, owner.user, What.WITHDRAWN, _line(member), now=now)
        member.delete()
        user = member.user
        if not user.has_usable_password() and not user.memberships.exists():
            user.delete()


def disable(owner: Membership, pk: int, *, now: datetime) -> Membership:
    """Put a person out: their very next request is refused."""
    with owner_changes(owner) as shop:
        member = _accepted(shop, pk)
        if member.disabled_at:
            raise NotAllowed(_("Orang ini sudah nonaktif."))
        _keep_an_owner(shop, member)
        _set(member, disabled_at=now)
        note(shop, owner.user, What.DISABLED, _line(member), now=now)
        return member


def enable(owner: Membership, pk: int, *, now: datetime) -> Membership:
    """Let a person back in, in the role they had."""
    with owner_changes(owner) as shop:
        member = _accepted(shop, pk)
        if member.disabled_at is None:
            raise NotAllowed(_("Orang ini sudah aktif."))
        _set(member, disabled_at=None)
        note(shop, owner.user, What.ENABLED, _line(member), now=now)
        return member


def change_role(owner: Membership, pk: int, role: str, *, now: datetime) -> Membership:
    """Give a person another role."""
    with owner_changes(owner) as shop:
        member = _member(shop, pk)
        if member.role == role:
            raise NotAllowed(_("Perannya memang sudah itu."))
        if role != Role.OWNER:
            _keep_an_owner(shop, member)
        before = member.get_role_display()
        _set(member, role=role)
        about = f"{member.user.email}: {before} → {member.get_role_display()}"
        note(shop, owner.user, What.ROLE, about, now=now)
        return member


def reset(owner: Membership, pk: int, *, lost_phone: bool, now: datetime) -> tuple[User, str]:
    """Help a person back in: a link for the owner to hand over, or "" where only an e-mail may go out.

    Handed over only while the person belongs to no other shop, invitations and past jobs included:
    else one shop's owner could walk into another's.
    """
    with owner_changes(owner) as shop:
        member = _accepted(shop, pk)
        if member.pk == owner.pk:
            raise NotAllowed(_("Untuk diri sendiri, ganti kata sandi lewat Akun & keamanan."))
        user = User.objects.select_for_update().get(pk=member.user_id)
        note(shop, owner.user, What.RESET, _line(member), now=now)
        if user.memberships.exclude(shop=shop).exists():
            return user, ""
        if lost_phone:
            drop_second_factor(user)
        return user, set_password_link(user)


@transaction.atomic
def leave(member: Membership, *, now: datetime) -> None:
    """Go by oneself; the last owner cannot."""
    shop = locked(member.shop_id)
    fresh = _accepted(shop, member.pk)
    if fresh.disabled_at:
        raise NotAllowed(_("Orang ini sudah nonaktif."))
    _keep_an_owner(shop, fresh)
    _set(fresh, disabled_at=now)
    note(shop, fresh.user, What.LEFT, _line(fresh), now=now)


@transaction.atomic
def want_digest(owner: Membership, wanted: bool) -> None:
    """Whether this owner is sent last week's figures on Mondays: their own choice, which concerns nobody else."""
    locked(owner.shop_id)  # before the membership, as everywhere: its trigger moves the shop's row
    _set(owner, weekly_digest=wanted)


def member_of(shop: Shop, pk: int) -> Membership:
    """A person on this shop's list; 404 alike for nobody and for another shop's people."""
    return _member(shop, pk)


def _member(shop: Shop, pk: int) -> Membership:
    member = shop.memberships.select_related("user", "shop").filter(pk=pk).first()
    if member is None:
        raise Http404
    return member


def _accepted(shop: Shop, pk: int) -> Membership:
    member = _member(shop, pk)
    if member.accepted_at is None:
        raise NotAllowed(_("Undangannya belum diterima."))
    return member


def _keep_an_owner(shop: Shop, leaving: Membership) -> None:
    if leaving.role == Role.OWNER and not active_owners(shop).exclude(pk=leaving.pk).exists():
        raise NotAllowed(_("Ini pemilik terakhir. Jadikan orang lain pemilik dulu."))


def _set(member: Membership, **values) -> None:
    for name, value in values.items():
        setattr(member, name, value)
    member.save(update_fields=list(values))


def _line(member: Membership) -> str:
    return f"{member.user.email} · {member.get_role_display()}"


def _no_password() -> str:
    nobody = User()
    nobody.set_unusable_password()
    return nobody.password
