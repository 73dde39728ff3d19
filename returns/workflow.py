"""How a return moves: the table that an owner can read."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from cases import aftercare, moves
from cases.guards import all_of, in_the_future, not_above_worth, not_in_the_future
from cases.moves import TO_ASSIGNEE, TO_OWNER, awaited, customer_clock, days, shop_clock, watched
from cases.workflow import (
    CUSTOMER,
    DESK,
    STAFF,
    STAY,
    SYSTEM,
    Note,
    Role,
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
from returns.appeals import not_above_ruled, still_ahead
from returns.guards import another_way, offered_at_most, there_is_evidence
from shops.calendar import Amount, Unit

REFUND_ONLY = frozenset({"refund_only"})
RETURN_REFUND = frozenset({"return_refund"})
EXCHANGE = frozenset({"exchange"})
RESHIPMENT = frozenset({"reshipment"})
COMES_BACK = RETURN_REFUND | EXCHANGE  # the goods travel back before anything is given
OWNER = frozenset({Role.OWNER})
MONEY = REFUND_ONLY | RETURN_REFUND
GOODS = EXCHANGE | RESHIPMENT
WAITING = ("approved", "waiting_parcel", "received", "inspected", "replacement_due")

# Where a marketplace may pass over the shop; what is decided here already stays as it is for the customer.
RULED_FROM = (
    "submitted", "evidence_asked", "approved", "waiting_parcel", "received", "inspected", "refund_due", "settled",
    "rejected", "closed",
)  # fmt: skip
# Where a decision has been made that may have been a mistake.
DECIDED = (
    "approved", "waiting_parcel", "received", "inspected", "refund_due", "replacement_due", "settled", "rejected",
    "closed", "cancelled",
)  # fmt: skip

# Where an offer waits for its answer, and where the case goes on without it: never back to waiting for evidence.
OFFERED = {"offered": "submitted", "offered_inspected": "inspected", "offered_reopened": "reopened"}
OFFERS = 2  # at most

VERIFIED = "kind_verified"  # no decision before somebody has held the kind against the customer's words
TOLD = _("Pelanggan diberi tahu.")

# Letters to the customer.
REMINDER = "return_reminder"
LATE = "return_late"
REOPENED = "return_reopened"


def _appeal_clock() -> Timer:
    """Counted from the day on which the marketplace ruled, unless its own page names the last day."""
    return Timer(
        "appeal", Amount(2, Unit.CALENDAR), "close", {"close": "miss_appeal"}, remind="remind",
        since="ruled_on", until="appeal_until", until_words=_("Batas banding menurut marketplace: %s"),
    )  # fmt: skip


def _offered() -> State:
    return State(
        _("Menunggu jawaban tawaran"), _("Toko menawarkan pengembalian sebagian"), Turn.CUSTOMER,
        (customer_clock("offer", Amount(2, Unit.CALENDAR), "lapse_offer", if_unanswered=""),),
        station=_("Kakak menjawab tawaran"),
    )  # fmt: skip


STATES = {
    "submitted": State(
        _("Menunggu keputusan"), _("Menunggu keputusan toko"), Turn.SHOP,
        (shop_clock("answer", 2, approve="approve_by_silence"),),
        station=_("Toko memeriksa permintaan"),
    ),
    "evidence_asked": State(
        _("Menunggu bukti"), _("Toko menunggu foto atau penjelasan"), Turn.CUSTOMER,
        (customer_clock("evidence", days(3), "lapse_evidence", (50,)),),
    ),
    "approved": State(
        _("Disetujui, menunggu kiriman"), _("Disetujui. Kirim barangnya"), Turn.CUSTOMER,
        (customer_clock("ship_back", Amount(7, Unit.CALENDAR), "lapse_shipping"), moves.shelf_clock()),
        station=_("Kakak mengirim barang"),
    ),
    "waiting_parcel": State(
        _("Barang di jalan"), _("Barang dalam perjalanan ke toko"), Turn.NOBODY,
        (moves.transit_clock(), moves.shelf_clock()),
        station=_("Barang dalam perjalanan"),
    ),
    "received": State(
        _("Diterima, perlu diperiksa"), _("Barang diterima, sedang diperiksa"), Turn.SHOP,
        (shop_clock("inspect", 2, approve="accept_by_silence"), moves.shelf_clock()),
        station=_("Toko memeriksa barang"),
    ),
    "inspected": State(
        _("Selesai diperiksa"), _("Barang selesai diperiksa"), Turn.SHOP,
        (shop_clock("settle", 1), moves.shelf_clock()),
    ),
    "refund_due": State(
        _("Dana harus dikembalikan"), _("Dana sedang disiapkan"), Turn.SHOP, (shop_clock("payout", 3),),
        station=_("Toko mengirim dana"),
    ),
    money.SOUGHT: money.LOOKED_FOR,
    "replacement_due": State(
        _("Pengganti harus dikirim"), _("Barang pengganti disiapkan"), Turn.SHOP,
        (shop_clock("replace", 2), moves.shelf_clock()),
        station=_("Toko mengirim pengganti"),
    ),
    "settled": State(
        _("Menunggu konfirmasi pelanggan"), _("Sudah dikirim. Tolong konfirmasi bila sudah diterima"), Turn.CUSTOMER,
        (customer_clock("confirm", Amount(7, Unit.CALENDAR), "close_by_silence", (50,)),),
        station=_("Kakak mengonfirmasi"),
    ),
    "reopened": State(
        _("Dibuka kembali"), _("Dibuka kembali, menunggu toko"), Turn.SHOP, (shop_clock("reopened", 1),),
    ),
    "objected": State(
        _("Keberatan pelanggan"), _("Keberatan Kakak sedang dilihat pemilik toko"), Turn.SHOP,
        (shop_clock("objection", 2),),
    ),
    "objection_asked": State(
        _("Keberatan, menunggu bukti"), _("Pemilik toko menunggu foto atau penjelasan"), Turn.CUSTOMER,
        (customer_clock("evidence", days(3), "lapse_evidence", (50,), if_unanswered=""),),
    ),
    "appealable": State(
        _("Bisa banding ke marketplace"), _("Sudah diputuskan marketplace"), Turn.SHOP, (_appeal_clock(),),
    ),
    "appealed": State(
        _("Menunggu hasil banding"), _("Sudah diputuskan marketplace"), Turn.NOBODY,
        (Timer("appeal_answer", Amount(5, Unit.CALENDAR), "alarm", moves.ALARM, remind="remind", reminders=(60,)),),
    ),
    **{name: _offered() for name in OFFERED},
    "rejected": State(_("Ditolak"), _("Tidak dapat disetujui"), Turn.NOBODY, is_open=False),
    "closed": State(_("Selesai"), _("Selesai"), Turn.NOBODY, (aftercare.follow_up(),), is_open=False),
    "cancelled": State(_("Dibatalkan"), _("Dibatalkan"), Turn.NOBODY, is_open=False),
}  # fmt: skip


YES = (_("Setujui permintaan"), _("Permintaan disetujui"))


def _approve(source: str, action: str = "approve", by=DESK, words=YES) -> tuple[Step, ...]:
    """One decision, three ways on: money at once, goods back first, or a new parcel at once. Each way is checked first."""
    owed = _("Dana menjadi kewajiban toko. Barang tidak dikirim balik.")
    back = _("Pelanggan mendapat alamat kirim balik. Dana atau pengganti belum keluar.")
    goods = _("Toko wajib mengirim barang pengganti. Barang lama tidak dikirim balik.")

    def step(
        target: str, variants: frozenset[str], follows, *asks: str, guard=None, takes=(), records=()
    ) -> Step:
        return Step(
            action, source, target, by, *words, tone="act", asks=(*asks, VERIFIED), takes=takes, note=Note.MAY,
            note_label=_("Pesan untuk pelanggan"), variants=variants, guard=guard,
            records=("approve_goods", *records, *_awaited(variants)), consequence=(follows, TOLD),
            tells=(Tell("return_approved"),),
        )  # fmt: skip

    return (
        step("refund_due", REFUND_ONLY, owed, "evidence_verdict", guard=there_is_evidence),
        step("approved", RETURN_REFUND, back),
        step(
            "approved",
            EXCHANGE,
            back,
            "wanted_variant",
            "stock_checked",
            guard=in_the_future("reserved_until"),
            takes=("reserved_until",),
            records=("confirm_stock",),
        ),
        step("replacement_due", RESHIPMENT, goods, "packing_log", "packing_slip"),
    )


def _awaited(variants: frozenset[str]) -> tuple[str, ...]:
    """What is written when goods are to travel back."""
    return ("parcel_expected",) if variants <= COMES_BACK else ()


def _reject(source: str, label, target: str = "rejected") -> Step:
    return Step(
        "reject", source, target, DESK, label, _("Permintaan ditolak"), tone="stop",
        asks=("rejection_reason", "rejection_clause", "alternative", VERIFIED), note=Note.MUST,
        note_label=_("Penjelasan dan jalan keluar untuk pelanggan"), records=("refuse_goods",),
        consequence=(_("Pelanggan membaca alasan dan penjelasan ini."), _("Kasus ditutup, bisa dibuka kembali.")),
        tells=(Tell("return_rejected"),),
    )  # fmt: skip


def _change_kind(source: str) -> Step:
    """What was asked for under the wrong name; the case stays where it is and its clocks go on."""
    return Step(
        "change_kind", source, STAY, DESK, _("Ganti jenis"), _("Jenis permintaan diganti"), tone="quiet",
        asks=("variant",), note=Note.MUST, note_label=_("Alasannya, dibaca pelanggan"), guard=another_way,
        records=("judge_anew",), tells=(Tell("return_kind_changed"),),
        consequence=(_("Status dan jamnya tetap. Kebijakan toko dicocokkan lagi."), TOLD),
    )  # fmt: skip


def _offer_partial(source: str, offered: str = "offered") -> Step:
    """Less money than was asked for, at once and with nothing sent back, if the customer agrees."""
    return Step(
        "offer_partial", source, offered, DESK, _("Tawarkan dana sebagian"), _("Toko menawarkan dana sebagian"),
        asks=("offer_amount",), note=Note.MUST,
        note_label=_("Kenapa sebagian, dan barangnya bagaimana; dibaca pelanggan"),
        guard=all_of(not_above_worth("offer_amount"), offered_at_most(OFFERS)), tells=(Tell("return_offered"),),
        consequence=(_("Bila pelanggan setuju, sejumlah ini yang dikembalikan dan tidak ada barang yang dikirim balik."),
                     _("Jam toko berhenti. Bila ditolak atau tidak dijawab, kasus kembali ke toko.")),
    )  # fmt: skip


def _answer_offer(offered: str, back: str, becomes: str) -> tuple[Step, ...]:
    """Yes: the offered money is owed and `becomes` is the way from now on. No or silence: it is the shop's turn again."""
    owed = _("Dana sejumlah tawaran ini dikembalikan. Tidak ada barang yang dikirim balik.")
    again = _("Toko memutuskan permintaannya lagi.")
    answered, gone = Tell("staff_offer_answered", TO_ASSIGNEE), moves.forget("offer_amount")
    turned = {"becomes": becomes, "records": ("let_go",)}  # nothing is exchanged any more
    return (
        replace(moves.agree("accept_offer", offered, "refund_due", owed, answered), **turned),
        replace(moves.agree_for("accept_offer_for", offered, "refund_due", owed, Tell("return_offer_agreed")), **turned),
        Step(
            "decline_offer", offered, back, CUSTOMER, _("Belum cocok"), _("Pelanggan menolak tawaran"),
            done_public=_("Kakak menolak tawaran"), note=Note.MAY, note_label=_("Pesan untuk toko"), effect=gone,
            consequence=(again,), tells=(answered,),
        ),
        Step(
            "decline_offer_for", offered, back, DESK, _("Pelanggan menolak tawaran"),
            _("Dicatat: pelanggan menolak tawaran"), done_public=_("Toko mencatat bahwa Kakak menolak tawaran"),
            note=Note.MUST, note_label=_("Dari mana kabarnya"), effect=gone, consequence=(again,),
        ),
        Step(
            "withdraw_offer", offered, back, DESK, _("Tarik tawaran"), _("Tawaran ditarik"), tone="quiet",
            note=Note.MUST, note_label=_("Alasannya, dibaca pelanggan"), effect=gone, consequence=(again, TOLD),
            tells=(Tell("return_offer_withdrawn"),),
        ),
        Step(
            "lapse_offer", offered, back, SYSTEM, "", _("Tawaran tidak dijawab"), effect=gone, tells=(answered,),
            if_silent=_("Bila pelanggan diam: tawaran gugur, giliran toko lagi."),
            if_silent_public=_("Lewat dari itu tawaran ini gugur dan toko memutuskan permintaan Kakak lagi."),
        ),
        moves.remind_customer(offered, REMINDER),
        _cancel(offered),
    )  # fmt: skip


