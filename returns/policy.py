"""A shop's return policy as rules: what it says, clause by clause, and whether a request is within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shops.amounts import Amount, Unit
from shops.calendar import Calendar, NoOpeningHours

# The ways of a return in the order in which the first chapter numbers them.
WAYS = ("return_refund", "refund_only", "exchange", "reshipment")
UNITS = (Unit.CALENDAR, Unit.WORKING)
# Reasons for which the shop or its courier answers; "other" is nobody's until the goods are looked at.
SHOPS_FAULT = frozenset(
    {"damaged", "defective", "wrong_item", "incomplete", "not_as_described", "not_received"}
)
CUSTOMERS_WISH = frozenset({"wrong_size", "changed_mind"})


class Postage(StrEnum):
    """Who pays for the way back."""

    SHOP = "shop"
    CUSTOMER = "customer"
    BY_REASON = "by_reason"

    def words(self) -> str:
        """The clause as the customer reads it."""
        if self is Postage.SHOP:
            return _("Ongkos kirim balik kami tanggung.")
        if self is Postage.CUSTOMER:
            return _("Ongkos kirim balik ditanggung pelanggan.")
        return _(
            "Kami tanggung bila kesalahan ada di kami: rusak, cacat, salah kirim, kurang, tidak sesuai deskripsi. "
            "Untuk alasan lain ditanggung pelanggan."
        )


@dataclass(frozen=True)
class Window:
    """How long after delivery one way may be asked for, if the shop offers it."""

    offered: bool
    amount: Amount


@dataclass(frozen=True)
class Rules:
    """Everything that a policy says."""

    windows: Mapping[str, Window]
    conditions: tuple[str, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    procedure: tuple[str, ...] = ()
    postage: Postage = Postage.BY_REASON
    note: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The rules of a row."""
        windows = {
            way: Window(kept["offered"], Amount(kept["number"], Unit(kept["unit"])))
            for way, kept in data["windows"].items()
        }
        evidence = {reason: tuple(lines) for reason, lines in data["evidence"].items()}
        conditions, procedure = tuple(data["conditions"]), tuple(data["procedure"])
        return cls(windows, conditions, evidence, procedure, Postage(data["postage"]), data["note"])

    def as_json(self) -> dict[str, Any]:
        """The rules as a row keeps them."""
        return {
            "windows": {
                way: {"offered": w.offered, "number": w.amount.number, "unit": w.amount.unit.value}
                for way, w in self.windows.items()
            },
            "conditions": list(self.conditions),
            "evidence": {reason: list(lines) for reason, lines in self.evidence.items() if lines},
            "procedure": list(self.procedure),
            "postage": self.postage.value,
            "note": self.note,
        }

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every free text with the field of the form in which it stands."""
        yield from (("conditions", line) for line in self.conditions)
        for reason, lines in self.evidence.items():
            yield from ((f"evidence_{reason}", line) for line in lines)
        yield from (("procedure", line) for line in self.procedure)
        if self.note:
            yield "note", self.note

    def offered(self) -> list[str]:
        """The ways that the shop offers."""
        return [way for way in WAYS if way in self.windows and self.windows[way].offered]

    def payer(self, reason: str) -> Postage | None:
        """Who pays the way back for this reason; None where that is still to be found out."""
        if self.postage is not Postage.BY_REASON:
            return self.postage
        if reason in SHOPS_FAULT:
            return Postage.SHOP
        return Postage.CUSTOMER if reason in CUSTOMERS_WISH else None


def first_rules() -> Rules:
    """What the first draft begins with: lawful, friendly, to be adapted."""
    week, photo = Amount(7, Unit.CALENDAR), _("Foto bagian yang bermasalah, dari dekat dan utuh")
    label = _("Foto label pengiriman dan kemasannya")
    video = _("Video saat paket dibuka, bila ada")
    return Rules(
        windows={way: Window(True, week) for way in WAYS},
        conditions=(
            _("Barang belum dipakai, kecuali untuk dicoba sebentar"),
            _("Label, kemasan, dan kelengkapannya masih ada"),
        ),
        evidence={
            "damaged": (photo, label, video),
            "defective": (photo, _("Video singkat saat barang tidak berfungsi, bila ada")),
            "wrong_item": (_("Foto barang yang diterima"), label),
            "incomplete": (_("Foto semua isi paket"), label, video),
            "not_as_described": (photo, _("Tangkapan layar deskripsi yang dimaksud")),
            "wrong_size": (_("Foto label ukuran barang"),),
            "not_received": (_("Tangkapan layar status pengiriman"),),
        },
        procedure=(
            _("Isi formulir retur toko, tanpa perlu akun."),
            _("Kami periksa dan jawab sesuai janji layanan."),
            _("Bila barang perlu dikirim balik, kami beri alamat dan cara kirimnya."),
            _("Setelah barang kami periksa, dana atau barang pengganti kami kirim."),
        ),
    )


# The clauses -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clause:
    """One numbered sentence, with a list where it needs one."""

    number: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A numbered chapter of the policy."""

    key: str
    number: int
    title: str
    clauses: tuple[Clause, ...]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)


