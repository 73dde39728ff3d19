"""The sweep: everything that is due, once; what is broken waits, and nothing waits for it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import sweep as sweeping
from cases.models import Case, Deadline, Event
from cases.perform import Actor, perform
from cases.sweep import sweep
from cases.tasks import LAST_SWEEP, sweep_due
from notifications.models import Message
from returns.models import ReturnRequest
from shops.models import Membership, User
from tests.cases.roads import CHECKED

WIB = ZoneInfo("Asia/Jakarta")


def at(day, hour, minute=0):
    """A moment of November 2026, when no holiday is near; the 17th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


DUE = at(19, 10)


@pytest.fixture
def case(open_return):
    """A return of Tuesday 10.00, to be approved by silence on Thursday 10.00."""
    return open_return(now=at(17, 10))


def told(template):
    """Whom messages of this template went to."""
    return sorted(Message.objects.filter(template=template).values_list("recipient", flat=True))


def test_silence_approves_exactly_once_and_everybody_is_told(case, sari):
    assert sweep(now=DUE - timedelta(minutes=1)) == 1  # the reminder
    assert sweep(now=DUE) == 1
    assert sweep(now=DUE) == 0
    assert sweep(now=DUE + timedelta(hours=1)) == 0
    event = case.events.last()
    assert (event.number, event.action, event.role, event.by, event.user) == (
        3, "approve_by_silence", "system", "", None,
    )  # fmt: skip
    assert str(case.workflow.named(event.action, case.variant).done) == "Disetujui otomatis"
    after = Case.objects.get()
    assert (after.state, after.turn, after.due_action) == ("approved", "customer", "lapse_shipping")
    assert told("return_approved_by_silence") == ["budi@mail.test"]
    assert told("staff_approved_by_silence") == ["sari@sari.test"]
    assert told("return_approved") == []


def test_an_alarm_tells_the_owner_and_leaves_the_decision_to_people(open_return, shop):
    case = open_return(now=at(17, 10), channel=shop.channels.get(kind="whatsapp"))
    assert sweep(now=DUE) == 1
    assert Case.objects.get().state == "submitted"
    assert [event.action for event in case.events.all()] == ["submit", "alarm"]
    assert (told("staff_alarm"), told("return_late")) == (["sari@sari.test"], ["budi@mail.test"])
    assert sweep(now=DUE + timedelta(days=9)) == 0


def test_a_decision_in_time_keeps_the_sweep_away(case, ani):
    perform(
        case,
        "reject",
        actor=Actor.member(ani),
        note="Maaf.",
        data={**CHECKED, "rejection_reason": "used"},
        now=at(17, 11),
    )
    assert sweep(now=DUE) == 0
    assert Case.objects.get().state == "rejected"


def test_a_customer_who_stays_silent_loses_the_case_after_a_reminder(case, ani):
    perform(case, "ask_evidence", actor=Actor.member(ani), note="Foto, Kak.", now=at(17, 12))
    assert sweep(now=at(19, 12)) == 1
    assert sweep(now=at(20, 12)) == 1
    assert [event.action for event in case.events.all()][2:] == ["remind_customer", "lapse_evidence"]
    after = Case.objects.get()
    assert (after.state, after.is_open, after.due_at) == ("closed", False, None)
    assert after.next_due_at == at(20, 12) + timedelta(days=3)  # whether all is well
    assert (told("return_reminder"), told("return_lapsed")) == (["budi@mail.test"], ["budi@mail.test"])


def test_more_cases_than_a_batch_are_all_fired(open_return, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 3)
    for minute in range(8):
        open_return(now=at(17, 10, minute))
    assert sweep(now=DUE + timedelta(hours=1)) == 8
    assert Event.objects.filter(action="approve_by_silence").count() == 8
    assert Case.objects.filter(next_due_at__lte=DUE + timedelta(hours=1)).count() == 0


def test_a_limit_takes_what_is_due_first(open_return):
    late, later = open_return(now=at(17, 10)), open_return(now=at(17, 11))
    assert sweep(now=at(20, 10), limit=1) == 1
    assert [Case.objects.get(pk=case.pk).state for case in (late, later)] == ["approved", "submitted"]


