"""The days of a report: read from any address, counted from midnight to midnight in the shop's zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from reports import filters
from reports.filters import Filter
from reports.questions import kinds

WIB, WITA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=WIB)
CHANNELS, KINDS = {3: "Shopee"}, {"return_request": "Retur", "exchange": "Tukar"}


def read(address, now=NOW, zone=WIB):
    return Filter.read(QueryDict(address), zone=zone, now=now, channels=CHANNELS, kinds=KINDS)


def test_without_an_address_the_last_thirty_days():
    wish = read("")
    assert (wish.start, wish.end, wish.days) == (date(2026, 10, 23), date(2026, 11, 21), 30)
    assert (wish.channel, wish.kind, wish.product) == (None, "", "")


def test_an_address_says_it_all_and_comes_back_the_same():
    wish = read("from=2026-10-01&to=2026-10-31&channel=3&kind=exchange&product=Kemeja%20%26%20celana")
    assert wish == Filter(WIB, date(2026, 10, 1), date(2026, 10, 31), 3, "exchange", "Kemeja & celana")
    assert read(wish.query().removeprefix("?")) == wish
    assert wish.query(show="reason", value="") == f"{wish.query()}&show=reason&value="


@pytest.mark.parametrize(
    "address, start, end",
    [
        ("from=2026-11-01", date(2026, 11, 1), date(2026, 11, 21)),
        ("to=2026-11-10", date(2026, 10, 12), date(2026, 11, 10)),
        ("from=2026-11-10&to=2026-11-01", date(2026, 11, 1), date(2026, 11, 10)),
        ("from=2026-11-10&to=2027-01-01", date(2026, 11, 10), date(2026, 11, 21)),
        ("from=2027-01-01&to=2027-02-01", date(2026, 11, 21), date(2026, 11, 21)),
        ("from=2027-01-01", date(2026, 11, 21), date(2026, 11, 21)),
        ("from=2020-01-01", date(2025, 11, 21), date(2026, 11, 21)),
        ("from=0001-01-01&to=0001-01-02", date(2000, 1, 1), date(2000, 1, 1)),
        ("from=9999-12-31&to=9999-12-31", date(2026, 11, 21), date(2026, 11, 21)),
        ("from=2026-02-31&to=bukan", date(2026, 10, 23), date(2026, 11, 21)),
        ("from=%00&to=20261101", date(2026, 10, 23), date(2026, 11, 21)),
        ("from=2026-11-%D9%A1%D9%A0", date(2026, 10, 23), date(2026, 11, 21)),
    ],
)
def test_days_that_make_no_sense_are_put_right(address, start, end):
    wish = read(address)
    assert (wish.start, wish.end) == (start, end)
    assert wish.before.days == wish.days <= 366


@pytest.mark.parametrize(
    "address",
    ["channel=4", "channel=-3", "channel=%D9%A3", "channel=" + "9" * 40, "kind=DROP", "channel=&kind="],
)
def test_what_the_shop_does_not_have_is_as_good_as_absent(address):
    assert read(address) == read("")


def test_a_product_is_any_text_but_never_more_than_a_title_holds():
    assert read("product=%00Teko").product == "Teko"
    assert len(read(f"product={'x' * 500}").product) == 120


def test_the_period_before_ends_where_this_one_begins():
    wish = Filter(WIB, date(2026, 11, 1), date(2026, 11, 23), channel=3, kind="exchange", product="Teko")
    assert wish.before == replace(wish, start=date(2026, 10, 9), end=date(2026, 10, 31))
    assert wish.before.ends == wish.begins


def test_days_begin_at_the_midnight_of_the_shop():
    wib = Filter(WIB, date(2026, 11, 3), date(2026, 11, 3))
    assert wib.begins == datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
    assert wib.ends == datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
    assert replace(wib, zone=WITA).begins == datetime(2026, 11, 2, 16, 0, tzinfo=UTC)


def test_today_is_the_shop_s_own_day():
    late = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # 23.30 WIB, 00.30 WITA
    assert read("", now=late).end == date(2026, 11, 21)
    assert read("", now=late, zone=WITA).end == date(2026, 11, 22)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_a_case_belongs_to_the_day_on_which_the_shop_received_it(zone, shop, open_return):
    """The last microsecond of a day and the first of the next are two days, nine hours or none from London."""
    shop.time_zone = zone
    midnight = datetime(2026, 11, 4, tzinfo=ZoneInfo(zone))
    open_return(now=midnight - timedelta(microseconds=1))
    open_return(now=midnight)
    open_return(now=midnight)
    counts = [
        sum(tally.count for tally in kinds(shop, Filter(shop.zone, day, day)).values())
        for day in (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 5))
    ]
    assert counts == [0, 1, 2, 0]


@pytest.mark.parametrize(
    "start, end, words",
    [
        (date(2026, 11, 1), date(2026, 11, 23), "1–23 Nov 2026"),
        (date(2026, 10, 25), date(2026, 11, 23), "25 Okt–23 Nov 2026"),
        (date(2025, 12, 25), date(2026, 1, 23), "25 Des 2025–23 Jan 2026"),
        (date(2026, 11, 3), date(2026, 11, 3), "3 Nov 2026"),
    ],
)
def test_days_in_words(start, end, words):
    assert filters.days_in_words(start, end) == words


def test_named_days():
    assert filters.last_days(7, WIB, NOW).start == date(2026, 11, 15)
    assert filters.month_of(date(2026, 2, 14), WIB) == Filter(WIB, date(2026, 2, 1), date(2026, 2, 28))
    assert filters.month_of(date(2026, 12, 31), WIB).end == date(2026, 12, 31)
    assert filters.week_before(date(2026, 11, 23), WIB) == Filter(WIB, date(2026, 11, 16), date(2026, 11, 22))
    assert filters.week_before(date(2026, 11, 22), WIB).start == date(2026, 11, 9)
