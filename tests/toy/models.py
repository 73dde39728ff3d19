"""A receipt that a customer asks for after the purchase."""

from django.db import models

from cases.models import Case


class ReceiptRequest(Case):
    """Whom the receipt is made out to, and its number once there is one."""

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="receipt_request"
    )
    made_out_to = models.CharField("nota atas nama", max_length=80)
    receipt_number = models.CharField("nomor nota", max_length=40, blank=True)

    def __str__(self) -> str:
        return self.reference
