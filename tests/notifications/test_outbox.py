"""The outbox: what becomes of a message for every way in which a mail server can answer, or fail to."""

import socket
import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection

from notifications import outbox
from notifications.models import Message
from tests.notifications.mail_server import mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def mail_to(settings):
    """Send mail to this server from now on."""

    def use(server=None, *, port=None):
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = SMTP, "127.0.0.1", 0.5
        settings.EMAIL_PORT = port or server.server_address[1]
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    return use


@pytest.fixture
def write(shop, now):
    """A queued e-mail of the shop's."""

    def make(number=1, **fields):
        usual = {
            "shop": shop, "about": "RT-2345678", "key": f"RT-2345678/{number}/x", "template": "case_message",
            "to_customer": True, "channel": "email", "recipient": "budi@mail.test", "recipient_name": "Budi",
            "subject": "Kabar dari toko", "body": "Halo Kak Budi", "status": "queued", "next_attempt_at": now,
            "created_at": now,
        }  # fmt: skip
        return Message.objects.create(**{**usual, **fields})

    return make


def test_a_message_that_the_server_takes_is_sent(mail_to, write, now):
    message = write()
    with mail_server() as server:
        mail_to(server)
        assert outbox.deliver_due(now=now) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.sent_at, message.sending_since, message.error) == (
        "sent", 1, now, None, "",
    )  # fmt: skip
    assert len(server.kept) == 1
    letter = message_from_bytes(server.kept[0], policy=default)
    assert letter["Subject"] == "Kabar dari toko"
    assert letter["To"] == "budi@mail.test"
    assert letter["Reply-To"] == "toko@sari.test"
    assert letter["From"].addresses[0].display_name == "Toko Sari"
    assert letter.get_content().strip() == "Halo Kak Budi"


