"""How a warranty claim moves: the table that an owner can read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases import aftercare
from cases.workflow import (
    CUSTOMER,
    DESK,
    STAFF,
    SYSTEM,
    Audience,
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
from shops.calendar import Amount, Unit
from warranty import guards

if TYPE_CHECKING:
    from warranty.models import WarrantyClaim

TO_OWNER, TO_ASSIGNEE = Audience.OWNER, Audience.ASSIGNEE
ALARM = {"alarm": "alarm"}


def _days(number: int) -> Amount:
    return Amount(number, Unit.WORKING)


def _clock(name: str, number: int, until: str = "") -> Timer:
    """A clock of the shop: working days, then its owner is alarmed."""
    return Timer(name, _days(number), "alarm", ALARM, remind="remind", until=until)


def _customer_clock(name: str, amount: Amount, close: str, reminders=(50, 80)) -> Timer:
    """A clock of the customer: the case closes by itself when it is up, unless they wait for an answer."""
    return Timer(
        name, amount, "close", {"close": close}, remind="remind_customer", reminders=reminders, if_unanswered="hold"
    )  # fmt: skip


# Until the day promised to the customer; three working days where none stands or it is over.
PROMISE = _clock("promise", 3, until="promised_on")

STATES = {
    "submitted": State(
        _("Klaim menunggu keputusan"), _("Menunggu keputusan toko"), Turn.SHOP, (_clock("answer", 2),),
        station=_("Toko memeriksa klaim"),
    ),
    "evidence_asked": State(
        _("Menunggu bukti"), _("Toko menunggu foto atau penjelasan"), Turn.CUSTOMER,
        (_customer_clock("evidence", _days(3), "lapse_evidence", (50,)),),
    ),
    "unit_expected": State(
        _("Menunggu unit"), _("Klaim diterima. Bawa atau kirim unitnya"), Turn.CUSTOMER,
        (_customer_clock("bring_unit", Amount(14, Unit.CALENDAR), "lapse_unit"),),
        station=_("Kakak membawa atau mengirim unit"),
    ),
    "unit_on_the_way": State(
        _("Unit di jalan"), _("Unit dalam perjalanan ke toko"), Turn.NOBODY,
        (Timer("transit", Amount(14, Unit.CALENDAR), "alarm", ALARM, remind="remind", reminders=(80,)),),
        station=_("Unit dalam perjalanan"),
    ),
    "received": State(
        _("Unit diterima, perlu didiagnosa"), _("Unit diterima, sedang didiagnosa"), Turn.SHOP,
        (_clock("diagnose", 3),), station=_("Unit diterima"),
    ),
    "diagnosed": State(
        _("Sudah didiagnosa, perlu keputusan"), _("Sudah didiagnosa, toko menentukan langkahnya"), Turn.SHOP,
        (_clock("decide", 1),), station=_("Diagnosa"),
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
        _("Unit pengganti harus diserahkan"), _("Unit pengganti disiapkan"), Turn.SHOP, (_clock("replace", 3),),
        station=_("Toko menyerahkan unit pengganti"),
    ),
    "refund_due": State(
        _("Dana harus dikembalikan"), _("Dana sedang disiapkan"), Turn.SHOP, (_clock("payout", 3),),
        station=_("Toko mengirim dana"),
    ),
    "unit_return_due": State(
        _("Ditolak, unit harus dikembalikan"), _("Klaim tidak dapat diterima, unit dikembalikan"), Turn.SHOP,
        (_clock("return_unit", 2),), station=_("Toko mengembalikan unit"),
    ),
    "handed_over": State(
        _("Menunggu konfirmasi pelanggan"), _("Sudah kami serahkan. Tolong kabari bila sudah beres"), Turn.CUSTOMER,
        (_customer_clock("confirm", Amount(7, Unit.CALENDAR), "close_by_silence", (50,)),),
        station=_("Kakak mengonfirmasi"),
    ),
    "reopened": State(
        _("Dibuka kembali"), _("Dibuka kembali, menunggu toko"), Turn.SHOP, (_clock("reopened", 1),),
    ),
    "refused": State(_("Ditolak"), _("Klaim tidak dapat diterima"), Turn.NOBODY, is_open=False),
    "closed": State(_("Selesai"), _("Selesai"), Turn.NOBODY, (aftercare.follow_up(),), is_open=False),
    "cancelled": State(_("Dibatalkan"), _("Dibatalkan"), Turn.NOBODY, is_open=False),
}  # fmt: skip

TOLD = _("Pelanggan langsung diberi tahu.")


def _becomes(way: str):
    """The way in which the claim is settled is decided: the customer's road changes with it."""

    def effect(case: WarrantyClaim, now: datetime) -> set[str]:
        case.variant = way
        return {"variant"}

    return effect


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
        takes=("service_place",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
        consequence=(_("Pelanggan diminta membawa atau mengirim unitnya."), TOLD), tells=(Tell("warranty_accepted"),),
    )  # fmt: skip


