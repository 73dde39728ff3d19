"""What the clock decided because nobody did, what that cost, and which times ran out."""

from django.utils.translation import gettext as _

from reports import questions, sheets
from reports.charts import Pair, bars
from reports.cohorts import LOSES, MOVES
from reports.filters import Filter
from reports.links import cases_behind
from reports.sheets import Row, Section, Table
from reports.statistics import cases, change
from reports.wording import described
from shops.models import Shop
from shops.money import rupiah


def section(shop: Shop, wish: Filter) -> Section:
    """Cases counted once each, in the days in which the clock acted."""
    now, before = questions.decided(shop, wish), questions.decided(shop, wish.before)
    late, late_before = questions.late(shop, wish), questions.late(shop, wish.before)
    lost, lost_before = now[LOSES], before[LOSES]
    words = {"amount": rupiah(lost.amount), "cases": cases(lost.count)}
    title = (
        _("Diam merugikan %(amount)s, dari %(cases)s") % words
        if lost.count
        else _("Tidak ada dana yang hilang karena diam")
    )
    moved = change(lost_before.amount, lost.amount, counted=min(lost.count, lost_before.count), say=rupiah)
    lines = [_("Dana yang hilang karena diam: %(change)s.") % {"change": moved.words()}]
    if lost.without_amount:
        lines.append(
            _("%(cases)s di antaranya belum dicatat nilainya.") % {"cases": cases(lost.without_amount)}
        )
    told = [
        (
            _("Diputuskan otomatis, dananya lepas"),
            lost.count,
            lost_before.count,
            lost.amount,
            ("clock", LOSES),
        ),
        (_("Ditutup atau dilanjutkan otomatis"), now[MOVES].count, before[MOVES].count, 0, ("clock", MOVES)),
        (_("Terlambat, pemilik diberi tahu"), late, late_before, 0, ("late", "")),
    ]
    tables = [_table(wish, told)] if any(count or earlier for _label, count, earlier, *_rest in told) else []
    brief = _("Hilang karena diam: %(amount)s, dari %(cases)s") % words
    return Section("otomatis", title, _("Diputuskan jam"), lines, tables, 60 if lost.count else 0, brief)


def _table(wish: Filter, told: list[tuple]) -> Table:
    rows, pairs = [], []
    for label, count, earlier, amount, shows in told:
        href = cases_behind(wish, *shows) if count else ""
        pairs.append(Pair(label, count, earlier, href))
        rows.append(Row(label, [sheets.count(count), sheets.count(earlier), sheets.money(amount)], href))
    title = _("Yang terjadi karena waktunya habis")
    chart = bars(
        pairs,
        id="jam",
        title=title,
        description=described(pairs),
        now=wish.words(),
        before=wish.before.words(),
    )
    return Table("jam", title, [_("Yang terjadi"), _("Kasus"), _("Lalu"), _("Rugi")], rows, chart, _("Lalu"))
