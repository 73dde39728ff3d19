"""After the end: a kind question some days later, two scores, and a way back in when something was wrong.

Every kind takes these steps into its table with `after_care`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.refusals import Refused
from cases.workflow import CUSTOMER, FOLLOW_UP, STAY, SYSTEM, Audience, Note, Step, Tell, Timer
from shops.calendar import Amount, Unit

if TYPE_CHECKING:
    from cases.models import Case

ASK_AFTER = Amount(3, Unit.CALENDAR)
LOW = 2  # a score of 2 or less means that the case was not well ended


def follow_up() -> Timer:
    """The clock that a closed state runs: some days of quiet, then one question."""
    return Timer(FOLLOW_UP, ASK_AFTER, "ask", {"ask": "ask_feedback"}, remind="ask_feedback", reminders=())


def after_care(closed: str, reopened: str) -> tuple[Step, ...]:
    """The steps of a closed state: the question, the answer, and the way back in for a bad one."""
    scores = ("score_product", "score_treatment")
    return (
        Step(
            "ask_feedback", closed, closed, SYSTEM, "", _("Pelanggan ditanya apakah semua baik"), quiet=True,
            internal=True, unless="not_wanted", tells=(Tell("case_feedback"),),
        ),
        Step(
            "rate", closed, STAY, CUSTOMER, _("Kirim penilaian"), _("Pelanggan memberi nilai"),
            done_public=_("Penilaian Kakak"), asks=scores, note=Note.MAY, note_label=_("Ada yang ingin disampaikan?"),
            guard=only_good, effect=rated, ends=(FOLLOW_UP,),
        ),
        Step(
            "rate_low", closed, reopened, CUSTOMER, _("Kirim penilaian"), _("Nilai rendah, kasus dibuka kembali"),
            done_public=_("Penilaian Kakak, kasus dibuka kembali"), asks=scores, note=Note.MAY,
            note_label=_("Apa yang masih kurang?"), guard=only_low, effect=rated,
            tells=(Tell("staff_low_score", Audience.OWNER),),
        ),
    )  # fmt: skip


def is_low(answers: dict) -> bool:
    """Whether the two scores say that something was wrong."""
    return min(answers["score_product"], answers["score_treatment"]) <= LOW


def only_good(case: Case, answers: dict, now: datetime) -> None:
    """A low score must not be filed away, and a score is given once."""
    if case.rated_at:
        raise Refused(_now("Penilaian Kakak sudah kami catat."))
    if is_low(answers):
        raise Refused(_now("Nilai rendah membuka kasus kembali."))


def only_low(case: Case, answers: dict, now: datetime) -> None:
    """A good score opens nothing."""
    if not is_low(answers):
        raise Refused(_now("Nilai ini tidak membuka kasus kembali."))


def rated(case: Case, now: datetime) -> tuple[str, ...]:
    """Note when the scores were given."""
    case.rated_at = now
    return ("rated_at",)