def _ask_evidence(source: str, *pauses: str) -> Step:
    return moves.ask_evidence(source, "return_evidence_asked", *pauses)


def _cancel(source: str, records: tuple[str, ...] = ()) -> Step:
    return moves.cancel(
        source, _("Batalkan retur"), _("Retur dibatalkan"),
        _("Kasus ditutup. Tidak ada dana atau barang yang dikirim."), "return_cancelled", records,
    )  # fmt: skip


def _accept(source: str) -> tuple[Step, ...]:
    """The second decision, with the goods in hand."""
    return (
        _with_goods("accept", source, "refund_due", RETURN_REFUND, DESK, _("Setujui pengembalian dana"),
                    _("Pengembalian dana disetujui")),
        _with_goods("accept", source, "replacement_due", EXCHANGE, DESK, _("Setujui penukaran"),
                    _("Penukaran disetujui")),
    )  # fmt: skip


def _with_goods(action: str, source: str, target: str, variants: frozenset[str], by, label, done) -> Step:
    """A yes once the goods have been looked at; it takes the place of a part that was agreed before."""
    money, goods = _("Dana menjadi kewajiban toko."), _("Toko wajib mengirim barang pengganti.")
    return Step(
        action, source, target, by, label, done, tone="act", asks=(VERIFIED,), note=Note.MAY,
        note_label=_("Pesan untuk pelanggan"), variants=variants, effect=moves.forget("offer_amount"),
        shut="why_not_looked_at", guard=lambda case, answers, now: case.must_be_taken_back(),
        consequence=(money if target == "refund_due" else goods, TOLD), tells=(Tell("return_accepted"),),
    )  # fmt: skip


