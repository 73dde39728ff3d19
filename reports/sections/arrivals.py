"""What came in, of which kind and when."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import questions, sheets, ways
from reports.charts import Pair, Point, bars, trend
from reports.filters import Filter
from reports.links import cases_behind
from reports.questions import Tally
from reports.sheets import Row, Section, Table
from reports.statistics import cases, change, figure, small
from reports.wording import described, few, worth
from shops.models import Shop

Kinds = dict[tuple[str, str], Tally]


def section(shop: Shop, wish: Filter, now: Kinds, before: Kinds) -> Section:
    """All cases of the filter beside those of the days before."""
    count, earlier = total(now), total(before)
    words = {"cases": cases(count), "change": change(earlier, count).words()}
    title = few(count, _("Tidak ada kasus masuk")) or _("%(cases)s masuk: %(change)s") % words
    lines = [
        _("Sebelumnya, %(days)s: %(cases)s.") % {"days": wish.before.words(), "cases": cases(earlier)},
        *worth(sum(tally.amount for tally in now.values())),
    ]
    tables = [_by_kind(wish, now, before), _by_day(shop, wish)] if count else []
    brief = _("Kasus masuk: %(count)s, sebelumnya %(before)s") % {
        "count": figure(count),
        "before": figure(earlier),
    }
    return Section("masuk", title, _("Kasus masuk"), lines, tables, 0 if small(count) else 20, brief)


def total(tallies: Kinds, kind: str = "") -> int:
    """How many there are, of one kind or of all."""
    return sum(tally.count for (own, _variant), tally in tallies.items() if kind in ("", own))


def _by_kind(wish: Filter, now: Kinds, before: Kinds) -> Table:
    names, none = ways.labels(), Tally("", 0)
    keys = sorted({*now, *before}, key=lambda key: (-now.get(key, none).count, key))
    pairs, rows = [], []
    for kind, variant in keys:
        name = variant or kind
        tally, earlier = now.get((kind, variant), none), before.get((kind, variant), none)
        label, href = names.get(name, name), cases_behind(wish, "cases", name) if tally.count else ""
        pairs.append(Pair(label, tally.count, earlier.count, href))
        cells = [sheets.count(tally.count), sheets.count(earlier.count), sheets.money(tally.amount)]
        rows.append(Row(label, cells, href))
    title = _("Kasus menurut jenis")
    chart = bars(
        pairs,
        id="jenis",
        title=title,
        description=described(pairs),
        now=wish.words(),
        before=wish.before.words(),
    )
    heads = [_("Jenis"), _("Kasus"), _("Lalu"), pgettext("worth", "Nilai")]
    return Table("jenis", title, heads, rows, chart, _("Lalu"))


def _by_day(shop: Shop, wish: Filter) -> Table:
    arrived = questions.arrivals(shop, wish)
    by_day = wish.days <= questions.LONGEST_BY_DAY
    title = _("Kasus masuk per hari") if by_day else _("Kasus masuk per minggu, mulai Senin")
    points = [Point(date_format(start, "j M"), count) for start, count in arrived]
    most = max(points, key=lambda point: point.value)
    words = _("Paling banyak %(cases)s, %(day)s.") % {"cases": cases(most.value), "day": most.label}
    rows = [Row(_day(start), [sheets.count(count)]) for start, count in arrived]
    chart = trend(points, id="tren", title=title, description=words)
    return Table("tren", title, [_("Hari") if by_day else _("Minggu"), _("Kasus")], rows, chart)


def _day(day: date) -> str:
    return date_format(day, "D j M Y")
