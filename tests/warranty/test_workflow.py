"""How claims really go: each way from the first word to the last, the promised day, what the guards keep out."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case, Deadline
from cases.perform import perform
from cases.refusals import NotPossible, Refused
from cases.sweep import sweep
from notifications.models import Message
from warranty import units
from warranty.models import RegisteredUnit, WarrantyClaim
from warranty.workflow import CLAIM, PROMISE

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=WIB)  # a Tuesday
TODAY = date(2026, 11, 17)
RECEIVED = {"received_on": TODAY, "condition": "good", "accessories": "Gelas, dus"}
DIAGNOSED = {"diagnosis": "Sikat motor aus."}
FRIDAY = date(2026, 11, 20)
REPAIR = {"promised_on": FRIDAY}
FINISHED = {"repair_note": "Sikat motor diganti"}
HANDED_OVER = {"handed_over_on": TODAY}
REFUSED = {
    "refusal_reason": "excluded", "refusal_clause": "Gelas pecah tidak ditanggung.", "alternative": "Gelas baru Rp25.000.",
}  # fmt: skip
REFUNDED = {
    "refund_amount": 185_000,
    "refund_method": "transfer",
    "refunded_on": TODAY,
    "refund_reference": "TRX1",
}
TO_SHOP = (("ani", "accept"), ("joko", "receive", RECEIVED))
TO_DIAGNOSIS = (*TO_SHOP, ("joko", "diagnose", DIAGNOSED))
BUDI, SARI = "budi@mail.test", "sari@sari.test"


def letters(case):
    """What went out, to whom, in order."""
    return list(
        Message.objects.filter(about=case.reference).order_by("id").values_list("template", "recipient")
    )


def letter(template):
    return Message.objects.filter(template=template).latest("id").body


def due(case):
    return Case.objects.get(pk=case.pk).due_at.astimezone(WIB)


# The three ways -------------------------------------------------------------------------------


def test_a_repair(open_claim, unit, walk):
    case = walk(
        open_claim(), ("ani", "accept", {"service_place": "Bengkel Pak Udin"}), ("budi", "ship", {"courier": "JNE", "tracking_number": "0101"}),
        ("joko", "receive", RECEIVED), ("joko", "diagnose", DIAGNOSED), ("ani", "repair", REPAIR),
        ("joko", "wait_part", {"part": "Sikat motor"}), ("joko", "part_came"), ("joko", "finish", FINISHED),
        ("joko", "hand_over", HANDED_OVER), ("budi", "confirm"),
    )  # fmt: skip
    assert (case.state, case.variant, case.is_open) == ("closed", "service", False)
    assert (case.condition, case.diagnosis, case.promised_on, case.repair_note) == (
        "good", "Sikat motor aus.", FRIDAY, "Sikat motor diganti",
    )  # fmt: skip
    assert [event.target for event in case.events.all()] == [
        "submitted", "unit_expected", "unit_on_the_way", "received", "diagnosed", "repairing", "waiting_part", "repairing",
        "ready", "handed_over", "closed",
    ]  # fmt: skip
    assert letters(case) == [
        ("warranty_submitted", BUDI), ("warranty_accepted", BUDI), ("warranty_received", BUDI),
        ("warranty_repairing", BUDI), ("warranty_ready", BUDI), ("warranty_handed_over", BUDI),
    ]  # fmt: skip
    assert "Garansi berlaku sampai 14 Mei 2027, tinggal 178 hari lagi." in letter("warranty_submitted")
    assert "Bengkel Pak Udin" in letter("warranty_accepted")
    assert "Utuh, sesuai cerita pelanggan" in letter("warranty_received")
    assert "Jum 20 Nov 2026" in letter("warranty_repairing")
    assert RegisteredUnit.objects.count() == 1


def test_a_replacement_inherits_the_rest_of_the_warranty(open_claim, unit, walk):
    case = walk(
        open_claim(), *TO_DIAGNOSIS, ("ani", "replace"),
        ("joko", "send_replacement", {"replacement_serial": " bm35-26 09999 ", **HANDED_OVER}), ("budi", "confirm"),
    )  # fmt: skip
    assert (case.state, case.variant, case.replacement_serial) == ("closed", "replacement", "bm35-26 09999")
    new = RegisteredUnit.objects.get(replaced_from=unit)
    assert (new.serial_number, new.owner_phone, new.replaced_on) == ("BM35-2609999", "+6281234567890", TODAY)
    assert new.coverage(TODAY).last_day == unit.coverage(TODAY).last_day == date(2027, 5, 14)
    assert (new.coverage(TODAY - timedelta(days=1)).status, new.is_confirmed) == ("not_started", True)
    assert [found.pk for found in units.page_of(unit.shop, text="bm35-2609999").units] == [new.pk]
    # Whoever claims for the old one again is told so, and the team decides.
    again = open_claim()
    assert (again.coverage_status, again.state) == ("replaced", "submitted")
    assert "BM35-2609999" in again.coverage_clause


def test_a_replacement_of_an_unknown_unit_registers_nothing(open_claim, walk):
    case = walk(
        open_claim(), *TO_DIAGNOSIS, ("ani", "replace"),
        ("joko", "send_replacement", {"replacement_serial": "BM35-26-09999", **HANDED_OVER}),
    )  # fmt: skip
    assert (case.state, RegisteredUnit.objects.count()) == ("handed_over", 0)


def test_a_refund(open_claim, unit, walk):
    case = walk(
        open_claim(),
        *TO_DIAGNOSIS,
        ("ani", "refund"),
        ("ani", "record_refund", REFUNDED),
        ("budi", "confirm"),
    )
    assert (case.state, case.variant, case.refund_amount) == ("closed", "refund", 185_000)
    assert "Rp185.000" in letter("warranty_refunded")


def test_the_customers_road_follows_the_decision(open_claim, walk):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR))
    assert case.way.road[5:8] == ("waiting_part", "repairing", "ready")
    case = walk(case, ("ani", "replace"))
    assert (case.variant, case.way.road[5]) == ("replacement", "replacement_due")
    assert Case.objects.get().variant == "replacement"


# Refusals and side roads ----------------------------------------------------------------------


def test_a_refusal_says_the_clause_and_another_way(open_claim, unit, walk):
    case = walk(open_claim(), ("ani", "refuse", REFUSED))
    assert (case.state, case.is_open) == ("refused", False)
    body = letter("warranty_refused")
    for words in (
        "Kerusakan tidak termasuk yang ditanggung",
        "Gelas pecah tidak ditanggung.",
        "Gelas baru Rp25.000.",
    ):
        assert words in body
    assert "kembalikan paling lambat" not in body


@pytest.mark.parametrize("missing", ["refusal_reason", "refusal_clause", "alternative"])
def test_nothing_is_refused_without_clause_and_alternative(open_claim, people, missing):
    case = open_claim()
    refusal = refused(case, "refuse", people["ani"], {**REFUSED, missing: " "})
    assert list(refusal.fields) == [missing]


def test_a_unit_that_is_here_goes_back_when_refused(open_claim, walk):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "refuse", REFUSED))
    assert (case.state, case.is_open, case.turn) == ("unit_return_due", True, "shop")
    assert "Unitnya kami kembalikan paling lambat" in letter("warranty_refused")
    case = walk(
        case,
        ("joko", "return_unit", {**HANDED_OVER, "return_courier": "JNE", "return_tracking_number": "77"}),
    )
    assert case.state == "refused"
    assert "Kurir JNE, nomor resi 77." in letter("warranty_unit_returned")
    assert walk(case, ("sari", "reopen", "Salah baca nota.")).state == "reopened"


def test_an_unknown_number_is_a_question_and_never_a_refusal(open_claim):
    case = open_claim("ENTAH-1")
    assert (case.state, case.unit, case.coverage_status) == ("submitted", None, "unregistered")
    assert case.coverage_sentence == "Nomor seri ini belum terdaftar. Toko memeriksa datanya dulu."


def test_what_stood_at_the_opening_stays(open_claim, unit):
    case = open_claim(" bm35-26-08811")
    units.change(unit, purchased_on=date(2020, 1, 1))
    kept = WarrantyClaim.objects.get(pk=case.pk)
    assert (kept.unit, kept.serial_number, kept.title) == (unit, " bm35-26-08811", "Blender mini 350 ml")
    assert (kept.coverage_status, kept.coverage_until) == ("covered", date(2027, 5, 14))
    assert kept.coverage_clause == (
        "12 bulan sejak tanggal pembelian 14 Mei 2026. Ditanggung: Motor; Sakelar. Tidak ditanggung: Gelas pecah."
    )


def test_an_expired_unit_may_be_claimed(open_claim, make_unit):
    make_unit(purchased_on=date(2025, 11, 16))
    case = open_claim()
    assert (case.coverage_status, case.state) == ("expired", "submitted")
    assert case.coverage_sentence == "Garansi berakhir kemarin, 16 November 2026."


def test_a_unit_of_another_shop_is_unknown_here(open_claim, unit, other_shop, tono):
    RegisteredUnit.objects.update(shop=other_shop)
    assert open_claim().coverage_status == "unregistered"


def test_not_settled_yet_is_heard_at_once(open_claim, walk):
    case = walk(
        open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR), ("joko", "finish", FINISHED),
        ("joko", "hand_over", HANDED_OVER), ("budi", "miss", "Mati lagi."),
    )  # fmt: skip
    assert (case.state, case.turn) == ("reopened", "shop")
    assert letters(case)[-1] == ("staff_reopened", SARI)
    assert walk(case, ("joko", "receive", RECEIVED)).state == "received"


def test_who_picks_the_unit_up_may_say_so(open_claim, walk):
    case = walk(
        open_claim(),
        *TO_DIAGNOSIS,
        ("ani", "repair", REPAIR),
        ("joko", "finish", FINISHED),
        ("budi", "confirm"),
    )
    assert case.state == "closed"


def test_a_unit_that_never_comes_closes_the_case(open_claim, walk):
    case = walk(open_claim(), ("ani", "accept"))
    for _ in range(3):
        sweep(now=Case.objects.get().next_due_at)
    assert letters(case)[-3:] == [
        ("warranty_reminder", BUDI),
        ("warranty_reminder", BUDI),
        ("warranty_lapsed", BUDI),
    ]
    assert Case.objects.get().is_open is False


def test_a_late_answer_alarms_the_owner_and_tells_the_customer(open_claim):
    case = open_claim()
    sweep(now=case.due_at)
    assert letters(case)[-2:] == [("staff_alarm", SARI), ("warranty_late", BUDI)]
    assert (Case.objects.get().state, due(case)) == ("submitted", datetime(2026, 11, 19, 10, 0, tzinfo=WIB))


def test_a_unit_that_was_never_sent_is_waited_for_anew(open_claim, walk):
    sent = ("budi", "ship", {"courier": "JNE", "tracking_number": "0101"})
    case = walk(
        open_claim(), ("ani", "accept"), sent, ("ani", "not_sent", "Resinya belum ada di kurir, Kak.")
    )
    assert (case.state, case.courier, case.tracking_number) == ("unit_expected", "", "")
    assert letters(case)[-1] == ("parcel_not_sent", BUDI)


# A repair that costs something ------------------------------------------------------------------


QUOTED = {"repair_cost": 150_000}
TO_QUOTE = (*TO_DIAGNOSIS, ("ani", "quote", QUOTED, "Gelas pecah tidak ditanggung, Kak."))


def test_what_costs_something_is_repaired_after_a_yes_only(open_claim, walk, people):
    case = walk(open_claim(), *TO_QUOTE)
    assert (case.state, case.turn, case.repair_cost) == ("cost_offered", "customer", 150_000)
    for words in ("Rp150.000", "Gelas pecah tidak ditanggung, Kak.", "Sen 23 Nov"):
        assert words in letter("warranty_quoted")
    for action, data in (("repair", REPAIR), ("finish", FINISHED)):
        assert isinstance(refused(case, action, people["sari"], data), NotPossible)
    before = len(letters(case))

    case = walk(case, ("budi", "agree"))

    assert (case.state, case.variant, case.repair_cost) == ("repairing", "service", 150_000)
    # No day is promised yet: three working days from the yes.
    assert due(case) == datetime(2026, 11, 20, 10, 5, tzinfo=WIB)
    assert letters(case)[before:] == [("warranty_repairing", BUDI), ("staff_cost_answered", SARI)]
    for words in ("selesai paling lambat Jum 20 Nov", "Biaya untuk Kakak: Rp150.000."):
        assert words in letter("warranty_repairing")
    walk(case, ("joko", "finish", FINISHED))
    assert "Biaya untuk Kakak: Rp150.000." in letter("warranty_ready")


def test_a_yes_by_phone_is_written_down(open_claim, walk, people):
    case = walk(open_claim(), *TO_QUOTE)
    assert list(refused(case, "agree_for", people["ani"], {}).fields) == ["note"]
    assert isinstance(refused(case, "agree_for", people["joko"], {}), NotPossible)
    assert walk(case, ("ani", "agree_for", "Lewat telepon.")).state == "repairing"


@pytest.mark.parametrize(
    "answer", [("budi", "decline"), ("ani", "withdraw_quote", "Kak Budi menolak lewat telepon.")]
)
def test_without_a_yes_nobody_owes_anything(open_claim, walk, answer):
    case = walk(open_claim(), *TO_QUOTE, answer)
    assert (case.state, case.turn, case.repair_cost) == ("diagnosed", "shop", None)
    # The shop decides anew: for free, something else, or the unit goes back with the reason.
    assert walk(case, ("ani", "repair", REPAIR)).repair_cost is None
    assert "Biaya" not in letter("warranty_repairing")


def test_silence_repairs_nothing_and_brings_the_case_back(open_claim, walk):
    case = walk(open_claim(), *TO_QUOTE)
    sweep(now=case.next_due_at)
    assert letters(case)[-1] == ("warranty_reminder", BUDI)
    sweep(now=case.due_at - timedelta(minutes=1))
    assert Case.objects.get().state == "cost_offered"
    sweep(now=case.due_at)
    case = WarrantyClaim.objects.get()
    assert (case.state, case.is_open, case.turn, case.repair_cost) == ("diagnosed", True, "shop", None)
    assert letters(case)[-1] == ("staff_cost_answered", SARI)
    assert "Biaya tidak dijawab" in letter("staff_cost_answered")
    assert walk(case, ("ani", "refuse", REFUSED)).state == "unit_return_due"


def test_another_way_costs_the_customer_nothing(open_claim, walk):
    case = walk(open_claim(), *TO_QUOTE, ("budi", "agree"), ("ani", "replace"))
    assert (case.state, case.variant, case.repair_cost) == ("replacement_due", "replacement", None)


def test_an_old_promise_does_not_outlive_the_offer(open_claim, walk):
    case = walk(
        open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR), ("joko", "finish", FINISHED),
        ("joko", "hand_over", HANDED_OVER), ("budi", "miss", "Mati lagi."), *TO_QUOTE[1:], ("budi", "agree"),
    )  # fmt: skip
    assert (case.promised_on, case.repair_cost) == (None, 150_000)


def test_a_cost_of_nothing_is_no_offer(open_claim, walk, people):
    case = walk(open_claim(), *TO_DIAGNOSIS)
    with pytest.raises(Refused) as refusal:
        perform(
            case, "quote", actor=people["ani"], data={"repair_cost": 0}, note="Gratis.", now=case.entered_at
        )
    assert refusal.value.fields == {"repair_cost": "Tulis biayanya. Kalau tanpa biaya, pilih Perbaiki."}


# Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["repair", "replace", "refund", "refuse"])
def test_the_warehouse_works_and_the_desk_decides(open_claim, walk, people, action):
    case = walk(open_claim(), *TO_DIAGNOSIS)
    refusal = refused(case, action, people["joko"], {**REFUSED, **REPAIR})
    assert isinstance(refusal, NotPossible)


# The promised day -----------------------------------------------------------------------------


def promise(case):
    """Every ring of the promise's clock at its end: when, and how it came out."""
    rows = Deadline.objects.filter(case=case.pk, clock="promise", level=100).order_by("id")
    return [(row.due_at.astimezone(WIB), row.outcome) for row in rows]


