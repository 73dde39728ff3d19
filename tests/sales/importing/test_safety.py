"""Files that are not what they say, that blow up, that run or fetch something: refused before a row is read."""

import io
import re
import struct
import tracemalloc
import zipfile
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales.importing import safety
from sales.importing.flaws import Refused
from sales.importing.safety import MAX_BYTES
from tests.sales.importing import exports
from tests.sales.importing.exports import parts

SHEET = "xl/worksheets/sheet1.xml"


def bare(cells, *, name="worksheet", around="", strings=""):
    """A small workbook around these cells, written by hand."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    content = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{links}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="orders" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="s" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="t" Type="{links}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        SHEET: f'{around}<{name} xmlns="{main}" xmlns:x="{main}"><sheetData>{cells}</sheetData></{name}>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in content.items():
            archive.writestr(path, text)
    return made.getvalue()


@pytest.mark.parametrize(
    "content, name, sentence",
    [
        (b"", "a.xlsx", "kosong"),
        (b"", "a.csv", "kosong"),
        (b"No. Pesanan,Nama Produk", "a.pdf", "bukan .xlsx atau .csv"),
        (b"No. Pesanan,Nama Produk", "a.xlsx", "bukan .xlsx atau .csv"),
        (exports.shopee(), "a.csv", "bukan .xlsx atau .csv"),
        (exports.shopee(), "a.xls", "bukan .xlsx atau .csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", "kata sandi atau format lama"),
        (b"PK\x03\x04" + bytes(600), "a.xlsx", "rusak"),
        (exports.shopee()[:-2000], "a.xlsx", "rusak"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "a.csv", "bukan CSV"),
        ("Nama,Barang,Jumlah\n\x81\x8d,x,y".encode("latin-1"), "a.csv", "tidak terbaca"),
        (b'Nama,Barang,Jumlah\n"' + b"x" * 140_000, "a.csv", "tidak ditutup"),
        ((",".join(map(str, range(600)))).encode(), "a.csv", "lebih dari 500 kolom"),
        (bare('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "a.xlsx", "lebih dari 500 kolom"),
    ],
)
def test_what_cannot_be_an_export_is_refused(plan, content, name, sentence):
    with pytest.raises(Refused, match=sentence):
        plan(content, name)


def test_a_file_that_is_too_large_is_not_even_opened():
    with pytest.raises(Refused, match="lebih besar dari 30 MB"):
        safety.kind_of(None, "a.xlsx", MAX_BYTES + 1)


def test_a_zip_bomb_is_refused_unopened(plan):
    bomb = parts(exports.shopee(), **{SHEET: "<worksheet>" + " " * 60_000_000})
    assert len(bomb) < 200_000
    tracemalloc.start()
    with pytest.raises(Refused, match="membengkak"):
        plan(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_parts_that_are_large_together_are_refused():
    parts_ = [zipfile.ZipInfo(f"xl/media/{n}.xml") for n in range(7)]
    for part in parts_:
        part.file_size, part.compress_size = 100_000_000, 4_000_000
    with pytest.raises(Refused, match="membengkak"):
        safety._weigh(parts_)
    safety._weigh(parts_[:5])


def test_a_thousand_parts_are_refused(plan):
    with pytest.raises(Refused, match="membengkak"):
        plan(parts(exports.shopee(), **{f"xl/media/{n}.xml": "<x/>" for n in range(1_000)}))


def test_a_part_that_lies_about_its_size_is_cut_off(plan):
    """The directory says a few bytes, the stream holds millions."""
    content = bytearray(parts(exports.shopee(), **{SHEET: "<worksheet>" + " " * 900_000}))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    content[place + 24 : place + 28] = struct.pack("<L", 40)
    with pytest.raises(Refused, match="rusak"):
        plan(bytes(content))


def test_a_locked_workbook_is_refused(plan):
    content = bytearray(exports.shopee())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(mark)
        content[start + place] |= 1
    with pytest.raises(Refused, match="kata sandi"):
        plan(bytes(content))


@pytest.mark.parametrize(
    "path, what",
    [
        ("xl/vbaProject.bin", "makro"),
        ("xl/macrosheets/sheet1.xml", "makro"),
        ("xl/activeX/activeX1.xml", "makro"),
        ("xl/externalLinks/externalLink1.xml", "tautan ke berkas atau data lain"),
        ("xl/embeddings/oleObject1.bin", "tautan ke berkas atau data lain"),
        ("xl/connections.xml", "tautan ke berkas atau data lain"),
        ("XL/ExternalLinks/x.xml", "tautan ke berkas atau data lain"),
    ],
)
def test_company_is_refused(plan, path, what):
    with pytest.raises(Refused, match=f"berisi {what}"):
        plan(parts(exports.shopee(), **{path: "<x/>"}))


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, f"\ufeff<?xml version='1.0'?>\n<!-- x -->{LAUGHS}"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_nothing_may_be_declared_in_any_part(plan, part, declared, encoding):
    content = declared.replace("\ufeff", "") + "<worksheet>&b;</worksheet>"
    with pytest.raises(Refused, match="tidak dibuat oleh aplikasi lembar kerja"):
        plan(parts(exports.shopee(), **{part: content.encode(encoding)}))


def test_a_declaration_hides_neither_behind_blanks_nor_behind_another_name(plan):
    late = f"{' ' * 100_000}{LAUGHS}<workbook>&b;</workbook>"
    with pytest.raises(Refused, match="rusak"):
        plan(parts(exports.shopee(), **{"xl/workbook.xml": late}))
    links = exports.part(exports.shopee(), "_rels/.rels").replace("xl/workbook.xml", "xl/workbook.png")
    with pytest.raises(Refused, match="tidak dibuat oleh aplikasi lembar kerja"):
        plan(
            parts(
                exports.shopee(),
                **{"_rels/.rels": links, "xl/workbook.png": f"{LAUGHS}<workbook>&b;</workbook>"},
            )
        )


def test_pictures_in_a_workbook_do_no_harm(plan):
    assert (
        plan(parts(exports.shopee(), **{"xl/media/image1.png": b"\x89PNG\r\n" + bytes(90_000)})).orders == 2
    )


def test_packings_that_no_spreadsheet_uses_are_refused(plan):
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(exports.shopee())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with pytest.raises(Refused, match="rusak"):
        plan(made.getvalue())


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_bytes_are_refused_and_nothing_else_happens(plan, data):
    """Bytes of a real file changed at random, as a whole and inside its sheet."""
    name = data.draw(st.sampled_from(["a.xlsx", "a.csv", "inside"]))
    content = {
        "a.xlsx": exports.shopee(),
        "a.csv": exports.tiktok_csv(),
        "inside": exports.part(exports.shopee()).encode(),
    }[name]
    for _time in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content = (
            content[:place]
            + data.draw(st.binary(max_size=4))
            + content[place + data.draw(st.integers(0, 3)) :]
        )
    if name == "inside":
        name, content = "a.xlsx", parts(exports.shopee(), **{SHEET: content})
    try:
        plan(content, name)
    except Refused as why:
        assert str(why)


def test_a_formula_is_refused_by_the_name_of_its_cell(plan):
    sheet = exports.part(exports.shopee(notes=False))
    start = sheet.index('<c r="T3"')
    end = sheet.index("</c>", start)
    changed = f'{sheet[:start]}<c r="T3"><f>1+1</f><v>2</v>{sheet[end:]}'
    with pytest.raises(Refused, match="Sel T3 berisi rumus") as why:
        plan(parts(exports.shopee(notes=False), **{SHEET: changed}))
    assert why.value.flaw.row == 3


def test_an_error_of_a_formula_is_refused_by_the_name_of_its_cell(plan):
    with pytest.raises(Refused, match=r"Sel B1 berisi kesalahan rumus \(#REF!\)"):
        plan(bare('<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'))


def test_text_that_looks_like_a_formula_is_text(plan):
    row = {**exports.SHOPEE_ROWS[3], "Nama Produk": "=HYPERLINK(1)"}
    [sale] = plan(exports.shopee([row])).sales()
    assert sale.lines[0].name == "=HYPERLINK(1)"


NOISE = Random(1).randbytes(1_500_000).hex()  # does not shrink, so it does not look like a bomb


@pytest.mark.parametrize(
    "cell", [f'<c r="A1" t="str"><v>{NOISE[:400_000]}</v></c>', f'<c r="A1" t="{NOISE}"/>']
)
def test_a_cell_that_never_ends_is_refused(plan, cell):
    with pytest.raises(Refused, match="sel yang terlalu panjang"):
        plan(bare(f'<row r="1">{cell}</row>'))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1"><c',
    ],
)
def test_a_broken_sheet_is_said_to_be_broken(plan, cells):
    with pytest.raises(Refused, match="rusak"):
        plan(bare(cells))


def test_other_writers_of_workbooks_are_understood(plan):
    """Prefixes, cells without names, rich texts with readings, escapes, shared texts."""
    names = ["No Order", "Tgl", "Barang"]
    strings = "".join(f"<si><t>{name}</t></si>" for name in names) + (
        "<si><r><t>Kemeja </t></r><r><t xml:space='preserve'>batik_x000D_</t></r><rPh><t>zz</t></rPh></si>"
    )
    head = "".join(f'<x:c t="s"><x:v>{n}</x:v></x:c>' for n in range(3))
    row = (
        '<x:c t="inlineStr"><x:is><x:t>A-1</x:t></x:is></x:c><x:c t="d"><x:v>2026-11-20T10:00:00</x:v></x:c>'
        '<x:c t="s"><x:v>3</x:v></x:c>'
    )
    content = bare(f"<x:row>{head}</x:row><x:row>{row}</x:row>", strings=strings)
    sheet = (
        exports.part(content).replace("<worksheet", "<x:worksheet").replace("</worksheet", "</x:worksheet")
    )
    sheet = sheet.replace("<sheetData", "<x:sheetData").replace("</sheetData", "</x:sheetData")
    columns = {"number": "No Order", "placed_at": "Tgl", "name": "Barang"}
    [sale] = plan(parts(content, **{SHEET: sheet}), chosen=lambda signature: columns).sales()
    assert sale.number == "A-1"
    assert sale.lines[0].name == "Kemeja batik"
    assert sale.instants["placed_at"].isoformat() == "2026-11-20T10:00:00+07:00"


def test_a_row_that_lists_its_cells_out_of_order_loses_none(plan):
    whole = plan(exports.shopee())
    sheet = exports.part(exports.shopee(), SHEET)
    turned = re.sub(
        r"(<row [^>]*>)(.*?)(</row>)",
        lambda row: row[1] + "".join(reversed(re.findall(r"<c [^>]*?(?:/>|>.*?</c>)", row[2]))) + row[3],
        sheet, flags=re.DOTALL,
    )  # fmt: skip
    assert turned != sheet
    found = plan(parts(exports.shopee(), **{SHEET: turned}))
    assert (found.orders, found.lines, found.units, found.amount) == (
        whole.orders, whole.lines, whole.units, whole.amount,
    )  # fmt: skip
