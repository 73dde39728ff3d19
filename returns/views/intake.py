"""The public form of a return, with the rules that hold today beside it."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from cases import throttle
from cases.views.intake import IntakeView
from returns.forms import ReturnForm
from returns.models import policy_shared_by
from sales import finding
from sales.models import OrderLine
from shops.forms.fields import readable
from shops.limits import client_address
from shops.phones import parse_mobile


class ReturnFormView(IntakeView):
    """/toko/<slug>/retur/"""

    kind = "return_request"
    template_name = "returns/form.html"
    meant: OrderLine | None = None

    @property
    def form_class(self):
        """The form of this shop, now."""
        return partial(ReturnForm, shop=self.shop, now=self.now, channel=self.channel, meant=self.meant)

    def extra(self) -> dict:
        """What the page says of the rules."""
        today = self.now.astimezone(self.shop.zone).date()
        return {
            "policy": policy_shared_by(self.shop, self.orders, today), "today": today,
            "live": reverse("return_standing", args=[self.shop.slug]),
        }  # fmt: skip

    def _recall(self, data: QueryDict) -> None:
        """Whoever sends the number and the phone of an order of a single piece need not look for it first."""
        super()._recall(data)
        if not self.orders and "find" not in data:
            self.meant = self._meant(data.get("order_number", ""), data.get("phone", ""))

    def _meant(self, number: str, phone: str) -> OrderLine | None:
        """What is told on the page of the case counts as a search that succeeds; over the limit nothing is found."""
        keys = finding.numbered(self.shop, number)
        if not keys or self._searched_too_often(number):
            return None
        try:
            found = finding.of_buyer(self.shop, keys, parse_mobile(phone))
        except ValidationError:
            return None
        lines = [line for order in found for line in order.lines.all()]
        return lines[0] if len(lines) == 1 and lines[0].quantity == 1 else None


class StandingView(ReturnFormView):
    """How what is filled in so far stands to the policy, for the page that asks while somebody is typing."""

    http_method_names = ("post",)

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """A form that was closed meanwhile has nothing more to say in its middle."""
        answer = super().dispatch(request, *args, **kwargs)
        return answer if self.channel else HttpResponse()

    def _meant(self, number: str, phone: str) -> None:
        """Nobody looks for an order while it is still being typed."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A piece of the page; nothing is kept and no file is taken in."""
        if throttle.turned_away(throttle.CHECK_BY_ADDRESS, client_address(request), now=self.now):
            return HttpResponse(status=429)
        data = readable(request.POST)
        self._recall(data)
        return render(request, "returns/standing.html", {"form": self._form(data)})
