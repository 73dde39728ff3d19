"""How long customers waited for the first answer and for the end."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reports import names, questions, sheets, ways
from reports.charts import Pair, bars
from reports.cohorts import CLOCK, NOBODY, TEAM
from reports.filters import Filter
from reports.links import cases_behind
from reports.questions import Answers, Spread
from reports.sheets import Row, Section, Table
from reports.statistics import cases, caution, change, duration, figure, small
from reports.wording import described
from shops.models import Shop

ALL = ("", "")
NO_SPREAD = Spread(0, None, None)
NO_ANSWERS = Answers(0, NO_SPREAD, 0, 0)

Spreads = dict[tuple[str, str], Spread]


def answers(shop: Shop, wish: Filter) -> Section:
    """The first answers to what came in: from the team, from the clock, or from nobody yet."""
    now, before = questions.answers(shop, wish), questions.answers(shop, wish.before)
    whole, earlier = now.get(ALL, NO_ANSWERS), before.get(ALL, NO_ANSWERS)
    team = whole.team
    words = {"median": duration(team.median), "most": duration(team.most)}
    title = _too_few(team.count, _("Belum ada jawaban dari tim")) or (
        _("Separuh jawaban pertama datang dalam %(median)s, 90%% dalam %(most)s") % words
    )
    spreads = {key: found.team for key, found in now.items()}
    spreads_before = {key: found.team for key, found in before.items()}
    tables = [
        _outcomes(wish, whole, earlier),
        _spread_table(
            "jawaban", _("Waktu sampai jawaban pertama dari tim"), _("Dijawab"), wish, spreads, spreads_before, ("answer", TEAM)
        ),
    ] if whole.came else []  # fmt: skip
    lines = [
        _compared(team, earlier.team),
        _(
            "Dihitung untuk kasus yang masuk pada hari-hari ini, siang dan malam, sampai pelanggan pertama kali mendapat kabar."
        ),
    ]
    brief = _("Dijawab tim: %(answered)s dari %(came)s, median %(median)s") % {
        "answered": figure(team.count), "came": cases(whole.came), "median": duration(team.median),
    }  # fmt: skip
    weight = 0 if small(team.count) else 35
    return Section("jawaban", title, _("Jawaban pertama"), lines, tables, weight, brief)


def solutions(shop: Shop, wish: Filter) -> Section:
    """From the request to the first closing, of what was closed; what came back stands apart."""
    now, before = questions.solutions(shop, wish), questions.solutions(shop, wish.before)
    back, back_before = questions.reopened(shop, wish), questions.reopened(shop, wish.before)
    whole, earlier = now.get(ALL, NO_SPREAD), before.get(ALL, NO_SPREAD)
    words = {"median": duration(whole.median), "most": duration(whole.most)}
    title = _too_few(whole.count, _("Belum ada kasus yang selesai")) or (
        _("Separuh kasus selesai dalam %(median)s, 90%% dalam %(most)s") % words
    )
    tables = []
    if whole.count:
        tables.append(_spread_table(
            "selesai", _("Waktu sampai selesai"), _("Selesai"), wish, now, before, ("closed", "")
        ))  # fmt: skip
    if back or back_before:
        row = _counted(_("Dibuka kembali"), back, back_before, cases_behind(wish, "reopened"))
        tables.append(_count_table("kembali", _("Dibuka kembali setelah selesai"), [row]))
    lines = [
        _compared(whole, earlier),
        _("Dihitung untuk kasus yang pertama kali ditutup pada hari-hari ini, dengan cara apa pun."),
    ]
    brief = _("Selesai: %(cases)s, median %(median)s") % {
        "cases": cases(whole.count),
        "median": duration(whole.median),
    }
    return Section("selesai", title, _("Penyelesaian"), lines, tables, 0 if small(whole.count) else 25, brief)


def _outcomes(wish: Filter, now: Answers, before: Answers) -> Table:
    labels = names.of_answers()
    rows = [
        _counted(labels[who], count, earlier, cases_behind(wish, "answer", who))
        for who, count, earlier in (
            (TEAM, now.team.count, before.team.count),
            (CLOCK, now.clock, before.clock),
            (NOBODY, now.nobody, before.nobody),
        )
    ]
    return _count_table("penjawab", _("Siapa yang pertama menjawab"), rows)


def _counted(label: str, now: int, before: int, href: str) -> Row:
    return Row(label, [sheets.count(now), sheets.count(before)], href if now else "")


def _count_table(id: str, title: str, rows: list[Row]) -> Table:
    return Table(id, title, [_("Yang terjadi"), _("Kasus"), _("Lalu")], rows)


def _spread_table(
    id: str, title: str, counted: str, wish: Filter, now: Spreads, before: Spreads, shows: tuple[str, str]
) -> Table:
    """Middle and 90 % of each kind, then of all, with the middle of the days before."""
    labels = ways.labels()
    rows, pairs = [], []
    for kind, variant in [*_by_number(now), ALL]:
        spread, earlier = now[kind, variant], before.get((kind, variant), NO_SPREAD)
        name = variant or kind
        label = labels.get(name, name) if name else _("Semua")
        href = cases_behind(wish, *shows, kind=name) if spread.count else ""
        rows.append(Row(label, [
            sheets.count(spread.count), sheets.length(spread.median), sheets.length(spread.most),
            sheets.length(earlier.median),
        ], href))  # fmt: skip
        if spread.median is not None:
            pairs.append(Pair(label, spread.median, earlier.median, href))
    chart = bars(
        pairs, id=id, title=title, description=described(pairs, duration), say=duration,
        now=_("Median, %(days)s") % {"days": wish.words()}, before=_("Median, %(days)s") % {"days": wish.before.words()},
    )  # fmt: skip
    return Table(id, title, [_("Jenis"), counted, _("Median"), "90%", _("Lalu")], rows, chart, _("Lalu"))


def _by_number(spreads: Spreads) -> Iterable[tuple[str, str]]:
    return sorted((key for key in spreads if key != ALL), key=lambda key: (-spreads[key].count, key))


def _too_few(count: int, nothing: str) -> str:
    if not count:
        return nothing
    return f"{cases(count)}, {caution(count)}" if small(count) else ""


def _compared(now: Spread, before: Spread) -> str:
    moved = change(before.median, now.median, counted=min(now.count, before.count), say=duration)
    return _("Median: %(change)s.") % {"change": moved.words()}
