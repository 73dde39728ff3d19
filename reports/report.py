"""The owner's report: one section per question, each titled by what was found."""

from dataclasses import dataclass

from reports import questions, ways
from reports.cohorts import CLAIM, COMPLAINT, RETURN
from reports.filters import Filter
from reports.sections import arrivals, clock, reasons, satisfaction, times
from reports.sheets import Section
from shops.models import Shop

NEWS, MOST_NEWS = 30, 3  # the weight from which a finding is news, and how many are told


@dataclass(frozen=True)
class Report:
    """Everything that one filter shows."""

    wish: Filter
    count: int
    sections: list[Section]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened in these days."""
        return not any(section.tables for section in self.sections)

    @property
    def findings(self) -> list[Section]:
        """The sections in which something was found, what weighs most first."""
        return sorted(
            (section for section in self.sections if section.weight), key=lambda found: -found.weight
        )

    @property
    def news(self) -> list[Section]:
        """The few findings that deserve to be read first."""
        return [section for section in self.findings if section.weight >= NEWS][:MOST_NEWS]


def build(shop: Shop, wish: Filter) -> Report:
    """Ask every question that fits the filter, for its days and for as many days before."""
    now, before = questions.kinds(shop, wish), questions.kinds(shop, wish.before)
    sections = [arrivals.section(shop, wish, now, before)]
    for kind, ask in ((RETURN, reasons.returns), (CLAIM, reasons.claims), (COMPLAINT, reasons.complaints)):
        if ways.fits(wish, kind):
            sections.append(ask(shop, wish, arrivals.total(now, kind), arrivals.total(before, kind)))
    sections += [
        times.answers(shop, wish),
        times.solutions(shop, wish),
        clock.section(shop, wish),
        satisfaction.section(shop, wish),
    ]
    return Report(wish, arrivals.total(now), sections)
