"""The only ways to get hold of a case: each answers 404 alike for "absent" and "not yours"."""

from secrets import compare_digest
from uuid import UUID

from django.http import Http404

from cases.models import Attachment, Case
from cases.reference import normalise
from shops.models import Channel, Membership, Shop


def case_for_staff(membership: Membership, reference: str) -> Case:
    """A case of the shop that this member works for, as its own kind; two queries."""
    found = Case.objects.select_related("channel", "assignee__user").defer("description", "search")
    case = _or_404(found.filter(shop=membership.shop_id, reference=normalise(reference)).first())
    specific = case.specific
    specific.shop, specific.channel, specific.assignee = membership.shop, case.channel, case.assignee
    return specific


def sees_money(membership: Membership) -> bool:
    """The warehouse handles parcels: sums, whole phone numbers and messages are not its business."""
    return membership.role != Membership.Role.WAREHOUSE


def case_for_customer(token: str) -> Case:
    """The case whose link somebody holds."""
    return _or_404(Case.objects.select_related("shop", "channel").filter(token=token).first())


def case_before(case: Case) -> Case | None:
    """The case that was turned into this one, as its own kind."""
    if case.came_from_id is None:
        return None
    before = case.came_from.specific
    before.shop = case.shop
    return before


def case_after(case: Case) -> Case | None:
    """The case that this one was turned into; asked only of what is closed."""
    return None if case.is_open else Case.objects.filter(came_from=case.pk).order_by("pk").first()


def case_of_submission(shop: Shop, submission: UUID) -> Case | None:
    """The case that this very form has already become."""
    found = Case.objects.filter(shop=shop, submission=submission)
    # Nearly every form is sent once: asking whether there is one costs less than asking for it.
    return found.first() if found.exists() else None


def find_case(reference: str, phone_last4: str) -> Case | None:
    """The case of somebody who knows its reference and the end of the phone number; None for any other pair."""
    case = Case.objects.filter(reference=reference).only("token", "customer_phone").first()
    known = case.customer_phone[-4:] if case else "none"
    return case if compare_digest(known.encode(), phone_last4.encode()) else None


def shop_for_public(slug: str) -> Shop:
    """The shop whose public pages somebody opens."""
    return _or_404(Shop.objects.filter(slug=slug).first())


def public_channel(shop: Shop) -> Channel | None:
    """Through which the shop's own forms bring in cases; None where the shop has closed them."""
    channel = shop.channels.filter(kind=Channel.Kind.WEBSITE, is_active=True).order_by("pk").first()
    if channel:
        channel.shop = shop
    return channel


def draft_for_form(shop: Shop, draft_key: UUID, pk: int) -> Attachment:
    """A file of a form that is still open, for whoever holds that form's key."""
    found = Attachment.objects.filter(shop=shop, case=None, draft_key=draft_key, pk=pk)
    return _or_404(found.first())


def file_for_staff(membership: Membership, reference: str, pk: int) -> Attachment:
    """A file of a case of this member's shop."""
    found = Attachment.objects.filter(
        case__shop=membership.shop_id, case__reference=normalise(reference), pk=pk
    )
    return _or_404(found.first())


def file_for_customer(token: str, pk: int) -> Attachment:
    """A file that the holder of the case's link may see: the team's own are not among them."""
    return _or_404(Attachment.objects.filter(case__token=token, internal=False, pk=pk).first())


def _or_404(found):
    if found is None:
        raise Http404
    return found
