"""How a return moves: the table that an owner can read."""

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
from returns import guards
from shops.calendar import Amount, Unit

REFUND_ONLY = frozenset({"refund_only"})
RETURN_REFUND = frozenset({"return_refund"})
EXCHANGE = frozenset({"exchange"})
RESHIPMENT = frozenset({"reshipment"})
COMES_BACK = RETURN_REFUND | EXCHANGE  # the goods travel back before anything is given
MONEY = REFUND_ONLY | RETURN_REFUND
GOODS = EXCHANGE | RESHIPMENT

TO_OWNER, TO_ASSIGNEE = Audience.OWNER, Audience.ASSIGNEE
ALARM = {"alarm": "alarm"}


def _days(number: int) -> Amount:
    return Amount(number, Unit.WORKING)


def _clock(name: str, number: int, **expire: str) -> Timer:
    """A clock of the shop: working days, its owner is alarmed unless the channel says more."""
    return Timer(name, _days(number), "alarm", {**ALARM, **expire}, remind="remind")


def _customer_clock(name: str, amount: Amount, close: str, reminders=(50, 80)) -> Timer:
    """A clock of the customer: the case closes by itself when it is up, unless they wait for an answer."""
    return Timer(
        name,
        amount,
        "close",
        {"close": close},
        remind="remind_customer",
        reminders=reminders,
        if_unanswered="hold",
    )


STATES = {
    "submitted": State(
        _("Menunggu keputusan"), _("Menunggu keputusan toko"), Turn.SHOP,
        (_clock("answer", 2, approve="approve_by_silence"),),
        station=_("Toko memeriksa permintaan"),
    ),
    "evidence_asked": State(
        _("Menunggu bukti"), _("Toko menunggu foto atau penjelasan"), Turn.CUSTOMER,
        (_customer_clock("evidence", _days(3), "lapse_evidence", (50,)),),
    ),
    "approved": State(
        _("Disetujui, menunggu kiriman"), _("Disetujui. Kirim barangnya"), Turn.CUSTOMER,
        (_customer_clock("ship_back", Amount(7, Unit.CALENDAR), "lapse_shipping"),),
        station=_("Kakak mengirim barang"),
    ),
    "waiting_parcel": State(
        _("Barang di jalan"), _("Barang dalam perjalanan ke toko"), Turn.NOBODY,
        (Timer("transit", Amount(14, Unit.CALENDAR), "alarm", ALARM, remind="remind", reminders=(80,)),),
        station=_("Barang dalam perjalanan"),
    ),
    "received": State(
        _("Diterima, perlu diperiksa"), _("Barang diterima, sedang diperiksa"), Turn.SHOP,
        (_clock("inspect", 2, approve="accept_by_silence"),),
        station=_("Toko memeriksa barang"),
    ),
    "inspected": State(
        _("Selesai diperiksa"), _("Barang selesai diperiksa"), Turn.SHOP, (_clock("settle", 1),),
    ),
    "refund_due": State(
        _("Dana harus dikembalikan"), _("Dana sedang disiapkan"), Turn.SHOP, (_clock("payout", 3),),
        station=_("Toko mengirim dana"),
    ),
    "replacement_due": State(
        _("Pengganti harus dikirim"), _("Barang pengganti disiapkan"), Turn.SHOP, (_clock("replace", 2),),
        station=_("Toko mengirim pengganti"),
    ),
    "settled": State(
        _("Menunggu konfirmasi pelanggan"), _("Sudah dikirim. Tolong konfirmasi bila sudah diterima"), Turn.CUSTOMER,
        (_customer_clock("confirm", Amount(7, Unit.CALENDAR), "close_by_silence", (50,)),),
        station=_("Kakak mengonfirmasi"),
    ),
    "reopened": State(
        _("Dibuka kembali"), _("Dibuka kembali, menunggu toko"), Turn.SHOP, (_clock("reopened", 1),),
    ),
    "rejected": State(_("Ditolak"), _("Tidak dapat disetujui"), Turn.NOBODY, is_open=False),
    "closed": State(_("Selesai"), _("Selesai"), Turn.NOBODY, (aftercare.follow_up(),), is_open=False),
    "cancelled": State(_("Dibatalkan"), _("Dibatalkan"), Turn.NOBODY, is_open=False),
}  # fmt: skip