def _inspect(source: str, target: str = "inspected", **words) -> Step:
    """What came is counted and looked at, line by line, before anybody decides."""
    return Step(
        "inspect", source, target, STAFF, words.get("label", _("Simpan hasil periksa")), _("Barang diperiksa"),
        tone=words.get("tone", "act"), asks=("condition",), note=Note.MAY, note_label=_("Temuan, dibaca pelanggan"),
        files=True, variants=COMES_BACK, records=("write_findings",), shut="why_not_in_hand",
        consequence=(_("Keputusan dana atau pengganti menyusul setelah ini."),),
    )  # fmt: skip


def _shelf(source: str) -> tuple[Step, Step]:
    """Where the goods go that lie on the return shelf; what is broken is sold again only if the owner says so."""
    return (
        Step(
            "dispose", source, STAY, STAFF, _("Atur barang di rak retur"), _("Barang di rak retur diatur"),
            note=Note.MAY, note_label=_("Catatan tim"), internal=True,
            records=("write_dispositions",), shut="why_nothing_lies", consequence=(_("Barang yang dijual lagi menambah stok."),),
        ),
        Step(
            "approve_resale", source, STAY, OWNER, _("Izinkan barang rusak dijual lagi"),
            _("Pemilik mengizinkan barang rusak dijual lagi"), note=Note.MUST,
            note_label=_("Kenapa boleh, dan sebagai apa dijual"), internal=True, tone="quiet",
            records=("write_resale",), shut="why_no_resale", consequence=(_("Tim boleh mengembalikan barang rusak ini ke stok."),),
        ),
    )  # fmt: skip


