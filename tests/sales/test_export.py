"""Orders as files: every line with its order, nothing that runs, nothing that a spreadsheet rounds."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from sales import export
from sales.counter import Item
from sales.models import Order
from tests.sales.conftest import NOW


@pytest.fixture
def sold(sell, order):
    """Budi's shirt, and something with a dangerous name that a long number bought."""
    dangerous = sell(
        Item('=HYPERLINK("http://x.test")', 1, 5_000), Item("@SUM(A1)", 2, 100), name="+62 Budi", phone=""
    )
    Order.objects.filter(pk=dangerous.pk).update(number="580078439124043541")
    return order, dangerous


def content(response):
    return b"".join(response) if response.streaming else response.content


def csv_rows(response):
    text = content(response).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:]), delimiter=";"))


def test_every_line_with_its_order(sold, log_in, sari):
    response = log_in(sari).get(reverse("orders_csv"))
    assert response["Content-Disposition"] == 'attachment; filename="pesanan-sari.csv"'
    heads, *rows = csv_rows(response)
    assert len(rows) == 3
    shirt = next(dict(zip(heads, row, strict=True)) for row in rows if "Kemeja batik Parang" in row)
    assert shirt["Nomor pesanan"] == sold[0].number
    assert shirt["Nomor HP pembeli"] == "0812-3456-7890"
    assert (shirt["Jumlah"], shirt["Harga satuan"], shirt["Total pesanan"]) == ("2", "185000", "370000")
    assert shirt["Dipesan (WIB)"] == f"{NOW:%Y-%m-%d %H:%M}"


def test_nothing_runs_and_nothing_is_rounded(sold, log_in, sari):
    heads, *rows = csv_rows(log_in(sari).get(reverse("orders_csv")))
    names = {row[heads.index("Nama barang")] for row in rows}
    assert {'\'=HYPERLINK("http://x.test")', "'@SUM(A1)"} <= names
    assert "'+62 Budi" in {row[heads.index("Nama pembeli")] for row in rows}
    assert "580078439124043541\t" in {row[0] for row in rows}
    book = load_workbook(BytesIO(content(log_in(sari).get(reverse("orders_workbook")))))
    cells = [cell for row in book["Pesanan"].iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    [number] = {cell.value for cell in cells if str(cell.value).startswith("5800")}
    assert number == "580078439124043541"


def test_the_files_hold_what_the_list_shows(sold, log_in, sari, shop):
    wish = {"q": "Budi Santoso"}
    assert {row[0] for row in csv_rows(log_in(sari).get(reverse("orders_csv"), wish))[1:]} == {sold[0].number}
    channel = shop.channels.get(kind="website")
    assert csv_rows(log_in(sari).get(reverse("orders_csv"), {"kanal": channel.pk}))[1:] == []


def test_another_shop_gets_nothing_of_it(sold, log_in, tono):
    assert csv_rows(log_in(tono).get(reverse("orders_csv")))[1:] == []


def test_only_the_owner_takes_everything_along(sold, log_in, ani, joko):
    for member in (ani, joko):
        for name in ("orders_csv", "orders_workbook"):
            assert log_in(member).get(reverse(name)).status_code == 403
        assert reverse("orders_csv") not in log_in(member).get(reverse("orders")).content.decode()


def test_a_workbook_ends_where_it_would_grow_too_large(sold, log_in, sari, monkeypatch):
    monkeypatch.setattr("sales.views.export.MOST_ROWS", 2)
    book = load_workbook(BytesIO(content(log_in(sari).get(reverse("orders_workbook")))))
    assert book["Pesanan"].max_row == 3
    assert export.MOST_ROWS == 20_000


def test_a_file_costs_one_question_however_long(sold, log_in, sari, sell):
    client = log_in(sari)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            content(client.get(reverse("orders_csv")))
        return len(seen)

    queries()
    few = queries()
    for number in range(5):
        sell(Item(f"Barang {number}", 1, 1_000))
    assert queries() == few
