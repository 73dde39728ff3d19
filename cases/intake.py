"""The birth of a case: one transaction writes it, its first event, its clocks and its first message."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.almanac import Almanac
from cases.clocks import Clocks, settle
from cases.models import Attachment, Case, Event
from cases.perform import Actor, attach, search_text
from cases.reference import new_reference
from cases.refusals import NotPossible
from cases.telling import messages_for
from cases.workflow import Role, workflow_for
from shops import rows
from shops.models import Channel

REFERENCE_TRIES = 3


def open_case(
    kind: str,
    *,
    channel: Channel,
    actor: Actor | None = None,
    submission: uuid.UUID | None = None,
    files: Sequence[Attachment] = (),
    now: datetime | None = None,
    **fields: Any,
) -> Case:
    """Open a case of `kind` on a channel of its shop and answer it.

    `fields` are the kind's own and the common ones (customer_name, customer_phone as E.164,
    description …), validated by the form. The same `submission` twice gives the same case.
    Without an `actor` the customer opens it.
    """
    now = now or timezone.now()
    submission = submission or uuid.uuid4()
    for tries_left in reversed(range(REFERENCE_TRIES)):
        try:
            with transaction.atomic():
                return _open(kind, channel, actor, submission, files, now, fields)
        except IntegrityError:
            # The same form was sent twice: the first request won, its case is this one's answer.
            if twin := Case.objects.filter(shop=channel.shop_id, submission=submission).first():
                return twin.specific
            # Otherwise the random reference was taken: draw again, and give up on anything else.
            if not tries_left:
                raise


def _open(kind, channel, actor, submission, files, now, fields) -> Case:
    workflow = workflow_for(kind)
    actor = actor or Actor(Role.CUSTOMER, fields["customer_name"])
    if actor.role not in workflow.opened.by:
        raise NotPossible(_("Peran Anda tidak dapat membuka kasus. Minta bantuan pemilik toko."))
    if fields.get("variant", "") not in workflow.variant_names():
        raise ValueError(f"{kind} has no variant {fields.get('variant', '')!r}")
    place = workflow.states[workflow.start]
    almanac = Almanac()
    almanac.know(channel.shop)
    facts = almanac.shop(channel.shop_id)
    case = Case.model_of(kind)(
        shop=channel.shop, channel=channel, kind=kind, submission=submission, state=workflow.start,
        turn=place.turn.value, is_open=place.is_open, opened_at=now, entered_at=now, version=1,
        token=secrets.token_urlsafe(18), reference=new_reference(workflow.prefix), **fields,
    )  # fmt: skip
    # What the kind writes beside the case itself, in the same transaction.
    parts = list(workflow.opened.effect(case, now) or ()) if workflow.opened.effect else []
    case.search = search_text(case)
    clocks = Clocks([])
    clocks.move(case, (), place.timers, facts, now)
    settle(case, clocks, moved=True)
    rows.draw_keys([case])
    for row in (*clocks.started, *parts):
        row.case_id = case.pk
    event = Event(
        case_id=case.pk, number=1, action=workflow.opened.action, source="", target=case.state,
        role=actor.role.value, by=actor.name[:80], user=actor.user, note=case.description, at=now,
    )  # fmt: skip
    if files:
        rows.draw_keys([event])
    batch = rows.Batch()
    told = messages_for(workflow.opened, case, event, facts, now)
    for written in ([case], [event], clocks.started, parts, told):
        batch.insert(written)
    batch.send()
    attach(files, case, event)
    return case
