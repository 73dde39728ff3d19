"""The Monday letter: on Monday morning of the shop, about the week before, to each owner once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from cases.perform import SYSTEM, perform
from notifications import outbox
from notifications.models import Message
from reports import digest
from shops.models import Membership, Shop, User
from tests.launcher.installation import until

pytestmark = pytest.mark.django_db

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=WIB)
TUESDAY_BEFORE = datetime(2026, 11, 17, 9, 0, tzinfo=WIB)


@pytest.fixture
def week(open_return):
    """Twelve returns in the week before, one of which the clock decided."""
    cases = [open_return(now=TUESDAY_BEFORE + timedelta(hours=number)) for number in range(12)]
    perform(cases[0], "approve_by_silence", actor=SYSTEM, now=TUESDAY_BEFORE + timedelta(days=2))
    return cases


def letters():
    return Message.objects.filter(template="owner_digest")


def test_it_tells_the_week_before(shop, sari, week):
    assert digest.send(shop.pk, now=MONDAY) == 1
    letter = letters().get()
    assert (letter.recipient, letter.channel, letter.status) == ("sari@sari.test", "email", "queued")
    assert letter.to_customer is False
    assert letter.key == f"digest/{shop.pk}/2026-W47/member {sari.pk}"
    assert letter.subject == "Minggu lalu di Toko Sari, 16–22 Nov 2026"
    assert "- Kasus masuk: 12, sebelumnya 0" in letter.body
    assert "- Hilang karena diam: Rp185.000, dari 1 kasus" in letter.body
    assert "/laporan/?from=2026-11-16&to=2026-11-22" in letter.body
    assert "Rusak waktu sampai: 100% retur" in letter.body
    # Nothing about persons.
    for word in ("Budi", "6281234567890", "budi@mail.test", "Jahitan lengan"):
        assert word not in letter.body


def test_at_most_three_findings_each_with_its_link(shop, week):
    digest.send(shop.pk, now=MONDAY)
    body = letters().get().body
    found = [line for line in body.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    assert 1 <= len(found) <= 3
    assert found[0] == "1. Diam merugikan Rp185.000, dari 1 kasus"
    assert body.count("/laporan/?from=2026-11-16&to=2026-11-22#") == len(found)


def test_twice_is_one_letter(shop, week):
    assert digest.send(shop.pk, now=MONDAY) == 1
    assert digest.send(shop.pk, now=MONDAY + timedelta(hours=1)) == 0
    assert letters().count() == 1


def test_two_workers_at_once_write_one_letter(shop, sari, week, monkeypatch):
    """Both have looked and found nothing; the second meets the first one's letter on writing."""
    waiting = digest._waiting
    seen = {}

    def stale(shop, stem):
        seen.update(waiting(shop, stem) if not seen else {})
        return dict(seen)

    monkeypatch.setattr(digest, "_waiting", stale)
    assert digest.send(shop.pk, now=MONDAY) == 1
    assert digest.send(shop.pk, now=MONDAY) == 0
    assert letters().count() == 1


def test_every_owner_is_told_and_nobody_else(shop, ani, joko, tono, week):
    user = User.objects.create_user("dewi@sari.test", name="Dewi")
    Membership.objects.create(shop=shop, user=user, role=Membership.Role.OWNER, accepted_at=MONDAY)
    gone = User.objects.create_user("gone@sari.test", name="Gone")
    Membership.objects.create(
        shop=shop, user=gone, role=Membership.Role.OWNER, accepted_at=MONDAY, disabled_at=MONDAY
    )
    assert digest.send(shop.pk, now=MONDAY) == 2
    assert set(letters().values_list("recipient", flat=True)) == {"sari@sari.test", "dewi@sari.test"}


def test_an_owner_who_does_not_want_it_is_not_told(shop, week, sari, log_in, settings):
    settings.PUBLIC_URL = "https://layanan.toko.test"
    digest.send(shop.pk, now=MONDAY)
    assert letters().get().body.endswith("Matikan di sini:\nhttps://layanan.toko.test/pengaturan/#surat")
    browser, address = log_in(sari), f"/pengaturan/surat/{shop.pk}/"
    assert browser.post(address, {"wanted": "0"})["Location"] == "/pengaturan/"
    page = browser.get("/pengaturan/").content.decode()
    assert "Laporan mingguan Toko Sari tidak dikirim lagi." in page
    assert 'id="surat"' in page
    assert 'name="wanted" value="1"' in page
    assert digest.send(shop.pk, now=MONDAY + timedelta(days=7)) == 0
    browser.post(address, {"wanted": "1"})
    perform(week[1], "approve_by_silence", actor=SYSTEM, now=MONDAY + timedelta(days=1))
    assert digest.send(shop.pk, now=MONDAY + timedelta(days=7)) == 1
    assert letters().count() == 2