def sections(rules: Rules, ways: Mapping[str, Any], reasons: Mapping[str, Any]) -> list[Section]:
    """The policy as people read it; `ways` and `reasons` name what it speaks of. Empty chapters are left out."""
    evidence = [(str(reasons[r]), rules.evidence[r]) for r in reasons if rules.evidence.get(r)]
    strengthen = _("Bukti memperkuat klaim. Permintaan tanpa bukti lengkap tetap kami periksa.")
    chapters = [
        ("window", _("Batas waktu"), [*_windows(rules, ways), (_COUNTING, ())]),
        ("conditions", _("Kondisi barang yang kami terima"), [(line, ()) for line in rules.conditions]),
        ("evidence", _("Bukti yang memperkuat klaim"), [*evidence, (strengthen, ())] if evidence else []),
        ("procedure", _("Cara mengajukan"), [(line, ()) for line in rules.procedure]),
        ("postage", _("Ongkos kirim balik"), [(rules.postage.words(), ())]),
        ("note", _("Catatan"), [(rules.note, ())] if rules.note else []),
    ]
    filled = (chapter for chapter in chapters if chapter[2])
    return [
        Section(key, n, title, tuple(Clause(f"{n}.{i}", str(text), items) for i, (text, items) in enumerate(rows, 1)))
        for n, (key, title, rows) in enumerate(filled, 1)
    ]  # fmt: skip


_COUNTING = gettext_lazy(
    "Hari barang diterima tidak dihitung, hari terakhir masih termasuk. Hari kerja adalah hari toko buka."
)


def _windows(rules: Rules, ways: Mapping[str, Any]) -> Iterator[tuple[str, tuple]]:
    for way in WAYS:
        window = rules.windows.get(way)
        if window and window.offered:
            words = _("%(way)s: paling lambat %(amount)s sejak barang diterima.")
            yield words % {"way": ways[way], "amount": window.amount}, ()
        else:
            yield _("%(way)s: belum ada di kebijakan ini, tanyakan dulu ke kami.") % {"way": ways[way]}, ()


def clause_of(way: str) -> str:
    """The number of the clause that speaks of a way."""
    return f"1.{WAYS.index(way) + 1}" if way in WAYS else ""


def in_short(rules: Rules, ways: Mapping[str, Any], link: str, longest: int = 500) -> str:
    """A text to paste into a profile or a chat: windows, conditions as far as they fit, and always the link."""
    offered = "; ".join(f"{ways[way]} {rules.windows[way].amount}" for way in rules.offered())
    tail = _("Lengkapnya: %s") % link
    lines = [_("Batas sejak barang diterima: %s.") % offered]
    for condition in rules.conditions:
        if len("\n".join([*lines, f"- {condition}", tail])) <= longest:
            lines.append(f"- {condition}")
    return "\n".join([*lines, tail])


# Whether a request is within the policy -------------------------------------------------------------


