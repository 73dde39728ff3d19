"""A shop with a past, quickly: cases that walked their tables at random, and set-based copies of them.

The walks go through the real doors. A copy has the rows of its original with times, goods, money, channel,
reasons and scores of its own, drawn from its key, so that every run makes the same shop.
"""

from datetime import timedelta
from random import Random

from django.db import connection, models

from cases.models import Case, Event
from cases.perform import SYSTEM, Actor, perform
from cases.refusals import Refused
from cases.workflow import Role, all_workflows
from complaints.models import Complaint
from returns.models import ReturnRequest
from tests.cases import roads
from warranty.models import WarrantyClaim

LONGEST_WALK = timedelta(days=8)
PAST = 80 * 24 * 60  # minutes
GOODS = (
    "Kemeja batik Parang", "KEMEJA BATIK PARANG", "Blender mini 350 ml", "Teko listrik", "Sandal kulit", "Tas anyaman",
    "Lampu meja", "Kipas angin", "Setrika uap", "Rice cooker", "Gelas set", "Jam dinding", "Panci presto", "Kompor portabel",
    "=1+1 promo",
)  # fmt: skip
REASONS = (
    "damaged",
    "damaged",
    "damaged",
    "wrong_size",
    "wrong_size",
    "defective",
    "wrong_item",
    "incomplete",
    "other",
)
CAUSES = ("", "", "courier", "courier", "packaging", "goods", "service", "unknown")
CATEGORIES = ("delivery", "delivery", "product", "service", "payment", "other")
SEVERITIES = ("", "light", "light", "light", "medium", "medium", "severe")
RECOVERIES = ("", "", "apology", "apology", "replacement", "refund", "voucher")


def fill(shop, total, now, *, walks=48):
    """`total` cases of the shop, from about three months ago until now."""
    dice = Random(7)
    start = now - LONGEST_WALK
    flows = [
        (flow, variant) for flow in all_workflows() if flow.for_customer for variant in flow.variant_names()
    ]
    keys = [_walk(*flows[number % len(flows)], shop, start, dice) for number in range(walks)]
    _copy(shop, keys, total - walks)


def _walk(flow, variant, shop, start, dice):
    """One case that took whatever steps were open to whoever came by."""
    members = {member.role: member for member in shop.memberships.select_related("user")}
    case, at = roads.open_one(flow, shop, start, variant=variant), start
    for _try in range(dice.randint(0, 7)):
        at += timedelta(minutes=dice.randint(1, 1200))
        case = Case.objects.get(pk=case.pk).specific
        steps = [step for step in flow.steps if step.source == case.state and step.fits(case.variant)]
        common = [flow.step(case.state, name, case.variant) for name in ("write", "note", "reply")]
        step = dice.choice([*steps, *steps, *common])
        role = dice.choice(sorted(step.by))
        actors = {Role.SYSTEM: SYSTEM, Role.CUSTOMER: Actor.customer(case)}
        actor = actors.get(role) or (Actor.member(members[role.value]) if role.value in members else None)
        if actor is None:
            continue
        try:
            perform(
                case, step.action, actor=actor, note="Begini ceritanya." if step.note.value != "none" else "",
                data=roads.answers(case, step, at), now=at,
            )  # fmt: skip
        except Refused:
            continue
    return case.pk


def _copy(shop, originals, number):
    first = (Case.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copies")
        cursor.execute(
            """
            CREATE TEMP TABLE copies AS
            SELECT original, %s + turn AS id, abs(hashtext('a' || turn)) AS dice, abs(hashtext('b' || turn)) AS die,
                   -(abs(hashtext('c' || turn)) %% %s) * interval '1 minute' AS shift
            FROM generate_series(0, %s - 1) AS turn
            JOIN unnest(%s::bigint[]) WITH ORDINALITY AS chosen(original, place) ON place = turn %% %s + 1
            """,
            [first, PAST, number, originals, len(originals)],
        )
        channels = list(shop.channels.order_by("pk").values_list("pk", flat=True))
        for model in (Case, ReturnRequest, WarrantyClaim, Complaint, Event):
            cursor.execute(*_copying(model, channels))
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [first + number - 1])
        cursor.execute("ANALYZE cases_case, cases_event")


def _copying(model, channels):
    own = {
        (Case, "id"): ("c.id", []),
        (Case, "reference"): ("'X' || c.id", []),
        (Case, "token"): ("md5('t' || c.id)", []),
        (Case, "submission"): ("gen_random_uuid()", []),
        (Case, "title"): (
            "CASE WHEN t.kind = 'complaint' THEN t.title ELSE (%s::text[])[1 + c.dice %% %s] END", [list(GOODS), len(GOODS)]
        ),
        (Case, "amount"): ("CASE WHEN c.die %% 7 > 0 THEN 50000 + c.dice %% 900 * 1000 END", []),
        (Case, "channel_id"): ("(%s::bigint[])[1 + c.die %% %s]", [channels, len(channels)]),
        (Case, "score_product"): ("CASE WHEN NOT t.is_open AND c.dice %% 3 = 0 THEN 1 + c.die %% 5 END", []),
        (Case, "score_treatment"): ("CASE WHEN NOT t.is_open AND c.dice %% 3 = 0 AND c.die %% 4 > 0 THEN 1 + c.dice %% 5 END", []),
        (Case, "rated_at"): (
            "CASE WHEN NOT t.is_open AND c.dice %% 3 = 0 THEN t.closed_at + c.shift + interval '20 hours' END", []
        ),
        (ReturnRequest, "reason"): ("(%s::text[])[1 + c.die %% %s]", [list(REASONS), len(REASONS)]),
        (Complaint, "root_cause"): ("(%s::text[])[1 + c.die %% %s]", [list(CAUSES), len(CAUSES)]),
        (Complaint, "category"): ("(%s::text[])[1 + c.dice %% %s]", [list(CATEGORIES), len(CATEGORIES)]),
        (Complaint, "severity"): ("(%s::text[])[1 + c.dice / 7 %% %s]", [list(SEVERITIES), len(SEVERITIES)]),
        (Complaint, "recovery_action"): ("(%s::text[])[1 + c.die / 7 %% %s]", [list(RECOVERIES), len(RECOVERIES)]),
    }  # fmt: skip
    columns, values, given = [], [], []
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.AutoField) and model is not Case:
            continue
        value, params = own.get((model, field.column), (f't."{field.column}"', []))
        if field.column == "case_id":
            value = "c.id"
        elif isinstance(field, models.DateTimeField) and (model, field.column) not in own:
            value = f"{value} + c.shift"
        columns.append(f'"{field.column}"')
        values.append(value)
        given += params
    table, key = model._meta.db_table, "t.id" if model is Case else "t.case_id"
    sql = (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} '
        f'FROM "{table}" t JOIN copies c ON c.original = {key}'
    )
    return sql, given
