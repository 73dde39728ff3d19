"""Evidence of an open case cannot be purged: the database itself refuses, whoever asks and at whatever moment."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, connection, transaction

from cases.intake import open_case
from cases.models import Attachment, Case
from cases.perform import Actor, perform
from cases.turning import turn_into
from cases.uploads import DRAFT_LIFE, clear_drafts, drop_draft, keep_draft
from tests.together import together

REFUSAL = "the evidence of an open case stays"


@pytest.fixture
def case(open_return, shop, photo, now):
    """A case with a photo that Budi handed in."""
    return open_return(files=[keep_draft(photo(), shop=shop, draft_key=uuid4(), now=now)])


@pytest.fixture
def file(case):
    return case.attachments.get()


def close(case):
    perform(case, "cancel", actor=Actor.customer(case))


def raw(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def other_case(file):
    """A closed case of the same customer, to which somebody might move a file to get it out of the way."""
    open_one = Case.objects.get(pk=file.case_id)
    fields = {
        "customer_name": "Budi Santoso",
        "customer_phone": "+6281234567890",
        "description": "Salah warna.",
    }
    found = open_case(
        "return_request", channel=open_one.channel, variant="refund_only", reason="damaged", **fields
    )
    close(found)
    return found.pk


ATTEMPTS = [
    pytest.param(lambda file: file.delete(), id="delete"),
    pytest.param(lambda file: Attachment.objects.all().delete(), id="delete all"),
    pytest.param(lambda file: raw("DELETE FROM cases_attachment"), id="raw delete"),
    pytest.param(lambda file: Attachment.objects.update(file="lain.jpg"), id="another file"),
    pytest.param(lambda file: Attachment.objects.update(thumbnail=""), id="no small picture"),
    pytest.param(lambda file: Attachment.objects.update(sha256="0" * 64), id="another sum"),
    pytest.param(lambda file: Attachment.objects.update(case=None, event=None), id="made a draft again"),
    pytest.param(lambda file: Attachment.objects.update(case=other_case(file)), id="moved to a closed case"),
    pytest.param(
        lambda file: raw("UPDATE cases_attachment SET name = 'lain' WHERE id = %s", file.pk), id="raw update"
    ),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_evidence_of_an_open_case_stays_as_it_came(file, attempt):
    before = Attachment.objects.values().get()
    with pytest.raises(InternalError, match=REFUSAL), transaction.atomic():
        attempt(file)
    assert Attachment.objects.values().get() == before
    assert file.file.storage.exists(file.file.name)
    assert file.thumbnail.storage.exists(file.thumbnail.name)


def test_whether_only_the_team_sees_it_may_change(file):
    Attachment.objects.update(internal=True)
    file.refresh_from_db()
    assert file.internal


def test_evidence_of_a_closed_case_may_go(case, file):
    close(case)
    file.delete()
    assert not Attachment.objects.exists()


def test_a_case_that_is_open_again_keeps_its_evidence_again(case, file, sari):
    close(case)
    perform(case, "reopen", actor=Actor.member(sari), note="Pelanggan menelepon.")
    with pytest.raises(InternalError, match=REFUSAL), transaction.atomic():
        file.delete()
    assert Attachment.objects.get() == file


def test_what_came_with_a_case_before_stays_while_the_one_it_became_is_open(shop, ani, budi, photo, now):
    channel = shop.channels.select_related("shop").get(kind="website")
    draft = keep_draft(photo(), shop=shop, draft_key=uuid4(), now=now)
    complaint = open_case(
        "complaint", channel=channel, description="Gelas pecah.", category="product", files=[draft], now=now, **budi
    )  # fmt: skip
    turned = turn_into(
        complaint, "return_request", actor=Actor.member(ani), variant="refund_only", reason="damaged",
        description="Gelas pecah.", now=now, **budi,
    )  # fmt: skip
    file = complaint.attachments.get()
    assert not Case.objects.get(pk=complaint.pk).is_open
    with pytest.raises(InternalError, match=REFUSAL), transaction.atomic():
        file.delete()
    assert Attachment.objects.get() == file
    close(turned)
    file.delete()
    assert not Attachment.objects.exists()


def test_clearing_drafts_leaves_evidence_alone_however_old(file, shop, photo, now):
    draft = keep_draft(photo(colour="navy"), shop=shop, draft_key=uuid4(), now=now)
    later = now + DRAFT_LIFE + timedelta(days=400)
    assert clear_drafts(now=later) == 1
    assert not Attachment.objects.filter(pk=draft.pk).exists()
    assert Attachment.objects.get() == file
    assert file.file.storage.exists(file.file.name)


# At one moment -------------------------------------------------------------------------------------


BLOCKED = "SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)) AND NOT granted)"


def until_somebody_waits():
    """Go on as soon as another connection waits for what this one holds."""
    with connection.cursor() as cursor:
        for _try in range(1000):
            cursor.execute(BLOCKED)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_evidence_of_a_case_that_is_being_reopened_at_this_moment_stays(case, file, sari):
    close(case)

    def reopen():
        with transaction.atomic():
            perform(case, "reopen", actor=Actor.member(sari), note="Pelanggan menelepon.")
            held.append(True)
            until_somebody_waits()

    def purge():
        while not held:
            time.sleep(0.005)
        try:
            file.delete()
        except InternalError as error:
            return str(error)

    held = []
    _event, refused = together(reopen, purge)
    assert REFUSAL in refused
    assert Attachment.objects.get().pk == case.attachments.get().pk
    assert file.file.storage.exists(file.file.name)


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_being_sent_at_this_moment_is_not_dropped(shop, photo, open_return, now):
    key = uuid4()
    draft = keep_draft(photo(), shop=shop, draft_key=key, now=now)

    def send():
        with transaction.atomic():
            open_return(files=[draft])
            held.append(True)
            until_somebody_waits()

    def drop():
        while not held:
            time.sleep(0.005)
        drop_draft(shop, key, draft.pk)

    held = []
    together(send, drop)
    kept = Attachment.objects.get()
    assert kept.case_id is not None
    assert kept.file.storage.exists(kept.file.name)
