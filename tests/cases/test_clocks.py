"""The clocks of a case: start, pause, go on, be late, start anew; one case may have several."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases import workflow as registry
from cases.models import Case, Deadline
from cases.perform import SYSTEM, Actor, perform
from cases.sweep import sweep
from cases.workflow import Timer
from returns.workflow import RETURN
from shops.calendar import Amount, Unit
from shops.models import ClockRule
from tests.cases.roads import CHECKED

WIB = ZoneInfo("Asia/Jakarta")


def at(day, hour, minute=0):
    """A moment of November 2026, when no holiday is near; the 17th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


@pytest.fixture
def owner(sari):
    return Actor.member(sari)


@pytest.fixture
def case(open_return):
    """A return of Tuesday 10.00; the shop has two working days, then the form approves."""
    return open_return(now=at(17, 10))


@pytest.fixture
def alarming(open_return, shop):
    """The same through WhatsApp, where the owner is alarmed instead."""
    return open_return(now=at(17, 10), channel=shop.channels.get(kind="whatsapp"))


@pytest.fixture
def budi_himself(case):
    return Actor.customer(case)


def clocks(case):
    """Clock, level, outcome and due time of every row, in order."""
    rows = Deadline.objects.filter(case=case.pk).order_by("clock", "level", "started_at")
    return [(row.clock, row.level, row.outcome, row.due_at.astimezone(WIB)) for row in rows]


def on_case(case):
    """When the time is up and what happens then, and when the sweep comes next."""
    row = Case.objects.get(pk=case.pk)
    return row.due_at, row.due_action, row.next_due_at


def test_a_clock_starts_with_its_reminders_in_open_hours(case):
    # Eighteen open hours: seven on Tuesday, nine on Wednesday, two on Thursday.
    assert clocks(case) == [
        ("answer", 50, "", at(18, 10)),
        ("answer", 80, "", at(18, 15, 24)),
        ("answer", 100, "", at(19, 10)),
    ]
    assert on_case(case) == (at(19, 10), "approve_by_silence", at(18, 10))


def test_a_deadline_keeps_its_rule_and_explains_itself(case):
    up = Deadline.objects.get(level=100)
    assert up.rule == {
        "number": 2, "unit": "kerja", "on_due": "approve", "reminders": [50, 80],
        "source": "Kebiasaan toko, ubah sesuai janji toko Anda", "source_on": "2026-11-21",
    }  # fmt: skip
    assert [line["text"] for line in up.ledger] == [
        "Mulai Sel 17 Nov 2026, 10.00 WIB",
        "Hari libur, cuti bersama, dan hari toko tutup dilewati; hari mulai tidak dihitung",
        "Rab 18 – Kam 19 Nov: 2 hari kerja",
        "2 hari kerja = Kam 19 Nov 2026, 10.00 WIB",
    ]
    assert [row.ledger for row in Deadline.objects.exclude(level=100)] == [[], []]


def test_a_promise_stands_when_the_rule_changes(case, open_return, owner):
    ClockRule.objects.filter(clock="answer").update(number=5, on_due="alarm", reminders=[90])
    assert on_case(case)[:2] == (at(19, 10), "approve_by_silence")
    later = open_return(now=at(17, 11))
    assert clocks(later) == [("answer", 90, "", at(21, 15, 30)), ("answer", 100, "", at(23, 11))]
    assert on_case(later)[:2] == (at(23, 11), "alarm")


# Pause and resume -----------------------------------------------------------------------------


@pytest.fixture
def asked(case, owner):
    """Two hours in, the shop asks for evidence."""
    perform(case, "ask_evidence", actor=owner, note="Foto labelnya, Kak.", now=at(17, 12))
    return case


