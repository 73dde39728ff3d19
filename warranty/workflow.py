"""How a warranty claim moves: the table that an owner can read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases import aftercare, moves
from cases.guards import not_in_the_future
from cases.moves import ALARM, TO_ASSIGNEE, awaited, customer_clock, days, shop_clock, watched
from cases.workflow import (
    CUSTOMER,
    DESK,
    STAFF,
    SYSTEM,
    Note,
    State,
    Step,
    Tell,
    Timer,
    Turn,
    Variant,
    Workflow,
    register,
)
from remedies import moves as money
from shops.calendar import Amount, Unit
from warranty import guards

if TYPE_CHECKING:
    from warranty.models import WarrantyClaim

# Letters to the customer.
REMINDER = "warranty_reminder"
LATE = "warranty_late"
REOPENED = "warranty_reopened"

# Until the day promised to the customer; three working days where none stands or it is over.
PROMISE = shop_clock("promise", 3, until="promised_on")

STATES = {
    "submitted": State(
        _("Klaim menunggu keputusan"), _("Menunggu keputusan toko"), Turn.SHOP, (shop_clock("answer", 2),),
        station=_("Toko memeriksa klaim"),
    ),
    "evidence_asked": State(
        _("Menunggu bukti"), _("Toko menunggu foto atau penjelasan"), Turn.CUSTOMER,
        (customer_clock("evidence", days(3), "lapse_evidence", (50,)),),
    ),
    "unit_expected": State(
        _("Menunggu unit"), _("Klaim diterima. Bawa atau kirim unitnya"), Turn.CUSTOMER,
        (customer_clock("bring_unit", Amount(14, Unit.CALENDAR), "lapse_unit"),),
        station=_("Kakak membawa atau mengirim unit"),
    ),
    "unit_on_the_way": State(
        _("Unit di jalan"), _("Unit dalam perjalanan ke toko"), Turn.NOBODY,
        (moves.transit_clock(),),
        station=_("Unit dalam perjalanan"),
    ),
    "received": State(
        _("Unit diterima, perlu didiagnosa"), _("Unit diterima, sedang didiagnosa"), Turn.SHOP,
        (shop_clock("diagnose", 3),), station=_("Unit diterima"),
    ),
    "diagnosed": State(
        _("Sudah didiagnosa, perlu keputusan"), _("Sudah didiagnosa, toko menentukan langkahnya"), Turn.SHOP,
        (shop_clock("decide", 1),), station=_("Diagnosa"),
    ),
    "cost_offered": State(
        _("Menunggu jawaban soal biaya"), _("Ada biaya perbaikan, mohon jawaban Kakak"), Turn.CUSTOMER,
        (customer_clock("cost", days(5), "cost_unanswered", (50,)),),
    ),
    "waiting_part": State(
        _("Menunggu suku cadang"), _("Menunggu suku cadang"), Turn.SHOP, (PROMISE,),
        station=_("Menunggu suku cadang, bila perlu"),
    ),
    "repairing": State(
        _("Sedang diperbaiki"), _("Sedang diperbaiki"), Turn.SHOP, (PROMISE,), station=_("Diperbaiki"),
    ),
    "ready": State(
        _("Siap diambil atau dikirim"), _("Selesai diperbaiki, siap diambil atau dikirim"), Turn.CUSTOMER,
        (Timer("pick_up", Amount(14, Unit.CALENDAR), "alarm", ALARM, remind="remind_customer"),),
        station=_("Siap diambil atau dikirim"),
    ),
    "replacement_due": State(
        _("Unit pengganti harus diserahkan"), _("Unit pengganti disiapkan"), Turn.SHOP, (shop_clock("replace", 3),),
        station=_("Toko menyerahkan unit pengganti"),
    ),
    "refund_due": State(
        _("Dana harus dikembalikan"), _("Dana sedang disiapkan"), Turn.SHOP, (shop_clock("payout", 3),),
        station=_("Toko mengirim dana"),
    ),
    money.SOUGHT: money.LOOKED_FOR,
    "refunded": State(
        _("Dana dikirim, menunggu konfirmasi"), _("Dana sudah kami kirim. Tolong kabari bila sudah masuk"), Turn.CUSTOMER,
        (customer_clock("confirm", Amount(7, Unit.CALENDAR), "close_by_silence", (50,)),),
        station=_("Kakak mengonfirmasi"),
    ),
    "unit_return_due": State(
        _("Ditolak, unit harus dikembalikan"), _("Klaim tidak dapat diterima, unit dikembalikan"), Turn.SHOP,
        (shop_clock("return_unit", 2),), station=_("Toko mengembalikan unit"),
    ),
    "handed_over": State(
        _("Menunggu konfirmasi pelanggan"), _("Sudah kami serahkan. Tolong kabari bila sudah beres"), Turn.CUSTOMER,
        (customer_clock("confirm", Amount(7, Unit.CALENDAR), "close_by_silence", (50,)),),
        station=_("Kakak mengonfirmasi"),
    ),
    "reopened": State(
        _("Dibuka kembali"), _("Dibuka kembali, menunggu toko"), Turn.SHOP, (shop_clock("reopened", 1),),
    ),
    "refused": State(_("Ditolak"), _("Klaim tidak dapat diterima"), Turn.NOBODY, is_open=False),
    "closed": State(_("Selesai"), _("Selesai"), Turn.NOBODY, (aftercare.follow_up(),), is_open=False),
    "cancelled": State(_("Dibatalkan"), _("Dibatalkan"), Turn.NOBODY, is_open=False),
}  # fmt: skip

TOLD = _("Pelanggan diberi tahu.")


def _becomes(way: str):
    """The way in which the claim is settled is decided: the customer's road changes with it, and it costs nothing."""

    def effect(case: WarrantyClaim, now: datetime) -> set[str]:
        case.variant, case.repair_cost = way, None
        return {"variant", "repair_cost"}

    return effect