def test_the_promised_day_ends_when_the_shop_closes(open_claim, walk):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR))
    assert due(case) == datetime(2026, 11, 20, 17, 0, tzinfo=WIB)
    row = Deadline.objects.get(case=case.pk, clock="promise", level=100)
    assert row.rule["until"] == "2026-11-20"
    assert [line["text"] for line in row.ledger] == ["Dijanjikan ke pelanggan: Jum 20 Nov 2026, 17.00 WIB"]


def test_waiting_for_a_part_does_not_move_the_promise(open_claim, walk):
    case = walk(
        open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR), ("joko", "wait_part", {"part": "Sikat"})
    )
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=WIB)
    assert promise(case) == [(friday, "superseded"), (friday, "")]
    assert due(case) == friday


def test_a_promise_is_moved_with_a_reason_that_the_customer_reads(open_claim, walk, people):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR))
    moved = {"promised_on": date(2026, 11, 24)}
    assert list(refused(case, "move_promise", people["ani"], moved).fields) == ["note"]
    assert isinstance(refused(case, "move_promise", people["joko"], moved), NotPossible)

    entered = case.entered_at
    case = walk(case, ("ani", "move_promise", moved, "Sikat motornya baru datang Senin."))

    assert (case.state, case.entered_at) == ("repairing", entered)
    tuesday = datetime(2026, 11, 24, 17, 0, tzinfo=WIB)
    assert (due(case), promise(case)[-1]) == (tuesday, (tuesday, ""))
    assert letters(case)[-1] == ("warranty_promise_moved", BUDI)
    assert "Sikat motornya baru datang Senin." in letter("warranty_promise_moved")
    assert "Sel 24 Nov 2026" in letter("warranty_promise_moved")


