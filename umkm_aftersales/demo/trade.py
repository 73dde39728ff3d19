"""What the demo shop sells, and its orders: written down by hand or brought in by files, through the doors of real ones."""

import io
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from sales import counter, customers, orders, products
from sales.counter import Item
from sales.importing import runs, work
from sales.models import ImportRun, Variant
from sales.products import VariantChange
from shops.models import Channel
from umkm_aftersales.demo.exports import LAYOUTS, export
from umkm_aftersales.demo.goods import ARTICLES, SAMBAL, Article
from umkm_aftersales.demo.purchases import Purchase
from umkm_aftersales.demo.shop import OPENED_AGO, Team

Shelf = dict[Article, Variant]

_PAYMENTS = {Channel.Kind.COUNTER: ("Tunai", "QRIS"), Channel.Kind.WHATSAPP: ("Transfer", "QRIS")}
_NOTES = (
    "Minta dikabari sore, pagi mengajar.",
    "Pelanggan tetap, biasanya beli untuk dijual lagi.",
    "Alamat kantor tutup hari Sabtu, kirim ke rumah saja.",
)


def fill_shelf(team: Team, now: datetime) -> Shelf:
    """Every article as a product with its variant; of some the shop keeps count."""
    since = now - OPENED_AGO + timedelta(days=1)
    for number, article in enumerate((*ARTICLES, SAMBAL)):
        about = {
            "name": article.product, "category": article.category, "warranty_months": article.warranty_months,
            "is_returnable": not article.not_returnable_why, "not_returnable_why": article.not_returnable_why,
        }  # fmt: skip
        variant = {
            "name": article.variation, "sku": article.sku, "price": article.price, "weight_grams": article.grams,
            "stock": 60 + 7 * number if number % 3 else None,
        }  # fmt: skip
        products.add(team.sari, about, [VariantChange(variant)], now=since + timedelta(minutes=9 * number))
    by_sku = {row.sku: row for row in Variant.objects.select_related("product").filter(shop=team.sari.shop)}
    return {article: by_sku[article.sku] for article in (*ARTICLES, SAMBAL)}


def record(team: Team, shelf: Shelf, purchases: Iterable[Purchase]) -> None:
    """Write all of it down, the oldest first; those of the shop's own channels get their numbers here."""
    by_file: dict[int, list[Purchase]] = {}
    for bought in sorted(purchases, key=lambda bought: bought.placed_at):
        if bought.channel.kind in LAYOUTS:
            by_file.setdefault(bought.channel.pk, []).append(bought)
        else:
            sell(team, shelf, bought)
    for bought in by_file.values():
        _bring_in(team, bought)


def sell(team: Team, shelf: Shelf, bought: Purchase) -> None:
    """Ani writes a sale down, and later what became of the parcel."""
    shop, dice = team.ani.shop, Random(f"sale {bought.buyer.phone} {bought.placed_at}")
    order = counter.sell(
        shop, bought.channel, submission=uuid.UUID(int=dice.getrandbits(128), version=4), now=bought.placed_at,
        items=[Item(article.product, count, article.price, shelf[article]) for article, count in bought.basket.items()],
        name=bought.buyer.name, phone=bought.buyer.phone,
        payment=dice.choice(_PAYMENTS.get(bought.channel.kind, ("Transfer",))),
    )  # fmt: skip
    bought.number = order.number
    later = {
        name: getattr(bought, name)
        for name in ("shipped_at", "delivered_at", "cancelled_at", "courier", "tracking_number")
    }
    at = bought.delivered_at or bought.cancelled_at or bought.shipped_at
    if at and at > bought.placed_at:
        orders.change(team.ani, order.pk, later, now=at)


def _bring_in(team: Team, purchases: list[Purchase]) -> None:
    """One file of a marketplace, looked at and imported."""
    channel, shop = purchases[0].channel, team.ani.shop
    layout, until = LAYOUTS[channel.kind], max(bought.placed_at for bought in purchases)
    content = export(layout, purchases, shop.zone)
    run, _known = runs.receive(
        channel, io.BytesIO(content), f"{layout.key}-contoh.csv", len(content), by=team.ani.user, now=until
    )
    work.work_on(run)
    runs.start(run, now=until)
    work.work_on(run)
    run.refresh_from_db()
    if run.status != ImportRun.Status.DONE:
        raise ValueError(f"The demo's file of {layout.key} was not imported: {run.errors[:3]}")


def take_notes(team: Team, regulars: Iterable[Purchase]) -> None:
    """What Ani has learnt of some who bought again; `regulars` are their latest purchases."""
    for bought, text in zip(regulars, _NOTES, strict=False):
        known = customers.by_phone(team.ani.shop, bought.buyer.phone)
        customers.write_note(team.ani, known, text, now=bought.placed_at + timedelta(hours=1))
