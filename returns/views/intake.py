"""The public form of a return, with the rules that hold today beside it."""

from functools import cached_property, partial

from cases.views.intake import IntakeView
from returns.forms import ReturnForm
from returns.models import policy_in_force


class ReturnFormView(IntakeView):
    """/toko/<slug>/retur/"""

    kind = "return_request"
    template_name = "returns/form.html"

    @cached_property
    def form_class(self):
        """The form of this shop, now."""
        return partial(ReturnForm, shop=self.shop, now=self.now)

    def extra(self) -> dict:
        """What the page says of the rules."""
        today = self.now.astimezone(self.shop.zone).date()
        return {"policy": policy_in_force(self.shop, today), "today": today}
