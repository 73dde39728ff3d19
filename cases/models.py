"""What every after-sales case has, whatever its kind: the case, its history, its clocks, its files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.workflow import State, Step, Variant, Workflow, workflow_for
from shops.models import Channel, Membership, Shop, User

if TYPE_CHECKING:
    from datetime import date, datetime

    from sales.models import Order


# The columns of a file that say what was handed in, and where it belongs.
HANDED_IN = (
    "shop_id", "case_id", "event_id", "kind", "file", "thumbnail", "name", "content_type", "size", "sha256",
    "taken_at", "added_at",
)  # fmt: skip
SCORES = [(5, _("Sangat baik")), (4, _("Baik")), (3, _("Cukup")), (2, _("Kurang")), (1, _("Buruk"))]


class Tick(models.BooleanField):
    """A yes without which a step is not taken; it is given anew each time."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"default": False, "db_default": False, **kwargs})

    def validate(self, value: bool, model_instance: models.Model | None) -> None:
        """Refuse a no."""
        super().validate(value, model_instance)
        if not value:
            raise ValidationError(_("Centang dulu: %s.") % self.verbose_name)


class Case(models.Model):
    """A customer's matter with a shop. Only `cases.intake` makes one and only `cases.perform` moves it."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="cases")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=20)  # also the reverse name of the kind's own row
    variant = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=16, unique=True)
    # The customer's key to the tracking page: long and random, never derived.
    token = models.CharField(max_length=32, unique=True)
    # One sent form is one case, however often it is sent.
    submission = models.UUIDField(default=uuid.uuid4)

    title = models.CharField(_("barang"), max_length=120, blank=True)
    order_number = models.CharField(_("nomor pesanan"), max_length=60, blank=True)
    amount = models.BigIntegerField(_("nilai barang (Rp)"), null=True, blank=True)
    customer_name = models.CharField(_("nama"), max_length=80)
    customer_phone = models.CharField(_("nomor HP (WhatsApp)"), max_length=16)
    customer_email = models.EmailField(_("e-mail"), blank=True)
    description = models.TextField(_("cerita pelanggan"), max_length=4000)
    consented_at = models.DateTimeField(null=True)
    search = models.TextField(editable=False)

    state = models.CharField(max_length=24)
    turn = models.CharField(max_length=8)
    is_open = models.BooleanField(default=True)
    # The customer spoke last and nobody has answered.
    unanswered = models.BooleanField(default=False)
    assignee = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("PIC")
    )
    version = models.PositiveIntegerField(default=0)  # the number of the latest event
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()  # when it came into its present state
    closed_at = models.DateTimeField(null=True)
    # Copies of two events, for the report: the first thing that the customer heard, from the team or from the
    # clock that decided before it; and the first end, which no reopening takes back.
    first_answer_at = models.DateTimeField(null=True)
    first_answer_role = models.CharField(max_length=12, blank=True, default="", db_default="")
    first_closed_at = models.DateTimeField(null=True)
    # The clock that bites first, for people; and the next thing to fire (reminders too), for the sweep.
    due_at = models.DateTimeField(null=True)
    due_action = models.CharField(max_length=24, blank=True)
    next_due_at = models.DateTimeField(null=True)
    sweep_failures = models.PositiveSmallIntegerField(default=0)
    # What the customer says when all is over: 1 (bad) to 5 (good).
    score_product = models.PositiveSmallIntegerField(_("barangnya"), null=True, blank=True, choices=SCORES)
    score_treatment = models.PositiveSmallIntegerField(
        _("pelayanannya"), null=True, blank=True, choices=SCORES
    )
    rated_at = models.DateTimeField(null=True)
    reminders_stopped_at = models.DateTimeField(null=True)  # the customer wants no reminders and no questions
    # The case that was turned into this one; its thread goes on here.
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="became")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "submission"], name="case_sent_once"),
            # A case without a clock could be forgotten, so there is none.
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(due_at__isnull=False), name="case_open_has_clock"
            ),
        ]
        indexes = [
            # Exactly the sweep's query.
            models.Index(fields=["next_due_at"], name="case_sweep", condition=Q(next_due_at__isnull=False)),
            # The inbox: what is lost first on top; and the sum at risk.
            models.Index(fields=["shop", "due_at", "id"], name="case_inbox", condition=Q(is_open=True)),
            models.Index(
                fields=["shop", "due_action", "due_at"], include=["amount"],
                name="case_at_risk", condition=Q(is_open=True),
            ),
            models.Index(fields=["shop", "turn", "due_at", "id"], name="case_turn", condition=Q(is_open=True)),
            models.Index(fields=["shop", "due_at", "id"], name="case_unanswered", condition=Q(unanswered=True)),
            models.Index(fields=["shop", "-closed_at", "-id"], name="case_closed", condition=Q(is_open=False)),
            # What the report asks of the cases of some days: it reads these indexes and no row.
            models.Index(
                fields=["shop", "-opened_at", "-id"], name="case_came",
                include=["channel", "kind", "variant", "title", "amount", "first_answer_at", "first_answer_role"],
            ),
            models.Index(
                fields=["shop", "first_closed_at"], include=["opened_at", "channel", "kind", "variant"],
                name="case_first_closed", condition=Q(first_closed_at__isnull=False),
            ),
            models.Index(
                fields=["shop", "rated_at"], include=["channel", "kind", "variant", "score_product", "score_treatment"],
                name="case_scored", condition=Q(rated_at__isnull=False),
            ),
            models.Index(fields=["shop", "state", "due_at", "id"], name="case_state"),
            models.Index(fields=["shop", "assignee", "due_at", "id"], name="case_assignee", condition=Q(is_open=True)),
            # A customer's page and an order's ask for theirs.
            models.Index(fields=["shop", "customer_phone", "-opened_at", "-id"], name="case_of_customer"),
            models.Index(
                fields=["shop", "order_number", "-opened_at", "-id"], name="case_of_order",
                condition=~Q(order_number=""),
            ),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="case_search"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def model_of(cls, kind: str) -> type[Case]:
        """The model of a kind's own cases."""
        return Case._meta.get_field(kind).related_model

    @property
    def workflow(self) -> Workflow:
        """The table of this case's kind."""
        return workflow_for(self.kind)

    @property
    def place(self) -> State:
        """The state it rests in, with its words."""
        return self.workflow.place(self.state)

    @property
    def way(self) -> Variant | None:
        """Its variant, with its words; None for a kind without variants."""
        return self.workflow.variants.get(self.variant)

    @property
    def label(self) -> str:
        """What kind of case this is, in words for staff."""
        return str(self.way.label if self.way else self.workflow.label)

    @property
    def goods_in_words(self) -> list[str]:
        """The goods of known orders that it is about, one by one; a kind that asks for them knows."""
        return []

    @property
    def decided_in_words(self) -> list[str]:
        """What was decided of the goods one by one, where it differs; a kind that decides so knows."""
        return []

    @property
    def in_hand_since(self) -> tuple[date, str] | None:
        """The day before which the customer cannot have had the goods, and what happened on it; a kind may know."""
        return None

    @property
    def known_orders(self) -> list[Order]:
        """The orders whose goods it is surely about."""
        return []

    @property
    def headline(self) -> str:
        """A case is titled by its goods; without them by its order, without that by its reference."""
        if self.title:
            return self.title
        return _("Pesanan %s") % self.order_number if self.order_number else self.reference

    @property
    def found_in_words(self) -> list[str]:
        """What was found when the goods came back, for the customer; a kind that inspects them knows."""
        return []

    @property
    def specific(self) -> Case:
        """This case as its own kind; one query."""
        return getattr(self, self.kind)

    @property
    def secrets(self) -> list[str]:
        """Codes in its letters, beside its own link, that whoever holds them can use."""
        return []

    def still_there(self) -> bool:
        """Whether what undoing a step gives back to this case has not gone to somebody else meanwhile."""
        return True

    def why_shut(self, step: Step, now: datetime) -> str:
        """Why a step of the table is not there for this case now; empty where it is. Of the kind's own row only."""
        return getattr(self, step.shut)(now) if step.shut else ""

    def is_late(self, now: datetime) -> bool:
        """Whether the clock that bites first has run out."""
        return self.due_at is not None and self.due_at <= now


