"""Setting pieces aside: of two who want the last one, one gets it.

A shop's count (`Variant.stock`) says what lies on the shelf; what is set aside lies there too, until it is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from cases.models import Case
from cases.records import Record
from cases.refusals import Refused
from remedies.models import Reservation
from sales.models import Variant
from shops.models import Shop


def held(variants: Iterable[Variant]) -> dict[int, int]:
    """How many pieces of each variant are set aside now, by its key; one query."""
    alive = Reservation.objects.filter(variant__in=variants, ended_at=None).values_list("variant")
    return dict(alive.annotate(Sum("quantity")).order_by())


def alive_for(case: Case) -> list[Reservation]:
    """What is set aside for a case now."""
    alive = Reservation.objects.filter(case=case.pk, ended_at=None)
    return list(alive.select_related("variant__product"))


def set_aside(case: Case, wanted: Mapping[int, int], now: datetime) -> tuple[Record, list[Variant]]:
    """Keep pieces of the shop's variants for this case, by their keys, in place of what it had before.

    Answers what to write, and the variants.

    Raises Refused where the shop's count leaves too few beside what others have set aside. Waits for whoever sets
    aside the same variant at the same moment.
    """
    found = _held_rows(case.shop, wanted)
    record = let_go(case, now)
    taken = held(found)
    for row in alive_for(case):
        taken[row.variant_id] = taken.get(row.variant_id, 0) - row.quantity
    for row in found:
        left = None if row.stock is None else row.stock - taken.get(row.pk, 0)
        if left is not None and wanted[row.pk] > left:
            words = _("Stok %(goods)s tidak cukup: sisa %(n)d yang belum disisihkan.")
            words %= {"goods": row, "n": max(left, 0)}
            raise Refused(words, {"replacement": words})
        record.make(
            Reservation(
                shop_id=case.shop_id, case_id=case.pk, variant=row, quantity=wanted[row.pk], made_at=now
            )
        )
    return record, found


def let_go(case: Case, now: datetime, *, ending: str = Reservation.Ending.FREED) -> Record:
    """What was set aside for this case may go to others; nothing where nothing was."""
    record = Record()
    for row in alive_for(case):
        record.change(row, ended_at=now, ending=ending)
    return record


def take_out(case: Case, now: datetime) -> Record:
    """What was set aside leaves the shelf: it is sent, and the shop's count goes down, below zero if it must."""
    alive = {row.variant_id: row.quantity for row in alive_for(case)}
    record = let_go(case, now, ending=Reservation.Ending.USED)
    for variant in _held_rows(case.shop, alive):
        if variant.stock is not None:
            record.change(variant, stock=variant.stock - alive[variant.pk])
    return record


def are_covered(case: Case) -> bool:
    """Whether the shop's count covers all that is set aside of what this case has set aside."""
    rows = _held_rows(case.shop, {row.variant_id for row in alive_for(case)})
    taken = held(rows)
    return all(row.stock is None or taken.get(row.pk, 0) <= row.stock for row in rows)


def _held_rows(shop: Shop, keys: Collection[int]) -> list[Variant]:
    """The rows of these variants, held until the transaction ends; another shop's is as if it were not there."""
    rows = Variant.objects.filter(shop=shop, pk__in=list(keys)).select_related("product").order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    if len(found) < len(keys):
        raise Refused(_("Barang pengganti ini tidak ada."), {"replacement": _("Pilihan ini tidak ada.")})
    return found
