"""What the demo shop has promised its customers: a return policy, warranty terms, and the units sold under them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from returns.policy import Excluded, Rules, Scope, Special, Window
from returns.presets import first_rules
from returns.publishing import publish, save_draft
from shops.amounts import Amount, Unit
from shops.models import Channel, Membership, Shop, User
from umkm_aftersales.demo.claims import serial_number
from umkm_aftersales.demo.goods import BAG, BLENDER, LAMP, SANDAL, Article
from umkm_aftersales.demo.people import Customer, customer
from umkm_aftersales.demo.purchases import Purchase, in_shop_hours
from umkm_aftersales.demo.script import Play
from umkm_aftersales.demo.shop import OPENED_AGO
from warranty import terms, units
from warranty.models import WarrantyTerm

_SERVICE = "Meja servis Toko Contoh Sari, Jl. Contoh No. 12, Bandung (alamat rekaan)"
_UNSOLD = (300, 150, 95, 60, 41, 18, 9, 6)  # days ago on which units were bought that never failed
_FIRST_BUYER = 900  # customers who have no case


# The return policy ---------------------------------------------------------------------------------


def publish_policy(owner: Membership, now: datetime) -> None:
    """A first version that is older than every case, a second one of three weeks ago, and a draft of the next."""
    first = first_rules()
    kinder = replace(
        first,
        windows={**first.windows, "exchange": Window(True, Amount(14, Unit.CALENDAR))},
        note="Tukar ukuran satu kali gratis ongkos kirim untuk pembeli di Bandung.",
    )
    today = now.astimezone(owner.shop.zone).date()
    _publish(owner, first, today - timedelta(days=120))
    _publish(owner, kinder, today - timedelta(days=21))
    next_one = replace(
        kinder,
        conditions=(*kinder.conditions, "Nota atau nomor pesanan bisa ditunjukkan"),
        special=(
            Special(
                Scope(category="Elektronik", reason="defective"), Window(True, Amount(14, Unit.CALENDAR))
            ),
        ),
        excluded=(Excluded("Kain meteran", "dipotong sesuai pesanan"),),
    )
    save_draft(owner, next_one, seen="", now=now - timedelta(hours=20))


def _publish(owner: Membership, rules: Rules, effective_on: date) -> None:
    """Written the evening before it is in force."""
    at = datetime.combine(effective_on - timedelta(days=1), time(16, 30), owner.shop.zone)
    draft = save_draft(owner, rules, seen="", now=at)
    publish(
        owner, seen=draft.mark, effective_on=effective_on, understood=False, now=at + timedelta(minutes=5)
    )


# Warranty ------------------------------------------------------------------------------------------


_TERMS = {
    BLENDER: {
        "starts": "purchase", "covers": "Motor\nSakelar\nKabel",
        "excludes": "Gelas pecah karena jatuh\nMotor kemasukan air", "registration_number": "CONTOH-IMKG-0001",
    },
    LAMP: {
        "starts": "delivery", "covers": "Dudukan lampu\nSakelar\nKabel",
        "excludes": "Bohlam\nKap sobek atau penyok", "registration_number": "CONTOH-IMKG-0002",
    },
    BAG: {
        "starts": "purchase", "covers": "Jahitan\nPengait tali",
        "excludes": "Goresan dan warna pudar karena pemakaian", "registration_number": "",
    },
    SANDAL: {
        "starts": "delivery", "covers": "Lem dan jahitan sol",
        "excludes": "Sol aus karena pemakaian", "registration_number": "",
    },
}  # fmt: skip


def promise_warranty(owner: Membership, now: datetime) -> dict[Article, WarrantyTerm]:
    """A term for each of four products. The blender's was half a year at first; one card of that time stands."""
    since = now - OPENED_AGO + timedelta(days=2)
    made = {
        article: _add(owner, article, since, **said) for article, said in _TERMS.items() if article != BLENDER
    }
    half = _add(owner, BLENDER, since, **{**_TERMS[BLENDER], "months": 6})
    bought = since + timedelta(days=9)
    fields = _owned(BLENDER, _FIRST_BUYER, customer(_FIRST_BUYER, Random("half a year")))
    units.register(owner.shop, term=half, purchased_on=bought.date(), by=owner.user, now=bought, **fields)
    longer = _said(BLENDER, _TERMS[BLENDER])
    return made | {BLENDER: terms.change(owner, half.pk, now=since + timedelta(days=30), **longer)}


