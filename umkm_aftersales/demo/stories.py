"""How each case of the demo shop went: which steps, in which rhythm, and how it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass

SILENCE = "silence"  # nobody acts until the clock does
TALK = frozenset({"reply", "write"})  # leaves the case where it is, and its clock running


@dataclass(frozen=True)
class Story:
    """`times` cases that took the same `path` after being submitted.

    `now` says how the last clock stands: "running", "soon" (up within hours) or "late"; a case whose path
    ends in a closed state has none. Talk comes last. `kinds` limits the channels, where the path needs a
    certain preset.
    """

    times: int
    variant: str
    path: tuple[str, ...] = ()
    now: str = "running"
    kinds: tuple[str, ...] = ()


# The form decides by itself when nobody answers; on these channels the owner is alarmed instead.
FORM = ("website",)
ALARMING = ("whatsapp", "instagram", "counter", "phone")

_TO_PARCEL = ("approve", "ship")
_TO_GOODS = (*_TO_PARCEL, "receive")
_TO_REPORT = (*_TO_GOODS, "inspect")
_WITH_EVIDENCE = ("ask_evidence", "send_evidence")


def _stories() -> Sequence[Story]:
    money, back, swap, again = "refund_only", "return_refund", "exchange", "reshipment"
    return (
        # Submitted
        Story(2, back), Story(2, swap), Story(2, money), Story(1, again),
        Story(1, swap, now="soon", kinds=FORM), Story(1, money, now="soon", kinds=FORM),
        Story(1, again, now="soon", kinds=("shopee",)),
        Story(1, back, now="late", kinds=ALARMING), Story(1, again, now="late", kinds=ALARMING),
        Story(1, back, ("reply",)), Story(1, swap, ("write", "reply")),
        # Evidence
        Story(2, back, ("ask_evidence",)), Story(1, swap, ("ask_evidence",)), Story(2, money, ("ask_evidence",)),
        Story(1, again, ("ask_evidence", "reply")),
        # The way back
        Story(3, back, ("approve",)), Story(3, swap, ("approve",)),
        Story(1, back, (SILENCE,), kinds=FORM), Story(1, swap, ("approve",), now="soon"),
        Story(3, back, _TO_PARCEL), Story(3, swap, _TO_PARCEL), Story(1, back, (*_WITH_EVIDENCE, *_TO_PARCEL)),
        # Inspection
        Story(2, back, _TO_GOODS), Story(2, swap, _TO_GOODS), Story(1, back, _TO_GOODS, now="late", kinds=ALARMING),
        Story(2, back, _TO_REPORT), Story(2, swap, _TO_REPORT), Story(1, swap, (*_TO_PARCEL, "lose")),
        # What the customer is given
        Story(2, money, ("approve",)), Story(1, money, (SILENCE,), kinds=FORM),
        Story(3, back, (*_TO_REPORT, "accept")), Story(1, money, ("approve",), now="late"),
        Story(2, again, ("approve",)), Story(1, again, (SILENCE,), kinds=FORM),
        Story(3, swap, (*_TO_REPORT, "accept")), Story(1, again, ("approve",), now="soon"),
        Story(2, money, ("approve", "record_refund")), Story(2, back, (*_TO_REPORT, "accept", "record_refund")),
        Story(2, swap, (*_TO_REPORT, "accept", "send_replacement")), Story(2, again, ("approve", "send_replacement")),
        Story(1, money, ("approve", "record_refund", "miss")),
        # Closed
        Story(3, back, (*_TO_REPORT, "accept", "record_refund", "confirm")),
        Story(3, swap, (*_TO_REPORT, "accept", "send_replacement", "confirm")),
        Story(2, money, ("approve", "record_refund", "confirm")),
        Story(3, again, ("approve", "send_replacement", "confirm")),
        Story(2, money, (*_WITH_EVIDENCE, "approve", "record_refund", "confirm_for")),
        Story(2, again, ("approve", "send_replacement", SILENCE)), Story(1, swap, ("ask_evidence", SILENCE)),
        Story(1, back, ("approve", SILENCE)), Story(1, money, (SILENCE, "record_refund", "confirm"), kinds=FORM),
        Story(2, back, ("reject",)), Story(1, swap, ("reject",)), Story(1, money, (*_WITH_EVIDENCE, "reject")),
        Story(1, back, (*_TO_REPORT, "reject")), Story(1, again, ("reject", "reply")),
        Story(2, back, ("cancel",)), Story(1, swap, ("approve", "cancel")), Story(1, money, ("cancel",)),
        Story(1, again, ("cancel",)),
        # Reopened
        Story(1, back, ("reject", "reopen")), Story(1, swap, ("cancel", "reopen")),
        Story(1, again, ("approve", "send_replacement", "confirm", "reopen")),
    )  # fmt: skip


STORIES = _stories()

# Hours between a step and the one before it, from and to; shortened where a clock would run out first.
PAUSES: dict[str, tuple[float, float]] = {
    "approve": (1, 28), "reject": (2, 28), "ask_evidence": (1, 18), "send_evidence": (2, 40), "cancel": (1, 26),
    "ship": (6, 80), "receive": (28, 100), "lose": (150, 260), "inspect": (2, 20), "accept": (1, 16),
    "record_refund": (2, 50), "send_replacement": (3, 34), "confirm": (5, 90), "confirm_for": (20, 90),
    "miss": (20, 60), "reopen": (6, 60), SILENCE: (1, 30),
}  # fmt: skip

CUSTOMER, SERVICE, STORE = "customer", "service", "store"
TAKEN_BY = {
    **dict.fromkeys(("send_evidence", "ship", "cancel", "confirm", "miss", "reply", "reopen"), CUSTOMER),
    **dict.fromkeys(("receive", "inspect", "send_replacement"), STORE),
}  # everything else is the desk's

WORDS: dict[str, tuple[str, ...]] = {
    "approve": (
        "", "", "Terima kasih fotonya, Kak. Permintaannya kami setujui.",
        "Sudah kami cek dengan bagian gudang, kami setujui ya, Kak.", "Maaf sudah merepotkan, kami proses hari ini.",
    ),
    "reject": (
        "Dari foto terlihat barang sudah dicuci, jadi belum bisa kami terima. Kami bantu dengan potongan 15% "
        "untuk pesanan berikutnya ya, Kak.",
        "Permintaan masuk lewat dari 7 hari sejak barang diterima. Kalau mau, Kakak bisa bawa ke toko untuk kami "
        "bantu perbaiki.",
        "Sudah kami cocokkan dengan pesanan dan video pengemasan, isinya sesuai. Kalau ada bukti lain, kirim saja "
        "di sini, kami lihat lagi.",
    ),
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
    "lose": ("Kurir menyatakan paket hilang di gudang transit, klaim sudah diajukan.",),
    "accept": ("", "Hasil periksa sesuai, kami lanjutkan ya, Kak."),
    "confirm": ("", "Sudah sampai, terima kasih.", "Dananya sudah masuk. Makasih, Kak."),
    "confirm_for": ("Pelanggan mengabari lewat WhatsApp, dana sudah masuk.",),
    "miss": ("Sudah saya cek mutasi, belum ada yang masuk.",),
    "reopen": ("Setelah dicuci jahitannya lepas lagi, mohon dilihat.", "Saya punya foto yang lebih jelas sekarang.",
               "Penggantinya juga retak."),
    "note": (
        "Pelanggan lama, biasanya tidak rewel.", "Stok XL tinggal 2, sisihkan satu.",
        "Cek video pengemasan tanggal kirim.", "Kurir sudah dihubungi, tunggu kabar besok.",
    ),
}  # fmt: skip
