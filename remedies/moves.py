"""The steps around what a customer is given, for the tables of the kinds: each names its states and letters.

The model of such a kind is a `remedies.payback.PaysBack`, which knows what the steps write.
"""

from django.utils.translation import gettext_lazy as _

from cases import moves
from cases.guards import not_in_the_future
from cases.moves import TO_ASSIGNEE, TO_OWNER, shop_clock, watched
from cases.workflow import ANYWHERE, CUSTOMER, DESK, STAY, Note, Role, State, Step, Tell, Turn

FORMS = ("prepare_refund", "record_refund")  # the steps that show how the sum comes about
DESTINATION = "give_destination"
LOOK = "look_destination"

# What the kinds call the states of money that is owed, and looked for.
OWED, SOUGHT = "refund_due", "refund_missed"

LOOKED_FOR = State(
    _("Dana belum diterima pelanggan"), _("Toko memeriksa pengiriman dana Kakak"), Turn.SHOP,
    (shop_clock("find_money", 2),),
)  # fmt: skip


def refund(target: str, letter: str) -> tuple[Step, ...]:
    """Money goes out, when one person has recorded it; another one may prepare it before."""
    return (
        Step(
            "record_refund", OWED, target, DESK, _("Catat dana sudah dikirim"), _("Dana dikirim"), tone="act",
            asks=("refund_amount", "refund_method", "refunded_on"), takes=("refund_reference",), files=True,
            guard=not_in_the_future("refunded_on"), records=("pay_refund",), irreversible=True, about_money=True,
            consequence=(_("Pelanggan diberi tahu dana sudah dikirim."),), tells=(Tell(letter),),
        ),
        Step(
            "prepare_refund", OWED, OWED, DESK, _("Siapkan dana"), _("Dana disiapkan"), internal=True,
            records=("prepare_refund",), consequence=(_("Hitungannya disimpan. Belum ada dana yang keluar."),),
        ),
        *_destination(OWED),
    )  # fmt: skip


def _destination(source: str) -> tuple[Step, Step]:
    """Where the money shall go, and who has looked at the whole number."""
    return (
        Step(
            DESTINATION, source, source, CUSTOMER | DESK, _("Isi rekening tujuan"), _("Rekening tujuan diisi"),
            done_public=_("Rekening tujuan diisi"), records=("keep_destination",), additive=True, aside=True,
            consequence=(_("Nomornya hanya dilihat petugas yang mengirim dana, dan dihapus setelah kasus selesai."),),
        ),
        Step(
            LOOK, source, source, DESK, _("Lihat nomor lengkap"), _("Nomor rekening tujuan dilihat"),
            additive=True, quiet=True, internal=True, aside=True, page="destination",
        ),
    )  # fmt: skip


def missed(paid: str, late: str = "") -> tuple[Step, ...]:
    """The customer says that no money came: it is looked for first, and paid again only where it failed."""
    return (
        Step(
            "refund_failed", SOUGHT, OWED, DESK, _("Dana memang tidak masuk"), _("Pengiriman dana gagal"),
            note=Note.MUST, note_label=_("Kata bank atau dompet digital, dibaca pelanggan"), records=("fail_refund",),
            consequence=(_("Dana menjadi kewajiban toko lagi."), _("Pelanggan diberi tahu.")), irreversible=True,
            tells=(Tell("refund_failed"),),
        ),
        Step(
            "refund_stands", SOUGHT, paid, DESK, _("Dana sudah masuk, ini buktinya"), _("Bukti pengiriman dana dikirim"),
            asks=("refund_reference",), note=Note.MUST, note_label=_("Penjelasan untuk pelanggan"), files=True,
            records=("uphold_refund",), about_money=True, consequence=(_("Pelanggan membaca penjelasan dan nomor buktinya."),),
            tells=(Tell("refund_stands"),),
        ),
        moves.confirm(SOUGHT, _("Dana sudah saya terima"), _("Pelanggan sudah menerima dana"),
                      _("Kakak sudah menerima dana"), records=("confirm_refund",)),
        *_destination(SOUGHT),
        *watched(SOUGHT, late),
    )  # fmt: skip


def miss(source: str, variants: frozenset[str] | None = None) -> Step:
    """No money came, says the customer."""
    return Step(
        "miss", source, SOUGHT, CUSTOMER, _("Dana belum saya terima"), _("Pelanggan belum menerima dana"),
        done_public=_("Kakak belum menerima dana"), consequence=(_("Toko memeriksa lagi pengirimannya."),),
        variants=variants, note=Note.MUST, note_label=_("Ceritakan"), tells=(Tell("staff_missed", TO_ASSIGNEE),),
    )  # fmt: skip


OWNER = frozenset({Role.OWNER})

# Taken in any state: a voucher is often what is offered where nothing else can be. What was sent out is not taken
# back by undoing, but a voucher can be cancelled until it is used.
VOUCHERS = (
    Step(
        "give_voucher", ANYWHERE, STAY, DESK, _("Beri voucher"), _("Voucher diberikan"), tone="act",
        note=Note.MAY, note_label=_("Pesan untuk pelanggan"), records=("give_voucher",), irreversible=True,
        consequence=(_("Pelanggan mendapat kode vouchernya."), _("Nilainya mengurangi anggaran voucher bulan ini.")),
        done_public=_("Kakak mendapat voucher"), tells=(Tell("voucher_given"),),
    ),
    Step(
        "propose_voucher", ANYWHERE, STAY, DESK, _("Ajukan voucher ke pemilik"), _("Voucher diajukan ke pemilik"),
        note=Note.MUST, note_label=_("Alasannya, dibaca pemilik"), records=("propose_voucher",), shut="why_no_proposal", internal=True,
        irreversible=True, consequence=(_("Pelanggan baru diberi tahu setelah pemilik setuju."),),
        tells=(Tell("staff_voucher", TO_OWNER),),
    ),
    Step(
        "approve_voucher", ANYWHERE, STAY, OWNER, _("Setujui voucher"), _("Voucher disetujui pemilik"), tone="act",
        note=Note.MAY, note_label=_("Pesan untuk pelanggan"), records=("approve_voucher",), irreversible=True,
        consequence=(_("Pelanggan mendapat kode vouchernya."),), done_public=_("Kakak mendapat voucher"),
        tells=(Tell("voucher_given"),),
    ),
    Step(
        "refuse_voucher", ANYWHERE, STAY, OWNER, _("Tolak voucher"), _("Voucher ditolak pemilik"), tone="stop",
        note=Note.MUST, note_label=_("Alasannya, dibaca tim"), records=("refuse_voucher",), internal=True,
        consequence=(_("Pelanggan tidak diberi tahu apa-apa."),),
    ),
)  # fmt: skip
