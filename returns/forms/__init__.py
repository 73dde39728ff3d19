"""What a customer fills in to send something back, and what an owner fills in to say on which terms."""

from returns.forms.exchange import SetAsideForm
from returns.forms.policy import PolicyForm, PublishForm
from returns.forms.request import ReturnForm

__all__ = ["PolicyForm", "PublishForm", "ReturnForm", "SetAsideForm"]