def test_the_same_day_may_be_promised_again(open_claim, walk):
    case = walk(
        open_claim(),
        *TO_DIAGNOSIS,
        ("ani", "repair", REPAIR),
        ("ani", "move_promise", REPAIR, "Tetap Jumat."),
    )
    assert due(case) == datetime(2026, 11, 20, 17, 0, tzinfo=WIB)


def test_a_finished_repair_kept_its_promise(open_claim, walk):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR), ("joko", "finish", FINISHED))
    assert [outcome for _at, outcome in promise(case)] == ["met"]


def test_a_broken_promise_alarms_and_the_case_goes_on(open_claim, walk, people):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "repair", REPAIR))
    closing = due(case)
    sweep(now=closing - timedelta(minutes=1))
    before = len(letters(case))
    sweep(now=closing)
    assert letters(case)[before:] == [("staff_alarm", SARI), ("warranty_late", BUDI)]
    # The promised day is over: what follows has three working days, Saturday being one.
    later = closing + timedelta(hours=1)
    perform(case, "wait_part", actor=people["joko"], data={"part": "Sikat"}, now=later)
    assert due(case) == datetime(2026, 11, 24, 18, 0, tzinfo=WIB)
    perform(
        case,
        "move_promise",
        actor=people["ani"],
        data={"promised_on": date(2026, 11, 23)},
        note="Maaf, Kak.",
        now=later,
    )
    assert due(case) == datetime(2026, 11, 23, 17, 0, tzinfo=WIB)


