"""How each complaint of the demo shop went: what was told, what lay behind it and how it was made good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.utils.text import Truncator

from complaints.forms import SOURCES, TITLE
from complaints.models import Complaint
from umkm_aftersales.demo.goods import ARTICLES, PLATE, SHIRT, TEAPOT, Article
from umkm_aftersales.demo.script import COMMON_PAUSES, SILENCE, TURN, Matter, Play, Script, Story

Category, Severity = Complaint.Category, Complaint.Severity
Cause, Action = Complaint.RootCause, Complaint.RecoveryAction

_OFFERED = ("answer", "offer")
_PROMISED = (*_OFFERED, "accept")
_DONE = (*_PROMISED, "fulfil")
_WELL = (*_DONE, "confirm", "rate")


def _stories() -> Sequence[Story]:
    def told(times: int, *path: str, now: str = "running") -> Story:
        return Story(times, "", path, now)

    return (
        # Submitted
        told(2), told(1, now="soon"), told(1, now="late"), told(1, "reply"),
        # In the owner's hands
        told(1, "escalate"), told(1, "answer", "escalate", "offer", "accept", "fulfil", "confirm", "rate"),
        # On the way to a solution
        told(1, "answer"), told(1, "answer", now="soon"), told(2, *_OFFERED), told(1, *_OFFERED, "decline"),
        told(1, *_PROMISED), told(1, *_PROMISED, now="late"), told(1, *_DONE), told(1, "settle"),
        # Closed
        told(5, *_WELL), told(2, "settle", "confirm", "rate"), told(1, *_DONE, "confirm", now="fresh"), told(1, "settle", SILENCE),
        told(1, *_OFFERED, "decline", "offer", "accept", "fulfil", "confirm_for"), told(1, *_OFFERED, SILENCE),
        told(1, "withdraw"), told(1, "cancel"),
        # Reopened
        told(1, *_DONE, "confirm", "rate_low"), told(1, "settle", "reopen"),
        # What turned out to be another matter
        Story(1, "", ("answer", TURN), becomes=("return_request", Story(1, "return_refund", ("approve",)))),
        Story(1, "", ("answer", TURN), becomes=("warranty_claim", Story(1, "service", ("accept",)))),
    )  # fmt: skip


@dataclass(frozen=True)
class Gripe(Matter):
    """What a customer is unhappy with, why it happened, and what the shop does about it."""

    category: str
    wish: str
    restated: str
    severity: str
    cause: str
    action: str
    solution: str
    cost: int | None = None
    detail: str = ""


def _gripe(
    words: str, *, article: Article = ARTICLES[0], flaw: str = "", wish: str = "", severity: str = Severity.LIGHT, **rest
) -> Gripe:  # fmt: skip
    return Gripe(article, words, flaw, wish=wish, severity=severity, **rest)


# The more frequent ones stand first.
GRIPES = (
    _gripe(
        "Paketnya baru sampai hari kedelapan, padahal di toko tertulis tiga hari. Acaranya sudah lewat.",
        category=Category.DELIVERY, wish="Ongkos kirimnya dikembalikan.", severity=Severity.MEDIUM,
        restated="Paket terlambat lima hari, acaranya sudah lewat", cause=Cause.COURIER, action=Action.REFUND,
        solution="Ongkos kirimnya kami kembalikan hari ini, dan keterlambatannya kami laporkan ke kurir.", cost=18_000,
    ),
    _gripe(
        "Piringnya cuma dibungkus koran satu lapis, dua gompal waktu dibuka.", article=PLATE, flaw="chip",
        category=Category.PRODUCT, wish="Dua piring pengganti.", severity=Severity.MEDIUM,
        restated="Dua piring gompal karena bungkusnya tipis", cause=Cause.PACKAGING, action=Action.REPLACEMENT,
        solution="Dua piring kami kirim ulang dengan bubble wrap dan kardus dobel.", cost=69_500,
    ),
    _gripe(
        "Kurir melempar paket ke halaman. Kardusnya basah kena hujan.", category=Category.DELIVERY,
        restated="Paket dilempar dan kehujanan", cause=Cause.COURIER, action=Action.APOLOGY,
        solution="Kami minta maaf dan laporkan ke kurirnya. Pengiriman berikutnya kami pakai kurir lain.",
    ),
    _gripe(
        "Kotaknya penyok dan selotipnya sudah terbuka waktu sampai. Isinya utuh, tapi saya jadi khawatir.",
        category=Category.DELIVERY, restated="Kotak penyok dan terbuka, isi utuh", cause=Cause.PACKAGING,
        action=Action.VOUCHER, solution="Voucher Rp10.000 untuk pesanan berikutnya, dan kardusnya kami ganti lebih tebal.",
        cost=10_000,
    ),
    _gripe(
        "Sudah empat kali chat, tiap kali saya harus cerita dari awal lagi.", category=Category.SERVICE,
        wish="Satu orang saja yang pegang.", severity=Severity.MEDIUM, restated="Harus mengulang cerita empat kali",
        cause=Cause.SERVICE, action=Action.APOLOGY, solution="Mulai hari ini Ani yang memegang pesanan Kakak sampai selesai.",
    ),
    _gripe(
        "Tekonya tertulis 800 ml, saya ukur cuma 650 ml sampai penuh.", article=TEAPOT, category=Category.PRODUCT,
        restated="Isi teko kurang dari yang tertulis", cause=Cause.INFORMATION, action=Action.VOUCHER,
        solution="Keterangannya kami betulkan hari ini, dan Kakak dapat voucher Rp25.000.", cost=25_000,
    ),
    _gripe(
        "Adminnya menjawab ketus waktu saya tanya ukuran. Saya cuma minta dibantu.", category=Category.SERVICE,
        severity=Severity.MEDIUM, restated="Dijawab ketus saat bertanya ukuran", cause=Cause.SERVICE,
        action=Action.APOLOGY, solution="Kami minta maaf. Cara menjawabnya sudah kami bahas bersama tim.",
    ),
    _gripe(
        "Yang datang punya orang lain, di labelnya bukan nama saya.", category=Category.DELIVERY,
        wish="Pesanan saya dikirim hari ini.", severity=Severity.MEDIUM, restated="Paket tertukar dengan pembeli lain",
        cause=Cause.WAREHOUSE, action=Action.REPLACEMENT,
        solution="Pesanan Kakak kami kirim hari ini, paket yang salah kami jemput tanpa biaya.", cost=22_000,
    ),
    _gripe(
        "Kemejanya luntur waktu pertama dicuci, kena baju lain.", article=SHIRT, flaw="stain", category=Category.PRODUCT,
        wish="Uang kembali.", severity=Severity.MEDIUM, restated="Kemeja luntur pada cucian pertama", cause=Cause.GOODS,
        action=Action.REFUND, solution="Harga kemejanya kami kembalikan penuh, barangnya tidak perlu dikirim balik.",
        cost=185_000,
    ),
    _gripe(
        "Harga yang ditagih lebih Rp15.000 dari yang tertulis di keranjang.", category=Category.PAYMENT,
        wish="Selisihnya dikembalikan.", restated="Ditagih lebih Rp15.000", cause=Cause.PAYMENT, action=Action.REFUND,
        solution="Selisih Rp15.000 kami kembalikan hari ini.", cost=15_000,
    ),
    _gripe(
        "Unit saya sudah seminggu di tempat servis dan belum ada kabar.", category=Category.WARRANTY,
        severity=Severity.MEDIUM, restated="Seminggu servis tanpa kabar", cause=Cause.SERVICE, action=Action.EXPLANATION,
        solution="Unitnya selesai lusa. Mulai sekarang kami kabari tiap dua hari.",
    ),
    _gripe(
        "Bau catnya menyengat sekali, sampai harus saya taruh di luar.", category=Category.PRODUCT, severity=Severity.MEDIUM,
        restated="Bau cat menyengat", cause=Cause.UNKNOWN, detail="Barang lain dari rak yang sama tidak berbau, pembuatnya sudah ditanya.",
        action=Action.REFUND, solution="Barangnya kami jemput dan dananya kami kembalikan.", cost=139_000,
    ),
    _gripe(
        "Paketnya diterima tetangga dan baru diberikan empat hari kemudian.", category=Category.OTHER,
        restated="Paket tertahan di tetangga", cause=Cause.NOT_OURS, action=Action.EXPLANATION,
        solution="Foto bukti terimanya kami kirim. Lain kali kami minta kurir menelepon dulu.",
    ),
)  # fmt: skip
_WEIGHTS = (4, 3, 3, 3, 3, 2, 2, 3, 3, 2, 2, 1, 1)
_BETTER = "Penggantinya kami kirim besok, ongkosnya kami tanggung, dan vouchernya tetap bisa dipakai."

_PAUSES = {
    **COMMON_PAUSES,
    "answer": (1, 9), "offer": (3, 20), "settle": (2, 9), "escalate": (1, 8), "accept": (1, 40), "decline": (2, 40),
    "fulfil": (3, 30), "withdraw": (2, 20), "cancel": (2, 9), "reopen": (3, 40),
}  # fmt: skip

_WORDS: dict[str, tuple[str, ...]] = {
    "answer": (
        "Terima kasih sudah cerita, Kak. Ini memang tidak seharusnya terjadi. Kami cek dulu dan kembali hari ini.",
        "Kami minta maaf, Kak. Kami telusuri ke gudang dan kurir, lalu kami kabari solusinya.",
        "Kami paham kecewanya, Kak. Kami sedang cari tahu apa yang terjadi.",
    ),
    "escalate": ("Pelanggan lama dan sangat kecewa, sebaiknya Ibu Sari yang bicara langsung.",
                 "Mau ditulis di ulasan, mohon Ibu yang jawab."),
    "accept": ("", "Boleh, terima kasih.", "Oke Kak, saya tunggu."),
    "decline": ("Voucher saja rasanya kurang, saya sudah rugi ongkos dan waktu.",),
    "fulfil": ("", "Sudah kami jalankan ya, Kak. Buktinya kami kirim lewat WhatsApp."),
    "confirm": ("", "Sudah beres, makasih."),
    "reply": ("Saya tunggu kabarnya ya.", "Ini bukan yang pertama kali, tolong diperhatikan."),
    "withdraw": ("Ternyata titipannya ada di satpam, maaf ya.",),
    "cancel": ("Keluhan yang sama sudah ditangani di kasus sebelumnya, Kak.",),
    "rate_low": ("Janjinya dikabari, tapi saya yang harus tanya terus.",),
    "note": ("Sudah ditelepon, suaranya sudah lebih tenang.", "Tanya gudang siapa yang mengemas hari itu.",
             "Bukti chat dengan kurir ada di WhatsApp toko."),
}  # fmt: skip


class Complaints(Script):
    """The complaints."""

    kind = "complaint"
    stories = _stories()
    photo_share = 0.5
    pauses = _PAUSES
    words = _WORDS

    def matter(self, story: Story, dice: Random) -> Gripe:
        """What is complained about."""
        return dice.choices(GRIPES, _WEIGHTS)[0]

    def opening(self, play: Play, at: datetime) -> dict[str, Any]:
        """What the form asks; the team says besides through which channel the words came."""
        gripe, kind = play.matter, play.channel.kind
        return {
            "category": gripe.category, "source": SOURCES.get(kind, Complaint.Source.OTHER),
            "title": Truncator(gripe.words).chars(TITLE), "expected_solution": gripe.wish,
            "order_number": play.order_number,
        }  # fmt: skip

    def answers(self, play: Play, action: str, note: str, at: datetime) -> dict[str, Any]:
        """What the steps ask; of one that was declined the second offer is a better one."""
        gripe, declined = play.matter, "decline" in play.done
        return {
            "restated": gripe.restated, "severity": gripe.severity, "root_cause": gripe.cause,
            "root_cause_detail": gripe.detail, "recovery_cost": gripe.cost,
            "recovery_action": Action.REPLACEMENT if declined else gripe.action,
            "offered_solution": _BETTER if declined else gripe.solution,
            "recovered_on": at.astimezone(self.facts.shop.zone).date(),
        }  # fmt: skip


def told_before(matter: Matter, kind: str) -> Gripe:
    """The complaint that a matter of another kind began as."""
    category = Category.WARRANTY if kind == "warranty_claim" else Category.PRODUCT
    return _gripe(
        matter.words, article=matter.article, category=category, restated=f"{matter.article.name} bermasalah",
        cause=Cause.GOODS, action=Action.REPAIR, solution="",
    )  # fmt: skip
