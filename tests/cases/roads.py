"""Brings a case of any registered kind into any of its states, by the steps that people and clocks take."""

from collections import deque
from datetime import datetime, timedelta

from django.db import models

from cases.intake import open_case
from cases.perform import SYSTEM, Actor, perform
from cases.workflow import Note, Role
from sales.models import Product, Variant
from shops import presets
from shops.founding import add_channel

# What a case of each kind is opened with. A new kind is tested as soon as it stands here, and must.
OPENINGS = {
    "return_request": {"reason": "damaged", "title": "Kemeja batik Parang", "amount": 185_000},
    "warranty_claim": {"serial_number": "BM35-26-08811", "title": "Blender mini", "amount": 185_000},
    "complaint": {"category": "delivery", "title": "Paket datang penyok"},
    "parcel_case": {
        "courier": "JNE",
        "tracking_number": "0012 3456 7890",
        "customer_name": "",
        "customer_phone": "",
        "customer_email": "",
        "order_number": "",
    },
    "receipt_request": {"made_out_to": "CV Budi Jaya", "title": "Nota pesanan"},
}


# Steps that another one must have come before, wherever they start; and what they are taken with.
AFTER = {"dispose": "inspect", "approve_resale": "inspect", "grant_held": "inspect"}
# Whatever a decision on a return asks to be checked first; a step takes of it what it asks for.
CHECKED = {
    "kind_verified": True, "evidence_verdict": "enough", "packing_log": "matches", "packing_slip": "matches",
    "wanted_variant": "L", "stock_checked": "seen", "rejection_clause": "none", "alternative": "none",
}  # fmt: skip


def actor(role, shop):
    """Somebody who acts in this role for the shop."""
    if role is Role.CUSTOMER:
        return Actor(Role.CUSTOMER, "Budi Santoso")
    if role is Role.SYSTEM:
        return SYSTEM
    return Actor.member(shop.memberships.select_related("user").get(role=role.value))


def answers(case, step, now):
    """A valid answer to everything that a step asks for, by the type of its field."""
    given = {name: _answer(case._meta.get_field(name), now) for name in step.asks}
    if "variant" in given:
        given["variant"] = next(name for name in case.workflow.variants if name != case.variant)
    return dict.fromkeys(given, 1) if step.action == "rate_low" else given


def _answer(column, now: datetime):
    if column.choices:
        return column.choices[0][0]
    if isinstance(column, models.BooleanField):
        return True
    if isinstance(column, models.DateField):
        return now.date()
    if isinstance(column, models.IntegerField):
        return 1_000
    return "Nilai uji"


def _shirt(shop, now):
    """Something that lies on the shelf."""
    product, _made = Product.objects.get_or_create(
        shop=shop, name="Kemeja batik Parang", defaults={"created_at": now}
    )
    return Variant.objects.get_or_create(shop=shop, product=product, name="XL")[0]


# What steps need that is no field of the case.
BESIDES = {
    "dispose": lambda case, now: {"decided": "repair"},
    "give_destination": lambda case, now: {"bank": "BCA", "number": "1234567890", "holder": "Budi Santoso"},
    "give_voucher": lambda case, now: {"value": 25_000, "expires_on": now.date() + timedelta(days=30)},
    "propose_voucher": lambda case, now: {"value": 25_000, "expires_on": now.date() + timedelta(days=30)},
    "set_aside": lambda case, now: {"replacements": {_shirt(case.shop, now).pk: 1}},
}


def take(case, step, role, now, **given):
    """Take a step with everything that it needs."""
    besides = BESIDES[step.action](case, now) if step.action in BESIDES else {}
    data = answers(case, step, now) | besides | given.pop("data", {})
    note = "Begini ceritanya." if step.note is Note.MUST else ""
    return perform(case, step.action, actor=actor(role, case.shop), note=note, data=data, now=now, **given)


def open_one(workflow, shop, now, *, variant="", channel=None, **fields):
    """A fresh case of this kind."""
    usual = {
        "customer_name": "Budi Santoso", "customer_phone": "+6281234567890",
        "customer_email": "budi@mail.test", "description": "Sobek waktu dibuka.", "order_number": "INV/4711",
    }  # fmt: skip
    if variant == "exchange":
        _shirt(shop, now)
    by = None if Role.CUSTOMER in workflow.opened.by else actor(min(workflow.opened.by), shop)
    return open_case(
        workflow.kind, actor=by, channel=channel or _channel(workflow, shop), variant=variant, now=now,
        **{**usual, **OPENINGS[workflow.kind], **fields},
    )  # fmt: skip


def _channel(workflow, shop):
    """Returns come in where a marketplace can overrule the shop, so that every step of theirs is there."""
    if workflow.kind != "return_request":
        return shop.channels.get(kind="website")
    found = shop.channels.filter(kind="tokopedia").first()
    return found or add_channel(shop, "tokopedia", "Tokopedia", presets.TOKOPEDIA)


def bring(workflow, shop, state, now, *, variant="", **fields):
    """A case that has come to rest in `state`, a minute per step, and when it came there."""
    case = open_one(workflow, shop, now, variant=variant, **fields)
    for step in road_to(workflow, state, variant):
        now += timedelta(minutes=1)
        take(case, step, min(step.by), now)
    # In any state the owner may be asked for a voucher, and may answer.
    if step := workflow.step(state, "propose_voucher", variant):
        take(case, step, Role.SERVICE, now)
    case.refresh_from_db()
    assert case.state == state
    return case, now


def road_to(workflow, state, variant=""):
    """The fewest steps from the start to a state, through those that its own steps ask for."""
    here = [step for step in workflow.steps if step.source == state and step.fits(variant)]
    for needed in sorted({AFTER[step.action] for step in here if step.action in AFTER}):
        way = next((s for s in workflow.steps if s.action == needed and s.fits(variant)), None)
        if way is None:
            continue
        before = _fewest(workflow, workflow.start, way.source, variant)
        return (*before, way, *_fewest(workflow, way.target, state, variant))
    return _fewest(workflow, workflow.start, state, variant)


def _fewest(workflow, start, state, variant):
    """By steps that are there for every case, if such lead there."""
    plain = [step for step in workflow.steps if not step.shut]
    return _way(plain, start, state, variant) or _way(workflow.steps, start, state, variant) or ()


def _way(steps, start, state, variant):
    edge = deque([(start, ())])
    seen = {start}
    while edge:
        place, road = edge.popleft()
        if place == state:
            return road
        for step in steps:
            if step.source == place and step.leads_on(variant) and step.target not in seen:
                seen.add(step.target)
                edge.append((step.target, (*road, step)))
    return ()
