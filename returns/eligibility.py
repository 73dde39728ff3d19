"""Whether a request is within the policy: pure, from facts to an answer with its clause, its words and all it rests on.

Nothing is decided here. People decide; this says how a request stands, and never guesses what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from returns.asked import WEIGHT, Finding, Item, Sale, Standing, Verdict, Wish
from returns.clauses import insists, numbers
from returns.days import closed_days, day_number, last_day
from returns.facts import facts_of
from returns.policy import CUSTOMERS_WISH, Rules, Scope, Window
from shops.amounts import Amount, Unit
from shops.calendar import Calendar

__all__ = ["Item", "Sale", "Standing", "Verdict", "Wish", "judge"]

LONGEST_LIST = 200  # letters of a list within a sentence


def judge(rules: Rules, sale: Sale, item: Item, wish: Wish, calendar: Calendar, today: date) -> Verdict:
    """Hold a request against the rules under which it was sold. Days, `today` too, are those of the calendar's zone.

    `Verdict.staff_sentence` tells everything that stands in the way, `sentence` only what decides.
    """
    scope = Scope(item.category, wish.reason, sale.channel, wish.way)
    about, window = rules.window_for(scope)
    facts = facts_of(sale, item, wish, calendar.zone, today)
    case = _Case(rules, numbers(rules), sale, item, wish, calendar, today, about, window, facts)
    found = [*_way(case), *_goods(case), *_order(case), *_quantity(case), *_time(case), *_evidence(case)]
    # Of those that weigh the same, what was looked at first.
    decisive = max(found, key=lambda finding: WEIGHT[finding.standing])
    # Every finding beside the decisive one is in the way too, unless all is well.
    said = [decisive, *(f for f in found if f is not decisive and f.standing is not Standing.ELIGIBLE)]
    facts["clauses"] = [finding.clause for finding in said]
    return Verdict(
        decisive.standing, decisive.clause, decisive.sentence, " ".join(f.staff_sentence for f in said), facts
    )


@dataclass(frozen=True)
class _Case:
    rules: Rules
    numbers: dict[str, str]
    sale: Sale
    item: Item
    wish: Wish
    calendar: Calendar
    today: date
    about: str
    window: Window | None
    facts: dict[str, Any]

    @property
    def clause(self) -> str:
        return self.numbers.get(self.about, "")

    @property
    def offered(self) -> bool:
        return bool(self.window and self.window.offered)


# What bears on the answer ------------------------------------------------------------------------


def _way(case: _Case) -> Iterator[Finding]:
    """A way that the shop does not offer, or not for this."""
    case.facts.update(rule=case.about, offered=case.offered)
    if not case.offered:
        yield Finding(
            Standing.NOT_ELIGIBLE, case.clause,
            _("Cara ini belum ada di kebijakan kami. Permintaan Kakak tetap kami periksa."),
            _("Cara ini tidak ditawarkan di kebijakan. Cari jalan lain sebelum menolak."),
        )  # fmt: skip


def _goods(case: _Case) -> Iterator[Finding]:
    """Goods that are not taken back for the asking. What the shop did wrong is looked at all the same."""
    item, named = case.item, case.rules.exclusion_of(case.item.category, case.item.product)
    if item.returnable and named is None:
        return
    if named is None:
        why, clause = item.why_not.rstrip("."), ""
    else:
        why, clause = case.rules.excluded[named].why, case.numbers[f"excluded:{named}"]
    case.facts["excluded_why"] = why
    if case.wish.reason in CUSTOMERS_WISH:
        yield Finding(
            Standing.NOT_ELIGIBLE, clause,
            _("Barang ini tidak bisa diretur: %s.") % why,
            _("Barang ini dikecualikan dari retur: %s.") % why,
        )  # fmt: skip
    else:
        yield Finding(
            Standing.DECISION, clause,
            _("Barang ini biasanya tidak bisa diretur: %s. Karena alasannya, kami periksa dulu.") % why,
            _("Barang ini dikecualikan dari retur (%s), tetapi bisa jadi kesalahan toko. Periksa dulu.") % why,
        )  # fmt: skip


def _order(case: _Case) -> Iterator[Finding]:
    """Goods of an order that was called off: whether anything was sent is to be found out."""
    if case.sale.cancelled_at:
        yield Finding(
            Standing.DECISION, "",
            _("Pesanan ini tercatat dibatalkan. Kami cek dulu."),
            _("Pesanannya tercatat dibatalkan. Cek apakah barangnya sempat dikirim."),
        )  # fmt: skip


def _quantity(case: _Case) -> Iterator[Finding]:
    """More than is left of what was bought."""
    item, wish = case.item, case.wish
    if item.bought is None:
        return
    case.facts["left"] = left = max(item.bought - item.returned, 0)
    words = {
        "bought": item.bought,
        "returned": min(item.returned, item.bought),
        "left": left,
        "asked": wish.quantity,
    }
    if not left:
        yield Finding(
            Standing.NOT_ELIGIBLE, "",
            _("Semua barang ini sudah diretur atau sedang diajukan (%(returned)d dari %(bought)d).") % words,
            _("Sudah diretur atau sedang diajukan semua: %(returned)d dari %(bought)d.") % words,
        )  # fmt: skip
    elif wish.quantity > left:
        yield Finding(
            Standing.DECISION, "",
            _("Yang bisa diretur tinggal %(left)d dari %(bought)d. Kami cek dulu jumlahnya.") % words,
            _("Diminta %(asked)d, padahal tinggal %(left)d dari %(bought)d. Cocokkan jumlahnya.") % words,
        )  # fmt: skip


def _time(case: _Case) -> Iterator[Finding]:
    """The window, counted from the day of delivery. A day that nobody knows is neither inside nor outside."""
    if not case.offered:
        return
    amount, (delivered_on, _said_by) = case.window.amount, case.sale.delivery(case.calendar.zone)
    case.facts.update(number=amount.number, unit=amount.unit.value)
    if why := _unsure(case, delivered_on):
        yield Finding(
            Standing.DECISION, case.clause,
            _("Belum bisa dipastikan, karena %s.") % why,
            _("Belum bisa dipastikan: %s. Tanyakan ke pelanggan atau cek resinya.") % why,
        )  # fmt: skip
        return
    last = last_day(delivered_on, amount, case.calendar)
    case.facts["last_day"] = last.isoformat()
    if amount.unit is Unit.WORKING:
        case.facts["closed"] = closed_days(delivered_on, last, case.calendar)
    yield _counted(case, amount, delivered_on, last)


def _unsure(case: _Case, delivered_on: date | None) -> str:
    """Why the day of delivery says nothing; empty where it does."""
    zone, placed_at = case.calendar.zone, case.sale.placed_at
    if delivered_on is None and case.wish.reason == "not_received":
        return _("paketnya belum tercatat sampai")
    if delivered_on is None:
        return _("tanggal barang diterima belum diisi")
    if delivered_on > case.today:
        return _("tanggal barang diterima sesudah tanggal pengajuan")
    if placed_at and delivered_on < placed_at.astimezone(zone).date():
        return _("tanggal barang diterima sebelum tanggal pesanan")
    return ""


def _counted(case: _Case, amount: Amount, delivered_on: date, last: date) -> Finding:
    words = {"amount": amount, "last": _day(last), "delivered": _day(delivered_on)}
    if case.today > last:
        case.facts["days_late"] = words["late"] = (case.today - last).days
        return Finding(
            Standing.NOT_ELIGIBLE, case.clause,
            _("Batas %(amount)s sejak diterima %(delivered)s berakhir %(last)s. Permintaan Kakak tetap kami periksa.")
            % words,
            _("Lewat %(late)d hari: batas %(amount)s sejak diterima berakhir %(last)s.") % words,
        )  # fmt: skip
    if case.wish.reason == "not_received":
        return Finding(
            Standing.DECISION, case.clause,
            _("Paketnya tercatat diterima %(delivered)s. Kami cek dulu ke kurir.") % words,
            _("Tercatat diterima %(delivered)s, tetapi pelanggan bilang belum sampai. Cek ke kurir.") % words,
        )  # fmt: skip
    case.facts["day"] = words["day"] = day_number(delivered_on, case.today, amount.unit, case.calendar)
    return Finding(
        Standing.ELIGIBLE, case.clause,
        _("Masih dalam batas retur: %(amount)s sejak diterima %(delivered)s, sampai %(last)s.") % words,
        _("Hari ke-%(day)d dari %(amount)s sejak diterima, batasnya %(last)s.") % words
        if words["day"]
        else _("Masih dalam %(amount)s sejak diterima, batasnya %(last)s.") % words,
    )  # fmt: skip


def _evidence(case: _Case) -> Iterator[Finding]:
    """Evidence without which the owner does not look at a request for this reason."""
    reason, given = case.wish.reason, case.wish.has_evidence
    case.facts["evidence_needed"] = needed = insists(case.rules, reason)
    if not needed or given:
        return
    clause, lines = case.numbers[f"evidence:{reason}"], "; ".join(case.rules.evidence[reason])
    lines = Truncator(lines).chars(LONGEST_LIST)
    if given is None:
        yield Finding(
            Standing.DECISION, clause,
            _("Kami cocokkan dulu buktinya: %s.") % lines, _("Cocokkan bukti wajibnya: %s.") % lines,
        )  # fmt: skip
    else:
        yield Finding(
            Standing.NOT_ELIGIBLE, clause,
            _("Belum bisa kami proses tanpa bukti: %s. Kirim dulu, nanti kami cek lagi.") % lines,
            _("Bukti wajib belum ada: %s. Minta dulu ke pelanggan.") % lines,
        )  # fmt: skip


def _day(day: date) -> str:
    return date_format(day, "D j M Y")
