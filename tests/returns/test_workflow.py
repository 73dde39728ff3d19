"""How returns really go: each kind from the first word to the last, and what its guards keep out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case
from cases.perform import Actor, perform
from cases.refusals import NotPossible, Refused
from cases.sweep import sweep
from notifications.models import Message
from returns.models import ReturnRequest
from tests.cases.roads import CHECKED

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
TODAY = date(2026, 11, 17)
SHIPPED = {"courier": "JNE", "tracking_number": "010190001491925"}
RECEIVED = {"received_on": TODAY}
INSPECTED = {"condition": "as_claimed"}
REFUNDED = {
    "refund_amount": 185_000,
    "refund_method": "transfer",
    "refunded_on": TODAY,
    "refund_reference": "TRX1",
}
REPLACED = {
    "replacement_courier": "SiCepat",
    "replacement_tracking_number": "002927168687",
    "replaced_on": TODAY,
}


@pytest.fixture
def people(sari, ani, joko):
    """Everybody who acts, by a short name."""
    return {
        "sari": Actor.member(sari), "ani": Actor.member(ani), "joko": Actor.member(joko),
        "budi": Actor.customer(Case(customer_name="Budi Santoso")),
    }  # fmt: skip


@pytest.fixture
def walk(people):
    """Take steps one after the other, an hour apart; answers the case as it is then."""

    def go(case, *steps):
        now = case.entered_at
        for who, action, *rest in steps:
            now += timedelta(hours=1)
            answers = next((given for given in rest if isinstance(given, dict)), None)
            note = next((given for given in rest if isinstance(given, str)), "")
            perform(case, action, actor=people[who], data={**CHECKED, **(answers or {})}, note=note, now=now)
        return ReturnRequest.objects.get(pk=case.pk)

    return go


def letters(case):
    """What went out, to whom, in order."""
    rows = Message.objects.filter(about=case.reference).order_by("id")
    return [(row.template, row.recipient) for row in rows]


def letter(template):
    return Message.objects.get(template=template).body


BUDI, SARI = "budi@mail.test", "sari@sari.test"


# The four roads -------------------------------------------------------------------------------


def test_return_and_refund(open_return, walk):
    case = walk(
        open_return(variant="return_refund", now=NOW),
        ("ani", "approve", "Maaf ya, Kak."), ("budi", "ship", SHIPPED), ("joko", "receive", RECEIVED),
        ("joko", "inspect", INSPECTED, "Jahitan sobek."), ("ani", "accept"), ("ani", "record_refund", REFUNDED),
        ("budi", "confirm"),
    )  # fmt: skip
    assert (case.state, case.is_open, case.closed_at) == ("closed", False, NOW + timedelta(hours=7))
    assert (case.tracking_number, case.received_on, case.condition) == (
        "010190001491925",
        TODAY,
        "as_claimed",
    )
    assert (case.refund_amount, case.refund_method, case.refunded_on) == (185_000, "transfer", TODAY)
    assert [event.target for event in case.events.all()] == [
        "submitted", "approved", "waiting_parcel", "received", "inspected", "refund_due", "settled", "closed",
    ]  # fmt: skip
    assert letters(case) == [
        ("return_submitted", BUDI), ("return_approved", BUDI), ("return_received", BUDI), ("return_accepted", BUDI),
        ("return_refunded", BUDI),
    ]  # fmt: skip
    assert "Jl. Kenanga 12, Bandung 40115" in letter("return_approved")
    assert "Maaf ya, Kak." in letter("return_approved")
    assert "Rp185.000" in letter("return_refunded")


def test_refund_only(open_return, walk):
    case = walk(
        open_return(variant="refund_only", now=NOW),
        ("ani", "approve"), ("ani", "record_refund", REFUNDED), ("ani", "confirm_for", "Lewat WhatsApp."),
    )  # fmt: skip
    assert case.state == "closed"
    assert letters(case) == [("return_submitted", BUDI), ("return_approved", BUDI), ("return_refunded", BUDI)]
    assert "Jl. Kenanga" not in letter("return_approved")


def test_exchange(open_return, walk):
    case = walk(
        open_return(variant="exchange", wanted_variant="L", reason="wrong_size", now=NOW),
        ("ani", "approve"), ("ani", "ship", SHIPPED), ("joko", "receive", RECEIVED), ("joko", "inspect", INSPECTED),
        ("ani", "accept"), ("joko", "send_replacement", REPLACED), ("budi", "confirm", "Pas, terima kasih."),
    )  # fmt: skip
    assert (case.state, case.replacement_tracking_number, case.refund_amount) == (
        "closed",
        "002927168687",
        None,
    )
    assert letters(case) == [
        ("return_submitted", BUDI), ("return_approved", BUDI), ("return_received", BUDI), ("return_accepted", BUDI),
        ("return_replaced", BUDI),
    ]  # fmt: skip
    assert "002927168687" in letter("return_replaced")


def test_reshipment(open_return, walk):
    case = walk(
        open_return(variant="reshipment", reason="wrong_item", now=NOW),
        ("sari", "approve"), ("joko", "send_replacement", REPLACED), ("budi", "confirm"),
    )  # fmt: skip
    assert case.state == "closed"
    assert letters(case) == [("return_submitted", BUDI), ("return_approved", BUDI), ("return_replaced", BUDI)]


@pytest.mark.parametrize(
    "variant, state", [
        ("return_refund", "approved"), ("refund_only", "refund_due"), ("exchange", "approved"),
        ("reshipment", "replacement_due"),
    ],
)  # fmt: skip
def test_when_nobody_acts_the_request_is_approved_as_its_kind_asks(open_return, variant, state):
    case = open_return(variant=variant, now=NOW)
    sweep(now=NOW + timedelta(days=2))
    assert Case.objects.get().state == state
    assert letters(case) == [
        ("return_submitted", BUDI), ("return_approved_by_silence", BUDI), ("staff_approved_by_silence", SARI),
    ]  # fmt: skip


def test_when_nobody_does_anything_at_all_the_case_ends_by_itself(open_return):
    case = open_return(variant="return_refund", now=NOW)
    for _ in range(20):
        due = Case.objects.get().next_due_at
        if due is None:
            break
        sweep(now=due)
    assert [event.action for event in case.events.all()] == [
        "submit", "remind", "remind", "approve_by_silence", "remind_customer", "remind_customer", "lapse_shipping",
        "ask_feedback",
    ]  # fmt: skip
    assert Case.objects.get().is_open is False


# Side roads -----------------------------------------------------------------------------------


def test_a_rejection_gives_its_reason_and_can_be_reopened(open_return, walk):
    case = walk(
        open_return(now=NOW),
        ("ani", "reject", {"rejection_reason": "used"}, "Labelnya sudah dilepas, Kak. Bisa kami servis."),
    )  # fmt: skip
    assert (case.state, case.is_open) == ("rejected", False)
    body = letter("return_rejected")
    assert "Labelnya sudah dilepas, Kak. Bisa kami servis." in body
    case = walk(case, ("sari", "reopen", "Ternyata belum dipakai."))
    assert (case.state, case.turn, case.closed_at) == ("reopened", "shop", None)
    assert letters(case)[-2:] == [("return_reopened", BUDI), ("staff_reopened", SARI)]
    assert walk(case, ("ani", "approve")).state == "approved"


def test_a_customer_cannot_reopen_what_was_rejected_but_what_was_closed(open_return, walk, people):
    rejected = walk(open_return(now=NOW), ("ani", "reject", {"rejection_reason": "used"}, "Maaf."))
    with pytest.raises(NotPossible):
        perform(rejected, "reopen", actor=people["budi"], note="Tidak terima.", now=NOW)
    closed = walk(
        open_return(variant="refund_only", now=NOW),
        ("ani", "approve"), ("ani", "record_refund", REFUNDED), ("budi", "confirm"), ("budi", "reopen", "Uangnya kurang."),
    )  # fmt: skip
    assert closed.state == "reopened"


def test_a_customer_who_cancels_hears_that_it_is_over(open_return, walk):
    case = walk(open_return(now=NOW), ("budi", "cancel", "Sudah beres."))
    assert (case.state, case.is_open, case.next_due_at) == ("cancelled", False, None)
    assert letters(case)[-1] == ("return_cancelled", BUDI)


def test_evidence_is_asked_for_in_the_shops_own_words(open_return, walk):
    case = walk(open_return(now=NOW), ("ani", "ask_evidence", "Foto label resi ya, Kak."))
    assert "Foto label resi ya, Kak." in letter("return_evidence_asked")
    case = walk(case, ("budi", "send_evidence", "Ini fotonya."))
    assert case.state == "submitted"
    assert letters(case)[-1] == ("staff_evidence", SARI)
    assert case.unanswered


def test_evidence_that_came_another_way_is_noted(open_return, walk):
    case = walk(
        open_return(now=NOW),
        ("ani", "ask_evidence", "Foto, Kak."),
        ("ani", "record_evidence", "Lewat WhatsApp."),
    )
    assert case.state == "submitted"


def test_a_parcel_may_arrive_without_a_word_and_may_be_lost(open_return, walk):
    assert walk(open_return(now=NOW), ("ani", "approve"), ("joko", "receive", RECEIVED)).state == "received"
    lost = walk(
        open_return(now=NOW), ("ani", "approve"), ("budi", "ship", SHIPPED), ("ani", "lose", "Kurir mengaku hilang."),
        ("ani", "accept"),
    )  # fmt: skip
    assert lost.state == "refund_due"


def test_a_parcel_that_was_never_sent_is_waited_for_anew(open_return, walk, people):
    case = walk(open_return(now=NOW), ("ani", "approve"), ("budi", "ship", SHIPPED))
    with pytest.raises(NotPossible):
        perform(case, "not_sent", actor=people["budi"], note="Salah tekan.", now=case.entered_at)
    assert "010190001491925" in case.search
    case = walk(case, ("ani", "not_sent", "Kurir tidak kenal resinya, Kak."))
    assert (case.state, case.turn, case.courier, case.tracking_number) == ("approved", "customer", "", "")
    assert "010190001491925" not in case.search
    assert case.due_at == case.entered_at + timedelta(days=7)
    assert letters(case)[-1] == ("parcel_not_sent", BUDI)
    assert "Kurir tidak kenal resinya, Kak." in letter("parcel_not_sent")
    assert walk(case, ("budi", "ship", SHIPPED)).tracking_number == "010190001491925"


def test_goods_that_are_not_as_told_can_still_be_rejected(open_return, walk):
    case = walk(
        open_return(now=NOW), ("ani", "approve"), ("joko", "receive", RECEIVED),
        ("joko", "inspect", {"condition": "different"}, "Bukan kemeja kami."),
        ("ani", "reject", {"rejection_reason": "different_item"}, "Yang datang barang lain, Kak."),
    )  # fmt: skip
    assert (case.state, case.condition, case.rejection_reason) == ("rejected", "different", "different_item")


@pytest.mark.parametrize(
    "variant, given, back",
    [("refund_only", ("ani", "record_refund", REFUNDED), "refund_missed"),
     ("reshipment", ("joko", "send_replacement", REPLACED), "replacement_due")],
)  # fmt: skip
def test_what_never_arrived_is_the_shops_turn_again(open_return, walk, variant, given, back):
    case = walk(
        open_return(variant=variant, now=NOW), ("ani", "approve"), given, ("budi", "miss", "Belum sampai.")
    )
    assert (case.state, case.turn) == (back, "shop")
    assert letters(case)[-1] == ("staff_missed", SARI)


def test_a_settled_case_closes_by_itself(open_return, walk):
    case = walk(
        open_return(variant="refund_only", now=NOW), ("ani", "approve"), ("ani", "record_refund", REFUNDED)
    )
    sweep(now=case.due_at - timedelta(minutes=1))
    assert Case.objects.get().state == "settled"
    sweep(now=case.due_at)
    assert Case.objects.get().state == "closed"
    assert letters(case)[-1] == ("return_closed", BUDI)


# Guards ---------------------------------------------------------------------------------------


def refused(case, action, actor, data, now=NOW):
    """The refusal, after proving that nothing happened."""
    before = (ReturnRequest.objects.values().get(pk=case.pk), case.events.count(), Message.objects.count())
    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=actor, data=data, now=now)
    assert (
        ReturnRequest.objects.values().get(pk=case.pk),
        case.events.count(),
        Message.objects.count(),
    ) == before
    return refusal.value


def test_a_refund_is_never_more_than_the_goods_were_worth(open_return, walk, people):
    case = walk(open_return(variant="refund_only", now=NOW), ("ani", "approve"))
    refusal = refused(case, "record_refund", people["ani"], {**REFUNDED, "refund_amount": 185_001})
    assert refusal.fields == {"refund_amount": "Lebih besar dari nilai barang (Rp185.000)."}
    assert walk(case, ("ani", "record_refund", REFUNDED)).refund_amount == 185_000


def test_a_refund_of_goods_of_unknown_worth_is_believed(open_return, walk):
    case = walk(
        open_return(variant="refund_only", amount=None, now=NOW),
        ("ani", "approve"), ("ani", "record_refund", {**REFUNDED, "refund_amount": 999_000}),
    )  # fmt: skip
    assert case.refund_amount == 999_000


@pytest.mark.parametrize(
    "variant, steps, action, field, answers",
    [
        ("refund_only", [("ani", "approve")], "record_refund", "refunded_on", REFUNDED),
        ("reshipment", [("ani", "approve")], "send_replacement", "replaced_on", REPLACED),
        ("return_refund", [("ani", "approve")], "receive", "received_on", RECEIVED),
    ],
)
def test_nothing_was_done_tomorrow_by_the_shops_own_calendar(
    open_return, walk, people, shop, variant, steps, action, field, answers
):
    case = walk(open_return(variant=variant, now=NOW), *steps)
    tomorrow = {**answers, field: TODAY + timedelta(days=1)}
    late = datetime(2026, 11, 17, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert refused(case, action, people["sari"], tomorrow, late).fields == {
        field: "Tanggalnya belum terjadi."
    }
    # Half past eleven in the west is half past one, tomorrow, in the east.
    shop.time_zone = "Asia/Jayapura"
    shop.save(update_fields=["time_zone"])
    assert perform(case, action, actor=people["sari"], data=tomorrow, now=late).action == action


def test_a_money_road_does_not_send_goods_and_the_other_way_round(open_return, walk, people):
    money = walk(open_return(variant="refund_only", now=NOW), ("ani", "approve"))
    assert isinstance(refused(money, "send_replacement", people["sari"], REPLACED), NotPossible)
    goods = walk(open_return(variant="reshipment", now=NOW), ("ani", "approve"))
    assert isinstance(refused(goods, "record_refund", people["sari"], REFUNDED), NotPossible)


def test_the_warehouse_handles_goods_and_no_money(open_return, walk, people):
    case = walk(open_return(variant="refund_only", now=NOW), ("ani", "approve"))
    assert isinstance(refused(case, "record_refund", people["joko"], REFUNDED), NotPossible)


def test_nothing_is_paid_twice(open_return, walk, people):
    case = walk(
        open_return(variant="refund_only", now=NOW), ("ani", "approve"), ("ani", "record_refund", REFUNDED)
    )
    assert isinstance(refused(case, "record_refund", people["sari"], REFUNDED), NotPossible)