def test_nobody_switches_it_for_another(shop, sari, ani, joko, tono, log_in):
    for member in (ani, joko, tono):
        assert log_in(member).post(f"/pengaturan/surat/{shop.pk}/", {"wanted": "0"}).status_code == 404
        sari.refresh_from_db()
        assert sari.weekly_digest is True
    for member in (ani, joko):
        assert 'id="surat"' not in log_in(member).get("/pengaturan/").content.decode()


@pytest.mark.parametrize("status", ["dead", "unknown"])
def test_a_letter_that_failed_is_shown_to_owners_alone(status, shop, sari, ani, week, log_in):
    digest.send(shop.pk, now=MONDAY)
    letter = letters().get()
    Message.objects.filter(pk=letter.pk).update(status=status)
    shown = log_in(sari).get("/kerja/pesan/").content.decode()
    assert letter.subject in shown
    assert "Hilang karena diam" in shown
    service = log_in(ani)
    hidden = service.get("/kerja/pesan/").content.decode()
    assert letter.subject not in hidden
    assert "Hilang karena diam" not in hidden
    for verb in ("terkirim", "batal", "ulang", "buka"):
        assert service.post(f"/kerja/pesan/{letter.pk}/{verb}/").status_code == 404
    letter.refresh_from_db()
    assert letter.status == status
    assert log_in(sari).post(f"/kerja/pesan/{letter.pk}/ulang/").status_code == 302
    letter.refresh_from_db()
    assert letter.status == "queued"


def test_a_week_without_anything_is_no_letter(shop, open_return):
    open_return(now=MONDAY - timedelta(days=40))
    assert digest.send(shop.pk, now=MONDAY - timedelta(days=14)) == 0
    assert not letters().exists()


def test_the_other_shop_is_not_told_of_ours(other_shop, week):
    assert digest.send(other_shop.pk, now=MONDAY) == 0
    assert not letters().exists()


@pytest.mark.parametrize(
    "zone, first",
    [
        ("Asia/Jayapura", "2026-11-22T22:00Z"),
        ("Asia/Makassar", "2026-11-22T23:00Z"),
        ("Asia/Jakarta", "2026-11-23T00:00Z"),
    ],
)
def test_it_is_due_from_seven_o_clock_of_the_shop(zone, first, shop, other_shop, week):
    Shop.objects.filter(pk=shop.pk).update(time_zone=zone)
    Shop.objects.filter(pk=other_shop.pk).update(time_zone="Asia/Jakarta")
    first = datetime.fromisoformat(first)
    assert shop.pk not in digest.due(first - timedelta(microseconds=1))
    assert digest.send(shop.pk, now=first - timedelta(microseconds=1)) == 0
    assert shop.pk in digest.due(first)
    assert digest.send(shop.pk, now=first) == 1
    assert shop.pk not in digest.due(first + timedelta(hours=1))


def test_it_is_not_due_on_other_days(shop, week):
    for days in range(1, 7):
        assert digest.due(MONDAY + timedelta(days=days)) == []
        assert digest.send(shop.pk, now=MONDAY + timedelta(days=days)) == 0
    assert not letters().exists()


def test_a_beat_that_slept_at_seven_catches_up_on_the_same_day(shop, week):
    evening = MONDAY.replace(hour=23, minute=59)
    assert shop.pk in digest.due(evening)
    assert digest.send(shop.pk, now=evening) == 1


def test_the_next_week_is_another_letter(shop, open_return, week):
    digest.send(shop.pk, now=MONDAY)
    open_return(now=MONDAY)
    assert shop.pk in digest.due(MONDAY + timedelta(days=7))
    assert digest.send(shop.pk, now=MONDAY + timedelta(days=7)) == 1
    assert letters().count() == 2
    # With so few, nothing is concluded.
    assert "Yang perlu dilihat" not in letters().latest("pk").body


def test_it_goes_out_like_any_other_letter(shop, week):
    digest.send(shop.pk, now=MONDAY)
    outbox.deliver_due(now=MONDAY)
    assert [letter.to for letter in mail.outbox if "Minggu lalu" in letter.subject] == [["sari@sari.test"]]


# By a worker -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_living_worker_writes_them_once_however_often_beat_calls(shop, other_shop, week, celery):
    worker = celery("worker", "-c", "1", "-l", "info", "--without-gossip", "--without-mingle")
    call = ("call", "reports.tasks.send_digests", "--args", f'["{MONDAY.isoformat()}"]')

    def done(task, times):
        def all_done():
            assert worker.process.poll() is None, worker.errors
            return worker.errors.count(f"reports.tasks.{task}[") >= 2 * times  # received, succeeded

        until(all_done, f"{times} of {task}")

    assert celery(*call).exits() == 0
    done("send_digests", 1)
    done("send_digest", 2)  # one for each shop
    assert celery(*call).exits() == 0
    done("send_digests", 2)
    done("send_digest", 3)  # the shop without a week is asked again
    assert worker.stop() == 0
    assert [(letter.shop, letter.recipient) for letter in letters()] == [(shop, "sari@sari.test")]
    assert "Traceback" not in worker.errors