def test_a_clock_until_a_day_that_no_case_knows_is_a_fault_of_the_table():
    wrong = replace(CLAIM.states["repairing"], timers=(replace(PROMISE, until="someday"),))
    table = replace(CLAIM, states={**CLAIM.states, "repairing": wrong})
    fields = {field.name for field in WarrantyClaim._meta.fields}
    assert table.problems(fields, lambda name: True) == [
        "warranty_claim: clock 'promise' on 'repairing' runs until the unknown field 'someday'"
    ]


def test_a_day_on_which_the_shop_is_closed_ends_at_midnight(open_claim, walk):
    case = walk(
        open_claim(), *TO_DIAGNOSIS, ("ani", "repair", {"promised_on": date(2026, 11, 22)})
    )  # a Sunday
    assert due(case) == datetime(2026, 11, 23, 0, 0, tzinfo=WIB)


# Guards ---------------------------------------------------------------------------------------


def refused(case, action, actor, data, now=NOW + timedelta(hours=1)):
    """The refusal, after proving that nothing happened."""
    before = (WarrantyClaim.objects.values().get(pk=case.pk), case.events.count(), Message.objects.count())
    known = RegisteredUnit.objects.count()
    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=actor, data=data, now=now)
    after = (WarrantyClaim.objects.values().get(pk=case.pk), case.events.count(), Message.objects.count())
    assert (after, RegisteredUnit.objects.count()) == (before, known)
    return refusal.value


