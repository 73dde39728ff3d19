"""After the end: one question, two scores, a way back in, and silence for those who want it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.manners import stop_reminders
from cases.models import Case
from cases.perform import Actor, perform
from cases.refusals import Refused
from cases.sweep import sweep
from notifications.models import Message
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db

FOUR_DAYS = timedelta(days=4)


@pytest.fixture
def closed(open_return, sari, now):
    """A return that came to its end at `now`."""
    case = open_return(variant="refund_only", now=now - timedelta(hours=2))
    member = Actor.member(sari)
    perform(case, "approve", actor=member, data=CHECKED, now=now - timedelta(hours=1))
    money = {"refund_amount": 1000, "refund_method": "transfer", "refunded_on": now.date()}
    perform(case, "record_refund", actor=member, data=money, now=now - timedelta(minutes=30))
    perform(case, "confirm", actor=Actor.customer(case), now=now)
    return Case.objects.get(pk=case.pk)


def questions(case):
    return Message.objects.filter(about=case.reference, template="case_feedback")


def test_a_closed_case_asks_once_and_is_never_late(closed, now):
    assert (closed.due_at, closed.is_open) == (None, False)
    assert sweep(now=now + timedelta(days=2)) == 0
    assert sweep(now=now + FOUR_DAYS) == 1
    assert sweep(now=now + FOUR_DAYS * 5) == 0
    assert questions(closed).count() == 1
    assert "/berhenti/" in questions(closed).get().body
    closed.refresh_from_db()
    assert (closed.state, closed.due_at, closed.next_due_at) == ("closed", None, None)


def test_any_reply_stops_the_question(closed, now):
    perform(closed, "reply", actor=Actor.customer(closed), note="Terima kasih", now=now + timedelta(days=1))
    sweep(now=now + FOUR_DAYS)
    assert not questions(closed).exists()


def test_nobody_is_asked_while_something_else_of_theirs_is_open(closed, open_return, now):
    open_return(now=now + FOUR_DAYS)
    before = closed.events.count()
    sweep(now=now + FOUR_DAYS)
    assert not questions(closed).exists()
    assert closed.events.count() == before


def test_who_opted_out_is_not_asked(closed, now):
    stop_reminders(closed, now)
    sweep(now=now + FOUR_DAYS)
    assert not questions(closed).exists()


def test_good_scores_stay_on_the_closed_case_and_stop_the_question(closed, client, now):
    answer = client.post(reverse("rate", args=[closed.token]), {"score_product": 5, "score_treatment": 3})
    assert answer.status_code == 303
    closed.refresh_from_db()
    assert (closed.state, closed.score_product, closed.score_treatment) == ("closed", 5, 3)
    assert closed.rated_at is not None
    sweep(now=now + FOUR_DAYS)
    assert not questions(closed).exists()


def test_a_low_score_opens_the_case_with_its_own_clock_and_tells_the_owner(closed, client):
    client.post(
        reverse("rate", args=[closed.token]), {"score_product": 5, "score_treatment": 1, "note": "Lama"}
    )
    closed.refresh_from_db()
    assert (closed.state, closed.is_open) == ("reopened", True)
    assert closed.due_at is not None
    told = Message.objects.filter(about=closed.reference, template="staff_low_score")
    assert told.count() == 1
    assert "Lama" in told.get().body


def test_a_low_score_cannot_be_filed_away_nor_a_good_one_open_the_case(closed, now):
    low, good = {"score_product": 1, "score_treatment": 5}, {"score_product": 4, "score_treatment": 4}
    for action, scores in (("rate", low), ("rate_low", good)):
        with pytest.raises(Refused):
            perform(closed, action, actor=Actor.customer(closed), data=scores, now=now)
    closed.refresh_from_db()
    assert (closed.state, closed.score_product) == ("closed", None)


@pytest.mark.parametrize("scores", [{}, {"score_product": 6, "score_treatment": 1}, {"score_product": "x"}])
def test_a_missing_or_impossible_score_comes_back(closed, client, scores):
    answer = client.post(reverse("rate", args=[closed.token]), scores)
    assert answer.status_code == 422
    closed.refresh_from_db()
    assert closed.rated_at is None


def test_an_open_case_is_not_rated(open_return, client):
    case = open_return()
    assert client.get(reverse("rate", args=[case.token])).status_code == 302
    client.post(reverse("rate", args=[case.token]), {"score_product": 1, "score_treatment": 1})
    case.refresh_from_db()
    assert case.score_product is None


def test_reminders_stop_and_come_again_by_the_link(closed, client):
    address = reverse("reminders", args=[closed.token])
    assert client.get(address).status_code == 200
    closed.refresh_from_db()
    assert closed.reminders_stopped_at is None
    client.post(address)
    closed.refresh_from_db()
    assert closed.reminders_stopped_at is not None
    client.post(address, {"wanted": "1"})
    closed.refresh_from_db()
    assert closed.reminders_stopped_at is None


def test_no_case_closes_over_an_unanswered_question(open_return, sari, now):
    case = open_return(variant="return_refund", now=now)
    perform(case, "approve", actor=Actor.member(sari), data=CHECKED, now=now)
    perform(case, "reply", actor=Actor.customer(case), note="Kirim ke mana?", now=now + timedelta(hours=1))
    sweep(now=now + timedelta(days=30))
    case.refresh_from_db()
    assert (case.state, case.is_open) == ("approved", True)
    assert case.is_late(now + timedelta(days=30))
    assert Message.objects.filter(about=case.reference, template="staff_unanswered").count() == 1
    assert sweep(now=now + timedelta(days=60)) == 0


def test_once_answered_the_held_clock_runs_anew_and_ends_the_case(open_return, sari, now):
    case = open_return(variant="return_refund", now=now)
    perform(case, "approve", actor=Actor.member(sari), data=CHECKED, now=now)
    perform(case, "reply", actor=Actor.customer(case), note="Kirim ke mana?", now=now + timedelta(hours=1))
    sweep(now=now + timedelta(days=30))
    answered = now + timedelta(days=31)
    perform(case, "write", actor=Actor.member(sari), note="Ke alamat di halaman ini, Kak.", now=answered)
    case.refresh_from_db()
    assert case.due_at > answered
    sweep(now=answered + timedelta(days=10))
    case.refresh_from_db()
    assert case.state == "closed"


def test_a_score_is_given_once(closed, client):
    address = reverse("rate", args=[closed.token])
    client.post(address, {"score_product": 5, "score_treatment": 5})
    client.post(address, {"score_product": 4, "score_treatment": 4})
    closed.refresh_from_db()
    assert closed.score_product == 5
    assert closed.events.filter(action="rate").count() == 1
