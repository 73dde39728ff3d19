"""The evidence of a case in one piece, for somebody outside who must judge it: what belongs to it, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import story
from cases.access import case_before, files_of
from cases.customers import orders_named_by
from cases.evidence.names import clean_name
from cases.models import Attachment, Case, Event
from notifications.access import all_messages_about
from notifications.models import Message
from shops.access import sees_money
from shops.audit import What, note
from shops.models import Membership, Shop

FOLDER = "berkas"
# What some system that people use does not take in a file's name, beyond what `clean_name` takes away.
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))
MAX_STEM = 150  # bytes: of the 255 that systems allow for the whole name
# The fields of a parcel, as every kind calls them, with or without a word in front.
NUMBER, COURIER = "tracking_number", "courier"


@dataclass(frozen=True)
class Item:
    """A file of the case, with its number and its name in the ZIP."""

    number: int
    path: str
    file: Attachment
    event: Event | None  # with which it came


@dataclass(frozen=True)
class Shown:
    """A file as a page shows it: where it opens, its small picture, and what is known of the kept file."""

    item: Item
    address: str
    picture: str
    sha256: str = ""  # of the bytes as kept, where they were read
    is_gone: bool = False


@dataclass(frozen=True)
class Parcel:
    """A parcel that the case speaks of."""

    what: str
    courier: str
    number: str


@dataclass(frozen=True)
class Line:
    """One event: what somebody said in it, and the files that came with it."""

    entry: story.Entry
    said: str
    items: list[Item]


@dataclass(frozen=True)
class Letter:
    """One message to the customer."""

    message: Message
    body: str


@dataclass(frozen=True)
class Chapter:
    """All of one case: the one that was asked for, or one that was turned into it."""

    case: Case
    facts: list[story.Fact]
    standing: SafeString  # how it stands to the policy, where its kind says so
    parcels: list[Parcel]
    lines: list[Line]
    items: list[Item]
    letters: list[Letter]
    left_out: int  # notes and files of the team's own


@dataclass(frozen=True)
class Bundle:
    """A case with everything that it came from, the oldest first; made for one person at one moment."""

    shop: Shop
    case: Case
    by: str
    at: datetime
    with_money: bool
    with_team: bool
    chapters: list[Chapter]

    @property
    def items(self) -> list[Item]:
        """Every file, in the order of its number."""
        return [item for chapter in self.chapters for item in chapter.items]

    @property
    def left_out(self) -> int:
        """How many notes and files of the team's own are not in it."""
        return sum(chapter.left_out for chapter in self.chapters)

    @property
    def file_name(self) -> str:
        """What the ZIP is called, by the day in the shop's zone."""
        return f"bukti-{self.case.reference}-{self.at.astimezone(self.shop.zone):%Y-%m-%d}.zip"


def bundle_of(case: Case, member: Membership, *, with_team: bool, now: datetime) -> Bundle:
    """What this member may hand on of a case; notes and files of the team's own only where they are asked for.

    The number of queries depends on how many cases were turned into this one, and on nothing else.
    """
    chapters: list[Chapter] = []
    for one in _thread(case):
        first = sum(len(chapter.items) for chapter in chapters) + 1
        chapters.append(_chapter(one, member, with_team, first))
    return Bundle(case.shop, case, str(member.user), now, sees_money(member), with_team, chapters)


def hand_out(case: Case, member: Membership, *, with_team: bool, now: datetime) -> Bundle:
    """The bundle for taking away. Nobody gets one without a trace: both in one transaction, or neither."""
    with transaction.atomic():
        bundle = bundle_of(case, member, with_team=with_team, now=now)
        count = len(bundle.items)
        about = f"{case.reference}, " + ngettext("%d berkas", "%d berkas", count) % count
        note(case.shop, member.user, What.EVIDENCE, about, now=now)
    return bundle


def _thread(case: Case) -> list[Case]:
    """The case behind all that were turned into it."""
    found = [case]
    while before := case_before(found[0]):
        found.insert(0, before)
    return found


def _chapter(case: Case, member: Membership, with_team: bool, first: int) -> Chapter:
    desk = sees_money(member)
    files = files_of(case, with_money=desk)
    entries = story.history_of(case, files, with_money=desk, whole=True, with_team=with_team).entries
    events = {entry.event.pk: entry.event for entry in entries}
    items = [
        Item(number, _path(number, file), file, events.get(file.event_id))
        for number, file in enumerate((file for file in files if with_team or not file.internal), first)
    ]
    by_event = defaultdict(list)
    for item in items:
        by_event[item.file.event_id].append(item)
    lines = [
        Line(entry, _without_key(case, entry.event.note), by_event[entry.event.pk])
        for entry in entries
        if with_team or not (entry.event.internal or entry.undone)
    ]
    return Chapter(
        case, story.facts_of(case, with_money=desk, with_team=with_team), _standing(case), list(_parcels(case)), lines, items,
        list(_letters(case, member)) if desk else [], len(entries) + len(files) - len(lines) - len(items),
    )  # fmt: skip


def _path(number: int, file: Attachment) -> str:
    """A name that every system takes: its number makes it unique and no device; its ending is the kept file's."""
    given = PurePosixPath(clean_name(file.name).translate(FORBIDDEN))
    stem = given.stem.encode()[:MAX_STEM].decode(errors="ignore").strip(". ") or file.kind
    return f"{FOLDER}/{number:02}-{stem}{PurePosixPath(file.file.name).suffix}"


def _standing(case: Case) -> SafeString:
    """The panel of the kind in brief, as the confirmation of a step shows it."""
    if not case.workflow.panel:
        return mark_safe("")
    panel = render_to_string(case.workflow.panel, {"case": case, "shop": case.shop, "brief": True})
    return mark_safe(panel.strip())


def _parcels(case: Case) -> Iterator[Parcel]:
    # A number that somebody typed may be a stranger's, and this paper goes to others.
    theirs = [order for order in orders_named_by(case) if order.buyer_phone == case.customer_phone]
    for order in case.known_orders or theirs:
        if order.tracking_number:
            yield Parcel(_("Pesanan %s") % order.number, order.courier, order.tracking_number)
    for column in case._meta.local_fields:
        if column.name.endswith(NUMBER) and (number := getattr(case, column.name)):
            courier = getattr(case, column.name.removesuffix(NUMBER) + COURIER, "")
            yield Parcel(str(column.verbose_name), courier, number)


def _letters(case: Case, member: Membership) -> Iterator[Letter]:
    for message in all_messages_about(member, case.reference):
        if message.to_customer and message.status != message.Status.UNDONE:
            yield Letter(message, _without_key(case, message.body))


def _without_key(case: Case, text: str) -> str:
    """Words that may go to others: whoever has the case's own link can act as the customer."""
    for key in (case.token, *case.secrets):
        text = text.replace(key, "…")
    return text