def test_nothing_is_promised_for_yesterday(open_claim, walk, people):
    case = walk(open_claim(), *TO_DIAGNOSIS)
    refusal = refused(case, "repair", people["ani"], {"promised_on": TODAY - timedelta(days=1)})
    assert refusal.fields == {"promised_on": "Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."}
    assert walk(case, ("ani", "repair", {"promised_on": TODAY})).state == "repairing"


@pytest.mark.parametrize(
    "steps, action, field, answers",
    [
        ([("ani", "accept")], "receive", "received_on", RECEIVED),
        (
            [*TO_DIAGNOSIS, ("ani", "repair", REPAIR), ("joko", "finish", FINISHED)],
            "hand_over",
            "handed_over_on",
            HANDED_OVER,
        ),
        ([*TO_DIAGNOSIS, ("ani", "refund")], "record_refund", "refunded_on", REFUNDED),
        (
            [*TO_DIAGNOSIS, ("ani", "replace")],
            "send_replacement",
            "handed_over_on",
            {"replacement_serial": "X1", **HANDED_OVER},
        ),
        ([*TO_DIAGNOSIS, ("ani", "refuse", REFUSED)], "return_unit", "handed_over_on", HANDED_OVER),
    ],
)
def test_nothing_was_done_tomorrow(open_claim, walk, people, steps, action, field, answers):
    case = walk(open_claim(), *steps)
    refusal = refused(case, action, people["sari"], {**answers, field: TODAY + timedelta(days=1)})
    assert refusal.fields == {field: "Tanggalnya belum terjadi."}


def test_a_refund_is_never_more_than_the_goods_were_worth(open_claim, walk, people):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "refund"))
    refusal = refused(case, "record_refund", people["ani"], {**REFUNDED, "refund_amount": 185_001})
    assert refusal.fields == {"refund_amount": "Lebih besar dari nilai barang (Rp185.000)."}


def test_nothing_is_paid_twice(open_claim, walk, people):
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "refund"), ("ani", "record_refund", REFUNDED))
    assert isinstance(refused(case, "record_refund", people["sari"], REFUNDED), NotPossible)


@pytest.mark.parametrize("serial", ["bm35-26 08811", "bm35-26-08811 "])
def test_a_replacement_is_a_unit_that_nobody_has(open_claim, unit, make_unit, walk, people, serial):
    make_unit("BM35-2608811")
    case = walk(open_claim(), *TO_DIAGNOSIS, ("ani", "replace"))
    refusal = refused(case, "send_replacement", people["joko"], {"replacement_serial": serial, **HANDED_OVER})
    assert refusal.fields == {"replacement_serial": "Nomor seri ini sudah terdaftar. Periksa lagi."}
