"""The owner's pages: the report, the cases behind a figure, and both as files."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import queries
from cases.listing import Lines
from reports import cohorts, export, filters, losses, names, questions, sheets, statistics, ways
from reports.filters import Filter
from reports.report import build
from shops.access import owner_page
from shops.models import Shop

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asked:
    """What an address asks for, and what it could have asked for."""

    shop: Shop
    now: datetime
    wish: Filter
    channels: dict[int, str]
    kinds: dict[str, str]

    @classmethod
    def by(cls, request: HttpRequest) -> "Asked":
        """The question of a request."""
        shop, now = request.membership.shop, timezone.now()
        channels = dict(shop.channels.order_by("name").values_list("pk", "name"))
        kinds = ways.labels()
        wish = Filter.read(request.GET, zone=shop.zone, now=now, channels=channels, kinds=kinds)
        return cls(shop, now, wish, channels, kinds)

    @property
    def today(self) -> date:
        """The day that it is where the shop is."""
        return self.now.astimezone(self.shop.zone).date()

    @property
    def narrowed(self) -> list[str]:
        """The channel, kind and product, in words."""
        wish = self.wish
        return [
            self.channels[wish.channel] if wish.channel else _("semua kanal"),
            *([self.kinds[wish.kind]] if wish.kind else []),
            *([wish.product] if wish.product else []),
        ]

    def file_name(self, ending: str, what: str = "laporan") -> str:
        """What a file of it is called."""
        return f"{what}-{self.shop.slug}-{self.wish.start}-{self.wish.end}.{ending}"


@require_safe
@owner_page
def report(request: HttpRequest) -> HttpResponse:
    """What was found, and the figures that it was found in."""
    asked = Asked.by(request)
    found, month = build(asked.shop, asked.wish), _this_month(asked)
    context = {
        "here": "reports", "shop": asked.shop, "wish": asked.wish, "report": found, "asked": asked, "count": statistics.cases(found.count),
        "first": found.findings[0].title if found.findings else found.sections[0].title,
        "shortcuts": _shortcuts(asked), "products": questions.products(asked.shop, replace(asked.wish, product="")),
        "today": asked.today, "this_month": month, "lost": losses.total(asked.shop, month),
    }  # fmt: skip
    return render(request, "reports/report.html", context)


def _this_month(asked: Asked) -> Filter:
    """From the first of the month to today, of the whole shop."""
    return replace(filters.month_of(asked.today, asked.shop.zone), end=asked.today)


def _shortcuts(asked: Asked, place: str = "report") -> list[tuple[str, str, bool]]:
    """Days that are asked for often: their name, their address, whether they are shown."""
    zone, wish = asked.shop.zone, asked.wish
    this_month = _this_month(asked)
    named = (
        (_("7 hari"), filters.last_days(7, zone, asked.now)),
        (_("30 hari"), filters.last_days(30, zone, asked.now)),
        (_("90 hari"), filters.last_days(90, zone, asked.now)),
        (_("Bulan ini"), this_month),
        (_("Bulan lalu"), filters.month_of(this_month.start - timedelta(days=1), zone)),
    )
    found = []
    for name, days in named:
        same = replace(wish, start=days.start, end=days.end)
        found.append((name, reverse(place) + same.query(), same == wish))
    return found


@require_safe
@owner_page
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that a figure counts, the newest first."""
    asked = Asked.by(request)
    show, value, found = _behind(request, asked)
    page = queries.page_of(found, queries.Wish(after=request.GET.get("after", "")))
    sums = found.aggregate(**questions.SUMS)
    lines = Lines(asked.now, asked.shop.zone, with_money=True)
    more = asked.wish.query(show=show, value=value)
    context = {
        "here": "reports", "shop": asked.shop, "wish": asked.wish, "asked": asked, "title": names.title_of(show, value),
        "sums": sums, "count": statistics.cases(sums["count"]), "lines": [lines.of(case) for case in page.rows], "more": more,
        "after": request.GET.get("after", ""), "following": page.next,
    }  # fmt: skip
    return render(request, "reports/cases.html", context)


