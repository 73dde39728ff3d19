"""Vouchers: a promise of so much off a later purchase, in place of money or as an apology."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from shops.models import Shop, User
from shops.money import MAX_RUPIAH


class Voucher(models.Model):
    """One voucher of one customer. It is used once and whole, and counts for the month in which it was given."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("menunggu persetujuan pemilik")
        READY = "ready", _("siap dipakai")
        USED = "used", _("sudah dipakai")
        VOID = "void", _("dibatalkan")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="vouchers", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="vouchers")
    code = models.CharField(_("kode"), max_length=16)
    value = models.BigIntegerField(
        _("nilai (Rp)"), validators=[MinValueValidator(1_000), MaxValueValidator(MAX_RUPIAH)]
    )
    expires_on = models.DateField(_("berlaku sampai"))  # the last day, by the shop's calendar
    status = models.CharField(max_length=8, choices=Status)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # used or cancelled
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    used_for = models.CharField(_("dipakai untuk pesanan"), max_length=60, blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="voucher_code_once"),
            models.CheckConstraint(condition=Q(value__gte=1), name="voucher_is_worth_something"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "ready"], ended_at=None)
                | Q(status__in=["used", "void"], ended_at__isnull=False),
                name="voucher_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-given_at", "-id"], name="voucher_newest"),
            models.Index(
                fields=["shop", "given_at"], include=["value"], name="voucher_budget",
                condition=~Q(status="void"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code
