"""Pieces that are set aside for a customer who is waiting for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from sales.models import Variant
from shops.models import Shop


class Reservation(models.Model):
    """So many of one variant that nobody else gets, for as long as it has not ended."""

    class Ending(models.TextChoices):
        USED = "used", _("dikirim")
        FREED = "freed", _("dilepas")
        EXPIRED = "expired", _("dilepas, waktunya habis")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reservations", db_index=False)
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="reservations", db_index=False)
    quantity = models.PositiveIntegerField(_("jumlah"))
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "variant"], name="reservation_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reservation_has_pieces"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="reservation_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["variant"], include=["quantity"], name="reservation_held", condition=Q(ended_at=None)
            ),
            models.Index(fields=["case"], name="reservation_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