def _approve(source: str) -> tuple[Step, ...]:
    """One decision, three ways on: money at once, goods back first, or a new parcel at once."""
    words = {"label": _("Setujui permintaan"), "done": _("Permintaan disetujui"), "tone": "act", "note": Note.MAY,
             "note_label": _("Pesan untuk pelanggan"), "tells": (Tell("return_approved"),)}  # fmt: skip
    money = _("Dana menjadi kewajiban toko. Barang tidak dikirim balik.")
    back = _("Pelanggan mendapat alamat kirim balik. Dana atau pengganti belum keluar.")
    goods = _("Toko wajib mengirim barang pengganti. Barang lama tidak dikirim balik.")
    told = _("Pelanggan langsung diberi tahu.")
    return (
        Step("approve", source, "refund_due", DESK, variants=REFUND_ONLY, consequence=(money, told), **words),
        Step("approve", source, "approved", DESK, variants=COMES_BACK, consequence=(back, told), **words),
        Step(
            "approve",
            source,
            "replacement_due",
            DESK,
            variants=RESHIPMENT,
            consequence=(goods, told),
            **words,
        ),
    )


def _reject(source: str, label, target: str = "rejected") -> Step:
    return Step(
        "reject", source, target, DESK, label, _("Permintaan ditolak"), tone="stop",
        asks=("rejection_reason",), note=Note.MUST, note_label=_("Penjelasan dan jalan keluar untuk pelanggan"),
        consequence=(_("Pelanggan membaca alasan dan penjelasan ini."), _("Kasus ditutup, bisa dibuka kembali.")),
        tells=(Tell("return_rejected"),),
    )  # fmt: skip


def _cancel(source: str) -> Step:
    return Step(
        "cancel", source, "cancelled", CUSTOMER | DESK, _("Batalkan retur"), _("Retur dibatalkan"), tone="quiet",
        note=Note.MAY, note_label=_("Alasan pembatalan"), tells=(Tell("return_cancelled"),),
        consequence=(_("Kasus ditutup. Tidak ada dana atau barang yang dikirim."),),
    )  # fmt: skip


def _ask_evidence(source: str, *pauses: str) -> Step:
    return Step(
        "ask_evidence", source, "evidence_asked", DESK, _("Minta bukti tambahan"), _("Toko meminta bukti"),
        note=Note.MUST, note_label=_("Apa yang perlu dikirim pelanggan"), pauses=pauses,
        guard=guards.asked_at_most(3),
        consequence=(_("Jam toko berhenti sampai pelanggan menjawab."),),
        tells=(Tell("return_evidence_asked"),),
    )  # fmt: skip


def _reopen(source: str, by) -> Step:
    return Step(
        "reopen", source, "reopened", by, _("Buka kembali"), _("Kasus dibuka kembali"), tone="quiet",
        note=Note.MUST, note_label=_("Kenapa dibuka kembali"),
        consequence=(_("Kasus masuk lagi ke kotak masuk, jam jawaban mulai lagi."),),
        tells=(Tell("return_reopened"), Tell("staff_reopened", TO_ASSIGNEE)),
    )  # fmt: skip


def _remind(source: str) -> Step:
    return Step("remind", source, source, SYSTEM, "", _("Pengingat otomatis"), quiet=True, internal=True,
                tells=(Tell("staff_reminder", TO_ASSIGNEE),))  # fmt: skip


def _alarm(source: str, *, tells_customer: bool = False) -> Step:
    """The time is up and nothing happens by itself; who waits for an answer is told that too."""
    customer = (Tell("return_late"),) if tells_customer else ()
    return Step("alarm", source, source, SYSTEM, "", _("Batas waktu lewat, pemilik diberi tahu"),
                quiet=True, internal=not tells_customer, if_silent=_("Bila diam: pemilik toko diberi tahu."),
                if_silent_public=_("Lewat dari itu pemilik toko turun tangan."),
                tells=(Tell("staff_alarm", TO_OWNER), *customer))  # fmt: skip


