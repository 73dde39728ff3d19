"""The return shelf: which goods that came back lie there, since when, and what is to become of them."""

from __future__ import annotations

from returns.findings import DISPOSITIONS, LEAVES_AT_ONCE
from returns.models import ShelfItem
from shops.models import Shop
from shops.paging import Page, newest_first

UNDECIDED = "belum"
# What may be asked for in the list's address; what is sold or thrown away does not lie there.
VIEWS = (UNDECIDED, *(what for what, _words in DISPOSITIONS if what not in LEAVES_AT_ONCE))


def page_of(shop: Shop, view: str = "", after: str = "") -> Page[ShelfItem]:
    """What lies on the shelf, the latest first, each with its case; two queries however much lies there."""
    found = ShelfItem.objects.filter(shop=shop, left_at=None)
    if view in VIEWS:
        found = found.filter(what="" if view == UNDECIDED else view)
    found = found.select_related("inspection__line", "inspection__case")
    return newest_first(found.defer("inspection__case__search"), "since", after)