@pytest.mark.parametrize(
    "moods, error",
    [
        ({"greeting": "421 busy"}, "SMTPConnectError 421"),
        ({"greeting": "drop"}, "SMTPServerDisconnected"),
        ({"greeting": "hang"}, "SMTPServerDisconnected"),
        ({"mail": "451 later"}, "SMTPSenderRefused 451"),
        ({"mail": "550 not you"}, "SMTPSenderRefused 550"),
        ({"rcpt": "450 greylisted"}, "SMTPRecipientsRefused 450"),
        ({"data": "451 later"}, "SMTPDataError 451"),
        ({"letter": "452 full"}, "SMTPDataError 452"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_passing_trouble_is_tried_again_later(mail_to, write, now, moods, error):
    message = write()
    with mail_server(**moods) as server:
        mail_to(server)
        assert outbox.deliver_due(now=now) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == ("queued", 1, error)
    assert (message.next_attempt_at, message.sending_since) == (now + timedelta(seconds=30), None)
    assert server.kept == []
    assert outbox.deliver_due(now=now) == 0


def test_nobody_listening_is_a_passing_trouble(mail_to, write, now):
    message = write()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mail_to(port=closed.getsockname()[1])
        assert outbox.deliver_due(now=now) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == ("queued", 1, "ConnectionRefusedError")


@pytest.mark.parametrize(
    "moods, error",
    [
        ({"rcpt": "550 nobody here"}, "SMTPRecipientsRefused 550"),
        ({"data": "554 no"}, "SMTPDataError 554"),
        ({"letter": "552 too big"}, "SMTPDataError 552"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_final_refusal_is_dead_at_once_and_kept(mail_to, write, now, moods, error):
    message = write()
    with mail_server(**moods) as server:
        mail_to(server)
        assert outbox.deliver_due(now=now) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error, server.kept) == ("dead", 1, error, [])
    assert outbox.deliver_due(now=now + timedelta(days=9)) == 0


@pytest.mark.parametrize("mood", ["drop", "hang"])
def test_a_line_that_breaks_after_the_letter_leaves_the_outcome_unknown(mail_to, write, now, mood):
    message = write()
    with mail_server(letter=mood) as server:
        mail_to(server)
        assert outbox.deliver_due(now=now) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == ("unknown", 1, "SMTPServerDisconnected")
    # It is never sent again by itself.
    assert outbox.deliver_due(now=now + timedelta(days=9)) == 0


@pytest.mark.parametrize("mood", ["drop", "hang", "500 what"])
def test_how_the_server_says_goodbye_changes_nothing(mail_to, write, now, mood):
    message = write()
    with mail_server(quit=mood) as server:
        mail_to(server)
        outbox.deliver_due(now=now)
    message.refresh_from_db()
    assert (message.status, len(server.kept)) == ("sent", 1)


def test_it_gives_up_after_the_last_attempt(mail_to, write, now):
    message = write()
    moments = []
    with mail_server(rcpt="450 later") as server:
        mail_to(server)
        for _ in range(outbox.MAX_ATTEMPTS):
            message.refresh_from_db()
            moments.append(message.next_attempt_at)
            assert outbox.deliver_due(now=message.next_attempt_at) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("dead", outbox.MAX_ATTEMPTS)
    waits = [(b - a).total_seconds() for a, b in zip(moments, moments[1:], strict=False)]
    assert waits == [30, 120, 480, 1920, 7680, 30720, 122880]


def test_a_message_whose_worker_died_becomes_unknown_when_its_lease_runs_out(mail_to, write, now):
    message = write(sending_since=now, attempts=1, next_attempt_at=now + outbox.LEASE)
    with mail_server() as server:
        mail_to(server)
        assert outbox.deliver_due(now=now + outbox.LEASE - timedelta(seconds=1)) == 0
        assert outbox.deliver_due(now=now + outbox.LEASE) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, server.kept) == ("unknown", 1, [])


def test_a_late_answer_still_counts_after_the_lease_ran_out(write, now):
    message = write()
    slow = outbox._claim(now)
    outbox._claim(now + outbox.LEASE)
    message.refresh_from_db()
    assert message.status == "unknown"
    outbox._set(slow, status="sent", sent_at=now, error="")
    message.refresh_from_db()
    assert (message.status, message.error) == ("sent", "")


def test_a_late_answer_does_not_touch_a_message_that_a_person_sent_again(write, now):
    message = write()
    slow = outbox._claim(now)
    outbox._claim(now + outbox.LEASE)
    assert outbox.resend(message, now + outbox.LEASE) is True
    outbox._set(slow, status="dead", error="late")
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == ("queued", 0, "")


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_two_hundred_messages_once_each(mail_to, write, now):
    for number in range(200):
        write(number, subject=f"Nomor {number}")
    with mail_server() as server:
        mail_to(server)
        taken = []

        def work():
            try:
                taken.append(outbox.deliver_due(now=now, limit=1000))
            finally:
                connection.close()

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    close_old_connections()
    subjects = sorted(message_from_bytes(letter)["Subject"] for letter in server.kept)
    assert subjects == sorted(f"Nomor {number}" for number in range(200))
    assert sum(taken) == 200
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}


def test_no_name_or_subject_can_add_a_header(mail_to, open_return, sari, now):
    evil = "Budi\r\nBcc: victim@mail.test"
    sari.shop.name = "Toko\r\nBcc: victim@mail.test"
    sari.shop.save(update_fields=["name"])
    open_return(customer_name=evil, title=evil, order_number=evil)
    with mail_server() as server:
        mail_to(server)
        assert outbox.deliver_due() > 0
    for raw in server.kept:
        letter = message_from_bytes(raw, policy=default)
        assert letter["Bcc"] is None
        assert [address.addr_spec for address in letter["To"].addresses] == ["budi@mail.test"]


def test_an_address_that_cannot_be_one_is_dead_at_once(mail_to, write, now):
    message = write(recipient="budi@mail.test\nBcc: victim@mail.test")
    with mail_server() as server:
        mail_to(server)
        outbox.deliver_due(now=now)
    message.refresh_from_db()
    assert (message.status, server.kept) == ("dead", [])


def test_the_same_message_keeps_its_id_on_every_try(mail_to, write, now):
    first, second = write(1), write(2)
    ids = [outbox._message_id(message) for message in (first, first, second)]
    assert ids[0] == ids[1] != ids[2]


def test_a_prepared_message_waits_for_a_person(write, now):
    message = write(
        channel="whatsapp_link", recipient="+6281234567890", status="prepared", next_attempt_at=None
    )
    assert outbox.deliver_due(now=now + timedelta(days=1)) == 0
    assert outbox.whatsapp_link(message) == "https://wa.me/6281234567890?text=Halo%20Kak%20Budi"


def test_a_message_is_settled_by_one_person_only(write, sari, ani, now):
    message = write(channel="whatsapp_link", status="prepared", next_attempt_at=None)
    assert outbox.mark_sent(message, ani.user, now) is True
    assert outbox.skip(message, sari.user, now) is False
    message.refresh_from_db()
    assert (message.status, message.sent_by) == ("sent", ani.user)


def test_a_queued_message_is_not_a_persons_to_settle(write, sari, now):
    message = write()
    assert [
        outbox.mark_sent(message, sari.user, now), outbox.skip(message, sari.user, now), outbox.resend(message, now)
    ] == [False, False, False]  # fmt: skip
    message.refresh_from_db()
    assert message.status == "queued"


def test_deliver_by_hand_at_another_moment(mail_to, write, now, capsys):
    message = write(next_attempt_at=now + timedelta(hours=3))
    with mail_server() as server:
        mail_to(server)
        call_command("deliver", "--now", now.isoformat())
        assert capsys.readouterr().out == "0 pesan diproses.\n"
        call_command("deliver", "--now", (now + timedelta(hours=3)).isoformat())
    assert capsys.readouterr().out == "1 pesan diproses.\n"
    message.refresh_from_db()
    assert (message.status, message.sent_at) == ("sent", now + timedelta(hours=3))


@pytest.mark.parametrize("text, words", [
    ("2026-11-25T10:00", "tidak menyebut zona waktunya"),
    ("besok", "tidak terbaca sebagai waktu"),
])  # fmt: skip
@pytest.mark.parametrize("command", ["deliver", "sweep"])
def test_a_moment_without_its_offset_is_refused(db, command, text, words):
    with pytest.raises(CommandError, match=words):
        call_command(command, "--now", text)
