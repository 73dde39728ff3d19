"""A length of time the way a shop's rule states it: a number and what it counts."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_NUMBER = 999

_WRITTEN = re.compile(r"([0-9]+)\s*([a-z ]+)")


class Unit(StrEnum):
    """What a rule counts; each unit has exactly one meaning."""

    HOURS = "jam"
    OPEN_HOURS = "jam_buka"
    CALENDAR = "kalender"
    WORKING = "kerja"

    @property
    def length(self) -> timedelta:
        """How much counted time makes one of this unit."""
        return _HOUR if self in (Unit.HOURS, Unit.OPEN_HOURS) else _DAY

    @property
    def skips_closed_days(self) -> bool:
        return self in (Unit.OPEN_HOURS, Unit.WORKING)

    def words(self, number: int) -> str:
        """The unit's name beside a number, still with its placeholder."""
        if self is Unit.HOURS:
            return ngettext("%(number)d jam", "%(number)d jam", number)
        if self is Unit.OPEN_HOURS:
            return ngettext("%(number)d jam buka", "%(number)d jam buka", number)
        if self is Unit.CALENDAR:
            return ngettext("%(number)d hari kalender", "%(number)d hari kalender", number)
        return ngettext("%(number)d hari kerja", "%(number)d hari kerja", number)

    def count(self, time: timedelta) -> Fraction:
        """That much counted time in this unit, exactly."""
        return Fraction(time // timedelta.resolution, self.length // timedelta.resolution)


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_UNITS = {
    "jam": Unit.HOURS,
    "jam buka": Unit.OPEN_HOURS,
    "kalender": Unit.CALENDAR,
    "hari kalender": Unit.CALENDAR,
    "kerja": Unit.WORKING,
    "hari kerja": Unit.WORKING,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A rule's length, written "2 hari kerja" or "8 jam buka"."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        # Rows and presets hold the unit as plain text.
        object.__setattr__(self, "unit", Unit(self.unit))
        if not 0 <= self.number <= MAX_NUMBER:
            raise ValueError(_("Lamanya harus angka dari 1 sampai %(most)d.") % {"most": MAX_NUMBER})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2 kerja", "90 jam buka", "10 hari kalender"; `ValueError` when it is not one length."""
        match = _WRITTEN.fullmatch(" ".join(text.lower().replace("_", " ").split()))
        if not match:
            raise ValueError(_("Tulis angka bulat dan satuannya, misalnya “2 kerja” atau “8 jam buka”."))
        number, unit = match[1].lstrip("0"), _UNITS.get(match[2])
        if match[2] == "hari":
            raise ValueError(_("Sebutkan jenis harinya: “kerja” atau “kalender”."))
        if unit is None:
            words = _("Satuan “%(unit)s” tidak dikenal. Pilih jam, jam buka, kalender, atau kerja.")
            raise ValueError(words % {"unit": match[2]})
        if not number or len(number) > len(str(MAX_NUMBER)):
            raise ValueError(_("Lamanya harus angka dari 1 sampai %(most)d.") % {"most": MAX_NUMBER})
        return cls(int(number), unit)

    @property
    def length(self) -> timedelta:
        """The counted time it stands for."""
        return self.number * self.unit.length

    def __str__(self) -> str:
        return self.unit.words(self.number) % {"number": self.number}