def test_asking_stops_the_clock_of_the_shop_and_starts_the_customers(asked):
    assert clocks(asked) == [
        ("answer", 50, "paused", at(18, 10)),
        ("answer", 80, "paused", at(18, 15, 24)),
        ("answer", 100, "paused", at(19, 10)),
        ("evidence", 50, "", at(18, 16, 30)),
        ("evidence", 100, "", at(20, 12)),
    ]
    assert on_case(asked) == (at(20, 12), "lapse_evidence", at(18, 16, 30))


def test_a_paused_clock_does_not_ring(asked):
    assert sweep(now=at(18, 16, 29)) == 0
    assert Case.objects.get().state == "evidence_asked"


def test_an_answer_lets_the_clock_go_on_where_it_stood(asked, budi_himself):
    perform(asked, "send_evidence", actor=budi_himself, note="Ini fotonya.", now=at(19, 12))
    # Two days of standstill are made good to the minute; of eighteen open hours two were used up before.
    assert clocks(asked) == [
        ("answer", 50, "", at(20, 10)),
        ("answer", 80, "", at(20, 15, 24)),
        ("answer", 100, "", at(21, 10)),
        ("evidence", 50, "met", at(18, 16, 30)),
        ("evidence", 100, "met", at(20, 12)),
    ]
    assert on_case(asked) == (at(21, 10), "approve_by_silence", at(20, 10))
    up = Deadline.objects.get(clock="answer", level=100)
    assert up.started_at == at(17, 10)
    assert up.pauses == [[at(17, 12).astimezone(ZoneInfo("UTC")).isoformat(), at(19, 12).isoformat()]]
    assert "Jeda Sel 17 Nov 2026, 12.00 WIB sampai Kam 19 Nov 2026, 12.00 WIB: tidak dihitung" in [
        line["text"] for line in up.ledger
    ]


def test_an_answer_in_the_message_box_counts_as_well(asked, budi_himself):
    perform(asked, "reply", actor=budi_himself, note="Labelnya sudah saya buang.", now=at(19, 12))
    assert Case.objects.get().state == "submitted"
    assert on_case(asked)[:2] == (at(21, 10), "approve_by_silence")


def test_a_clock_may_stand_still_twice(asked, owner, budi_himself):
    perform(asked, "send_evidence", actor=budi_himself, note="Ini.", now=at(18, 12))
    perform(asked, "ask_evidence", actor=owner, note="Kurang jelas, Kak.", now=at(18, 14))
    perform(asked, "send_evidence", actor=budi_himself, note="Ini lagi.", now=at(19, 14))
    up = Deadline.objects.get(clock="answer", level=100)
    assert len(up.pauses) == 2
    assert up.due_at == at(21, 10)
    assert Deadline.objects.filter(clock="evidence", level=100).count() == 2


def test_what_rang_before_the_pause_does_not_ring_again(case, owner, budi_himself):
    assert sweep(now=at(18, 10)) == 1
    perform(case, "ask_evidence", actor=owner, note="Foto, Kak.", now=at(18, 11))
    perform(case, "send_evidence", actor=budi_himself, note="Ini.", now=at(19, 11))
    assert clocks(case)[:3] == [
        ("answer", 50, "fired", at(18, 10)),
        ("answer", 80, "", at(19, 15, 24)),
        ("answer", 100, "", at(20, 10)),
    ]


def test_a_decision_instead_of_the_answer_ends_the_paused_clock(asked, owner):
    perform(asked, "approve", actor=owner, data=CHECKED, now=at(17, 15))
    assert {(clock, outcome) for clock, _, outcome, _ in clocks(asked)} == {
        ("answer", "met"), ("evidence", "met"), ("ship_back", ""),
    }  # fmt: skip


def test_a_time_that_was_up_before_the_pause_is_up_after_it(case, owner, budi_himself):
    """The sweep had been away: the shop asked after its time was over, and that makes it no younger."""
    perform(case, "ask_evidence", actor=owner, note="Foto, Kak.", now=at(19, 11))
    perform(case, "send_evidence", actor=budi_himself, note="Ini.", now=at(19, 12))
    assert on_case(case) == (at(19, 10), "approve_by_silence", at(18, 10))
    assert sweep(now=at(19, 12)) == 1
    assert Case.objects.get().state == "approved"


