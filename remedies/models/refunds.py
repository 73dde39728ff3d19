"""Money that goes back to a customer: how much, for which goods, and whether it arrived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Attachment, Case
from remedies.models.destinations import Destination
from sales.models import OrderLine
from shops.models import Shop, User


class RefundMethod(models.TextChoices):
    """How money goes back."""

    TRANSFER = "transfer", _("Transfer bank")
    EWALLET = "ewallet", _("Dompet digital (GoPay, OVO, DANA, ShopeePay)")
    CASH = "cash", _("Tunai")
    MARKETPLACE = "marketplace", _("Dikembalikan oleh marketplace")


class Refund(models.Model):
    """One payment of a case, from its preparation to its arrival. Whoever pays it out was told so by the case's door."""

    class Status(models.TextChoices):
        DUE = "due", _("Disiapkan")
        RECORDED = "recorded", _("Dikirim")
        CONFIRMED = "confirmed", _("Diterima pelanggan")
        FAILED = "failed", _("Gagal, tidak sampai")
        WITHDRAWN = "withdrawn", _("Diganti hitungan baru")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="refunds")
    status = models.CharField(max_length=10, choices=Status)
    amount = models.BigIntegerField(_("jumlah dana (Rp)"))
    shipping = models.BigIntegerField(_("ongkir (Rp)"), default=0)  # how much of the amount is for shipping
    fee = models.BigIntegerField(_("potongan (Rp)"), default=0)  # what was kept back
    method = models.CharField(_("cara pengembalian"), max_length=12, choices=RefundMethod)
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, related_name="refunds", db_index=False
    )
    reference = models.CharField(_("nomor bukti transfer"), max_length=60, blank=True)
    proof = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", db_index=False)
    paid_on = models.DateField(_("tanggal dana dikirim"), null=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    prepared_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)  # it failed

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="refund_is_money"),
            models.CheckConstraint(condition=Q(shipping__gte=0, fee__gte=0), name="refund_not_negative"),
            models.CheckConstraint(
                condition=~Q(status__in=["recorded", "confirmed"])
                | Q(recorded_at__isnull=False, paid_on__isnull=False),
                name="refund_paid_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status} {self.amount}"

    @property
    def by(self) -> User | None:
        """Who acted on it last."""
        return self.paid_by or self.prepared_by


# What counts as given back when the next refund is worked out; and what has really gone out.
LIVE = (Refund.Status.DUE, Refund.Status.RECORDED, Refund.Status.CONFIRMED)
PAID = (Refund.Status.RECORDED, Refund.Status.CONFIRMED)


class RefundPart(models.Model):
    """What one line of an order has of a refund. The parts of a refund add up to its amount by what is `paid`."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="parts", db_index=False)
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="refunds")
    quantity = models.PositiveIntegerField(_("jumlah"))
    amount = models.BigIntegerField(_("harga barang (Rp)"))  # what these pieces were worth
    shipping = models.BigIntegerField(_("ongkir (Rp)"), default=0)  # of the line's order
    paid = models.BigIntegerField(_("dibayar (Rp)"))  # shipping included, after fees and caps

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "order_line"], name="refund_part_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, shipping__gte=0, paid__gte=0), name="refund_part_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
