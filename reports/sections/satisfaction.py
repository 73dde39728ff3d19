"""How customers found it: two scores from one to five, never without saying how many answered."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import questions, sheets
from reports.charts import Pair, bars
from reports.filters import Filter
from reports.links import cases_behind
from reports.sheets import Row, Section, Table
from reports.statistics import change, figure, small
from reports.wording import described
from shops.models import Shop

Scores = dict[int, int]


def section(shop: Shop, wish: Filter) -> Section:
    """What customers answered within the days."""
    now, before = questions.ratings(shop, wish), questions.ratings(shop, wish.before)
    subjects = (
        ("nilai-produk", "product_score", _("Nilai produk"), now.product, before.product),
        ("nilai-pelayanan", "treatment_score", _("Nilai pelayanan"), now.treatment, before.treatment),
    )
    lines = [_compared(name, scores, earlier) for _id, _show, name, scores, earlier in subjects]
    tables = [
        _table(wish, id, show, name, scores, earlier)
        for id, show, name, scores, earlier in subjects
        if any(scores.values())
    ]
    weight = 0 if small(now.count) else 45 if _is_low(now.product) or _is_low(now.treatment) else 15
    brief = _("Penilaian: %(number)s, produk %(product)s dan pelayanan %(treatment)s dari 5") % _words(now)
    return Section("kepuasan", _title(now), _("Kepuasan"), lines if now.count else [], tables, weight, brief)


def mean(scores: Scores) -> Fraction | None:
    """The exact mean; None where nobody answered."""
    number = sum(scores.values())
    return Fraction(sum(score * times for score, times in scores.items()), number) if number else None


def _is_low(scores: Scores) -> bool:
    found = mean(scores)
    return found is not None and found < 4


def _title(now: questions.Ratings) -> str:
    if not now.count:
        return _("Belum ada penilaian dari pelanggan")
    if small(now.count):
        return _("Baru %(number)s penilaian, belum bisa disimpulkan") % {"number": figure(now.count)}
    return _("Produk %(product)s dan pelayanan %(treatment)s dari 5, menurut %(number)s pelanggan") % _words(
        now
    )


def _words(now: questions.Ratings) -> dict[str, str]:
    return {"product": _said(now.product), "treatment": _said(now.treatment), "number": figure(now.count)}


def _said(scores: Scores) -> str:
    found = mean(scores)
    return "–" if found is None else figure(found)


def _compared(name: str, now: Scores, before: Scores) -> str:
    counted = min(sum(now.values()), sum(before.values()))
    moved = change(mean(before), mean(now), counted=counted)
    words = {"name": name, "change": moved.words(), "number": figure(sum(now.values()))}
    return _("%(name)s, %(number)s jawaban: %(change)s.") % words


def _table(wish: Filter, id: str, show: str, name: str, now: Scores, before: Scores) -> Table:
    pairs, rows = [], []
    for score in sorted(now, reverse=True):
        label = _("Nilai %(score)s") % {"score": score}
        href = cases_behind(wish, show, str(score)) if now[score] else ""
        pairs.append(Pair(label, now[score], before[score], href))
        rows.append(Row(label, [sheets.count(now[score]), sheets.count(before[score])], href))
    rows.append(Row(_("Rata-rata"), [sheets.score(mean(now)), sheets.score(mean(before))]))
    chart = bars(
        pairs, id=id, title=name, description=described(pairs), now=wish.words(), before=wish.before.words()
    )
    return Table(id, name, [pgettext("rating", "Nilai"), _("Kasus"), _("Lalu")], rows, chart)
