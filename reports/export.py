"""The report and its cases as files for a spreadsheet: nothing about persons, nothing that a spreadsheet would run."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cases.models import Case
from cases.workflow import all_workflows
from complaints.models import Complaint
from reports import ways
from reports.cohorts import COMPLAINT, RETURN
from reports.report import Report
from reports.sheets import Cell, Section, Table
from returns.models import ReturnRequest
from shops import spreadsheets
from shops.models import Shop
from shops.spreadsheets import harmless

MOST_ROWS = 20_000  # of cases in a workbook, which is built in one piece; a CSV file has them all


# The cases ---------------------------------------------------------------------------------------

COLUMNS = (
    "reference", "kind", "variant", "channel__name", "title", f"{RETURN}__reason", f"{COMPLAINT}__category",
    f"{COMPLAINT}__severity", f"{COMPLAINT}__root_cause", f"{COMPLAINT}__recovery_action", "state", "opened_at",
    "first_answer_at", "closed_at", "amount", "score_product", "score_treatment",
)  # fmt: skip


class CaseRows:
    """Cases as rows of plain values. Every word is looked up when it is made: rows may be written much later."""

    def __init__(self, found: QuerySet[Case], zone: ZoneInfo) -> None:
        self.found = found.order_by("opened_at", "pk").values_list(*COLUMNS)
        self.zone = zone
        self.heads = _heads(zone)
        self.ways = ways.labels()
        self.states = {
            (flow.kind, name): str(state.label)
            for flow in all_workflows()
            for name, state in flow.states.items()
        }
        self.choices = [
            {key: str(label) for key, label in choices.choices}
            for choices in (
                ReturnRequest.Reason, Complaint.Category, Complaint.Severity, Complaint.RootCause, Complaint.RecoveryAction
            )
        ]  # fmt: skip

    def rows(self, most: int | None = None) -> Iterator[list[Any]]:
        """The rows, read as they are taken."""
        for row in self.found[:most].iterator(chunk_size=2000):
            yield self._row(*row)

    def _row(
        self, reference: str, kind: str, variant: str, channel: str, title: str, *rest: Any
    ) -> list[Any]:
        said, (state, *times), numbers = rest[:5], rest[5:9], rest[9:]
        told = [names.get(key, key) or "" for names, key in zip(self.choices, said, strict=True)]
        words = [
            reference, self.ways.get(kind, kind), self.ways.get(variant, variant), channel,
            # The title of a complaint is what the team says of it, not the name of goods.
            "" if kind == COMPLAINT else title, *told, self.states.get((kind, state), state),
        ]  # fmt: skip
        times = [at.astimezone(self.zone).replace(tzinfo=None, microsecond=0) if at else None for at in times]
        return [*map(harmless, words), *times, *numbers]


def _heads(zone: ZoneInfo) -> list[str]:
    name = {"zone": datetime.now(zone).tzname()}
    return [
        _("Nomor kasus"), _("Jenis"), _("Cara"), _("Kanal"), _("Barang"), _("Alasan retur"), _("Kategori keluhan"),
        _("Berat keluhan"), _("Akar masalah"), _("Tindakan pemulihan"), _("Status"), _("Masuk (%(zone)s)") % name,
        _("Jawaban pertama (%(zone)s)") % name, _("Ditutup (%(zone)s)") % name, _("Nilai (Rp)"), _("Nilai produk (1-5)"),
        _("Nilai pelayanan (1-5)"),
    ]  # fmt: skip


def as_csv(cases: CaseRows) -> Iterator[str]:
    """Every case as a line."""
    return spreadsheets.as_csv(cases.heads, cases.rows())


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
    sheet = _sheet(
        book, _("Kasus"), widths=(14, 12, 22, 16, 30, 26, 20, 12, 20, 22, 26, 17, 17, 17, 14, 12, 12)
    )
    if count > MOST_ROWS:
        words = _("Hanya %(shown)s kasus pertama dari %(count)s. Semuanya ada di berkas CSV.")
        sheet.append([_text(sheet, words % {"shown": MOST_ROWS, "count": count})])
    sheet.append([_bold(sheet, head) for head in cases.heads])
    for row in cases.rows(MOST_ROWS):
        sheet.append(row)


def _sheet(book: Workbook, name: str, *, widths: tuple[int, ...]):
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
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
