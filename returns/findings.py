"""What an inspection may say: pieces that came, are broken and are taken back, the grade, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GRADES = (
    ("A", gettext_lazy("A · seperti baru")),
    ("B", gettext_lazy("B · baik, ada bekas dibuka")),
    ("C", gettext_lazy("C · rusak, masih bisa diperbaiki")),
    ("D", gettext_lazy("D · rusak berat")),
)
BROKEN = frozenset({"C", "D"})
# Whoever asks for one of these reasons says that the goods are broken.
CLAIMED_BROKEN = frozenset({"damaged", "defective"})

# Where the goods go. What is for sale again or thrown away has left the return shelf at once.
RESELL, REPAIR, SUPPLIER, SCRAP, GIVE_BACK = "resell", "repair", "supplier", "scrap", "give_back"
DISPOSITIONS = (
    (RESELL, gettext_lazy("Jual lagi")),
    (REPAIR, gettext_lazy("Perbaiki")),
    (SUPPLIER, gettext_lazy("Kembalikan ke pemasok")),
    (SCRAP, gettext_lazy("Buang")),
    (GIVE_BACK, gettext_lazy("Kembalikan ke pelanggan")),
)
LEAVES_AT_ONCE = frozenset({RESELL, SCRAP})

SEALS = (
    ("intact", gettext_lazy("Utuh")),
    ("broken", gettext_lazy("Rusak atau terbuka")),
    ("missing", gettext_lazy("Tidak ada")),
)

# What is looked at where the policy states no conditions; the keys are for ever.
STANDARD = (
    ("standard:complete", gettext_lazy("Lengkap dengan isi dan aksesorinya")),
    ("standard:unused", gettext_lazy("Belum dipakai")),
    ("standard:packing", gettext_lazy("Kemasan asli ada")),
    ("standard:label", gettext_lazy("Label atau segel masih terpasang")),
    ("standard:clean", gettext_lazy("Bersih, tidak bernoda atau berbau")),
)
ANSWERS = (
    ("ok", gettext_lazy("Ya")),
    ("no", gettext_lazy("Tidak")),
    ("na", gettext_lazy("Tidak berlaku")),
)

# In this order the parcel is filmed or photographed: nobody can prove later what was not opened before the camera.
SHOTS = (
    gettext_lazy("Paket masih tertutup"),
    gettext_lazy("Label resi"),
    gettext_lazy("Saat dibuka"),
    gettext_lazy("Barangnya"),
    gettext_lazy("Nomor seri atau segel"),
)

MOST_PIECES = 9_999  # of goods whose order nobody knows
MOST_GRAMS = 1_000_000
# Kitchen scales: so many grams, or so many percent of what was sent, are no difference.
TOLERANCE_GRAMS, TOLERANCE_PERCENT = 20, 5


@dataclass(frozen=True)
class Counts:
    """Pieces of one line: that came back, of these that are broken, of these that are taken back."""

    received: int
    damaged: int
    accepted: int


class Difference(NamedTuple):
    """One thing that came back otherwise than it was sent."""

    label: str
    sent: str
    found: str


def usual(condition: str, claimed_broken: bool, asked: int) -> tuple[Counts, str]:
    """What one word about the condition means for so many pieces asked about, with the grade.

    Good: all came and are taken back, grade A. As claimed: the same, but broken and grade C where that was the
    claim, else B. Damaged: all came broken, none is taken back, grade C. Different or incomplete: all came, none
    is taken back until somebody counts, without a grade.
    """
    if condition == "good":
        return Counts(asked, 0, asked), "A"
    if condition == "as_claimed":
        return Counts(asked, asked if claimed_broken else 0, asked), "C" if claimed_broken else "B"
    if condition == "damaged":
        return Counts(asked, asked, 0), "C"
    return Counts(asked, 0, 0), ""


def flaws(counts: Counts, most: int) -> dict[str, str]:
    """What is wrong with the numbers, by field: 0 ≤ damaged, accepted ≤ received ≤ the pieces asked about."""
    found = {name: _("Tidak boleh kurang dari 0.") for name, pieces in vars(counts).items() if pieces < 0}
    if counts.received > most:
        found["received"] = _("Lebih banyak dari yang diminta (%d). Tulis sisanya di catatan.") % most
    for name in ("damaged", "accepted"):
        if name not in found and getattr(counts, name) > counts.received:
            found[name] = _("Lebih banyak dari yang datang (%d).") % counts.received
    return found


def resalable(counts: Counts, grade: str, approved: bool) -> int:
    """How many pieces may go back on sale: only what was taken back, broken ones only with the owner's approval."""
    sound = 0 if grade in BROKEN else counts.received - counts.damaged
    return counts.accepted if approved else min(counts.accepted, sound)


def checklist(conditions: Sequence[str]) -> list[tuple[str, str]]:
    """What is looked at, by key: the conditions of the policy, or else the usual ones."""
    if conditions:
        return [(f"condition:{n}", line) for n, line in enumerate(conditions)]
    return [(key, str(words)) for key, words in STANDARD]


def differences(
    serial: tuple[str, str], weight: tuple[int | None, int | None], seal: str
) -> Iterator[Difference]:
    """What came back otherwise than it was sent; serials and grams as (sent, found), unknown ones differ from nothing."""
    if all(serial) and _plain(serial[0]) != _plain(serial[1]):
        yield Difference(_("Nomor seri"), *serial)
    if seal in ("broken", "missing"):
        yield Difference(_("Segel"), str(dict(SEALS)["intact"]), str(dict(SEALS)[seal]))
    sent, found = weight
    if sent is not None and found is not None and _is_another_weight(sent, found):
        yield Difference(_("Berat"), _("%d gram") % sent, _("%d gram") % found)


def _is_another_weight(sent: int, found: int) -> bool:
    return abs(found - sent) > max(TOLERANCE_GRAMS, sent * TOLERANCE_PERCENT // 100)


def _plain(serial: str) -> str:
    return "".join(letter for letter in serial if letter.isalnum()).casefold()