def test_a_node_whose_clock_runs_behind_does_not_close_the_door(asked, budi_himself):
    perform(asked, "send_evidence", actor=budi_himself, note="Ini.", now=at(17, 12) - timedelta(seconds=2))
    assert on_case(asked)[0] == at(19, 10)


# Late, reminded, reopened ---------------------------------------------------------------------


def test_a_case_that_is_late_stays_late_until_somebody_acts(alarming, owner):
    assert sweep(now=at(19, 10)) == 1
    assert on_case(alarming) == (at(19, 10), "alarm", None)
    assert Case.objects.get().is_late(at(19, 10))
    perform(alarming, "note", actor=owner, note="Kami cek.", now=at(20, 9))
    assert on_case(alarming) == (at(19, 10), "alarm", None)
    perform(alarming, "approve", actor=owner, data=CHECKED, now=at(20, 10))
    assert on_case(alarming)[:2] == (at(27, 10), "lapse_shipping")
    assert not Case.objects.get().is_late(at(20, 10))
    assert clocks(alarming)[:3] == [
        ("answer", 50, "superseded", at(18, 10)),
        ("answer", 80, "superseded", at(18, 15, 24)),
        ("answer", 100, "fired", at(19, 10)),
    ]


def test_after_an_alarm_evidence_brings_a_new_clock_and_the_old_one_stays_on_record(alarming, owner):
    sweep(now=at(19, 10))
    perform(alarming, "ask_evidence", actor=owner, note="Foto, Kak.", now=at(20, 10))
    perform(alarming, "send_evidence", actor=Actor.customer(alarming), note="Ini.", now=at(20, 15))
    assert [row[2:] for row in clocks(alarming) if row[:2] == ("answer", 100)] == [
        ("fired", at(19, 10)),
        ("", at(23, 15)),
    ]


def test_of_a_time_that_is_up_the_reminders_before_it_are_silent(case):
    assert sweep(now=at(25, 9)) == 1
    assert [event.action for event in case.events.all()] == ["submit", "approve_by_silence"]
    assert clocks(case)[:3] == [
        ("answer", 50, "superseded", at(18, 10)),
        ("answer", 80, "superseded", at(18, 15, 24)),
        ("answer", 100, "fired", at(19, 10)),
    ]


def test_of_two_reminders_only_the_later_one_speaks(case):
    assert sweep(now=at(18, 16)) == 1
    assert [event.action for event in case.events.all()] == ["submit", "remind"]
    assert [row[2] for row in clocks(case)] == ["superseded", "fired", ""]


def test_reopening_starts_afresh(case, owner):
    perform(
        case,
        "reject",
        actor=owner,
        note="Maaf.",
        data={**CHECKED, "rejection_reason": "used"},
        now=at(17, 11),
    )
    assert on_case(case) == (None, "", None)
    perform(case, "reopen", actor=owner, note="Ternyata salah lihat.", now=at(18, 16))
    assert on_case(case)[:2] == (at(19, 16), "alarm")
    assert {row[:3] for row in clocks(case)} == {
        *(("answer", level, "met") for level in (50, 80, 100)),
        *(("reopened", level, "") for level in (50, 80, 100)),
    }


# Several clocks -------------------------------------------------------------------------------


@pytest.fixture
def with_two_clocks(monkeypatch):
    """The table of returns, where a first word is owed within four open hours besides the answer."""
    word = Timer(
        "first_word", Amount(4, Unit.OPEN_HOURS), "alarm", {"alarm": "alarm"}, "remind", reminders=()
    )
    submitted = RETURN.states["submitted"]
    states = {**RETURN.states, "submitted": replace(submitted, timers=(*submitted.timers, word))}
    monkeypatch.setitem(registry._registry, RETURN.kind, replace(RETURN, states=states))


