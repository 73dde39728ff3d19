"""The life of an import: who may confirm what when, and what happens when somebody or something gives up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sales.importing import runs, work
from sales.importing.flaws import Refused
from sales.models import ColumnMapping, ImportRun, Order
from tests.sales.importing import exports

Status = ImportRun.Status


@pytest.fixture
def looked_at(receive):
    """A run whose file a worker has looked through."""

    def make(content, name="orders.xlsx", **how):
        run, _known = receive(content, name, **how)
        assert work.work_on_waiting() == 1
        run.refresh_from_db()
        return run

    return make


def kept(run):
    run.refresh_from_db()
    return bool(run.file.name) and run.file.storage.exists(run.file.name)


def test_an_upload_waits_with_its_file(receive, shopee_channel, sari):
    run, known = receive(exports.shopee(), r"C:\Users\Sari\Order.all.xlsx")
    assert not known
    assert (run.status, run.shop, run.channel, run.by) == (
        Status.UPLOADED,
        sari.shop,
        shopee_channel,
        sari.user,
    )
    assert (run.file_name, len(run.sha256)) == ("Order.all.xlsx", 64)
    assert kept(run)
    assert run.file.name.startswith(f"impor/{sari.shop_id}/")


def test_what_is_refused_at_once_leaves_no_trace(receive, settings):
    with pytest.raises(Refused):
        receive(b"", "orders.xlsx")
    assert not ImportRun.objects.exists()
    assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.rglob("berkas*"))


def test_a_preview_says_what_an_import_would_do_and_does_nothing(looked_at):
    run = looked_at(exports.shopee())
    assert (run.status, run.layout, run.rows_total) == (Status.PREVIEWED, "shopee", 4)
    first, second = run.counts.pop("first")
    assert run.counts == {**exports.SHOPEE_TOTALS, "rows": 4, "known": 0}
    assert first == {
        "number": "251101MRF7XUTH", "at": "Min 1 Nov 2026, 10.00 WIB", "amount": 590_000, "status": "Selesai", "more": 0,
        "goods": ["2 × Kemeja batik Parang", "2 × Sarung tenun"],
    }  # fmt: skip
    assert second["goods"] == ["3 × Sambal bawang"]
    assert not Order.objects.exists()
    assert work.work_on_waiting() == 0


def test_a_preview_knows_how_many_orders_are_there_already(bring_in, looked_at):
    bring_in(exports.shopee(exports.SHOPEE_ROWS[:3]))
    assert looked_at(exports.shopee()).counts["known"] == 1


def test_a_confirmed_import_is_written_and_its_file_goes(looked_at, now):
    run = looked_at(exports.shopee())
    assert runs.start(run, now=now)
    assert work.work_on_waiting() == 1
    assert not kept(run)
    assert (run.status, run.rows_done, run.started_at) == (Status.DONE, 4, now)
    assert run.finished_at >= now
    assert "first" not in run.counts  # names and goods stand in the orders now
    assert Order.objects.count() == 2


def test_nothing_is_confirmed_twice_or_before_it_was_looked_at(receive, looked_at, now):
    run, _known = receive(exports.shopee())
    assert not runs.start(run, now=now)
    work.work_on_waiting()
    assert runs.start(run, now=now)
    assert not runs.start(run, now=now)
    assert not runs.cancel(run, now=now)
    work.work_on_waiting()
    assert not runs.start(run, now=now)
    assert not runs.look_again(run, trusted=True)


def test_a_cancelled_import_leaves_nothing(looked_at, now):
    run = looked_at(exports.shopee())
    assert runs.cancel(run, now=now)
    assert not kept(run)
    assert run.status == Status.CANCELLED
    assert not runs.start(run, now=now)
    assert not Order.objects.exists()


def test_a_file_that_waits_is_not_kept_twice(receive, looked_at):
    run = looked_at(exports.shopee())
    assert receive(exports.shopee()) == (run, True)


def test_a_failed_or_cancelled_file_may_come_again(receive, looked_at, now):
    run = looked_at(exports.shopee())
    runs.cancel(run, now=now)
    again, known = receive(exports.shopee())
    assert (again.pk != run.pk, known) == (True, False)


def test_what_is_wrong_is_kept_and_the_file_goes(looked_at):
    run = looked_at(exports.shopee([{**exports.SHOPEE_ROWS[3], "Jumlah": "banyak"}]))
    assert not kept(run)
    assert (run.status, run.layout, run.errors_total) == (Status.FAILED, "shopee", 1)
    assert run.errors == [
        {"row": 5, "column": "Jumlah", "sentence": "“banyak” tidak terbaca sebagai jumlah barang."}
    ]


def test_doubtful_numbers_wait_for_a_person(looked_at, now):
    row = {**exports.TIKTOK_ROWS[2], "Order ID": "580078439124044000"}
    run = looked_at(exports.tiktok_csv([row]), "a.csv")
    assert (run.status, run.errors_total) == (Status.PREVIEWED, 1)
    assert not runs.start(run, now=now)
    assert runs.look_again(run, trusted=True)
    work.work_on_waiting()
    assert runs.start(run, now=now)
    work.work_on_waiting()
    assert Order.objects.get().number == "580078439124044000"


def test_columns_are_asked_once_for_each_channel(looked_at, receive, shop, now):
    content = exports.separated(exports.OWN, separator=";")
    run = looked_at(content, "november.csv")
    assert (run.status, run.layout) == (Status.PREVIEWED, "")
    assert (run.mapping["headers"], run.mapping["sample"]) == (exports.OWN[0], exports.OWN[1:])
    assert not runs.start(run, now=now)
    assert runs.name_columns(run, exports.OWN_COLUMNS, now=now)
    work.work_on_waiting()
    run.refresh_from_db()
    assert (run.layout, run.counts["amount"]) == ("mapped", 730_000)
    assert ColumnMapping.objects.get().mapping == exports.OWN_COLUMNS
    december = [exports.OWN[0], ["A-3", "01/12/2026", "Sarung tenun", "1", "110.000", "", ""]]
    assert looked_at(exports.separated(december), "desember.csv").layout == "mapped"
    elsewhere = shop.channels.get(kind="counter")
    assert looked_at(exports.separated(december), "desember.csv", channel=elsewhere).layout == ""


def test_a_run_that_kills_its_worker_is_given_up(receive, monkeypatch):
    """A worker that is killed leaves the count that it began with."""
    run, _known = receive(exports.shopee())
    ImportRun.objects.filter(pk=run.pk).update(attempts=work.MAX_ATTEMPTS)
    work.work_on_waiting()
    assert not kept(run)
    assert run.status == Status.FAILED
    assert "beberapa kali di tengah jalan" in run.errors[0]["sentence"]


def test_one_that_fails_does_not_hold_up_the_others(receive, looked_at, shop):
    bad, _known = receive(exports.shopee())
    bad.file.storage.delete(bad.file.name)
    good, _known = receive(exports.lazada(), channel=shop.channels.get(kind="counter"))
    assert work.work_on_waiting() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status) == (Status.FAILED, Status.PREVIEWED)
    assert "sudah tidak ada" in bad.errors[0]["sentence"]


def test_only_one_worker_imports(receive):
    """The lock is held by a connection of somebody else's."""
    receive(exports.shopee())
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock({work._LOCK})")
        assert work.work_on_waiting() == 0
        with other.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({work._LOCK})")
    finally:
        other.close()
    assert work.work_on_waiting() == 1


