"""The facts behind a verdict: as a row keeps them, and as people read them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from returns.asked import Item, Sale, Wish
from returns.clauses import Names
from shops.amounts import Amount
from shops.calendar import stamp

INSTANTS = ("placed_at", "paid_at", "shipped_at", "delivered_at", "cancelled_at")


def facts_of(sale: Sale, item: Item, wish: Wish, zone: ZoneInfo, today: date) -> dict[str, Any]:
    """What is put into a judgement, ready for JSON: days as ISO dates, instants in the shop's zone."""
    delivered_on, said_by = sale.delivery(zone)
    instants = {name: getattr(sale, name) for name in INSTANTS}
    return {
        "today": today.isoformat(), "zone": str(zone), "channel": sale.channel,
        **{name: at and at.astimezone(zone).isoformat() for name, at in instants.items()},
        "delivered_on": delivered_on and delivered_on.isoformat(), "delivered_said_by": said_by,
        **vars(item), **vars(wish),
    }  # fmt: skip


def explained(facts: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """The facts of a row with their labels; what it does not know is left out, as rows of older versions may."""
    rows = [
        *_of_the_policy(facts),
        *_of_the_request(facts, names),
        *_of_the_sale(facts, names),
        *_of_time(facts),
    ]
    return [(label, str(value)) for label, value in rows if value]


def _of_the_policy(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if version := facts.get("policy_version"):
        yield (
            _("Kebijakan"),
            _("Versi %(version)d, %(why)s") % {"version": version, "why": why_this_version(facts)},
        )


def why_this_version(facts: Mapping[str, Any]) -> str:
    """Why just this version of the policy holds: the day of the sale, or what stands in for it."""
    day = facts.get("sold_on")
    if facts.get("policy_basis") == "sale":
        return _("berlaku pada hari pesanan, %s") % _day(day)
    if day:
        return _("berlaku saat kasus dibuka, karena pada hari pesanan (%s) belum ada kebijakan") % _day(day)
    return _("berlaku saat kasus dibuka, karena tanggal pesanan belum diketahui")


def _of_the_request(facts: Mapping[str, Any], names: Names) -> Iterator[tuple[str, Any]]:
    yield _("Cara"), names.ways.get(facts.get("way"))
    yield _("Alasan"), names.reasons.get(facts.get("reason"))
    yield _("Barang"), facts.get("product")
    yield _("Kategori"), facts.get("category")
    yield _("Tidak bisa diretur karena"), facts.get("excluded_why")
    if facts.get("bought") is not None:
        words = _("%(quantity)d diminta, %(bought)d dibeli, %(returned)d sudah diretur")
        yield _("Jumlah"), words % {name: facts[name] for name in ("quantity", "bought", "returned")}
    if facts.get("evidence_needed"):
        words = {True: _("ada"), False: _("tidak ada")}
        yield _("Bukti wajib"), words.get(facts.get("has_evidence"), _("belum dicocokkan"))


def _of_the_sale(facts: Mapping[str, Any], names: Names) -> Iterator[tuple[str, Any]]:
    labels = {
        "placed_at": _("Dipesan"), "paid_at": _("Dibayar"), "shipped_at": _("Dikirim"), "delivered_at": _("Sampai"),
        "cancelled_at": _("Dibatalkan"),
    }  # fmt: skip
    yield _("Kanal"), names.channels.get(facts.get("channel"))
    for name, label in labels.items():
        if at := facts.get(name):
            yield label, stamp(datetime.fromisoformat(at), ZoneInfo(facts["zone"]))
    if day := facts.get("delivered_on"):
        said_by = {
            "order": _("menurut pesanan"),
            "counter": _("diserahkan di toko"),
            "customer": _("kata pelanggan"),
        }
        yield _("Diterima"), ", ".join(filter(None, [_day(day), said_by.get(facts.get("delivered_said_by"))]))


def _of_time(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if "number" in facts:
        yield _("Batas"), Amount(facts["number"], facts["unit"])
    if facts.get("last_day"):
        yield _("Hari terakhir"), _day(facts["last_day"])
    if facts.get("closed"):
        yield _("Libur yang dilewati"), ", ".join(f"{_day(day)} ({name})" for day, name in facts["closed"])
    if facts.get("today"):
        yield _("Dihitung pada"), _day(facts["today"])


def _day(day: str) -> str:
    return date_format(date.fromisoformat(day), "D j M Y")