def _silent(action: str, source: str, target: str, variants, done, if_silent, if_silent_public) -> Step:
    """The clock decides in the customer's favour, and says so to everyone."""
    return Step(
        action, source, target, SYSTEM, "", done, variants=variants, if_silent=if_silent, loses=True,
        if_silent_public=if_silent_public,
        records=("approve_all", *_awaited(variants)) if action == "approve_by_silence" else (),
        tells=(Tell("return_approved_by_silence"), Tell("staff_approved_by_silence", TO_OWNER)),
    )  # fmt: skip


def _grant(source: str) -> tuple[Step, ...]:
    """The owner takes the refusal back: all that an approval brings, or what is left to give where the goods are here."""
    held, done = _("Kabulkan, barang sudah di toko"), _("Keberatan dikabulkan")
    return (
        *_approve(source, "grant", OWNER, (_("Kabulkan keberatan"), done)),
        _with_goods("grant_held", source, "refund_due", RETURN_REFUND, OWNER, held, done),
        _with_goods("grant_held", source, "replacement_due", EXCHANGE, OWNER, held, done),
    )


def _platform_ruled(source: str) -> Step:
    return Step(
        "platform_ruled", source, "appealable", DESK, _("Catat putusan marketplace"),
        _("Marketplace memutuskan untuk pembeli"), tone="quiet", internal=True, variants=MONEY, shut="why_no_ruling",
        asks=("ruling", "ruled_on", "ruled_amount"), takes=("appeal_until",), note=Note.MAY,
        note_label=_("Kata marketplace"), guard=all_of(not_in_the_future("ruled_on"), still_ahead("appeal_until")),
        records=("withdraw_refund", "let_go"),
        consequence=(
            _("Jam banding mulai berjalan dari hari putusan."),
            _("Jam yang lain di kasus ini berhenti, karena dananya sudah diurus marketplace."),
            _("Pelanggan tidak diberi tahu."),
        ),
    )  # fmt: skip


