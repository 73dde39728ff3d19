"""The one door: what it lets in, what it refuses, and that a refusal or a failure leaves nothing behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cases import intake
from cases.intake import open_case
from cases.models import Attachment, Case, Deadline, Event
from cases.perform import SYSTEM, Actor, perform
from cases.refusals import NotPossible, Refused, Stale
from cases.workflow import Role
from notifications.models import Message
from returns.models import ReturnRequest
from shops.models import Membership
from tests.cases.roads import CHECKED


@pytest.fixture
def case(open_return, now):
    """Budi's return, waiting for the shop's decision."""
    return open_return(now=now)


@pytest.fixture
def owner(sari):
    return Actor.member(sari)


@pytest.fixture
def budi_himself(case):
    return Actor.customer(case)


def everything():
    """All that a case consists of, to prove that nothing of it changed."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (ReturnRequest, Event, Deadline, Message, Attachment)
    ]


def is_refused(case, action, kind=Refused, **given):
    """Take a step that must not be possible; answers the refusal after proving that it left no trace."""
    before = everything()
    with pytest.raises(kind) as refusal:
        perform(case, action, **given)
    assert everything() == before
    return refusal.value


@pytest.fixture
def draft(shop, now):
    """An upload that a form still holds."""

    def make(shop=shop, **fields):
        return Attachment.objects.create(
            shop=shop, draft_key=uuid4(), kind="photo", file="bukti/foto.jpg", name="foto.jpg",
            content_type="image/jpeg", size=1, sha256="0" * 64, added_at=now, **fields,
        )  # fmt: skip

    return make


# A step that works ----------------------------------------------------------------------------


def test_a_decision_writes_one_event_with_who_when_and_why(case, ani, now):
    event = perform(
        case,
        "reject",
        actor=Actor.member(ani),
        note="  Sudah dipakai.  ",
        data={**CHECKED, "rejection_reason": "used"},
        now=now,
    )
    stored = Event.objects.get(pk=event.pk)
    assert (stored.number, stored.action, stored.source, stored.target) == (
        2,
        "reject",
        "submitted",
        "rejected",
    )
    assert (stored.role, stored.by, stored.user, stored.at) == ("service", "Ani", ani.user, now)
    assert (stored.note, stored.data, stored.internal) == (
        "Sudah dipakai.",
        {
            "rejection_reason": "used",
            "rejection_clause": "none",
            "alternative": "none",
            "kind_verified": True,
        },
        False,
    )
    after = ReturnRequest.objects.get()
    assert (after.state, after.is_open, after.closed_at, after.rejection_reason) == (
        "rejected",
        False,
        now,
        "used",
    )
    assert (after.due_at, after.due_action, after.next_due_at, after.version) == (None, "", None, 2)


def test_only_the_fields_that_the_step_asks_for_are_set(case, owner, now):
    forged = {
        **CHECKED,
        "state": "closed",
        "amount": 1,
        "token": "x",
        "rejection_reason": "used",
        "version": 99,
    }
    perform(case, "reject", actor=owner, note="Maaf.", data=forged, now=now)
    after = ReturnRequest.objects.get()
    assert (after.state, after.amount, after.token, after.version) == ("rejected", 185_000, case.token, 2)


def test_a_stale_copy_in_hand_does_not_undo_what_others_did(case, owner, budi_himself, now):
    mine = ReturnRequest.objects.get()
    perform(case, "approve", actor=owner, data=CHECKED, now=now)
    perform(
        mine,
        "ship",
        actor=budi_himself,
        data={"courier": "JNE", "tracking_number": "010190001491925"},
        now=now,
    )
    after = ReturnRequest.objects.get()
    assert (after.state, after.version, after.tracking_number) == ("waiting_parcel", 3, "010190001491925")


def test_what_a_step_adds_can_be_searched_for(case, owner, budi_himself, now):
    perform(case, "approve", actor=owner, data=CHECKED, now=now)
    perform(
        case,
        "ship",
        actor=budi_himself,
        data={"courier": "SPX", "tracking_number": "SPXID064575539347"},
        now=now,
    )
    assert "spxid064575539347" in Case.objects.get().search
    assert "inv/20261120/mpl/4711" in Case.objects.get().search


def test_who_spoke_last_is_known(case, ani, budi_himself, now):
    def unanswered():
        return Case.objects.get().unanswered

    perform(case, "reply", actor=budi_himself, note="Halo?", now=now)
    assert unanswered()
    perform(case, "note", actor=Actor.member(ani), note="Tanya gudang dulu.", now=now)
    assert unanswered()
    perform(case, "remind", actor=SYSTEM, now=now)
    assert unanswered()
    perform(case, "write", actor=Actor.member(ani), note="Kami cek, Kak.", now=now)
    assert not unanswered()


