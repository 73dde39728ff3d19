"""Promise now, deliver later: messages are written with the change they tell of and sent by workers.

Delivery is at least once where a failure is certain, and never blindly repeated where it is not.
"""

import contextlib
import hashlib
import logging
import smtplib
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.models import Message
from shops import rows
from shops.models import Shop, User
from shops.phones import whatsapp_digits

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
LONGEST_ROUND = 45  # seconds: a slow mail server must not run a task into its time limit in mid-letter
LEASE = timedelta(minutes=5)  # longer than one delivery can take
FIRST_RETRY = timedelta(seconds=30)

Channel, Status = Message.Channel, Message.Status
WAITING = (Status.PREPARED, Status.UNKNOWN, Status.DEAD)  # for a person, not for a worker


def compose(
    template: str,
    *,
    shop: Shop,
    about: str,
    key: str,
    to_customer: bool,
    channel: str,
    recipient: str,
    recipient_name: str,
    context: dict,
    now: datetime,
    not_before: datetime | None = None,
    for_owners: bool = False,
) -> Message:
    """Render a message from templates/messages/, unsaved; a worker never looks at the domain again.

    Neither a worker nor a person sends it `not_before` that instant.
    On the pages of the shop everybody at the desk may read it, unless it is `for_owners`.
    """
    by_hand = channel == Channel.WHATSAPP_LINK
    # The reader's language, not that of whoever happened to press the button.
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"messages/{template}.subject.txt", context)
        body = render_to_string(f"messages/{template}.body.txt", context)
    return Message(
        shop=shop,
        about=about,
        key=key,
        template=template,
        to_customer=to_customer,
        for_owners=for_owners,
        channel=channel,
        recipient=recipient,
        recipient_name=recipient_name,
        subject=_one_line(subject)[:200],
        body=body.strip(),
        status=Status.PREPARED if by_hand else Status.QUEUED,
        next_attempt_at=not_before if by_hand else not_before or now,
        created_at=now,
    )


def post(messages: Iterable[Message]) -> None:
    """Write composed messages; call it in the transaction of the change."""
    rows.insert(list(messages))


def withdraw(shop: Shop, about: str, told_by: str, *, by: User, now: datetime) -> bool:
    """Take back the messages whose keys begin with `told_by`: all of them, or none and False.

    Call it in the transaction of what is taken back: it holds their rows, so a worker either had one before,
    and nothing is taken back, or finds none of them.
    """
    told = Message.objects.filter(shop=shop, about=about, key__startswith=told_by)
    held = list(told.order_by("pk").select_for_update())
    if not all(message.is_untouched for message in held):
        return False
    told.update(status=Status.UNDONE, sent_at=now, sent_by=by)
    return True


def deliver_due(*, now: datetime | None = None, limit: int = 200) -> int:
    """Send what is due, one message at a time, and answer how many were taken; safe in many workers at once."""
    fixed, began = now, time.monotonic()
    for done in range(limit):
        if time.monotonic() - began > LONGEST_ROUND:
            return done
        now = fixed or timezone.now()
        message = _claim(now)
        if message is None:
            return done
        if message.status == Status.QUEUED:
            _deliver(message, now)
    return limit


@transaction.atomic
def _claim(now: datetime) -> Message | None:
    """Take the next message: the lease is its next attempt, pushed ahead."""
    due = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        status=Status.QUEUED, next_attempt_at__lte=now
    )
    message = due.select_related("shop").order_by("next_attempt_at").first()
    if message is None:
        return None
    if message.sending_since is not None:
        # Its worker died between sending and saving. Sending again could tell the customer twice.
        message.status, message.error = Status.UNKNOWN, "Pengiriman terputus di tengah jalan."
    else:
        message.attempts += 1
        message.sending_since, message.next_attempt_at = now, now + LEASE
    message.save(update_fields=["status", "error", "attempts", "sending_since", "next_attempt_at"])
    return message


def _deliver(message: Message, now: datetime) -> None:
    try:
        _send(message)
    except smtplib.SMTPServerDisconnected as error:
        # The letter may have been on its way when the line broke.
        _set(message, status=Status.UNKNOWN, error=_reason(error))
    except Exception as error:  # noqa: BLE001 - whatever kept it from going out must not stop the others
        _fail(message, error, now)
    else:
        _set(message, status=Status.SENT, sent_at=now, error="")