def _add(owner: Membership, article: Article, now: datetime, **said) -> WarrantyTerm:
    return terms.add(owner, now=now, **_said(article, said))


def _said(article: Article, said: dict) -> dict:
    known = {"product": article.name, "sku": article.sku, "months": article.warranty_months}
    return {**known, "service_place": _SERVICE, "is_active": True, **said}


@dataclass(frozen=True)
class Sale:
    """One unit that left the shop, and who wrote it into the register when; `by` is empty for the customer."""

    at: datetime
    by: User | None
    article: Article
    buyer: Customer
    fields: dict


def unit_sales(
    clerk: User, promised: dict[Article, WarrantyTerm], claims: Iterable[tuple[Play, datetime]], now: datetime
) -> list[Sale]:
    """The units that these claims are about, and some that never failed, in the order of their registration.

    `claims` are the cases with the time at which each is opened.
    """
    sales = [*_of_claims(clerk, promised, claims), *_of_content(clerk, promised, now)]
    return sorted(sales, key=lambda sale: sale.at)


def over_the_counter(sales: Iterable[Sale], channel: Channel) -> Iterator[Purchase]:
    """The orders of what the team sold and registered at once."""
    for sale in sales:
        if sale.by:
            yield Purchase(channel, sale.buyer, {sale.article: 1}, sale.at, sale.at, sale.at)


def register_units(shop: Shop, sales: Iterable[Sale], now: datetime) -> None:
    """Write the units into the register."""
    for sale in sales:
        unit = units.register(shop, by=sale.by, now=sale.at, **sale.fields)
        # What customers have registered waits a day for the team, the latest still does.
        checked = sale.at + timedelta(days=1)
        if sale.by is None and checked < now - timedelta(days=45):
            units.confirm(unit, now=checked)


def _of_claims(
    clerk: User, promised: dict[Article, WarrantyTerm], claims: Iterable[tuple[Play, datetime]]
) -> Iterator[Sale]:
    for play, opened_at in claims:
        dice, article = Random(f"unit {play.number}"), play.matter.article
        term = promised[article]
        days, path = term.months * 30, play.story.path
        if path[:1] == ("ask_evidence",):
            continue  # a number that nobody knows, so its photo is asked for
        is_over = path[:1] == ("refuse",) or "quote" in path
        ago = days + dice.randint(40, 80) if is_over else dice.randint(12, days - 15)
        known = {"term": term, **_owned(article, play.number, play.customer)}
        by = clerk if dice.random() < 0.6 else None
        yield _sale(by, article, play.customer, opened_at - timedelta(days=ago), dice, known)


def _of_content(clerk: User, promised: dict[Article, WarrantyTerm], now: datetime) -> Iterator[Sale]:
    for number, ago in enumerate(_UNSOLD, start=1):
        dice = Random(f"content {number}")
        buyer, article = customer(_FIRST_BUYER + number, dice), dice.choice(list(promised))
        known = {"term": promised[article], **_owned(article, _FIRST_BUYER + number, buyer)}
        yield _sale(clerk if number % 2 else None, article, buyer, now - timedelta(days=ago), dice, known)


def _owned(article: Article, number: int, buyer: Customer) -> dict:
    return {
        "serial_number": serial_number(article, number), "owner_name": buyer.name, "owner_phone": buyer.phone,
    }  # fmt: skip


def _sale(
    by: User | None, article: Article, buyer: Customer, bought_at: datetime, dice: Random, known: dict
) -> Sale:
    """Over the counter the team writes the card; what was sent the customer registers when it has come."""
    zone = known["term"].shop.zone
    if by:
        day = in_shop_hours(bought_at, dice, zone)
        return Sale(
            day, by, article, buyer, {**known, "purchased_on": day.date(), "delivered_on": day.date()}
        )
    day = bought_at.astimezone(zone)
    came = day + timedelta(days=dice.randint(1, 4))
    # Whoever leaves the day out cannot be told how long the warranty lasts.
    delivered_on = came.date() if dice.random() < 0.8 else None
    fields = {**known, "purchased_on": day.date(), "delivered_on": delivered_on}
    return Sale(came + timedelta(hours=3), None, article, buyer, fields)
