"""The shop's working time: golden dates, awkward days, and what must hold for every calendar."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shops.calendar import (
    Amount,
    Calendar,
    Line,
    NoOpeningHours,
    Pause,
    Special,
    Unit,
    due,
    elapsed,
    share,
    stamp,
)

WIB = ZoneInfo("Asia/Jakarta")
WITA = ZoneInfo("Asia/Makassar")
WIT = ZoneInfo("Asia/Jayapura")

NINE_TO_FIVE = ((time(9), time(17)),)
EIGHT_TO_FIVE = ((time(8), time(17)),)
WITH_LUNCH = ((time(8), time(12)), (time(13), time(17)))
FRIDAY_PRAYER = ((time(8), time(11, 30)), (time(13), time(17)))


def shop(days=range(6), hours=EIGHT_TO_FIVE, **options):
    """The demo shop unless told otherwise: Monday to Saturday, 08.00 to 17.00 WIB, with cuti bersama."""
    return Calendar(options.pop("zone", WIB), dict.fromkeys(days, hours), **options)


DEMO = shop()
OFFICE_PUBLIC_ONLY = shop(range(5), observes_joint_leave=False)
OFFICE = shop(range(5))


def at(text, zone=WIB):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def due_at(start, amount, calendar=DEMO, pauses=()):
    """The due time as the shop reads it."""
    return due(start, Amount.parse(amount), calendar, pauses).at.astimezone(calendar.zone)


def words(start, amount, calendar=DEMO, pauses=()):
    return [line.text for line in due(start, Amount.parse(amount), calendar, pauses).ledger]


# Golden dates ---------------------------------------------------------------------------------

GOLDEN = [
    ("2026-03-17", "2026-03-20", "2026-03-26", "2026-03-26", "2026-03-19"),
    ("2026-12-23", "2026-12-28", "2026-12-29", "2026-12-28", "2026-12-25"),
    ("2026-11-20", "2026-11-24", "2026-11-24", "2026-11-23", "2026-11-22"),
    ("2027-03-05", "2027-03-12", "2027-03-17", "2027-03-13", "2027-03-07"),
    ("2026-05-13", "2026-05-18", "2026-05-19", "2026-05-18", "2026-05-15"),
]


@pytest.mark.parametrize("clock", ["00:00", "10:00", "18:45", "23:59:59.999999"])
@pytest.mark.parametrize(("start", "public_only", "office", "six_days", "calendar_days"), GOLDEN)
def test_due_golden_table(start, public_only, office, six_days, calendar_days, clock):
    begin = at(f"{start}T{clock}")

    assert due_at(begin, "2 kerja", OFFICE_PUBLIC_ONLY) == at(f"{public_only}T{clock}")
    assert due_at(begin, "2 kerja", OFFICE) == at(f"{office}T{clock}")
    assert due_at(begin, "2 kerja", DEMO) == at(f"{six_days}T{clock}")
    for calendar in (OFFICE_PUBLIC_ONLY, OFFICE, DEMO):
        assert due_at(begin, "2 kalender", calendar) == at(f"{calendar_days}T{clock}")


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        # Lebaran 2026: 18 to 24 March is one long rest.
        ("2026-03-17T10:00", "1 kerja", "2026-03-25T10:00"),
        ("2026-03-17T16:00", "2 jam buka", "2026-03-25T09:00"),
        ("2026-03-17T10:00", "10 kalender", "2026-03-27T10:00"),
        ("2026-03-17T10:00", "72 jam", "2026-03-20T10:00"),
        ("2026-03-20T10:00", "1 kerja", "2026-03-25T10:00"),
        # Christmas 2026 and the turn of the year.
        ("2026-12-23T15:00", "8 jam buka", "2026-12-26T14:00"),
        ("2026-12-31T10:00", "2 kerja", "2027-01-04T10:00"),
        # A Friday evening: the shop opens again on Saturday.
        ("2026-11-20T19:30", "1 kerja", "2026-11-21T19:30"),
        ("2026-11-20T19:30", "2 kerja", "2026-11-23T19:30"),
        ("2026-11-20T19:30", "8 jam buka", "2026-11-21T16:00"),
        ("2026-11-20T19:30", "8 jam", "2026-11-21T03:30"),
        # Midnight belongs to the day that begins: Sunday here, whose rest never counts.
        ("2026-11-22T00:00", "1 kerja", "2026-11-23T00:00"),
        ("2026-11-21T00:00", "1 kerja", "2026-11-23T00:00"),
        ("2026-11-20T00:00", "1 kerja", "2026-11-21T00:00"),
        # Leap day.
        ("2028-02-28T10:00", "1 kerja", "2028-02-29T10:00"),
        ("2028-02-28T10:00", "2 kalender", "2028-03-01T10:00"),
        ("2028-02-29T10:00", "1 kalender", "2028-03-01T10:00"),
        # What opening time exactly uses up is due at closing time, not at the next opening.
        ("2026-11-24T08:00", "9 jam buka", "2026-11-24T17:00"),
        ("2026-11-24T07:00", "9 jam buka", "2026-11-24T17:00"),
    ],
)
def test_due_awkward_days(start, amount, expected):
    assert due_at(at(start), amount) == at(expected)


@pytest.mark.parametrize("zone", [WIB, WITA, WIT, ZoneInfo("Asia/Pontianak")])
def test_due_follows_the_shops_own_clock(zone):
    calendar = shop(zone=zone)

    assert due_at(at("2026-03-17T10:00", zone), "2 kerja", calendar) == at("2026-03-26T10:00", zone)
    assert due_at(at("2026-11-20T16:30", zone), "1 jam buka", calendar) == at("2026-11-21T08:30", zone)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        # 15.30 UTC on a Friday: still Friday in Jakarta and Makassar, Saturday in Jayapura.
        (WIB, datetime(2026, 11, 21, 15, 30, tzinfo=UTC)),
        (WITA, datetime(2026, 11, 21, 15, 30, tzinfo=UTC)),
        (WIT, datetime(2026, 11, 22, 15, 30, tzinfo=UTC)),
    ],
)
def test_due_takes_the_day_of_the_shop_not_of_utc(zone, expected):
    start = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)

    assert due(start, Amount.parse("1 kerja"), shop(zone=zone)).at == expected


def test_due_is_utc_whatever_zone_the_start_is_written_in():
    starts = [at("2026-03-17T10:00"), at("2026-03-17T11:00", WITA), datetime(2026, 3, 17, 3, tzinfo=UTC)]

    for amount in ("2 kerja", "8 jam buka", "10 kalender", "72 jam"):
        found = [due(start, Amount.parse(amount), DEMO) for start in starts]
        assert found[0] == found[1] == found[2]
        assert found[0].at.tzinfo is UTC


def test_open_hours_skip_the_lunch_break():
    calendar = shop(hours=WITH_LUNCH)

    assert due_at(at("2026-11-24T11:30"), "1 jam buka", calendar) == at("2026-11-24T13:30")
    assert due_at(at("2026-11-24T12:20"), "1 jam buka", calendar) == at("2026-11-24T14:00")
    assert due_at(at("2026-11-24T08:00"), "10 jam buka", calendar) == at("2026-11-25T10:00")


def test_open_hours_skip_the_friday_prayer():
    calendar = Calendar(WIB, {**dict.fromkeys(range(6), EIGHT_TO_FIVE), 4: FRIDAY_PRAYER})

    assert due_at(at("2026-11-20T11:00"), "1 jam buka", calendar) == at("2026-11-20T13:30")
    assert due_at(at("2026-11-19T11:00"), "1 jam buka", calendar) == at("2026-11-19T12:00")


def test_open_hours_run_through_midnight_in_a_shop_that_never_closes():
    calendar = shop(range(7), ((time(0), time(0)),))

    assert due_at(at("2026-11-21T20:00"), "8 jam buka", calendar) == at("2026-11-22T04:00")
    assert calendar.is_open(at("2026-11-21T23:59:59"))


def test_overlapping_and_touching_opening_periods_count_once():
    calendar = shop(hours=((time(13), time(17)), (time(8), time(14)), (time(17), time(18))))

    assert due_at(at("2026-11-24T08:00"), "10 jam buka", calendar) == at("2026-11-24T18:00")


# The shop's own edits -------------------------------------------------------------------------

MARCH_20 = date(2026, 3, 20)
NOV_25 = date(2026, 11, 25)


def test_open_special_day_beats_the_holiday():
    calendar = shop(special={MARCH_20: Special("Bazar", True)})

    assert calendar.holiday(MARCH_20) is None
    assert calendar.is_working(MARCH_20)
    assert due_at(at("2026-03-17T10:00"), "2 kerja", calendar) == at("2026-03-25T10:00")
    assert due_at(at("2026-03-17T16:00"), "2 jam buka", calendar) == at("2026-03-20T09:00")


def test_open_special_day_on_a_closed_weekday_has_the_first_hours_of_the_week():
    sunday = date(2026, 11, 22)
    calendar = Calendar(WIB, {1: NINE_TO_FIVE, 2: EIGHT_TO_FIVE}, special={sunday: Special("Bazar", True)})

    assert calendar.periods(sunday) == [(at("2026-11-22T09:00"), at("2026-11-22T17:00"))]


def test_open_special_day_opens_nothing_in_a_shop_without_hours():
    calendar = Calendar(WIB, {}, special={NOV_25: Special("Bazar", True)})

    assert not calendar.is_working(NOV_25)
    assert calendar.periods(NOV_25) == []


def test_closed_special_day_closes_and_names_itself():
    calendar = shop(special={NOV_25: Special("Pindah gudang", False)})

    assert not calendar.is_working(NOV_25)
    assert due_at(at("2026-11-24T10:00"), "1 kerja", calendar) == at("2026-11-26T10:00")
    assert "Rab 25 Nov: Pindah gudang" in words(at("2026-11-24T10:00"), "1 kerja", calendar)


def test_closed_special_day_without_a_name_still_gives_a_reason():
    calendar = shop(special={NOV_25: Special("", False)})

    assert calendar.holiday(NOV_25) == "toko tutup"


def test_joint_leave_is_a_holiday_only_where_the_shop_observes_it():
    assert OFFICE.holiday(date(2026, 3, 18)) == "Cuti Bersama Hari Suci Nyepi"
    assert OFFICE_PUBLIC_ONLY.holiday(date(2026, 3, 18)) is None
    assert OFFICE_PUBLIC_ONLY.holiday(date(2026, 3, 19)) == "Hari Suci Nyepi"
    assert OFFICE.holiday(date(2026, 11, 22)) is None  # a plain Sunday


@pytest.mark.parametrize(
    ("year", "public", "joint"), [(2024, 19, 10), (2025, 17, 11), (2026, 17, 8), (2027, 18, 8)]
)
def test_every_announced_holiday_is_known(year, public, joint):
    days = [date(year, 1, 1) + timedelta(number) for number in range(366)]
    days = [day for day in days if day.year == year]

    assert sum(1 for day in days if OFFICE_PUBLIC_ONLY.holiday(day)) == public
    assert sum(1 for day in days if OFFICE.holiday(day)) == public + joint


# Opening hours --------------------------------------------------------------------------------


def test_periods_are_instants_in_utc():
    periods = shop(hours=WITH_LUNCH, zone=WIT).periods(NOV_25)

    assert periods == [
        (datetime(2026, 11, 24, 23, tzinfo=UTC), datetime(2026, 11, 25, 3, tzinfo=UTC)),
        (datetime(2026, 11, 25, 4, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)),
    ]
    assert DEMO.periods(date(2026, 11, 22)) == []


@pytest.mark.parametrize(
    ("moment", "is_open", "next_opening"),
    [
        ("2026-11-24T07:59:59", False, "2026-11-24T08:00"),
        ("2026-11-24T08:00", True, "2026-11-24T08:00"),
        ("2026-11-24T12:34", True, "2026-11-24T12:34"),
        ("2026-11-24T17:00", False, "2026-11-25T08:00"),
        ("2026-11-21T17:30", False, "2026-11-23T08:00"),
        ("2026-03-18T10:00", False, "2026-03-25T08:00"),
    ],
)
def test_is_open_and_next_opening(moment, is_open, next_opening):
    assert DEMO.is_open(at(moment)) is is_open
    assert DEMO.next_opening(at(moment)) == at(next_opening)


@pytest.mark.parametrize("amount", ["1 kerja", "1 jam buka"])
@pytest.mark.parametrize("week", [{}, {2: ()}])
def test_a_shop_that_never_opens_is_told_so(amount, week):
    never = Calendar(WIB, week)

    with pytest.raises(NoOpeningHours, match="Toko belum punya jam buka"):
        due(at("2026-11-24T10:00"), Amount.parse(amount), never)
    with pytest.raises(NoOpeningHours):
        never.next_opening(at("2026-11-24T10:00"))


def test_a_shop_that_never_opens_still_has_plain_time():
    never = Calendar(WIB, {})
    start = at("2026-11-24T10:00")

    assert due_at(start, "2 kalender", never) == at("2026-11-26T10:00")
    assert due_at(start, "72 jam", never) == at("2026-11-27T10:00")
    assert elapsed(start, at("2036-11-24T10:00"), Unit.OPEN_HOURS, never) == 0
    assert share(start, at("2026-11-26T10:00"), 50, never) == at("2026-11-25T10:00")


@pytest.mark.parametrize("period", [(time(9), time(9)), (time(18), time(2))])
def test_a_period_that_closes_before_it_opens_is_refused(period):
    with pytest.raises(ValueError, match="Jam tutup harus sesudah jam buka"):
        shop(hours=(period,))


# Pauses ---------------------------------------------------------------------------------------


def pause(start, end):
    return Pause(at(start), at(end))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        # Friday 18.00, paused from Saturday noon to Monday 08.30: 44.5 hours on the clock, of them
        # 20.5 on working days and 5.5 while open.
        ("72 jam", "2026-11-25T14:30"),
        ("2 kalender", "2026-11-24T14:30"),
        ("2 kerja", "2026-11-24T14:30"),
        ("8 jam buka", "2026-11-23T12:30"),
    ],
)
def test_a_pause_over_a_weekend(amount, expected):
    pauses = [pause("2026-11-21T12:00", "2026-11-23T08:30")]

    assert due_at(at("2026-11-20T18:00"), amount, DEMO, pauses) == at(expected)


def test_a_pause_across_lebaran_costs_only_its_working_time():
    # 14 hours of Tuesday and 9 of the next working day, Wednesday a week later.
    pauses = [pause("2026-03-17T10:00", "2026-03-25T09:00")]

    assert due_at(at("2026-03-17T10:00"), "1 kerja", DEMO, pauses) == at("2026-03-26T09:00")
    assert due_at(at("2026-03-17T10:00"), "1 jam buka", DEMO, pauses) == at("2026-03-25T10:00")


def test_a_pause_inside_a_holiday_costs_no_working_time():
    pauses = [pause("2026-03-18T00:00", "2026-03-24T12:00")]

    assert due_at(at("2026-03-17T10:00"), "2 kerja", DEMO, pauses) == at("2026-03-26T10:00")
    assert due_at(at("2026-03-17T10:00"), "9 jam buka", DEMO, pauses) == at("2026-03-25T10:00")


def test_pauses_overlapping_and_out_of_order_count_once():
    tangled = [
        pause("2026-11-24T15:00", "2026-11-24T16:00"),
        pause("2026-11-24T11:00", "2026-11-24T13:00"),
        pause("2026-11-24T12:00", "2026-11-24T14:00"),
        pause("2026-11-24T12:30", "2026-11-24T12:45"),
        pause("2026-11-24T09:00", "2026-11-24T09:00"),
    ]
    plain = [pause("2026-11-24T11:00", "2026-11-24T14:00"), pause("2026-11-24T15:00", "2026-11-24T16:00")]

    for amount in ("1 kerja", "6 jam buka", "1 kalender", "24 jam"):
        tidy = due(at("2026-11-24T10:00"), Amount.parse(amount), DEMO, plain)
        assert due(at("2026-11-24T10:00"), Amount.parse(amount), DEMO, tangled) == tidy
    assert due_at(at("2026-11-24T10:00"), "1 kerja", DEMO, tangled) == at("2026-11-25T14:00")


def test_pauses_before_the_start_and_after_the_due_time_change_nothing():
    pauses = [pause("2026-11-20T10:00", "2026-11-24T10:00"), pause("2026-11-26T10:00", "2026-11-28T10:00")]

    for amount in ("2 kerja", "2 kalender", "48 jam", "18 jam buka"):
        assert words(at("2026-11-24T10:00"), amount, DEMO, pauses) == words(at("2026-11-24T10:00"), amount)


def test_a_pause_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="Jeda harus berakhir sesudah mulai"):
        pause("2026-11-24T10:00", "2026-11-24T09:59")


# Naive times ----------------------------------------------------------------------------------

NAIVE = datetime(2026, 11, 24, 10)
AWARE = at("2026-11-24T10:00")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: due(NAIVE, Amount(2, Unit.WORKING), DEMO),
        lambda: elapsed(NAIVE, AWARE, Unit.WORKING, DEMO),
        lambda: elapsed(AWARE, NAIVE, Unit.HOURS, DEMO),
        lambda: share(NAIVE, AWARE, 50, DEMO),
        lambda: share(AWARE, NAIVE, 50, DEMO),
        lambda: DEMO.is_open(NAIVE),
        lambda: DEMO.next_opening(NAIVE),
        lambda: Pause(NAIVE, AWARE),
        lambda: Pause(AWARE, NAIVE),
        lambda: Pause(NAIVE, NAIVE),
    ],
)
def test_a_time_without_its_zone_is_refused(ask):
    with pytest.raises(ValueError, match="Waktu harus menyebut zonanya"):
        ask()


# Elapsed and share ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "unit", "expected"),
    [
        ("2026-11-24T14:20", Unit.HOURS, Fraction(13, 3)),
        ("2026-11-25T09:00", Unit.OPEN_HOURS, Fraction(8)),
        ("2026-11-26T22:00", Unit.CALENDAR, Fraction(5, 2)),
        ("2026-11-26T22:00", Unit.WORKING, Fraction(5, 2)),
        ("2026-11-29T22:00", Unit.WORKING, Fraction(4) + Fraction(14, 24)),  # a Sunday adds nothing
        ("2026-11-24T10:00", Unit.WORKING, Fraction(0)),
        ("2026-11-20T10:00", Unit.HOURS, Fraction(0)),
    ],
)
def test_elapsed(end, unit, expected):
    assert elapsed(at("2026-11-24T10:00"), at(end), unit, DEMO) == expected


@pytest.mark.parametrize(
    ("start", "end", "percent", "expected"),
    [
        # 7 + 9 + 2 = 18 open hours.
        ("2026-11-24T10:00", "2026-11-26T10:00", 50, "2026-11-25T10:00"),
        ("2026-11-24T10:00", "2026-11-26T10:00", 80, "2026-11-25T15:24"),
        ("2026-11-24T10:00", "2026-11-26T10:00", 100, "2026-11-26T10:00"),
        ("2026-11-24T10:00", "2026-11-26T10:00", 0, "2026-11-24T10:00"),
        # Used up exactly at closing time: the reminder waits for the opening.
        ("2026-11-24T08:00", "2026-11-26T08:00", 50, "2026-11-25T08:00"),
        # Over Lebaran: 7 + 9 + 2 hours again, a week apart.
        ("2026-03-17T10:00", "2026-03-26T10:00", 50, "2026-03-25T10:00"),
        # Friday evening plus two calendar days: only Saturday is open.
        ("2026-11-20T19:30", "2026-11-22T19:30", 50, "2026-11-21T12:30"),
        ("2026-11-20T19:30", "2026-11-22T19:30", 0, "2026-11-21T08:00"),
        ("2026-11-20T19:30", "2026-11-22T19:30", 100, "2026-11-22T19:30"),
        # No open time at all: straight on the clock.
        ("2026-11-21T18:00", "2026-11-22T18:00", 50, "2026-11-22T06:00"),
        ("2026-11-24T10:00", "2026-11-24T10:00", 50, "2026-11-24T10:00"),
    ],
)
def test_share(start, end, percent, expected):
    found = share(at(start), at(end), percent, DEMO)

    assert found == at(expected)
    assert found.tzinfo is UTC


def test_share_leaves_out_the_pauses():
    pauses = [pause("2026-11-24T10:00", "2026-11-25T10:00")]

    assert share(at("2026-11-24T10:00"), at("2026-11-26T10:00"), 50, DEMO, pauses) == at("2026-11-25T14:30")


@pytest.mark.parametrize("percent", [-1, 101])
def test_share_beyond_the_whole_is_refused(percent):
    with pytest.raises(ValueError, match="Persentase harus dari 0 sampai 100"):
        share(AWARE, AWARE + timedelta(days=1), percent, DEMO)


# Amounts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "written"),
    [
        ("2 kerja", Amount(2, Unit.WORKING), "2 hari kerja"),
        ("2 hari kerja", Amount(2, Unit.WORKING), "2 hari kerja"),
        ("  2  Hari   KERJA ", Amount(2, Unit.WORKING), "2 hari kerja"),
        ("2kerja", Amount(2, Unit.WORKING), "2 hari kerja"),
        ("10 kalender", Amount(10, Unit.CALENDAR), "10 hari kalender"),
        ("90 jam buka", Amount(90, Unit.OPEN_HOURS), "90 jam buka"),
        ("90 jam_buka", Amount(90, Unit.OPEN_HOURS), "90 jam buka"),
        ("072 jam", Amount(72, Unit.HOURS), "72 jam"),
        ("999 jam", Amount(999, Unit.HOURS), "999 jam"),
    ],
)
def test_amount_parses_and_prints(text, amount, written):
    assert Amount.parse(text) == amount
    assert str(amount) == written
    assert Amount.parse(written) == amount


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Tulis angka bulat dan satuannya"),
        ("kerja", "Tulis angka bulat dan satuannya"),
        ("2", "Tulis angka bulat dan satuannya"),
        ("-2 kerja", "Tulis angka bulat dan satuannya"),
        ("1,5 jam", "Tulis angka bulat dan satuannya"),
        ("٢ kerja", "Tulis angka bulat dan satuannya"),
        ("2 kerja\x00", "Tulis angka bulat dan satuannya"),
        ("2 hari", "Sebutkan jenis harinya"),
        ("2 minggu", "Satuan “minggu” tidak dikenal"),
        ("0 kerja", "Lamanya harus angka dari 1 sampai 999"),
        ("1000 jam", "Lamanya harus angka dari 1 sampai 999"),
        ("9" * 5000 + " jam", "Lamanya harus angka dari 1 sampai 999"),
    ],
)
def test_amount_refuses_what_is_not_one_length(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Amount.parse(text)


def test_amount_takes_the_unit_as_rows_hold_it():
    assert Amount(2, "kerja") == Amount(2, Unit.WORKING)
    for number in (-1, 1000):
        with pytest.raises(ValueError, match="Lamanya harus angka"):
            Amount(number, Unit.WORKING)


def test_nothing_is_due_at_once():
    sunday = at("2026-11-22T00:00")

    for unit in Unit:
        found = due(sunday, Amount(0, unit), DEMO, [pause("2026-11-21T00:00", "2026-11-25T00:00")])
        assert found.at == sunday
        assert found.ledger[-1].at == sunday


# The ledger -----------------------------------------------------------------------------------


def test_ledger_over_lebaran():
    assert words(at("2026-03-17T10:00"), "2 kerja") == [
        "Mulai Sel 17 Mar 2026, 10.00 WIB",
        "Hari libur, cuti bersama, dan hari toko tutup dilewati; hari mulai tidak dihitung",
        "Rab 18 Mar: Cuti Bersama Hari Suci Nyepi",
        "Kam 19 Mar: Hari Suci Nyepi",
        "Jum 20 Mar: Cuti Bersama Hari Raya Idul Fitri",
        "Sab 21 Mar: Hari Raya Idul Fitri",
        "Min 22 Mar: Hari kedua dari Hari Raya Idul Fitri",
        "Sen 23 – Sel 24 Mar: Cuti Bersama Hari Raya Idul Fitri",
        "Rab 25 – Kam 26 Mar: 2 hari kerja",
        "2 hari kerja = Kam 26 Mar 2026, 10.00 WIB",
    ]


def test_ledger_over_the_turn_of_the_year():
    assert words(at("2026-12-31T10:00", WIT), "2 kerja", shop(zone=WIT)) == [
        "Mulai Kam 31 Des 2026, 10.00 WIT",
        "Hari libur, cuti bersama, dan hari toko tutup dilewati; hari mulai tidak dihitung",
        "Jum 1 Jan 2027: Tahun Baru Masehi",
        "Sab 2 Jan 2027: 1 hari kerja",
        "Min 3 Jan 2027: toko tutup",
        "Sen 4 Jan 2027: 1 hari kerja",
        "2 hari kerja = Sen 4 Jan 2027, 10.00 WIT",
    ]


def test_ledger_of_working_days_with_a_pause():
    pauses = [pause("2026-11-21T12:00", "2026-11-23T08:30")]

    assert words(at("2026-11-20T18:00"), "2 kerja", DEMO, pauses) == [
        "Mulai Jum 20 Nov 2026, 18.00 WIB",
        "Ada jeda: satu hari kerja dihitung 24 jam sejak mulai; hari libur dan hari tutup dilewati",
        "Jum 20 Nov 2026, 18.00 WIB sampai Sab 21 Nov 2026, 12.00 WIB: 18 jam",
        "Jeda Sab 21 Nov 2026, 12.00 WIB sampai Sen 23 Nov 2026, 08.30 WIB: tidak dihitung",
        "Min 22 Nov: toko tutup",
        "Sen 23 Nov 2026, 08.30 WIB sampai Sel 24 Nov 2026, 14.30 WIB: 1 hari 6 jam",
        "2 hari kerja = Sel 24 Nov 2026, 14.30 WIB",
    ]


def test_ledger_of_open_hours():
    calendar = shop(range(5), WITH_LUNCH, observes_joint_leave=False)

    assert words(at("2026-11-27T14:20"), "11 jam buka", calendar) == [
        "Mulai Jum 27 Nov 2026, 14.20 WIB",
        "Jam dihitung hanya selama toko buka",
        "Jum 27 Nov, 14.20–17.00: 2 jam 40 menit",
        "Sab 28 – Min 29 Nov: toko tutup",
        "Sen 30 Nov, 08.00–12.00, 13.00–17.00: 8 jam",
        "Sel 1 Des, 08.00–08.20: 20 menit",
        "11 jam buka = Sel 1 Des 2026, 08.20 WIB",
    ]


def test_ledger_of_open_hours_until_midnight():
    calendar = shop(hours=((time(22), time(0)),))
    found = due(at("2026-11-21T20:00"), Amount.parse("2 jam buka"), calendar)

    assert found.at == at("2026-11-22T00:00")
    assert [line.text for line in found.ledger][2:] == [
        "Sab 21 Nov, 22.00–24.00: 2 jam",
        "2 jam buka = Min 22 Nov 2026, 00.00 WIB",
    ]


def test_ledger_from_midnight_names_the_last_day():
    assert words(at("2026-11-20T00:00"), "2 kerja")[2:] == [
        "Sab 21 Nov: 1 hari kerja",
        "Min 22 Nov: toko tutup",
        "Sen 23 Nov: 1 hari kerja",
        "2 hari kerja = Sen 23 Nov 2026, 00.00 WIB",
    ]


def test_ledger_names_a_closed_first_day_only_where_it_could_have_counted():
    sunday = at("2026-11-22T10:00")

    assert words(sunday, "1 jam buka")[2:] == [
        "Min 22 Nov: toko tutup",
        "Sen 23 Nov, 08.00–09.00: 1 jam",
        "1 jam buka = Sen 23 Nov 2026, 09.00 WIB",
    ]
    assert words(sunday, "1 kerja")[2:] == [
        "Sen 23 Nov: 1 hari kerja",
        "1 hari kerja = Sen 23 Nov 2026, 10.00 WIB",
    ]


def test_ledger_of_plain_hours_is_read_in_the_shops_zone():
    assert words(datetime(2026, 11, 20, 15, 30, tzinfo=UTC), "72 jam", shop(zone=WITA)) == [
        "Mulai Jum 20 Nov 2026, 23.30 WITA",
        "Jam dihitung terus, siang dan malam",
        "Jum 20 Nov 2026, 23.30 WITA sampai Sen 23 Nov 2026, 23.30 WITA: 72 jam",
        "72 jam = Sen 23 Nov 2026, 23.30 WITA",
    ]


def test_line_without_a_time_survives_json():
    line = Line(None, "Jam dihitung terus, siang dan malam")

    assert line.as_json() == {"at": None, "text": "Jam dihitung terus, siang dan malam", "counts": "0"}
    assert Line.from_json(line.as_json()) == line


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (WIB, "Sel 24 Nov 2026, 14.20 WIB"),
        (ZoneInfo("Asia/Pontianak"), "Sel 24 Nov 2026, 14.20 WIB"),
        (WITA, "Sel 24 Nov 2026, 15.20 WITA"),
        (WIT, "Sel 24 Nov 2026, 16.20 WIT"),
    ],
)
def test_stamp_names_its_zone(zone, written):
    assert stamp(datetime(2026, 11, 24, 7, 20, tzinfo=UTC), zone) == written


def test_stamp_leaves_out_the_year_of_the_reader():
    # 20.00 UTC on New Year's Eve is already the next year in Jakarta.
    moment = datetime(2026, 12, 31, 20, tzinfo=UTC)

    assert stamp(moment, WIB, at("2027-02-01T08:00")) == "Jum 1 Jan, 03.00 WIB"
    assert stamp(moment, WIB, at("2026-12-31T08:00")) == "Jum 1 Jan 2027, 03.00 WIB"


# What holds for every calendar ----------------------------------------------------------------

quick = settings(max_examples=150, deadline=None)

days = st.dates(date(2025, 12, 20), date(2027, 12, 31))
amounts = st.builds(Amount, st.integers(0, 40), st.sampled_from(Unit))
# Midnight on the shop's own clock, quarters of an hour where periods open and close, and any instant.
clocks = st.one_of(
    st.just(time(0)),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
    st.times(),
)
# Days where mistakes live, round Lebaran and Christmas, beside any day of two years.
start_days = st.one_of(
    st.dates(date(2026, 1, 1), date(2027, 6, 30)),
    st.dates(date(2026, 3, 13), date(2026, 3, 27)),
    st.dates(date(2026, 12, 18), date(2027, 1, 6)),
)


@st.composite
def opening_hours(draw):
    """One to three periods of a day, on the quarter of an hour, the last one perhaps until midnight."""
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    clock = [time(quarter // 4 % 24, quarter % 4 * 15) for quarter in edges]
    return tuple(zip(clock[::2], clock[1::2], strict=True))


calendars = st.builds(
    Calendar,
    zone=st.sampled_from([WIB, WITA, WIT]),
    week=st.dictionaries(st.integers(0, 6), opening_hours(), min_size=1),
    observes_joint_leave=st.booleans(),
    special=st.dictionaries(days, st.builds(Special, st.just("Catatan toko"), st.booleans()), max_size=12),
)


@st.composite
def situations(draw, paused=True):
    """A shop, a moment on its own clock, and some pauses before, across and after it."""
    calendar = draw(calendars)
    start = datetime.combine(draw(start_days), draw(clocks), calendar.zone)
    pauses = []
    for _number in range(draw(st.integers(0, 3)) if paused else 0):
        begin = start + timedelta(minutes=draw(st.integers(-3000, 12000)))
        pauses.append(Pause(begin, begin + timedelta(minutes=draw(st.integers(0, 6000)))))
    return calendar, start, pauses


@quick
@given(situations(), amounts)
def test_elapsed_is_the_inverse_of_due(situation, amount):
    calendar, start, pauses = situation
    found = due(start, amount, calendar, pauses).at

    assert elapsed(start, found, amount.unit, calendar, pauses) == amount.number


@quick
@given(situations(), amounts)
def test_ledger_adds_up(situation, amount):
    calendar, start, pauses = situation
    found = due(start, amount, calendar, pauses)
    moments = [line.at for line in found.ledger if line.at]

    assert sum(line.counts for line in found.ledger) == amount.number
    assert found.ledger[0].at == start
    assert found.ledger[-1].at == found.at
    assert found.ledger[-1].text == f"{amount} = {stamp(found.at, calendar.zone)}"
    assert max(moments) == found.at
    assert [Line.from_json(line.as_json()) for line in found.ledger] == list(found.ledger)


@quick
@given(situations(paused=False), amounts)
def test_due_agrees_with_counting_on_fingers(situation, amount):
    assume(amount.number)
    calendar, start, _pauses = situation
    found = due(start, amount, calendar).at.astimezone(calendar.zone)
    after = [start.date() + timedelta(number) for number in range(1, (found.date() - start.date()).days + 1)]

    if amount.unit is Unit.WORKING:
        assert found.time() == start.time()
        assert calendar.is_working(found.date())
        assert sum(map(calendar.is_working, after)) == amount.number
    elif amount.unit is Unit.CALENDAR:
        assert found.time() == start.time()
        assert len(after) == amount.number
    elif amount.unit is Unit.HOURS:
        assert found - start == timedelta(hours=amount.number)
    else:
        periods = [period for day in [start.date(), *after] for period in calendar.periods(day)]
        opened = [min(closes, found) - max(opens, start) for opens, closes in periods]
        total = sum((length for length in opened if length > timedelta(0)), timedelta(0))
        assert total == timedelta(hours=amount.number)
        assert calendar.is_open(found - timedelta.resolution)


@quick
@given(situations(), amounts, st.sets(st.integers(0, 60), min_size=1, max_size=10))
def test_adding_holidays_never_makes_anything_due_earlier(situation, amount, offsets):
    calendar, start, pauses = situation
    first = start.astimezone(calendar.zone).date()
    added = {first + timedelta(offset): Special("Libur tambahan", False) for offset in offsets}
    stricter = Calendar(
        calendar.zone, calendar.week, calendar.observes_joint_leave, {**calendar.special, **added}
    )

    assert due(start, amount, stricter, pauses).at >= due(start, amount, calendar, pauses).at


@quick
@given(situations(), amounts)
def test_observing_joint_leave_never_makes_anything_due_earlier(situation, amount):
    calendar, start, pauses = situation
    without = Calendar(calendar.zone, calendar.week, False, calendar.special)
    observed = Calendar(calendar.zone, calendar.week, True, calendar.special)

    assert due(start, amount, observed, pauses).at >= due(start, amount, without, pauses).at


@quick
@given(situations(), amounts)
def test_a_pause_never_makes_anything_due_earlier(situation, amount):
    calendar, start, pauses = situation
    found = due(start, amount, calendar).at

    for number in range(len(pauses)):
        longer = due(start, amount, calendar, pauses[: number + 1]).at
        assert longer >= found
        found = longer


@quick
@given(situations(), amounts)
def test_more_is_never_due_earlier(situation, amount):
    calendar, start, pauses = situation
    more = Amount(amount.number + 1, amount.unit)

    assert due(start, more, calendar, pauses).at > due(start, amount, calendar, pauses).at >= start


@quick
@given(situations(), amounts, st.timedeltas(timedelta(0), timedelta(days=12)))
def test_what_starts_later_is_never_due_earlier(situation, amount, later):
    calendar, start, pauses = situation
    # Working days keep the clock time of the start, so two starts compare only from working days: Saturday
    # 23.00 and Sunday 01.00 are both due on Monday, at 23.00 and at 01.00.
    if amount.unit is Unit.WORKING:
        local = [moment.astimezone(calendar.zone).date() for moment in (start, start + later)]
        assume(all(map(calendar.is_working, local)))

    assert due(start + later, amount, calendar, pauses).at >= due(start, amount, calendar, pauses).at


@quick
@given(situations(paused=False), st.integers(0, 40), st.timedeltas(timedelta(0), timedelta(days=12)))
def test_what_starts_on_a_later_day_is_never_due_on_an_earlier_one(situation, number, later):
    calendar, start, _pauses = situation
    amount = Amount(number, Unit.WORKING)
    found = [due(moment, amount, calendar).at.astimezone(calendar.zone) for moment in (start, start + later)]

    assert found[1].date() >= found[0].date()


@quick
@given(
    situations(), st.timedeltas(timedelta(0), timedelta(days=30)), st.lists(st.integers(0, 100), max_size=6)
)
def test_share_stays_between_and_grows(situation, length, percents):
    calendar, start, pauses = situation
    end = start + length
    found = [share(start, end, percent, calendar, pauses) for percent in sorted(percents)]

    assert found == sorted(found)
    assert all(start <= moment <= end for moment in found)
    assert share(start, end, 100, calendar, pauses) == end
    if elapsed(start, end, Unit.OPEN_HOURS, calendar, pauses):
        assert all(calendar.is_open(moment) for moment in found if moment != end)


@quick
@given(situations(paused=False))
def test_next_opening_is_open_and_nothing_before_it_is(situation):
    calendar, start, _pauses = situation
    opening = calendar.next_opening(start)

    assert opening >= start
    assert calendar.is_open(opening)
    assert elapsed(start, opening, Unit.OPEN_HOURS, calendar) == 0
