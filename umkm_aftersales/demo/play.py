"""Plays the stories through the doors of the house, one moment after the other, the sweep in between."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.almanac import ShopFacts
from cases.intake import open_case
from cases.models import Attachment, Case
from cases.perform import Actor, perform
from cases.refusals import Refused
from cases.sweep import sweep
from cases.uploads import keep_draft
from notifications import outbox
from notifications.models import Message
from shops.models import Channel, Membership, Shop
from umkm_aftersales.demo.drawings import photos
from umkm_aftersales.demo.goods import ARTICLES, FITTING, WANTED, Article, Trouble
from umkm_aftersales.demo.people import Customer, customer
from umkm_aftersales.demo.rhythm import SUBMIT, Beat, Rhythm
from umkm_aftersales.demo.shop import Team
from umkm_aftersales.demo.stories import CUSTOMER, STORE, STORIES, TAKEN_BY, WORDS, Story

logger = logging.getLogger(__name__)

KIND = "return_request"
_TICK = timedelta(seconds=17)  # the sweep comes round every 30 seconds, so about this late
_LEFT_PREPARED = 5  # WhatsApp messages that nobody has sent yet
_COURIERS = ("JNE", "J&T Express", "SiCepat", "AnterAja", "Pos Indonesia")
_WEIGHTS = {
    "website": 6,
    "whatsapp": 3,
    "tokopedia": 3,
    "shopee": 4,
    "tiktok": 2,
    "instagram": 2,
    "counter": 2,
}


@dataclass
class Play:
    """One case on its way through its story."""

    number: int
    story: Story
    channel: Channel
    customer: Customer
    article: Article
    trouble: Trouble
    dice: Random  # its own, so that no case changes the luck of another
    case: Case | None = None
    stopped: bool = False


@dataclass
class Stage:
    """The shop in which the stories happen."""

    shop: Shop
    team: Team
    now: datetime
    dice: Random
    with_photos: bool = True
    facts: ShopFacts = field(init=False)

    def __post_init__(self) -> None:
        self.facts = ShopFacts(self.shop)

    def perform(self) -> int:
        """Play everything up to now and answer how many cases there are."""
        beats = self._beats()
        with _no_mail():
            for play, beat in sorted(beats, key=lambda pair: (pair[1].at, pair[0].number)):
                self._catch_up(beat.at)
                self._step(play, beat)
            self._catch_up(self.now)
        self._send_whatsapp()
        return self.shop.cases.count()

    # The programme -------------------------------------------------------------------------------

    def _beats(self) -> list[tuple[Play, Beat]]:
        rhythm = Rhythm(self.facts, KIND, self.now, self.dice)
        beats = []
        for play in self._plays():
            steps = rhythm.beats(play.story, play.channel)
            beats += [(play, beat) for beat in (*steps, *self._asides(steps))]
        return beats

    def _plays(self) -> Iterator[Play]:
        channels = list(self.shop.channels.order_by("pk"))
        for channel in channels:
            channel.shop = self.shop  # with its calendar, read once
        stories = [story for story in STORIES for _time in range(story.times)]
        self.dice.shuffle(stories)
        for number, story in enumerate(stories, start=1):
            dice = Random(f"case {number}")
            article, trouble = _goods(story.variant, dice)
            yield Play(
                number, story, _channel(story, channels, dice), customer(number, dice), article, trouble, dice
            )

    def _asides(self, steps: list[Beat]) -> list[Beat]:
        """An assignment soon after the case came in, and now and then a note of the team's own."""
        since = steps[0].at
        length = (steps[1].at if len(steps) > 1 else self.now) - since
        asides = [Beat("assign", since + length * 0.3)] if self.dice.random() < 0.6 else []
        return asides + ([Beat("note", since + length * 0.5)] if self.dice.random() < 0.25 else [])

    # One moment ----------------------------------------------------------------------------------

    def _catch_up(self, at: datetime) -> None:
        """Let the clocks that ran out since the last step do what they do."""
        due = Case.objects.filter(shop=self.shop, next_due_at__lte=at).order_by("next_due_at")
        while first := due.values_list("next_due_at", flat=True).first():
            sweep(now=min(first + _TICK, at))
        outbox.deliver_due(now=at)

    def _step(self, play: Play, beat: Beat) -> None:
        if play.stopped:
            return
        try:
            # A savepoint, so that a refused step leaves the rest of the demo standing.
            with transaction.atomic():
                if beat.action == SUBMIT:
                    play.case = self._open(play, beat.at)
                else:
                    self._take(play, beat)
        except Refused as refusal:
            play.stopped = True
            logger.warning("demo case %s stops before %r: %s", play.case.reference, beat.action, refusal)

    def _open(self, play: Play, at: datetime) -> Case:
        dice, article = play.dice, play.article
        wanted = dice.choice(WANTED) if play.story.variant in ("exchange", "reshipment") else ""
        by_staff = play.channel.kind in ("whatsapp", "counter", "instagram")
        return open_case(
            KIND, channel=play.channel, variant=play.story.variant, reason=play.trouble.reason, title=article.name,
            amount=article.price if dice.random() < 0.85 else None, order_number=_order_number(play.channel, at, dice),
            customer_name=play.customer.name, customer_phone=play.customer.phone, customer_email=play.customer.email,
            description=play.trouble.words, wanted_variant=wanted, consented_at=at,
            actor=Actor.member(self.team.ani) if by_staff else None,
            submission=uuid.UUID(int=dice.getrandbits(128), version=4), now=at,
            files=self._photos(play, dice.choice((1, 1, 2)) if dice.random() < 0.75 else 0, at),
        )  # fmt: skip

    def _take(self, play: Play, beat: Beat) -> None:
        case, dice = play.case, play.dice
        perform(
            case, beat.action, actor=self._actor(play, beat.action), data=self._answers(play, beat),
            note=dice.choice(WORDS.get(beat.action, ("",))), now=beat.at,
            files=self._photos(play, 1, beat.at) if beat.action in ("send_evidence", "inspect") else (),
        )  # fmt: skip

    def _photos(self, play: Play, count: int, at: datetime) -> list[Attachment]:
        if not self.with_photos or not count or not play.trouble.flaw:
            return []
        key = uuid.UUID(int=play.dice.getrandbits(128), version=4)
        shots = photos(play.article, play.trouble.flaw, count, play.dice)
        return [
            keep_draft(_upload(shot, at + timedelta(seconds=number)), shop=self.shop, draft_key=key, now=at)
            for number, shot in enumerate(shots)
        ]

    def _actor(self, play: Play, action: str) -> Actor:
        by = TAKEN_BY.get(action)
        # What the shop has rejected only the shop opens again.
        if by == CUSTOMER and (action, play.story.path[:1]) != ("reopen", ("reject",)):
            return Actor.customer(play.case)
        if by == STORE:
            return Actor.member(self.team.joko)
        return Actor.member(play.dice.choice((self.team.ani, self.team.ani, self.team.sari)))

    def _answers(self, play: Play, beat: Beat) -> dict[str, Any]:
        dice, today = play.dice, beat.at.astimezone(self.shop.zone).date()
        answers = {
            "assign": {"assignee": self._assignee(dice)},
            "reject": {"rejection_reason": dice.choice(("evidence", "used", "too_late"))},
            "ship": {"courier": dice.choice(_COURIERS), "tracking_number": f"CONTOH{dice.randint(10**9, 10**10 - 1)}"},
            "receive": {"received_on": today},
            "inspect": {"condition": dice.choice(("as_claimed", "as_claimed", "good"))},
            "record_refund": {
                "refund_amount": play.article.price, "refund_method": dice.choice(("transfer", "ewallet")),
                "refunded_on": today, "refund_reference": f"CONTOH-{dice.randint(10**7, 10**8 - 1)}",
            },
            "send_replacement": {
                "replacement_courier": dice.choice(_COURIERS), "replaced_on": today,
                "replacement_tracking_number": f"CONTOH{dice.randint(10**9, 10**10 - 1)}",
            },
        }  # fmt: skip
        return answers.get(beat.action, {})

    def _assignee(self, dice: Random) -> Membership:
        return dice.choice((self.team.ani, self.team.ani, self.team.sari))

    def _send_whatsapp(self) -> None:
        """Ani opens and sends the prepared messages in opening hours; the latest few are still waiting."""
        prepared = Message.objects.filter(shop=self.shop, status=Message.Status.PREPARED)
        for message in list(prepared.order_by("-created_at", "-pk"))[_LEFT_PREPARED:]:
            at = self.facts.calendar.next_opening(message.created_at) + timedelta(
                minutes=self.dice.randint(2, 25)
            )
            at = min(at, self.now)
            outbox.mark_opened(message, at)
            outbox.mark_sent(message, self.team.ani.user, at)


