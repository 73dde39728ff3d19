"""What the team fills in when parcels move and when a customer is given something."""

from remedies.forms.parcels import UnknownForm
from remedies.forms.refunds import DestinationForm, RefundForm
from remedies.forms.vouchers import AnswerForm, VoucherForm

__all__ = ["AnswerForm", "DestinationForm", "RefundForm", "UnknownForm", "VoucherForm"]
