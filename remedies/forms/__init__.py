"""What the team fills in when parcels move and when a customer is given something."""

from remedies.forms.parcels import UnknownForm
from remedies.forms.vouchers import VoucherForm

__all__ = ["UnknownForm", "VoucherForm"]