def _quoted(case: WarrantyClaim, now: datetime) -> set[str]:
    """A repair that waits for a yes: what was promised before is no promise any more."""
    case.variant, case.promised_on = "service", None
    return {"variant", "promised_on"}


NO_COST = moves.forget("repair_cost")  # nobody owes what nobody agreed to


def _look_up(case: WarrantyClaim, now: datetime) -> None:
    """How the warranty stands on the day the claim comes in."""
    case.look_up(now)


def _register_replacement(case: WarrantyClaim, now: datetime) -> None:
    """A unit that takes the place of a registered one inherits what is left of its warranty."""
    if case.unit_id:
        case.register_replacement(now)


# Decisions, which are the desk's -----------------------------------------------------------------


def _accept(source: str) -> Step:
    return Step(
        "accept", source, "unit_expected", DESK, _("Terima klaim"), _("Klaim diterima"), tone="act",
        takes=("service_place",), records=("parcel_expected",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
        consequence=(_("Pelanggan diminta membawa atau mengirim unitnya."), TOLD), tells=(Tell("warranty_accepted"),),
    )  # fmt: skip


def _repair(source: str) -> Step:
    return Step(
        "repair", source, "repairing", DESK, _("Perbaiki"), _("Unit diperbaiki"), tone="act",
        asks=("promised_on",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
        guard=guards.promise_ahead, effect=_becomes("service"),
        consequence=(_("Tanggal selesai menjadi janji kepada pelanggan, jamnya ikut berjalan."), TOLD),
        tells=(Tell("warranty_repairing"),),
    )  # fmt: skip


def _replace(source: str) -> Step:
    return Step(
        "replace", source, "replacement_due", DESK, _("Ganti unit"), _("Unit akan diganti"), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), effect=_becomes("replacement"),
        consequence=(_("Toko wajib menyerahkan unit pengganti."), TOLD), tells=(Tell("warranty_replacing"),),
    )  # fmt: skip


def _refund(source: str) -> Step:
    return Step(
        "refund", source, "refund_due", DESK, _("Kembalikan dana"), _("Dana akan dikembalikan"), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), effect=_becomes("refund"),
        consequence=(_("Dana menjadi kewajiban toko."), TOLD), tells=(Tell("warranty_refunding"),),
    )  # fmt: skip


CLOSES = _("Kasus ditutup, bisa dibuka kembali.")


def _refuse(source: str, label, target: str = "refused", follows=CLOSES) -> Step:
    """Never without the clause it rests on, and never without another way for the customer."""
    return Step(
        "refuse", source, target, DESK, label, _("Klaim ditolak"), tone="stop",
        asks=("refusal_reason", "refusal_clause", "alternative"), note=Note.MAY, note_label=_("Penjelasan untuk pelanggan"),
        consequence=(_("Pelanggan membaca alasan, ketentuan, dan jalan lainnya."), follows),
        tells=(Tell("warranty_refused"),),
    )  # fmt: skip


def _cancel(source: str, records: tuple[str, ...] = ()) -> Step:
    return moves.cancel(
        source, _("Batalkan klaim"), _("Klaim dibatalkan"),
        _("Kasus ditutup. Tidak ada unit atau dana yang dikirim."), "warranty_cancelled", records,
    )  # fmt: skip


