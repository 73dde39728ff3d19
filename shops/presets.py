"""Deadline presets per channel: what each platform's own pages say, with source and date; every number stays editable."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

# Kinds of channels that count their orders by themselves: a request there is surely about an order of the same channel.
MARKETPLACES = frozenset({"tokopedia", "tiktok", "shopee", "lazada"})

OWN = "own"
OWN_AUTOMATIC = "own_automatic"
TOKOPEDIA = "tokopedia"
SHOPEE = "shopee"
LAZADA = "lazada"

CHOICES = [
    (OWN, _("Toko sendiri, WhatsApp, Instagram: pemilik diberi tahu")),
    (OWN_AUTOMATIC, _("Toko sendiri: disetujui otomatis bila didiamkan")),
    (TOKOPEDIA, _("Tokopedia dan TikTok Shop")),
    (SHOPEE, _("Shopee")),
    (LAZADA, _("Lazada")),
]


@dataclass(frozen=True)
class Rule:
    """One clock of a preset: number and unit as in `shops.calendar.Unit`, and where the number comes from."""

    clock: str
    number: int
    unit: str
    on_due: str = "alarm"
    reminders: tuple[int, ...] = field(default=(50, 80))
    source: str = ""
    source_on: date | None = None


_S1 = "seller-id.tokopedia.com, Pengembalian dan Pengembalian Dana"
_S3 = "seller-id.tokopedia.com, Pengiriman kembali"
_ON_S1 = date(2025, 10, 15)
_ON_S3 = date(2025, 10, 24)
_HABIT = "Kebiasaan toko, ubah sesuai janji toko Anda"
_ON_HABIT = date(2026, 11, 21)

RULES: dict[str, tuple[Rule, ...]] = {
    OWN: (
        Rule("answer", 2, "kerja", source=_HABIT, source_on=_ON_HABIT),
        Rule("ship_back", 7, "kalender", "close", source=_HABIT, source_on=_ON_HABIT),
        Rule("inspect", 2, "kerja", source=_HABIT, source_on=_ON_HABIT),
    ),
    OWN_AUTOMATIC: (
        Rule("answer", 2, "kerja", "approve", source=_HABIT, source_on=_ON_HABIT),
        Rule("ship_back", 7, "kalender", "close", source=_HABIT, source_on=_ON_HABIT),
        Rule("inspect", 2, "kerja", source=_HABIT, source_on=_ON_HABIT),
    ),
    TOKOPEDIA: (
        Rule("answer", 2, "kalender", "approve", source=_S1, source_on=_ON_S1),
        Rule("ship_back", 10, "kalender", "close", source=_S3, source_on=_ON_S3),
        Rule("inspect", 2, "kerja", "approve", source=_S1, source_on=_ON_S1),
        Rule("appeal", 15, "kalender", "close", source=f"{_S1} (dana saja)", source_on=_ON_S1),
    ),
    SHOPEE: (
        Rule(
            "answer",
            2,
            "kalender",
            "approve",
            source="Perkiraan aman; batas Shopee sendiri dilaporkan 3x24 jam (olshopwiki.com)",
            source_on=_ON_HABIT,
        ),
        Rule(
            "ship_back",
            5,
            "kerja",
            "close",
            source="Garansi Bebas Pengembalian, grid.id",
            source_on=date(2024, 2, 1),
        ),
        Rule(
            "inspect",
            2,
            "kalender",
            "approve",
            source="Belum dipastikan, cek Seller Centre",
            source_on=_ON_HABIT,
        ),
        Rule(
            "appeal",
            2,
            "kalender",
            "close",
            source="Perkiraan aman; dilaporkan 3 hari kalender (bigseller.store, negara tidak disebut)",
            source_on=_ON_HABIT,
        ),
    ),
    LAZADA: (
        Rule(
            "answer",
            2,
            "kerja",
            "approve",
            source="community.lazada.sg (Singapura); angka Indonesia belum ditemukan",
            source_on=date(2022, 1, 1),
        ),
        Rule(
            "ship_back",
            7,
            "kalender",
            "close",
            source="Belum dipastikan, cek Seller Center",
            source_on=_ON_HABIT,
        ),
        Rule(
            "inspect",
            2,
            "kerja",
            "approve",
            source="Belum dipastikan, cek Seller Center",
            source_on=_ON_HABIT,
        ),
        Rule(
            "appeal",
            2,
            "kalender",
            "close",
            source="Belum dipastikan, cek Seller Center",
            source_on=_ON_HABIT,
        ),
    ),
}