def test_forgotten_previews_and_left_files_are_cleared(looked_at, receive, now):
    old = looked_at(exports.shopee())
    fresh = looked_at(exports.lazada())
    left = looked_at(exports.tokopedia())
    ImportRun.objects.filter(pk=old.pk).update(created_at=now - runs.FORGOTTEN - timedelta(minutes=1))
    ImportRun.objects.filter(pk=left.pk).update(status=Status.DONE)  # killed before it could drop the file
    assert runs.clear_forgotten(now=timezone.now()) == 1
    assert [kept(run) for run in (old, fresh, left)] == [False, True, False]
    assert (old.status, fresh.status) == (Status.CANCELLED, Status.PREVIEWED)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_outside_while_it_is_written(receive, monkeypatch):
    run, _known = receive(exports.shopee())
    work.work_on_waiting()
    runs.start(run, now=timezone.now())
    monkeypatch.setattr(work, "_EVERY", 0)
    monkeypatch.setattr("sales.importing.writing._AT_ONCE", 1)
    monkeypatch.setattr("sales.importing.plan._STEP", 1)
    seen = []

    class Watched(work._Signs):
        def tell(self, rows):
            super().tell(rows)
            outside = connection.copy()
            with outside.cursor() as cursor:
                cursor.execute(
                    "SELECT rows_done, (SELECT count(*) FROM sales_order), beat_at > now() - interval '5 seconds' "
                    "FROM sales_importrun WHERE id = %s", [run.pk]
                )  # fmt: skip
                seen.append(cursor.fetchone())
            outside.close()

    monkeypatch.setattr(work, "_Signs", Watched)
    work.work_on_waiting()
    # Four rows read, each counting half, then the three of the first order and the one of the second.
    assert seen == [(0, 0, True), (1, 0, True), (1, 0, True), (2, 0, True), (3, 0, True), (4, 0, True)]
    run.refresh_from_db()
    assert run.status == Status.DONE
