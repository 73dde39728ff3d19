"""What a step of a return must not do, whatever its button says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.guards import Guard, refuse
from cases.refusals import Refused

if TYPE_CHECKING:
    from returns.models import ReturnRequest

EVIDENCE_NONE, EVIDENCE_WEAK = "none", "weak"


def there_is_evidence(case: ReturnRequest, answers: dict[str, Any], now: datetime) -> None:
    """Money without goods in return needs something to go by."""
    if answers["evidence_verdict"] == EVIDENCE_NONE:
        refuse("evidence_verdict", _("Tanpa bukti belum bisa disetujui. Minta bukti dulu, atau tolak."))


def another_way(case: ReturnRequest, answers: dict[str, Any], now: datetime) -> None:
    """A kind is changed into another one."""
    if answers["variant"] == case.variant:
        refuse("variant", _("Jenisnya sudah itu. Pilih yang lain."))


def offered_at_most(times: int) -> Guard:
    """A guard: the shop decides in the end, it does not bargain for ever."""

    def guard(case: ReturnRequest, answers: dict[str, Any], now: datetime) -> None:
        if case.events.standing().filter(action="offer_partial").count() >= times:
            raise Refused(_("Sudah %d kali ditawarkan. Setujui atau tolak permintaannya.") % times)

    return guard
