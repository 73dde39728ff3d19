"""The money of a return: its steps take the forms that every refund has."""

from cases.steps import register_step
from remedies.forms import DestinationForm, RefundForm
from remedies.moves import DESTINATION, FORMS
from returns.workflow import RETURN

register_step(RETURN.kind, *FORMS)(RefundForm)
register_step(RETURN.kind, DESTINATION)(DestinationForm)
