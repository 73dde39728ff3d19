"""A marketplace has ruled against the shop: until when it can appeal, with what evidence, and what missing it means."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cases.bundle import bundle_of
from cases.models import Case, Deadline, Event
from cases.perform import SYSTEM, Actor, perform
from cases.refusals import NotPossible, Refused
from cases.sweep import sweep
from cases.undo import undo
from notifications.models import Message
from returns.appeals import _BY_REASON, checked_ticks, evidence_for, readiness
from returns.models import ReturnRequest
from shops import presets
from shops.channels import set_rule
from shops.founding import add_channel
from tests.cases.roads import CHECKED

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=JAKARTA)  # a Tuesday
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def at(month, day, hour=0, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


@pytest.fixture
def ruled(shop, ani, open_return):
    """Open a return at a marketplace and record its ruling."""

    def make(kind="tokopedia", now=NOW, on=None, channel=None, variant="refund_only", **data):
        preset = {"tiktok": presets.TOKOPEDIA}.get(kind, kind)
        channel = channel or add_channel(shop, kind, f"Kanal {kind}", preset)
        case = open_return(channel=channel, now=now - HOUR, variant=variant)
        data = {"ruling": "refund", "ruled_on": on or now.date(), "ruled_amount": 185_000, **data}
        perform(case, "platform_ruled", actor=Actor.member(ani), data=data, now=now)
        return ReturnRequest.objects.get(pk=case.pk)

    return make


def nothing_happens(case, action, actor, now, **given):
    """The refusal, after proving that nothing was written."""
    before = (ReturnRequest.objects.values().get(pk=case.pk), Event.objects.count(), Message.objects.count())
    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=actor, now=now, **given)
    after = (ReturnRequest.objects.values().get(pk=case.pk), Event.objects.count(), Message.objects.count())
    assert after == before
    return refusal.value


# The clock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, until", [
        ("tokopedia", at(12, 2)),  # 17 November and 15 days
        ("tiktok", at(12, 2)),
        ("shopee", at(11, 19)),
        ("lazada", at(11, 19)),
    ],
)  # fmt: skip
def test_the_clock_counts_from_the_first_instant_of_the_day_of_the_ruling(ruled, kind, until):
    case = ruled(kind)
    assert (case.state, case.turn, case.due_at, case.due_action) == (
        "appealable",
        "shop",
        until,
        "miss_appeal",
    )
    deadline = Deadline.objects.get(case=case, clock="appeal", level=100)
    assert deadline.started_at == at(11, 17)
    assert deadline.rule["source"]


@pytest.mark.parametrize("kind, until", [("tokopedia", at(4, 1)), ("shopee", at(3, 19))])
def test_lebaran_stops_no_marketplace(ruled, kind, until):
    """Ruled on 17 March 2026, the shop closed from the 18th to the 24th: calendar days go on."""
    assert ruled(kind, now=at(3, 17, 10)).due_at == until


def test_an_owner_s_rule_in_working_days_knows_lebaran(shop, sari, ruled):
    """Two working days from 17 March, 00.00: the shop works again on 25 and 26 March."""
    channel = add_channel(shop, "shopee", "Shopee", presets.SHOPEE)
    set_rule(sari, channel.pk, "appeal", number=2, unit="kerja", on_due="close", reminders=[50], now=NOW)
    channel = shop.channels.select_related("shop").get(pk=channel.pk)
    assert ruled(channel=channel, now=at(3, 17, 10)).due_at == at(3, 26)


def test_the_marketplace_s_own_last_day_wins(ruled):
    """It ends when the shop closes on that day."""
    case = ruled("shopee", appeal_until=date(2026, 11, 24))
    assert case.due_at == at(11, 24, 17)
    ledger = Deadline.objects.get(case=case, clock="appeal", level=100).ledger
    assert [line["text"] for line in ledger] == [
        "Batas banding menurut marketplace: Sel 24 Nov 2026, 17.00 WIB"
    ]


def test_a_ruling_of_days_ago_leaves_what_is_left(ruled):
    assert ruled(on=date(2026, 11, 10)).due_at == at(11, 25)


def test_a_late_record_is_a_missed_appeal_at_once(ruled):
    case = ruled("shopee", on=date(2026, 11, 10))
    sweep(now=NOW)
    case.refresh_from_db()
    assert (case.state, case.events.last().action) == ("closed", "miss_appeal")


def test_missed_once_recorded_once_and_told(ruled):
    case = ruled()
    sweep(now=case.due_at - timedelta(seconds=1))
    assert Case.objects.get().state == "appealable"
    for _ in range(3):
        sweep(now=at(12, 2))
    missed = Event.objects.get(action="miss_appeal")
    assert (missed.role, missed.at, missed.internal, missed.target) == ("system", at(12, 2), True, "closed")
    told = Message.objects.get(template="staff_appeal_missed")
    assert told.recipient == "sari@sari.test"
    assert "Rp185.000 tercatat di laporan kerugian" in told.body
    assert not Message.objects.filter(to_customer=True, created_at__gte=NOW).exists()


# The steps ---------------------------------------------------------------------------------------


def test_filed_and_won(ruled, ani):
    case, desk = ruled(), Actor.member(ani)
    data = {"appealed_on": date(2026, 11, 18), "appeal_number": "BND-7781"}
    perform(case, "file_appeal", actor=desk, data=data, now=at(11, 18, 9))
    case = ReturnRequest.objects.get()
    assert (case.state, case.turn, case.due_at) == ("appealed", "nobody", at(11, 23, 9))
    assert case.appeal_number == "BND-7781"
    perform(case, "appeal_won", actor=desk, data={"won_amount": 185_000}, now=at(11, 20, 9))
    assert ReturnRequest.objects.values_list("state", "won_amount").get() == ("closed", 185_000)


def test_nobody_is_forgotten_by_the_marketplace(ruled, ani):
    """It answers when it likes: the team is reminded, then the owner told, and the case goes on waiting."""
    case = ruled()
    perform(
        case,
        "file_appeal",
        actor=Actor.member(ani),
        data={"appealed_on": date(2026, 11, 18)},
        now=at(11, 18, 9),
    )
    while due := Case.objects.get().next_due_at:
        sweep(now=due)
    assert [event.action for event in case.events.all()][-2:] == ["remind", "alarm"]
    assert Case.objects.get().state == "appealed"


def test_no_more_comes_back_than_was_taken(ruled, ani):
    case = ruled()
    desk = Actor.member(ani)
    perform(case, "file_appeal", actor=desk, data={"appealed_on": date(2026, 11, 17)}, now=NOW)
    refusal = nothing_happens(case, "appeal_won", desk, NOW, data={"won_amount": 185_001})
    assert refusal.fields == {"won_amount": "Lebih besar dari yang diambil marketplace (Rp185.000)."}


@pytest.mark.parametrize(
    "wrong, field", [({"ruled_on": date(2026, 11, 18)}, "ruled_on"), ({"appeal_until": date(2026, 11, 16)}, "appeal_until"),
                     ({"ruled_amount": 0}, "ruled_amount"), ({"ruling": "menang"}, "ruling")],
)  # fmt: skip
def test_what_cannot_be_is_refused(shop, ani, open_return, wrong, field):
    channel = add_channel(shop, "shopee", "Shopee", presets.SHOPEE)
    case = open_return(channel=channel, variant="refund_only", now=NOW)
    data = {"ruling": "refund", "ruled_on": date(2026, 11, 17), "ruled_amount": 185_000, **wrong}
    refusal = nothing_happens(case, "platform_ruled", Actor.member(ani), NOW, data=data)
    assert list(refusal.fields) == [field]


def test_a_shop_of_its_own_is_ruled_by_nobody(open_return, ani):
    case = open_return(variant="refund_only", now=NOW)
    data = {"ruling": "refund", "ruled_on": date(2026, 11, 17), "ruled_amount": 185_000}
    refusal = nothing_happens(case, "platform_ruled", Actor.member(ani), NOW, data=data)
    assert str(refusal) == "Kasus ini bukan dari marketplace."


def test_goods_of_a_marketplace_that_came_through_whatsapp_are_ruled_on_there(shop, open_return, bought, ani):
    order = bought(channel="shopee")
    channel = shop.channels.select_related("shop").get(kind="whatsapp")
    from cases.picking import Piece

    case = open_return(
        channel=channel, variant="refund_only", now=NOW, goods=(Piece(order.lines.get().pk, 1),),
        order_number=order.number,
    )  # fmt: skip
    data = {"ruling": "refund", "ruled_on": date(2026, 11, 17), "ruled_amount": 185_000}
    perform(case, "platform_ruled", actor=Actor.member(ani), data=data, now=NOW)
    assert Case.objects.get().due_at == at(11, 19)  # nobody knows which rule: the safe two days


def test_a_case_is_ruled_on_once(ruled, ani):
    case, desk = ruled(), Actor.member(ani)
    perform(case, "waive_appeal", actor=desk, note="Bukti tidak ada.", now=NOW)
    data = {"ruling": "refund", "ruled_on": date(2026, 11, 17), "ruled_amount": 185_000}
    refusal = nothing_happens(case, "platform_ruled", desk, NOW, data=data)
    assert str(refusal) == "Putusan marketplace sudah dicatat di kasus ini."


def test_a_ruling_is_taken_back_whole(ruled, ani, sari):
    case = ruled()
    undo(case, actor=Actor.member(ani), seen=2, now=NOW + timedelta(seconds=30))
    case = ReturnRequest.objects.get()
    assert (case.state, case.ruled_on, case.ruled_amount, case.ruling) == ("submitted", None, None, "")
    assert case.due_at == at(11, 19, 9)  # the answer's own two days
    for who in (Actor.customer(case), SYSTEM):
        assert isinstance(nothing_happens(case, "platform_ruled", who, NOW), NotPossible)


# The evidence ------------------------------------------------------------------------------------


def test_every_reason_has_a_list_and_every_line_a_source():
    for reason in ReturnRequest.Reason.values:
        found = evidence_for(reason)
        assert len(found) == len({item.key for item in found}) >= 3
        assert all(str(item.words) and str(item.source) for item in found)
    assert set(_BY_REASON) <= set(ReturnRequest.Reason.values)
    assert [item.key for item in evidence_for("not_received")] == ["label", "receiver", "delivered", "chat"]


def test_what_is_sent_is_checked():
    sent = {"label": True, "chat": False, "receiver": "yes", "unknown": True, "defect": True}
    assert checked_ticks("not_received", sent) == {"label": True, "chat": False}
    for junk in (None, "x", 7, ["label"]):
        assert checked_ticks("not_received", junk) == {}
    ready = readiness("not_received", {"label": True, "chat": False})
    assert (len(ready.there), len(ready.ticks), ready.is_checked) == (1, 4, False)


def test_ticked_on_the_page_and_told_to_the_marketplace(ruled, log_in, ani, client):
    case = ruled()
    page = log_in(ani)
    address = reverse("act", args=[case.reference, "tick_evidence"])
    sheet = page.get(address).content.decode()
    assert "Video atau CCTV saat barang dikemas" in sheet
    answers = {"packing_video": "yes", "packaging": "no", "seen": case.version}
    assert page.post(address, answers).status_code == 302
    assert ReturnRequest.objects.get().appeal_evidence == {"packing_video": True, "packaging": False}
    text = page.get(reverse("case", args=[case.reference])).content.decode()
    assert "Siap 1 dari 6" in text
    assert "Pernah diminta Tokopedia dari penjual" in text
    # The marketplace reads what there is, not what is missing; the customer reads nothing of it.
    bundle = bundle_of(
        ReturnRequest.objects.select_related("shop", "channel").get(), ani, with_team=False, now=NOW
    )
    standing = bundle.chapters[0].standing
    assert "Video atau CCTV saat barang dikemas" in standing
    assert "Foto kemasan luar dan dalam" not in standing
    tracking = client.get(reverse("track", args=[case.token])).content.decode()
    assert "anding" not in tracking
    assert "Sudah diputuskan marketplace" in tracking


def test_a_nonsense_tick_is_no_choice(ruled, log_in, ani):
    case = ruled()
    address = reverse("act", args=[case.reference, "tick_evidence"])
    assert log_in(ani).post(address, {"packing_video": "maybe", "seen": case.version}).status_code == 400
    assert ReturnRequest.objects.get().appeal_evidence == {}


def test_the_warehouse_sees_no_sum_of_it(ruled, log_in, joko):
    text = log_in(joko).get(reverse("case", args=[ruled().reference])).content.decode()
    assert "185.000" not in text


# A mistake ---------------------------------------------------------------------------------------


def test_a_mistake_is_noted_and_moves_nothing(open_return, ani, log_in):
    case = open_return(variant="refund_only", now=NOW)
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=NOW)
    before = Case.objects.values("state", "due_at", "next_due_at").get()
    page = log_in(ani)
    address = reverse("act", args=[case.reference, "mark_mistake"])
    assert "Masuk ke laporan kerugian" in page.get(address).content.decode()
    assert (
        page.post(address, {"mistake_amount": "Rp50.000", "note": "Salah tekan setujui."}).status_code == 302
    )
    assert Case.objects.values("state", "due_at", "next_due_at").get() == before
    event = Event.objects.get(action="mark_mistake")
    assert (event.data, event.internal) == ({"mistake_amount": 50_000}, True)