def _repair(source: str) -> Step:
    return Step(
        "repair", source, "repairing", DESK, _("Perbaiki"), _("Unit diperbaiki"), tone="act",
        asks=("promised_on",), takes=("repair_cost",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
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


def _cancel(source: str) -> Step:
    return Step(
        "cancel", source, "cancelled", CUSTOMER | DESK, _("Batalkan klaim"), _("Klaim dibatalkan"), tone="quiet",
        note=Note.MAY, note_label=_("Alasan pembatalan"), tells=(Tell("warranty_cancelled"),),
        consequence=(_("Kasus ditutup. Tidak ada unit atau dana yang dikirim."),),
    )  # fmt: skip


def _ask_evidence(source: str, *pauses: str) -> Step:
    return Step(
        "ask_evidence", source, "evidence_asked", DESK, _("Minta bukti tambahan"), _("Toko meminta bukti"),
        note=Note.MUST, note_label=_("Apa yang perlu dikirim pelanggan"), pauses=pauses,
        consequence=(_("Jam toko berhenti sampai pelanggan menjawab."),), tells=(Tell("warranty_evidence_asked"),),
    )  # fmt: skip


def _reopen(source: str, by) -> Step:
    return Step(
        "reopen", source, "reopened", by, _("Buka kembali"), _("Kasus dibuka kembali"), tone="quiet",
        note=Note.MUST, note_label=_("Kenapa dibuka kembali"),
        consequence=(_("Kasus masuk lagi ke kotak masuk, jam jawaban mulai lagi."),),
        tells=(Tell("warranty_reopened"), Tell("staff_reopened", TO_ASSIGNEE)),
    )  # fmt: skip


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
        files=True, guard=guards.not_in_the_future("received_on"), tells=(Tell("warranty_received"),),
        consequence=(_("Kondisi ini dibaca pelanggan."), _("Jam diagnosa mulai berjalan.")),
    )  # fmt: skip


def _finish(source: str) -> Step:
    return Step(
        "finish", source, "ready", STAFF, _("Perbaikan selesai"), _("Perbaikan selesai"), tone="act",
        asks=("repair_note",), note=Note.MAY, note_label=_("Pesan untuk pelanggan"), files=True,
        consequence=(_("Pelanggan diberi tahu unitnya siap."),), tells=(Tell("warranty_ready"),),
    )  # fmt: skip


# What the clocks do ----------------------------------------------------------------------------------


def _remind(source: str) -> Step:
    return Step("remind", source, source, SYSTEM, "", _("Pengingat otomatis"), quiet=True, internal=True,
                tells=(Tell("staff_reminder", TO_ASSIGNEE),))  # fmt: skip


def _remind_customer(source: str) -> Step:
    return Step("remind_customer", source, source, SYSTEM, "", _("Pelanggan diingatkan otomatis"), quiet=True,
                done_public=_("Pengingat dikirim ke Kakak"), unless="opted_out",
                tells=(Tell("warranty_reminder"),))  # fmt: skip


def _hold(source: str) -> Step:
    return Step("hold", source, source, SYSTEM, "", _("Tidak ditutup: pesan pelanggan belum dibalas"), quiet=True,
                internal=True, if_silent=_("Bila diam: kasus tetap terbuka, pemilik toko diberi tahu."),
                tells=(Tell("staff_unanswered", TO_OWNER),))  # fmt: skip


def _alarm(source: str, *, tells_customer: bool = False) -> Step:
    """The time is up and nothing happens by itself; who waits for the shop is told that too."""
    customer = (Tell("warranty_late"),) if tells_customer else ()
    return Step("alarm", source, source, SYSTEM, "", _("Batas waktu lewat, pemilik diberi tahu"),
                quiet=True, internal=not tells_customer, if_silent=_("Bila diam: pemilik toko diberi tahu."),
                if_silent_public=_("Lewat dari itu pemilik toko turun tangan."),
                tells=(Tell("staff_alarm", TO_OWNER), *customer))  # fmt: skip


def _lapse(action: str, source: str, done, if_silent) -> Step:
    return Step(
        action, source, "closed", SYSTEM, "", done, if_silent=if_silent, tells=(Tell("warranty_lapsed"),),
        if_silent_public=_("Lewat dari itu kasus ditutup, dan Kakak masih bisa minta dibuka kembali."),
    )  # fmt: skip


STEPS = (
    # The claim -------------------------------------------------------------------------------
    _accept("submitted"),
    _replace("submitted"),
    _ask_evidence("submitted", "answer"),
    _refuse("submitted", _("Tolak klaim")),
    _cancel("submitted"),
    _remind("submitted"),
    _alarm("submitted", tells_customer=True),

    # Evidence --------------------------------------------------------------------------------
    Step(
        "send_evidence", "evidence_asked", "submitted", CUSTOMER, _("Kirim bukti"), _("Pelanggan mengirim bukti"),
        done_public=_("Kakak mengirim bukti"), tone="act", note=Note.MUST, note_label=_("Penjelasan"), files=True,
        tells=(Tell("staff_evidence", TO_ASSIGNEE),),
    ),
    # Whoever answers in the message box has answered: only silence may close the case.
    Step(
        "reply", "evidence_asked", "submitted", CUSTOMER, _("Kirim pesan"), _("Pesan pelanggan"),
        done_public=_("Pesan Kakak"), note=Note.MUST, note_label=_("Tulis pesan ke toko"), files=True, additive=True,
        tells=(Tell("staff_evidence", TO_ASSIGNEE),),
    ),
    Step(
        "record_evidence", "evidence_asked", "submitted", DESK, _("Bukti sudah diterima"),
        _("Bukti diterima lewat jalan lain"), note=Note.MUST, note_label=_("Apa yang diterima, lewat mana"),
        files=True, consequence=(_("Jam toko berjalan lagi."),),
    ),
    _accept("evidence_asked"),
    _refuse("evidence_asked", _("Tolak klaim")),
    _cancel("evidence_asked"),
    _remind_customer("evidence_asked"),
    _hold("evidence_asked"),
    _lapse("lapse_evidence", "evidence_asked", _("Ditutup otomatis, bukti tidak dikirim"),
           _("Bila pelanggan diam: kasus ditutup sendiri.")),

    # The unit comes ----------------------------------------------------------------------------
    Step(
        "ship", "unit_expected", "unit_on_the_way", CUSTOMER | DESK, _("Unit sudah dikirim"), _("Unit dikirim ke toko"),
        tone="act", asks=("courier", "tracking_number"),
    ),
    _receive("unit_expected"),
    _cancel("unit_expected"),
    _remind_customer("unit_expected"),
    _hold("unit_expected"),
    _lapse("lapse_unit", "unit_expected", _("Ditutup otomatis, unit tidak datang"),
           _("Bila unit tidak datang: kasus ditutup sendiri.")),
    _receive("unit_on_the_way"),
    Step(
        "lose", "unit_on_the_way", "diagnosed", DESK, _("Paket hilang di jalan"), _("Paket dinyatakan hilang"),
        tone="quiet", note=Note.MUST, note_label=_("Keterangan dari kurir"),
        consequence=(_("Toko memutuskan pengganti atau dana tanpa unit."),),
    ),
    _remind("unit_on_the_way"),
    _alarm("unit_on_the_way"),

    # What is wrong with it -----------------------------------------------------------------------
    Step(
        "diagnose", "received", "diagnosed", STAFF, _("Simpan hasil diagnosa"), _("Unit didiagnosa"), tone="act",
        asks=("diagnosis",), note=Note.MAY, note_label=_("Temuan lain"), files=True,
        consequence=(_("Hasilnya dibaca pelanggan."), _("Keputusan servis, ganti, atau dana menyusul.")),
    ),
    _remind("received"),
    _alarm("received", tells_customer=True),
    _repair("diagnosed"),
    _replace("diagnosed"),
    _refund("diagnosed"),
    _refuse("diagnosed", _("Tolak setelah didiagnosa"), "unit_return_due", _("Unit wajib dikembalikan ke pelanggan.")),
    _remind("diagnosed"),
    _alarm("diagnosed", tells_customer=True),

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
    _remind("repairing"),
    _alarm("repairing", tells_customer=True),
    Step(
        "part_came", "waiting_part", "repairing", STAFF, _("Suku cadang datang"), _("Suku cadang datang"), tone="act",
        note=Note.MAY, note_label=_("Catatan, dibaca pelanggan"), consequence=(_("Perbaikan diteruskan."),),
    ),
    _move_promise("waiting_part"),
    _replace("waiting_part"),
    _refund("waiting_part"),
    _remind("waiting_part"),
    _alarm("waiting_part", tells_customer=True),
    Step(
        "hand_over", "ready", "handed_over", STAFF, _("Catat unit diserahkan"), _("Unit diserahkan"), tone="act",
        asks=("handed_over_on",), takes=("return_courier", "return_tracking_number"), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), guard=guards.not_in_the_future("handed_over_on"),
        consequence=(_("Pelanggan diminta mengabari bila sudah beres."),), tells=(Tell("warranty_handed_over"),),
    ),
    Step(
        "confirm", "ready", "closed", CUSTOMER, _("Sudah saya ambil dan beres"), _("Pelanggan sudah mengambil unit"),
        done_public=_("Kakak sudah mengambil unit"), tone="act", note=Note.MAY, note_label=_("Pesan untuk toko"),
        consequence=(_("Kasus selesai. Masih bisa dibuka kembali bila ada masalah lagi."),),
    ),
    _remind_customer("ready"),
    _alarm("ready"),

    # What is given instead -----------------------------------------------------------------------
    Step(
        "send_replacement", "replacement_due", "handed_over", STAFF, _("Catat pengganti diserahkan"),
        _("Unit pengganti diserahkan"), tone="act", asks=("replacement_serial", "handed_over_on"),
        takes=("return_courier", "return_tracking_number"), note=Note.MAY, note_label=_("Pesan untuk pelanggan"),
        guard=guards.replacement_is_new, effect=_register_replacement,
        consequence=(_("Unit pengganti meneruskan sisa garansi unit lama."), TOLD), tells=(Tell("warranty_replaced"),),
    ),
    _remind("replacement_due"),
    _alarm("replacement_due", tells_customer=True),
    Step(
        "record_refund", "refund_due", "handed_over", DESK, _("Catat dana sudah dikirim"), _("Dana dikirim"), tone="act",
        asks=("refund_amount", "refund_method", "refunded_on"), takes=("refund_reference",),
        guard=guards.refund_within_value, consequence=(_("Pelanggan diberi tahu dana sudah dikirim."),),
        tells=(Tell("warranty_refunded"),),
    ),
    _remind("refund_due"),
    _alarm("refund_due", tells_customer=True),
    Step(
        "return_unit", "unit_return_due", "refused", STAFF, _("Catat unit dikembalikan"), _("Unit dikembalikan"),
        tone="act", asks=("handed_over_on",), takes=("return_courier", "return_tracking_number"), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), guard=guards.not_in_the_future("handed_over_on"),
        consequence=(_("Kasus ditutup, bisa dibuka kembali."),), tells=(Tell("warranty_unit_returned"),),
    ),
    _remind("unit_return_due"),
    _alarm("unit_return_due", tells_customer=True),

    # The end ----------------------------------------------------------------------------------------
    Step(
        "confirm", "handed_over", "closed", CUSTOMER, _("Sudah beres"), _("Pelanggan: sudah beres"), tone="act",
        done_public=_("Kakak mengonfirmasi sudah beres"), note=Note.MAY, note_label=_("Pesan untuk toko"),
        consequence=(_("Kasus selesai. Masih bisa dibuka kembali bila ada masalah lagi."),),
    ),
    Step(
        "confirm_for", "handed_over", "closed", DESK, _("Pelanggan bilang sudah beres"),
        _("Dicatat: pelanggan bilang sudah beres"), done_public=_("Toko mencatat bahwa sudah beres"), tone="act",
        note=Note.MUST, note_label=_("Dari mana kabarnya"), consequence=(_("Kasus ditutup."),),
    ),
    Step(
        "miss", "handed_over", "reopened", CUSTOMER, _("Belum beres"), _("Pelanggan: belum beres"),
        done_public=_("Kakak mengabari belum beres"), consequence=(_("Toko memeriksa lagi dan segera menjawab."),),
        note=Note.MUST, note_label=_("Ceritakan"), tells=(Tell("staff_reopened", TO_ASSIGNEE),),
    ),
    _remind_customer("handed_over"),
    _hold("handed_over"),
    Step(
        "close_by_silence", "handed_over", "closed", SYSTEM, "", _("Ditutup otomatis, tidak ada kabar lagi"),
        if_silent=_("Bila pelanggan diam: kasus selesai sendiri."), tells=(Tell("warranty_closed"),),
        if_silent_public=_("Lewat dari itu kasus kami anggap selesai, dan Kakak masih bisa minta dibuka kembali."),
    ),
    *aftercare.after_care("closed", "reopened"),
    _reopen("closed", CUSTOMER | DESK),
    _reopen("cancelled", CUSTOMER | DESK),
    _reopen("refused", DESK),
    _accept("reopened"),
    _receive("reopened"),
    _replace("reopened"),
    _refund("reopened"),
    _ask_evidence("reopened"),  # what comes is decided anew, so its clock does not go on
    _refuse("reopened", _("Tolak klaim")),
    _cancel("reopened"),
    _remind("reopened"),
    _alarm("reopened", tells_customer=True),
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
        shown=("serial_number", "coverage_sentence", "service_place", "promised_on"),
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
                 "handed_over", "closed"),
            ),
        },
    )
)  # fmt: skip
