"""What the law may mind about a return policy, and what is hard to read in it; each with its source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.policy import Rules
from shops.amounts import Unit

UUPK_18 = gettext_lazy("UU 8/1999 tentang Perlindungan Konsumen, Pasal 18")
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


def cautions(rules: Rules, *, has_contact: bool) -> list[Caution]:
    """Everything that the owner should know before publishing these rules."""
    found = [*_short_windows(rules), *_forbidden_words(rules)]
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
    for way in rules.offered():
        amount = rules.windows[way].amount
        if amount.number < LEAST_WORKING_DAYS:
            words = _("%s terlalu singkat untuk barang rusak atau salah kirim.") % amount
        elif amount.unit is Unit.CALENDAR and amount.number < SAFE_CALENDAR_DAYS:
            words = _("%s bisa kurang dari 2 hari kerja bila kena akhir pekan.") % amount
        else:
            continue
        yield Caution("short_window", f"{way}_number", words, str(PP80_DAYS))


def _forbidden_words(rules: Rules) -> Iterator[Caution]:
    for name, text in rules.texts():
        # Every kind of complaint once per line, however many of its phrases the line holds.
        for code in dict.fromkeys(code for _pattern, code in FORBIDDEN):
            hits = (re.search(p, " ".join(text.split()), re.I) for p, c in FORBIDDEN if c == code)
            if hit := next(filter(None, hits), None):
                yield Caution(code, name, str(_SAYS[code]) % hit[0], str(UUPK_18))


def long_sentences(rules: Rules) -> list[tuple[str, int]]:
    """Sentences that are hard to read on a phone, with their number of words."""
    said = (sentence.strip() for _name, text in rules.texts() for sentence in re.split(r"[.!?\n]+", text))
    counted = ((sentence, len(sentence.split())) for sentence in said)
    return [(sentence, words) for sentence, words in counted if words > LONGEST_SENTENCE]
