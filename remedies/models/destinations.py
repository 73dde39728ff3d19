"""Where a customer wants their money: a bank account or an e-wallet, of which only the end is ever shown."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from remedies import banks
from shops.models import Shop

TAIL = banks.SHOWN


class Destination(models.Model):
    """An account as it was given for a case; the latest one holds, and of the others the number is forgotten.

    The fingerprint stays: by it the same number is known again in another case of the shop, and by nobody else.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="destinations")
    bank = models.CharField(_("bank atau dompet digital"), max_length=40)
    number = models.CharField(_("nomor rekening atau HP"), max_length=banks.LONGEST, blank=True)  # digits
    tail = models.CharField(max_length=TAIL)
    holder = models.CharField(_("atas nama"), max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64)
    by_customer = models.BooleanField()
    given_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(number="", holder=""), name="destination_forgotten_is_gone"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "fingerprint"], name="destination_same_number"),
            models.Index(fields=["case"], name="destination_known", condition=Q(forgotten_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.masked}"

    @property
    def masked(self) -> str:
        """The number as it is shown."""
        return banks.masked(self.tail)

    @property
    def doubt(self) -> str:
        """What is unusual about the number, as long as it is known."""
        return banks.doubt(self.bank, self.number) if self.number else ""
