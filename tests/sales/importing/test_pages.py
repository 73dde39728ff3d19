"""The pages of an import as the desk sees them, with JavaScript off."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sales.importing import work
from sales.models import ColumnMapping, ImportRun, Order
from tests.sales.importing import exports

Status = ImportRun.Status


@pytest.fixture
def ani_at(log_in, ani):
    return log_in(ani)


@pytest.fixture
def upload(ani_at, shopee_channel):
    """Send the form; the page that it leads to."""

    def send(content, name="orders.xlsx", channel=shopee_channel):
        file = SimpleUploadedFile(name, content)
        return ani_at.post(reverse("imports"), {"channel": channel.pk, "file": file}, follow=True)

    return send


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(client, run):
    return client.get(reverse("import", args=[run.pk]))


def test_from_the_file_to_the_orders(upload, ani_at, ani, joko, log_in):
    response = upload(exports.shopee())
    [run] = ImportRun.objects.all()
    assert response.request["PATH_INFO"] == reverse("import", args=[run.pk])
    assert run.by == ani.user
    assert "Sedang diperiksa" in words(response)
    assert '<meta http-equiv="refresh"' in response.content.decode()
    work.work_on_waiting()
    response = page(ani_at, run)
    shown = words(response)
    for fact in ("Shopee · Ani", "Pesanan 2", "Macam barang 3", "Jumlah barang 7", "Rp701.600", "251101MRF7XUTH", "Rp590.000",
                 "2 × Kemeja batik Parang", "Impor 2 pesanan"):  # fmt: skip
        assert fact in shown
    assert "http-equiv" not in response.content.decode()
    response = ani_at.post(reverse("start_import", args=[run.pk]), follow=True)
    assert "Sedang diimpor" in words(response)
    assert "0 dari 4 baris" in words(response)
    work.work_on_waiting()
    assert "2 pesanan baru, 0 diperbarui, 0 tetap." in words(page(ani_at, run))
    shown = words(ani_at.get(reverse("imports")))
    assert "orders.xlsx" in shown
    assert "Selesai · Shopee · 2 baru, 0 diperbarui" in shown
    assert "Ani" in shown
    assert "251101MRF7XUTH" in ani_at.get(reverse("orders")).content.decode()


def test_the_same_file_again_says_so(upload, ani_at):
    upload(exports.shopee())
    [run] = ImportRun.objects.all()
    work.work_on_waiting()
    ani_at.post(reverse("start_import", args=[run.pk]))
    work.work_on_waiting()
    response = upload(exports.shopee(), "salinan.xlsx")
    assert "Berkas yang sama sudah pernah diunggah. Tidak ada yang berubah." in words(response)
    assert "2 pesanan baru" in words(response)
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    "content, name, sentence",
    [
        (b"", "orders.xlsx", "Berkasnya kosong."),
        (b"%PDF-1.7", "orders.pdf", "Berkas ini bukan .xlsx atau .csv."),
        (
            exports.parts(exports.shopee(), **{"xl/vbaProject.bin": "x"}),
            "orders.xlsx",
            "Berkas ini berisi makro.",
        ),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(upload, content, name, sentence):
    response = upload(content, name)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not ImportRun.objects.exists()


def test_no_file_and_no_channel_are_asked_for(ani_at):
    response = ani_at.post(reverse("imports"), {"channel": "999999", "shop": ""}, follow=True)
    assert response.status_code in (409, 422)
    response = ani_at.post(reverse("imports"), {"channel": "999999"})
    assert response.status_code == 422
    assert not ImportRun.objects.exists()


def test_what_is_wrong_is_listed_with_row_and_column(upload, ani_at):
    upload(exports.shopee([{**exports.SHOPEE_ROWS[3], "Jumlah": "<b>banyak"}] * 120))
    work.work_on_waiting()
    [run] = ImportRun.objects.all()
    response = page(ani_at, run)
    shown = words(response)
    assert "Tidak ada yang diimpor." in shown
    assert "Baris 5, “Jumlah”: “&lt;b&gt;banyak” tidak terbaca sebagai jumlah barang." in shown
    assert "Dan 20 lagi." in shown
    ani_at.post(reverse("start_import", args=[run.pk]))
    assert work.work_on_waiting() == 0
    assert not Order.objects.exists()


def test_doubtful_numbers_are_compared_by_a_person(upload, ani_at):
    upload(exports.tiktok_csv([{**exports.TIKTOK_ROWS[2], "Order ID": "580078439124044000"}]), "a.csv")
    work.work_on_waiting()
    [run] = ImportRun.objects.all()
    shown = words(page(ani_at, run))
    assert "“580078439124044000” berakhir dengan nol" in shown
    assert "Impor 1 pesanan" not in shown
    ani_at.post(reverse("trust_import", args=[run.pk]))
    work.work_on_waiting()
    assert "Impor 1 pesanan" in words(page(ani_at, run))


def test_another_marketplace_than_the_chosen_channel_is_said(upload, ani_at):
    upload(exports.lazada())
    work.work_on_waiting()
    assert "Berkas ini dari Lazada, kanal yang dipilih Shopee." in words(
        page(ani_at, ImportRun.objects.get())
    )


def test_a_cancelled_import_says_so(upload, ani_at):
    upload(exports.shopee())
    work.work_on_waiting()
    [run] = ImportRun.objects.all()
    response = ani_at.post(reverse("cancel_import", args=[run.pk]), follow=True)
    assert "Dibatalkan. Tidak ada yang diimpor." in words(response)


def test_unknown_columns_are_named_once(upload, ani_at):
    upload(exports.separated(exports.OWN), "daftar.csv")
    work.work_on_waiting()
    [run] = ImportRun.objects.all()
    assert "Jenis berkas ini belum dikenal." in words(page(ani_at, run))
    address = reverse("import_columns", args=[run.pk])
    form = ani_at.get(address).context["form"]
    likely = {name: field.initial for name, field in form.fields.items() if field.initial}
    assert likely == exports.OWN_COLUMNS
    assert "Rp185.000 · 110.000 · 250000" in words(ani_at.get(address))
    response = ani_at.post(address, {**likely, "name": "", "sku": "No Order"})
    assert response.status_code == 422
    assert "Belum dipilih." in words(response)
    assert "Kolom ini sudah dipakai untuk nomor pesanan." in words(response)
    assert ani_at.post(address, {**likely, "name": "Kolom lain"}).status_code == 422
    assert not ColumnMapping.objects.exists()
    ani_at.post(address, likely)
    work.work_on_waiting()
    shown = words(page(ani_at, run))
    assert "Rp730.000" in shown
    assert "Impor 2 pesanan" in shown
    assert ani_at.get(address).status_code == 200  # a wrong column can be put right
    ani_at.post(reverse("start_import", args=[run.pk]))
    assert ani_at.get(address).status_code == 404


def test_the_channel_of_the_last_import_is_offered_first(upload, ani_at, shop):
    counter = shop.channels.get(kind="counter")
    assert ani_at.get(reverse("imports")).context["form"].initial["channel"] != str(counter.pk)
    upload(exports.lazada(), channel=counter)
    assert ani_at.get(reverse("imports")).context["form"].initial["channel"] == str(counter.pk)


def test_lists_cost_the_same_however_long(ani_at, upload, shop, shopee_channel, now):
    def queries():
        ani_at.get(reverse("imports"))
        with CaptureQueriesContext(connection) as seen:
            assert ani_at.get(reverse("imports")).status_code == 200
        return len(seen)

    upload(exports.shopee())
    few = queries()
    ImportRun.objects.bulk_create(
        ImportRun(shop=shop, channel=shopee_channel, file_name=f"{n}.csv", sha256=str(n), status="done", created_at=now,
                  counts={"new": 1, "changed": 0})
        for n in range(60)
    )  # fmt: skip
    assert queries() == few
    seen, address = 0, reverse("imports")
    while address:
        response = ani_at.get(address)
        seen += response.content.decode().count('class="choice"')
        address = f"{reverse('imports')}?after={response.context['next']}" if response.context["next"] else ""
    assert seen == 61


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "1-" + "9" * 40}, {"after": "\x00"}])
def test_nonsense_in_the_address_is_the_first_page(ani_at, query):
    assert ani_at.get(reverse("imports"), query).status_code == 200


def test_the_warehouse_does_not_import(log_in, joko):
    assert log_in(joko).get(reverse("imports")).status_code == 403
    assert reverse("imports") not in log_in(joko).get(reverse("orders")).content.decode()
