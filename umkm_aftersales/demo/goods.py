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
    """One article, named by its product and its variation; `shape` and `colour` are what its photo shows."""

    name: str
    price: int
    shape: str
    colour: str
    troubles: tuple[Trouble, ...]
    sku: str
    category: str
    grams: int
    warranty_months: int | None = None
    not_returnable_why: str = ""

    @property
    def product(self) -> str:
        """What it is called on the shelf: "Kemeja linen Arka"."""
        return self.name.partition(", ")[0]

    @property
    def variation(self) -> str:
        """The colour, the size; empty where there is only one."""
        return self.name.partition(", ")[2]


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

_CLOTHING, _HOME, _ELECTRIC = "Pakaian", "Rumah tangga", "Elektronik"

SHIRT = Article("Kemeja linen Arka, krem", 185_000, "shirt", "#d9c7a3", _CLOTHES, "KLA-KR", _CLOTHING, 280)
BAG = Article(
    "Tas selempang Kirana, cokelat", 219_000, "bag", "#8b5e3c", (STRAP, STAINED, COLOUR, WRONG), "TK-01", "Tas", 650, 3
)  # fmt: skip
SANDAL = Article(
    "Sandal anyam Lombok, 38", 129_000, "sandal", "#a9793f", (SOLE, SMALL, WRONG, LOST), "SL-38", "Alas kaki", 500, 2
)  # fmt: skip
MUG = Article("Mug keramik Kelud 300 ml", 65_000, "mug", "#47615f", _CERAMICS, "MKK-300", _HOME, 420)
PLATE = Article("Piring keramik Toba, set 4", 139_000, "plate", "#b9c3bd", _CERAMICS, "PKT-4", _HOME, 2_100)
TEAPOT = Article(
    "Teko teh Menoreh 800 ml", 175_000, "teapot", "#7c4a3a", (*_CERAMICS, LOST), "TTM-800", _HOME, 1_200
)
BLENDER = Article(
    "Blender mini Putar 350 ml", 279_000, "blender", "#b6473c", (DEAD, SMOKE, SHORT, LOST), "BM-350", _ELECTRIC, 1_400, 12
)  # fmt: skip
LAMP = Article(
    "Lampu meja Senja", 199_000, "lamp", "#d08c3a", (DEAD, CRACKED, WRONG), "LS-01", _ELECTRIC, 900, 6
)
# Nobody complains of it, and nobody may send it back.
SAMBAL = Article(
    "Sambal bawang Cibiru 150 g",
    38_000,
    "",
    "",
    (),
    "SBC-150",
    "Makanan",
    220,
    not_returnable_why="Makanan tidak dijual lagi setelah keluar dari toko",
)

ARTICLES = (
    SHIRT,
    Article("Kaos katun Bima, hijau lumut", 89_000, "shirt", "#5d7052", _CLOTHES, "KKB-HL", _CLOTHING, 190),
    Article("Gamis Nadira, biru langit", 259_000, "dress", "#6b93b8", _CLOTHES, "GN-BL", _CLOTHING, 480),
    Article("Kulot Rara, hitam", 149_000, "trousers", "#3b3a40", _CLOTHES, "KR-HT", _CLOTHING, 320),
    Article(
        "Taplak batik kawung 150 cm", 99_000, "cloth", "#8a4b2d", (TORN, STAINED, COLOUR, WRONG), "TBK-150", _HOME, 350
    ),
    BAG,
    SANDAL,
    MUG,
    PLATE,
    TEAPOT,
    BLENDER,
    LAMP,
)  # fmt: skip

# Which troubles fit a way: nobody wants a parcel sent back that never came.
FITTING: dict[str, tuple[Trouble, ...]] = {
    "refund_only": (CRACKED, CHIPPED, LOST, SHORT, SMOKE, STAINED),
    "return_refund": (TORN, STAINED, COLOUR, DEAD, STRAP, SOLE, MIND, SMOKE),
    "exchange": (SMALL, LARGE, WRONG, DEAD, SOLE, TORN, COLOUR),
    "reshipment": (CRACKED, CHIPPED, SHORT, LOST, WRONG),
}
WANTED = ("Ukuran XL", "Ukuran M", "Ukuran 39", "Warna krem seperti di foto", "Barang yang sama, yang utuh")
