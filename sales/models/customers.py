"""The people who buy: one row per shop and phone number."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shops.models import Shop, User
from shops.phones import searchable as searchable_phone


class Customer(models.Model):
    """Somebody who buys from this shop. A merged one stays, hidden, so that its phone still leads to the other."""

    class Salutation(models.TextChoices):
        KAK = "Kak", _("Kak")
        BAPAK = "Bapak", _("Bapak")
        IBU = "Ibu", _("Ibu")
        MAS = "Mas", _("Mas")
        MBAK = "Mbak", _("Mbak")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="customers", db_index=False)
    phone = models.CharField(_("nomor HP (WhatsApp)"), max_length=16, blank=True)  # E.164
    name = models.CharField(_("nama"), max_length=80, blank=True)
    salutation = models.CharField(
        _("sapaan"), max_length=8, choices=Salutation, default=Salutation.KAK, db_default=Salutation.KAK
    )
    email = models.EmailField(_("e-mail"), blank=True)
    preferences = models.TextField(_("kesukaan"), max_length=1000, blank=True)
    # When the customer agreed to be written to about more than a case of theirs.
    consented_at = models.DateTimeField(_("bersedia dihubungi"), null=True, blank=True)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    search = models.TextField(editable=False)

    class Meta:
        constraints = [
            # Merged ones too: a phone number leads to one customer, at once or by way of `merged_into`.
            models.UniqueConstraint(fields=["shop", "phone"], name="customer_once", condition=~Q(phone="")),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="customer_not_own"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "-created_at", "-id"], name="customer_newest", condition=Q(merged_into=None)
            ),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="customer_search"),
        ]

    def __str__(self) -> str:
        return self.name or self.phone

    @property
    def address(self) -> str:
        """How the shop speaks to them: "Ibu Rina"."""
        return f"{self.get_salutation_display()} {self.name}".strip()

    def searchable(self) -> str:
        """What the list's search looks through; the merged ones' words are added by whoever merges."""
        return " ".join(filter(None, (self.name, searchable_phone(self.phone), self.email))).lower()


class CustomerNote(models.Model):
    """What somebody of the team wants the others to know about a customer, on its day in the timeline."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notes", db_index=False)
    text = models.TextField(_("catatan"), max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="note_of_customer")]

    def __str__(self) -> str:
        return self.text[:40]


class CustomerMerge(models.Model):
    """That two customers are one person, and what moved, so that it can be taken back exactly."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="customer_merges", db_index=False)
    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Customer, models.PROTECT, related_name="merges_away")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # {"orders": [pk, …], "notes": [pk, …], "customers": [pk, …], "filled": {field: [before, after]}}
    moved = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], name="merged_once", condition=Q(undone_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
