"""How a complaint moves: the table that an owner can read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases import aftercare, moves
from cases.guards import all_of, not_in_the_future
from cases.moves import TO_ASSIGNEE, TO_OWNER, days, shop_clock
from cases.workflow import (
    CUSTOMER,
    DESK,
    SYSTEM,
    Note,
    Role,
    State,
    Step,
    Tell,
    Timer,
    Turn,
    Workflow,
    register,
)
from complaints import guards
from remedies.moves import VOUCHERS

if TYPE_CHECKING:
    from complaints.models import Complaint

OWNER = frozenset({Role.OWNER})
# Letters to the customer.
REMINDER = "complaint_reminder"
LATE = "complaint_late"

# What stands fast before a solution is offered or given, so that no end of the road lacks it.
SOLUTION = ("recovery_action", "offered_solution", "root_cause")
BESIDE = ("root_cause_detail", "recovery_cost")


def _customer_clock(name: str, number: int, if_unanswered: str = "") -> Timer:
    """A clock of the customer: who says nothing more until then is taken to be content."""
    return moves.customer_clock(
        name, days(number), "close_by_silence", (50,), if_unanswered=if_unanswered
    )  # fmt: skip


STATES = {
    "submitted": State(
        _("Menunggu jawaban"), _("Kami baca dulu keluhan Kakak"), Turn.SHOP, (shop_clock("answer", 1),),
        station=_("Toko membaca dan menjawab"),
    ),
    "escalated": State(
        _("Di tangan pemilik"), _("Ditangani langsung oleh pemilik toko"), Turn.SHOP, (shop_clock("owner_answer", 1),),
    ),
    "answered": State(
        _("Dijawab, solusi menyusul"), _("Kami sedang menyiapkan solusinya"), Turn.SHOP, (shop_clock("solution", 2),),
        station=_("Toko menyiapkan solusi"),
    ),
    "solution_offered": State(
        _("Menunggu jawaban atas solusi"), _("Ada solusi untuk Kakak, mohon jawabannya"), Turn.CUSTOMER,
        (_customer_clock("decide", 5),), station=_("Kakak menjawab solusinya"),
    ),
    "discussed": State(
        _("Solusi dibicarakan lagi"), _("Kami siapkan jawaban untuk tanggapan Kakak"), Turn.SHOP,
        (shop_clock("solution", 1),),
    ),
    "recovery_due": State(
        _("Janji harus dipenuhi"), _("Kami sedang menjalankan solusinya"), Turn.SHOP, (shop_clock("recovery", 2),),
        station=_("Toko menjalankan solusi"),
    ),
    "settled": State(
        _("Menunggu kabar pelanggan"), _("Sudah kami lakukan. Apakah semuanya sudah beres?"), Turn.CUSTOMER,
        (_customer_clock("confirm", 5, if_unanswered="take_up"),), station=_("Kakak memastikan semua beres"),
    ),
    "reopened": State(
        _("Dibuka kembali"), _("Dibuka kembali, pemilik toko ikut menangani"), Turn.SHOP, (shop_clock("reopened", 1),),
    ),
    "closed": State(_("Selesai"), _("Selesai"), Turn.NOBODY, (aftercare.follow_up(),), is_open=False),
    "withdrawn": State(_("Dicabut"), _("Keluhan dicabut"), Turn.NOBODY, is_open=False),
    "turned": State(_("Menjadi kasus lain"), _("Dilanjutkan di kasus baru"), Turn.NOBODY, is_open=False),
}  # fmt: skip


def _headed(case: Complaint, now: datetime) -> set[str]:
    """The problem in one line says more than the first words of a long story: it becomes the case's title."""
    case.title = case.restated
    return {"title"}


def _is_severe(case: Complaint, now: datetime) -> set[str]:
    case.severity = guards.SEVERE
    return {"severity"}


def _answer(source: str, by=DESK, *, judge: bool = False) -> Step:
    return Step(
        "answer", source, "answered", by, _("Jawab pelanggan"), _("Keluhan dijawab"), tone="act",
        asks=("restated", "severity") if judge else ("restated",), takes=("category",), note=Note.MUST,
        note_label=_("Jawaban untuk pelanggan"), guard=guards.severe_goes_to_the_owner if judge else None,
        effect=_headed, tells=(Tell("complaint_answered"),),
        consequence=(_("Pelanggan membaca inti keluhannya dengan kata Anda, lalu menunggu solusi."),),
    )  # fmt: skip


def _offer(source: str, by=DESK, *, judge: bool = False) -> Step:
    """A solution that the customer may take or not."""
    asks, checks, effect = _judged(judge)
    return Step(
        "offer", source, "solution_offered", by, _("Tawarkan solusi"), _("Solusi ditawarkan"),
        tone="" if judge else "act", asks=asks, takes=BESIDE, guard=all_of(*checks), effect=effect,
        tells=(Tell("complaint_offered"),),
        consequence=(_("Pelanggan menjawab ya atau tidak."), _("Yang disetujui menjadi janji toko.")),
    )  # fmt: skip