def test_cases_of_several_shops_and_variants_go_in_one_batch(
    open_return, other_shop, django_assert_max_num_queries
):
    website = other_shop.channels.get(kind="website")
    for variant in ("refund_only", "return_refund", "exchange", "reshipment"):
        open_return(now=at(17, 10), variant=variant)
        open_return(now=at(17, 10), variant=variant, channel=website)
    with django_assert_max_num_queries(30):
        assert sweep(now=DUE) == 8
    ours = ReturnRequest.objects.exclude(shop=other_shop).order_by("variant").values_list("variant", "state")
    assert list(ours) == [
        ("exchange", "approved"), ("refund_only", "refund_due"), ("reshipment", "replacement_due"),
        ("return_refund", "approved"),
    ]  # fmt: skip
    # Tono's form alarms instead, and he alone is told of his own.
    assert set(ReturnRequest.objects.filter(shop=other_shop).values_list("state", flat=True)) == {"submitted"}
    assert told("staff_alarm") == ["tono@tono.test"] * 4
    assert told("staff_approved_by_silence") == ["sari@sari.test"] * 4


# Poison ---------------------------------------------------------------------------------------


def _state_is_gone(case):
    Case.objects.filter(pk=case.pk).update(state="gone")


def _action_is_gone(case):
    Deadline.objects.filter(case=case.pk).update(action="gone")


def _variant_is_gone(case):
    Case.objects.filter(pk=case.pk).update(variant="gone")


def _kind_is_gone(case):
    Case.objects.filter(pk=case.pk).update(kind="gone")


def _own_row_is_gone(case):
    ReturnRequest.objects.filter(pk=case.pk)._raw_delete(using="default")


def _clock_may_not(case):
    Case.objects.filter(pk=case.pk).update(state="evidence_asked")
    Deadline.objects.filter(case=case.pk).update(action="reply")


def _number_is_taken(case):
    """The database itself refuses the next event."""
    Event.objects.create(
        case_id=case.pk, number=2, action="x", source="", target="", role="owner", at=case.opened_at
    )


POISONS = [
    _state_is_gone, _action_is_gone, _variant_is_gone, _kind_is_gone, _own_row_is_gone, _clock_may_not,
    _number_is_taken,
]  # fmt: skip


@pytest.mark.parametrize("poison", POISONS, ids=lambda poison: poison.__name__.strip("_"))
def test_a_poisoned_case_is_put_off_and_the_others_go_on(open_return, sari, poison):
    first, sick, last = (open_return(now=at(17, 10, minute)) for minute in range(3))
    poison(sick)
    events = sick.events.count()
    now = DUE + timedelta(minutes=5)

    assert sweep(now=now) == 3

    for case in (first, last):
        assert [event.action for event in case.events.all()] == ["submit", "approve_by_silence"]
        assert Case.objects.get(pk=case.pk).state == "approved"
    row = Case.objects.get(pk=sick.pk)
    assert (row.next_due_at, row.sweep_failures) == (now + timedelta(minutes=5), 1)
    assert sick.events.count() == events
    assert set(sick.deadlines.values_list("outcome", flat=True)) == {""}
    assert told("staff_clock_failed") == ["sari@sari.test"]
    assert sick.reference in Message.objects.get(template="staff_clock_failed").subject


def test_a_poisoned_case_is_tried_less_and_less_and_its_owner_told_once(case):
    _action_is_gone(case)
    now, waits = DUE, []
    for failures in range(1, 9):
        assert sweep(now=now) == 1
        assert sweep(now=now) == 0
        row = Case.objects.get()
        assert row.sweep_failures == failures
        waits.append(int((row.next_due_at - now).total_seconds() / 60))
        now = row.next_due_at
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360]
    assert told("staff_clock_failed") == ["sari@sari.test"]


def test_a_case_that_has_been_mended_fires_once_and_is_well_again(case):
    _state_is_gone(case)
    sweep(now=DUE)
    Case.objects.update(state="submitted")
    assert sweep(now=DUE + timedelta(minutes=4)) == 0
    assert sweep(now=DUE + timedelta(minutes=5)) == 1
    row = Case.objects.get()
    assert (row.state, row.sweep_failures) == ("approved", 0)
    assert [event.action for event in case.events.all()] == ["submit", "approve_by_silence"]


def test_people_can_act_on_a_case_whose_clock_fails(case, ani):
    _action_is_gone(case)
    sweep(now=DUE)
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=DUE + timedelta(minutes=1))
    row = Case.objects.get()
    assert (row.state, row.sweep_failures, row.due_action) == ("approved", 0, "lapse_shipping")
    assert row.next_due_at == Deadline.objects.filter(outcome="").earliest("due_at").due_at


def test_an_owner_who_cannot_be_told_does_not_stop_the_sweep(open_return, monkeypatch):
    sick, well = open_return(now=at(17, 10)), open_return(now=at(17, 11))
    _action_is_gone(sick)

    def fail(*args):
        raise RuntimeError("no letter today")

    monkeypatch.setattr(sweeping, "owner_alert", fail)
    assert sweep(now=at(19, 11)) == 2
    assert Case.objects.get(pk=sick.pk).sweep_failures == 1
    assert Case.objects.get(pk=well.pk).state == "approved"


