"""A shop's published rules; a return request: what the customer asks for, what the shop found and what it gave."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from returns import policy as rulebook
from returns.workflow import COMES_BACK, RETURN
from shops.hours import calendar_of
from shops.models import Shop, User


class PolicyQuerySet(models.QuerySet):
    """The versions of a shop's policy."""

    def published(self) -> PolicyQuerySet:
        """What customers may read, the newest first."""
        return self.filter(status=ReturnPolicy.Status.PUBLISHED).order_by("-version")

    def in_force(self, day: date) -> ReturnPolicy | None:
        """The version that holds on a day of the shop's calendar."""
        return self.published().filter(effective_on__lte=day).first()


class ReturnPolicy(models.Model):
    """One version of a shop's return policy: a draft, or published and from then on never changed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        PUBLISHED = "published", _("Diterbitkan")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="return_policies")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(null=True)  # given when it is published
    rules = models.JSONField()  # as in returns.policy.Rules
    revision = models.PositiveIntegerField(default=1)  # how often the draft was saved
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    effective_on = models.DateField(_("mulai berlaku"), null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # What the owner was told about the law before publishing all the same: [{"sentence", "source", …}, …]
    understood = models.JSONField(default=list)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["shop"], condition=Q(status="draft"), name="policy_one_draft"),
            models.CheckConstraint(
                condition=Q(
                    status="draft", version=None, effective_on=None, published_at=None, published_by=None
                )
                | Q(
                    status="published",
                    version__isnull=False,
                    effective_on__isnull=False,
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
                name="policy_draft_or_published",
            ),
        ]
        triggers: ClassVar = [
            # Cases were opened under it: what was promised stands.
            pgtrigger.Protect(
                name="published_stands",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="published"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id} v{self.version or '–'}"

    @property
    def mark(self) -> str:
        """Which saving of which draft this is: whoever publishes says what they have seen."""
        return f"{self.pk}-{self.revision}"

    @cached_property
    def contents(self) -> rulebook.Rules:
        """The rules themselves."""
        return rulebook.Rules.from_json(self.rules)

    @cached_property
    def sections(self) -> list[rulebook.Section]:
        """The rules as people read them."""
        return rulebook.sections(self.contents, WAY_NAMES, dict(ReturnRequest.Reason.choices))

    @property
    def chapters(self) -> dict[str, rulebook.Section]:
        """The chapters that this policy has, by their keys."""
        return {section.key: section for section in self.sections}

    @property
    def evidence_by_reason(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What strengthens a claim: reason, its name, the lines."""
        kept = self.contents.evidence
        return [(*reason, kept[reason[0]]) for reason in ReturnRequest.Reason.choices if kept.get(reason[0])]


class ReturnRequest(Case):
    """A refund without return, a return with refund, an exchange or a reshipment (the case's variant)."""

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("Rusak waktu sampai")
        DEFECTIVE = "defective", _("Cacat atau tidak berfungsi")
        WRONG_ITEM = "wrong_item", _("Barang yang dikirim salah")
        INCOMPLETE = "incomplete", _("Tidak lengkap atau kurang")
        NOT_AS_DESCRIBED = "not_as_described", _("Tidak sesuai deskripsi atau foto")
        WRONG_SIZE = "wrong_size", _("Ukuran atau model tidak pas")
        NOT_RECEIVED = "not_received", _("Paket tidak sampai")
        CHANGED_MIND = "changed_mind", _("Berubah pikiran")
        OTHER = "other", _("Lainnya")

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
        WITHIN = "within", _("Memenuhi syarat")
        OUTSIDE = "outside", _("Di luar kebijakan")
        UNKNOWN = "unknown", _("Belum bisa dipastikan")

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="return_request"
    )
    reason = models.CharField(_("alasan"), max_length=20, choices=Reason)
    wanted_variant = models.CharField(_("ukuran atau model yang diinginkan"), max_length=120, blank=True)
    delivered_on = models.DateField(_("barang diterima pelanggan"), null=True, blank=True)

    # How the request stood to the policy of its first day; written at birth, never again. Nobody looks for
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
        _("menurut kebijakan toko"), max_length=300, blank=True, editable=False, default="", db_default=""
    )
    policy_words_staff = models.CharField(
        max_length=300, blank=True, editable=False, default="", db_default=""
    )
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
        """Keep the version in force today and how this request stands to it, in the shop's own language."""
        today = now.astimezone(self.shop.zone).date()
        self.policy = self.shop.return_policies.in_force(today)
        if self.policy is None:
            return
        calendar = calendar_of(self.shop) if self.delivered_on else None
        with translation.override(settings.LANGUAGE_CODE):
            verdict = rulebook.check(self.policy.contents, self.variant, self.delivered_on, today, calendar)
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
    def postage_payer(self) -> rulebook.Postage | None:
        """Who pays the way back by the policy; None where that is still to be found out."""
        return self.policy.contents.payer(self.reason)


WAY_NAMES = {name: variant.public for name, variant in RETURN.variants.items()}