def _ask_evidence(source: str, *pauses: str) -> Step:
    return moves.ask_evidence(source, "warranty_evidence_asked", *pauses)


def _move_promise(source: str) -> Step:
    return Step(
        "move_promise", source, source, DESK, _("Geser tanggal janji"), _("Tanggal janji digeser"),
        asks=("promised_on",), note=Note.MUST, note_label=_("Alasannya, dibaca pelanggan"), guard=guards.promise_ahead,
        consequence=(_("Pelanggan membaca tanggal baru dan alasannya."), _("Jam mulai lagi sampai tanggal itu.")),
        tells=(Tell("warranty_promise_moved"),),
    )  # fmt: skip


# The work on the unit, which anybody may do --------------------------------------------------------


def _receive(source: str) -> Step:
    return Step(
        "receive", source, "received", STAFF, _("Catat unit diterima"), _("Unit diterima toko"), tone="act",
        asks=("received_on", "condition"), takes=("accessories",), note=Note.MAY, note_label=_("Catatan saat menerima"),
        files=True, guard=not_in_the_future("received_on"), records=("parcel_received",), tells=(Tell("warranty_received"),),
        consequence=(_("Kondisi ini dibaca pelanggan."), _("Jam diagnosa mulai berjalan.")),
    )  # fmt: skip


