"""Working hours and holidays."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shops.access import owner_page
from shops.audit import NotAllowed
from shops.forms.hours import HoursForm, SpecialDayForm
from shops.opening import calendar_days, mark_day, set_week, unmark_day


@owner_page
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """The week."""
    form = HoursForm(request.POST if request.method == "POST" else None, shop=request.membership.shop)
    if request.method == "POST" and form.is_valid():
        try:
            set_week(request.membership, form.periods, now=timezone.now())
        except NotAllowed as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Jam buka tersimpan. Berlaku untuk kasus baru."))
        return redirect("hours")
    return render(request, "shops/hours.html", {"here": "settings", "form": form})


@owner_page
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """Public holidays and joint leave of this year and the next, with the shop's own changes."""
    shop, now = request.membership.shop, timezone.now()
    form = SpecialDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data
        try:
            mark_day(request.membership, day["date"], day["name"], is_open=day["is_open"], now=now)
        except NotAllowed as why:
            form.add_error("date", str(why))
        else:
            messages.success(request, _("Tanggal tersimpan."))
            return redirect("holidays")
    today = now.astimezone(shop.zone).date()
    page = {"here": "settings", "form": form, "years": calendar_days(shop, today)}
    return render(request, "shops/holidays.html", page)


@owner_page
@require_POST
def flip_day(request: HttpRequest, day: str) -> HttpResponse:
    """Open or close on a date of the calendar, or follow the calendar again."""
    shop, now = request.membership.shop, timezone.now()
    try:
        date = parse_date(day)
    except ValueError:
        date = None
    if date is None:
        raise Http404
    try:
        if request.POST.get("back"):
            unmark_day(request.membership, date, now=now)
        else:
            found = [row for row in calendar_days(shop, date)[date.year] if row.date == date]
            if not found:
                raise Http404
            mark_day(request.membership, date, found[0].name[:60], is_open=not found[0].is_open, now=now)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Tanggal tersimpan."))
    return redirect("holidays")
