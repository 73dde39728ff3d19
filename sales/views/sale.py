"""A sale written down in under a minute: one page, few fields, no script needed."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sales import counter, customers, products
from sales.access import customer_for_staff, order_of_submission
from sales.forms.sale import BaseItems, SaleForm, sale_forms
from sales.models import Customer
from shops.access import desk_page
from shops.forms.fields import readable
from shops.keys import row_key
from shops.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_sale(request: HttpRequest) -> HttpResponse:
    """Who, what, how many, for how much; "Hitung" only works out the sum."""
    member = request.membership
    if request.method != "POST":
        return _page(request, *sale_forms(member.shop, initial=_known_buyer(request)), uuid4())
    answers = readable(request.POST)
    submission = _key(answers.get("submission", ""))
    if known := order_of_submission(member, submission):
        return _to_order(known.pk)
    form, items = sale_forms(member.shop, answers)
    is_whole = all([form.is_valid(), items.is_valid()])
    if is_whole and (form.cleaned_data["discount"] or 0) > items.total:
        form.add_error("discount", _("Potongannya lebih besar dari jumlah belanja."))
        is_whole = False
    if is_whole and "count" not in answers:
        return _sell(request, form, items, submission)
    _fill_in(member, answers, form, items)
    return _page(request, form, items, submission, status=200 if "count" in answers else 422)


def _known_buyer(request: HttpRequest) -> dict[str, str]:
    """Whom a customer's page names."""
    pk = row_key(readable(request.GET).get("pelanggan", ""))
    if pk is None:
        return {}
    customer = customer_for_staff(request.membership, pk)
    return {"phone": customer.phone, "name": customer.name}


def _key(text: str) -> UUID:
    """The key of the form that was sent; a fresh one in place of nonsense."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _sell(request: HttpRequest, form: SaleForm, items: BaseItems, submission: UUID) -> HttpResponse:
    data = form.cleaned_data
    order = counter.sell(
        request.membership.shop, data["channel"], items=items.items, submission=submission, name=data["name"],
        phone=data["phone"], payment=form.paid_with, is_paid=form.is_paid, discount=data["discount"] or 0,
        now=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Penjualan %s tersimpan.") % order.number)
    return _to_order(order.pk)


def _to_order(pk: int) -> HttpResponse:
    response = redirect("order", pk)
    response.status_code = 303
    return response


def _fill_in(member: Membership, answers: QueryDict, form: SaleForm, items: BaseItems) -> None:
    """What the shop knows already goes where nothing was typed: prices, and the name of a known buyer."""
    for row in items.forms:
        if row.bought and not row["price"].data:
            answers[row.add_prefix("price")] = row.fields["price"].prepare_value(row.bought.unit_price)
    known = _known(member, form)
    if known and not answers.get("name"):
        answers["name"] = known.name


def _known(member: Membership, form: SaleForm) -> Customer | None:
    phone = form.cleaned_data.get("phone", "") if form.is_bound else form.initial.get("phone", "")
    return customers.by_phone(member.shop, phone)


def _page(
    request: HttpRequest, form: SaleForm, items: BaseItems, submission: UUID, *, status: int = 200
) -> HttpResponse:
    member = request.membership
    discount = (form.cleaned_data.get("discount") or 0) if form.is_bound else 0
    known = _known(member, form)
    rows = items.forms or sale_forms(member.shop)[1].forms  # somebody sent less than the page
    context = {
        "here": "settings", "shop": member.shop, "form": form, "items": items, "submission": submission, "known": known,
        "bought_before": known.orders.count() if known else 0, "offered": products.offered(member.shop),
        "total": max(items.total - discount, 0) if items.is_bound else 0, "has_channel": bool(form.fields["channel"].choices),
        "first_row": rows[0], "further_rows": rows[1:],
        "shows_further": any(row.has_changed() or row.errors for row in rows[1:]) or bool(form["discount"].errors),
        "problems": bool(form.errors or any(row.errors for row in rows) or items.non_form_errors()) if form.is_bound else False,
    }  # fmt: skip
    return render(request, "sales/new_sale.html", context, status=status)