def _finish(source: str) -> Step:
    return Step(
        "finish", source, "ready", STAFF, _("Perbaikan selesai"), _("Perbaikan selesai"), tone="act",
        asks=("repair_note",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"), files=True,
        consequence=(_("Pelanggan diberi tahu unitnya siap."),), tells=(Tell("warranty_ready"),),
    )  # fmt: skip


AGREED = Tell("warranty_repairing")
COST_ANSWERED = Tell("staff_cost_answered", TO_ASSIGNEE)

STEPS = (
    # The claim -------------------------------------------------------------------------------
    _accept("submitted"),
    _replace("submitted"),
    _ask_evidence("submitted", "answer"),
    _refuse("submitted", _("Tolak klaim")),
    _cancel("submitted"),
    *watched("submitted", LATE),

    # Evidence --------------------------------------------------------------------------------
    *moves.evidence_comes("evidence_asked", "submitted"),
    _accept("evidence_asked"),
    _refuse("evidence_asked", _("Tolak klaim")),
    _cancel("evidence_asked"),
    *awaited("evidence_asked", REMINDER),
    moves.lapse("lapse_evidence", "evidence_asked", _("Ditutup otomatis, bukti tidak dikirim"),
                _("Bila pelanggan diam: kasus ditutup sendiri."), "warranty_lapsed"),

    # The unit comes ----------------------------------------------------------------------------
    Step(
        "ship", "unit_expected", "unit_on_the_way", CUSTOMER | DESK, _("Unit sudah dikirim"), _("Unit dikirim ke toko"),
        tone="act", asks=("courier", "tracking_number"), records=("parcel_sent",),
    ),
    _receive("unit_expected"),
    _cancel("unit_expected", ("parcel_called_off",)),
    *awaited("unit_expected", REMINDER),
    moves.lapse("lapse_unit", "unit_expected", _("Ditutup otomatis, unit tidak datang"),
                _("Bila unit tidak datang: kasus ditutup sendiri."), "warranty_lapsed", ("parcel_called_off",)),
    _receive("unit_on_the_way"),
    moves.lose("unit_on_the_way", "diagnosed", _("Toko memutuskan pengganti atau dana tanpa unit.")),
    moves.not_sent("unit_on_the_way", "unit_expected"),
    *watched("unit_on_the_way"),

    # What is wrong with it -----------------------------------------------------------------------
    Step(
        "diagnose", "received", "diagnosed", STAFF, _("Simpan hasil diagnosa"), _("Unit didiagnosa"), tone="act",
        asks=("diagnosis",), note=Note.MAY, note_label=_("Temuan lain"), files=True,
        consequence=(_("Hasilnya dibaca pelanggan."), _("Keputusan servis, ganti, atau dana menyusul.")),
    ),
    *watched("received", LATE),
    _repair("diagnosed"),
    _replace("diagnosed"),
    _refund("diagnosed"),
    _refuse("diagnosed", _("Tolak setelah didiagnosa"), "unit_return_due", _("Unit wajib dikembalikan ke pelanggan.")),
    *watched("diagnosed", LATE),

    # A repair that the warranty does not pay for ----------------------------------------------------
    Step(
        "quote", "diagnosed", "cost_offered", DESK, _("Perbaiki dengan biaya"), _("Biaya perbaikan diajukan"),
        asks=("repair_cost",), note=Note.MUST, note_label=_("Kenapa ada biaya, dibaca pelanggan"),
        guard=guards.costs_something, effect=_quoted, tells=(Tell("warranty_quoted"),),
        consequence=(_("Pelanggan menjawab setuju atau tidak."), _("Unit belum diperbaiki sampai pelanggan setuju.")),
    ),
    moves.agree("agree", "cost_offered", "repairing", _("Unitnya langsung kami perbaiki."), AGREED, COST_ANSWERED),
    moves.agree_for("agree_for", "cost_offered", "repairing", _("Jam perbaikan mulai berjalan."), AGREED),
    Step(
        "decline", "cost_offered", "diagnosed", CUSTOMER, _("Tidak setuju"), _("Pelanggan tidak setuju dengan biayanya"),
        done_public=_("Kakak tidak setuju dengan biayanya"), note=Note.MAY, note_label=_("Pesan untuk toko"),
        consequence=(_("Unit tidak diperbaiki. Toko menghubungi Kakak soal langkah berikutnya."),), effect=NO_COST,
        tells=(COST_ANSWERED,),
    ),
    Step(
        "withdraw_quote", "cost_offered", "diagnosed", DESK, _("Tarik biaya ini"), _("Biaya ditarik"), tone="quiet",
        note=Note.MUST, note_label=_("Kenapa ditarik, dibaca pelanggan"), effect=NO_COST, tells=(Tell("warranty_quote_over"),),
        consequence=(_("Misalnya salah tulis, atau pelanggan menolak lewat telepon. Toko memutuskan lagi."),),
    ),
    *awaited("cost_offered", REMINDER),
    Step(
        "cost_unanswered", "cost_offered", "diagnosed", SYSTEM, "", _("Biaya tidak dijawab, kembali ke toko"),
        done_public=_("Belum ada jawaban Kakak soal biaya"), effect=NO_COST,
        tells=(Tell("warranty_quote_over"), COST_ANSWERED),
        if_silent=_("Bila pelanggan diam: unit tidak diperbaiki, toko memutuskan lagi."),
        if_silent_public=_("Lewat dari itu unitnya belum kami perbaiki, dan toko menghubungi Kakak."),
    ),

    # The repair ----------------------------------------------------------------------------------
    _finish("repairing"),
    Step(
        "wait_part", "repairing", "waiting_part", STAFF, _("Menunggu suku cadang"), _("Menunggu suku cadang"),
        asks=("part",), note=Note.MAY, note_label=_("Catatan, dibaca pelanggan"),
        consequence=(_("Tanggal janji tetap. Geser bila tidak terkejar."),),
    ),
    _move_promise("repairing"),
    _replace("repairing"),
    _refund("repairing"),
    *watched("repairing", LATE),
    Step(
        "part_came", "waiting_part", "repairing", STAFF, _("Suku cadang datang"), _("Suku cadang datang"), tone="act",
        note=Note.MAY, note_label=_("Catatan, dibaca pelanggan"), consequence=(_("Perbaikan diteruskan."),),
    ),
    _move_promise("waiting_part"),
    _replace("waiting_part"),
    _refund("waiting_part"),
    *watched("waiting_part", LATE),
    Step(
        "hand_over", "ready", "handed_over", STAFF, _("Catat unit diserahkan"), _("Unit diserahkan"), tone="act",
        asks=("handed_over_on",), takes=("return_courier", "return_tracking_number"), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), guard=not_in_the_future("handed_over_on"),
        consequence=(_("Pelanggan diminta mengabari bila sudah beres."),), tells=(Tell("warranty_handed_over"),),
        records=("parcel_out",), irreversible=True,
    ),
    moves.confirm("ready", _("Sudah saya ambil dan beres"), _("Pelanggan sudah mengambil unit"),
                  _("Kakak sudah mengambil unit")),
    moves.remind_customer("ready", REMINDER),
    moves.alarm("ready"),

    # What is given instead -----------------------------------------------------------------------
    Step(
        "send_replacement", "replacement_due", "handed_over", STAFF, _("Catat pengganti diserahkan"),
        _("Unit pengganti diserahkan"), tone="act", asks=("replacement_serial", "handed_over_on"),
        takes=("return_courier", "return_tracking_number"), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
        guard=guards.replacement_is_new, effect=_register_replacement,
        consequence=(_("Unit pengganti meneruskan sisa garansi unit lama."), TOLD), tells=(Tell("warranty_replaced"),),
        records=("parcel_out",), irreversible=True,
    ),
    *watched("replacement_due", LATE),
    *money.refund("refunded", "warranty_refunded"),
    *watched("refund_due", LATE),
    *money.missed("refunded", LATE),
    moves.confirm("refunded", _("Dana sudah saya terima"), _("Pelanggan sudah menerima dana"),
                  _("Kakak sudah menerima dana"), records=("confirm_refund",)),
    moves.confirm_for("refunded", _("Pelanggan sudah menerima dana"), _("Dicatat: pelanggan sudah menerima dana"),
                      _("Toko mencatat bahwa Kakak sudah menerima dana"), records=("confirm_refund",)),
    money.miss("refunded"),
    *awaited("refunded", REMINDER),
    moves.close_by_silence("refunded", "warranty_closed"),
    Step(
        "return_unit", "unit_return_due", "refused", STAFF, _("Catat unit dikembalikan"), _("Unit dikembalikan"),
        tone="act", asks=("handed_over_on",), takes=("return_courier", "return_tracking_number"), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), guard=not_in_the_future("handed_over_on"),
        consequence=(_("Kasus ditutup, bisa dibuka kembali."),), tells=(Tell("warranty_unit_returned"),),
        records=("parcel_out",), irreversible=True,
    ),
    *watched("unit_return_due", LATE),

    # The end ----------------------------------------------------------------------------------------
    moves.confirm("handed_over", _("Sudah beres"), _("Pelanggan: sudah beres"), _("Kakak mengonfirmasi sudah beres"),
                  records=("parcel_arrived",)),
    moves.confirm_for("handed_over", _("Pelanggan bilang sudah beres"), _("Dicatat: pelanggan bilang sudah beres"),
                      _("Toko mencatat bahwa sudah beres"), records=("parcel_arrived",)),
    Step(
        "miss", "handed_over", "reopened", CUSTOMER, _("Belum beres"), _("Pelanggan: belum beres"),
        done_public=_("Kakak mengabari belum beres"), consequence=(_("Toko memeriksa lagi dan segera menjawab."),),
        note=Note.MUST, note_label=_("Ceritakan"), tells=(Tell("staff_reopened", TO_ASSIGNEE),),
    ),
    *awaited("handed_over", REMINDER),
    moves.close_by_silence("handed_over", "warranty_closed"),
    *aftercare.after_care("closed", "reopened"),
    moves.reopen("closed", CUSTOMER | DESK, REOPENED),
    moves.reopen("cancelled", CUSTOMER | DESK, REOPENED),
    moves.reopen("refused", DESK, REOPENED),
    _accept("reopened"),
    _receive("reopened"),
    _replace("reopened"),
    _refund("reopened"),
    _ask_evidence("reopened"),  # what comes is decided anew, so its clock does not go on
    _refuse("reopened", _("Tolak klaim")),
    _cancel("reopened"),
    *watched("reopened", LATE),
    *money.VOUCHERS,
)  # fmt: skip

