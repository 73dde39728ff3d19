"""The orders of a list as files for a spreadsheet."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sales import orders
from sales.export import MOST_ROWS, LineRows
from shops import spreadsheets
from shops.access import owner_page
from shops.forms.fields import readable


@require_safe
@owner_page
def orders_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every line of the orders that the list shows: whole phone numbers, so for the owner only."""
    found = _asked(request)
    lines = spreadsheets.as_csv(found.heads, found.rows())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _named(request, response, "csv")


@require_safe
@owner_page
def orders_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, as many lines as one holds in one piece."""
    found = _asked(request)
    content = spreadsheets.as_workbook(_("Pesanan"), found.heads, found.rows(MOST_ROWS))
    return _named(request, HttpResponse(content, content_type=spreadsheets.WORKBOOK), "xlsx")


def _asked(request: HttpRequest) -> LineRows:
    shop = request.membership.shop
    return LineRows(orders.wished(shop, orders.Wish.read(readable(request.GET), shop)), shop.zone)


def _named(request: HttpRequest, response: HttpResponse, ending: str) -> HttpResponse:
    name = f"pesanan-{request.membership.shop.slug}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