class NoConnection(Exception):
    """The mail server could not be reached, or did not let us in: surely nothing went out."""


def _send(message: Message) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NoConnection(_reason(error)) from error
    try:
        _as_email(message, connection).send()
    finally:
        # How the goodbye goes changes nothing about the letter.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()


def _as_email(message: Message, connection) -> EmailMessage:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=formataddr((_one_line(message.shop.name), address)),
        to=[message.recipient],
        reply_to=[message.shop.email] if message.shop.email else None,
        # The same id on every try: receivers that care drop a repeated one.
        headers={"Message-ID": _message_id(message), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _message_id(message: Message) -> str:
    """Unlike the row's number, the key is unique across installations: it holds the case's reference."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{host}>"


def _one_line(text: str) -> str:
    """Text for a header: a line break in it would start another header."""
    return " ".join(text.split())


def _fail(message: Message, error: Exception, now: datetime) -> None:
    """The message certainly did not go out: try again later, or give up where trying is pointless."""
    if _is_final(error) or message.attempts >= MAX_ATTEMPTS:
        _set(message, status=Status.DEAD, error=_reason(error))
    else:
        retry = FIRST_RETRY * 4 ** min(message.attempts - 1, 6)
        _set(message, next_attempt_at=now + retry, error=_reason(error))
    logger.warning("message %s: try %s failed: %s", message.pk, message.attempts, _reason(error))


def _is_final(error: Exception) -> bool:
    """Whether the server refused this letter for good.

    What it says against us (log-in, sender) is the installation's to mend, so that is tried again.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)  # not a letter at all, such as an address that cannot be one


def _reason(error: Exception) -> str:
    """The kind of failure only: a server's own words may repeat the customer's address."""
    if isinstance(error, NoConnection):
        return str(error)
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _words in error.recipients.values()})
    return " ".join([type(error).__name__, *map(str, codes)])


def _set(message: Message, **values) -> None:
    """Note the outcome of this attempt, unless the message has been taken up anew since.

    A late answer still counts where the lease ran out and the outcome was called unknown.
    """
    attempt = Message.objects.filter(
        pk=message.pk, attempts=message.attempts, sending_since=message.sending_since,
        status__in=[Status.QUEUED, Status.UNKNOWN],
    )  # fmt: skip
    attempt.update(sending_since=None, **({"status": Status.QUEUED} | values))


def whatsapp_link(message: Message) -> str:
    """The wa.me address that opens the prepared text; it sends nothing by itself."""
    return f"https://wa.me/{whatsapp_digits(message.recipient)}?text={quote(message.body, safe='')}"


def for_people(now: datetime) -> QuerySet[Message]:
    """What waits for a person; a prepared message whose step may still be undone does not yet."""
    return Message.objects.filter(status__in=WAITING).exclude(status=Status.PREPARED, next_attempt_at__gt=now)


def mark_opened(message: Message, now: datetime) -> None:
    """A person opened the prepared message in WhatsApp; whether they pressed send is theirs to say."""
    for_people(now).filter(pk=message.pk, status=Status.PREPARED, opened_at=None).update(opened_at=now)


def mark_sent(message: Message, user: User, now: datetime) -> bool:
    """A person says that they sent it; answers False if it was settled before."""
    waiting = for_people(now).filter(pk=message.pk)
    return bool(waiting.update(status=Status.SENT, sent_at=now, sent_by=user, error=""))


def skip(message: Message, user: User, now: datetime) -> bool:
    """A person decides not to send a prepared message; it stays in the record."""
    waiting = for_people(now).filter(pk=message.pk)
    return bool(waiting.update(status=Status.SKIPPED, sent_at=now, sent_by=user))


def resend(message: Message, now: datetime) -> bool:
    """A person sends an uncertain or failed e-mail again."""
    stuck = Message.objects.filter(
        pk=message.pk, channel=Channel.EMAIL, status__in=[Status.UNKNOWN, Status.DEAD]
    )
    return bool(
        stuck.update(status=Status.QUEUED, attempts=0, next_attempt_at=now, sending_since=None, error="")
    )