def _behind(request: HttpRequest, asked: Asked):
    """The cases that an address names; where it names no figure, all that came in."""
    show = request.GET.get("show", "")
    value = request.GET.get("value", "").replace("\x00", "")[: filters.LONGEST_PRODUCT]
    found = cohorts.cohort(asked.shop, asked.wish, show, value)
    if found is None:
        show, value = "cases", ""
        found = cohorts.cohort(asked.shop, asked.wish, show, value)
    return show, value, found


@require_safe
@owner_page
def download_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The cases that came in, or those behind one figure, line by line."""
    asked = Asked.by(request)
    _show, _value, found = _behind(request, asked)
    lines = export.as_csv(export.CaseRows(found, asked.shop.zone))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{asked.file_name("csv")}"'
    return response


@require_safe
@owner_page
def download_workbook(request: HttpRequest) -> HttpResponse:
    """The whole report."""
    asked = Asked.by(request)
    wish = asked.wish
    facts = [
        (_("Hari"), wish.words()),
        (_("Dibandingkan dengan"), wish.before.words()),
        (_("Saringan"), " · ".join(asked.narrowed)),
    ]
    rows = export.CaseRows(cohorts.opened(asked.shop, wish), asked.shop.zone)
    content = export.as_workbook(build(asked.shop, wish), asked.shop, facts, rows)
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{asked.file_name("xlsx")}"'
    return response


# Losses ------------------------------------------------------------------------------------------


@require_safe
@owner_page
def lost(request: HttpRequest) -> HttpResponse:
    """What was lost that need not have been: month by month and cause by cause, and the cases."""
    asked, cause = Asked.by(request), _cause(request)
    found = losses.by_month(asked.shop, asked.wish)
    # Of one cause the months stay as they are, so that people find their way back.
    count = sum(loss.count for loss in found if cause in ("", loss.cause))
    context = {
        "here": "reports", "shop": asked.shop, "wish": asked.wish, "asked": asked, "today": asked.today,
        "shortcuts": _shortcuts(asked, "losses"), "cause": cause, "words": losses.CAUSES.get(cause, ""),
        "products": questions.products(asked.shop, replace(asked.wish, product="")),
        "amount": sum(loss.amount for loss in found if cause in ("", loss.cause)), "count": count,
        "without": sum(loss.without_amount for loss in found if cause in ("", loss.cause)),
        "tables": _months(found, asked.wish), "lines": list(losses.lines(asked.shop, asked.wish, cause)),
        "left_out": max(count - losses.SHOWN, 0), "more": asked.wish.query(cause=cause or None),
    }  # fmt: skip
    return render(request, "reports/losses.html", context)


def _cause(request: HttpRequest) -> str:
    cause = request.GET.get("cause", "")
    return cause if cause in losses.CAUSES else ""


def _months(found: list[losses.Loss], wish: Filter) -> list[sheets.Table]:
    """One table for each month: its causes with their cases, and their sum."""
    heads = [_("Sebab"), _("Kasus"), _("Rugi")]
    tables = []
    for month, rows in groupby(found, key=lambda loss: loss.month):
        rows = list(rows)
        days = filters.month_of(month, wish.zone)
        same = replace(wish, start=max(days.start, wish.start), end=min(days.end, wish.end))
        shown = [_line_of(loss.cause, [loss], same) for loss in rows]
        shown.append(_line_of("", rows, same))
        tables.append(sheets.Table(f"bulan-{month:%Y-%m}", date_format(month, "F Y"), heads, shown))
    return tables


def _line_of(cause: str, rows: list[losses.Loss], wish: Filter) -> sheets.Row:
    label = str(losses.CAUSES[cause]) if cause else _("Jumlah")
    cells = [sheets.count(sum(loss.count for loss in rows)), sheets.money(sum(loss.amount for loss in rows))]
    return sheets.Row(label, cells, reverse("losses") + wish.query(cause=cause or None) + "#kasus")


@require_safe
@owner_page
def losses_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The cases that cost something, line by line."""
    asked = Asked.by(request)
    lines = losses.as_csv(asked.shop, asked.wish, _cause(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = asked.file_name("csv", "kerugian")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
