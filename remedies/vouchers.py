"""Giving vouchers within the month's budget, and taking each back once."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.http import Http404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cases.models import Case
from cases.records import Record, Taken
from cases.reference import ALPHABET
from cases.refusals import NotPossible, Refused
from cases.workflow import Role
from remedies.models import Voucher
from shops import locks
from shops.audit import NotAllowed
from shops.models import Membership, Shop
from shops.money import MAX_RUPIAH, rupiah
from shops.paging import Page, newest_first
from shops.prepared import Prepared

Status = Voucher.Status
LEAST = 1_000  # rupiah
LONGEST = timedelta(days=730)


# What a step writes --------------------------------------------------------------------------------


class GivesVouchers:
    """The steps of a kind whose customers may be given vouchers; a mixin for its model."""

    def give_voucher(self, taken: Taken) -> Record:
        """A voucher that holds at once, for those who may spend what is left of the month, or more."""
        row = _new(self, taken, Status.READY)
        left = left_of_month(self.shop, taken.now)
        limit = self.shop.refund_limit
        if limit is not None and row.value > limit and taken.actor.role is not Role.OWNER:
            words = _("Voucher di atas %s diputuskan pemilik. Ajukan dulu.") % rupiah(limit)
            raise Refused(words, {"value": words})
        if left is not None and row.value > left and taken.actor.role is not Role.OWNER:
            words = _("Anggaran voucher bulan ini tinggal %s. Ajukan ke pemilik, atau kecilkan nilainya.")
            words %= rupiah(max(left, 0))
            raise Refused(words, {"value": words})
        row.approved_at, row.approved_by = taken.now, taken.actor.user
        return _given(row)

    def propose_voucher(self, taken: Taken) -> Record:
        """A voucher that waits for the owner."""
        return _given(_new(self, taken, Status.WAITING))

    def why_no_proposal(self, now: datetime) -> str:
        """One waits at a time, so that the owner knows which one they say yes to."""
        waits = Voucher.objects.filter(case=self.pk, status=Status.WAITING).exists()
        return _("Masih ada voucher yang menunggu persetujuan di kasus ini.") if waits else ""

    def approve_voucher(self, taken: Taken) -> Record:
        """The owner says yes to what waits."""
        row = _waiting(self)
        if row.expires_on < taken.now.astimezone(self.shop.zone).date():
            raise Refused(_("Masa berlaku voucher ini sudah lewat. Tolak, lalu minta diajukan lagi."))
        record = Record()
        record.change(row, status=Status.READY, approved_at=taken.now, approved_by=taken.actor.user)
        record.said |= _said(row)
        return record

    def refuse_voucher(self, taken: Taken) -> Record:
        """The owner says no to what waits."""
        record = Record()
        record.change(_waiting(self), status=Status.VOID, ended_at=taken.now, ended_by=taken.actor.user)
        return record

    @property
    def vouchers_waiting(self) -> list[Voucher]:
        """Those that the owner has not answered yet."""
        return [row for row in self.vouchers_given if row.status == Status.WAITING]

    @cached_property
    def secrets(self) -> list[str]:
        """Codes that whoever holds them can use: they do not leave the house with the evidence."""
        return [row.code for row in self.vouchers_given]

    @property
    def vouchers_given(self) -> list[Voucher]:
        """The vouchers of this case, the latest first; one query."""
        return _OF_CASE(self.pk)


_OF_CASE = Prepared(lambda case: Voucher.objects.filter(case=case), int)


def _new(case: Case, taken: Taken, status: str) -> Voucher:
    value, expires_on = taken.data.get("value"), taken.data.get("expires_on")
    today = taken.now.astimezone(case.shop.zone).date()
    wrong = {}
    if not isinstance(value, int) or not LEAST <= value <= MAX_RUPIAH:
        wrong["value"] = _("Nilainya paling sedikit %s.") % rupiah(LEAST)
    if not isinstance(expires_on, date) or not today <= expires_on <= today + LONGEST:
        wrong["expires_on"] = _("Pilih hari mulai hari ini sampai dua tahun lagi.")
    if wrong:
        raise Refused(" ".join(wrong.values()), wrong)
    locks.one_at_a_time(
        "remedies.vouchers", [case.shop_id]
    )  # of two who spend the rest of the budget one sees the other
    return Voucher(
        shop_id=case.shop_id, case_id=case.pk, code=_new_code(), value=value, expires_on=expires_on, status=status,
        given_at=taken.now, given_by=taken.actor.user,
    )  # fmt: skip


def _given(row: Voucher) -> Record:
    record = Record()
    record.make(row)
    record.said |= _said(row)
    return record


def _said(row: Voucher) -> dict[str, Any]:
    return {"voucher": {"code": row.code, "value": row.value, "until": date_format(row.expires_on, "j F Y")}}


def _waiting(case: Case) -> Voucher:
    rows = Voucher.objects.select_for_update().filter(case=case.pk, status=Status.WAITING)
    row = rows.order_by("pk").first()
    if row is None:
        raise NotPossible(_("Tidak ada voucher yang menunggu persetujuan."))
    return row


def _new_code() -> str:
    """ "V7KM-4QXH-2B": ten letters that nobody misreads or guesses."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(9))
    return f"V{letters[:3]}-{letters[3:7]}-{letters[7:]}"


