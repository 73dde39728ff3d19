"""The public form of a return, with the rules that hold today beside it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases import throttle
from cases.picking import Piece
from cases.views.intake import IntakeView
from returns.forms import ReturnForm
from returns.models import policy_in_force
from sales import finding
from shops.forms.fields import readable
from shops.limits import client_address


class ReturnFormView(IntakeView):
    """/toko/<slug>/retur/"""

    kind = "return_request"
    template_name = "returns/form.html"

    @property
    def form_class(self):
        """The form of this shop, now."""
        return partial(ReturnForm, shop=self.shop, now=self.now, channel=self.channel)

    def extra(self) -> dict:
        """What the page says of the rules."""
        today = self.now.astimezone(self.shop.zone).date()
        return {
            "policy": policy_in_force(self.shop, today), "today": today,
            "live": reverse("return_standing", args=[self.shop.slug]),
        }  # fmt: skip

    def _answers(self, form: ReturnForm) -> dict:
        """Whoever sends the number and the phone of an order of a single piece need not look for it first."""
        answers = super()._answers(form)
        if not form.orders:
            found = finding.of_buyer(self.shop, answers["order_number"], answers["customer_phone"])
            lines = [line for order in found for line in order.lines.all()]
            if len(lines) == 1 and lines[0].quantity == 1:
                answers["goods"] = (Piece(lines[0].pk, 1),)
        return answers


class StandingView(ReturnFormView):
    """How what is filled in so far stands to the policy, for the page that asks while somebody is typing."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A piece of the page; nothing is kept and no file is taken in."""
        if throttle.turned_away(throttle.CHECK_BY_ADDRESS, client_address(request), now=self.now):
            return HttpResponse(status=429)
        self._recall(request)
        return render(request, "returns/standing.html", {"form": self._form(readable(request.POST))})
