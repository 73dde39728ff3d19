"""What a step of any kind must not do, whatever its button says; each kind adds rules of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.refusals import Refused
from shops.money import rupiah

if TYPE_CHECKING:
    from cases.models import Case

Guard = Callable[["Case", dict[str, Any], datetime], None]


def all_of(*guards: Guard) -> Guard:
    """One guard out of several, the first that refuses speaks."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        for one in guards:
            one(case, answers, now)

    return guard


def not_in_the_future(field: str) -> Guard:
    """A guard: what was done was not done tomorrow, by the shop's own calendar."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        if answers[field] > now.astimezone(case.shop.zone).date():
            refuse(field, _("Tanggalnya belum terjadi."))

    return guard


def in_the_future(field: str) -> Guard:
    """A guard: what is promised is promised for a day that the shop still has before it, today included; or for none."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        if answers.get(field) and answers[field] < now.astimezone(case.shop.zone).date():
            refuse(field, _("Tanggalnya sudah lewat."))

    return guard


def not_above_worth(field: str) -> Guard:
    """A guard: what is paid back never exceeds the value of the goods, where that is known."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        if case.amount is not None and answers[field] > case.amount:
            refuse(field, _("Lebih besar dari nilai barang (%s).") % rupiah(case.amount))

    return guard


def asked_at_most(times: int) -> Guard:
    """A guard: the shop's clock may not be stopped for ever by asking again and again."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        if case.events.standing().filter(action="ask_evidence").count() >= times:
            raise Refused(_("Bukti sudah %d kali diminta. Putuskan dengan yang ada.") % times)

    return guard


def refuse(field: str, sentence: str) -> None:
    """Raise the refusal that stands beside one field."""
    raise Refused(sentence, {field: sentence})
