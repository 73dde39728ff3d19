"""The public form of a complaint."""

from cases import welcome
from cases.almanac import ShopFacts
from cases.views.intake import IntakeView
from complaints.forms import ComplaintForm
from complaints.workflow import COMPLAINT

# The clocks that the procedure on the page names, in the order of the road.
PROMISED = ("answer", "solution", "recovery")


class ComplaintFormView(IntakeView):
    """/toko/<slug>/keluhan/"""

    kind = "complaint"
    form_class = ComplaintForm
    template_name = "complaints/form.html"

    def extra(self) -> dict:
        """How long each part of the procedure takes at most."""
        facts = ShopFacts(self.shop)
        kinds = [COMPLAINT]
        promised = {clock: welcome.promise(facts, self.channel, clock, kinds) for clock in PROMISED}
        return {"answered_within": promised["answer"], "promised": promised}