def test_a_name_longer_than_the_timeline_holds_does_not_close_the_door(case, sari, now):
    sari.user.name, sari.user.email = "", f"{'sari' * 25}@sari.test"
    event = perform(case, "approve", actor=Actor.member(sari), data=CHECKED, now=now)
    assert Event.objects.get(pk=event.pk).by == ("sari" * 25)[:80]


# Who may --------------------------------------------------------------------------------------


def test_a_role_that_may_not_is_told_whom_to_ask(case, joko, now):
    refusal = is_refused(case, "approve", NotPossible, actor=Actor.member(joko), now=now)
    assert str(refusal) == "Peran Anda tidak dapat mengambil langkah ini. Minta bantuan pemilik toko."
    assert refusal.status == 403


def test_a_customer_is_not_told_of_roles(case, budi_himself, now):
    refusal = is_refused(case, "approve", NotPossible, actor=budi_himself, now=now)
    assert str(refusal) == "Langkah ini tidak tersedia lagi. Status kasus sekarang: Menunggu keputusan toko."


@pytest.mark.parametrize(
    "action", ["approve_by_silence", "remind", "alarm", "submit", "", "terbang", "x" * 5_000]
)
def test_nobody_takes_the_steps_of_the_clock_or_unknown_ones(case, owner, action, now):
    is_refused(case, action, NotPossible, actor=owner, now=now)


# Stale pages ----------------------------------------------------------------------------------


def test_a_decision_on_a_stale_page_is_refused_with_what_changed(case, owner, ani, now):
    perform(case, "note", actor=Actor.member(ani), note="Pelanggan menelepon, minta tukar saja.", now=now)
    refusal = is_refused(case, "approve", Stale, actor=owner, seen=1, now=now)
    assert [event.note for event in refusal.events] == ["Pelanggan menelepon, minta tukar saja."]
    assert refusal.status == 409
    assert perform(case, "approve", actor=owner, data=CHECKED, seen=2, now=now).number == 3


def test_a_reminder_or_a_new_assignee_does_not_make_a_page_stale(case, owner, ani, now):
    perform(case, "remind", actor=SYSTEM, now=now)
    perform(case, "assign", actor=owner, data={"assignee": ani}, now=now)
    assert perform(case, "approve", actor=owner, data=CHECKED, seen=1, now=now).number == 4


def test_words_are_never_refused_for_a_stale_page(case, owner, budi_himself, now):
    perform(case, "approve", actor=owner, data=CHECKED, now=now)
    assert perform(case, "reply", actor=budi_himself, note="Terima kasih.", seen=1, now=now).number == 3


def test_a_customer_is_not_held_up_by_what_the_team_says_among_itself(case, ani, budi_himself, now):
    perform(case, "note", actor=Actor.member(ani), note="Hati-hati.", now=now)
    assert perform(case, "cancel", actor=budi_himself, seen=1, now=now).number == 3


def test_a_customer_is_told_of_what_the_shop_did_meanwhile(case, owner, budi_himself, now):
    perform(case, "write", actor=owner, note="Kami ganti baru ya, Kak?", now=now)
    refusal = is_refused(case, "cancel", Stale, actor=budi_himself, seen=1, now=now)
    assert [event.note for event in refusal.events] == ["Kami ganti baru ya, Kak?"]


def test_an_event_of_a_step_that_is_gone_still_makes_a_page_stale(case, owner, now):
    Event.objects.create(
        case_id=case.pk, number=2, action="old_step", source="x", target="x", role="owner", at=now
    )
    Case.objects.filter(pk=case.pk).update(version=2)
    is_refused(case, "approve", Stale, actor=owner, seen=1, now=now)


# Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["", "   \n\t ", "\x00", " \x00 "])
def test_a_step_that_needs_words_is_refused_without(case, owner, note, now):
    refusal = is_refused(case, "ask_evidence", actor=owner, note=note, now=now)
    assert (str(refusal), refusal.fields) == ("Tulis dulu pesannya.", {"note": "Bagian ini masih kosong."})


def test_words_beyond_the_limit_are_refused_and_those_at_it_are_kept(case, budi_himself, now):
    refusal = is_refused(case, "reply", actor=budi_himself, note="x" * 4_001, now=now)
    assert refusal.fields == {"note": "Terlalu panjang."}
    event = perform(case, "reply", actor=budi_himself, note="x" * 4_000 + "\x00  ", now=now)
    assert Event.objects.get(pk=event.pk).note == "x" * 4_000


def test_a_photo_may_speak_for_itself(case, budi_himself, draft, now):
    photo = draft()
    event = perform(case, "reply", actor=budi_himself, files=[photo], now=now)
    photo.refresh_from_db()
    assert (photo.case_id, photo.event_id, photo.draft_key, photo.internal) == (
        case.pk,
        event.pk,
        None,
        False,
    )