def _mark_mistake(source: str) -> Step:
    return Step(
        "mark_mistake", source, STAY, DESK, _("Catat salah langkah"), _("Salah langkah dicatat"), tone="quiet",
        asks=("mistake_amount",), note=Note.MUST, note_label=_("Apa yang terjadi"), additive=True, internal=True,
        consequence=(
            _("Masuk ke laporan kerugian, menggantikan kerugian lain dari kasus ini. Status tidak berubah."),
            _("Tulis 0 bila ternyata tidak ada ruginya. Pelanggan tidak diberi tahu."),
        ),
    )  # fmt: skip


def _receive(source: str) -> Step:
    return Step(
        "receive", source, "received", STAFF, _("Catat barang diterima"), _("Barang diterima toko"), tone="act",
        asks=("received_on",), note=Note.MAY, note_label=_("Catatan saat menerima"),
        guard=not_in_the_future("received_on"), records=("parcel_received",), tells=(Tell("return_received"),),
        consequence=(_("Jam pemeriksaan mulai berjalan."),),
    )  # fmt: skip


def _set_aside(source: str) -> tuple[Step, ...]:
    """The new goods wait on the shelf from the yes on, until a day."""
    return (
        Step(
            "set_aside", source, STAY, DESK, _("Sisihkan pengganti"), _("Pengganti disisihkan"), variants=EXCHANGE,
            asks=("reserved_until",), guard=in_the_future("reserved_until"), records=("set_aside",), internal=True,
            consequence=(_("Barang ini tidak dijanjikan ke pelanggan lain sampai tanggal itu."),),
        ),
        Step(
            "free_reservation", source, STAY, SYSTEM, "", _("Waktunya habis, pengganti tidak disisihkan lagi"),
            records=("expire",), quiet=True, internal=True, tells=(Tell("staff_reservation_over", TO_ASSIGNEE),),
            if_silent=_("Bila diam: pengganti yang disisihkan dilepas untuk pembeli lain."),
            if_silent_public=_("Lewat dari itu pengganti yang kami sisihkan bisa dijual ke pembeli lain."),
        ),
        Step("remind_reservation", source, STAY, SYSTEM, "", _("Pengingat otomatis"), quiet=True, internal=True,
             tells=(Tell("staff_reservation", TO_ASSIGNEE),)),
    )  # fmt: skip


