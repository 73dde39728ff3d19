"""The button pressed twice, with real threads: one event and one message, however close the two presses are."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from cases.models import Attachment, Case, Event
from notifications.models import Message


@pytest.fixture
def case(open_return):
    """A return that waits for a decision."""
    return open_return()


def waiting():
    """How many connections stand before somebody's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def together(case, *presses):
    """Both presses pass everything that is asked before the lock; only then may the first go on."""

    def run(press):
        try:
            return press()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(presses)) as pool:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            answers = [pool.submit(run, press) for press in presses]
            until = time.monotonic() + 20
            while waiting() < len(presses):
                assert time.monotonic() < until
                time.sleep(0.01)
        return [answer.result().status_code for answer in answers]


def staff_press(client, case, **sent):
    return client.post(f"/kerja/kasus/{case.reference}/tindakan/note/", sent)


def customer_press(client, case, action, **sent):
    return client.post(f"/lacak/{case.token}/tindakan/{action}/", sent)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "audience, action, told", [("public", "write", ["case_message"]), ("internal", "note", [])]
)
def test_the_team_presses_twice_at_once(case, ani, log_in, audience, action, told):
    Message.objects.all().delete()
    sent = {"audience": audience, "note": "Barangnya sudah kami cek, Kak.", "draft_key": str(uuid4())}
    presses = [partial(staff_press, log_in(ani), case, **sent) for _press in range(2)]

    assert together(case, *presses) == [302, 302]

    assert [event.action for event in case.events.order_by("number")] == ["submit", action]
    assert [message.template for message in Message.objects.all()] == told


@pytest.mark.django_db(transaction=True)
def test_the_customer_presses_twice_at_once(case, ani):
    Case.objects.filter(pk=case.pk).update(assignee=ani)
    Message.objects.all().delete()
    sent = {"note": "Kapan dijawab, Kak?", "draft_key": str(uuid4())}
    presses = [lambda: customer_press(Client(), case, "reply", **sent)] * 2

    assert together(case, *presses) == [303, 303]

    assert [event.action for event in case.events.order_by("number")] == ["submit", "reply"]
    assert [message.template for message in Message.objects.all()] == ["staff_reply"]


@pytest.mark.django_db(transaction=True)
def test_the_customer_decides_twice_at_once(case):
    Message.objects.all().delete()
    presses = [lambda: customer_press(Client(), case, "cancel", seen="1", note="Tidak jadi")] * 2

    assert together(case, *presses) == [303, 303]

    assert [event.action for event in case.events.order_by("number")] == ["submit", "cancel"]


@pytest.mark.django_db
def test_one_press_after_the_other_is_one_message_too(case, ani, log_in):
    browser = log_in(ani)
    for _press in range(2):
        assert staff_press(browser, case, audience="public", note="Sebentar ya, Kak.").status_code == 302
    assert Message.objects.filter(template="case_message").count() == 1
    assert case.events.filter(action="write").count() == 1


@pytest.mark.django_db
def test_other_words_another_reader_and_another_person_are_not_a_second_press(case, sari, ani, log_in):
    for member, audience, note in [
        (ani, "public", "Sebentar."),
        (ani, "public", "Sebentar ya."),
        (ani, "internal", "Sebentar."),
        (sari, "public", "Sebentar."),
    ]:
        assert staff_press(log_in(member), case, audience=audience, note=note).status_code == 302
    said = case.events.exclude(action="submit").order_by("number").values_list("user", "action", "note")
    assert list(said) == [
        (ani.user_id, "write", "Sebentar."),
        (ani.user_id, "write", "Sebentar ya."),
        (ani.user_id, "note", "Sebentar."),
        (sari.user_id, "write", "Sebentar."),
    ]


@pytest.mark.django_db
def test_who_looks_after_it_may_go_back_and_forth(case, ani, log_in):
    browser = log_in(ani)
    for assignee in ("", ani.pk, ""):
        browser.post(f"/kerja/kasus/{case.reference}/tindakan/assign/", {"assignee": assignee})
    assert case.events.filter(action="assign").count() == 3
    assert Case.objects.get(pk=case.pk).assignee is None


@pytest.mark.django_db
def test_a_refusal_keeps_the_photo_that_came_with_it(case, ani, log_in, photo):
    sent = {"audience": "public", "note": "x" * 4001, "draft_key": str(uuid4()), "files": photo()}
    assert staff_press(log_in(ani), case, **sent).status_code == 400
    assert Attachment.objects.filter(case=None, draft_key=sent["draft_key"]).count() == 1
    assert Event.objects.filter(case=case.pk).count() == 1
