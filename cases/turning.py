"""A case that turns out to be a matter of another kind: one is closed, the other opened, the thread goes on."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.intake import open_case
from cases.models import Attachment, Case
from cases.perform import Actor, perform

TURN = "turn"


def turn_into(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    files: Sequence[Attachment] = (),
    now: datetime | None = None,
    **fields: Any,
) -> Case:
    """Close `case` and open one of `kind` that came from it, both or neither; raises `Refused`.

    The new one comes through the same channel; `fields` are its own, as for `open_case`.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # First, because it locks the case: of two people who turn it at once one is refused.
        perform(case, TURN, actor=actor, seen=seen, now=now)
        return open_case(
            kind, channel=case.channel, actor=actor, submission=submission, files=files, now=now,
            came_from=case, **fields,
        )  # fmt: skip
