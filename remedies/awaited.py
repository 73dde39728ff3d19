"""What is on its way to the shop, the longest waiting first; a page costs the same however much there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from remedies.models import Parcel
from remedies.models.parcels import ON_THE_WAY
from shops.models import Shop
from shops.paging import PAGE, Page, cursor, place

LATE = (7, 14)  # days


@dataclass(frozen=True)
class Waiting:
    """A parcel and the days since the shop began to wait for it."""

    parcel: Parcel
    days: int


def awaited(shop: Shop, now: datetime, *, days: int = 0, after: str = "") -> Page[Waiting]:
    """Those that are awaited for more than so many days, after the cursor; after nonsense, from the first on."""
    rows = Parcel.objects.filter(
        shop=shop, direction=Parcel.Direction.IN, status__in=ON_THE_WAY, case__is_open=True
    )
    if days:
        rows = rows.filter(created_at__lt=now - timedelta(days=days))
    rows = (
        rows.filter(_after(after)).select_related("case__channel").defer("case__description", "case__search")
    )
    found = [
        Waiting(row, (now - row.created_at).days) for row in rows.order_by("created_at", "id")[: PAGE + 1]
    ]
    if len(found) <= PAGE:
        return Page(found)
    last = found[PAGE - 1].parcel
    return Page(found[:PAGE], cursor(last.created_at, last.pk))


def _after(text: str) -> Q:
    found = place(text)
    if found is None:
        return Q()
    at, pk = found
    # The first condition is the index's range, the second cuts off those of the same instant.
    return Q(created_at__gte=at) & (Q(created_at__gt=at) | Q(id__gt=pk))
