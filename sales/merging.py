"""Two customers who are one person: joined with a trace, and taken apart again exactly."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sales.customers import search_words
from sales.models import Customer, CustomerMerge, CustomerNote, Order
from shops.audit import NotAllowed, What, note
from shops.models import Membership
from shops.phones import masked

# Filled in where the one who stays has nothing.
_FILLED = ("name", "email", "preferences", "consented_at")


@transaction.atomic
def merge(member: Membership, stays: int, goes: int, *, now: datetime) -> CustomerMerge:
    """Everything of one customer goes over to the other; both by key, both of the member's shop.

    Who has the only phone number of the two stays, whichever was named: their number is how people are
    found again. `NotAllowed` where one of them is merged already.
    """
    rows = _held(member, stays, goes)
    if len(rows) < 2 or any(row.merged_into_id for row in rows.values()):
        raise NotAllowed(_("Salah satu dari keduanya sudah digabung. Tidak ada yang berubah."))
    kept, gone = rows[stays], rows[goes]
    if gone.phone and not kept.phone:
        kept, gone = gone, kept
    merged = CustomerMerge.objects.create(
        shop=member.shop, kept=kept, gone=gone, by=member.user, at=now, moved=_move(kept, gone)
    )
    note(member.shop, member.user, What.MERGED, _told(merged), now=now)
    return merged


def _move(kept: Customer, gone: Customer) -> dict[str, Any]:
    """Carry it all over; answers what it was."""
    moved = {
        "orders": _hand_over(Order.objects.filter(customer=gone), customer=kept),
        "notes": _hand_over(CustomerNote.objects.filter(customer=gone), customer=kept),
        # Who was merged into the one who goes now leads to the one who stays, in one step.
        "customers": _hand_over(Customer.objects.filter(merged_into=gone), merged_into=kept),
        "filled": {},
    }
    for field in _FILLED:
        before, after = getattr(kept, field), getattr(gone, field)
        if after and not before:
            setattr(kept, field, after)
            moved["filled"][field] = _plain(after)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    _save(kept, moved)
    return moved


def _hand_over(rows, **owner) -> list[int]:
    keys = sorted(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=keys).update(**owner)
    return keys


@transaction.atomic
def unmerge(member: Membership, pk: int, *, now: datetime) -> CustomerMerge:
    """Take a merge back: everything that moved returns, and what was filled in is empty again unless changed since.

    Orders that came meanwhile under the phone of the one who returns go along. Merges are taken back in
    reverse, the latest first, so that each finds things as it left them; otherwise `NotAllowed`.
    """
    merged = CustomerMerge.objects.get(shop=member.shop_id, pk=pk)
    rows = _held(member, merged.kept_id, merged.gone_id)
    kept, gone = rows[merged.kept_id], rows[merged.gone_id]
    # Asked again now that both are held.
    merged.refresh_from_db()
    if merged.undone_at:
        raise NotAllowed(_("Penggabungan ini sudah dibatalkan."))
    later = CustomerMerge.objects.filter(Q(kept=kept) | Q(gone=kept), undone_at=None, pk__gt=merged.pk)
    if later.exists():
        raise NotAllowed(_("Ada penggabungan yang lebih baru. Batalkan yang terbaru dulu."))
    _move_back(merged, kept, gone)
    merged.undone_by, merged.undone_at = member.user, now
    merged.save(update_fields=["undone_by", "undone_at"])
    note(member.shop, member.user, What.UNMERGED, _told(merged), now=now)
    return merged


def _move_back(merged: CustomerMerge, kept: Customer, gone: Customer) -> None:
    moved = merged.moved
    meanwhile = Q(buyer_phone=gone.phone, created_at__gte=merged.at) if gone.phone else Q(pk__in=[])
    Order.objects.filter(Q(pk__in=moved["orders"]) | meanwhile, customer=kept).update(customer=gone)
    CustomerNote.objects.filter(pk__in=moved["notes"], customer=kept).update(customer=gone)
    Customer.objects.filter(pk__in=moved["customers"], merged_into=kept).update(merged_into=gone)
    for field, value in moved["filled"].items():
        if _plain(getattr(kept, field)) == value:
            setattr(kept, field, Customer._meta.get_field(field).get_default())
    gone.merged_into = None
    gone.search = search_words(gone)
    gone.save(update_fields=["merged_into", "search"])
    _save(kept, moved)


def _save(kept: Customer, moved: dict[str, Any]) -> None:
    kept.search = search_words(kept)
    kept.save(update_fields=[*moved["filled"], "search"])


def _held(member: Membership, *keys: int) -> dict[int, Customer]:
    """The customers, held until the transaction ends; whoever adds an order to one of them waits."""
    found = Customer.objects.select_for_update(no_key=True).filter(shop=member.shop_id, pk__in=keys)
    return {row.pk: row for row in found.order_by("pk")}


def _plain(value: Any) -> str | None:
    """A value as the trace keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value


def _told(merged: CustomerMerge) -> str:
    return f"{_named(merged.gone)} → {_named(merged.kept)}"


def _named(customer: Customer) -> str:
    return f"{customer.name or '–'} ({masked(customer.phone)})" if customer.phone else str(customer)


def merges_of(customer: Customer) -> list[CustomerMerge]:
    """Who was merged into this customer and still is, the latest first."""
    found = CustomerMerge.objects.select_related("gone", "by").filter(kept=customer, undone_at=None)
    return list(found.order_by("-pk"))
