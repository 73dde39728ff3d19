"""What a customer fills in to send something back, an owner to say on which terms, the team when it came."""

from cases.steps import register_step
from remedies.forms import AnswerForm, VoucherForm
from returns.forms import refund as _refund  # noqa: F401  # registers the forms of the steps
from returns.forms.appeal import EvidenceForm, ObjectionForm
from returns.forms.decisions import ApproveForm, ChangeKindForm, RejectForm
from returns.forms.exchange import SetAsideForm
from returns.forms.inspection import DisposeForm, InspectForm
from returns.forms.policy import PolicyForm, PublishForm
from returns.forms.request import ReturnForm

register_step("return_request", "give_voucher", "propose_voucher")(VoucherForm)
register_step("return_request", "approve_voucher", "refuse_voucher")(AnswerForm)

__all__ = [
    "ApproveForm",
    "ChangeKindForm",
    "DisposeForm",
    "EvidenceForm",
    "InspectForm",
    "ObjectionForm",
    "PolicyForm",
    "PublishForm",
    "RejectForm",
    "ReturnForm",
    "SetAsideForm",
]
