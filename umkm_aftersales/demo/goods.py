"""What the demo shop sells and what goes wrong with it."""

from dataclasses import dataclass

from returns.models import ReturnRequest

Reason = ReturnRequest.Reason


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong with an article: the reason, the customer's words, the flaw to draw."""

    reason: str
    words: str
    flaw: str = ""  # empty: there is nothing to see on a photo


@dataclass(frozen=True)
class Article:
    """One article: `shape` and `colour` are what its photo shows."""

    name: str
    price: int
    shape: str
    colour: str
    troubles: tuple[Trouble, ...]


TORN = Trouble(
    Reason.DAMAGED, "Jahitan di samping lepas sekitar 5 cm, padahal baru saya buka dari paketnya.", "tear"
)
STAINED = Trouble(
    Reason.DEFECTIVE, "Ada noda cokelat di bagian depan. Sudah saya lap pelan-pelan, tidak hilang.", "stain"
)
SMALL = Trouble(Reason.WRONG_SIZE, "Saya pesan L sesuai tabel ukuran, tapi sempit di bahu. Bisa tukar XL?")
LARGE = Trouble(Reason.WRONG_SIZE, "Ternyata kebesaran. Label masih terpasang, belum pernah dipakai keluar.")
COLOUR = Trouble(
    Reason.NOT_AS_DESCRIBED,
    "Di foto warnanya krem, yang datang lebih ke kuning. Kurang cocok untuk acara saya.",
)
CRACKED = Trouble(
    Reason.DAMAGED,
    "Waktu dibuka sudah retak dari bibir sampai ke bawah. Kardusnya penyok di satu sisi.",
    "crack",
)
CHIPPED = Trouble(Reason.DAMAGED, "Pinggirnya gompal, pecahannya masih ada di dalam plastik.", "chip")
DEAD = Trouble(Reason.DEFECTIVE, "Dua kali dipakai lalu mati, tombolnya ditekan tidak menyala lagi.")
SMOKE = Trouble(
    Reason.DEFECTIVE, "Baru dinyalakan sebentar sudah bau hangus, saya tidak berani pakai lagi.", "burn"
)
STRAP = Trouble(Reason.DEFECTIVE, "Talinya putus di pengait setelah dipakai sekali ke pasar.", "tear")
SOLE = Trouble(Reason.DEFECTIVE, "Solnya mulai lepas di bagian depan setelah tiga hari.", "tear")
WRONG = Trouble(
    Reason.WRONG_ITEM, "Yang datang bukan pesanan saya, warna dan modelnya lain. Ini fotonya.", "other"
)
SHORT = Trouble(
    Reason.INCOMPLETE, "Pesan dua, yang ada di paket cuma satu. Video buka paket ada kalau perlu."
)
LOST = Trouble(
    Reason.NOT_RECEIVED, "Status di kurir sudah terkirim, tapi paketnya tidak pernah sampai ke rumah."
)
MIND = Trouble(
    Reason.CHANGED_MIND, "Maaf, ternyata sudah dibelikan suami. Barangnya belum dibuka sama sekali."
)

_CLOTHES = (TORN, STAINED, SMALL, LARGE, COLOUR, WRONG, MIND)
_CERAMICS = (CRACKED, CHIPPED, WRONG, SHORT, CRACKED)

SHIRT = Article("Kemeja linen Arka, krem", 185_000, "shirt", "#d9c7a3", _CLOTHES)
BAG = Article("Tas selempang Kirana, cokelat", 219_000, "bag", "#8b5e3c", (STRAP, STAINED, COLOUR, WRONG))
SANDAL = Article("Sandal anyam Lombok, 38", 129_000, "sandal", "#a9793f", (SOLE, SMALL, WRONG, LOST))
MUG = Article("Mug keramik Kelud 300 ml", 65_000, "mug", "#47615f", _CERAMICS)
PLATE = Article("Piring keramik Toba, set 4", 139_000, "plate", "#b9c3bd", _CERAMICS)
TEAPOT = Article("Teko teh Menoreh 800 ml", 175_000, "teapot", "#7c4a3a", (*_CERAMICS, LOST))
BLENDER = Article("Blender mini Putar 350 ml", 279_000, "blender", "#b6473c", (DEAD, SMOKE, SHORT, LOST))
LAMP = Article("Lampu meja Senja", 199_000, "lamp", "#d08c3a", (DEAD, CRACKED, WRONG))

ARTICLES = (
    SHIRT,
    Article("Kaos katun Bima, hijau lumut", 89_000, "shirt", "#5d7052", _CLOTHES),
    Article("Gamis Nadira, biru langit", 259_000, "dress", "#6b93b8", _CLOTHES),
    Article("Kulot Rara, hitam", 149_000, "trousers", "#3b3a40", _CLOTHES),
    Article("Taplak batik kawung 150 cm", 99_000, "cloth", "#8a4b2d", (TORN, STAINED, COLOUR, WRONG)),
    BAG,
    SANDAL,
    MUG,
    PLATE,
    TEAPOT,
    BLENDER,
    LAMP,
)

# Which troubles fit a way: nobody wants a parcel sent back that never came.
FITTING: dict[str, tuple[Trouble, ...]] = {
    "refund_only": (CRACKED, CHIPPED, LOST, SHORT, SMOKE, STAINED),
    "return_refund": (TORN, STAINED, COLOUR, DEAD, STRAP, SOLE, MIND, SMOKE),
    "exchange": (SMALL, LARGE, WRONG, DEAD, SOLE, TORN, COLOUR),
    "reshipment": (CRACKED, CHIPPED, SHORT, LOST, WRONG),
}
WANTED = ("Ukuran XL", "Ukuran M", "Ukuran 39", "Warna krem seperti di foto", "Barang yang sama, yang utuh")