def test_words_given_to_a_step_that_takes_none_are_dropped(case, owner, ani, now):
    event = perform(case, "assign", actor=owner, note="halo", data={"assignee": ani}, now=now)
    assert Event.objects.get(pk=event.pk).note == ""


# Files ----------------------------------------------------------------------------------------


def test_a_file_of_a_note_stays_with_the_team(case, ani, draft, now):
    photo = draft()
    perform(case, "note", actor=Actor.member(ani), files=[photo], now=now)
    photo.refresh_from_db()
    assert (photo.case_id, photo.internal) == (case.pk, True)


def test_files_of_others_and_used_ones_are_left_alone(
    case, budi_himself, draft, other_shop, open_return, now
):
    theirs = draft(shop=other_shop)
    used = draft(case_id=open_return(now=now).pk)
    perform(case, "reply", actor=budi_himself, note="Ini.", files=[theirs, used], now=now)
    assert list(case.attachments.all()) == []
    assert list(Attachment.objects.order_by("pk").values_list("case_id", flat=True)) == [None, used.case_id]


# Answers --------------------------------------------------------------------------------------


@pytest.fixture
def refund_due(open_return, owner, now):
    """A case whose money is to be paid back: 185.000 at most."""
    found = open_return(variant="refund_only", now=now)
    perform(found, "approve", actor=owner, data=CHECKED, now=now)
    return found


def refund(now, **given):
    return {"refund_amount": 185_000, "refund_method": "transfer", "refunded_on": now.date(), **given}


def test_answers_arrive_as_values_of_their_fields(refund_due, owner, now):
    data = {
        "refund_amount": "185000", "refund_method": "transfer", "refunded_on": "2026-11-20",
        "refund_reference": " TRX\x001 ",
    }  # fmt: skip
    event = perform(
        refund_due, "record_refund", actor=owner, data=data, now=now.replace(year=2026, month=11, day=21)
    )
    after = ReturnRequest.objects.get(pk=refund_due.pk)
    assert (after.refund_amount, str(after.refunded_on), after.refund_reference) == (
        185_000,
        "2026-11-20",
        "TRX1",
    )
    assert Event.objects.get(pk=event.pk).data == {
        "refund_amount": 185_000, "refund_method": "transfer", "refunded_on": "2026-11-20", "refund_reference": "TRX1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name, value",
    [
        ("refund_amount", None), ("refund_amount", ""), ("refund_amount", "   "), ("refund_amount", "\x00"),
        ("refund_amount", 0), ("refund_amount", -5), ("refund_amount", 10**30), ("refund_amount", "banyak"),
        ("refund_amount", [1]), ("refund_amount", {}), ("refund_method", "bitcoin"), ("refund_method", 7),
        ("refunded_on", "kemarin"), ("refunded_on", "2026-13-41"), ("refunded_on", 20261121), ("refund_reference", "x" * 61),
    ],
)  # fmt: skip
def test_a_missing_or_impossible_answer_is_refused_and_named(refund_due, owner, name, value, now):
    refusal = is_refused(refund_due, "record_refund", actor=owner, data=refund(now, **{name: value}), now=now)
    assert list(refusal.fields) == [name]
    label = ReturnRequest._meta.get_field(name).verbose_name
    assert str(refusal) == f"Periksa lagi: {label}."


def test_every_wrong_answer_is_named_at_once(refund_due, owner, now):
    refusal = is_refused(refund_due, "record_refund", actor=owner, data={}, now=now)
    assert list(refusal.fields) == ["refund_amount", "refund_method", "refunded_on"]


def test_somebody_who_works_here_is_put_in_charge_and_taken_off_again(case, owner, ani, now):
    event = perform(case, "assign", actor=owner, data={"assignee": ani}, now=now)
    assert Case.objects.get().assignee == ani
    assert Event.objects.get(pk=event.pk).data == {"assignee": {"id": ani.pk, "name": str(ani)}}
    perform(case, "assign", actor=owner, data={"assignee": None}, now=now)
    assert Case.objects.get().assignee is None


def test_nobody_of_another_shop_is_put_in_charge(case, owner, tono, now):
    refusal = is_refused(case, "assign", actor=owner, data={"assignee": tono}, now=now)
    assert refusal.fields == {"assignee": "Pilihan ini tidak ada."}


def test_a_bare_key_or_a_thing_of_another_kind_puts_nobody_in_charge(case, owner, ani, tono, shop, now):
    for odd in (ani.pk, str(ani.pk), tono.pk, tono.user, ani.user, shop, "Ani", [ani], True):
        refusal = is_refused(case, "assign", actor=owner, data={"assignee": odd}, now=now)
        assert refusal.fields == {"assignee": "Pilihan ini tidak ada."}


