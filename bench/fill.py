"""Many cases quickly: set-based SQL copies of cases that were made through the real doors.

The originals are the cases of the demo shop, of all kinds and in all states, with events, clocks, files and
messages. A copy has the rows of its original with a key, a reference, a link and times of its own; the units
and policies that claims and returns refer to are shared. Nine in ten copies are of closed cases. For the sweep, fresh requests of the shop's own form are opened, taken
past their reminders by the sweep itself, and copied with their times moved so that all copies are due.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import DatabaseError, connection, models, transaction

from cases.intake import open_case
from cases.models import Attachment, Case, Deadline, Event
from cases.sweep import sweep
from cases.workflow import all_workflows
from notifications.models import Message
from returns.models import ReturnLine
from shops.models import Channel, Shop
from umkm_aftersales.demo import shop as demo
from umkm_aftersales.demo.goods import ARTICLES, FITTING
from umkm_aftersales.demo.people import customer
from umkm_aftersales.demo.play import Stage

OPEN_SHARE = 0.1
PAST = timedelta(days=3 * 365)  # over which the closed copies lie
_APART = timedelta(seconds=3)  # the times of an open copy from those of the next one


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
    """The demo shop with its cases, and fresh requests a month ahead of it."""
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
        "return_request", channel=channel, variant=dice.choice(list(FITTING)), reason="damaged", title=article.name,
        amount=article.price, order_number=f"TCS-{count}", description=article.troubles[0].words,
        customer_name=buyer.name, customer_phone=buyer.phone, customer_email=buyer.email, consented_at=start,
        now=start,
    )  # fmt: skip


def grow(made_of: Originals, total: int) -> None:
    """Copies until the shop has `total` cases, a tenth of them open."""
    chosen = Case.objects.filter(pk__in=made_of.all_kinds)
    wanted = int(total * OPEN_SHARE)
    _add(made_of.shop, chosen.filter(is_open=True), wanted)
    # Closed ones that are still to be asked how it was would be due in the past.
    _add(made_of.shop, chosen.filter(is_open=False, next_due_at=None), total - wanted)
    tidy()


def _add(shop: Shop, chosen: models.QuerySet[Case], wanted: int) -> None:
    """Copies of the chosen cases until so many of the shop's cases are as open, or closed, as these are."""
    keys, is_open = list(chosen.values_list("pk", flat=True)), chosen[0].is_open
    missing = wanted - Case.objects.filter(shop=shop, is_open=is_open).count()
    if missing > 0:
        rounds = -(-missing // len(keys))
        copy(keys, missing, apart=_APART if is_open else -PAST / rounds)


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
            SELECT original, %s + nth, left(reference, 3) || upper(lpad(to_hex(%s + nth), 7, '0')),
                   %s + %s * (nth / %s)
            FROM generate_series(0, %s - 1) AS nth
            JOIN unnest(%s::bigint[]) WITH ORDINALITY AS chosen(original, place) ON place = nth %% %s + 1
            JOIN cases_case ON id = original
            """,
            [first, first, shift, apart, len(originals), number, originals, len(originals)],
        )
        with trusted_keys():
            for model in (Case, *_kinds(), ReturnLine, Event, Deadline, Message, Attachment):
                cursor.execute(_copying(model))
        cursor.execute("DROP TABLE copies")
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [first + number - 1])
    return Range(first, number)


def _kinds() -> list[type[Case]]:
    """The tables in which each kind of case keeps what is its own."""
    return [Case._meta.get_field(flow.kind).related_model for flow in all_workflows()]


@contextmanager
def trusted_keys() -> Iterator[None]:
    """Copies refer to rows that exist: checking that again for millions of keys takes half of the time.

    Only a superuser may leave it out; for others the filling takes longer.
    """
    trusted = _triggers("replica")
    yield
    if trusted:
        _triggers("origin")


def _triggers(role: str) -> bool:
    """Let triggers, and with them the checks of foreign keys, fire as on a server of this role, if we may."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")
    except DatabaseError:
        return False
    return True


_JOINS = {
    Case: "JOIN copies c ON c.original = t.id",
    Message: "JOIN cases_case o ON o.reference = t.about JOIN copies c ON c.original = o.id",
    Attachment: "JOIN copies c ON c.original = t.case_id JOIN cases_event e ON e.id = t.event_id "
    "JOIN cases_event own ON own.case_id = c.id AND own.number = e.number",
}
_OWN = {
    Case: {
        "id": "c.id", "reference": "c.reference", "token": "md5(random()::text || c.id)",
        "submission": "gen_random_uuid()", "came_from_id": "NULL",  # one case became one other, not thousands
        "search": "replace(t.search, lower(t.reference), lower(c.reference))",
    },
    Message: {"about": "c.reference", "key": "replace(t.key, t.about, c.reference)"},
    Attachment: {"event_id": "own.id"},
}  # fmt: skip


def _copying(model: type[models.Model]) -> str:
    join = _JOINS.get(model, "JOIN copies c ON c.original = t.case_id")
    return copying(model, join, {"case_id": "c.id", **_OWN.get(model, {})})


def copying(model: type[models.Model], join: str, own: Mapping[str, str]) -> str:
    """INSERT … SELECT of one table; `t` is the original's row, `c` the copy that it is for.

    `own` says by column what a copy does not take over; its times are those of the original plus `c.shift`,
    its key is drawn anew where `own` has none.
    """
    fields = [
        field for field in model._meta.local_concrete_fields if field.column in own or not field.primary_key
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(own.get(field.column) or _shifted(field) for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {values} FROM "{model._meta.db_table}" t {join}'


def _shifted(field: models.Field) -> str:
    return f't."{field.column}"' + (" + c.shift" if isinstance(field, models.DateTimeField) else "")


def tidy() -> None:
    """What autovacuum and the checkpointer would do sooner or later, so that they do not do it while we measure."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        try:
            cursor.execute("CHECKPOINT")
        except DatabaseError:
            pass  # only a superuser may; the measurement is then a little less quiet
