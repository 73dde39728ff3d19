"""Whose parcel somebody holds in their hands: by any number that stands on it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cases.customers import cases_about
from cases.models import Case
from cases.reference import is_plausible, normalise
from remedies.models import Parcel
from sales import tracking
from sales.finding import numbered
from sales.models import Order
from shops.models import Membership

MOST = 8  # of either, for one number
SHORTEST = 3  # letters that may be part of a number or a name


@dataclass(frozen=True)
class Found:
    """The cases that a number means, open ones first, and the orders that have none that is open."""

    cases: list[Case]
    orders: list[Order]

    @property
    def only(self) -> Case | None:
        """The one case that it can mean."""
        return self.cases[0] if len(self.cases) == 1 and not self.orders else None

    def __bool__(self) -> bool:
        return bool(self.cases or self.orders)


def find(member: Membership, text: str) -> Found:
    """By a tracking number either way, a case's reference or an order's number, all of this member's shop."""
    number = tracking.normalise(text)
    if not number:
        return Found([], [])
    orders = _orders(member, text, number)
    about = [list(_listed(cases_about(member, order))[:MOST]) for order in orders]
    found = {case.pk: case for case in _listed(_cases(member).filter(_named(member, text, number)))[:MOST]}
    found |= {case.pk: case for cases in about for case in cases}
    bare = [
        order for order, cases in zip(orders, about, strict=True) if not any(case.is_open for case in cases)
    ]
    if not found and not bare and len(number) >= SHORTEST:
        # What a case kept before its parcels were written down stands in its search column.
        like = Q(search__contains=number.lower()) | Q(search__contains=" ".join(text.lower().split()))
        found = {case.pk: case for case in _listed(_cases(member).filter(like))[:MOST]}
    return Found(sorted(found.values(), key=lambda case: (not case.is_open, -case.pk)), bare)


def _named(member: Membership, text: str, number: str) -> Q:
    parcels = Parcel.objects.filter(shop=member.shop_id, tracking_number=number)
    named, reference = Q(pk__in=parcels.values("case")), normalise(text)
    return named | Q(reference=reference) if is_plausible(reference) else named


def _orders(member: Membership, text: str, number: str) -> list[Order]:
    keys = numbered(member.shop, text)
    of_shop = Order.objects.filter(shop=member.shop_id).select_related("channel").defer("search")
    return list(
        of_shop.filter(Q(tracking_number=number) | Q(pk__in=keys)).order_by("-placed_at", "-pk")[:MOST]
    )


def _cases(member: Membership) -> QuerySet[Case]:
    return Case.objects.filter(shop=member.shop_id)


def _listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a line of a list says, the newest first."""
    found = cases.select_related("channel", "assignee__user").defer("description", "search")
    return found.order_by("-opened_at", "-pk")