class Standing(StrEnum):
    """How a request stands to the policy. Nothing is decided by it: people decide."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """How a request stands, by which clause, in a sentence for the customer and one for the team."""

    standing: Standing
    clause: str
    sentence: str
    staff_sentence: str
    facts: dict[str, Any] = field(default_factory=dict)


def check(
    rules: Rules, way: str, delivered_on: date | None, requested_on: date, calendar: Calendar | None
) -> Verdict:
    """Hold a request against the policy. Days are those of the shop's zone; the last day belongs to the window.

    The calendar is only asked where there is a day of delivery to count from.
    """
    window, clause = rules.windows.get(way), clause_of(way)
    if window is None or not window.offered:
        return Verdict(
            Standing.OUTSIDE, clause,
            _("Cara ini belum ada di kebijakan kami. Permintaan Kakak tetap kami periksa."),
            _("Cara ini tidak ditawarkan di kebijakan. Cari jalan lain sebelum menolak."),
            {"offered": False},
        )  # fmt: skip
    facts = {"offered": True, "number": window.amount.number, "unit": window.amount.unit.value}
    if delivered_on is None:
        return Verdict(
            Standing.UNKNOWN, clause,
            _("Belum bisa dipastikan, karena tanggal barang diterima belum diisi."),
            _("Belum bisa dipastikan: tanggal barang diterima belum diisi. Tanyakan ke pelanggan."),
            facts,
        )  # fmt: skip
    facts["delivered_on"] = delivered_on.isoformat()
    if delivered_on > requested_on:
        return Verdict(
            Standing.UNKNOWN, clause,
            _("Belum bisa dipastikan, karena tanggal barang diterima sesudah tanggal pengajuan."),
            _("Belum bisa dipastikan: tanggal diterima sesudah tanggal pengajuan. Tanyakan ke pelanggan."),
            facts,
        )  # fmt: skip
    last = last_day(delivered_on, window.amount, calendar)
    facts["last_day"] = last.isoformat()
    return _counted(clause, window.amount, delivered_on, requested_on, last, facts, calendar)


def _counted(clause, amount, delivered_on, requested_on, last, facts, calendar) -> Verdict:
    words = {"amount": amount, "last": _day(last), "delivered": _day(delivered_on)}
    if requested_on > last:
        facts["days_late"] = words["late"] = (requested_on - last).days
        return Verdict(
            Standing.OUTSIDE, clause,
            _("Batas %(amount)s sejak diterima %(delivered)s berakhir %(last)s. Permintaan Kakak tetap kami periksa.")
            % words,
            _("Lewat %(late)d hari: batas %(amount)s sejak diterima berakhir %(last)s.") % words,
            facts,
        )  # fmt: skip
    facts["day"] = words["day"] = _day_number(delivered_on, requested_on, amount.unit, calendar)
    return Verdict(
        Standing.WITHIN, clause,
        _("Masih dalam batas retur: %(amount)s sejak diterima %(delivered)s, sampai %(last)s.") % words,
        _("Hari ke-%(day)d dari %(amount)s sejak diterima, batasnya %(last)s.") % words
        if facts["day"]
        else _("Masih dalam %(amount)s sejak diterima, batasnya %(last)s.") % words,
        facts,
    )  # fmt: skip


def last_day(delivered_on: date, amount: Amount, calendar: Calendar) -> date:
    """The last day of the window; a shop that never opens counts its working days as calendar days."""
    first = delivered_on + timedelta(days=1)
    if amount.unit is Unit.WORKING and amount.number:
        try:
            return next(islice(calendar.working_days(first), amount.number - 1, None))
        except NoOpeningHours:
            pass
    return delivered_on + timedelta(days=amount.number)


def _day_number(delivered_on: date, requested_on: date, unit: Unit, calendar: Calendar) -> int:
    """Which day of the window it is; 0 on the day of delivery and before the first working day."""
    if unit is Unit.WORKING and calendar.week:
        return sum(1 for _each in calendar.working_days(delivered_on + timedelta(days=1), requested_on))
    return (requested_on - delivered_on).days


def _day(day: date) -> str:
    return date_format(day, "D j M Y")
