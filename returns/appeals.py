"""What a marketplace wants to see when a shop appeals, reason by reason, and what the steps of an appeal must not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.guards import Guard, refuse
from shops.calendar import Amount, Unit
from shops.money import rupiah

if TYPE_CHECKING:
    from cases.models import Case

OBJECTION_TIME = Amount(3, Unit.WORKING)  # from the refusal on, by the shop's own calendar

_SELLERS = _("Kebiasaan penjual, dilaporkan 2022–2026; marketplace bisa meminta yang lain")
_CCTV = _("Pernah diminta Tokopedia dari penjual")
_RUKITA = _("rukita.co, mengutip pusat bantuan Shopee")
_FLOW = _("seller-id.tokopedia.com, Pengembalian dan Pengembalian Dana, 15 Okt 2025")


@dataclass(frozen=True)
class Evidence:
    """One thing to show, and who says that it is wanted."""

    key: str
    words: str | Promise
    source: str | Promise


_ITEMS = {
    item.key: item
    for item in (
        Evidence("packing_video", _("Video atau CCTV saat barang dikemas"), _CCTV),
        Evidence("packing_slip", _("Catatan gudang atau slip pengemasan: isi dan jumlahnya"), _SELLERS),
        Evidence("label", _("Foto label paket dengan nomor resi"), _RUKITA),
        Evidence("delivered", _("Status kurir: sudah diterima"), _RUKITA),
        Evidence("receiver", _("Foto penerima dari kurir"), _RUKITA),
        Evidence("packaging", _("Foto kemasan luar dan dalam"), _SELLERS),
        Evidence("defect", _("Foto dekat bagian yang dikeluhkan"), _SELLERS),
        Evidence(
            "buyer_video", _("Video buka paket dari pembeli: ada atau tidak, utuh atau terpotong"), _SELLERS
        ),
        Evidence("return_video", _("Video saat paket retur dibuka di toko"), _SELLERS),
        Evidence(
            "listing", _("Tangkapan layar deskripsi, foto, dan tabel ukuran yang dilihat pembeli"), _FLOW
        ),
        Evidence("test_video", _("Video barang dicoba sebelum dikirim"), _SELLERS),
        Evidence("chat", _("Tangkapan layar chat dengan pembeli"), _SELLERS),
    )
}
_ALWAYS = ("chat",)
_BY_REASON = {
    "damaged": ("packing_video", "packaging", "defect", "buyer_video", "label"),
    "defective": ("test_video", "defect", "buyer_video", "return_video"),
    "wrong_item": ("packing_video", "packing_slip", "label", "buyer_video"),
    "incomplete": ("packing_video", "packing_slip", "label", "buyer_video"),
    "not_as_described": ("listing", "defect", "buyer_video"),
    "wrong_size": ("listing", "packing_slip"),
    "not_received": ("label", "receiver", "delivered"),
    "changed_mind": ("listing", "return_video"),
}
_ANY = ("packing_video", "label", "buyer_video", "return_video")


def evidence_for(reason: str) -> list[Evidence]:
    """What to show for this reason of the buyer's, the weightiest first."""
    return [_ITEMS[key] for key in (*_BY_REASON.get(reason, _ANY), *_ALWAYS)]


@dataclass(frozen=True)
class Tick:
    """A thing to show, and whether the shop has it; None while nobody has looked."""

    evidence: Evidence
    is_there: bool | None


@dataclass(frozen=True)
class Readiness:
    """The checklist of one case as far as it is ticked."""

    ticks: list[Tick]

    @property
    def there(self) -> list[Tick]:
        """What the shop has."""
        return [tick for tick in self.ticks if tick.is_there]

    @property
    def is_checked(self) -> bool:
        """Whether every line has been looked at."""
        return all(tick.is_there is not None for tick in self.ticks)


def readiness(reason: str, ticked: Mapping[str, bool]) -> Readiness:
    """The checklist for a reason with what was ticked so far."""
    return Readiness([Tick(item, ticked.get(item.key)) for item in evidence_for(reason)])


def checked_ticks(reason: str, given: Any) -> dict[str, bool]:
    """Of what somebody sent the answers that this checklist knows; anything else is left out."""
    known = {item.key for item in evidence_for(reason)}
    given = given if isinstance(given, Mapping) else {}
    return {key: value for key, value in given.items() if key in known and isinstance(value, bool)}


# Guards ------------------------------------------------------------------------------------------


def still_ahead(field: str) -> Guard:
    """A guard: a last day that the marketplace names is not over, by the shop's own calendar."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        day = answers.get(field)
        if day and day < now.astimezone(case.shop.zone).date():
            refuse(field, gettext("Batas ini sudah lewat. Kosongkan bila tidak yakin."))

    return guard


def not_above_ruled(field: str) -> Guard:
    """A guard: no more comes back than the marketplace had taken."""

    def guard(case: Case, answers: dict[str, Any], now: datetime) -> None:
        if case.ruled_amount is not None and answers[field] > case.ruled_amount:
            refuse(
                field, gettext("Lebih besar dari yang diambil marketplace (%s).") % rupiah(case.ruled_amount)
            )

    return guard
