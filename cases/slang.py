"""How customers write what they want: words in their many spellings, and phrases with what each of them says.

A table for people to read and extend. The phrases stand in plain spelling; `plain_word` brings both them and
the chat to one form, so "di balikiiin duitnya" is found under "kembali uang".
"""

import re

_SPELLINGS = {
    "tidak": "ga gak gk g ngga nggak enggak engga kagak kaga tdk tak ndak ndk nda gakk nggk gx",
    "bukan": "bkn bukannya",
    "belum": "blm blom belom blum blon",
    "jangan": "jgn jangn",
    "barang": "brg brang brng barng",
    "sampai": "sampe smp smpe nyampe nyampai sampek sampainya",
    "datang": "dtg dateng dtng",
    "terima": "trima trm nerima menerima diterima keterima ditrima",
    "kirim": "krm kirimin kirimkan dikirim dikirimin dikirimkan ngirim mengirim dkirim kirimnya dikrm pengiriman",
    "kembali": "kembalikan kembaliin dikembalikan dikembaliin mengembalikan balik balikin balikan balikkan dibalikin"
    " dibalikan dibalikkan ngembaliin kembalian pulangin dipulangin kmbali kembalikn",
    "pengembalian": "pngembalian pengembalikan",
    "uang": "duit dana dananya uwang uangku duitku duid",
    "tukar": "tuker tkr ditukar dituker tukeran tukerin tukarkan menukar nuker ditukerin penukaran exchange",
    "ganti": "gnti diganti gantiin digantiin gantikan digantikan mengganti penggantian pengganti",
    "refund": "refun refund refand rifan rifund ripan direfund refundnya rfund refundable",
    "retur": "return returns retour ritur riturn retrun diretur direturn returnya",
    "rusak": "rsk rusk rusaq rusakk rusakan",
    "pecah": "pcah pecahh",
    "cacat": "cacad defect defek",
    "salah": "slh sala",
    "kurang": "krg krang kurng",
    "lengkap": "lngkap komplit komplet lengkp",
    "ukuran": "size sizenya ukurn uk ukran saiz",
    "pesanan": "pesenan orderan order psanan",
    "pesan": "pesen dipesan dipesen mesen memesan diorder",
    "beda": "berbeda bedaa",
    "foto": "poto fotonya gambar gmbr gambarnya",
    "nyala": "menyala idup hidup nyalah",
    "garansi": "garensi warranty waranty garantie garansinya",
    "servis": "service diservis diservice servisan",
    "komplain": "complain complaint komplen komplein complen komplainan",
    "kecewa": "mengecewakan ngecewain",
    "balas": "bales dibalas dibales balesnya ngebales",
    "respon": "response respons direspon merespon",
    "paket": "pkt paketan",
    "mau": "mo pengen pengin pingin ingin maunya",
    "minta": "mnt minta mohon mhn",
    "cuma": "cuman cm cmn hanya",
    "sama": "sma",
    "dengan": "dgn dg",
    "kecil": "kcil kecill",
    "besar": "gede",
    "lagi": "lg lgi",
    "ulang": "ulng",
    "sudah": "sdh udh udah dah",
    "jadi": "jd jdi",
    "bisa": "bs bsa",
    "pakai": "pake dipakai dipake pke",
    "kekecilan": "kekecilen kekecilann",
    "kebesaran": "kegedean kebesarn kegedeen",
    "hilang": "ilang hilng",
    "sesuai": "sesuwai sesui ssuai",
    "deskripsi": "diskripsi keterangan",
    "original": "ori orginal orisinal",
}
_DOUBLED = re.compile(r"([^\W\d_])\1+")


def _squeezed(word: str) -> str:
    """ "rusaaak" and "rusak" are one word, and so are "nggak" and "ngak"."""
    return _DOUBLED.sub(r"\1", word)