class EventQuerySet(models.QuerySet):
    """Events of cases."""

    def standing(self) -> EventQuerySet:
        """Without the steps that were undone."""
        return self.filter(~Exists(Event.objects.filter(case=OuterRef("case"), undoes=OuterRef("number"))))

    def since(self, seen: int) -> EventQuerySet:
        """What is new to whoever looked when `seen` was the latest; what came and went meanwhile is not."""
        return self.standing().filter(Q(undoes=None) | Q(undoes__lte=seen), number__gt=seen)


class Event(models.Model):
    """One thing that happened to a case: its history and its audit trail. Never changed, never deleted.

    A step that may be undone keeps until when, and what it changed; its undoing names the number of the step.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    role = models.CharField(max_length=12)
    by = models.CharField(max_length=80)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    internal = models.BooleanField(default=False)
    at = models.DateTimeField()
    undo_until = models.DateTimeField(null=True)
    before = models.JSONField(null=True)  # as in cases.before
    undoes = models.IntegerField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="event_number_once")]
        # What the owner's report asks: which moves there were in some days and still count, and what the clock did.
        indexes = [
            models.Index(
                fields=["at"], include=["case", "number", "source", "target"],
                name="event_moving", condition=~Q(source=F("target")),
            ),
            models.Index(fields=["case", "undoes"], name="event_undoing", condition=Q(undoes__isnull=False)),
            models.Index(
                fields=["at"], include=["case", "action", "source", "target"],
                name="event_by_clock", condition=Q(role="system"),
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number} {self.action}"


class Deadline(models.Model):
    """One ring of a clock: at `due_at` the sweep takes `action`, unless the case moves on first.

    A clock has one row at level 100 (the time is up) and one per reminder (its percent).
    """

    class Outcome(models.TextChoices):
        RUNNING = "", _("berjalan")
        FIRED = "fired", _("dijalankan")
        MET = "met", _("selesai sebelum waktunya")
        PAUSED = "paused", _("dihentikan sementara")
        SUPERSEDED = "superseded", _("digantikan oleh yang lebih akhir")

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    clock = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=24)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rule = models.JSONField()  # a copy: the promise stands when the rule changes
    pauses = models.JSONField(default=list)  # [[from, to], …] in ISO 8601
    ledger = models.JSONField(default=list)  # only at level 100
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock", "level", "due_at"],
                name="deadline_fires_once",
                condition=Q(outcome__in=["", "fired"]),
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=100), name="deadline_level"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="deadline_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="deadline_alive", condition=Q(outcome__in=["", "paused"]))
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.level} % · {self.due_at:%Y-%m-%d %H:%M}"


def evidence_stands() -> pgtrigger.Trigger:
    """What was handed in stays as it came while its case, or one that this became, is open; whoever asks.

    The cases are locked before they are asked: one that is being reopened at this moment counts as open.
    Whether only the team sees a file may still be changed.
    """
    thread = (
        "WITH RECURSIVE thread(id) AS (SELECT OLD.case_id"
        " UNION SELECT became.id FROM cases_case became JOIN thread ON became.came_from_id = thread.id)"
        " SELECT id FROM thread"
    )
    return pgtrigger.Trigger(
        name="evidence_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete | pgtrigger.UpdateOf(*HANDED_IN),
        condition=pgtrigger.Q(old__case__isnull=False),
        func=(
            f"PERFORM FROM cases_case WHERE id IN ({thread}) FOR SHARE;"
            f" IF EXISTS (SELECT FROM cases_case WHERE is_open AND id IN ({thread})) THEN"
            " RAISE EXCEPTION 'the evidence of an open case stays: attachment %', OLD.id; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class Attachment(models.Model):
    """A photo, video or document, private to the case; without a case it is a draft that a form still holds."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("foto")
        VIDEO = "video", _("video")
        DOCUMENT = "document", _("dokumen")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="attachments")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="attachments")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="attachments")
    # What the form that holds a draft shows to get it back.
    draft_key = models.UUIDField(null=True, db_index=True)
    internal = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.FileField(upload_to="", max_length=200)
    thumbnail = models.FileField(upload_to="", max_length=200, blank=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()  # bytes as stored
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)  # of the bytes as received
    # By what a photo is known again; empty where there is too little in it, null while nobody has looked.
    # The shop's key stands in front of each mark, so that none meets another shop's.
    marks = ArrayField(models.BigIntegerField(), null=True)
    sketch = models.BinaryField(null=True)
    taken_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["added_at"], name="attachment_drafts", condition=Q(case__isnull=True)),
            # Which photos share a mark; and which nobody has looked at.
            GinIndex(fields=["marks"], name="attachment_marks"),
            models.Index(
                fields=["id"], name="attachment_undescribed", condition=Q(kind="photo", marks__isnull=True)
            ),
        ]
        triggers: ClassVar = [evidence_stands()]

    def __str__(self) -> str:
        return self.name