def _settle(source: str, by=DESK, *, judge: bool = False) -> Step:
    """A solution that is given already: an apology on the phone, another piece over the counter."""
    asks, checks, effect = _judged(judge)
    return Step(
        "settle", source, "settled", by, _("Catat solusi yang sudah diberikan"), _("Solusi sudah diberikan"),
        asks=(*asks, "recovered_on"), takes=BESIDE, effect=effect,
        guard=all_of(*checks, not_in_the_future("recovered_on")), tells=(Tell("complaint_recovered"),),
        consequence=(_("Pelanggan ditanya apakah semuanya sudah beres."),), irreversible=True,
    )  # fmt: skip


def _judged(judge: bool) -> tuple:
    """What a solution asks for; where it is the first answer as well, what an answer asks for too."""
    if judge:
        checks = (guards.severe_goes_to_the_owner, guards.cause_is_told)
        return ("restated", "severity", *SOLUTION), checks, _headed
    return SOLUTION, (guards.cause_is_told,), None


def _withdraw(source: str) -> tuple[Step, Step]:
    return (
        Step(
            "withdraw", source, "withdrawn", CUSTOMER, _("Cabut keluhan"), _("Pelanggan mencabut keluhannya"),
            done_public=_("Kakak mencabut keluhan"), tone="quiet", note=Note.MAY, note_label=_("Pesan untuk toko"),
            consequence=(_("Keluhan ditutup, dan masih bisa Kakak buka kembali."),),
            tells=(Tell("complaint_withdrawn", TO_ASSIGNEE),),
        ),
        Step(
            "cancel", source, "withdrawn", DESK, _("Tutup tanpa solusi"), _("Ditutup tanpa solusi"), tone="quiet",
            note=Note.MUST, note_label=_("Alasannya, dibaca pelanggan"), tells=(Tell("complaint_cancelled"),),
            consequence=(_("Untuk keluhan ganda atau yang dicabut lewat telepon. Pelanggan diberi tahu."),),
        ),
    )  # fmt: skip


def _escalate(source: str) -> Step:
    return Step(
        "escalate", source, "escalated", DESK, _("Eskalasi ke pemilik"), _("Dieskalasi ke pemilik"),
        note=Note.MUST, note_label=_("Kenapa pemilik perlu turun tangan"), effect=_is_severe, internal=True,
        consequence=(_("Dicatat sebagai keluhan berat. Hanya pemilik yang menjawab."), _("Pelanggan diberi tahu.")),
        tells=(Tell("complaint_escalated", TO_OWNER), Tell("complaint_with_owner")),
    )  # fmt: skip


PROMISED = _("Toko wajib menjalankan solusinya.")


def _accept(source: str) -> Step:
    at_once = _("Kami langsung menjalankan solusinya.")
    return moves.agree("accept", source, "recovery_due", at_once, Tell("complaint_accepted", TO_ASSIGNEE))


def _turn(source: str) -> Step:
    return Step(
        "turn", source, "turned", DESK, _("Jadikan kasus lain"), _("Dijadikan kasus lain"), tone="quiet",
        page="turn", done_public=_("Dilanjutkan di kasus baru"), irreversible=True,
        consequence=(_("Keluhan ini ditutup. Percakapan dan berkasnya ikut ke kasus baru."),),
    )  # fmt: skip


def _watched(source: str) -> tuple[Step, Step]:
    return moves.watched(source, LATE)


def _close_by_silence(source: str) -> Step:
    public = _("Lewat dari itu keluhan kami anggap selesai, dan Kakak masih bisa membukanya kembali.")
    return moves.close_by_silence(source, "complaint_closed", public, guards.learned)


def _reopen(source: str) -> tuple[Step, Step]:
    """The customer's is one tap: nothing to write, nothing to confirm."""
    told = (Tell("complaint_reopened"), Tell("staff_reopened", TO_OWNER))
    return (
        Step("reopen", source, "reopened", CUSTOMER, _("Belum beres, buka kembali"), _("Pelanggan membuka kembali"),
             done_public=_("Kakak membuka kembali"), tells=told),
        Step(
            "reopen_for", source, "reopened", DESK, _("Buka kembali"), _("Keluhan dibuka kembali"), tone="quiet",
            note=Note.MUST, note_label=_("Kenapa dibuka kembali"), tells=told,
            consequence=(_("Kasus masuk lagi ke kotak masuk, jam jawaban mulai lagi."),),
        ),
    )  # fmt: skip