def _difference(source: str) -> tuple[Step, ...]:
    """What the new goods cost more, before they go out."""
    return (
        Step(
            "record_difference", source, STAY, DESK, _("Catat selisih dibayar"), _("Selisih harga dibayar pelanggan"),
            variants=EXCHANGE, asks=("difference_paid", "difference_paid_on"), tone="quiet",
            guard=not_in_the_future("difference_paid_on"), done_public=_("Selisih harga sudah kami terima"),
        ),
        Step(
            "forgive_difference", source, STAY, DESK, _("Hapus selisih harga"), _("Selisih harga dihapus"),
            variants=EXCHANGE, note=Note.MUST, note_label=_("Alasannya"), records=("forgive_difference",), tone="quiet",
            internal=True, consequence=(_("Pelanggan tidak ditagih selisihnya."),),
        ),
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
    _offer_partial("submitted"),
    _reject("submitted", _("Tolak permintaan")),
    _change_kind("submitted"),
    _cancel("submitted"),
    *watched("submitted", LATE),

    # Evidence --------------------------------------------------------------------------------
    *moves.evidence_comes("evidence_asked", "submitted"),
    *_approve("evidence_asked"),
    _offer_partial("evidence_asked"),
    _change_kind("evidence_asked"),
    _reject("evidence_asked", _("Tolak permintaan")),
    _cancel("evidence_asked"),
    *awaited("evidence_asked", REMINDER),
    moves.lapse("lapse_evidence", "evidence_asked", _("Ditutup otomatis, bukti tidak dikirim"),
                _("Bila pelanggan diam: kasus ditutup sendiri."), "return_lapsed"),

    # The way back ----------------------------------------------------------------------------
    Step(
        "ship", "approved", "waiting_parcel", CUSTOMER | DESK, _("Barang sudah dikirim"),
        _("Barang dikirim balik"), tone="act", asks=("courier", "tracking_number"), variants=COMES_BACK,
        records=("parcel_sent",),
    ),
    _receive("approved"),
    _cancel("approved", ("parcel_called_off",)),
    *awaited("approved", REMINDER),
    moves.lapse("lapse_shipping", "approved", _("Ditutup otomatis, barang tidak dikirim"),
                _("Bila tidak ada resi: kasus ditutup sendiri."), "return_lapsed", ("parcel_called_off",)),
    _receive("waiting_parcel"),
    moves.lose("waiting_parcel", "inspected", _("Toko memutuskan dana atau pengganti tanpa barang kembali.")),
    moves.not_sent("waiting_parcel", "approved"),
    *watched("waiting_parcel"),

    # Inspection ------------------------------------------------------------------------------
    _inspect("received"),
    *watched("received"),
    _silent("accept_by_silence", "received", "refund_due", RETURN_REFUND,
            _("Diterima otomatis, pemeriksaan terlambat"), _("Bila diam: dana dikembalikan tanpa hasil periksa."),
            _("Lewat dari itu dana Kakak dikembalikan walau pemeriksaan belum selesai.")),
    _silent("accept_by_silence", "received", "replacement_due", EXCHANGE,
            _("Diterima otomatis, pemeriksaan terlambat"), _("Bila diam: pengganti wajib dikirim tanpa hasil periksa."),
            _("Lewat dari itu penggantinya kami kirim walau pemeriksaan belum selesai.")),
    *_accept("inspected"),
    _inspect("inspected", STAY, label=_("Periksa ulang"), tone="quiet"),
    *_shelf("inspected"),
    _offer_partial("inspected", "offered_inspected"),
    _reject("inspected", _("Tolak setelah diperiksa")),
    *watched("inspected"),

    # What waits on the shelf, and what it costs more -------------------------------------------
    *(step for source in WAITING for step in _set_aside(source)),
    *_difference("replacement_due"),

    # A part of the money instead ----------------------------------------------------------------
    *_answer_offer("offered", OFFERED["offered"], "refund_only"),
    *_answer_offer("offered_inspected", OFFERED["offered_inspected"], "return_refund"),  # the goods have come back
    *_answer_offer("offered_reopened", OFFERED["offered_reopened"], "refund_only"),

    # What the customer is given ---------------------------------------------------------------
    *money.refund("settled", "return_refunded"),
    *_shelf("refund_due"),
    Step(
        "nothing_due", "refund_due", "reopened", DESK, _("Tidak ada dana yang harus dikirim"),
        _("Dicatat: tidak ada dana yang harus dikirim"), tone="quiet", note=Note.MUST,
        note_label=_("Alasannya, dibaca pelanggan"), records=("withdraw_refund",), tells=(Tell(REOPENED),),
        consequence=(_("Permintaannya diputuskan lagi."), TOLD),
    ),
    *watched("refund_due"),
    *money.missed("settled"),
    Step(
        "send_replacement", "replacement_due", "settled", STAFF, _("Catat pengganti dikirim"),
        _("Barang pengganti dikirim"), tone="act", variants=GOODS,
        asks=("replacement_courier", "replacement_tracking_number", "replaced_on"),
        guard=not_in_the_future("replaced_on"),
        consequence=(_("Pelanggan mendapat nomor resi pengganti."),), tells=(Tell("return_replaced"),),
        irreversible=True, records=("hand_out", "parcel_out"),
    ),
    *_shelf("replacement_due"),
    *watched("replacement_due"),

    # The end ----------------------------------------------------------------------------------
    moves.confirm("settled", _("Sudah saya terima"), _("Pelanggan sudah menerima"), _("Kakak sudah menerima"),
                  records=("confirm_refund", "parcel_arrived")),
    moves.confirm_for("settled", _("Pelanggan sudah menerima"), _("Dicatat: pelanggan sudah menerima"),
                      _("Toko mencatat bahwa Kakak sudah menerima"), records=("confirm_refund", "parcel_arrived")),
    money.miss("settled", MONEY),
    Step(
        "miss", "settled", "replacement_due", CUSTOMER, _("Paket belum saya terima"),
        _("Pelanggan belum menerima paket"), done_public=_("Kakak belum menerima paket"),
        consequence=(_("Toko memeriksa lagi pengirimannya."),), variants=GOODS, note=Note.MUST, note_label=_("Ceritakan"),
        tells=(Tell("staff_missed", TO_ASSIGNEE),),
    ),
    *_shelf("settled"),
    *awaited("settled", REMINDER),
    moves.close_by_silence("settled", "return_closed"),
    *aftercare.after_care("closed", "reopened"),
    moves.reopen("closed", CUSTOMER | DESK, REOPENED),
    moves.reopen("cancelled", CUSTOMER | DESK, REOPENED),
    replace(moves.reopen("rejected", DESK, REOPENED), records=("decide_anew",)),
    # Goods may lie on the shelf for longer than their case is open.
    *_shelf("closed"),
    *_shelf("cancelled"),
    *_shelf("rejected"),

    # The objection ----------------------------------------------------------------------------
    Step(
        "object", "rejected", "objected", CUSTOMER, _("Ajukan keberatan"), _("Pelanggan mengajukan keberatan"),
        done_public=_("Kakak mengajukan keberatan"), note=Note.MUST,
        note_label=_("Kenapa keputusan ini perlu dilihat lagi"), files=True, shut="why_no_objection",
        effect=lambda case, now: case.note_objection(now), tells=(Tell("staff_objection", TO_OWNER),),
    ),
    *_grant("objected"),
    _inspect("objected", STAY, label=_("Periksa ulang"), tone="quiet"),
    *_shelf("objected"),
    moves.ask_evidence("objected", "return_evidence_asked", "objection", target="objection_asked", by=OWNER),
    Step(
        "uphold", "objected", "rejected", OWNER, _("Tetap tolak"), _("Keberatan ditolak, keputusan tetap"),
        tone="stop", note=Note.MUST, note_label=_("Penjelasan untuk pelanggan"),
        consequence=(
            _("Pelanggan membaca penjelasan ini dan tidak bisa mengajukan keberatan lagi."), _("Kasus ditutup."),
        ),
        tells=(Tell("return_upheld"),),
    ),
    *watched("objected", LATE),
    *moves.evidence_comes("objection_asked", "objected"),
    moves.remind_customer("objection_asked", REMINDER),
    Step(
        "lapse_evidence", "objection_asked", "objected", SYSTEM, "", _("Bukti tidak dikirim, keberatan tetap diputuskan"),
        if_silent=_("Bila pelanggan diam: pemilik memutuskan keberatannya dengan bukti yang ada."),
        if_silent_public=_("Lewat dari itu pemilik toko memutuskan dengan bukti yang ada."),
        tells=(Tell("staff_objection", TO_OWNER),),
    ),

    # The marketplace has ruled -----------------------------------------------------------------
    *(_platform_ruled(source) for source in RULED_FROM),
    Step(
        "file_appeal", "appealable", "appealed", DESK, _("Catat banding diajukan"), _("Banding diajukan"), tone="act",
        internal=True, asks=("appealed_on",), takes=("appeal_number",), note=Note.MAY, note_label=_("Catatan banding"),
        guard=not_in_the_future("appealed_on"),
        consequence=(_("Ajukan dulu di Seller Center, lalu catat di sini."), _("Pelanggan tidak diberi tahu.")),
    ),
    Step(
        "tick_evidence", "appealable", STAY, DESK, _("Cek bukti banding"), _("Bukti banding dicek"), internal=True,
        records=("tick_evidence",), consequence=(_("Daftar yang ada ikut di paket bukti."),),
    ),
    Step(
        "waive_appeal", "appealable", "closed", DESK, _("Tidak banding"), _("Banding tidak diajukan"), tone="quiet",
        internal=True, note=Note.MUST, note_label=_("Kenapa tidak banding"),
        consequence=(_("Dana yang diambil marketplace tercatat di laporan kerugian."), _("Kasus ditutup.")),
    ),
    moves.remind("appealable"),
    Step(
        "miss_appeal", "appealable", "closed", SYSTEM, "", _("Banding tidak diajukan, batasnya lewat"), internal=True,
        loses=True, if_silent=_("Bila diam: hak banding hangus, dana tidak kembali."),
        if_silent_public=_("Lewat dari itu kasus ditutup."), tells=(Tell("staff_appeal_missed", TO_OWNER),),
    ),
    Step(
        "appeal_won", "appealed", "closed", DESK, _("Banding menang"), _("Banding menang, dana kembali ke toko"),
        tone="act", internal=True, asks=("won_amount",), note=Note.MAY, note_label=_("Kata marketplace"),
        guard=not_above_ruled("won_amount"),
        consequence=(_("Dana yang kembali mengurangi kerugian kasus ini."), _("Kasus ditutup.")),
    ),
    Step(
        "appeal_lost", "appealed", "closed", DESK, _("Banding kalah"), _("Banding kalah"), tone="stop", internal=True,
        note=Note.MAY, note_label=_("Kata marketplace"), consequence=(_("Kasus ditutup."),),
    ),
    *watched("appealed"),
    *(_mark_mistake(source) for source in DECIDED),

    *_approve("reopened"),
    *_accept("reopened"),
    _inspect("reopened", label=_("Catat hasil periksa"), tone=""),
    *_shelf("reopened"),
    _ask_evidence("reopened"),  # what comes is decided anew, so its clock does not go on
    _offer_partial("reopened", "offered_reopened"),
    _reject("reopened", _("Tolak permintaan")),
    _change_kind("reopened"),
    _cancel("reopened"),
    *watched("reopened", LATE),

    # Besides ------------------------------------------------------------------------------------
    *money.VOUCHERS,
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
        shown=("policy_words", "offer_amount"),
        team_only=(
            "condition", "kind_verified", "evidence_verdict", "packing_log", "packing_slip", "stock_checked",
            "price_difference", "mistake_amount", "ruling", "ruled_on", "ruled_amount", "won_amount", "appeal_number",
        ),
        panel="returns/policy_panel.html",
        public_panel="remedies/refunds_public.html",
        granted=("approve", "approve_by_silence", "grant", "grant_held"),
        money_back="refund_amount",
        ending="let_go",
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