CLAIM = register(
    Workflow(
        kind="warranty_claim",
        prefix="GR",
        label=_("Garansi"),
        start="submitted",
        opened=Step(
            "submit", "", "submitted", CUSTOMER | DESK, _("Kirim klaim"), _("Klaim garansi diajukan"),
            effect=_look_up, tells=(Tell("warranty_submitted"),),
        ),
        states=STATES,
        steps=STEPS,
        panel="warranty/panel.html",
        public_panel="remedies/refunds_public.html",
        granted=("accept", "repair", "replace", "refund"),
        money_back="refund_amount",
        shown=("serial_number", "coverage_sentence", "service_place", "promised_on", "repair_cost"),
        searchable=("serial_number", "replacement_serial", "tracking_number", "return_tracking_number"),
        entry="warranty",
        invite=_("Klaim garansi"),
        invite_hint=_("Barang bermasalah setelah dipakai. Siapkan nomor seri"),
        icon="shield",
        variants={
            "service": Variant(
                _("Garansi: servis"), _("Servis garansi"), _("Unit diperiksa dan diperbaiki"),
                ("submitted", "unit_expected", "unit_on_the_way", "received", "diagnosed", "waiting_part", "repairing",
                 "ready", "handed_over", "closed"),
            ),
            "replacement": Variant(
                _("Garansi: ganti unit"), _("Unit diganti"), _("Unit diganti dengan yang lain"),
                ("submitted", "unit_expected", "unit_on_the_way", "received", "diagnosed", "replacement_due",
                 "handed_over", "closed"),
            ),
            "refund": Variant(
                _("Garansi: dana kembali"), _("Dana dikembalikan"), _("Dana pembelian dikembalikan"),
                ("submitted", "unit_expected", "unit_on_the_way", "received", "diagnosed", "refund_due",
                 "refunded", "closed"),
            ),
        },
    )
)  # fmt: skip
