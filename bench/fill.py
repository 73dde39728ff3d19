"""Many cases quickly: set-based SQL copies of cases that were made through the real doors.

The originals are the hundred cases of the demo shop, in all states, with events, clocks, files and
messages. A copy has the rows of its original with a key, a reference, a link and times of its own; nine
in ten copies are of closed cases. For the sweep, fresh requests of the shop's own form are opened, taken
past their reminders by the sweep itself, and copied with their times moved so that all copies are due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import DatabaseError, connection, models, transaction

from cases.intake import open_case
from cases.models import Attachment, Case, Deadline, Event
from cases.sweep import sweep
from notifications.models import Message
from returns.models import ReturnRequest
from shops.models import Channel, Shop
from umkm_aftersales.demo import shop as demo
from umkm_aftersales.demo.goods import ARTICLES, FITTING
from umkm_aftersales.demo.people import customer
from umkm_aftersales.demo.play import KIND, Stage

OPEN_SHARE = 0.1
_APART = timedelta(seconds=3)  # one copy's times from the next one's


@dataclass(frozen=True)
class Range:
    """Cases whose keys follow each other; the `n`th of two ranges of the same originals are alike."""

    first: int
    count: int

    @property
    def keys(self) -> tuple[int, int]:
        """The first and the last key."""
        return self.first, self.first + self.count - 1


@dataclass(frozen=True)
class Originals:
    """What is copied: `all_kinds` for a shop with a past, `due` for the sweep."""

    shop: Shop
    all_kinds: list[int]
    due: list[int]


def originals(now: datetime, *, with_photos: bool = True) -> Originals:
    """The demo shop with its hundred cases, and fresh requests a month ahead of it."""
    with transaction.atomic():
        shop, team = demo.found("bench", now)
        # First, while the sweep finds nothing else to do.
        due = _due_originals(shop, now + timedelta(days=30))
        Stage(shop, team, now, Random(1), with_photos).perform()
    others = Case.objects.exclude(pk__in=due).order_by("pk")
    return Originals(shop, list(others.values_list("pk", flat=True)), due)


def _due_originals(shop: Shop, start: datetime, number: int = 60) -> list[int]:
    """Requests that wait for an answer and have had their reminders."""
    channel, dice = shop.channels.get(kind="website"), Random(2)
    keys = [_request(channel, count, dice, start).pk for count in range(number)]
    reminders = Deadline.objects.filter(case__in=keys, level__lt=100)
    for due_at in sorted(set(reminders.values_list("due_at", flat=True))):
        sweep(now=due_at)
    return keys


def _request(channel: Channel, count: int, dice: Random, start: datetime) -> Case:
    buyer, article = customer(5000 + count, dice), dice.choice(ARTICLES)
    return open_case(
        KIND, channel=channel, variant=dice.choice(list(FITTING)), reason="damaged", title=article.name,
        amount=article.price, order_number=f"TCS-{count}", description=article.troubles[0].words,
        customer_name=buyer.name, customer_phone=buyer.phone, customer_email=buyer.email, consented_at=start,
        now=start,
    )  # fmt: skip


def grow(made_of: Originals, total: int) -> None:
    """Copies until the shop has `total` cases, a tenth of them open."""
    chosen = Case.objects.filter(pk__in=made_of.all_kinds)
    for is_open, share in ((True, int(total * OPEN_SHARE)), (False, total - int(total * OPEN_SHARE))):
        missing = share - Case.objects.filter(shop=made_of.shop, is_open=is_open).count()
        if missing > 0:
            copy(list(chosen.filter(is_open=is_open).values_list("pk", flat=True)), missing, apart=_APART)
    tidy()


def due_copies(made_of: Originals, number: int, now: datetime) -> Range:
    """`number` copies that are all due, all since the same instant."""
    due_at = Case.objects.filter(pk__in=made_of.due).latest("next_due_at").next_due_at
    made = copy(made_of.due, number, shift=now - timedelta(minutes=5) - due_at)
    tidy()
    return made


@transaction.atomic
def copy(
    originals: list[int], number: int, *, apart: timedelta = timedelta(0), shift: timedelta = timedelta(0)
) -> Range:
    """`number` copies of these cases in turn, each with everything that hangs on it."""
    first = (Case.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE copies (original bigint, id bigint, reference text, shift interval)"
        )
        cursor.execute(
            """
            INSERT INTO copies
            SELECT original, %s + turn, 'RT-' || upper(lpad(to_hex(%s + turn), 7, '0')), %s + %s * (turn / %s)
            FROM generate_series(0, %s - 1) AS turn
            JOIN unnest(%s::bigint[]) WITH ORDINALITY AS chosen(original, place) ON place = turn %% %s + 1
            """,
            [first, first, shift, apart, len(originals), number, originals, len(originals)],
        )
        for model in (Case, ReturnRequest, Event, Deadline, Message, Attachment):
            cursor.execute(_copying(model))
        cursor.execute("DROP TABLE copies")
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [first + number - 1])
    return Range(first, number)


def _trust_our_keys() -> None:
    """Copies refer to rows that exist: checking that again for millions of keys takes most of the time.

    Only a superuser may leave it out; for others the filling takes longer.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
    except DatabaseError:
        pass


def _copying(model: type[models.Model]) -> str:
    """INSERT … SELECT of one table; `t` is the original's row, `c` the copy that it is for."""
    fields = [field for field in model._meta.local_concrete_fields if not _is_serial(model, field)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    joins = {
        Case: "JOIN copies c ON c.original = t.id",
        Message: "JOIN cases_case o ON o.reference = t.about JOIN copies c ON c.original = o.id",
        Attachment: "JOIN copies c ON c.original = t.case_id JOIN cases_event e ON e.id = t.event_id "
        "JOIN cases_event own ON own.case_id = c.id AND own.number = e.number",
    }
    join = joins.get(model, "JOIN copies c ON c.original = t.case_id")
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {values} FROM "{model._meta.db_table}" t {join}'


def _is_serial(model: type[models.Model], field: models.Field) -> bool:
    return field.primary_key and model is not Case and model is not ReturnRequest


def _value(model: type[models.Model], field: models.Field) -> str:
    old = f't."{field.column}"'
    own = {
        (Case, "id"): "c.id",
        (Case, "reference"): "c.reference",
        (Case, "token"): "md5(random()::text || c.id)",
        (Case, "submission"): "gen_random_uuid()",
        (Case, "search"): "replace(t.search, lower(t.reference), lower(c.reference))",
        (Message, "about"): "c.reference",
        (Message, "key"): "replace(t.key, t.about, c.reference)",
        (Attachment, "event_id"): "own.id",
    }
    if field.column == "case_id":
        return "c.id"
    if isinstance(field, models.DateTimeField):
        return f"{old} + c.shift"
    return own.get((model, field.column), old)


def tidy() -> None:
    """What autovacuum and the checkpointer would do sooner or later, so that they do not do it while we measure."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        try:
            cursor.execute("CHECKPOINT")
        except DatabaseError:
            pass  # only a superuser may; the measurement is then a little less quiet
