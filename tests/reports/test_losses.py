"""The loss register against plain SQL and against sums worked out by hand; each case costs its money once."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.perform import Actor, perform
from cases.sweep import sweep
from cases.undo import undo
from reports import losses
from reports.filters import Filter, last_days
from shops import presets
from shops.founding import add_channel
from tests.cases.roads import CHECKED

JAKARTA = ZoneInfo("Asia/Jakarta")
pytestmark = pytest.mark.django_db
AUTUMN = Filter(JAKARTA, date(2025, 9, 1), date(2025, 11, 30))


def at(month, day, hour=10):
    return datetime(2025, month, day, hour, tzinfo=JAKARTA)


@pytest.fixture
def house(shop, sari, ani, joko, open_return):
    """A shop with everything that can be lost; answers what was made, by name."""
    desk, shopee = Actor.member(ani), add_channel(shop, "shopee", "Shopee", presets.SHOPEE)
    made = {}

    def new(name, now, **fields):
        made[name] = open_return(now=now, title=name, **fields)
        return made[name]

    def silence(case):
        case.refresh_from_db()
        sweep(now=case.due_at)

    def step(case, action, now, note="Begini.", actor=desk, **data):
        return perform(case, action, actor=actor, note=note, data=CHECKED | data, now=now)

    # September: approved by silence, Rp100.000; and one of unknown worth.
    silence(new("diam", at(9, 1), amount=100_000, variant="refund_only"))
    silence(new("diam tanpa nilai", at(9, 2), amount=None, variant="refund_only"))
    # October: a parcel lost, Rp80.000, then paid all the same: the same money, counted once.
    lost = new("hilang", at(10, 1), amount=80_000)
    step(lost, "approve", at(10, 1))
    step(lost, "ship", at(10, 2), courier="JNE", tracking_number="010190001491925")
    step(lost, "lose", at(10, 20))
    step(lost, "accept", at(10, 20))
    step(
        lost,
        "record_refund",
        at(10, 21),
        refund_amount=80_000,
        refund_method="transfer",
        refunded_on=date(2025, 10, 21),
    )
    # October: money without the goods, Rp60.000 of Rp70.000.
    paid = new("tanpa barang", at(10, 5), amount=70_000)
    # As it could be before the goods had to be looked at first.
    Case.objects.filter(pk=paid.pk).update(state="refund_due")
    step(
        paid,
        "record_refund",
        at(10, 6),
        refund_amount=60_000,
        refund_method="cash",
        refunded_on=date(2025, 10, 6),
    )
    # November: ruled on and never appealed, Rp50.000; given up, Rp40.000; appealed and won back after silence.
    ruling = {"ruling": "refund", "ruled_on": date(2025, 11, 2)}
    missed = new("banding lewat", at(11, 2), amount=55_000, channel=shopee, variant="refund_only")
    step(missed, "platform_ruled", at(11, 2), ruled_amount=50_000, **ruling)
    silence(missed)
    waived = new("banding tidak", at(11, 2), amount=45_000, channel=shopee, variant="refund_only")
    step(waived, "platform_ruled", at(11, 2), ruled_amount=40_000, **ruling)
    step(waived, "waive_appeal", at(11, 2))
    won = new("banding menang", at(11, 1), amount=90_000, channel=shopee, variant="refund_only")
    silence(won)
    step(won, "platform_ruled", at(11, 4), ruled_amount=90_000, ruling="refund", ruled_on=date(2025, 11, 4))
    step(won, "file_appeal", at(11, 4), appealed_on=date(2025, 11, 4))
    step(won, "appeal_won", at(11, 9), won_amount=65_000)
    # November: a slip, first said to be Rp10.000, then Rp15.000; its silence before does not count beside it.
    slip = new("salah langkah", at(11, 10), amount=30_000, variant="refund_only")
    silence(slip)
    step(slip, "mark_mistake", at(11, 13), mistake_amount=10_000)
    step(slip, "mark_mistake", at(11, 14), mistake_amount=15_000)
    # Nothing lost: a slip that was none, one undone, money for goods that came back, money without goods as agreed.
    none = new("bukan salah", at(11, 11), amount=20_000, variant="refund_only")
    step(none, "approve", at(11, 11))
    step(none, "mark_mistake", at(11, 11), mistake_amount=20_000)
    step(none, "mark_mistake", at(11, 12), mistake_amount=0)
    step(
        none,
        "record_refund",
        at(11, 12),
        refund_amount=20_000,
        refund_method="cash",
        refunded_on=date(2025, 11, 12),
    )
    back = new("barang kembali", at(11, 11), amount=20_000)
    step(back, "approve", at(11, 11))
    step(back, "ship", at(11, 11), courier="JNE", tracking_number="010190001491926")
    gone = step(back, "lose", at(11, 12))
    undo(back, actor=desk, seen=gone.number, now=at(11, 12) + timedelta(seconds=5))
    step(back, "receive", at(11, 13), actor=Actor.member(joko), received_on=date(2025, 11, 13))
    step(back, "inspect", at(11, 13), condition="good")
    step(back, "accept", at(11, 13))
    step(
        back,
        "record_refund",
        at(11, 13),
        refund_amount=20_000,
        refund_method="cash",
        refunded_on=date(2025, 11, 13),
    )
    return made


# By hand -----------------------------------------------------------------------------------------

SEPTEMBER, OCTOBER, NOVEMBER = date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1)
BY_HAND = [
    (NOVEMBER, "appeal", 2, 90_000, 0),  # 50.000 + 40.000
    (NOVEMBER, "silence", 1, 25_000, 0),  # 90.000 - 65.000
    (NOVEMBER, "mistake", 1, 15_000, 0),
    (OCTOBER, "parcel", 1, 80_000, 0),
    (OCTOBER, "unreturned", 1, 60_000, 0),
    (SEPTEMBER, "silence", 2, 100_000, 1),
]


def test_the_sums_by_hand(shop, house):
    found = losses.by_month(shop, AUTUMN)
    assert [
        (loss.month, loss.cause, loss.count, loss.amount, loss.without_amount) for loss in found
    ] == BY_HAND
    assert losses.total(shop, AUTUMN) == 370_000


PLAIN = """
    WITH costly AS (
        SELECT e.*, c.amount AS of_case, c.variant, r.received_on, r.ruled_amount, coalesce(r.won_amount, 0) AS won
        FROM cases_event e JOIN cases_case c ON c.id = e.case_id
        LEFT JOIN returns_returnrequest r ON r.case_id = c.id
        WHERE c.shop_id = %(shop)s
        AND NOT EXISTS (SELECT 1 FROM cases_event u WHERE u.case_id = e.case_id AND u.undoes = e.number)
        AND (e.action IN ('approve_by_silence', 'accept_by_silence', 'miss_appeal', 'waive_appeal', 'lose')
             OR e.action = 'record_refund' AND c.variant = 'return_refund' AND r.received_on IS NULL
             OR e.action = 'mark_mistake' AND e.data->>'mistake_amount' <> '0' AND e.number = (
                 SELECT max(number) FROM cases_event m WHERE m.case_id = e.case_id AND m.action = 'mark_mistake'))
    ), one AS (
        SELECT DISTINCT ON (case_id) * FROM costly ORDER BY case_id, action <> 'mark_mistake', number
    ), priced AS (
        SELECT to_char(at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM') AS month, CASE
            WHEN action = 'mark_mistake' THEN (data->>'mistake_amount')::bigint
            WHEN action IN ('miss_appeal', 'waive_appeal') THEN greatest(ruled_amount - won, 0)
            WHEN action = 'record_refund' THEN greatest((data->>'refund_amount')::bigint - won, 0)
            WHEN of_case IS NOT NULL THEN greatest(of_case - won, 0) END AS lost
        FROM one
    )
    SELECT month, count(*), coalesce(sum(lost), 0)::bigint FROM priced GROUP BY month ORDER BY month
"""


def plain(shop):
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"shop": shop.pk})
        return cursor.fetchall()


def by_month(shop, wish):
    sums = {}
    for loss in losses.by_month(shop, wish):
        count, amount = sums.get(f"{loss.month:%Y-%m}", (0, 0))
        sums[f"{loss.month:%Y-%m}"] = (count + loss.count, amount + loss.amount)
    return sorted((month, *both) for month, both in sums.items())


def test_plain_sql_says_the_same(shop, house):
    assert by_month(shop, AUTUMN) == plain(shop)
    assert plain(shop) == [("2025-09", 2, 100_000), ("2025-10", 2, 140_000), ("2025-11", 4, 130_000)]


def test_plain_sql_says_the_same_of_thousands(crowd):
    year = Filter(crowd.shop.zone, date(2025, 11, 22), date(2026, 11, 21))
    found = by_month(crowd.shop, year)
    assert found == plain(crowd.shop)
    assert sum(count for _month, count, _amount in found) > 100


def test_a_day_alone_counts_what_was_first_lost_on_it(shop, house):
    """The lost parcel was paid a day later: that day lost nothing of its own."""
    paid = Filter(JAKARTA, date(2025, 10, 21), date(2025, 10, 21))
    assert losses.by_month(shop, paid) == []
    assert losses.total(shop, Filter(JAKARTA, date(2025, 10, 20), date(2025, 10, 20))) == 80_000


def test_midnight_is_the_shop_s(shop, open_return):
    """Half past eleven at night on 31 October in Jakarta is still October."""
    case = open_return(now=at(10, 29, 23) + timedelta(minutes=30), amount=70_000, variant="refund_only")
    Case.objects.filter(pk=case.pk).update(due_at=at(10, 31, 23))
    sweep(now=at(10, 31, 23) + timedelta(minutes=30))
    [loss] = losses.by_month(shop, AUTUMN)
    assert (loss.month, loss.amount) == (OCTOBER, 70_000)


def test_of_one_channel(shop, house):
    shopee = shop.channels.get(kind="shopee")
    wish = Filter(JAKARTA, AUTUMN.start, AUTUMN.end, channel=shopee.pk)
    assert losses.total(shop, wish) == 115_000


def test_the_other_shop_lost_nothing(other_shop, house):
    assert losses.by_month(other_shop, AUTUMN) == []


# The index ---------------------------------------------------------------------------------------


def test_the_index_knows_every_costly_step():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'event_loss'")
        [(definition,)] = cursor.fetchall()
    assert [action for action in losses.actions() if f"'{action}'" not in definition] == []


def test_a_month_of_many_is_read_from_it(crowd):
    month = last_days(7, crowd.shop.zone, crowd.now)
    sql, params = losses.losses(crowd.shop, month).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        assert "event_loss" in "\n".join(line for (line,) in cursor.fetchall())


# The pages ---------------------------------------------------------------------------------------

SPAN = {"from": "2025-09-01", "to": "2025-11-30"}


def page(client, **query):
    return client.get(reverse("losses"), {**SPAN, **query}).content.decode()


def test_the_page_tells_months_causes_and_cases(house, sari, log_in):
    text = page(log_in(sari))
    assert "<h1>Rp370.000 hilang</h1>" in text
    assert "1 kasus belum dicatat nilainya" in text
    for words in (
        "November 2025",
        "Oktober 2025",
        "September 2025",
        "Banding tidak diajukan",
        "Paket hilang di jalan",
    ):
        assert words in text
    assert f'href="{reverse("case", args=[house["hilang"].reference])}"' in text
    assert house["bukan salah"].reference not in text
    assert "Rp65.000 kembali lewat banding" in text
    assert "Budi" not in text


def test_a_cause_leads_to_its_cases(house, sari, log_in):
    text = page(log_in(sari), cause="parcel")
    assert "<h1>Rp80.000 hilang</h1>" in text
    assert house["hilang"].reference in text
    assert house["diam"].reference not in text
    assert "<h1>Rp370.000 hilang</h1>" in page(log_in(sari), cause="nonsense")


def test_an_empty_shop_is_told_what_will_be_here(sari, log_in):
    text = log_in(sari).get(reverse("losses")).content.decode()
    assert "Tidak ada kerugian yang tercatat" in text
    assert "Catat salah langkah" in text


def test_the_file(house, sari, log_in):
    response = log_in(sari).get(reverse("losses_csv"), SPAN)
    assert "kerugian-sari-2025-09-01" in response["Content-Disposition"]
    heads, *rows = csv.reader(StringIO(b"".join(response).decode("utf-8-sig")), delimiter=";")
    assert len(rows) == 8
    by_case = {row[0].strip(): row for row in rows}
    assert by_case[house["banding menang"].reference][3:] == [
        "Didiamkan sampai disetujui otomatis", "banding menang", "Shopee", "90000", "65000", "25000"
    ]  # fmt: skip
    assert sum(int(row[-1] or 0) for row in rows) == 370_000
    assert heads[-1] == "Rugi (Rp)"


def test_the_report_has_a_line_of_this_month(open_return, ani, sari, log_in):
    text = log_in(sari).get(reverse("report")).content.decode()
    assert "Bulan ini belum ada kerugian yang tercatat." in text
    case = open_return(variant="refund_only")
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=timezone.now())
    perform(
        case,
        "mark_mistake",
        actor=Actor.member(ani),
        note="Salah.",
        data={"mistake_amount": 12_000},
        now=timezone.now(),
    )
    text = log_in(sari).get(reverse("report")).content.decode()
    assert "Bulan ini Rp12.000 hilang karena hal yang bisa dicegah." in text
    assert reverse("losses") + "?from=" in text


def test_as_many_questions_for_many_as_for_few(open_return, ani, sari, log_in):
    client = log_in(sari)

    def lose():
        case = open_return(variant="refund_only")
        perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=timezone.now())
        perform(
            case,
            "mark_mistake",
            actor=Actor.member(ani),
            note="Salah.",
            data={"mistake_amount": 1_000},
            now=timezone.now(),
        )

    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(name))
            b"".join(response) if response.streaming else response.content
        return len(queries)

    lose()
    few = [cost(name) for name in ("losses", "losses_csv")]
    for _ in range(12):
        lose()
    assert [cost(name) for name in ("losses", "losses_csv")] == few
    assert few[0] <= 9
