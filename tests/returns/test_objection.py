"""A refusal is objected to once, in time, by the customer; the owner decides, and no clock ever does."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Event
from cases.perform import SYSTEM, Actor, perform
from cases.refusals import NotPossible, Refused
from cases.sweep import sweep
from notifications.models import Message
from returns.models import ReturnRequest
from shops.models import Membership, User
from tests.cases.roads import CHECKED

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 17, 10, 0, tzinfo=JAKARTA)  # a Tuesday
LAST = datetime(2026, 11, 20, 10, 0, tzinfo=JAKARTA)  # three working days later
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(open_return, ani):
    """Open a return and refuse it at NOW; any other moment may be named."""

    def make(at=NOW, **fields):
        case = open_return(now=at - timedelta(hours=1), **fields)
        perform(
            case, "reject", actor=Actor.member(ani), note="Labelnya sudah dilepas.",
            data=CHECKED | {"rejection_reason": "used"}, now=at,
        )  # fmt: skip
        return ReturnRequest.objects.get(pk=case.pk)

    return make


@pytest.fixture
def refused_in_hand(open_return, ani, joko):
    """Open a return and refuse it at NOW, after its goods were looked at."""

    def make(**fields):
        case = open_return(now=NOW - timedelta(hours=4), **fields)
        for hours, member, action, data in (
            (3, ani, "approve", {}), (2, joko, "receive", {"received_on": NOW.date()}),
            (1, joko, "inspect", {"condition": "good"}), (0, ani, "reject", {"rejection_reason": "used"}),
        ):  # fmt: skip
            perform(
                case, action, actor=Actor.member(member), note="Begini.", data=CHECKED | data,
                now=NOW - timedelta(hours=hours),
            )  # fmt: skip
        return ReturnRequest.objects.get(pk=case.pk)

    return make


def budi(case):
    return Actor.customer(case)


def object_to(case, at):
    perform(case, "object", actor=budi(case), note="Labelnya masih ada, lihat lagi.", now=at)
    return ReturnRequest.objects.get(pk=case.pk)


def nothing_happens(case, action, actor, at, **given):
    """The refusal, after proving that nothing was written."""
    before = (Case.objects.values().get(pk=case.pk), Event.objects.count(), Message.objects.count())
    with pytest.raises(Refused) as refusal:
        perform(case, action, actor=actor, now=at, **{"data": CHECKED, **given})
    assert (Case.objects.values().get(pk=case.pk), Event.objects.count(), Message.objects.count()) == before
    return refusal.value


def test_the_letter_says_until_when(refused):
    refused()
    body = Message.objects.get(template="return_rejected").body
    assert "paling lambat Jum 20 Nov, 10.00 WIB" in body
    assert "Pemilik toko sendiri yang melihatnya lagi." in body


def test_the_last_second_is_in_time(refused):
    case = object_to(refused(), LAST)
    assert (case.state, case.turn, case.is_open, case.objected_at) == ("objected", "shop", True, LAST)
    # Two working days: Saturday and Monday.
    assert case.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=JAKARTA)
    told = Message.objects.get(template="staff_objection")
    assert (told.recipient, told.to_customer) == ("sari@sari.test", False)
    assert "Labelnya masih ada, lihat lagi." in told.body


def test_a_second_later_is_too_late(refused):
    refusal = nothing_happens(case := refused(), "object", budi(case), LAST + SECOND, note="Lihat lagi.")
    assert str(refusal) == (
        "Keberatan bisa diajukan sampai Jum 20 Nov 2026, 10.00 WIB. Kakak tetap bisa menulis ke toko di bawah."
    )
    assert case.objected_at is None


def test_lebaran_gives_more_days(refused):
    """Tuesday 17 March 2026; closed 18–24 March, so the working days are 25, 26 and 27 March."""
    at = datetime(2026, 3, 17, 10, 0, tzinfo=JAKARTA)
    case = refused(at)
    assert case.objection_until == datetime(2026, 3, 27, 10, 0, tzinfo=JAKARTA)


def test_only_the_customer_objects(refused, sari, ani):
    case = refused()
    for actor in (Actor.member(sari), Actor.member(ani), SYSTEM):
        assert isinstance(nothing_happens(case, "object", actor, NOW, note="Ya."), NotPossible)


def test_it_is_decided_by_the_owner_alone(refused, sari, ani, joko):
    case = object_to(refused(), NOW + SECOND)
    for action in ("grant", "grant_held", "uphold", "ask_evidence"):
        for who in (Actor.member(ani), Actor.member(joko), budi(case), SYSTEM):
            assert isinstance(nothing_happens(case, action, who, NOW, note="Ya."), NotPossible)
    perform(case, "uphold", actor=Actor.member(sari), note="Sudah kami lihat lagi.", now=NOW)
    assert Case.objects.get().state == "rejected"


def test_no_silence_decides_it(refused):
    """Neither the shop's nor the customer's: after weeks the owner has been alarmed and it still waits."""
    case = object_to(refused(), NOW + SECOND)
    for _ in range(12):
        due = Case.objects.get().next_due_at
        if due is None:
            break
        sweep(now=due)
    case = Case.objects.get()
    assert (case.state, case.next_due_at) == ("objected", None)
    assert [event.action for event in case.events.all()][-3:] == ["remind", "remind", "alarm"]


def test_evidence_that_never_comes_closes_nothing(refused, sari):
    case = object_to(refused(), NOW + SECOND)
    perform(case, "ask_evidence", actor=Actor.member(sari), note="Foto labelnya, Kak.", now=NOW + 2 * SECOND)
    case = Case.objects.get()
    assert (case.state, case.turn) == ("objection_asked", "customer")
    sweep(now=case.due_at)
    assert Case.objects.get().state == "objected"
    assert Case.objects.get().events.last().action == "lapse_evidence"


def test_evidence_brings_the_same_clock_on(refused, sari):
    """Asked for after 6 hours, sent 24 hours later: the clock of two working days ends 24 hours later."""
    case = object_to(refused(), NOW)
    first = case.due_at
    perform(case, "ask_evidence", actor=Actor.member(sari), note="Foto, Kak.", now=NOW + timedelta(hours=6))
    perform(case, "send_evidence", actor=budi(case), note="Ini.", now=NOW + timedelta(hours=30))
    case = Case.objects.get()
    assert (first, case.state) == (datetime(2026, 11, 19, 10, 0, tzinfo=JAKARTA), "objected")
    assert case.due_at == datetime(2026, 11, 20, 10, 0, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    "variant, action, state", [
        ("refund_only", "grant", "refund_due"), ("return_refund", "grant", "approved"), ("exchange", "grant", "approved"),
        ("reshipment", "grant", "replacement_due"), ("return_refund", "grant_held", "refund_due"),
        ("exchange", "grant_held", "replacement_due"),
    ],
)  # fmt: skip
def test_granting_goes_the_way_that_was_asked_for(refused, refused_in_hand, sari, variant, action, state):
    make = refused if action == "grant" else refused_in_hand
    case = object_to(make(variant=variant), NOW + SECOND)
    perform(case, action, actor=Actor.member(sari), note="Maaf, Kak.", data=CHECKED, now=NOW + 2 * SECOND)
    assert Case.objects.get().state == state
    letter = Message.objects.filter(to_customer=True).order_by("id").last()
    assert letter.template == ("return_approved" if action == "grant" else "return_accepted")


def test_once_and_never_again(refused, sari, ani):
    case = object_to(refused(), NOW + SECOND)
    perform(case, "uphold", actor=Actor.member(sari), note="Tetap sama, Kak.", now=NOW + 2 * SECOND)
    assert "Tetap sama, Kak." in Message.objects.get(template="return_upheld").body
    refusal = nothing_happens(case, "object", budi(case), NOW + 3 * SECOND, note="Sekali lagi.")
    assert "hanya bisa diajukan sekali" in str(refusal)
    # Not even after it was opened and refused once more, and the letter does not promise it.
    perform(case, "reopen", actor=Actor.member(ani), note="Dilihat lagi.", now=NOW + 4 * SECOND)
    perform(
        case, "reject", actor=Actor.member(ani), note="Tetap.", data=CHECKED | {"rejection_reason": "used"},
        now=NOW + 5 * SECOND,
    )  # fmt: skip
    nothing_happens(case, "object", budi(case), NOW + 6 * SECOND, note="Lagi.")
    assert "keberatan" not in Message.objects.filter(template="return_rejected").order_by("id").last().body


# The pages ---------------------------------------------------------------------------------------


@pytest.fixture
def just_now():
    """A moment a minute ago, for pages that look at the clock themselves."""
    return timezone.now() - timedelta(minutes=1)


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_the_customer_sees_the_right_and_its_last_day(refused, client, just_now):
    case = refused(just_now)
    text = page(client, "track", case.token)
    assert "Kakak bisa menyatakan keberatan satu kali, sampai" in text
    assert 'id="id_object_note"' in text
    assert text.count('id="id_evidence"') == 1
    assert 'id="id_reply_note"' in text  # and may still just write


def test_after_it_is_over_the_page_says_why(refused, client, just_now):
    case = refused(just_now - timedelta(days=30))
    text = page(client, "track", case.token)
    assert "Keberatan bisa diajukan sampai" in text
    assert 'id="id_object_note"' not in text
    response = client.post(
        reverse("track_act", args=[case.token, "object"]),
        {"note": "Sudah saya tulis panjang.", "seen": case.version},
    )
    assert response.status_code == 422
    assert "Sudah saya tulis panjang." in response.content.decode()
    assert Case.objects.get().state == "rejected"


def test_the_team_sees_the_right(refused, log_in, ani, just_now):
    case = refused(just_now)
    assert "Pelanggan masih bisa mengajukan keberatan sampai" in page(log_in(ani), "case", case.reference)


def test_who_refused_it_is_told_so_and_of_the_other_owner(refused, log_in, shop, sari, just_now):
    case = refused(just_now)
    object_to(case, just_now + SECOND)
    assert "Anda sendiri yang menolak" not in page(log_in(sari), "case", case.reference)

    own = refused_by(sari, case, just_now)
    text = page(log_in(sari), "case", own.reference)
    assert "Anda sendiri yang menolak permintaan ini." in text
    assert "Baca lagi dengan mata pelanggan" in text

    rina = User.objects.create_user("rina@sari.test", name="Rina")
    Membership.objects.create(shop=shop, user=rina, role=Membership.Role.OWNER, accepted_at=timezone.now())
    assert "Lebih baik Rina yang memutuskan kali ini." in page(log_in(sari), "case", own.reference)


def refused_by(member, like, at):
    """Another return, refused by this member and objected to."""
    from cases.intake import open_case

    case = open_case(
        "return_request", channel=like.channel, variant="refund_only", reason="damaged", title="Tas anyaman",
        customer_name="Budi Santoso", customer_phone="+6281234567890", description="Talinya putus.", now=at,
    )  # fmt: skip
    perform(
        case,
        "reject",
        actor=Actor.member(member),
        note="Bukan cacat.",
        data=CHECKED | {"rejection_reason": "used"},
        now=at,
    )
    return object_to(ReturnRequest.objects.get(pk=case.pk), at + SECOND)
