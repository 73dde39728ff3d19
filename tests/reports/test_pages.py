"""The owner's pages and files: who may open them, that they say what was asked, that they give nobody away."""

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.perform import SYSTEM, Actor, perform
from cases.workflow import workflow_for
from reports import export
from tests.cases import roads

pytestmark = pytest.mark.django_db

ADDRESSES = [reverse(name) for name in ("report", "report_cases", "report_csv", "report_xlsx")]
SECRETS = (
    "Budi Santoso",
    "Budi",
    "6281234567890",
    "0812-3456-7890",
    "budi@mail.test",
    "INV/20261120",
    "Jahitan lengan",
    "Sobek waktu",
    "token",
)


def content(response):
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_an_owner_comes_in(address, sari, ani, joko, log_in):
    assert Client().get(address).status_code == 302
    for member in (ani, joko):
        refused = log_in(member).get(address)
        assert refused.status_code == 403
        assert "Halaman ini bukan untuk peran ini" in refused.content.decode()
    assert log_in(sari).get(address).status_code == 200
    assert log_in(sari).post(address).status_code == 405


@pytest.mark.parametrize("address", ADDRESSES)
def test_another_shop_s_owner_sees_nothing_of_ours(address, open_return, tono, log_in):
    case = open_return()
    found = content(log_in(tono).get(address, {"product": "", "channel": case.channel_id}))
    if address.endswith("xlsx"):
        cells = str(
            [
                [cell.value for cell in row]
                for sheet in load_workbook(BytesIO(found))
                for row in sheet.iter_rows()
            ]
        )
        found = cells.encode()
    assert case.reference.encode() not in found
    assert b"Kemeja batik Parang" not in found


