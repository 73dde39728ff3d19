"""The policy as people read it: numbered chapters and clauses, and a text short enough to paste into a profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.policy import (
    FEE_ALWAYS,
    FEE_ON_WISH,
    REASONS,
    WAYS,
    Excluded,
    Fee,
    FeeUnit,
    Postage,
    Rules,
    Scope,
    Special,
    Window,
)  # fmt: skip

LONGEST_SHORT_TEXT = 500


@dataclass(frozen=True)
class Names:
    """What people call the ways, the reasons and the kinds of channels."""

    ways: Mapping[str, str]
    reasons: Mapping[str, str]
    channels: Mapping[str, str]

    def scope(self, scope: Scope) -> str:
        """What a special rule speaks of: "Makanan, lewat Shopee, alasan “Berubah pikiran”"."""
        parts = [scope.category]
        if scope.reason:
            parts.append(_("alasan “%s”") % self.reasons[scope.reason])
        if scope.channel:
            parts.append(_("pesanan lewat %s") % self.channels[scope.channel])
        if scope.way:
            parts.append(str(self.ways[scope.way]))
        return capfirst(", ".join(filter(None, parts)))


@dataclass(frozen=True)
class Clause:
    """One numbered sentence, with a list where it needs one; `about` is what rules call it."""

    number: str
    text: str
    items: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Section:
    """A numbered chapter of the policy."""

    key: str
    number: int
    title: str
    clauses: tuple[Clause, ...]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)


Row = tuple[str, str, tuple[str, ...]]  # what it is about, its words, its list


def sections(rules: Rules, names: Names) -> list[Section]:
    """The chapters of a policy. Empty ones are left out.

    What was published stays: rules of an older row keep their words and numbers, so new rows come last in a
    chapter, and a new chapter only where the rules fill it.
    """
    chapters = [
        ("window", _("Batas waktu"), _windows(rules, names)),
        ("excluded", _("Barang yang tidak bisa diretur"), _excluded(rules)),
        ("conditions", _("Kondisi barang yang kami terima"), _lines("condition", rules.conditions)),
        ("evidence", _("Bukti yang memperkuat klaim"), _evidence(rules, names)),
        ("procedure", _("Cara mengajukan"), _lines("procedure", rules.procedure)),
        ("postage", _("Ongkos kirim balik"), _postage(rules, names)),
        ("fees", _("Potongan biaya"), _fees(rules, names)),
        ("note", _("Catatan"), _lines("note", filter(None, [rules.note]))),
    ]
    filled = ((key, title, rows) for key, title, found in chapters if (rows := list(found)))
    return [
        Section(key, n, title, tuple(Clause(f"{n}.{i}", str(text), items, about) for i, (about, text, items) in enumerate(rows, 1)))
        for n, (key, title, rows) in enumerate(filled, 1)
    ]  # fmt: skip


class _AsTheyAre(dict):
    def __missing__(self, key: str) -> str:
        return key


def numbers(rules: Rules) -> dict[str, str]:
    """The number of every clause by what it is about: "way:exchange", "special:0", "excluded:2" …"""
    unnamed = Names(_AsTheyAre(), _AsTheyAre(), _AsTheyAre())
    return {clause.about: clause.number for section in sections(rules, unnamed) for clause in section}


def _lines(about: str, lines) -> Iterator[Row]:
    return ((f"{about}:{n}", line, ()) for n, line in enumerate(lines))


# Chapter by chapter ------------------------------------------------------------------------------

_COUNTING = gettext_lazy(
    "Hari barang diterima tidak dihitung, hari terakhir masih termasuk. Hari kerja adalah hari toko buka."
)


def _windows(rules: Rules, names: Names) -> Iterator[Row]:
    for way in WAYS:
        yield f"way:{way}", _window(str(names.ways[way]), rules.windows.get(way)), ()
    yield "counting", _COUNTING, ()
    for n, each in enumerate(rules.special):
        yield f"special:{n}", special_words(each, names), ()
    if rules.special:
        words = _(
            "Bila beberapa aturan khusus cocok, yang dipakai yang paling rinci. Bila sama rinci, urutannya: "
            "kategori, alasan, kanal, cara."
        )
        yield "narrowest", words, ()


def special_words(special: Special, names: Names) -> str:
    """The clause of a special rule."""
    return _window(names.scope(special.scope), special.window)


def _window(what: str, window: Window | None) -> str:
    if window and window.offered:
        words = _("%(way)s: paling lambat %(amount)s sejak barang diterima.")
        return words % {"way": what, "amount": window.amount}
    return _("%(way)s: belum ada di kebijakan ini, tanyakan dulu ke kami.") % {"way": what}


def _excluded(rules: Rules) -> Iterator[Row]:
    for n, each in enumerate(rules.excluded):
        yield f"excluded:{n}", excluded_words(each), ()
    if rules.excluded:
        words = _(
            "Bila barangnya rusak, salah kirim, kurang, atau tidak sesuai deskripsi, tetap kami periksa."
        )
        yield "excluded", words, ()


def excluded_words(excluded: Excluded) -> str:
    """The clause of goods that are not taken back for the asking."""
    return f"{excluded.what}: {excluded.why}."


def _evidence(rules: Rules, names: Names) -> Iterator[Row]:
    asked = [reason for reason in REASONS if rules.evidence.get(reason)]
    for reason in asked:
        name = str(names.reasons[reason])
        yield (
            f"evidence:{reason}",
            _("%s (wajib)") % name if insists(rules, reason) else name,
            rules.evidence[reason],
        )
    if any(insists(rules, reason) for reason in asked):
        words = _("Yang bertanda wajib baru kami proses setelah buktinya ada. Bukti lain memperkuat klaim.")
        yield "strengthen", words, ()
    elif asked:
        words = _("Bukti memperkuat klaim. Permintaan tanpa bukti lengkap tetap kami periksa.")
        yield "strengthen", words, ()


def insists(rules: Rules, reason: str) -> bool:
    """Whether the owner wants to look at a request for this reason only with the evidence in hand."""
    return reason in rules.insists and bool(rules.evidence.get(reason))


def _postage(rules: Rules, names: Names) -> Iterator[Row]:
    yield "postage", rules.postage.words(), ()
    for reason in REASONS:
        if payer := rules.postage_for.get(reason):
            by_us, by_them = _("Alasan “%s”: kami tanggung."), _("Alasan “%s”: ditanggung pelanggan.")
            words = by_us if payer is Postage.SHOP else by_them
            yield f"postage:{reason}", words % names.reasons[reason], ()


def _fees(rules: Rules, names: Names) -> Iterator[Row]:
    for n, fee in enumerate(rules.fees):
        yield f"fee:{n}", fee_words(fee, names), ()


def fee_words(fee: Fee, names: Names) -> str:
    """The clause of a fee."""
    words = {"name": fee.name, "worth": fee.worth, "when": _when(fee, names)}
    if fee.unit is FeeUnit.PERCENT:
        return _("%(name)s: %(worth)s dari harga barang, %(when)s.") % words
    return _("%(name)s: %(worth)s, %(when)s.") % words


def _when(fee: Fee, names: Names) -> str:
    if fee.when == FEE_ALWAYS:
        return _("untuk semua alasan")
    if fee.when == FEE_ON_WISH:
        return _("bila ukuran tidak pas atau berubah pikiran")
    return _("bila alasannya “%s”") % names.reasons[fee.when]


def in_short(rules: Rules, ways: Mapping[str, str], link: str, longest: int = LONGEST_SHORT_TEXT) -> str:
    """A text to paste into a profile or a chat: windows, conditions as far as they fit, and always the link."""
    offered = "; ".join(f"{ways[way]} {rules.windows[way].amount}" for way in rules.offered())
    tail = _("Lengkapnya: %s") % link
    lines = [_("Batas sejak barang diterima: %s.") % offered]
    for condition in rules.conditions:
        if len("\n".join([*lines, f"- {condition}", tail])) <= longest:
            lines.append(f"- {condition}")
    return "\n".join([*lines, tail])
