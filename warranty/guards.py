"""What a step of a warranty claim must not do, whatever its button says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.guards import not_in_the_future, refuse

if TYPE_CHECKING:
    from warranty.models import WarrantyClaim


def promise_ahead(case: WarrantyClaim, answers: dict, now: datetime) -> None:
    """Nothing is promised for a day that is over."""
    if answers["promised_on"] < now.astimezone(case.shop.zone).date():
        refuse("promised_on", _("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))


def costs_something(case: WarrantyClaim, answers: dict, now: datetime) -> None:
    """Nobody is asked to agree to nothing."""
    if not answers["repair_cost"]:
        refuse("repair_cost", _("Tulis biayanya. Kalau tanpa biaya, pilih Perbaiki."))


def replacement_is_new(case: WarrantyClaim, answers: dict, now: datetime) -> None:
    """The unit that is given instead is one that the shop has not handed to anybody yet."""
    if case.unit_id and case.replacement_is_taken(answers["replacement_serial"]):
        refuse("replacement_serial", _("Nomor seri ini sudah terdaftar. Periksa lagi."))
    not_in_the_future("handed_over_on")(case, answers, now)
