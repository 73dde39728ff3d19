"""What a step of a warranty claim must not do, whatever its button says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.refusals import Refused
from shops.money import rupiah

if TYPE_CHECKING:
    from warranty.models import WarrantyClaim


def refund_within_value(case: WarrantyClaim, answers: dict, now: datetime) -> None:
    """A refund never exceeds the value of the goods, where that is known."""
    if case.amount is not None and answers["refund_amount"] > case.amount:
        _refuse("refund_amount", _("Lebih besar dari nilai barang (%s).") % rupiah(case.amount))
    not_in_the_future("refunded_on")(case, answers, now)


def not_in_the_future(field: str) -> Callable:
    """A guard: what was done was not done tomorrow, by the shop's own calendar."""

    def guard(case: WarrantyClaim, answers: dict, now: datetime) -> None:
        if answers[field] > _today(case, now):
            _refuse(field, _("Tanggalnya belum terjadi."))

    return guard


def promise_ahead(case: WarrantyClaim, answers: dict, now: datetime) -> None:
    """Nothing is promised for a day that is over."""
    if answers["promised_on"] < _today(case, now):
        _refuse("promised_on", _("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))


def replacement_is_new(case: WarrantyClaim, answers: dict, now: datetime) -> None:
    """The unit that is given instead is one that the shop has not handed to anybody yet."""
    if case.unit_id and case.replacement_is_taken(answers["replacement_serial"]):
        _refuse("replacement_serial", _("Nomor seri ini sudah terdaftar. Periksa lagi."))
    not_in_the_future("handed_over_on")(case, answers, now)


def _today(case: WarrantyClaim, now: datetime):
    return now.astimezone(case.shop.zone).date()


def _refuse(field: str, message: str) -> None:
    raise Refused(message, {field: message})
