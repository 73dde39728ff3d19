"""What a step of a return must not do, whatever its button says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.refusals import Refused
from shops.money import rupiah

if TYPE_CHECKING:
    from returns.models import ReturnRequest


def refund_within_value(case: ReturnRequest, answers: dict, now: datetime) -> None:
    """A refund never exceeds the value of the goods, where that is known."""
    if case.amount is not None and answers["refund_amount"] > case.amount:
        _refuse("refund_amount", _("Lebih besar dari nilai barang (%s).") % rupiah(case.amount))
    not_in_the_future("refunded_on")(case, answers, now)


def asked_at_most(times: int) -> Callable:
    """A guard: the shop's clock may not be stopped for ever by asking again and again."""

    def guard(case: ReturnRequest, answers: dict, now: datetime) -> None:
        if case.events.filter(action="ask_evidence").count() >= times:
            raise Refused(_("Bukti sudah %d kali diminta. Putuskan dengan yang ada.") % times)

    return guard


def not_in_the_future(field: str) -> Callable:
    """A guard: what was done was not done tomorrow, by the shop's own calendar."""

    def guard(case: ReturnRequest, answers: dict, now: datetime) -> None:
        if answers[field] > now.astimezone(case.shop.zone).date():
            _refuse(field, _("Tanggalnya belum terjadi."))

    return guard


def _refuse(field: str, message: str) -> None:
    raise Refused(message, {field: message})