def test_a_state_that_is_gone_keeps_nobody_from_the_case(case):
    _state_is_gone(case)
    row = Case.objects.get()
    assert (row.place.label, row.place.public, row.place.is_open) == ("gone", "gone", True)
    assert row.label == "Retur barang & dana"


# Whom to tell ---------------------------------------------------------------------------------


@pytest.fixture
def assigned(case, sari, ani):
    """A case that Ani looks after."""
    perform(case, "assign", actor=Actor.member(sari), data={"assignee": ani}, now=at(17, 11))
    return case


REMINDER = at(18, 10)


def test_a_reminder_goes_to_whoever_is_in_charge(assigned):
    sweep(now=REMINDER)
    assert told("staff_reminder") == ["ani@sari.test"]


def test_a_reminder_goes_to_the_owner_when_nobody_is_in_charge(case):
    sweep(now=REMINDER)
    assert told("staff_reminder") == ["sari@sari.test"]


def _has_left(ani):
    Membership.objects.filter(pk=ani.pk).update(disabled_at=at(17, 12))


def _is_locked_out(ani):
    User.objects.filter(pk=ani.user_id).update(is_active=False)


def _is_removed(ani):
    Membership.objects.get(pk=ani.pk).delete()


@pytest.mark.parametrize(
    "gone", [_has_left, _is_locked_out, _is_removed], ids=lambda gone: gone.__name__.strip("_")
)
def test_a_reminder_goes_to_the_owner_when_the_one_in_charge_is_gone(assigned, ani, gone):
    gone(ani)
    assert sweep(now=REMINDER) == 1
    assert told("staff_reminder") == ["sari@sari.test"]


def test_without_an_owner_who_can_be_reached_whoever_works_there_is_told(open_return, shop, sari, ani, joko):
    open_return(now=at(17, 10), channel=shop.channels.get(kind="whatsapp"))
    User.objects.filter(pk=sari.user_id).update(is_active=False)
    assert sweep(now=DUE) == 1
    assert told("staff_alarm") == ["ani@sari.test", "joko@sari.test"]


def test_without_anybody_the_shop_itself_is_told(open_return, shop, sari):
    open_return(now=at(17, 10), channel=shop.channels.get(kind="whatsapp"))
    User.objects.filter(pk=sari.user_id).update(is_active=False)
    assert sweep(now=DUE) == 1
    assert told("staff_alarm") == ["toko@sari.test"]


def test_a_clock_keeps_its_word_even_where_nobody_can_be_told(open_return, shop, sari):
    case = open_return(now=at(17, 10))
    shop.email = ""
    shop.save(update_fields=["email"])
    User.objects.filter(pk=sari.user_id).update(is_active=False)
    assert sweep(now=DUE) == 1
    assert case.events.last().action == "approve_by_silence"
    assert (told("staff_approved_by_silence"), told("return_approved_by_silence")) == ([], ["budi@mail.test"])


def test_two_owners_with_long_addresses_are_both_told(open_return, shop):
    long = "pemilik-toko-dengan-alamat-yang-sangat-panjang-sekali-" * 2
    for name in ("a", "b"):
        user = User.objects.create_user(f"{long}{name}@sari.test", name=name)
        Membership.objects.create(shop=shop, user=user, role="owner", accepted_at=at(17, 9))
    open_return(now=at(17, 10))
    assert sweep(now=DUE) == 1
    assert told("staff_approved_by_silence") == [f"{long}a@sari.test", f"{long}b@sari.test", "sari@sari.test"]


# The task -------------------------------------------------------------------------------------


def test_the_task_sweeps_and_leaves_word_of_when(open_return):
    open_return(now=datetime(2024, 11, 19, 10, tzinfo=WIB))
    before = timezone.now()
    assert sweep_due() == 1
    assert before <= datetime.fromisoformat(cache.get(LAST_SWEEP)) <= timezone.now()


@pytest.mark.parametrize(
    "poison",
    [_state_is_gone, _action_is_gone, _variant_is_gone],
    ids=lambda poison: poison.__name__.strip("_"),
)
def test_a_case_older_than_the_table_does_not_close_the_pages(case, sari, log_in, poison):
    """Rows outlive tables: after an update that renamed something, people must still get at their cases."""
    poison(case)
    sweep(now=DUE)
    pages = [reverse("inbox"), reverse("case", args=[case.reference])]
    assert [log_in(sari).get(page).status_code for page in pages] == [200, 200]
    assert log_in(sari).get(pages[0]).content.decode().count(case.reference) > 0
    assert Client().get(reverse("track", args=[case.token])).status_code == 200