def _accept(source: str) -> tuple[Step, ...]:
    """The second decision, with the goods in hand."""
    words = {
        "tone": "act",
        "note": Note.MAY,
        "note_label": _("Pesan untuk pelanggan"),
        "tells": (Tell("return_accepted"),),
    }
    told = _("Pelanggan langsung diberi tahu.")
    return (
        Step(
            "accept", source, "refund_due", DESK, _("Setujui pengembalian dana"), _("Pengembalian dana disetujui"),
            variants=RETURN_REFUND, consequence=(_("Dana menjadi kewajiban toko."), told), **words,
        ),
        Step(
            "accept", source, "replacement_due", DESK, _("Setujui penukaran"), _("Penukaran disetujui"),
            variants=EXCHANGE, consequence=(_("Toko wajib mengirim barang pengganti."), told), **words,
        ),
    )  # fmt: skip


def _silent(action: str, source: str, target: str, variants, done, if_silent, if_silent_public) -> Step:
    """The clock decides in the customer's favour, and says so to everyone."""
    return Step(
        action, source, target, SYSTEM, "", done, variants=variants, if_silent=if_silent, loses=True,
        if_silent_public=if_silent_public,
        tells=(Tell("return_approved_by_silence"), Tell("staff_approved_by_silence", TO_OWNER)),
    )  # fmt: skip


def _remind_customer(source: str) -> Step:
    return Step("remind_customer", source, source, SYSTEM, "", _("Pelanggan diingatkan otomatis"), quiet=True,
                done_public=_("Pengingat dikirim ke Kakak"),
                unless="opted_out", tells=(Tell("return_reminder"),))  # fmt: skip


def _hold(source: str) -> Step:
    return Step("hold", source, source, SYSTEM, "", _("Tidak ditutup: pesan pelanggan belum dibalas"), quiet=True,
                internal=True, if_silent=_("Bila diam: kasus tetap terbuka, pemilik toko diberi tahu."),
                tells=(Tell("staff_unanswered", TO_OWNER),))  # fmt: skip


def _receive(source: str) -> Step:
    return Step(
        "receive", source, "received", STAFF, _("Catat barang diterima"), _("Barang diterima toko"), tone="act",
        asks=("received_on",), note=Note.MAY, note_label=_("Catatan saat menerima"),
        guard=guards.not_in_the_future("received_on"), tells=(Tell("return_received"),),
        consequence=(_("Jam pemeriksaan mulai berjalan."),),
    )  # fmt: skip


