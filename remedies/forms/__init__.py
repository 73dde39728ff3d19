"""What the team fills in when a customer is given something."""

from remedies.forms.vouchers import VoucherForm

__all__ = ["VoucherForm"]
