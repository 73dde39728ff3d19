"""Steps around what the customer is given, for the tables of every kind."""

from django.utils.translation import gettext_lazy as _

from cases.moves import TO_OWNER
from cases.workflow import ANYWHERE, DESK, STAY, Note, Role, Step, Tell

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
        note=Note.MUST, note_label=_("Alasannya, dibaca pemilik"), records=("propose_voucher",), internal=True,
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
