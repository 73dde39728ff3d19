"""How each warranty claim of the demo shop went, and what was found and done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from shops.amounts import Amount, Unit
from umkm_aftersales.demo.goods import BAG, BLENDER, LAMP, SANDAL, Article
from umkm_aftersales.demo.script import (
    COMMON_PAUSES,
    COURIERS,
    SILENCE,
    Matter,
    Play,
    Script,
    Story,
    parcel_number,
    refund,
)
from warranty.models import WarrantyClaim

Condition, Refusal, Standing = WarrantyClaim.Condition, WarrantyClaim.RefusalReason, WarrantyClaim.Standing
_PROMISED = Amount(5, Unit.WORKING)  # what the shop says for a repair
_MOVED = Amount(4, Unit.WORKING)

_BROUGHT = ("accept", "receive")  # over the counter
_SENT = ("accept", "ship", "receive")
_FOUND = (*_SENT, "diagnose")
_REPAIRED = (*_BROUGHT, "diagnose", "repair", "finish")
_WITH_PART = (*_FOUND, "repair", "wait_part", "move_promise", "part_came", "finish")
_HANDED = (*_REPAIRED, "hand_over")
_SWAPPED = (*_FOUND, "replace", "send_replacement")
_PAID = (*_FOUND, "refund", "record_refund")


def _stories() -> Sequence[Story]:
    def claim(times: int, *path: str, now: str = "running") -> Story:
        # A claim begins as a service; the steps say what becomes of it.
        return Story(times, "service", path, now)

    return (
        # The claim
        claim(1), claim(1, now="soon"), claim(1, now="late"), claim(1, "reply"),
        claim(1, "ask_evidence"), claim(1, "ask_evidence", "send_evidence"),
        # The unit comes
        claim(1, "accept"), claim(1, "accept", "ship"), claim(1, *_SENT), claim(1, *_BROUGHT, now="late"),
        claim(1, *_FOUND),
        # The repair
        claim(1, *_FOUND, "repair"), claim(1, *_FOUND, "repair", "wait_part"), claim(1, *_REPAIRED),
        claim(1, *_FOUND, "repair", "wait_part", "move_promise"),
        # What is given instead
        claim(1, *_FOUND, "replace"), claim(1, *_FOUND, "refund"),
        claim(1, *_FOUND, "refuse"), claim(1, *_SWAPPED),
        # What the warranty does not pay for
        claim(1, *_FOUND, "quote"), claim(1, *_FOUND, "quote", "decline"),
        claim(1, *_BROUGHT, "diagnose", "quote", "agree", "finish", "hand_over", "confirm"),
        # The end
        claim(2, *_HANDED, "confirm", "rate"), claim(1, *_WITH_PART, "hand_over", "confirm", "rate"),
        claim(1, *_HANDED, SILENCE), claim(1, *_SWAPPED, "confirm", "rate"), claim(1, *_PAID, "confirm"), claim(1, *_PAID), claim(1, *_PAID, "miss"),
        claim(1, "accept", SILENCE), claim(1, "refuse"), claim(1, *_FOUND, "refuse", "return_unit"), claim(1, "cancel"),
        # Reopened
        claim(1, *_HANDED, "miss"), claim(1, *_HANDED, "confirm", "rate_low"),
    )  # fmt: skip


@dataclass(frozen=True)
class Fault(Matter):
    """What failed, what the shop found and did, and which part it needed."""

    diagnosis: str
    work: str
    part: str


FAULTS = (
    Fault(BLENDER, "Motornya mati setelah jalan sebentar, padahal cuma untuk jus.", "",
          "Kumparan motor putus", "Motor diganti baru, diuji 10 menit", "Motor blender 350 ml"),
    Fault(BLENDER, "Tombolnya makin lama makin harus ditekan keras, sekarang tidak menyala sama sekali.", "",
          "Kontak sakelar aus", "Sakelar diganti", "Sakelar tekan"),
    Fault(BLENDER, "Ada bau hangus dan asap tipis waktu dipakai, langsung saya cabut.", "burn",
          "Kabel di dalam meleleh dekat motor", "Kabel dan motor diganti, diuji 10 menit", "Kabel daya blender"),
    Fault(LAMP, "Lampunya berkedip terus. Bohlamnya sudah saya ganti, tetap sama.", "",
          "Dudukan lampu longgar", "Dudukan diganti, kabel dirapikan", "Dudukan lampu E27"),
    Fault(LAMP, "Sakelar di kabelnya pecah waktu ditekan.", "crack",
          "Rumah sakelar retak, isinya masih aman", "Sakelar kabel diganti", "Sakelar kabel"),
    Fault(BAG, "Jahitan di sisi kanan terbuka, padahal isinya tidak berat.", "tear",
          "Jahitan lepas sekitar 4 cm, kulitnya masih baik", "Dijahit ulang dan dikuatkan", "Benang dan pelapis"),
    Fault(BAG, "Pengait talinya tidak bisa mengunci lagi, tasnya sering jatuh.", "",
          "Per pengait lemah", "Pengait diganti sepasang", "Pengait tali 25 mm"),
    Fault(SANDAL, "Solnya mulai lepas di bagian depan, baru dipakai beberapa kali.", "tear",
          "Lem sol kering", "Dilem ulang dan dijahit keliling", "Sol ukuran 38"),
)  # fmt: skip
_FOREIGN = "Pernah dibongkar, ada bekas perbaikan yang bukan dari tempat servis kami"
_WEIGHTS = (4, 3, 2, 3, 2, 3, 2, 2)

_PAUSES = {
    **COMMON_PAUSES,
    "accept": (2, 26), "receive": (24, 90), "diagnose": (4, 40), "repair": (1, 16),
    "wait_part": (3, 20), "move_promise": (20, 44), "part_came": (24, 60), "finish": (6, 50), "hand_over": (4, 60),
    "quote": (1, 14), "agree": (2, 40), "decline": (2, 40), "replace": (2, 14), "refund": (2, 14), "refuse": (3, 20), "return_unit": (5, 24), "miss": (20, 90),
}  # fmt: skip

_WORDS: dict[str, tuple[str, ...]] = {
    "accept": ("", "Baik Kak, unitnya boleh dikirim atau dibawa ke toko, kami periksa dulu.",
               "Maaf ya Kak. Tolong sertakan kelengkapannya kalau masih ada."),
    "ask_evidence": ("Nomor serinya belum ada di data kami. Boleh kirim foto nomor seri di badan barangnya, Kak?",),
    "send_evidence": ("Ini fotonya, Kak.", "Sudah saya foto, nomor serinya di stiker bawah."),
    "reply": ("Unitnya dikirim atau dibawa saja, Kak?", "Kalau dikirim, ongkirnya bagaimana ya?"),
    "cancel": ("Tidak jadi, ternyata colokannya yang longgar.",),
    "receive": ("", "Diterima dengan kardusnya.", "Diterima di meja toko."),
    "diagnose": ("", "Bagian lain sudah dicek, aman."),
    "repair": ("", "Kami kerjakan ya, Kak. Kami kabari begitu selesai."),
    "wait_part": ("", "Suku cadangnya kami pesan hari ini."),
    "move_promise": ("Suku cadangnya baru dikirim pemasok, maaf mundur beberapa hari ya, Kak.",),
    "part_came": ("", "Sudah sampai, langsung dipasang."),
    "finish": ("", "Sudah diuji, boleh diambil."),
    "quote": ("Garansinya sudah berakhir, jadi suku cadangnya berbayar. Ongkos kerjanya kami tanggung.",),
    "agree": ("", "Setuju, silakan dikerjakan."),
    "decline": ("Belum dulu ya, saya pikirkan lagi.",),
    "replace": ("Lebih cepat kami ganti daripada menunggu suku cadang.", ""),
    "refund": ("Model ini sudah tidak ada, jadi dananya kami kembalikan ya, Kak.",),
    "refuse": ("Maaf ya Kak, kami sudah periksa dengan teliti.",),
    "miss": ("Sudah saya ambil, tapi di rumah kendalanya muncul lagi.",),
    "rate_low": ("Baru tiga hari di rumah, mati lagi. Tolong dicek betul-betul.",),
    "note": ("Kartu garansinya sudah dicocokkan dengan nota.", "Titip di rak servis nomor 2.",
             "Unit ini pernah servis sekali tahun lalu."),
}  # fmt: skip


class Claims(Script):
    """The warranty claims."""

    kind = "warranty_claim"
    stories = _stories()
    channels = ("website", "whatsapp", "counter")
    photo_share = 0.5
    pauses = _PAUSES
    words = _WORDS

    def matter(self, story: Story, dice: Random) -> Fault:
        """Some faults are more frequent than others."""
        return dice.choices(FAULTS, _WEIGHTS)[0]

    def opening(self, play: Play, at: datetime) -> dict[str, Any]:
        """What the form asks; the unit was registered before, or its number is one that nobody knows."""
        article = play.matter.article
        return {
            "variant": "service", "serial_number": serial_number(article, play.number), "title": article.name, "amount": article.price,
        }  # fmt: skip

    def answers(self, play: Play, action: str, note: str, at: datetime) -> dict[str, Any]:
        """What the steps ask."""
        dice, fault, today = play.dice, play.matter, at.astimezone(self.facts.shop.zone).date()
        answers = {
            "ship": {"courier": dice.choice(COURIERS), "tracking_number": parcel_number(dice)},
            "receive": {
                "received_on": today,
                "condition": Condition.OPENED if _is_tampered(play) else dice.choice(("good", "good", "worn")),
                "accessories": dice.choice(("", "Kardus", "Kardus dan nota")),
            },
            "diagnose": {"diagnosis": _FOREIGN if _is_tampered(play) else fault.diagnosis},
            "repair": {"promised_on": self._day(at, _PROMISED)},
            "move_promise": {"promised_on": self._day(at, _MOVED)},
            "quote": {"repair_cost": fault.article.price // 5000 * 1000},
            "wait_part": {"part": fault.part},
            "finish": {"repair_note": fault.work},
            "refuse": self._refusal(play),
            "hand_over": {"handed_over_on": today},
            "return_unit": {"handed_over_on": today},
            "send_replacement": {"replacement_serial": f"{serial_number(fault.article, play.number)}-P", "handed_over_on": today},
        }  # fmt: skip
        return refund(play, today) if action == "record_refund" else answers.get(action, {})

    def _day(self, at: datetime, amount: Amount):
        return self.facts.time_up(at, amount).at.astimezone(self.facts.shop.zone).date()

    def _refusal(self, play: Play) -> dict[str, str]:
        if play.case.coverage_status == Standing.EXPIRED:
            reason, clause = Refusal.EXPIRED, "Garansi berlaku selama masa yang tertulis di kartu"
        elif _is_tampered(play):
            reason, clause = (
                Refusal.TAMPERED,
                "Kerusakan karena dibongkar di luar tempat servis kami tidak ditanggung",
            )
        else:
            reason, clause = Refusal.EXCLUDED, "Kerusakan karena pemakaian tidak ditanggung"
        alternative = "Kami bantu perbaiki, Kakak cukup membayar suku cadangnya"
        return {"refusal_reason": reason, "refusal_clause": clause, "alternative": alternative}


def _is_tampered(play: Play) -> bool:
    """What comes in and is refused all the same was opened by somebody else."""
    return {"receive", "refuse"} <= {*play.story.path}


def serial_number(article: Article, number: int) -> str:
    """The number on a unit."""
    letters = "".join(word[0] for word in article.name.split()[:3]).upper()
    return f"{letters}-{26_000 + number * 37}"
