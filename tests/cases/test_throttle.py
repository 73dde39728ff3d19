"""The limits of the public pages: how many, per whom, and when it may be tried again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from cases.throttle import turned_away
from shops.limits import Limit

WIB = ZoneInfo("Asia/Jakarta")
TEN_PAST = datetime(2026, 11, 24, 14, 10, tzinfo=WIB)
LIMIT = Limit("uji", 3, 600)


def test_so_many_uses_in_a_window_and_no_more():
    answers = [turned_away(LIMIT, "a", now=TEN_PAST, zone=WIB) is None for _use in range(5)]

    assert answers == [True, True, True, False, False]


def test_each_key_and_each_window_counts_for_itself():
    for _use in range(4):
        turned_away(LIMIT, "a", now=TEN_PAST)

    assert turned_away(LIMIT, "b", now=TEN_PAST) is None
    assert turned_away(LIMIT, "a", now=TEN_PAST + timedelta(minutes=10)) is None


def test_the_sentence_says_when():
    later = TEN_PAST + timedelta(minutes=3, seconds=30)
    for _use in range(3):
        turned_away(LIMIT, "a", now=later)

    with translation.override("id"):
        assert "setelah pukul 14.20 WIB" in turned_away(LIMIT, "a", now=later, zone=WIB)
        assert "sekitar 7 menit lagi" in turned_away(LIMIT, "a", now=later)
