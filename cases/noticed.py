"""What the team may want to look at twice before it decides: facts about photos and earlier cases, no judgement.

Nothing here refuses anything, sums up to a score or is said to a customer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cases.evidence.likeness import is_same_photo
from cases.models import Attachment, Case, Event
from cases.workflow import all_workflows
from sales.models import Customer

YEAR = timedelta(days=365)
MOST_PHOTOS = 20  # of a case, the latest
MOST_ALIKE = 6  # looked at for each of them
MOST_SHOWN = 5
MOST_CASES = 200


@dataclass(frozen=True)
class SeenPhoto:
    """A photo of this case that came with another case of the shop as well."""

    photo: int
    reference: str  # of the other case
    other: int  # the photo there
    on: date  # when it was handed in there


@dataclass(frozen=True)
class EarlyPhoto:
    """The camera's clock showed a day on which the customer cannot have had the goods."""

    days: int
    what: str  # what happened only later, in words
    on: date


@dataclass(frozen=True)
class OtherCases:
    """What else came from the same phone number within a year."""

    count: int
    granted: int
    paid_back: int  # whole rupiah
    customer: int | None  # the key of their page, where the shop knows them


@dataclass(frozen=True)
class Remark:
    """Something that another app knows of a case, in a sentence, and the cases that it speaks of."""

    words: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noticed:
    """Everything worth a second look; nothing of it is true of most cases."""

    seen: list[SeenPhoto]
    early: EarlyPhoto | None
    others: OtherCases | None
    remarks: list[Remark]

    def __bool__(self) -> bool:
        return bool(self.seen or self.early or self.others or self.remarks)


Finder = Callable[[Case], Remark | None]
_finders: list[Finder] = []


def register_finder(finder: Finder) -> Finder:
    """Let an app that knows more of a case remark on it, to those who see money; one query at most."""
    _finders.append(finder)
    return finder


def notice(case: Case, files: Iterable[Attachment], now: datetime, *, with_money: bool) -> Noticed:
    """The facts about a case, of which `files` are already read; two queries at most beside the kind's own and the finders'.

    The cases of a phone number and their amounts are for those who see money.
    """
    photos = [file for file in files if file.kind == Attachment.Kind.PHOTO and not file.internal]
    return Noticed(
        _seen_before(case) if any(photo.marks for photo in photos) else [],
        _taken_early(case, photos),
        _others(case, now) if with_money and case.customer_phone else None,
        [remark for finder in _finders if (remark := finder(case))] if with_money else [],
    )


# The same photo ----------------------------------------------------------------------------------

# Photos of customers: what the team added later is its own. The thread is the case with those that it came from
# and became: there the same photo is no news.
_ALIKE = """
WITH RECURSIVE thread(id, came_from_id) AS (
    SELECT id, came_from_id FROM cases_case WHERE id = %(case)s
    UNION
    SELECT linked.id, linked.came_from_id FROM cases_case linked
    JOIN thread ON linked.id = thread.came_from_id OR linked.came_from_id = thread.id
)
SELECT mine.id, mine.sha256, mine.sketch, other.*
FROM (
    SELECT photo.id, photo.shop_id, photo.sha256, photo.sketch, photo.marks
    FROM cases_attachment photo JOIN cases_event came ON came.id = photo.event_id
    WHERE photo.case_id = %(case)s AND NOT photo.internal AND cardinality(photo.marks) > 0
        AND (came.role = 'customer' OR came.number = 1)
    ORDER BY photo.id DESC LIMIT %(photos)s
) AS mine
CROSS JOIN LATERAL (
    SELECT photo.id, photo.case_id, whose.reference, photo.added_at, photo.sha256, photo.sketch
    FROM cases_attachment photo
    JOIN cases_event came ON came.id = photo.event_id
    JOIN cases_case whose ON whose.id = photo.case_id
    WHERE photo.marks && mine.marks AND photo.shop_id = mine.shop_id AND NOT photo.internal
        AND (came.role = 'customer' OR came.number = 1) AND photo.case_id NOT IN (SELECT id FROM thread)
    ORDER BY (SELECT count(*) FROM unnest(photo.marks) mark WHERE mark = ANY(mine.marks)) DESC, photo.id DESC
    LIMIT %(alike)s
) AS other
ORDER BY mine.id, other.id
"""


def _seen_before(case: Case) -> list[SeenPhoto]:
    """For each other case the first photo that is the same, the latest case first."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, {"case": case.pk, "photos": MOST_PHOTOS, "alike": MOST_ALIKE})
        rows = cursor.fetchall()
    found: dict[int, SeenPhoto] = {}
    for mine, sum_, sketch, other, whose, reference, at, other_sum, other_sketch in rows:
        known = whose in found
        if not known and (sum_ == other_sum or is_same_photo(bytes(sketch), bytes(other_sketch))):
            day = at.astimezone(case.shop.zone).date()
            found[whose] = SeenPhoto(mine, reference, other, day)
    return sorted(found.values(), key=lambda seen: (seen.on, seen.other), reverse=True)[:MOST_SHOWN]


# The day of taking -------------------------------------------------------------------------------


def _taken_early(case: Case, photos: Sequence[Attachment]) -> EarlyPhoto | None:
    """How long before the goods can have been there the first photo was taken, in whole days of the calendar."""
    taken = [photo.taken_at.astimezone(case.shop.zone).date() for photo in photos if photo.taken_at]
    since = case.in_hand_since if taken else None
    if since is None or min(taken) >= since[0]:
        return None
    return EarlyPhoto((since[0] - min(taken)).days, since[1], since[0])


# Earlier cases -----------------------------------------------------------------------------------


def _others(case: Case, now: datetime) -> OtherCases | None:
    """One query; a case that was turned into another counts once, and this case's own thread not at all."""
    granting = {action for workflow in all_workflows() for action in workflow.granted}
    yes = Event.objects.standing().filter(case=OuterRef("pk"), action__in=granting)
    owner = Customer.objects.filter(shop=OuterRef("shop"), phone=OuterRef("customer_phone"))
    money = [f"{flow.kind}__{flow.money_back}" for flow in all_workflows() if flow.money_back]
    rows = (
        Case.objects.filter(shop=case.shop_id, customer_phone=case.customer_phone, opened_at__gt=now - YEAR)
        .annotate(
            granted=Exists(yes),
            paid_back=Coalesce(*money, 0),
            customer=Subquery(owner.values_list(Coalesce(F("merged_into"), F("pk")))[:1]),
        )
        .order_by("-opened_at", "-pk")
        .values_list("pk", "came_from", "granted", "paid_back", "customer", named=True)[:MOST_CASES]
    )
    rows = list(rows)
    turned = {row.came_from for row in rows} | {case.came_from_id}
    rows = [row for row in rows if row.pk not in turned and row.pk != case.pk and row.came_from != case.pk]
    if not rows:
        return None
    return OtherCases(
        len(rows), sum(row.granted for row in rows), sum(row.paid_back for row in rows), rows[0].customer
    )
