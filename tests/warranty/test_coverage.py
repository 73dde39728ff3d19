"""How long a warranty holds: days worked out by hand, and what must hold for every date."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from warranty.coverage import Start, Status, Term, coverage, last_day

DAY = timedelta(days=1)
HALF_A_YEAR = Term(6, Start.PURCHASE, covers=("mesin",), excludes=("jatuh",))


def on(text):
    return date.fromisoformat(text) if text else None


def look(bought="2026-11-14", today="2026-11-21", term=HALF_A_YEAR, delivered=None, **options):
    options = {name: on(value) for name, value in options.items()}
    return coverage(term, purchased_on=on(bought), delivered_on=on(delivered), today=on(today), **options)


# The last day ---------------------------------------------------------------------------------

LAST_DAYS = [
    # plain dates: the same day of the month
    ("2026-11-14", 6, "2027-05-14"), ("2026-11-14", 1, "2026-12-14"), ("2026-11-21", 3, "2027-02-21"),
    ("2026-01-01", 1, "2026-02-01"), ("2026-01-15", 11, "2026-12-15"), ("2026-02-28", 1, "2026-03-28"),
    ("2026-02-28", 12, "2027-02-28"), ("2026-06-30", 1, "2026-07-30"), ("2026-06-30", 12, "2027-06-30"),
    # the 31st of every month that has one, one month later
    ("2026-01-31", 1, "2026-02-28"), ("2026-03-31", 1, "2026-04-30"), ("2026-05-31", 1, "2026-06-30"),
    ("2026-07-31", 1, "2026-08-31"), ("2026-08-31", 1, "2026-09-30"), ("2026-10-31", 1, "2026-11-30"),
    ("2026-12-31", 1, "2027-01-31"),
    # 31 January for each number of months up to a year
    ("2026-01-31", 2, "2026-03-31"), ("2026-01-31", 3, "2026-04-30"), ("2026-01-31", 4, "2026-05-31"),
    ("2026-01-31", 5, "2026-06-30"), ("2026-01-31", 6, "2026-07-31"), ("2026-01-31", 7, "2026-08-31"),
    ("2026-01-31", 8, "2026-09-30"), ("2026-01-31", 9, "2026-10-31"), ("2026-01-31", 10, "2026-11-30"),
    ("2026-01-31", 11, "2026-12-31"), ("2026-01-31", 12, "2027-01-31"), ("2026-01-31", 13, "2027-02-28"),
    # the end of January, in common years and leap years
    ("2027-01-31", 1, "2027-02-28"), ("2027-01-30", 1, "2027-02-28"), ("2027-01-29", 1, "2027-02-28"),
    ("2027-01-28", 1, "2027-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2028-01-30", 1, "2028-02-29"),
    ("2028-01-29", 1, "2028-02-29"), ("2028-01-28", 1, "2028-02-28"),
    # into February from far away
    ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2026-11-30", 3, "2027-02-28"),
    ("2027-11-30", 3, "2028-02-29"), ("2027-11-29", 3, "2028-02-29"), ("2026-08-28", 6, "2027-02-28"),
    # 29 February 2028
    ("2028-02-29", 1, "2028-03-29"), ("2028-02-29", 11, "2029-01-29"), ("2028-02-29", 12, "2029-02-28"),
    ("2028-02-29", 24, "2030-02-28"), ("2028-02-29", 36, "2031-02-28"), ("2028-02-29", 48, "2032-02-29"),
    ("2028-02-29", 60, "2033-02-28"), ("2096-02-29", 48, "2100-02-28"), ("2096-02-29", 96, "2104-02-29"),
    # whole years
    ("2026-11-21", 12, "2027-11-21"), ("2026-11-21", 24, "2028-11-21"), ("2026-11-21", 36, "2029-11-21"),
    ("2026-11-21", 60, "2031-11-21"), ("2027-02-28", 12, "2028-02-28"), ("2027-02-28", 60, "2032-02-28"),
    ("2026-11-21", 120, "2036-11-21"), ("2026-11-21", 300, "2051-11-21"),
    # across the new year
    ("2026-12-31", 2, "2027-02-28"), ("2026-12-31", 12, "2027-12-31"), ("2026-12-01", 1, "2027-01-01"),
    ("2026-10-31", 4, "2027-02-28"), ("2027-10-31", 4, "2028-02-29"), ("2026-12-15", 25, "2029-01-15"),
    ("1999-12-31", 2, "2000-02-29"), ("1899-12-31", 2, "1900-02-28"),
]  # fmt: skip


@pytest.mark.parametrize("start, months, expected", LAST_DAYS)
def test_a_term_ends_with_the_same_day_of_the_month(start, months, expected):
    assert last_day(on(start), months) == on(expected)


@pytest.mark.parametrize("months", [0, -1, -12])
def test_a_term_has_at_least_one_month(months):
    with pytest.raises(ValueError, match="^Masa garansi paling sedikit 1 bulan.$"):
        last_day(on("2026-11-21"), months)
    with pytest.raises(ValueError, match="^Masa garansi paling sedikit 1 bulan.$"):
        Term(months, Start.PURCHASE)


def test_a_term_knows_only_two_starts():
    assert Term(1, "delivery").starts is Start.DELIVERY
    with pytest.raises(ValueError, match="activation"):
        Term(1, "activation")


# The status -----------------------------------------------------------------------------------

STATUSES = [
    # bought, months, today, status, days left
    ("2026-11-14", 6, "2026-11-14", "covered", 181),
    ("2026-11-14", 6, "2026-11-20", "covered", 175),
    ("2026-11-14", 6, "2026-12-31", "covered", 134),
    ("2026-11-14", 6, "2027-01-01", "covered", 133),
    ("2026-11-14", 6, "2027-05-13", "covered", 1),
    ("2026-11-14", 6, "2027-05-14", "covered", 0),
    ("2026-11-14", 6, "2027-05-15", "expired", -1),
    ("2026-11-14", 6, "2028-05-14", "expired", -366),
    ("2026-11-14", 6, "2026-11-13", "not_started", 182),
    ("2027-01-31", 1, "2027-02-28", "covered", 0),
    ("2027-01-31", 1, "2027-03-01", "expired", -1),
    ("2028-01-31", 1, "2028-02-28", "covered", 1),
    ("2028-01-31", 1, "2028-02-29", "covered", 0),
    ("2028-01-31", 1, "2028-03-01", "expired", -1),
    ("2028-02-29", 12, "2029-02-28", "covered", 0),
    ("2028-02-29", 12, "2029-03-01", "expired", -1),
    ("2028-02-29", 48, "2032-02-29", "covered", 0),
    ("2028-02-29", 48, "2032-03-01", "expired", -1),
    ("2026-11-21", 12, "2026-11-21", "covered", 365),
    ("2027-11-21", 12, "2027-11-21", "covered", 366),
    ("2026-11-21", 24, "2026-11-21", "covered", 731),
    ("2026-11-21", 36, "2026-11-21", "covered", 1096),
    ("2026-11-21", 60, "2026-11-21", "covered", 1826),
    ("2026-11-21", 60, "2031-11-21", "covered", 0),
    ("2026-11-21", 60, "2031-11-22", "expired", -1),
    ("2026-12-31", 1, "2026-12-31", "covered", 31),
    ("2026-12-31", 1, "2027-01-31", "covered", 0),
    ("2026-12-31", 1, "2027-02-01", "expired", -1),
    ("2025-11-30", 12, "2026-11-30", "covered", 0),
    ("2025-12-31", 12, "2027-01-01", "expired", -1),
]


@pytest.mark.parametrize("bought, months, today, status, days_left", STATUSES)
def test_a_warranty_holds_through_its_last_day(bought, months, today, status, days_left):
    found = look(bought, today, Term(months, Start.PURCHASE))
    assert (found.status, found.days_left) == (status, days_left)
    assert (found.first_day, found.last_day) == (on(bought), last_day(on(bought), months))


# Dates that are missing or wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    "starts, bought, delivered",
    [("purchase", None, None), ("purchase", None, "2026-11-16"), ("delivery", None, None), ("delivery", "2026-11-14", None)],
)  # fmt: skip
def test_a_missing_start_is_never_guessed_from_the_other_date(starts, bought, delivered):
    found = look(bought, term=Term(6, starts), delivered=delivered)
    assert (found.status, found.first_day, found.last_day, found.days_left) == (
        "unknown_start",
        None,
        None,
        None,
    )


def test_a_term_counts_from_the_date_it_names():
    dates = {"bought": "2026-11-14", "delivered": "2026-11-18"}
    assert look(term=Term(6, Start.PURCHASE), **dates).last_day == on("2027-05-14")
    assert look(term=Term(6, Start.DELIVERY), **dates).last_day == on("2027-05-18")


def test_a_parcel_still_on_its_way_does_not_stop_a_warranty_from_the_purchase():
    assert look(bought="2026-11-20", delivered="2026-11-25", today="2026-11-21").status == "covered"


# A replacement inherits what is left ----------------------------------------------------------


def test_a_replacement_ends_when_the_unit_it_replaces_would_have():
    found = look(bought="2026-05-20", today="2026-11-20", replaced_from="2026-10-01")
    assert (found.status, found.first_day, found.last_day, found.days_left) == (
        "covered", on("2026-10-01"), on("2026-11-20"), 0,
    )  # fmt: skip
    assert look(bought="2026-05-20", today="2026-11-21", replaced_from="2026-10-01").status == "expired"


def test_a_replacement_takes_over_a_last_day_without_any_other_date():
    dates = {"bought": None, "replaced_from": "2026-10-01", "covered_until": "2027-03-05"}
    assert look(today="2026-09-30", **dates).status == "not_started"
    assert look(today="2026-10-01", **dates).days_left == 155
    assert look(today="2027-03-05", **dates).status == "covered"
    assert look(today="2027-03-06", **dates).status == "expired"


def test_the_day_of_the_replacement_alone_starts_no_term():
    found = look(bought=None, replaced_from="2026-10-01")
    assert (found.status, found.last_day, found.days_left) == ("unknown_start", None, None)


def test_a_replacement_handed_over_after_the_end_is_not_covered():
    assert look(bought="2026-01-10", today="2026-11-21", replaced_from="2026-11-20").status == "expired"


def test_a_given_last_day_beats_the_counted_one():
    longer = last_day(last_day(on("2026-11-14"), 6), 12)
    found = look(today="2028-05-14", covered_until=longer.isoformat())
    assert (found.status, found.last_day, found.days_left) == ("covered", on("2028-05-14"), 0)
    assert look(today="2026-12-02", covered_until="2026-12-01").status == "expired"


# The sentences --------------------------------------------------------------------------------

DELIVERY = Term(6, Start.DELIVERY)

SENTENCES = [
    ({"today": "2026-11-20"},
     "Garansi berlaku sampai 14 Mei 2027, tinggal 175 hari lagi.",
     "Garansi berlaku sampai 14 Mei 2027, tinggal 175 hari lagi. 6 bulan sejak tanggal pembelian 14 November 2026."),
    ({"bought": "2026-11-21", "today": "2026-11-21", "term": Term(60, Start.PURCHASE)},
     "Garansi berlaku sampai 21 November 2031, tinggal 1.826 hari lagi.",
     "Garansi berlaku sampai 21 November 2031, tinggal 1.826 hari lagi. "
     "60 bulan sejak tanggal pembelian 21 November 2026."),
    ({"today": "2027-05-13"},
     "Garansi berlaku sampai besok, 14 Mei 2027.",
     "Garansi berlaku sampai besok, 14 Mei 2027. 6 bulan sejak tanggal pembelian 14 November 2026."),
    ({"today": "2027-05-14"},
     "Garansi berlaku sampai hari ini, 14 Mei 2027.",
     "Garansi berlaku sampai hari ini, 14 Mei 2027. 6 bulan sejak tanggal pembelian 14 November 2026."),
    ({"bought": "2026-05-20", "today": "2026-11-21"},
     "Garansi berakhir kemarin, 20 November 2026.",
     "Garansi berakhir kemarin, 20 November 2026. 6 bulan sejak tanggal pembelian 20 Mei 2026."),
    ({"bought": "2026-02-12", "delivered": "2026-02-14", "today": "2026-08-26", "term": DELIVERY},
     "Garansi berakhir 12 hari lalu, 14 Agustus 2026.",
     "Garansi berakhir 12 hari lalu, 14 Agustus 2026. 6 bulan sejak tanggal barang diterima 14 Februari 2026."),
    ({"bought": None},
     "Belum bisa dipastikan: tanggal pembelian belum diketahui.",
     "Isi tanggal pembelian dulu: garansi belum bisa dihitung."),
    ({"term": DELIVERY},
     "Belum bisa dipastikan: tanggal barang diterima belum diketahui.",
     "Isi tanggal barang diterima dulu: garansi belum bisa dihitung."),
    ({"bought": "2026-12-03"},
     "Tercatat tanggal pembelian 3 Desember 2026, hari yang belum tiba. Boleh dicek lagi, Kak?",
     "Cek tanggal pembelian: 3 Desember 2026 belum tiba."),
    ({"delivered": "2026-11-22", "term": DELIVERY},
     "Tercatat tanggal barang diterima 22 November 2026, hari yang belum tiba. Boleh dicek lagi, Kak?",
     "Cek tanggal barang diterima: 22 November 2026 belum tiba."),
    ({"replaced_from": "2026-11-25"},
     "Garansi unit pengganti mulai berlaku 25 November 2026.",
     "Cek tanggal penggantian: 25 November 2026 belum tiba."),
    ({"bought": None, "replaced_from": "2026-10-01", "covered_until": "2026-11-30"},
     "Garansi berlaku sampai 30 November 2026, tinggal 9 hari lagi.",
     "Garansi berlaku sampai 30 November 2026, tinggal 9 hari lagi. "
     "Unit pengganti sejak 1 Oktober 2026, meneruskan sisa garansi unit lama."),
    ({"bought": None, "covered_until": "2026-11-30"},
     "Garansi berlaku sampai 30 November 2026, tinggal 9 hari lagi.",
     "Garansi berlaku sampai 30 November 2026, tinggal 9 hari lagi. "
     "Hari terakhir ditetapkan, tidak dihitung dari tanggal pembelian."),
]  # fmt: skip


@pytest.mark.parametrize("facts, customer, staff", SENTENCES)
def test_customer_and_team_read_one_sentence_each(facts, customer, staff):
    found = look(**facts)
    assert (found.sentence(), found.staff_sentence()) == (customer, staff)


MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@pytest.mark.parametrize("number, name", list(enumerate(MONTHS, 1)))
def test_months_are_written_in_full(number, name):
    until = date(2027, number, 9).isoformat()
    assert (
        look(covered_until=until, today=until).sentence()
        == f"Garansi berlaku sampai hari ini, 9 {name} 2027."
    )


def test_dates_follow_the_language_of_the_reader():
    with translation.override("en"):
        assert "14 May 2027" in look().sentence()


# What must hold for every date ----------------------------------------------------------------

starts = st.dates(date(1990, 1, 1), date(2090, 12, 31))
months = st.integers(1, 240)


@given(starts, months)
def test_one_more_month_always_ends_later(start, number):
    assert start < last_day(start, number) < last_day(start, number + 1)


@given(starts, months)
def test_the_last_day_lies_in_the_month_it_should(start, number):
    end = last_day(start, number)
    assert (end.year - start.year) * 12 + end.month - start.month == number
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


@given(starts, months, months)
def test_two_terms_one_after_the_other_never_hold_longer_than_their_sum(start, number, more):
    assert last_day(last_day(start, number), more) <= last_day(start, number + more)


@given(starts, starts, months)
def test_who_buys_later_is_never_covered_shorter(one, other, number):
    early, late = sorted([one, other])
    assert last_day(early, number) <= last_day(late, number)


@given(starts, months, st.sampled_from(Start))
def test_the_last_day_is_covered_and_the_day_after_is_not(start, number, which):
    dates = {"purchased_on": start, "delivered_on": start}
    end = last_day(start, number)
    first, last, after = (
        coverage(Term(number, which), today=day, **dates) for day in (start, end, end + DAY)
    )
    before = coverage(Term(number, which), today=start - DAY, **dates)
    assert [found.status for found in (before, first, last, after)] == [
        Status.NOT_STARTED, Status.COVERED, Status.COVERED, Status.EXPIRED,
    ]  # fmt: skip
    assert (first.days_left, last.days_left, after.days_left) == ((end - start).days, 0, -1)


@given(
    st.none() | starts, st.none() | starts, st.none() | starts, st.none() | starts, starts, months,
    st.sampled_from(Start),
)  # fmt: skip
def test_a_verdict_needs_a_last_day_and_every_answer_has_its_words(
    bought, delivered, replaced, until, today, number, which
):
    found = coverage(
        Term(number, which), purchased_on=bought, delivered_on=delivered, today=today,
        replaced_from=replaced, covered_until=until,
    )  # fmt: skip
    start = bought if which is Start.PURCHASE else delivered
    assert (found.status is Status.UNKNOWN_START) == (start is None and until is None)
    assert (found.days_left is None) == (found.last_day is None) == (found.status is Status.UNKNOWN_START)
    assert found.sentence()
    assert found.staff_sentence()
    assert "None" not in found.sentence() + found.staff_sentence()
