"""Why goods came back, what lay behind complaints, which goods fail under warranty."""

from django.utils.translation import gettext as _

from complaints.models import Complaint
from reports import questions
from reports.filters import Filter
from reports.links import cases_behind
from reports.questions import Tally
from reports.sections.rankings import REST, counts, ranked, table
from reports.sheets import Section, Table
from reports.statistics import cases, figure, small
from reports.wording import compared, concentration, few, worth
from returns.models import ReturnRequest
from shops.models import Shop


def returns(shop: Shop, wish: Filter, count: int, earlier: int) -> Section:
    """Returns by their reason."""
    now, before = questions.reasons(shop, wish), questions.reasons(shop, wish.before)
    bars = ranked(now, dict(ReturnRequest.Reason.choices), lambda key: cases_behind(wish, "reason", key))
    title = few(count, _("Tidak ada retur")) or concentration(
        bars, three=_("Tiga alasan teratas mencakup %(share)s retur"), top=_("%(label)s: %(share)s retur")
    )
    lines = [compared(_("Retur"), earlier, count), *worth(sum(tally.amount for tally in now))]
    tables = [table("alasan", _("Alasan retur"), _("Alasan"), bars, counts(before))] if now else []
    return Section("retur", title, _("Retur"), lines, tables, weight=0 if small(count) else 50)


def complaints(shop: Shop, wish: Filter, count: int, earlier: int) -> Section:
    """Complaints by their cause, by what they are about, by how grave they are and by how they were made good."""
    now, before = questions.complaints(shop, wish), questions.complaints(shop, wish.before)
    causes = now["root_cause"]
    known = sum(tally.count for tally in causes if tally.key)
    title = few(count, _("Tidak ada keluhan")) or _of_causes(causes, known, count)
    lines = [compared(_("Keluhan"), earlier, count), *_of_severe(now["severity"])]
    told = (
        ("root_cause", "cause", "akar", _("Akar masalah keluhan"), _("Akar masalah")),
        ("category", "category", "kategori", _("Kategori keluhan"), _("Kategori")),
        ("severity", "severity", "berat", _("Berat keluhan"), _("Berat keluhan")),
        ("recovery_action", "recovery", "pemulihan", _("Tindakan pemulihan"), _("Tindakan pemulihan")),
    )
    tables = [_aspect(wish, now[aspect], before[aspect], aspect, *rest) for aspect, *rest in told]
    return Section(
        "keluhan", title, _("Keluhan"), lines, tables if count else [], weight=0 if small(known) else 40
    )


def _aspect(
    wish: Filter,
    now: list[Tally],
    before: list[Tally],
    aspect: str,
    show: str,
    id: str,
    title: str,
    head: str,
) -> Table:
    bars = ranked(now, _labels(aspect), lambda key: cases_behind(wish, show, key))
    return table(id, title, head, bars, counts(before))


def _labels(aspect: str) -> dict[str, str]:
    """The words for what the team can say, and for its not having said anything yet."""
    return dict(Complaint._meta.get_field(aspect).choices) | {"": _("Belum dicatat")}


def _of_causes(causes: list[Tally], known: int, count: int) -> str:
    """Among those whose cause is known; what nobody has written down yet is no cause."""
    if small(known):
        words = {"known": figure(known), "cases": cases(count)}
        return _("Akar masalah baru dicatat di %(known)s dari %(cases)s") % words
    return concentration(
        ranked([tally for tally in causes if tally.key], _labels("root_cause"), str),
        three=_("Tiga akar masalah mencakup %(share)s keluhan yang akarnya dicatat"),
        top=_("%(label)s: akar %(share)s keluhan yang akarnya dicatat"),
    )


def _of_severe(severities: list[Tally]) -> list[str]:
    """How many are grave, among those that somebody has judged."""
    judged = counts(tally for tally in severities if tally.key)
    if not judged:
        return []
    words = {
        "severe": figure(judged.get(Complaint.Severity.SEVERE, 0)),
        "judged": cases(sum(judged.values())),
    }
    return [_("Keluhan berat: %(severe)s dari %(judged)s yang beratnya dicatat.") % words]


def claims(shop: Shop, wish: Filter, count: int, earlier: int) -> Section:
    """Warranty claims by product: those with most claims by name, the others together."""
    now = questions.claims(shop, wish)
    before = questions.claims_of(shop, wish.before, [tally.key for tally in now])
    labels = {tally.key: tally.label or _("Tanpa nama barang") for tally in now} | {REST: _("Barang lain")}
    if rest := count - sum(tally.count for tally in now):
        before |= {REST: earlier - sum(before.values())}
    bars = ranked(
        [*now, Tally(REST, rest)] if rest else now, labels,
        lambda key: cases_behind(wish, *(("other_claims",) if key == REST else ("claims", _title(now, key)))),
    )  # fmt: skip
    title = few(count, _("Tidak ada klaim garansi")) or concentration(
        bars,
        three=_("Tiga barang teratas mencakup %(share)s klaim garansi"),
        top=_("%(label)s: %(share)s klaim garansi"),
    )
    tables = [table("barang", _("Klaim garansi menurut barang"), _("Barang"), bars, before)] if now else []
    lines = [compared(_("Klaim garansi"), earlier, count)]
    return Section("garansi", title, _("Garansi"), lines, tables, weight=0 if small(count) else 30)


def _title(tallies: list[Tally], key: str) -> str:
    return next(tally.label for tally in tallies if tally.key == key)
