"""What one request costs: the public pages, the submission, the inbox, the case page, the orders, the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from random import Random
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bench.cpu import Cost, Meter
from bench.web import Server, Visitor, address_of, hidden_fields, staff
from cases.models import Case
from sales.models import Order
from shops.models import Shop
from shops.phones import national
from umkm_aftersales.demo.drawings import photos
from umkm_aftersales.demo.goods import ARTICLES
from umkm_aftersales.demo.shop import OWNER

PHOTO = (1200, 1600)  # what the page itself shrinks a phone's photo to
ORDERS = "/pesanan/"
WARM_UP = 12
REPORTS = 10  # a report costs many times an inbox, so few of them are enough

_numbers = count(1)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    cases: int
    cost: Cost
    queries: int
    limit: float | None = None


def measure(server: Server, shop: Shop, cases: int, times: int) -> Iterator[Line]:
    """Every request, `times` times each, in a shop with so many cases."""
    meter = Meter(server.pid)
    form, policy, inbox = f"/toko/{shop.slug}/retur/", f"/toko/{shop.slug}/kebijakan/", "/kerja/"
    pages = [f"/kerja/kasus/{reference}/" for reference in _references(shop, times + WARM_UP)]
    member = staff(server.port, OWNER[0])
    for what, page in (("form page", form), ("policy page", policy)):
        yield Line(what, cases, _pages(meter, Visitor(server.port), [page] * times), _page_queries(page))
    for what, files, limit, many in (
        ("submission, photos left out", 0, 8.0, times),
        ("submission with two photos", 2, None, times // 4),  # as dear as ten others, so fewer are enough
    ):
        pictures = [_photo(number) for number in range(files)]
        cost = _submissions(meter, server.port, form, pictures, many)
        yield Line(what, cases, cost, _submission_queries(form, pictures), limit)
    yield Line("inbox", cases, _pages(meter, member, [inbox] * times), _page_queries(inbox, member), 25.0)
    yield Line("case page", cases, _pages(meter, member, pages), _page_queries(pages[0], member), 20.0)
    for what, paths in orders_asked_for(shop, times // 2).items():
        yield Line(what, cases, _pages(meter, member, paths), _page_queries(paths[0], member))
    for what, report in (("report page", "/laporan/"), ("report page, a year", _year())):
        cost = _pages(meter, member, [report] * REPORTS, warm_up=1)
        yield Line(what, cases, cost, _page_queries(report, member))


def _references(shop: Shop, number: int) -> list[str]:
    """Open cases from all over the shop."""
    found = list(Case.objects.filter(shop=shop, is_open=True).values_list("reference", flat=True))
    return Random(3).choices(found, k=number)


def orders_asked_for(shop: Shop, number: int) -> dict[str, list[str]]:
    """The list of orders, and searches for what people copy from a chat, read out on the phone, or know by name."""
    found = (
        Order.objects.filter(shop=shop).exclude(buyer_phone="").exclude(tracking_number="").defer("search")
    )
    keys = Random(4).choices(found.values_list("pk", flat=True), k=number)
    rows = [found.get(pk=pk) for pk in keys]
    asked = [
        (row.number, national(row.buyer_phone), row.tracking_number)[nth % 3] for nth, row in enumerate(rows)
    ]
    return {
        "order list": [ORDERS] * number,
        "order search": [f"{ORDERS}?{urlencode({'q': text})}" for text in asked],
        "order search by name": [f"{ORDERS}?{urlencode({'q': row.buyer_name})}" for row in rows],
    }


def _year() -> str:
    """The report of the last 366 days, the most that it answers at once."""
    return f"/laporan/?from={date.today() - timedelta(days=365)}"


def _pages(meter: Meter, visitor: Visitor, paths: list[str], warm_up: int = WARM_UP) -> Cost:
    for path in paths[:warm_up]:
        visitor.get(path)
    with meter.counting(len(paths)) as cost:
        for path in paths:
            visitor.get(path)
    return cost


def _submissions(meter: Meter, port: int, form: str, pictures: list[bytes], times: int) -> Cost:
    """Only the sending is counted: the forms are fetched before."""
    ready = [_fetched(port, form, pictures) for _time in range(times + WARM_UP)]
    for customer, data in ready[:WARM_UP]:
        customer.post(form, data)
    with meter.counting(times) as cost:
        for customer, data in ready[WARM_UP:]:
            customer.post(form, data)
    return cost


def _fetched(port: int, form: str, pictures: list[bytes]) -> tuple[Visitor, dict]:
    number = next(_numbers)
    customer = Visitor(port, address=address_of(number))
    data = _answers(hidden_fields(customer.get(form)), number, pictures)
    customer.rest()
    return customer, data


def _answers(hidden: dict[str, str], number: int, pictures: list[bytes]) -> dict:
    article = ARTICLES[number % len(ARTICLES)]
    evidence = [SimpleUploadedFile(f"IMG_{n}.jpg", photo, "image/jpeg") for n, photo in enumerate(pictures)]
    return {
        **hidden, "order_number": f"TCS-{number}", "product": article.name, "amount": str(article.price),
        "customer_name": f"Budi {number}", "phone": f"0860-0001-{number % 10000:04d}", "email": "",
        "kind": "return_refund", "reason": "damaged", "description": article.troubles[0].words,
        "wanted_variant": "", "consent": "on", "evidence": evidence,
    }  # fmt: skip


def _photo(number: int) -> bytes:
    """A photo of the size that phones send."""
    small = photos(ARTICLES[number], "tear", 1, Random(number))[0]
    out = BytesIO()
    Image.open(BytesIO(small)).resize(PHOTO, Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


# How many statements the same requests send, counted in this process --------------------------------


def _page_queries(path: str, member: Visitor | None = None) -> int:
    client = _client()
    if member:
        client.cookies.update(member.cookies)
    client.get(path)  # what is read once and kept is not counted
    with CaptureQueriesContext(connection) as seen:
        _expect(client.get(path), 200)
    return len(seen)


def _submission_queries(form: str, pictures: list[bytes]) -> int:
    client = _client()
    for _time in range(2):
        data = _answers(hidden_fields(client.get(form).text), next(_numbers), pictures)
        with CaptureQueriesContext(connection) as seen:
            _expect(client.post(form, data), 303)
    return len(seen)


def _client() -> Client:
    return Client(HTTP_HOST="127.0.0.1", HTTP_X_FORWARDED_FOR=address_of(next(_numbers)))


def _expect(response: HttpResponse, status: int) -> None:
    if response.status_code != status:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}")
