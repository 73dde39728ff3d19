"""The report and its cases as files for a spreadsheet: nothing about persons, nothing that a spreadsheet would run."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from cases.models import Case
from cases.workflow import all_workflows
from complaints.models import Complaint
from reports import cohorts, ways
from reports.cohorts import COMPLAINT, OF_GOODS, RETURN
from reports.report import Report
from reports.sheets import Cell, Section, Table
from returns.models import ReturnRequest
from shops.models import Shop

MOST_ROWS = 20_000  # of cases in a workbook, which is built in one piece; a CSV file has them all
# What spreadsheets take for the beginning of a formula, also in the wide letters of East Asian keyboards.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    text = UNPRINTABLE.sub("", text)
    return f"'{text}" if FORMULA.match(text) else text


# The cases ---------------------------------------------------------------------------------------

COLUMNS = (
    "reference", "kind", "variant", "channel__name", "title", f"{RETURN}__reason", f"{COMPLAINT}__category",
    f"{COMPLAINT}__root_cause", "state", "opened_at", "answered_at", "closed_at", "amount", "score_product",
    "score_treatment",
)  # fmt: skip


class CaseRows:
    """Cases as rows of plain values. Every word is looked up when it is made: rows may be written much later."""

    def __init__(self, found: QuerySet[Case], zone: ZoneInfo) -> None:
        answered_at = Subquery(cohorts.first_answer(OuterRef("pk")).values("at"))
        self.found = found.annotate(answered_at=answered_at).order_by("opened_at", "pk").values_list(*COLUMNS)
        self.zone = zone
        self.heads = _heads(zone)
        self.ways = ways.labels()
        self.states = {
            (flow.kind, name): str(state.label)
            for flow in all_workflows()
            for name, state in flow.states.items()
        }
        self.choices = [
            {key: str(label) for key, label in choices}
            for choices in (
                ReturnRequest.Reason.choices,
                Complaint.Category.choices,
                Complaint.RootCause.choices,
            )
        ]

    def rows(self, most: int | None = None) -> Iterator[list[Any]]:
        """The rows, read as they are taken."""
        for row in self.found[:most].iterator(chunk_size=2000):
            yield self._row(*row)

    def _row(
        self,
        reference,
        kind,
        variant,
        channel,
        title,
        reason,
        category,
        cause,
        state,
        opened,
        answered,
        closed,
        *numbers,
    ) -> list[Any]:
        told = [
            names.get(key, key) or ""
            for names, key in zip(self.choices, (reason, category, cause), strict=True)
        ]
        words = [
            reference, self.ways.get(kind, kind), self.ways.get(variant, variant), channel,
            # The title of a complaint is what the team says of it, not the name of goods.
            title if kind in OF_GOODS else "", *told, self.states.get((kind, state), state),
        ]  # fmt: skip
        times = [
            at.astimezone(self.zone).replace(tzinfo=None, microsecond=0) if at else None
            for at in (opened, answered, closed)
        ]
        return [*map(harmless, words), *times, *numbers]


def _heads(zone: ZoneInfo) -> list[str]:
    name = {"zone": datetime.now(zone).tzname()}
    return [
        _("Nomor kasus"), _("Jenis"), _("Cara"), _("Kanal"), _("Barang"), _("Alasan retur"), _("Kategori keluhan"),
        _("Akar masalah"), _("Status"), _("Masuk (%(zone)s)") % name, _("Jawaban pertama (%(zone)s)") % name,
        _("Ditutup (%(zone)s)") % name, _("Nilai (Rp)"), _("Nilai produk (1-5)"), _("Nilai pelayanan (1-5)"),
    ]  # fmt: skip


class _Line:
    """A file for the CSV writer that hands every line on."""

    def write(self, line: str) -> str:
        return line


def as_csv(cases: CaseRows) -> Iterator[str]:
    """Lines with the mark by which Excel knows UTF-8, and the semicolon that an Indonesian Excel expects."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(cases.heads)
    for row in cases.rows():
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else value


# The workbook ------------------------------------------------------------------------------------


def as_workbook(report: Report, shop: Shop, facts: Iterable[tuple[str, str]], cases: CaseRows) -> bytes:
    """One sheet of what was asked and found, one per section, one of the cases that came in."""
    book = Workbook(write_only=True)
    _summary(book, report, shop, facts)
    for section in report.sections:
        _section(book, section)
    _cases(book, cases, report.count)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _summary(book: Workbook, report: Report, shop: Shop, facts: Iterable[tuple[str, str]]) -> None:
    sheet = _sheet(book, _("Ringkasan"), widths=(30, 60))
    sheet.append([_bold(sheet, shop.name)])
    for name, value in facts:
        sheet.append([_text(sheet, name), _text(sheet, value)])
    sheet.append([])
    for section in report.sections:
        sheet.append([_bold(sheet, section.name), _text(sheet, section.title)])


def _section(book: Workbook, section: Section) -> None:
    sheet = _sheet(book, section.name, widths=(44, 12, 18, 18, 18))
    sheet.append([_bold(sheet, section.title)])
    for line in section.lines:
        sheet.append([_text(sheet, line)])
    for table in section.tables:
        sheet.append([])
        _table(sheet, table)


def _table(sheet, table: Table) -> None:
    sheet.append([_bold(sheet, table.title)])
    sheet.append([_bold(sheet, head) for head in table.heads])
    for row in table.rows:
        sheet.append([_text(sheet, row.label), *(_figure(sheet, cell) for cell in row.cells)])


def _cases(book: Workbook, cases: CaseRows, count: int) -> None:
    sheet = _sheet(book, _("Kasus"), widths=(14, 12, 22, 16, 30, 26, 20, 20, 26, 17, 17, 17, 14, 12, 12))
    if count > MOST_ROWS:
        words = _("Hanya %(shown)s kasus pertama dari %(count)s. Semuanya ada di berkas CSV.")
        sheet.append([_text(sheet, words % {"shown": MOST_ROWS, "count": count})])
    sheet.append([_bold(sheet, head) for head in cases.heads])
    for row in cases.rows(MOST_ROWS):
        sheet.append(row)


def _sheet(book: Workbook, name: str, *, widths: tuple[int, ...]):
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
    for number, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHIJKLMNO"[number]].width = width
    return sheet


def _text(sheet, words: str) -> WriteOnlyCell:
    return WriteOnlyCell(sheet, harmless(str(words)))


def _bold(sheet, words: str) -> WriteOnlyCell:
    cell = _text(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _figure(sheet, figure: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, figure.value)
    if figure.format:
        cell.number_format = figure.format
    return cell
