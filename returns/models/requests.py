"""A return request: what the customer asks for, how it stands to the policy, what the shop found and gave."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from returns import asked
from returns.asked import MARKETPLACES, Item, Sale, Wish
from returns.clauses import insists
from returns.facts import explained
from returns.models.policies import NAMES, Reason, ReturnPolicy, hold_against_policy
from returns.policy import Fee, Postage
from returns.workflow import COMES_BACK


class ReturnRequest(Case):
    """A refund without return, a return with refund, an exchange or a reshipment (the case's variant)."""

    Reason = Reason

    class RejectionReason(models.TextChoices):
        EVIDENCE = "evidence", _("Bukti tidak cukup")
        USED = "used", _("Barang sudah dipakai atau rusak setelah diterima")
        TOO_LATE = "too_late", _("Melewati batas waktu retur")
        ITEM_CORRECT = "item_correct", _("Barang sesuai pesanan")
        NOT_RETURNABLE = "not_returnable", _("Barang tidak bisa diretur")
        AGREED = "agreed", _("Sudah ada kesepakatan lain")
        DIFFERENT_ITEM = "different_item", _("Barang yang kembali berbeda")
        OTHER = "other", _("Alasan lain")

    class Condition(models.TextChoices):
        AS_CLAIMED = "as_claimed", _("Sesuai keluhan pelanggan")
        GOOD = "good", _("Baik, layak jual lagi")
        DAMAGED = "damaged", _("Rusak, tidak sesuai keluhan")
        DIFFERENT = "different", _("Bukan barang kita")
        INCOMPLETE = "incomplete", _("Tidak lengkap")

    class RefundMethod(models.TextChoices):
        TRANSFER = "transfer", _("Transfer bank")
        EWALLET = "ewallet", _("Dompet digital (GoPay, OVO, DANA, ShopeePay)")
        CASH = "cash", _("Tunai")
        MARKETPLACE = "marketplace", _("Dikembalikan oleh marketplace")

    class Standing(models.TextChoices):
        WITHIN = asked.Standing.ELIGIBLE, _("Memenuhi syarat")
        OUTSIDE = asked.Standing.NOT_ELIGIBLE, _("Di luar kebijakan")
        UNKNOWN = asked.Standing.DECISION, _("Perlu keputusan")

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="return_request"
    )
    reason = models.CharField(_("alasan"), max_length=20, choices=Reason)
    wanted_variant = models.CharField(_("ukuran atau model yang diinginkan"), max_length=120, blank=True)
    delivered_on = models.DateField(_("barang diterima pelanggan"), null=True, blank=True)

    # How the request stood to the policy on its first day; written at birth, never again. Nobody looks for
    # cases by their policy, and an index would have to be built while cases arrive. The defaults in the database
    # let nodes that still run the version before write their rows.
    policy = models.ForeignKey(
        ReturnPolicy, models.PROTECT, null=True, editable=False, related_name="cases", db_index=False
    )
    standing = models.CharField(
        max_length=8, choices=Standing, blank=True, editable=False, default="", db_default=""
    )
    clause = models.CharField(max_length=8, blank=True, editable=False, default="", db_default="")
    policy_words = models.CharField(
        _("menurut kebijakan toko"), max_length=500, blank=True, editable=False, default="", db_default=""
    )
    policy_words_staff = models.TextField(blank=True, editable=False, default="", db_default="")
    policy_facts = models.JSONField(null=True, editable=False)

    rejection_reason = models.CharField(
        _("alasan penolakan"), max_length=20, choices=RejectionReason, blank=True
    )

    courier = models.CharField(_("kurir"), max_length=40, blank=True)
    tracking_number = models.CharField(_("nomor resi"), max_length=40, blank=True)
    received_on = models.DateField(_("tanggal diterima"), null=True, blank=True)
    condition = models.CharField(_("kondisi barang"), max_length=12, choices=Condition, blank=True)

    refund_amount = models.BigIntegerField(
        _("jumlah dana (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    refund_method = models.CharField(_("cara pengembalian"), max_length=12, choices=RefundMethod, blank=True)
    refund_reference = models.CharField(_("nomor bukti transfer"), max_length=60, blank=True)
    refunded_on = models.DateField(_("tanggal dana dikirim"), null=True, blank=True)

    replacement_courier = models.CharField(_("kurir pengganti"), max_length=40, blank=True)
    replacement_tracking_number = models.CharField(_("nomor resi pengganti"), max_length=40, blank=True)
    replaced_on = models.DateField(_("tanggal pengganti dikirim"), null=True, blank=True)

    def __str__(self) -> str:
        return self.reference

    def come_under_policy(self, now: datetime) -> None:
        """Keep the version that holds and how this request stands to it, in the shop's own language."""
        channel = self.channel.kind if self.channel.kind in MARKETPLACES else ""
        sale = Sale(channel=channel, said_delivered_on=self.delivered_on)
        item, wish = Item(product=self.title), Wish(self.variant, self.reason)
        with translation.override(settings.LANGUAGE_CODE):
            held = hold_against_policy(self.shop, sale, item, wish, now)
        if held is None:
            return
        self.policy, verdict = held
        self.standing, self.clause = verdict.standing.value, verdict.clause
        self.policy_words, self.policy_words_staff = verdict.sentence, verdict.staff_sentence
        self.policy_facts = verdict.facts

    @property
    def comes_back(self) -> bool:
        """Whether the goods travel back to the shop."""
        return self.variant in COMES_BACK

    @property
    def evidence_asked(self) -> tuple[str, ...]:
        """What the policy asks to see for this reason."""
        return self.policy.contents.evidence.get(self.reason, ())

    @property
    def postage_payer(self) -> Postage | None:
        """Who pays the way back by the policy; None where that is still to be found out."""
        return self.policy.contents.payer(self.reason)

    @property
    def fees(self) -> list[Fee]:
        """What the policy lets the shop keep back for this reason."""
        return self.policy.contents.fees_for(self.reason)

    @property
    def insists_on_evidence(self) -> bool:
        """Whether nothing goes on for this reason without what is asked to be shown."""
        return insists(self.policy.contents, self.reason)

    @property
    def policy_explained(self) -> list[tuple[str, str]]:
        """Every fact that the standing rests on, with its label."""
        return explained(self.policy_facts, NAMES)

    @property
    def clauses_in_play(self) -> list[str]:
        """The numbers of the clauses by which it stands as it does."""
        return self.policy_facts.get("clauses") or [self.clause]