@contextmanager
def _no_mail() -> Iterator[None]:
    """E-mails go through the outbox as always, but nowhere: their readers do not exist."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend


def _goods(variant: str, dice: Random) -> tuple[Article, Trouble]:
    """An article with a trouble that fits this way of settling it."""
    pairs = [
        (article, trouble)
        for article in ARTICLES
        for trouble in article.troubles
        if trouble in FITTING[variant]
    ]
    return dice.choice(pairs)


def _channel(story: Story, channels: list[Channel], dice: Random) -> Channel:
    fitting = [channel for channel in channels if not story.kinds or channel.kind in story.kinds]
    return dice.choices(fitting, [_WEIGHTS.get(channel.kind, 1) for channel in fitting])[0]


def _order_number(channel: Channel, at: datetime, dice: Random) -> str:
    """As the channel writes them; nothing where people buy over the counter."""
    number = dice.randint(10**7, 10**8 - 1)
    if channel.kind in ("tokopedia", "tiktok"):
        return f"INV/{at:%Y%m%d}/MPL/{number}"
    if channel.kind in ("shopee", "lazada"):
        return f"{at:%y%m%d}CONTOH{number % 10**4}"
    return "" if channel.kind == "counter" else f"TCS-{number % 10**5:05d}"


def _upload(photo: bytes, at: datetime) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"IMG_{at:%Y%m%d_%H%M%S}.jpg", BytesIO(photo).getvalue(), "image/jpeg")
