"""The files that a form still holds: they are kept the moment they arrive and survive every error of the form."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest

from cases import throttle
from cases.evidence import (
    MAX_DOCUMENT_BYTES,
    MAX_FILES,
    MAX_IMAGE_BYTES,
    MAX_VIDEO_BYTES,
    Unacceptable,
)
from cases.models import Attachment
from cases.uploads import drafts_of, drop_draft, keep_draft
from shops.keys import row_key
from shops.limits import client_address
from shops.models import Shop

FIELD = "evidence"


def key_from(text: str | None) -> UUID:
    """The key that a form sent along, or a new one where it sent none that can be read."""
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()


@dataclass
class Basket:
    """The drafts of one open form, and why some files did not become one."""

    shop: Shop
    key: UUID = field(default_factory=uuid4)
    drafts: list[Attachment] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    crowded: bool = False  # this network sends too much for now

    limits = {
        "photo": MAX_IMAGE_BYTES >> 20,
        "video": MAX_VIDEO_BYTES >> 20,
        "document": MAX_DOCUMENT_BYTES >> 20,
        "files": MAX_FILES,
    }

    @classmethod
    def held_by(cls, request: HttpRequest, shop: Shop) -> "Basket":
        """What the form that was just sent held before."""
        key = key_from(request.POST.get("draft_key"))
        return cls(shop, key, drafts_of(shop, key))

    def take_in(self, request: HttpRequest, *, now: datetime) -> list[Attachment]:
        """Keep the files that came with this request; each one that cannot be kept leaves a sentence."""
        kept = [
            draft for upload in request.FILES.getlist(FIELD) if (draft := self._keep(request, upload, now))
        ]
        self.drafts += kept
        return kept

    def drop(self, number: str) -> None:
        """Throw away one draft; a number that is not one of ours means nothing."""
        if pk := row_key(number):
            drop_draft(self.shop, self.key, pk)
            self.drafts = [draft for draft in self.drafts if draft.pk != pk]

    def unique(self) -> list[Attachment]:
        """Each file once: a form that was sent twice brings its files twice."""
        return list(_by_content(self.drafts))

    def _keep(self, request: HttpRequest, upload, now: datetime) -> Attachment | None:
        sentence = throttle.turned_away(
            throttle.UPLOAD_BY_ADDRESS, client_address(request), now=now, zone=self.shop.zone
        )
        if sentence:
            self.crowded = True
            self.refusals = [*dict.fromkeys([*self.refusals, sentence])]
            return None
        try:
            return keep_draft(upload, shop=self.shop, draft_key=self.key, now=now)
        except Unacceptable as refusal:
            self.refusals.append(str(refusal))
            return None


def _by_content(drafts: Iterable[Attachment]) -> Iterable[Attachment]:
    return {draft.sha256: draft for draft in reversed(list(drafts))}.values()
