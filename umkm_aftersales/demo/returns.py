"""How each return of the demo shop went, and what was said on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from cases.picking import Piece
from returns.appeals import evidence_for
from returns.models import ReturnRequest
from sales.models import OrderLine
from umkm_aftersales.demo.goods import ARTICLES, FITTING, WANTED
from umkm_aftersales.demo.script import (
    COMMON_PAUSES,
    COURIERS,
    SILENCE,
    WEBSITE,
    Matter,
    Play,
    Script,
    Story,
    destination,
    parcel_number,
    refund,
)

Reason, Rejection = ReturnRequest.Reason, ReturnRequest.RejectionReason

# The form decides by itself when nobody answers; on these channels the owner is alarmed instead.
ALARMING = ("whatsapp", "instagram", "counter", "phone")

_TO_PARCEL = ("approve", "ship")
_TO_GOODS = (*_TO_PARCEL, "receive")
_TO_REPORT = (*_TO_GOODS, "inspect")
_WITH_EVIDENCE = ("ask_evidence", "send_evidence")
_PAID = (*_TO_REPORT, "accept", "dispose", "record_refund")
_SWAPPED = (*_TO_REPORT, "accept", "dispose", "send_replacement")
_REFUSED = ("reject", "object")
_SENT_AGAIN = ("approve", "send_replacement")


def _stories() -> Sequence[Story]:
    money, back, swap, again = "refund_only", "return_refund", "exchange", "reshipment"
    return (
        # Submitted
        Story(2, back), Story(2, swap), Story(2, money), Story(1, again),
        Story(1, swap, now="soon", channels=WEBSITE), Story(1, money, now="soon", channels=WEBSITE),
        Story(1, again, now="soon", channels=("shopee",)),
        Story(1, back, now="late", channels=ALARMING), Story(1, again, now="late", channels=ALARMING),
        Story(1, back, ("reply",)), Story(1, swap, ("write", "reply")),
        # Evidence
        Story(2, back, ("ask_evidence",)), Story(1, swap, ("ask_evidence",)), Story(1, money, ("ask_evidence",)),
        Story(1, again, ("ask_evidence", "reply")),
        # A part of the money instead
        Story(2, money, ("offer_partial",)), Story(1, back, (*_WITH_EVIDENCE, "offer_partial")),
        Story(1, money, ("offer_partial", "accept_offer")), Story(1, back, ("offer_partial", "decline_offer")),
        Story(1, money, ("offer_partial", "accept_offer", "record_refund", "confirm", "rate")),
        # The way back
        Story(2, back, ("approve",)), Story(2, swap, ("approve",)),
        Story(1, back, (SILENCE,), channels=WEBSITE), Story(1, swap, ("approve",), now="soon"),
        Story(2, back, _TO_PARCEL), Story(1, back, (*_TO_PARCEL, "not_sent")), Story(2, swap, _TO_PARCEL), Story(1, back, (*_WITH_EVIDENCE, *_TO_PARCEL)),
        # Inspection
        Story(2, back, _TO_GOODS), Story(2, swap, _TO_GOODS), Story(1, back, _TO_GOODS, now="late", channels=ALARMING),
        Story(1, back, _TO_REPORT), Story(1, back, (*_TO_REPORT, "offer_partial")), Story(2, swap, _TO_REPORT), Story(1, swap, (*_TO_PARCEL, "lose")),
        # What the customer is given
        Story(1, money, ("approve",)), Story(1, money, ("approve", "give_destination")), Story(1, money, (SILENCE,), channels=WEBSITE),
        Story(3, back, (*_TO_REPORT, "accept")), Story(1, money, ("approve",), now="late"),
        Story(2, again, ("approve",)), Story(1, again, (SILENCE,), channels=WEBSITE),
        Story(3, swap, (*_TO_REPORT, "accept")), Story(1, again, ("approve",), now="soon"),
        Story(1, money, ("approve", "record_refund")), Story(1, money, ("approve", "prepare_refund", "record_refund")),
        Story(2, back, _PAID), Story(2, swap, _SWAPPED),
        Story(2, again, _SENT_AGAIN), Story(1, money, ("approve", "record_refund", "miss")),
        # Closed
        Story(1, back, (*_PAID, "confirm"), now="fresh"), Story(1, back, (*_PAID, "confirm", "rate")),
        Story(1, back, (*_PAID, "miss", "refund_failed", "record_refund", "confirm")),
        Story(1, swap, (*_SWAPPED, "confirm")), Story(2, swap, (*_SWAPPED, "confirm", "rate")),
        Story(1, money, ("approve", "record_refund", "confirm", "rate")),
        Story(1, money, ("approve", "give_destination", "record_refund", "miss", "refund_stands", "confirm")),
        Story(1, again, (*_SENT_AGAIN, "confirm")), Story(1, again, (*_SENT_AGAIN, "confirm", "rate")),
        Story(2, money, (*_WITH_EVIDENCE, "approve", "record_refund", "confirm_for")),
        Story(2, again, (*_SENT_AGAIN, SILENCE)), Story(1, swap, ("ask_evidence", SILENCE)),
        Story(1, back, ("approve", SILENCE)), Story(1, money, (SILENCE, "record_refund", "confirm"), channels=WEBSITE),
        Story(2, back, ("reject",)), Story(1, swap, ("reject",)), Story(1, money, (*_WITH_EVIDENCE, "reject")),
        Story(1, back, (*_TO_REPORT, "reject")), Story(1, again, ("reject", "reply")),
        Story(1, back, ("cancel",)), Story(1, swap, ("approve", "cancel")), Story(1, money, ("cancel",)),
        Story(1, again, ("cancel",)),
        # Objected to
        Story(1, back, _REFUSED), Story(1, swap, (*_REFUSED, "ask_evidence")), Story(1, again, (*_REFUSED, "uphold")),
        Story(1, money, (*_REFUSED, "grant", "record_refund", "confirm")),
        # Ruled on by the marketplace
        Story(1, money, ("platform_ruled", "tick_evidence"), channels=("tokopedia",)),
        Story(1, back, (*_TO_REPORT, "platform_ruled", "tick_evidence", "file_appeal"), channels=("tiktok",)),
        Story(1, money, ("platform_ruled", SILENCE), channels=("shopee",)),
        Story(1, money, ("platform_ruled", "file_appeal", "appeal_won"), channels=("tokopedia",)),
        # Reopened
        Story(1, back, ("reject", "reopen")), Story(1, swap, ("cancel", "reopen")),
        Story(1, again, (*_SENT_AGAIN, "confirm", "reopen", "offer_partial")), Story(1, again, (*_SENT_AGAIN, "confirm", "rate_low")),
    )  # fmt: skip


@dataclass(frozen=True)
class Returned(Matter):
    """Goods that shall come back, and why."""

    reason: str


_PAUSES = {
    **COMMON_PAUSES,
    "approve": (1, 28), "not_sent": (24, 60), "reject": (2, 28), "lose": (150, 260), "inspect": (2, 20), "accept": (1, 16), "dispose": (1, 6), "miss": (20, 60),
    "object": (4, 40), "uphold": (3, 20), "grant": (3, 20), "platform_ruled": (4, 24), "tick_evidence": (1, 6),
    "file_appeal": (1, 20), "appeal_won": (30, 90),
    "offer_partial": (2, 26), "accept_offer": (2, 30), "decline_offer": (2, 30),
}  # fmt: skip

_TOO_LATE = (
    "Permintaan masuk lewat dari batas di kebijakan kami. Kalau mau, Kakak bisa bawa ke toko untuk kami bantu "
    "perbaiki."
)
_REJECTIONS = {
    "Dari foto terlihat barang sudah dicuci, jadi belum bisa kami terima. Kami bantu dengan potongan 15% "
    "untuk pesanan berikutnya ya, Kak.": Rejection.USED,
    "Sudah kami cocokkan dengan pesanan dan video pengemasan, isinya sesuai. Kalau ada bukti lain, kirim saja "
    "di sini, kami lihat lagi.": Rejection.ITEM_CORRECT,
    _TOO_LATE: Rejection.TOO_LATE,
}
_ALTERNATIVES = {_TOO_LATE: "repair", next(iter(_REJECTIONS)): "partial"}

_WORDS: dict[str, tuple[str, ...]] = {
    "approve": (
        "", "", "Terima kasih fotonya, Kak. Permintaannya kami setujui.",
        "Sudah kami cek dengan bagian gudang, kami setujui ya, Kak.", "Maaf sudah merepotkan, kami proses hari ini.",
    ),
    "reject": tuple(words for words in _REJECTIONS if words != _TOO_LATE),
    "offer_partial": (
        "Cacatnya kecil dan barangnya masih bisa dipakai, jadi kami tawarkan dana sebagian. Barangnya tetap di Kakak.",
        "Supaya Kakak tidak repot kirim balik, bagaimana kalau kami kembalikan sebagian dananya?",
    ),
    "accept_offer": ("", "Boleh, setuju. Makasih, Kak."),
    "decline_offer": ("Masih terlalu sedikit, saya pilih kirim balik saja.",),
    "ask_evidence": (
        "Boleh kirim satu foto seluruh barang dan satu foto label ukurannya, Kak?",
        "Boleh foto kardus bagian luarnya juga, Kak? Supaya bisa kami klaim ke kurir.",
        "Boleh kirim video singkat waktu tombolnya ditekan?",
    ),
    "send_evidence": ("Ini ya fotonya.", "Sudah saya foto dari dekat, semoga jelas.", "Ini foto kardus dan labelnya."),
    "reply": (
        "Kira-kira kapan ada kabarnya ya?", "Barangnya masih saya simpan lengkap dengan kardusnya.",
        "Kalau ukurannya habis, saya mau warna lain juga tidak apa-apa.", "Saya sudah kirim fotonya, sudah masuk?",
    ),
    "write": (
        "Kami cek dulu stoknya ya, Kak. Sore ini kami kabari.",
        "Boleh tahu dipakai berapa kali sebelum mati, Kak?",
    ),
    "cancel": ("Tidak jadi, sudah saya jahit sendiri.", "Batal ya, ternyata muat.", "Sudah ketemu barangnya, maaf."),
    "receive": ("", "Kardus utuh, isi lengkap.", "Kardus agak penyok, isi sudah difoto."),
    "inspect": ("Sesuai foto pelanggan.", "Jahitan lepas memang dari pabrik.", "Label masih ada, layak jual lagi."),
    "object": (
        "Label ukurannya masih terpasang, fotonya saya lampirkan. Tolong dilihat lagi.",
        "Waktu sampai memang sudah begitu, saya ada videonya.",
    ),
    "uphold": ("Sudah kami lihat lagi bersama gudang, keputusannya tetap ya, Kak. Kami bisa bantu perbaiki di toko.",),
    "grant": ("Kakak benar, kami yang kurang teliti. Maaf ya, Kak.",),
    "platform_ruled": ("Dana pembeli dikembalikan oleh marketplace tanpa menunggu jawaban kami.",),
    "file_appeal": ("Video pengemasan dan slip gudang dilampirkan.",),
    "appeal_won": ("Banding diterima, dana masuk ke saldo penjual.",),
    "not_sent": ("Kurir belum mengenal nomor resinya. Boleh dicek lagi, Kak?",),
    "lose": ("Kurir menyatakan paket hilang di gudang transit, klaim sudah diajukan.",),
    "accept": ("", "Hasil periksa sesuai, kami lanjutkan ya, Kak."),
    "confirm": ("", "Sudah sampai, terima kasih.", "Dananya sudah masuk. Makasih, Kak."),
    "confirm_for": ("Pelanggan mengabari lewat WhatsApp, dana sudah masuk.",),
    "miss": ("Sudah saya cek mutasi, belum ada yang masuk.",),
    "reopen": ("Setelah dicuci jahitannya lepas lagi, mohon dilihat.", "Saya punya foto yang lebih jelas sekarang.",
               "Penggantinya juga retak."),
    "rate_low": ("Penggantinya juga retak di tempat yang sama, saya kecewa.",),
    "note": (
        "Pelanggan lama, biasanya tidak rewel.", "Stok XL tinggal 2, sisihkan satu.",
        "Cek video pengemasan tanggal kirim.", "Kurir sudah dihubungi, tunggu kabar besok.",
    ),
}  # fmt: skip


class Returns(Script):
    """The returns."""

    kind = "return_request"
    stories = _stories()
    photo_share = 0.65
    pauses = _PAUSES
    words = _WORDS

    def matter(self, story: Story, dice: Random) -> Returned:
        """An article with a trouble that fits this way of settling it."""
        return dice.choice(
            [
                Returned(article, trouble.words, trouble.flaw, trouble.reason)
                for article in ARTICLES
                for trouble in article.troubles
                if trouble in FITTING[story.variant]
            ]
        )

    def opening(self, play: Play, at: datetime) -> dict[str, Any]:
        """What the form asks."""
        dice, matter, variant = play.dice, play.matter, play.story.variant
        return {
            "variant": variant, "reason": matter.reason, "title": matter.article.name,
            "amount": matter.article.price * _pieces(play) if dice.random() < 0.85 else None,
            "order_number": play.order_number,
            "wanted_variant": dice.choice(WANTED) if variant in ("exchange", "reshipment") else "",
            "delivered_on": play.purchase and self._day(play.purchase.delivered_at),
            "goods": _picked(play),
        }  # fmt: skip

    def _day(self, at: datetime | None) -> date | None:
        return at and at.astimezone(self.facts.shop.zone).date()

    def units(self, play: Play) -> int:
        """Whoever misses one has bought two, and who takes the wrong size often took two of it."""
        return 2 if play.matter.reason in (Reason.INCOMPLETE, Reason.WRONG_SIZE) else 1

    def days_since_delivery(self, play: Play, dice: Random) -> int | None:
        """A few say it late, some do not say it at all."""
        late = dice.random() < (0.5 if "reject" in play.story.path else 0.05)
        days = dice.randint(9, 14) if late else dice.randint(1, 6)
        unknown = play.matter.reason == Reason.NOT_RECEIVED or dice.random() < 0.2
        return None if unknown else days

    def note(self, play: Play, action: str) -> str:
        """A request that came too late is told so, and no other."""
        if action == "reject" and play.case.standing == ReturnRequest.Standing.OUTSIDE:
            return _TOO_LATE
        return super().note(play, action)

    def answers(self, play: Play, action: str, note: str, at: datetime) -> dict[str, Any]:
        """What the steps ask."""
        dice, today = play.dice, at.astimezone(self.facts.shop.zone).date()
        answers = {
            "approve": {
                "kind_verified": True, "evidence_verdict": "enough", "packing_log": dice.choice(("matches", "missing")),
                "packing_slip": "matches", "wanted_variant": dice.choice(WANTED), "stock_checked": "seen",
            },
            "accept": {"kind_verified": True},
            "reject": {
                "kind_verified": True, "rejection_reason": _REJECTIONS.get(note), "rejection_clause": _clause(play),
                "alternative": _ALTERNATIVES.get(note, "none"),
            },
            "offer_partial": {"offer_amount": _part(play)},
            "ship": {"courier": dice.choice(COURIERS), "tracking_number": parcel_number(dice)},
            "receive": {"received_on": today},
            "inspect": {
                "condition": dice.choice(("as_claimed", "as_claimed", "good")), "place": f"Rak {dice.choice('AB')}-{dice.randint(1, 4)}",
            },
            "dispose": {"decided": self._whereto(play) if action == "dispose" else ""},
            "refund_stands": {"refund_reference": f"CONTOH-{dice.randint(10**7, 10**8 - 1)}"},
            "platform_ruled": {
                "ruling": ReturnRequest.Ruling.REFUND, "ruled_on": today, "ruled_amount": play.matter.article.price,
            },
            "tick_evidence": {"evidence": _ticks(play.matter.reason, dice)},
            "file_appeal": {"appealed_on": today, "appeal_number": f"CONTOH-{dice.randint(10**5, 10**6 - 1)}"},
            "appeal_won": {"won_amount": play.matter.article.price},
            "send_replacement": {
                "replacement_courier": dice.choice(COURIERS), "replaced_on": today,
                "replacement_tracking_number": parcel_number(dice),
            },
        }  # fmt: skip
        if action == "record_refund":
            return refund(play, today)
        if action == "give_destination":
            return destination(play)
        answers |= {"grant": answers["approve"], "grant_held": answers["accept"]}
        return answers.get(action, {}) | (_one_of_two(play) if action == "approve" else {})

    def _whereto(self, play: Play) -> str:
        """What is whole is for sale again; what is broken goes elsewhere."""
        broken = any(found.is_damaged for found in play.case.inspections.all())
        return play.dice.choice(("scrap", "supplier", "repair")) if broken else "resell"


def _ticks(reason: str, dice: Random) -> dict[str, bool]:
    """Most of the evidence is there."""
    return {item.key: dice.random() < 0.7 for item in evidence_for(reason)}


def _picked(play: Play) -> tuple[Piece, ...]:
    """One piece of what was bought or both of the wrong size, as the form lets people pick it from their order."""
    bought, pieces = play.purchase, _pieces(play)
    if bought is None or not bought.number:
        return ()
    sold = OrderLine.objects.filter(order__channel=bought.channel, order__number=bought.number)
    return tuple(
        Piece(line.pk, min(pieces, line.quantity))
        for line in sold
        if line.name.startswith(play.matter.article.name)
    )


def _pieces(play: Play) -> int:
    return 2 if play.matter.reason == Reason.WRONG_SIZE else 1


def _one_of_two(play: Play) -> dict[str, Any]:
    """Of two pieces asked back the second one was worn already."""
    no = {"approved": 1, "refusal": Rejection.USED, "clause": "none", "offer": "repair"}
    return {"lines": {line.pk: no for line in play.case.known_lines if line.quantity > 1}}


def _clause(play: Play) -> str:
    """Who came too late is shown the clause; the rest is written down nowhere."""
    outside = play.case.standing == ReturnRequest.Standing.OUTSIDE
    return play.case.clause if outside and play.case.clause else "none"


def _part(play: Play) -> int:
    """About a third of the price."""
    return play.matter.article.price // 3000 * 1000
