"""A parcel that nobody knows is written down, and later given to the case that it belongs to."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access import case_for_staff
from cases.intake import open_case
from cases.models import Attachment, Case
from cases.perform import Actor, perform
from remedies.models import ParcelCase
from shops.channels import channels_of
from shops.models import Channel, Membership, Shop

KIND = "parcel_case"


def take_in(
    member: Membership, *, courier: str, tracking_number: str, received_on: date, description: str,
    submission: uuid.UUID, files: Sequence[Attachment], now: datetime,
) -> Case:  # fmt: skip
    """Open a case for it; the same `submission` twice gives the same case."""
    return open_case(
        KIND, channel=_door(member.shop), actor=Actor.member(member), submission=submission, files=files, now=now,
        courier=courier, tracking_number=tracking_number, received_on=received_on, description=description,
        customer_name="", customer_phone="",
    )  # fmt: skip


def give(
    found: ParcelCase, owner: Case | None, *, actor: Actor, note: str, seen: int | None, now: datetime
) -> None:
    """Close the parcel's case and tell its owner's case of it, both or neither; raises `Refused`.

    Without an `owner` the note says whose it is: somebody who never had a case.
    """
    whose = " ".join(filter(None, (_("Milik kasus %s.") % owner.reference if owner else "", note)))
    with transaction.atomic():
        perform(found, "belongs", actor=actor, note=whose, data={"belongs_to": owner}, seen=seen, now=now)
        if owner:
            words = _("%(parcel)s (%(ref)s) ternyata milik kasus ini. Isinya: %(what)s")
            told = words % {"parcel": found.title, "ref": found.reference, "what": found.description[:500]}
            perform(owner, "note", actor=actor, note=told, now=now)


def parcel_for_staff(member: Membership, reference: str) -> ParcelCase:
    """An unknown parcel of this member's shop; 404 alike for "absent", "not yours" and any other case."""
    return case_for_staff(member, reference if reference[:2].upper() == "PK" else "")


def _door(shop: Shop) -> Channel:
    """Through which it came: the counter, where the shop has one."""
    usable = [channel for channel in channels_of(shop) if channel.is_active] or channels_of(shop)
    return min(usable, key=lambda channel: (channel.kind != Channel.Kind.COUNTER, channel.pk))
