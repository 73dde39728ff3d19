"""The only ways to get hold of messages: those of the shop that a member works for, and of their role."""

import re
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from notifications.models import Message
from notifications.outbox import for_people
from shops.models import Membership
from shops.prepared import Prepared

PAGE = 25
MOST_ABOUT = 100


def _readable(membership: Membership, messages: QuerySet[Message] | None = None) -> QuerySet[Message]:
    """What this member may read, of all messages or of these."""
    found = (Message.objects.all() if messages is None else messages).filter(shop=membership.shop_id)
    return found if membership.role == Membership.Role.OWNER else found.filter(for_owners=False)


def message_for_staff(membership: Membership, pk: int) -> Message:
    """A message that this member may read; absent and not yours look the same."""
    message = _readable(membership).filter(pk=pk).first()
    if message is None:
        raise Http404
    return message


def _about(shop: int, reference: str, owner: bool) -> QuerySet[Message]:
    found = Message.objects.filter(shop=shop, about=reference).select_related("sent_by").order_by("-id")
    return found if owner else found.filter(for_owners=False)


_LATEST = {
    owner: Prepared(
        lambda shop, reference, owner=owner: _about(shop, reference, owner)[:MOST_ABOUT], int, str
    )
    for owner in (True, False)
}


def messages_about(membership: Membership, reference: str) -> list[Message]:
    """The latest messages about one case, the newest first."""
    return _LATEST[membership.role == Membership.Role.OWNER](membership.shop_id, reference)


def all_messages_about(membership: Membership, reference: str) -> QuerySet[Message]:
    """Every message about one case, the oldest first."""
    return _about(membership.shop_id, reference, membership.role == Membership.Role.OWNER).reverse()


def waiting_messages(membership: Membership, now: datetime, after: str = "") -> tuple[list[Message], str]:
    """One page of what needs a person, the oldest first, and the cursor of the next page; empty at the end."""
    found = _readable(membership, for_people(now)).order_by("id")
    if re.fullmatch(r"[0-9]{1,18}", after):
        found = found.filter(id__gt=int(after))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
