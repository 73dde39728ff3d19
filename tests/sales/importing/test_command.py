"""`bin/manage import_orders`: the same reading as on the pages, for scripts."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sales.models import ImportRun, Order
from shops import presets
from shops.founding import add_channel
from tests.sales.importing import exports


@pytest.fixture
def run(tmp_path, shopee_channel):
    """Call the command on these bytes; the exit code and what it printed."""

    def call(content, *options, name="orders.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        out, code = StringIO(), 0
        try:
            call_command("import_orders", str(path), "--shop", "sari", *options, stdout=out)
        except SystemExit as end:
            code = end.code
        return code, out.getvalue()

    return call


@pytest.mark.parametrize(
    "layout, name, content, totals",
    [
        ("shopee", "a.xlsx", exports.shopee(), exports.SHOPEE_TOTALS),
        ("tiktok", "a.csv", exports.tiktok_csv(), exports.TIKTOK_TOTALS),
        ("tiktok", "a.xlsx", exports.tiktok_xlsx(), exports.TIKTOK_TOTALS),
        ("lazada", "a.xlsx", exports.lazada(), exports.LAZADA_TOTALS),
        ("tokopedia", "a.xlsx", exports.tokopedia(), exports.TOKOPEDIA_TOTALS),
    ],
)
def test_a_dry_run_prints_what_an_import_would_do(run, layout, name, content, totals):
    code, printed = run(content, "--dry-run", "--json", name=name)
    assert (code, json.loads(printed)) == (0, {"detected": layout, **totals, "errors": []})
    assert not Order.objects.exists()
    assert not ImportRun.objects.exists()


def test_without_json_each_fact_has_its_line(run):
    _code, printed = run(exports.shopee(), "--dry-run")
    assert printed.splitlines() == [
        "detected: shopee",
        "orders: 2",
        "lines: 3",
        "units: 7",
        "amount: 701600",
        "errors: 0",
    ]


def test_a_dry_run_names_the_cells_that_it_cannot_read(run):
    rows = [*exports.SHOPEE_ROWS[:3], {**exports.SHOPEE_ROWS[3], "Jumlah": "banyak"}]
    code, printed = run(exports.shopee(rows), "--dry-run", "--json")
    found = json.loads(printed)
    assert (code, found["orders"], found["amount"]) == (0, 1, 590_000)
    assert found["errors"] == [
        {"sentence": "“banyak” tidak terbaca sebagai jumlah barang.", "row": 8, "column": "Jumlah"}
    ]


@pytest.mark.parametrize("dry", [("--dry-run",), ()])
@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("a.csv", exports.tiktok_csv([{**exports.TIKTOK_ROWS[0], "Order ID": "5.8E+17"}]), "Baris 3, “Order ID”: Nomor “5.8E+17” sudah dibulatkan"),
        ("a.csv", exports.tiktok_csv([{**exports.TIKTOK_ROWS[0], "Order ID": "580000000000000000"}]), "Baris 3, “Order ID”: Nomor “580000000000000000” berakhir"),
        ("a.xlsx", b"", "Berkasnya kosong."),
        ("a.csv", exports.separated(exports.OWN), "Jenis berkas ini belum dikenal."),
    ],
)  # fmt: skip
def test_what_is_refused_ends_with_an_error(run, name, content, reason, dry):
    options = [*dry, "--json", *([] if dry else ["--channel", "shopee"])]
    code, printed = run(content, *options, name=name)
    assert code == 1
    assert json.loads(printed)["refused"].startswith(reason)
    assert not Order.objects.exists()
    with pytest.raises(CommandError, match="refused: "):
        run(
            content,
            *options[:-1] if options[-1] == "--json" else [o for o in options if o != "--json"],
            name=name,
        )


def test_an_import_goes_to_the_channel_of_its_layout(run):
    code, printed = run(exports.shopee(), "--json")
    assert (code, json.loads(printed)) == (
        0, {"detected": "shopee", **exports.SHOPEE_TOTALS, "errors": [], "new": 2, "changed": 0, "same": 0},
    )  # fmt: skip
    assert set(Order.objects.values_list("channel__name", flat=True)) == {"Shopee"}
    assert ImportRun.objects.get().by is None
    code, printed = run(exports.shopee(), "--json")
    found = json.loads(printed)
    assert (code, found["new"], found["same"], found["amount"]) == (0, 0, 2, 701_600)
    assert Order.objects.count() == 2


def test_an_import_with_a_wrong_cell_is_refused_whole(run):
    rows = [*exports.SHOPEE_ROWS[:3], {**exports.SHOPEE_ROWS[3], "Jumlah": "banyak"}]
    code, printed = run(exports.shopee(rows), "--json")
    found = json.loads(printed)
    assert code == 1
    assert found["refused"] == "Baris 8, “Jumlah”: “banyak” tidak terbaca sebagai jumlah barang."
    assert found["errors"][0]["row"] == 8
    assert not Order.objects.exists()


def test_a_merged_file_goes_to_tokopedia_where_there_is_no_tiktok(run, shop):
    with pytest.raises(CommandError, match="Sebutkan --channel"):
        run(exports.tiktok_csv(), name="a.csv")
    add_channel(shop, "tokopedia", "Tokopedia", presets.TOKOPEDIA)
    run(exports.tiktok_csv(), name="a.csv")
    assert set(Order.objects.values_list("channel__kind", flat=True)) == {"tokopedia"}


def test_the_channel_may_be_named(run):
    run(exports.lazada(), "--channel", "shopee")
    assert set(Order.objects.values_list("channel__kind", flat=True)) == {"shopee"}
    with pytest.raises(CommandError, match="Yang ada: .*Shopee"):
        run(exports.lazada(), "--channel", "Blibli")


def test_a_shop_or_file_that_is_not_there_is_said(run, tmp_path):
    with pytest.raises(CommandError, match="Toko “antah” tidak ada"):
        call_command("import_orders", str(tmp_path / "x.csv"), "--shop", "antah", "--dry-run")
    with pytest.raises(CommandError, match="Berkas tidak terbuka"):
        call_command("import_orders", str(tmp_path / "x.csv"), "--shop", "sari", "--dry-run")