# The budget ----------------------------------------------------------------------------------------


def left_of_month(shop: Shop, now: datetime) -> int | None:
    """What may still be given in this month of the shop's calendar; None where no limit is set."""
    if shop.voucher_budget is None:
        return None
    first = now.astimezone(shop.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    given = Voucher.objects.filter(shop=shop, given_at__gte=first).exclude(status=Status.VOID)
    return shop.voucher_budget - (given.aggregate(Sum("value"))["value__sum"] or 0)


# Finding and using ---------------------------------------------------------------------------------


def page_of(shop: Shop, *, code: str = "", waiting: bool = False, after: str = "") -> Page[Voucher]:
    """The shop's vouchers, the newest first."""
    found = Voucher.objects.filter(shop=shop).select_related("case")
    if waiting:
        found = found.filter(status=Status.WAITING)
    if code:
        found = found.filter(code__startswith=normalise(code))
    return newest_first(found, "given_at", after)


def normalise(text: str) -> str:
    """A code as we write it, or its beginning, from what somebody typed: any case, with or without dashes."""
    letters = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())[:10]
    return "-".join(part for part in (letters[:4], letters[4:8], letters[8:]) if part)


def voucher_for_staff(member: Membership, pk: int) -> Voucher:
    """A voucher of this shop; another's is as if it were not there."""
    found = Voucher.objects.filter(shop=member.shop_id, pk=pk).select_related("case", "given_by", "ended_by")
    if row := found.first():
        row.shop = member.shop
        return row
    raise Http404


def use(member: Membership, pk: int, order: str, *, now: datetime) -> Voucher:
    """Take a voucher back, once; `NotAllowed` says why not. Of two at once, one wins."""
    with transaction.atomic():
        row = Voucher.objects.select_for_update().get(shop=member.shop_id, pk=pk)
        if refusal := _unusable(row, member.shop, now):
            raise NotAllowed(refusal)
        row.status, row.ended_at, row.ended_by, row.used_for = (
            Status.USED,
            now,
            member.user,
            order.strip()[:60],
        )
        row.save(update_fields=["status", "ended_at", "ended_by", "used_for"])
    return row


def _unusable(row: Voucher, shop: Shop, now: datetime) -> str:
    if row.status == Status.USED:
        when = row.ended_at.astimezone(shop.zone)
        return _("Voucher ini sudah dipakai pada %s.") % f"{when:%d-%m-%Y %H.%M}"
    if row.status == Status.VOID:
        return _("Voucher ini sudah dibatalkan.")
    if row.status == Status.WAITING:
        return _("Voucher ini masih menunggu persetujuan pemilik.")
    if now.astimezone(shop.zone).date() > row.expires_on:
        return _("Voucher ini sudah lewat masa berlakunya.")
    return ""


def cancel(member: Membership, pk: int, *, now: datetime) -> Voucher:
    """A voucher that was given by mistake holds no more; `NotAllowed` where it was used already."""
    with transaction.atomic():
        row = Voucher.objects.select_for_update().get(shop=member.shop_id, pk=pk)
        if row.status in (Status.USED, Status.VOID):
            raise NotAllowed(_unusable(row, member.shop, now))
        row.status, row.ended_at, row.ended_by = Status.VOID, now, member.user
        row.save(update_fields=["status", "ended_at", "ended_by"])
    return row
