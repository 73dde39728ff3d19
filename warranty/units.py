"""The register of units: who enters them, how one is found, and that a serial number is there once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import NoReturn

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import Attachment
from shops.models import Shop, User
from shops.search import matches
from warranty.models import RegisteredUnit, UnitProof, WarrantyTerm, new_token, normalise

PAGE = 25
BY_CUSTOMER = ("term", "serial_number", "purchased_on", "owner_name", "owner_phone")


class AlreadyRegistered(Exception):
    """The shop already knows a unit of this serial number; nothing was written."""


def register(
    shop: Shop,
    *,
    term: WarrantyTerm,
    serial_number: str,
    owner_name: str,
    owner_phone: str,
    purchased_on: date | None = None,
    delivered_on: date | None = None,
    covered_until: date | None = None,
    by: User | None = None,
    proofs: Iterable[Attachment] = (),
    now: datetime,
) -> RegisteredUnit:
    """Enter a unit; what the team enters is confirmed, what a customer enters waits for the team."""
    unit = RegisteredUnit(
        shop=shop, term=term, serial_number=normalise(serial_number), product=term.product, purchased_on=purchased_on,
        delivered_on=delivered_on, covered_until=covered_until, owner_name=owner_name, owner_phone=owner_phone,
        registered_at=now, registered_by=by, confirmed_at=now if by else None,
    )  # fmt: skip
    unit.search = unit.searchable()
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
            for draft in proofs:
                _keep_proof(unit, draft, now)
    except IntegrityError as error:
        _explain(unit, error)
    return unit


def _explain(unit: RegisteredUnit, error: IntegrityError) -> NoReturn:
    """The number is taken, or else something is wrong that nobody at a form can mend."""
    if (
        RegisteredUnit.objects.filter(shop=unit.shop_id, serial_number=unit.serial_number)
        .exclude(pk=unit.pk)
        .exists()
    ):
        raise AlreadyRegistered(_("Nomor seri ini sudah terdaftar.")) from error
    raise error


def _keep_proof(unit: RegisteredUnit, draft: Attachment, now: datetime) -> None:
    """A copy of what the form held: drafts are cleared after a day."""
    name = PurePosixPath(
        "garansi", str(unit.shop_id), f"{now:%Y-%m}", new_token(), PurePosixPath(draft.file.name).name
    )
    proof = UnitProof(
        unit=unit, kind=draft.kind, name=draft.name, content_type=draft.content_type, added_at=now
    )
    with draft.file.open("rb") as content:
        proof.file.save(str(name), File(content), save=False)
    proof.save(force_insert=True)


def same_registration(shop: Shop, answers: dict) -> RegisteredUnit | None:
    """The unit that these very answers of a customer have already become: a form that was sent twice."""
    wanted = {name: answers[name] for name in BY_CUSTOMER}
    return RegisteredUnit.objects.filter(shop=shop, registered_by=None, **wanted).first()


def change(unit: RegisteredUnit, **fields) -> None:
    """Correct what is known of a unit."""
    for name, value in fields.items():
        setattr(unit, name, value)
    unit.serial_number, unit.product = normalise(unit.serial_number), unit.term.product
    unit.search = unit.searchable()
    try:
        with transaction.atomic():
            unit.save(update_fields=[*fields, "product", "search"])
    except IntegrityError as error:
        _explain(unit, error)


def confirm(unit: RegisteredUnit, *, now: datetime) -> bool:
    """The team has held it against its books; answers whether that was still to do."""
    waiting = RegisteredUnit.objects.filter(pk=unit.pk, confirmed_at=None)
    return waiting.update(confirmed_at=now) == 1


# The list ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Some units, the newest first, and where the next page starts; empty where there is none."""

    units: list[RegisteredUnit]
    next: str = ""


def page_of(shop: Shop, *, text: str = "", waiting: bool = False, after: str = "") -> Page:
    """The units that match, from the cursor on; its cost does not grow with the page's number."""
    found = RegisteredUnit.objects.filter(shop=shop)
    if waiting:
        found = found.filter(confirmed_at=None)
    if text:
        found = found.filter(matches(text, normalise(text)))
    if re.fullmatch(r"[0-9]{1,18}", after):
        found = found.filter(id__lt=int(after))
    rows = list(found.select_related("term").defer("search").order_by("-id")[: PAGE + 1])
    return Page(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def waiting_for_team(shop: Shop) -> QuerySet[RegisteredUnit]:
    """What customers have registered and nobody has confirmed."""
    return RegisteredUnit.objects.filter(shop=shop, confirmed_at=None)
