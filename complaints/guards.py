"""What a step of a complaint must not do, whatever its button says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.guards import refuse
from cases.refusals import Refused

if TYPE_CHECKING:
    from complaints.models import Complaint

SEVERE = "severe"
VAGUE = ("unknown", "other")  # causes that say nothing by themselves


def learned(case: Complaint, answers: dict[str, Any], now: datetime) -> None:
    """No complaint ends before it is written down what made it good and what caused it."""
    found = {name: answers.get(name) or getattr(case, name) for name in ("recovery_action", "root_cause")}
    missing = {name: _("Bagian ini masih kosong.") for name, value in found.items() if not value}
    if missing:
        raise Refused(
            _("Belum bisa ditutup: toko belum mencatat tindakan pemulihan dan akar masalah."), missing
        )


def cause_is_told(case: Complaint, answers: dict[str, Any], now: datetime) -> None:
    """A cause that is unknown, or on no list, needs words; otherwise nothing can be learned from it."""
    if answers["root_cause"] in VAGUE and not answers.get("root_cause_detail"):
        refuse("root_cause_detail", _("Tulis apa yang sudah diperiksa atau apa penyebabnya."))


def severe_goes_to_the_owner(case: Complaint, answers: dict[str, Any], now: datetime) -> None:
    """A severe complaint is the owner's to answer, and is first brought before them."""
    if answers["severity"] == SEVERE:
        refuse("severity", _("Keluhan berat dijawab pemilik. Pilih Eskalasi ke pemilik dulu."))
