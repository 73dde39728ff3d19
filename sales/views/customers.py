"""Customers: finding one, their timeline, correcting, joining two who are one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sales import customers as domain
from sales import merging
from sales.access import customer_for_staff, merge_for_staff
from sales.forms.customers import CustomerForm, NoteForm
from sales.models import Customer
from sales.timeline import OF_CUSTOMER
from shops.access import desk_page
from shops.audit import NotAllowed
from shops.forms.fields import readable
from shops.keys import row_key
from shops.phones import whatsapp_digits
from shops.search import asked, is_too_short


@require_safe
@desk_page
def customers(request: HttpRequest) -> HttpResponse:
    """Everybody who has bought, the newest first."""
    wish = readable(request.GET)
    text, after = asked(wish.get("q", "")), wish.get("after", "")
    page = domain.page_of(request.membership.shop, text=text, after=after)
    context = {
        "here": "settings", "text": text, "after": after, "too_short": is_too_short(text), "customers": page.rows,
        "next": page.next,
    }  # fmt: skip
    return render(request, "sales/customers.html", context)


@require_safe
@desk_page
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer: how to reach them, what they like, and all that was between them and this shop."""
    found = customer_for_staff(request.membership, pk)
    if found.merged_into_id:
        return redirect("customer", found.merged_into_id)
    return _page(request, found, NoteForm())


def _page(request: HttpRequest, found: Customer, form: NoteForm, *, status: int = 200) -> HttpResponse:
    member, after = request.membership, readable(request.GET).get("after", "")
    lines, following = OF_CUSTOMER.page(member, found, after)
    context = {
        "here": "settings", "shop": member.shop, "customer": found, "lines": lines, "next": following, "after": after,
        "merges": merging.merges_of(found), "form": form, "whatsapp": whatsapp_digits(found.phone),
    }  # fmt: skip
    return render(request, "sales/customer.html", context, status=status)


@require_POST
@desk_page
def note_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note for the team."""
    found = customer_for_staff(request.membership, pk)
    found = found.merged_into or found
    form = NoteForm(readable(request.POST))
    if not form.is_valid():
        return _page(request, found, form, status=422)
    domain.write_note(request.membership, found, form.cleaned_data["text"], now=timezone.now())
    messages.success(request, _("Catatan tersimpan."))
    return redirect("customer", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def change_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a customer."""
    found, other = customer_for_staff(request.membership, pk), None
    if found.merged_into_id:
        return redirect("change_customer", found.merged_into_id)
    form = CustomerForm(readable(request.POST) if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change(request.membership, pk, **form.customer_fields(timezone.now()))
        except domain.PhoneTaken as taken:
            other = taken.other if taken.other.pk != pk else None
            form.add_error("phone", str(taken))
        else:
            messages.success(request, _("Data pelanggan tersimpan."))
            return redirect("customer", pk)
    context = {"here": "settings", "customer": found, "form": form, "other": other}
    return render(request, "sales/change_customer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def merge_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the other one, look at both side by side, then join them."""
    member, found = request.membership, customer_for_staff(request.membership, pk)
    if request.method == "POST":
        return _merge(request, found)
    wish = readable(request.GET)
    if with_whom := wish.get("dengan", ""):
        other = customer_for_staff(member, row_key(with_whom))
        if other.merged_into_id is None and found.merged_into_id is None and other.pk != pk:
            context = {"here": "settings", "customer": found, "other": other, "shop": member.shop,
                       "counts": [row.orders.count() for row in (found, other)]}  # fmt: skip
            return render(request, "sales/merge_confirm.html", context)
    text = asked(wish.get("q", ""))
    context = {
        "here": "settings", "customer": found, "text": text, "too_short": is_too_short(text),
        "candidates": domain.like(found, text),
    }  # fmt: skip
    return render(request, "sales/merge.html", context)


def _merge(request: HttpRequest, found: Customer) -> HttpResponse:
    other = customer_for_staff(request.membership, row_key(request.POST.get("other", "")))
    try:
        merged = merging.merge(request.membership, found.pk, other.pk, now=timezone.now())
    except NotAllowed as why:
        messages.error(request, str(why))
        return redirect("customer", found.pk)
    messages.success(request, _("Kedua pelanggan sudah digabung. Bisa dibatalkan di bagian bawah."))
    return redirect("customer", merged.kept_id)


@require_POST
@desk_page
def unmerge_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    merge = merge_for_staff(request.membership, pk)
    try:
        merging.unmerge(request.membership, pk, now=timezone.now())
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Penggabungan dibatalkan. Keduanya kembali seperti semula."))
    return redirect("customer", merge.kept_id)
