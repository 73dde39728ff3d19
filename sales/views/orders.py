"""Orders: finding one, all about one, correcting one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sales import orders as domain
from sales import tracking
from sales.access import order_for_staff
from sales.forms.orders import OrderForm
from sales.models import Order
from sales.order_facts import facts_of
from sales.timeline import OF_ORDER
from shops.access import desk_page, sees_money, staff_page
from shops.channels import channels_of
from shops.forms.fields import readable
from shops.phones import masked, national


@dataclass(frozen=True)
class Line:
    """An order as one line of the list."""

    order: Order
    goods: str
    standing: str


@require_safe
@staff_page()
def orders(request: HttpRequest) -> HttpResponse:
    """Every order of every channel, the newest first."""
    shop = request.membership.shop
    wish = domain.Wish.read(readable(request.GET), shop)
    page = domain.page_of(shop, wish)
    if not page.rows and not (wish.text or wish.channel or wish.after):
        return render(request, "sales/orders_empty.html", {"here": "settings", "shop": shop})
    context = {
        "here": "settings", "shop": shop, "wish": wish, "desk": sees_money(request.membership),
        "lines": [Line(order, domain.goods(order), domain.standing(order)) for order in page.rows],
        "channels": [(row, wish.address(channel=row, after="")) for row in channels_of(shop)],
        "every_channel": wish.address(channel=None, after=""),
        "first": wish.address(after=""), "next": wish.address(after=page.next) if page.next else "",
    }  # fmt: skip
    return render(request, "sales/orders.html", context)


@require_safe
@staff_page()
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: its lines and sums, its dates, its parcel, its buyer, its cases."""
    member = request.membership
    found = order_for_staff(member, pk)
    desk, lines = sees_money(member), list(found.lines.select_related("variant").defer("raw"))
    entries, more = OF_ORDER.page(member, found, readable(request.GET).get("after", ""))
    dates = [(_("Dipesan"), found.placed_at), (_("Dibayar"), found.paid_at), (_("Dikirim"), found.shipped_at),
             (_("Diterima pembeli"), found.delivered_at), (_("Dibatalkan"), found.cancelled_at)]  # fmt: skip
    context = {
        "here": "settings", "shop": member.shop, "order": found, "lines": lines, "goods": domain.goods(found, lines), "desk": desk,
        "standing": domain.standing(found), "phone": _phone(found, desk=desk), "entries": entries, "more": more,
        "dates": [(label, at) for label, at in dates if at or label == _("Diterima pembeli")],
        "goods_amount": sum(line.amount + line.discount for line in lines),
        "facts": facts_of(member.shop, found),
        "is_unusual": tracking.is_unusual(found.tracking_number, found.courier),
    }  # fmt: skip
    return render(request, "sales/order.html", context)


def _phone(order: Order, *, desk: bool) -> str:
    """The warehouse needs to recognise people, not to call them."""
    if not order.buyer_phone:
        return order.buyer_phone_masked
    return national(order.buyer_phone) if desk else masked(order.buyer_phone)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def change_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who bought, when what happened, and the parcel."""
    member, now = request.membership, timezone.now()
    found = order_for_staff(member, pk)
    answers = readable(request.POST) if request.method == "POST" else None
    form = OrderForm(answers, instance=found, zone=member.shop.zone, now=now)
    if request.method == "POST" and form.is_valid():
        domain.change(member, pk, form.changes(), now=now)
        messages.success(request, _("Pesanan tersimpan."))
        return redirect("order", pk)
    context = {"here": "settings", "form": form, "order": found, "couriers": tracking.COURIERS}
    return render(request, "sales/change_order.html", context, status=422 if form.errors else 200)
