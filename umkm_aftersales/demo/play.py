"""Plays the stories through the doors of the house, one moment after the other, the sweep in between."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.almanac import ShopFacts
from cases.intake import open_case
from cases.models import Attachment, Case
from cases.perform import Actor, perform
from cases.refusals import Refused
from cases.sweep import sweep
from cases.turning import turn_into
from cases.uploads import keep_draft
from cases.workflow import Role, workflow_for
from notifications import outbox
from notifications.models import Message
from shops.models import Channel, Shop
from umkm_aftersales.demo import promises, purchases, trade
from umkm_aftersales.demo.cast import cast
from umkm_aftersales.demo.claims import Claims
from umkm_aftersales.demo.complaints import Complaints
from umkm_aftersales.demo.drawings import photos
from umkm_aftersales.demo.returns import Returns
from umkm_aftersales.demo.rhythm import Beat, Rhythm
from umkm_aftersales.demo.script import SUBMIT, WEBSITE, Play, scores
from umkm_aftersales.demo.shop import Team

logger = logging.getLogger(__name__)

_TICK = timedelta(seconds=17)  # the sweep comes round every 30 seconds, so about this late
_LEFT_PREPARED = 5  # WhatsApp messages that nobody has sent yet
_WITH_PHOTO = frozenset({"send_evidence", "inspect"})

Programme = list[tuple[Play, list[Beat]]]


@dataclass
class Stage:
    """The shop in which the stories happen."""

    shop: Shop
    team: Team
    now: datetime
    dice: Random
    with_photos: bool = True
    facts: ShopFacts = field(init=False)
    channels: list[Channel] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = ShopFacts(self.shop)
        self.channels = list(self.shop.channels.order_by("pk"))
        for channel in self.channels:
            channel.shop = self.shop  # the one that is already read

    def perform(self) -> int:
        """Play everything up to now and answer how many cases there are."""
        programme = list(self._programme())
        self._prepare(programme)
        moments = ((play, beat) for play, beats in programme for beat in beats)
        with _no_mail():
            for play, beat in sorted(moments, key=lambda pair: (pair[1].at, pair[0].number)):
                self._catch_up(beat.at)
                self._step(play, beat)
            self._catch_up(self.now)
        self._send_whatsapp()
        return self.shop.cases.count()

    # Before it begins ----------------------------------------------------------------------------

    def _programme(self) -> Iterator[tuple[Play, list[Beat]]]:
        """Every case with what happens to it and when."""
        scripts = {script.kind: script(self.facts) for script in (Returns, Claims, Complaints)}
        rhythms = {kind: Rhythm(self.facts, script, self.now, self.dice) for kind, script in scripts.items()}
        for play in cast(scripts, self.channels, self.dice):
            beats = rhythms[play.script.kind].beats(play.story, play.channel)
            yield play, self._with_asides(play, beats)
            if before := play.origin:
                told = rhythms[before.script.kind].beats(before.story, before.channel, last=beats[0].at)
                # Its last step is the first one of what it turns into.
                yield before, self._with_asides(before, told[:-1])

    def _with_asides(self, play: Play, steps: list[Beat]) -> list[Beat]:
        """An assignment soon after the case came in, and now and then a note of the team's own."""
        workflow, since = workflow_for(play.script.kind), steps[0].at
        length = (steps[1].at if len(steps) > 1 else self.now) - since
        asides = [("assign", 0.3)] if self.dice.random() < 0.6 else []
        asides += [("note", 0.5)] if self.dice.random() < 0.25 else []
        return steps + [
            Beat(workflow.named(action), self._when_open(since + length * part)) for action, part in asides
        ]

    def _when_open(self, at: datetime) -> datetime:
        """A little after `at`, in opening hours, and not after now."""
        minutes = timedelta(minutes=self.dice.randint(2, 25))
        return min(self.facts.calendar.next_opening(at) + minutes, self.now)

    def _prepare(self, programme: Programme) -> None:
        """The policy, the warranty terms, the units sold under them and all orders are older than the cases."""
        owner, clerk = self.team.sari, self.team.ani.user
        promises.publish_policy(owner, self.now)
        promised = promises.promise_warranty(owner, self.now)
        claims = [(play, beats[0].at) for play, beats in programme if play.script.kind == Claims.kind]
        units = promises.unit_sales(clerk, promised, claims, self.now)
        promises.register_units(self.shop, units, self.now)
        self._trade(programme, units)
        self.shop.refresh_from_db()  # what is known of the shop has changed

    def _trade(self, programme: Programme, units: list[promises.Sale]) -> None:
        """The orders: of the units, of what the other cases are about, and of those who never complain."""
        zone = self.shop.zone
        first = [
            (play, beats[0].at) for play, beats in programme if not (play.origin or _is_about_a_unit(play))
        ]
        for play, opened_at in first:
            play.bought = purchases.behind(play, opened_at, self.channels, zone)
        buyers = [play.customer for play, _at in first]
        content = list(purchases.content(buyers, self.channels, self.now, zone))
        counter = next(row for row in self.channels if row.kind == Channel.Kind.COUNTER)
        complained_of = [play.bought for play, _at in first if play.bought]
        shelf = trade.fill_shelf(self.team, self.now)
        trade.record(self.team, shelf, [*promises.over_the_counter(units, counter), *complained_of, *content])
        trade.take_notes(self.team, [bought for bought in content if bought.buyer in buyers])

    # One moment ----------------------------------------------------------------------------------

    def _catch_up(self, at: datetime) -> None:
        """Let the clocks that ran out since the last step do what they do."""
        due = Case.objects.filter(shop=self.shop, next_due_at__lte=at).order_by("next_due_at")
        while first := due.values_list("next_due_at", flat=True).first():
            sweep(now=min(first + _TICK, at))
        outbox.deliver_due(now=at)

    def _step(self, play: Play, beat: Beat) -> None:
        """Take one step; a refused one leaves nothing behind and ends this case's story."""
        if play.stopped:
            return
        try:
            if beat.action == SUBMIT:
                play.case = self._open(play, beat.at)
            else:
                self._take(play, beat)
        except Refused as refusal:
            play.stopped = True
            logger.warning("demo case %s stops before %r: %s", play.number, beat.action, refusal)
        play.done.append(beat.action)

    def _open(self, play: Play, at: datetime) -> Case:
        dice, buyer = play.dice, play.customer
        by_staff = play.origin or play.channel.kind not in WEBSITE
        with_photo = dice.random() < play.script.photo_share
        common = {
            "actor": Actor.member(self.team.ani) if by_staff else None,
            "submission": uuid.UUID(int=dice.getrandbits(128), version=4), "now": at, "consented_at": at,
            "customer_name": buyer.name, "customer_phone": buyer.phone, "customer_email": buyer.email,
            "description": play.matter.words,
            "files": self._photos(play, dice.choice((1, 1, 1, 2)) if with_photo else 0, at),
        }  # fmt: skip
        fields = common | play.script.opening(play, at)
        if play.origin:
            return turn_into(play.origin.case, play.script.kind, **fields)
        return open_case(play.script.kind, channel=play.channel, **fields)

    def _take(self, play: Play, beat: Beat) -> None:
        action, script = beat.action, play.script
        note = script.note(play, action)
        answers = {
            "assignee": play.dice.choice(self.team.desk), **scores(action, play.dice),
            **script.answers(play, action, note, beat.at),
        }  # fmt: skip
        perform(
            play.case, action, actor=self._actor(play, beat), data=answers, note=note, now=beat.at,
            files=self._photos(play, 1, beat.at) if action in _WITH_PHOTO else (),
        )  # fmt: skip

    def _photos(self, play: Play, count: int, at: datetime) -> list[Attachment]:
        if not self.with_photos or not count or not play.matter.flaw:
            return []
        key = uuid.UUID(int=play.dice.getrandbits(128), version=4)
        shots = photos(play.matter.article, play.matter.flaw, count, play.dice)
        return [
            keep_draft(_upload(shot, at + timedelta(seconds=number)), shop=self.shop, draft_key=key, now=at)
            for number, shot in enumerate(shots)
        ]

    def _actor(self, play: Play, beat: Beat) -> Actor:
        """The customer where they may, Joko for what the warehouse may, otherwise the desk or whoever of it may."""
        by = beat.step.by
        if Role.CUSTOMER in by:
            return Actor.customer(play.case)
        if Role.WAREHOUSE in by and not beat.step.additive:
            return Actor.member(self.team.joko)
        return Actor.member(play.dice.choice([who for who in self.team.desk if Role(who.role) in by]))

    def _send_whatsapp(self) -> None:
        """Ani opens and sends the prepared messages in opening hours; the latest few are still waiting."""
        prepared = Message.objects.filter(shop=self.shop, status=Message.Status.PREPARED)
        for message in list(prepared.order_by("-created_at", "-pk"))[_LEFT_PREPARED:]:
            at = self._when_open(message.created_at)
            outbox.mark_opened(message, at)
            outbox.mark_sent(message, self.team.ani.user, at)


def _is_about_a_unit(play: Play) -> bool:
    """A claim names its unit, not an order; so does, in the end, the complaint that becomes one."""
    becomes, _goes_on = play.story.becomes or ("", None)
    return Claims.kind in (play.script.kind, becomes)


@contextmanager
def _no_mail() -> Iterator[None]:
    """E-mails go through the outbox as always, but nowhere: their readers do not exist."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend


def _upload(photo: bytes, at: datetime) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"IMG_{at:%Y%m%d_%H%M%S}.jpg", photo, "image/jpeg")