GARBAGE = (
    "from=x&to=y", "from=9999-99-99", "channel=x'--", "channel=" + "9" * 60, "kind[]=1", "kind=%00", "product=%00%25",
    "show=nonsense&value=%00", "show=answer&value=x", "show=clock&value=", "show=product_score&value=9",
    "show=reason&value=" + "x" * 5000, "after=x-1", "after=99999999999999999-999999999999999999", "from=2026-11-01&from=2026-11-02",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_address_is_answered(address, open_return, sari, log_in):
    open_return()
    client = log_in(sari)
    for query in GARBAGE:
        response = client.get(f"{address}?{query}")
        content(response)
        assert response.status_code == 200, query


def test_an_empty_shop_is_told_what_will_be_here(sari, log_in):
    page = log_in(sari).get(reverse("report")).content.decode()
    assert "Tidak ada yang terjadi pada hari-hari ini" in page
    assert '<svg class="chart"' not in page


def test_few_cases_conclude_nothing(open_return, sari, log_in):
    for _number in range(4):
        open_return()
    page = log_in(sari).get(reverse("report")).content.decode()
    assert page.count("Baru 4 kasus, belum bisa disimpulkan") == 3  # all, returns, and the page's title
    assert "mencakup" not in page
    assert "Yang perlu dilihat" not in page
    assert ">4 kasus</text>" in page
    assert "· 100%" not in page


def test_enough_cases_make_a_finding(open_return, sari, log_in):
    for reason, times in (
        ("damaged", 7),
        ("wrong_size", 5),
        ("defective", 4),
        ("incomplete", 3),
        ("other", 2),
    ):
        for _number in range(times):
            open_return(reason=reason)
    page = log_in(sari).get(reverse("report")).content.decode()
    assert "Tiga alasan teratas mencakup 76% retur" in page  # 16 of 21
    assert "21 kasus masuk" in page
    for words in ("7 kasus · 33%", "5 kasus · 24%", "Rusak waktu sampai"):
        assert words in page
    assert '<a class="jump" href="#retur">Tiga alasan teratas mencakup 76% retur</a>' in page
    assert 'id="retur"' in page


def test_every_column_has_its_head(stories, sari, log_in):
    report = log_in(sari).get(reverse("report")).context["report"]
    tables = [table for section in report.sections for table in section.tables]
    ids = {table.id for table in tables}
    assert {
        "jenis",
        "tren",
        "alasan",
        "akar",
        "kategori",
        "berat",
        "pemulihan",
        "barang",
        "penjawab",
        "jawaban",
        "jam",
    } <= ids
    for table in tables:
        assert all(table.heads), table.id
        assert {len(row.cells) + 1 for row in table.rows} == {len(table.heads)}, table.id
        assert {len(row.cells) + 1 for row in table.page_rows} == {len(table.page_heads)}, table.id


def test_a_name_that_looks_like_markup_is_only_a_name(shop, sari, log_in):
    for _number in range(2):
        roads.open_one(
            workflow_for("warranty_claim"), shop, timezone.now(), variant="service", title="<b>&\"'Teko"
        )
    page = log_in(sari).get(reverse("report")).content.decode()
    assert "<b>&" not in page
    assert "&lt;b&gt;&amp;&quot;&#x27;Teko" in page


def test_the_list_pages_by_key_and_ends(open_return, sari, log_in, now):
    cases = [open_return(now=now - timedelta(minutes=number)) for number in range(30)]
    client, address = log_in(sari), reverse("report_cases") + "?show=reason&value=damaged"
    first = client.get(address)
    assert "<b>30 kasus</b>" in first.content.decode()
    second = client.get(f"{address}&after={first.context['following']}")
    shown = [line.address for page in (first, second) for line in page.context["lines"]]
    assert shown == [reverse("case", args=[case.reference]) for case in cases]
    assert second.context["following"] == ""


def test_the_pages_cost_the_same_however_many_cases(open_return, sari, log_in, now):
    client = log_in(sari)

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            content(client.get(address))
        return len(queries)

    open_return()
    few = [cost(address) for address in ADDRESSES]
    for number in range(30):
        open_return(reason=["damaged", "other", "wrong_size"][number % 3], title=f"Barang {number}")
    assert [cost(address) for address in ADDRESSES] == few


# Files -------------------------------------------------------------------------------------------


@pytest.fixture
def stories(shop, sari, open_return, now):
    """A return that the clock decided, a complaint with the team's own words as its title, a claim."""
    returned = open_return(title='=HYPERLINK("http://x.test")', now=now - timedelta(days=5))
    perform(returned, "approve_by_silence", actor=SYSTEM, now=now - timedelta(days=3))
    complaint = roads.open_one(
        workflow_for("complaint"), shop, now - timedelta(days=2), title="Budi marah karena kurir", amount=None
    )
    perform(
        complaint,
        "write",
        actor=Actor.member(sari),
        note="Maaf, Kak.",
        now=now - timedelta(days=2) + timedelta(hours=3),
    )
    claim = roads.open_one(workflow_for("warranty_claim"), shop, now - timedelta(days=1), variant="service")
    return [returned, complaint, claim]


def rows_of(response):
    text = content(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_the_csv_holds_every_case_and_nobody(stories, shop, sari, log_in):
    response = log_in(sari).get(reverse("report_csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="laporan-sari-')
    heads, *rows = rows_of(response)
    assert [row[0] for row in rows] == [case.reference for case in stories]
    returned, complaint, claim = (dict(zip(heads, row, strict=True)) for row in rows)
    assert returned["Barang"] == '\'=HYPERLINK("http://x.test")'
    assert returned["Alasan retur"] == "Rusak waktu sampai"
    assert returned["Nilai (Rp)"] == "185000"
    assert returned["Masuk (WIB)"] == stories[0].opened_at.astimezone(shop.zone).strftime("%Y-%m-%d %H:%M")
    assert (complaint["Barang"], complaint["Nilai (Rp)"]) == ("", "")
    assert complaint["Kategori keluhan"] == "Pengiriman"
    answered = datetime.strptime(complaint["Jawaban pertama (WIB)"], "%Y-%m-%d %H:%M")
    opened = datetime.strptime(complaint["Masuk (WIB)"], "%Y-%m-%d %H:%M")
    assert answered - opened == timedelta(hours=3)
    assert claim["Barang"] == "Blender mini"
    for word in (*SECRETS, "Maaf, Kak", *(case.token for case in stories)):
        assert word not in str(rows)


def test_the_csv_of_a_bar_holds_its_cases(stories, sari, log_in):
    _heads, *rows = rows_of(log_in(sari).get(reverse("report_csv"), {"show": "clock", "value": "loses"}))
    assert [row[0] for row in rows] == [stories[0].reference]


def test_the_workbook_holds_the_report_and_the_cases(stories, sari, log_in):
    response = log_in(sari).get(reverse("report_xlsx"))
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = load_workbook(BytesIO(content(response)))
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    assert list(sheets) == [
        "Ringkasan", "Kasus masuk", "Retur", "Garansi", "Keluhan", "Jawaban pertama", "Penyelesaian", "Diputuskan jam",
        "Kepuasan", "Kasus",
    ]  # fmt: skip
    assert ["Diputuskan otomatis, dananya lepas", 1, 0, 185_000] in [
        row[:4] for row in sheets["Diputuskan jam"]
    ]
    assert ["Semua", 1, timedelta(hours=3), timedelta(hours=3)] in [
        row[:4] for row in sheets["Jawaban pertama"]
    ]
    heads, *rows = sheets["Kasus"]
    assert [row[0] for row in rows] == [case.reference for case in stories]
    assert rows[0][heads.index("Barang")] == '\'=HYPERLINK("http://x.test")'
    assert rows[0][heads.index("Nilai (Rp)")] == 185_000
    formulas = [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == []
    for word in SECRETS:
        assert word not in str(sheets)


@pytest.mark.parametrize(
    "text", ["=1+1", "+62", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "\x00=1"]
)
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert export.harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Kemeja - biru", "a=b", "", "50% katun", "'=1"])
def test_other_words_stay_as_they_are(text):
    assert export.harmless(text) == text


def test_too_many_cases_for_a_workbook_are_said(stories, sari, log_in, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    sheet = load_workbook(BytesIO(content(log_in(sari).get(reverse("report_xlsx")))))["Kasus"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Hanya 2 kasus pertama dari 3. Semuanya ada di berkas CSV."
    assert [row[0] for row in rows[2:]] == [case.reference for case in stories[:2]]
