"""What the law may mind about a return policy, and what is hard to read in it; each with its source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.clauses import insists
from returns.policy import REASONS, SHOPS_FAULT, Postage, Rules, Window
from shops.amounts import Unit

UUPK_18 = gettext_lazy("UU 8/1999 tentang Perlindungan Konsumen, Pasal 18")
UUPK_19 = gettext_lazy(
    "UU 8/1999 tentang Perlindungan Konsumen, Pasal 19: pelaku usaha menanggung kerugian karena barangnya"
)
PP80_DAYS = gettext_lazy(
    "PP 80/2019: paling sedikit 2 hari kerja untuk penukaran atau pembatalan, dihitung sejak barang diterima"
)
PP80_27 = gettext_lazy("PP 80/2019, Pasal 27: wajib ada layanan pengaduan dengan kontak dan prosedur")
PP80_53 = gettext_lazy("PP 80/2019, Pasal 53: kontrak elektronik memuat prosedur pengembalian")

_NO = r"(?:tidak|tak|nggak|gak|ga|tdk)"
_MAY = r"(?:dapat|bisa|boleh|bs|akan)"
_BACK = r"(?:di ?(?:kembalikan|tukar(?:kan)?|retur|refund)|kembali(?:kan)?|tukar|retur|refund)"
FORBIDDEN = (
    (rf"\b{_NO} {_MAY} (?:lagi )?{_BACK}\b", "no_return"),
    (
        rf"\b{_NO} (?:kami )?(?:menerima|terima|melayani) (?:lagi )?(?:retur|pengembalian|penukaran|komplain|keluhan)",
        "no_return",
    ),
    (r"\b(?:barang|produk) (?:yang |yg )?(?:sudah|telah|sdh) (?:di ?)?beli\b", "no_return"),
    (r"\bno (?:return|refund|exchange)s?\b", "no_return"),
    (rf"\b{_NO} bertanggung ?jawab\b", "no_blame"),
    (
        r"\btanpa (?:bukti |adanya )?(?:video|foto|unboxing)\b[^.]*\b(?:ditolak|hangus|batal|tidak|tdk|gugur)\b",
        "no_video",
    ),
)
_SAYS = {
    "no_return": gettext_lazy("“%s” menolak pengembalian sejak awal. Klausul seperti ini bisa batal demi hukum."),
    "no_blame": gettext_lazy("“%s” melepas tanggung jawab toko. Klausul seperti ini bisa batal demi hukum."),
    "no_video": gettext_lazy(
        "“%s” menolak hanya karena tidak ada video. Tulis bahwa video memperkuat klaim, bukan syarat."
    ),
}  # fmt: skip
# Two working days may span a weekend of two days; with fewer calendar days the window can end before them.
SAFE_CALENDAR_DAYS = 4
LEAST_WORKING_DAYS = 2
LONGEST_SENTENCE = 25  # words


@dataclass(frozen=True)
class Caution:
    """What may be against the law, beside which field of the form, and where that stands."""

    code: str
    field: str
    sentence: str
    source: str


@dataclass(frozen=True)
class LongSentence:
    """A sentence with its number of words, beside which field of the form."""

    field: str
    sentence: str
    words: int


def cautions(rules: Rules, *, has_contact: bool) -> list[Caution]:
    """Everything that the owner should know before publishing these rules."""
    found = [*_short_windows(rules), *_no_remedy(rules), *_forbidden_words(rules)]
    if not rules.procedure:
        words = _("Cara mengajukan belum ditulis. Pelanggan berhak tahu langkahnya.")
        found.append(Caution("no_procedure", "procedure", words, str(PP80_53)))
    if not has_contact:
        words = _(
            "Toko belum punya nomor WhatsApp atau e-mail di profilnya. Pelanggan berhak tahu kontaknya."
        )
        found.append(Caution("no_contact", "contact", words, str(PP80_27)))
    return found


def _short_windows(rules: Rules) -> Iterator[Caution]:
    windows = [(f"{way}_number", rules.windows[way]) for way in rules.offered()]
    windows += [(f"special-{n}", each.window) for n, each in enumerate(rules.special) if each.window.offered]
    for name, window in windows:
        if words := _too_short(window):
            yield Caution("short_window", name, words, str(PP80_DAYS))


def _too_short(window: Window) -> str:
    amount = window.amount
    if amount.number < LEAST_WORKING_DAYS:
        return _("%s terlalu singkat untuk barang rusak atau salah kirim.") % amount
    if amount.unit is Unit.CALENDAR and amount.number < SAFE_CALENDAR_DAYS:
        return _("%s bisa kurang dari 2 hari kerja bila kena akhir pekan.") % amount
    return ""


def _no_remedy(rules: Rules) -> Iterator[Caution]:
    """Whatever leaves the customer with the damage that the shop has done."""
    closed = _(
        "Aturan ini menutup retur juga untuk barang rusak atau salah kirim. Batasi ke alasan pelanggan."
    )
    insisted = _("Bukti wajib bisa menolak barang yang memang rusak. Lebih aman: bukti memperkuat klaim.")
    postage = _("Ongkos kirim balik karena kesalahan toko dibebankan ke pelanggan.")
    kept_back = _("Potongan ini kena juga barang rusak atau salah kirim. Pilih alasan pelanggan saja.")
    for n, each in enumerate(rules.special):
        # A rule for one way only leaves the others open.
        if not each.window.offered and not each.scope.way and each.scope.reason in SHOPS_FAULT | {""}:
            yield Caution("closed", f"special-{n}", closed, str(UUPK_18))
    for reason in REASONS:
        if reason in SHOPS_FAULT and insists(rules, reason):
            yield Caution("insists", f"evidence_{reason}", insisted, str(UUPK_18))
    if rules.postage is Postage.CUSTOMER and not rules.postage_for.keys() >= SHOPS_FAULT:
        yield Caution("postage", "postage", postage, str(UUPK_19))
    for reason in REASONS:
        if reason in SHOPS_FAULT and rules.postage_for.get(reason) is Postage.CUSTOMER:
            yield Caution("postage", f"postage_{reason}", postage, str(UUPK_19))
    for n, fee in enumerate(rules.fees):
        if fee.of_the_shops_fault:
            yield Caution("fee", f"fees-{n}", kept_back, str(UUPK_19))


def _forbidden_words(rules: Rules) -> Iterator[Caution]:
    for name, text in rules.texts():
        # Every kind of complaint once per line, however many of its phrases the line holds.
        for code in dict.fromkeys(code for _pattern, code in FORBIDDEN):
            hits = (re.search(p, " ".join(text.split()), re.I) for p, c in FORBIDDEN if c == code)
            if hit := next(filter(None, hits), None):
                yield Caution(code, name, str(_SAYS[code]) % hit[0], str(UUPK_18))


def long_sentences(rules: Rules) -> list[LongSentence]:
    """Sentences that are hard to read on a phone."""
    said = ((name, part.strip()) for name, text in rules.texts() for part in re.split(r"[.!?\n]+", text))
    counted = (LongSentence(name, sentence, len(sentence.split())) for name, sentence in said)
    return [each for each in counted if each.words > LONGEST_SENTENCE]