STEPS = (
    # The request -----------------------------------------------------------------------------
    *_approve("submitted"),
    _silent("approve_by_silence", "submitted", "refund_due", REFUND_ONLY, _("Disetujui otomatis"),
            _("Bila diam: disetujui otomatis, dana wajib dikembalikan."),
            _("Lewat dari itu permintaan Kakak disetujui otomatis dan dananya kami kembalikan.")),
    _silent("approve_by_silence", "submitted", "approved", COMES_BACK, _("Disetujui otomatis"),
            _("Bila diam: disetujui otomatis, pelanggan mengirim balik barang."),
            _("Lewat dari itu permintaan Kakak disetujui otomatis, lalu Kakak mengirim balik barangnya.")),
    _silent("approve_by_silence", "submitted", "replacement_due", RESHIPMENT, _("Disetujui otomatis"),
            _("Bila diam: disetujui otomatis, pengganti wajib dikirim."),
            _("Lewat dari itu permintaan Kakak disetujui otomatis dan kami kirim penggantinya.")),
    _ask_evidence("submitted", "answer"),
    _reject("submitted", _("Tolak permintaan")),
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
    *_approve("evidence_asked"),
    _reject("evidence_asked", _("Tolak permintaan")),
    _cancel("evidence_asked"),
    _remind_customer("evidence_asked"),
    _hold("evidence_asked"),
    Step(
        "lapse_evidence", "evidence_asked", "closed", SYSTEM, "", _("Ditutup otomatis, bukti tidak dikirim"),
        if_silent=_("Bila pelanggan diam: kasus ditutup sendiri."),
        if_silent_public=_("Lewat dari itu kasus ditutup, dan Kakak masih bisa minta dibuka kembali."),
        tells=(Tell("return_lapsed"),),
    ),

    # The way back ----------------------------------------------------------------------------
    Step(
        "ship", "approved", "waiting_parcel", CUSTOMER | DESK, _("Barang sudah dikirim"),
        _("Barang dikirim balik"), tone="act", asks=("courier", "tracking_number"), variants=COMES_BACK,
    ),
    _receive("approved"),
    _cancel("approved"),
    _remind_customer("approved"),
    _hold("approved"),
    Step(
        "lapse_shipping", "approved", "closed", SYSTEM, "", _("Ditutup otomatis, barang tidak dikirim"),
        if_silent=_("Bila tidak ada resi: kasus ditutup sendiri."),
        if_silent_public=_("Lewat dari itu kasus ditutup, dan Kakak masih bisa minta dibuka kembali."),
        tells=(Tell("return_lapsed"),),
    ),
    _receive("waiting_parcel"),
    Step(
        "lose", "waiting_parcel", "inspected", DESK, _("Paket hilang di jalan"), _("Paket dinyatakan hilang"),
        tone="quiet", note=Note.MUST, note_label=_("Keterangan dari kurir"),
        consequence=(_("Toko memutuskan dana atau pengganti tanpa barang kembali."),),
    ),
    _remind("waiting_parcel"),
    _alarm("waiting_parcel"),

    # Inspection ------------------------------------------------------------------------------
    Step(
        "inspect", "received", "inspected", STAFF, _("Simpan hasil periksa"), _("Barang diperiksa"), tone="act",
        asks=("condition",), note=Note.MAY, note_label=_("Temuan"), files=True, variants=COMES_BACK,
        consequence=(_("Keputusan dana atau pengganti menyusul setelah ini."),),
    ),
    _remind("received"),
    _alarm("received"),
    _silent("accept_by_silence", "received", "refund_due", RETURN_REFUND,
            _("Diterima otomatis, pemeriksaan terlambat"), _("Bila diam: dana dikembalikan tanpa hasil periksa."),
            _("Lewat dari itu dana Kakak dikembalikan walau pemeriksaan belum selesai.")),
    _silent("accept_by_silence", "received", "replacement_due", EXCHANGE,
            _("Diterima otomatis, pemeriksaan terlambat"), _("Bila diam: pengganti wajib dikirim tanpa hasil periksa."),
            _("Lewat dari itu penggantinya kami kirim walau pemeriksaan belum selesai.")),
    *_accept("inspected"),
    _reject("inspected", _("Tolak setelah diperiksa")),
    _remind("inspected"),
    _alarm("inspected"),

    # What the customer is given ---------------------------------------------------------------
    Step(
        "record_refund", "refund_due", "settled", DESK, _("Catat dana sudah dikirim"), _("Dana dikirim"), tone="act",
        asks=("refund_amount", "refund_method", "refunded_on"), takes=("refund_reference",), variants=MONEY,
        guard=guards.refund_within_value, consequence=(_("Pelanggan diberi tahu dana sudah dikirim."),),
        tells=(Tell("return_refunded"),),
    ),
    _remind("refund_due"),
    _alarm("refund_due"),
    Step(
        "send_replacement", "replacement_due", "settled", STAFF, _("Catat pengganti dikirim"),
        _("Barang pengganti dikirim"), tone="act", variants=GOODS,
        asks=("replacement_courier", "replacement_tracking_number", "replaced_on"),
        guard=guards.not_in_the_future("replaced_on"),
        consequence=(_("Pelanggan mendapat nomor resi pengganti."),), tells=(Tell("return_replaced"),),
    ),
    _remind("replacement_due"),
    _alarm("replacement_due"),

    # The end ----------------------------------------------------------------------------------
    Step(
        "confirm", "settled", "closed", CUSTOMER, _("Sudah saya terima"), _("Pelanggan sudah menerima"), tone="act",
        done_public=_("Kakak sudah menerima"), note=Note.MAY, note_label=_("Pesan untuk toko"),
        consequence=(_("Kasus selesai. Masih bisa dibuka kembali bila ada masalah lagi."),),
    ),
    Step(
        "confirm_for", "settled", "closed", DESK, _("Pelanggan sudah menerima"),
        _("Dicatat: pelanggan sudah menerima"),
        done_public=_("Toko mencatat bahwa Kakak sudah menerima"), tone="act", note=Note.MUST, note_label=_("Dari mana kabarnya"),
        consequence=(_("Kasus ditutup."),),
    ),
    Step(
        "miss", "settled", "refund_due", CUSTOMER, _("Dana belum saya terima"), _("Pelanggan belum menerima dana"),
        done_public=_("Kakak belum menerima dana"), consequence=(_("Toko memeriksa lagi pengirimannya."),),
        variants=MONEY, note=Note.MUST, note_label=_("Ceritakan"), tells=(Tell("staff_missed", TO_ASSIGNEE),),
    ),
    Step(
        "miss", "settled", "replacement_due", CUSTOMER, _("Paket belum saya terima"),
        _("Pelanggan belum menerima paket"), done_public=_("Kakak belum menerima paket"),
        consequence=(_("Toko memeriksa lagi pengirimannya."),), variants=GOODS, note=Note.MUST, note_label=_("Ceritakan"),
        tells=(Tell("staff_missed", TO_ASSIGNEE),),
    ),
    _remind_customer("settled"),
    _hold("settled"),
    Step(
        "close_by_silence", "settled", "closed", SYSTEM, "", _("Ditutup otomatis, tidak ada kabar lagi"),
        if_silent=_("Bila pelanggan diam: kasus selesai sendiri."), tells=(Tell("return_closed"),),
        if_silent_public=_("Lewat dari itu kasus kami anggap selesai, dan Kakak masih bisa minta dibuka kembali."),
    ),
    *aftercare.after_care("closed", "reopened"),
    _reopen("closed", CUSTOMER | DESK),
    _reopen("cancelled", CUSTOMER | DESK),
    _reopen("rejected", DESK),
    *_approve("reopened"),
    *_accept("reopened"),
    _ask_evidence("reopened"),  # what comes is decided anew, so its clock does not go on
    _reject("reopened", _("Tolak permintaan")),
    _cancel("reopened"),
    _remind("reopened"),
    _alarm("reopened", tells_customer=True),
)  # fmt: skip