_PLAIN = {
    _squeezed(way): _squeezed(word) for word, ways in _SPELLINGS.items() for way in (word, *ways.split())
}


def plain_word(word: str) -> str:
    """A word of a chat in the one form in which it is compared."""
    whole = word.lower()
    if whole.endswith("2") and whole[:-1].isalpha():  # "sampe2": said twice
        whole = whole[:-1]
    word = _squeezed(whole)
    if word in _PLAIN:
        return _PLAIN[word]
    for ending in ("nya", "ny", "kan"):
        # Before it is squeezed: the n of "pelayanan" is not that of "-nya".
        stem = _squeezed((whole if whole.endswith(ending) else word).removesuffix(ending))
        if stem != word and len(stem) >= 3:
            return _PLAIN.get(stem, stem)
    return word


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a plain text, each in its one form."""
    return tuple(plain_word(word) for word in text.split())


# Words that may stand between those of a phrase: "uang saya tolong dikembalikan".
FILLERS = frozenset(
    plain_words(
        "saya aku gw gue ku kami kita kak kakak ka min admin gan sis bro mas mbak bang bu pak ya yah dong donk sih "
        "nih deh aja saja yang yg barang produk paket pesanan itu ini semua dengan di dan tolong tlg segera mau minta ke"
    )
)
NOT = frozenset(plain_words("tidak bukan jangan tanpa belum"))
# Between a "tidak" and what it denies: "bukan mau minta refund".
LEADS = frozenset(
    plain_words(
        "mau minta usah perlu harus butuh jadi di ada yang saya aku kak untuk buat niat maksud barang proses ajukan "
        "mengajukan"
    )
)
OR = frozenset(plain_words("atau maupun ataupun"))
# What was asked for before is no wish: "refund kapan cair", "kapan direfund".
UNDER_WAY = frozenset(plain_words("masuk cair"))
BEFORE = frozenset(plain_words("kapan sudah"))

# What a phrase says. Wishes: `money` back, the goods sent `back`, one of the kinds of a return, or `replace`
# (by exchange or by another parcel, who knows). `complaint` is heard when nothing else is, `upset` is a complaint
# in any case. Everything else is a reason of the return form. An empty name swallows what would mislead.
_PHRASES = {
    "money": (
        "refund", "uang kembali", "kembali uang", "pengembalian uang", "ganti uang", "transfer kembali", "kirim kembali uang",
    ),
    "back": ("retur", "barang kembali", "kembali barang", "kirim kembali", "pengembalian barang"),
    "refund_only": ("pengembalian uang saja", "hanya pengembalian uang", "refund only", "refund tanpa retur"),
    "return_refund": (
        "pengembalian barang uang", "retur refund", "refund retur", "return and refund", "kembali barang uang",
    ),
    "exchange": (
        "tukar", "ganti ukuran", "ganti warna", "ganti model", "ganti varian", "ganti motif", "ganti tipe",
    ),
    "reshipment": (
        "kirim ulang", "kirim lagi", "kirim yang kurang", "kirim kekurangan", "kirim sisa", "kirim ganti", "kirim susulan",
        "susulkan", "susulin", "kirim yang benar", "kirim yang bener", "kirim yang betul",
    ),
    "replace": ("ganti", "ganti baru", "ganti barang", "replace", "replacement"),
    "warranty": (
        "garansi", "klaim garansi", "mau servis", "minta servis", "bisa servis", "tolong servis", "di servis", "minta perbaiki",
        "tolong perbaiki", "bisa perbaiki", "bisa betulin", "bisa benerin",
    ),
    "upset": (
        "pelayanan buruk", "pelayanan jelek", "pelayanan lambat", "pelayanan kecewa", "pelayanan parah",
        "pelayanan payah", "jutek", "kasar banget", "tidak sopan", "tidak ramah", "slow respon", "lama balas",
        "tidak balas", "belum balas", "tidak respon", "tidak tanggap",
    ),
    "complaint": ("komplain", "keluhan", "kecewa", "protes", "aduan", "bintang 1", "bintang satu"),
    "damaged": (
        "rusak", "pecah", "penyok", "sobek", "robek", "retak", "bocor", "hancur", "remuk", "patah", "gores", "tergores",
        "lecet", "baret", "tumpah", "peyok", "remek",
    ),
    "defective": (
        "cacat", "mati total", "matot", "tidak nyala", "tidak berfungsi", "tidak fungsi", "tidak bisa pakai",
        "tidak bisa nyala", "tidak bisa digunakan", "tidak bisa dicas", "tidak bisa ngecas", "konslet", "korslet",
        "eror", "mati sendiri", "jahitan lepas", "tidak mau nyala", "tidak jalan",
    ),
    "wrong_item": (
        "salah kirim", "kirim salah", "salah barang", "barang salah", "salah warna", "tertukar", "ketukar", "ketuker",
        "tidak sesuai pesanan", "tidak sesuai pesan", "bukan yang saya pesan", "bukan pesanan saya", "salah produk",
        "beda pesanan", "beda dari pesanan", "beda sama pesanan", "bukan yang pesan",
    ),
    "wrong_item wrong_size": ("salah ukuran",),
    "incomplete": (
        "tidak lengkap", "kurang lengkap", "belum lengkap", "barang kurang", "isi kurang", "kurang #", "paket kosong",
        "dus kosong", "kotak kosong", "isi kosong", "kirim kurang", "ketinggalan", "cuma datang", "cuma sampai", "cuma kirim", "cuma dapat", "cuma dapet", "cuma ada",
        "cuma terima", "jumlah kurang",
    ),
    "wrong_size": (
        "kekecilan", "kebesaran", "kesempitan", "kepanjangan", "kependekan", "kelonggaran", "kebesaren", "tidak muat",
        "tidak pas", "kurang pas", "terlalu kecil", "terlalu besar", "terlalu sempit", "terlalu longgar", "sempit",
        "longgar", "salah pilih ukuran", "kurang besar", "kurang kecil", "tidak cukup di badan",
    ),
    "not_received": (
        "belum sampai", "tidak sampai", "belum datang", "tidak datang", "belum terima barang", "belum terima paket",
        "barang belum terima", "paket belum terima", "pesanan belum terima", "barang tidak terima",
        "paket tidak terima", "paket hilang", "barang hilang", "hilang di jalan", "nyasar", "belum terima pesanan",
    ),
    "changed_mind": (
        "berubah pikiran", "tidak jadi beli", "tidak jadi pesan", "tidak jadi order", "batal beli", "tidak suka",
        "kurang suka", "tidak butuh lagi", "sudah tidak butuh", "salah pencet", "salah klik",
    ),
    "not_as_described": (
        "tidak sesuai", "tidak sama", "beda foto", "beda dari foto", "beda sama foto", "beda dengan foto",
        "tidak seperti foto", "beda warna", "warna beda", "beda bahan", "bahan beda", "palsu", "tidak original",
        "tidak asli", "bukan original", "beda deskripsi", "beda dari deskripsi", "beda sama deskripsi",
    ),
    "": (
        "ganti rugi", "ganti alamat", "ganti nomor", "ganti kurir", "ganti bayar", "ganti no", "tidak apa",
        "tidak sama sekali",
    ),
}  # fmt: skip
NUMBER = "#"  # in a phrase: any number


def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """The phrases by the word with which they begin, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for signals, phrases in _PHRASES.items():
        for phrase in phrases:
            words = plain_words(phrase)
            found.setdefault(words[0], []).append((words, tuple(signals.split())))
    for known in found.values():
        known.sort(key=lambda entry: -len(entry[0]))
    return found


PHRASES = _by_first_word()
SPOKEN = frozenset(word for known in PHRASES.values() for words, _signals in known for word in words)
