"""What was bought in the demo shop, where and when: what the cases are about, and orders that nobody complains of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sales.counter import BY_HAND
from shops.models import Channel
from umkm_aftersales.demo.goods import ARTICLES, SAMBAL, Article
from umkm_aftersales.demo.people import Customer, customer
from umkm_aftersales.demo.script import COURIERS, Play, parcel_number

_WEIGHTS = {
    "website": 6,
    "whatsapp": 3,
    "tokopedia": 3,
    "shopee": 4,
    "tiktok": 2,
    "instagram": 2,
    "counter": 2,
}
# Where those have bought who fill in the shop's own form: nothing is sold there.
_BEFORE_THE_FORM = ("whatsapp", "instagram", "tokopedia", "shopee", "counter")
_FROM_AFAR = _BEFORE_THE_FORM[:-1]
_HIDING = ("shopee", "lazada")  # their files hide whoever has not come to the shop with a case
_CONTENT = 26  # orders of the last weeks without a case
_CONTENT_BUYERS = 3000  # from here on they are numbered
_SUNDAY = 6


@dataclass
class Purchase:
    """One order; its own channels give it a number only when it is written down."""

    channel: Channel
    buyer: Customer
    basket: dict[Article, int]  # how many of each
    placed_at: datetime
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None  # None: not there yet, or nobody knows
    cancelled_at: datetime | None = None
    courier: str = ""
    tracking_number: str = ""
    number: str = ""


def channel_of(kinds: Sequence[str], channels: Sequence[Channel], dice: Random) -> Channel:
    """One of the channels of these kinds, the busier ones more often; any where there is none of them."""
    fitting = [channel for channel in channels if channel.kind in kinds] or channels
    return dice.choices(fitting, [_WEIGHTS.get(channel.kind, 1) for channel in fitting])[0]


def behind(play: Play, opened_at: datetime, channels: Sequence[Channel], zone: ZoneInfo) -> Purchase | None:
    """What this case is about; None for whoever bought over the counter and has no receipt any more."""
    dice = Random(f"order {play.number}")
    days, channel = play.script.days_since_delivery(play, dice), play.channel
    if channel.kind == Channel.Kind.WEBSITE:
        channel = channel_of(_BEFORE_THE_FORM if days else _FROM_AFAR, channels, dice)
    basket = {play.matter.article: play.script.units(play)}
    if dice.random() < 0.3:
        basket |= {article: 1 for article in dice.sample((*ARTICLES, SAMBAL), 2) if article not in basket}
    if channel.kind == Channel.Kind.COUNTER:
        return days and _over_the_counter(
            channel, play.customer, basket, opened_at - timedelta(days=days), dice, zone
        )
    bought = _sent(channel, play.customer, basket, opened_at - timedelta(days=days or 3), dice, zone)
    if days is None:
        bought.delivered_at = None
    return bought


def content(
    buyers: Sequence[Customer], channels: Sequence[Channel], now: datetime, zone: ZoneInfo
) -> Iterator[Purchase]:
    """Orders of the last 30 days without a case, the latest still under way; some of these `buyers` buy again."""
    for nth in range(_CONTENT):
        dice = Random(f"content order {nth}")
        buyer = buyers[nth * 7 % len(buyers)] if nth % 5 == 4 else customer(_CONTENT_BUYERS + nth, dice)
        basket = {
            article: dice.choice((1, 1, 2))
            for article in dice.sample((*ARTICLES, SAMBAL), dice.choice((1, 1, 2, 3)))
        }
        channel = channel_of((*_BEFORE_THE_FORM, "tiktok", "lazada"), channels, dice)
        placed_at = now - timedelta(days=1 + 28 * nth / _CONTENT)
        if channel.kind == Channel.Kind.COUNTER:
            yield _over_the_counter(channel, buyer, basket, placed_at, dice, zone)
            continue
        buyer = _hidden(buyer) if channel.kind in _HIDING else buyer
        bought = _sent(channel, buyer, basket, placed_at + timedelta(days=5), dice, zone)
        yield _cancelled(bought) if nth % 6 == 5 else _so_far(bought, now - timedelta(minutes=23 * (nth + 1)))


def _over_the_counter(
    channel: Channel, buyer: Customer, basket: dict[Article, int], at: datetime, dice: Random, zone: ZoneInfo
) -> Purchase:  # fmt: skip
    at = in_shop_hours(at, dice, zone)
    return Purchase(channel, buyer, basket, at, at, at)


def in_shop_hours(at: datetime, dice: Random, zone: ZoneInfo) -> datetime:
    """Some time of that day, or of the day before a Sunday."""
    at = _by_day(at, dice, zone)
    return at - timedelta(days=at.weekday() == _SUNDAY)


def _sent(
    channel: Channel, buyer: Customer, basket: dict[Article, int], came: datetime, dice: Random, zone: ZoneInfo
) -> Purchase:  # fmt: skip
    delivered_at = _by_day(came, dice, zone)
    shipped_at = _by_day(delivered_at - timedelta(days=dice.randint(1, 3)), dice, zone)
    placed_at = shipped_at - timedelta(hours=dice.randint(3, 26), minutes=dice.randint(0, 59))
    if channel.kind in BY_HAND:
        placed_at = _by_day(shipped_at - timedelta(days=1), dice, zone)
    return Purchase(
        channel, buyer, basket, placed_at, shipped_at, delivered_at, courier=dice.choice(COURIERS),
        tracking_number=parcel_number(dice), number=_number(channel, placed_at, dice),
    )  # fmt: skip


def _by_day(at: datetime, dice: Random, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(
        hour=dice.randint(9, 16), minute=dice.randint(0, 59), second=0, microsecond=0
    )


def _so_far(bought: Purchase, now: datetime) -> Purchase:
    """What is still to come has not happened."""
    if bought.delivered_at > now:
        bought.delivered_at = None
    if bought.shipped_at > now:
        bought.shipped_at, bought.courier, bought.tracking_number = None, "", ""
    bought.placed_at = min(bought.placed_at, now)
    return bought


def _cancelled(bought: Purchase) -> Purchase:
    bought.cancelled_at = bought.placed_at + timedelta(hours=2)
    bought.shipped_at, bought.delivered_at, bought.courier, bought.tracking_number = None, None, "", ""
    return bought


def _hidden(buyer: Customer) -> Customer:
    return Customer(f"{buyer.name[0]}***{buyer.name[-2]}", f"62860****{buyer.phone[-2:]}", "")


def _number(channel: Channel, at: datetime, dice: Random) -> str:
    """As the marketplaces write them; the shop's own channels give theirs later."""
    number = dice.randint(10**7, 10**8 - 1)
    match channel.kind:
        case Channel.Kind.TOKOPEDIA:
            return f"INV/{at:%Y%m%d}/MPL/{number}"
        case Channel.Kind.TIKTOK:
            return f"578{at:%y%m%d}{number}1"
        case Channel.Kind.SHOPEE | Channel.Kind.LAZADA:
            return f"{at:%y%m%d}CONTOH{number % 10**6:06d}"
    return ""