def test_nobody_who_has_left_is_put_in_charge(case, owner, ani, now):
    Membership.objects.filter(pk=ani.pk).update(disabled_at=now)
    ani.refresh_from_db()
    refusal = is_refused(case, "assign", actor=owner, data={"assignee": ani}, now=now)
    assert refusal.fields == {"assignee": "Pilihan ini tidak ada."}


# One transaction ------------------------------------------------------------------------------


@pytest.fixture
def no_outbox(case):
    """The last thing that is written cannot be: the database takes no message any more."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE notifications_message ADD CONSTRAINT closed CHECK (false) NOT VALID")


def test_a_decision_whose_message_cannot_be_written_did_not_happen(case, owner, draft, no_outbox, now):
    draft()
    is_refused(
        case,
        "reject",
        IntegrityError,
        actor=owner,
        note="Maaf.",
        data={**CHECKED, "rejection_reason": "used"},
        now=now,
    )


def test_a_case_whose_message_cannot_be_written_was_not_opened(shop, open_return, draft, no_outbox, now):
    photo = draft()
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        open_return(files=[photo], now=now)
    assert everything() == before


# Birth ----------------------------------------------------------------------------------------


def test_a_new_case_has_its_first_event_its_clocks_and_its_letter(case, now):
    assert (case.state, case.turn, case.is_open, case.version) == ("submitted", "shop", True, 1)
    [event] = Event.objects.all()
    assert (event.number, event.action, event.target, event.role, event.by) == (
        1, "submit", "submitted", "customer", "Budi Santoso",
    )  # fmt: skip
    assert sorted(Deadline.objects.values_list("clock", "level")) == [
        ("answer", 50),
        ("answer", 80),
        ("answer", 100),
    ]
    [message] = Message.objects.all()
    assert (message.template, message.recipient, message.about) == (
        "return_submitted",
        "budi@mail.test",
        case.reference,
    )
    assert case.reference in message.body
    assert case.due_at == Deadline.objects.get(level=100).due_at
    assert case.next_due_at == Deadline.objects.get(level=50).due_at


def test_the_same_form_sent_twice_is_one_case(open_return, draft, now):
    submission = uuid4()
    first = open_return(submission=submission, now=now)
    before = everything()
    again = open_return(submission=submission, files=[], now=now + timedelta(seconds=3))
    assert again == first
    assert isinstance(again, ReturnRequest)
    assert everything() == before


def test_the_same_form_key_at_another_shop_is_another_case(open_return, other_shop, now):
    submission = uuid4()
    first = open_return(submission=submission, now=now)
    second = open_return(submission=submission, channel=other_shop.channels.get(kind="website"), now=now)
    assert (first.shop_id, second.shop_id) == (first.shop_id, other_shop.pk)
    assert Case.objects.count() == 2


def test_a_reference_that_is_taken_is_drawn_again(open_return, monkeypatch, now):
    drawn = iter(["RT-AAAAAAA", "RT-AAAAAAA", "RT-BBBBBBB"])
    monkeypatch.setattr(intake, "new_reference", lambda prefix: next(drawn))
    assert [open_return(now=now).reference, open_return(now=now).reference] == ["RT-AAAAAAA", "RT-BBBBBBB"]


def test_the_desk_opens_a_case_for_a_customer_and_the_warehouse_does_not(open_return, ani, joko, now):
    case = open_return(actor=Actor.member(ani), now=now)
    assert (case.events.get().role, case.events.get().by) == ("service", "Ani")
    with pytest.raises(NotPossible):
        open_return(actor=Actor.member(joko), now=now)
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)


def test_a_variant_that_does_not_exist_opens_nothing(open_return, now):
    with pytest.raises(ValueError, match="has no variant 'gift'"):
        open_return(variant="gift", now=now)
    assert not Case.objects.exists()


def test_a_case_without_an_address_is_told_by_whatsapp(shop, budi, now):
    fields = {
        **budi,
        "customer_email": "",
        "variant": "exchange",
        "reason": "wrong_size",
        "description": "Kekecilan.",
    }
    case = open_case("return_request", channel=shop.channels.get(kind="counter"), now=now, **fields)
    [message] = Message.objects.all()
    assert (message.channel, message.recipient, message.status) == (
        "whatsapp_link",
        "+6281234567890",
        "prepared",
    )
    assert message.next_attempt_at is None
    assert case.token in message.body


def test_a_role_is_what_the_membership_says(sari, ani, joko, case):
    assert [Actor.member(m).role for m in (sari, ani, joko)] == [Role.OWNER, Role.SERVICE, Role.WAREHOUSE]
    assert Actor.customer(case) == Actor(Role.CUSTOMER, "Budi Santoso")
