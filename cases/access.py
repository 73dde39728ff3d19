"""The only ways to get hold of a case: each answers 404 alike for "absent" and "not yours"."""

from copy import copy
from functools import cache
from secrets import compare_digest
from uuid import UUID

from django.db import connection
from django.http import Http404

from cases.models import Attachment, Case
from cases.reference import normalise
from cases.workflow import all_workflows
from shops.access import sees_money
from shops.channels import channels_of
from shops.models import Channel, Membership, Shop
from shops.prepared import Prepared


def case_for_staff(membership: Membership, reference: str) -> Case:
    """A case of the shop that this member works for, as its own kind; one query."""
    reference = normalise(reference)
    kind = _or_404(next((flow.kind for flow in all_workflows() if flow.prefix == reference[:2]), None))
    case = _or_404(_of_kind(kind).first(membership.shop_id, reference))
    case.shop = membership.shop
    return case


@cache
def _of_kind(kind: str) -> Prepared[Case]:
    found = Case.model_of(kind).objects.select_related("channel", "assignee__user")
    return Prepared(lambda shop, reference: found.filter(shop=shop, reference=reference), int, str)


def case_for_customer(token: str) -> Case:
    """The case whose link somebody holds."""
    case = Case.objects.select_related("shop", "channel").filter(token=token).first()
    return _or_404(case if case and case.workflow.for_customer else None)


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
    return Case.objects.filter(shop=shop, submission=submission).first()


def form_so_far(shop: Shop, submission: UUID, draft_key: UUID) -> tuple[bool, bool]:
    """Whether this very form has already become a case, and whether it holds files.

    A single question in bare SQL: every submission asks it, and the answer to both is nearly always no.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM cases_case WHERE shop_id = %s AND submission = %s),"
            " EXISTS (SELECT FROM cases_attachment WHERE draft_key = %s AND shop_id = %s AND case_id IS NULL)",
            [shop.pk, submission, draft_key, shop.pk],
        )
        return cursor.fetchone()


def find_case(reference: str, phone_last4: str) -> Case | None:
    """The case of somebody who knows its reference and the end of the phone number; None for any other pair."""
    case = (
        Case.objects.filter(reference=reference)
        .exclude(customer_phone="")
        .only("token", "customer_phone")
        .first()
    )
    known = case.customer_phone[-4:] if case else "none"
    return case if compare_digest(known.encode(), phone_last4.encode()) else None


_SHOP = Prepared(lambda slug: Shop.objects.filter(slug=slug), str)


def shop_for_public(slug: str) -> Shop:
    """The shop whose public pages somebody opens."""
    return _or_404(_SHOP.first(slug))


def public_channel(shop: Shop) -> Channel | None:
    """Through which the shop's own forms bring in cases; None where the shop has closed them."""
    found = (row for row in channels_of(shop) if row.kind == Channel.Kind.WEBSITE and row.is_active)
    if channel := copy(next(found, None)):
        channel.shop = shop
    return channel


def draft_for_form(shop: Shop, draft_key: UUID, pk: int) -> Attachment:
    """A file of a form that is still open, for whoever holds that form's key."""
    found = Attachment.objects.filter(shop=shop, case=None, draft_key=draft_key, pk=pk)
    return _or_404(found.first())


_FILES = Prepared(lambda case: Attachment.objects.filter(case=case), int)


def files_of(case: Case, *, with_money: bool) -> list[Attachment]:
    """The files of a case that somebody has got hold of; a proof of payment shows a sum and an account."""
    if not with_money:
        return list(case.attachments.exclude(event__action__in=_about_money()))
    files = _FILES(case.pk)
    for file in files:
        file.case = case
    return files


@cache
def _about_money() -> frozenset[str]:
    return frozenset(step.action for flow in all_workflows() for step in flow.steps if step.about_money)


def file_for_staff(membership: Membership, reference: str, pk: int) -> Attachment:
    """A file of a case of this member's shop."""
    found = Attachment.objects.filter(
        case__shop=membership.shop_id, case__reference=normalise(reference), pk=pk
    )
    if not sees_money(membership):
        found = found.exclude(event__action__in=_about_money())
    return _or_404(found.first())


def file_for_customer(token: str, pk: int) -> Attachment:
    """A file that the holder of the case's link may see: the team's own are not among them."""
    return _or_404(Attachment.objects.filter(case__token=token, internal=False, pk=pk).first())


def _or_404(found):
    if found is None:
        raise Http404
    return found