RETURN = register(
    Workflow(
        kind="return_request",
        prefix="RT",
        label=_("Retur"),
        start="submitted",
        opened=Step(
            "submit", "", "submitted", CUSTOMER | DESK, _("Kirim permintaan"), _("Retur diajukan"),
            effect=lambda case, now: case.come_under_policy(now), tells=(Tell("return_submitted"),),
        ),
        states=STATES,
        steps=STEPS,
        searchable=("tracking_number", "replacement_tracking_number"),
        shown=("policy_words",),
        panel="returns/policy_panel.html",
        entry="return_form",
        invite=_("Retur atau tukar barang"),
        invite_hint=_("Rusak, salah kirim, kurang, atau tidak pas ukurannya"),
        icon="return",
        variants={
            "return_refund": Variant(
                _("Retur barang & dana"), _("Kirim balik, dana kembali"),
                _("Barang dikembalikan, lalu uang Kakak kami kembalikan"),
                ("submitted", "approved", "waiting_parcel", "received", "refund_due", "settled", "closed"),
            ),
            "refund_only": Variant(
                _("Dana saja"), _("Dana kembali saja"),
                _("Barang tidak dikirim balik, misalnya pecah atau tidak sampai"),
                ("submitted", "refund_due", "settled", "closed"),
            ),
            "exchange": Variant(
                _("Tukar"), _("Tukar ukuran atau model"), _("Kami cek dulu stok penggantinya"),
                ("submitted", "approved", "waiting_parcel", "received", "replacement_due", "settled", "closed"),
            ),
            "reshipment": Variant(
                _("Kirim ulang"), _("Kirim ulang"), _("Barang salah, rusak, atau kurang"),
                ("submitted", "replacement_due", "settled", "closed"),
            ),
        },
    )
)  # fmt: skip
