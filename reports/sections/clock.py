"""What the clock decided because nobody did, what that cost, and which times ran out."""

from django.utils.translation import gettext as _

from reports import names, questions, sheets
from reports.charts import Pair, bars
from reports.cohorts import LOSES
from reports.filters import Filter
from reports.links import cases_behind
from reports.questions import Tally
from reports.sheets import Row, Section, Table
from reports.statistics import cases, change
from reports.wording import described
from shops.models import Shop
from shops.money import rupiah


def section(shop: Shop, wish: Filter) -> Section:
    """Cases counted once each, in the days in which the clock acted."""
    now, before = questions.clock(shop, wish), questions.clock(shop, wish.before)
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
    anything = any(tally.count for tally in (*now.values(), *before.values()))
    brief = _("Hilang karena diam: %(amount)s, dari %(cases)s") % words
    tables = [_table(wish, now, before)] if anything else []
    return Section("otomatis", title, _("Diputuskan jam"), lines, tables, 60 if lost.count else 0, brief)


def _table(wish: Filter, now: dict[str, Tally], before: dict[str, Tally]) -> Table:
    rows, pairs = [], []
    for what, label in names.of_clock().items():
        count, earlier = now[what].count, before[what].count
        href = cases_behind(wish, "clock", what) if count else ""
        pairs.append(Pair(label, count, earlier, href))
        lost = now[what].amount if what == LOSES else 0
        rows.append(Row(label, [sheets.count(count), sheets.count(earlier), sheets.money(lost)], href))
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