STEPS = (
    # First the customer is heard --------------------------------------------------------------
    _answer("submitted", judge=True),
    _offer("submitted", judge=True),
    _settle("submitted", judge=True),
    _escalate("submitted"),
    *_withdraw("submitted"),
    _turn("submitted"),
    *_watched("submitted"),
    _answer("escalated", OWNER),
    _offer("escalated", OWNER),
    _settle("escalated", OWNER),
    *_withdraw("escalated"),
    _turn("escalated"),
    *_watched("escalated"),

    # Then something is offered ----------------------------------------------------------------
    _offer("answered"),
    _settle("answered"),
    _escalate("answered"),
    *_withdraw("answered"),
    _turn("answered"),
    *_watched("answered"),
    _accept("solution_offered"),
    Step(
        "decline", "solution_offered", "discussed", CUSTOMER, _("Belum cocok"), _("Pelanggan belum setuju"),
        done_public=_("Kakak belum setuju"), note=Note.MUST, note_label=_("Apa yang Kakak harapkan"),
        consequence=(_("Kami baca dulu harapan Kakak, lalu menjawab lagi."),),
        tells=(Tell("complaint_declined", TO_ASSIGNEE),),
    ),
    moves.reply("solution_offered", "discussed", "staff_reply"),
    moves.agree_for("accept_for", "solution_offered", "recovery_due", PROMISED),
    Step(
        "decline_for", "solution_offered", "discussed", DESK, _("Pelanggan belum setuju"),
        _("Dicatat: pelanggan belum setuju"), done_public=_("Toko mencatat bahwa Kakak belum setuju"),
        note=Note.MUST, note_label=_("Apa yang diharapkan pelanggan"),
        consequence=(_("Giliran toko menawarkan yang lain."),),
    ),
    *_withdraw("solution_offered"),
    _turn("solution_offered"),
    moves.remind_customer("solution_offered", REMINDER),
    _close_by_silence("solution_offered"),
    _offer("discussed"),
    _settle("discussed"),
    _accept("discussed"),
    moves.agree_for("accept_for", "discussed", "recovery_due", PROMISED),
    _escalate("discussed"),
    *_withdraw("discussed"),
    _turn("discussed"),
    *_watched("discussed"),

    # What was promised is done ----------------------------------------------------------------
    Step(
        "fulfil", "recovery_due", "settled", DESK, _("Catat sudah dilakukan"), _("Solusi dijalankan"), tone="act",
        asks=("recovered_on",), takes=("recovery_cost",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
        guard=not_in_the_future("recovered_on"), tells=(Tell("complaint_recovered"),),
        consequence=(_("Pelanggan ditanya apakah semuanya sudah beres."),), irreversible=True,
    ),
    _turn("recovery_due"),
    *_watched("recovery_due"),

    # The end ----------------------------------------------------------------------------------
    moves.confirm("settled", _("Sudah beres"), _("Pelanggan menyatakan beres"), _("Kakak menyatakan sudah beres"),
                  _("Keluhan selesai. Masih bisa dibuka kembali bila ada masalah lagi."), guards.learned),
    moves.confirm_for("settled", _("Pelanggan menyatakan beres"), _("Dicatat: pelanggan menyatakan beres"),
                      _("Toko mencatat bahwa semuanya sudah beres"), guards.learned),
    *_reopen("settled"),
    moves.remind_customer("settled", REMINDER),
    _close_by_silence("settled"),
    Step(
        "take_up", "settled", "reopened", SYSTEM, "", _("Pesan pelanggan belum dijawab, kembali ke toko"),
        done_public=_("Pesan Kakak belum kami jawab, jadi keluhan kami buka lagi"),
        if_silent=_("Bila pesannya tidak dijawab: kasus kembali ke toko."),
        if_silent_public=_("Pesan Kakak kami jawab dulu sebelum keluhan ini selesai."),
        tells=(Tell("complaint_late"), Tell("staff_reopened", TO_OWNER)),
    ),
    *_reopen("closed"),
    *aftercare.after_care("closed", "reopened"),
    *_reopen("withdrawn"),
    _answer("reopened"),
    _offer("reopened"),
    _settle("reopened"),
    _escalate("reopened"),
    _turn("reopened"),
    *_watched("reopened"),
    *VOUCHERS,
)  # fmt: skip

COMPLAINT = register(
    Workflow(
        kind="complaint",
        prefix="KL",
        label=_("Keluhan"),
        start="submitted",
        opened=Step(
            "submit", "", "submitted", CUSTOMER | DESK, _("Kirim keluhan"), _("Keluhan diterima"),
            tells=(Tell("complaint_submitted"),),
        ),
        states=STATES,
        steps=STEPS,
        road=("submitted", "answered", "solution_offered", "recovery_due", "settled", "closed"),
        shown=("category", "restated", "expected_solution", "recovery_action", "offered_solution"),
        team_only=("severity", "root_cause", "root_cause_detail", "recovery_cost"),
        searchable=("restated",),
        panel="complaints/panel.html",
        granted=("accept", "accept_for"),
        entry="complaint_form",
        invite=_("Sampaikan keluhan"),
        invite_hint=_("Tentang pengiriman, barang, pelayanan, harga, atau servis"),
        icon="chat",
    )
)  # fmt: skip
