"""What a customer fills in to send something back, and what an owner fills in to say on which terms."""

from cases.steps import register_step
from remedies.forms import VoucherForm
from returns.forms import refund as _refund  # noqa: F401  # registers the forms of the steps
from returns.forms.exchange import SetAsideForm
from returns.forms.policy import PolicyForm, PublishForm
from returns.forms.request import ReturnForm

register_step("return_request", "give_voucher", "propose_voucher")(VoucherForm)

__all__ = ["PolicyForm", "PublishForm", "ReturnForm", "SetAsideForm"]