def test_the_clock_that_bites_first_is_shown_and_the_other_goes_on(with_two_clocks, open_return):
    case = open_return(now=at(17, 10))
    assert on_case(case) == (at(17, 14), "alarm", at(17, 14))
    assert sweep(now=at(17, 14)) == 1
    assert on_case(case) == (at(17, 14), "alarm", at(18, 10))
    assert [(row[0], row[2]) for row in clocks(case) if row[1] == 100] == [
        ("answer", ""),
        ("first_word", "fired"),
    ]
    assert sweep(now=at(19, 10)) == 1
    assert Case.objects.get().state == "approved"


def test_two_clocks_that_are_up_ring_in_order_and_once(with_two_clocks, open_return):
    case = open_return(now=at(17, 10))
    assert sweep(now=at(20, 9)) == 1
    assert [(event.number, event.action) for event in case.events.all()] == [
        (1, "submit"), (2, "alarm"), (3, "approve_by_silence"),
    ]  # fmt: skip
    assert sweep(now=at(20, 9)) == 0


def test_a_step_ends_both_clocks_and_the_pause_holds_one(with_two_clocks, open_return, owner):
    case = open_return(now=at(17, 10))
    perform(case, "ask_evidence", actor=owner, note="Foto, Kak.", now=at(17, 11))
    assert {(row[0], row[2]) for row in clocks(case)} == {
        ("answer", "paused"),
        ("first_word", "met"),
        ("evidence", ""),
    }


# What a shop may have set wrongly -------------------------------------------------------------


@pytest.mark.parametrize(
    "unit, number, due",
    [
        ("kerja", 2, at(19, 10)),
        ("jam_buka", 5, at(17, 15)),
        ("kalender", 2, at(19, 10)),
        ("jam", 5, at(17, 15)),
    ],
)
def test_a_shop_without_opening_hours_still_owes_an_answer(shop, open_return, unit, number, due):
    shop.opening_periods.all().delete()
    ClockRule.objects.filter(clock="answer").update(unit=unit, number=number)
    case = open_return(now=at(17, 10))
    assert on_case(case)[:2] == (due, "approve_by_silence")
    explained = (
        Deadline.objects.get(level=100).ledger[0]["text"].startswith("Toko belum punya jam buka, jadi ")
    )
    assert explained == (unit in ("kerja", "jam_buka"))
    assert sweep(now=due) == 1
    assert Case.objects.get().state == "approved"


def test_a_shop_that_loses_its_opening_hours_can_still_go_on(asked, shop, budi_himself):
    shop.opening_periods.all().delete()
    perform(asked, "send_evidence", actor=budi_himself, note="Ini.", now=at(19, 12))
    assert on_case(asked)[0] == at(21, 10)


def test_reminders_that_make_no_sense_do_not_keep_a_request_out(shop, open_return):
    ClockRule.objects.filter(clock="answer").update(reminders=[50, 50, 0, 100, 150])
    case = open_return(now=at(17, 10))
    assert [row[1] for row in clocks(case)] == [50, 100]


def test_a_clock_that_nobody_set_runs_as_the_table_says(case, owner, shop):
    shop.channels.get(kind="website").rules.all().delete()
    perform(case, "approve", actor=owner, data=CHECKED, now=at(17, 10))
    assert on_case(case)[:2] == (at(24, 10), "lapse_shipping")
    assert Deadline.objects.get(clock="ship_back", level=100).rule["source"] == ""


def test_a_reminder_leaves_the_other_clocks_running(case):
    perform(case, "remind", actor=SYSTEM, now=at(17, 11))
    assert [row[2] for row in clocks(case)] == ["", "", ""]
    assert on_case(case) == (at(19, 10), "approve_by_silence", at(18, 10))
