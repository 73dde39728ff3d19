"""What an exchange adds to a request: the pieces that wait on the shelf, and who owes the difference in price."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.records import Record, Taken
from cases.refusals import Refused
from remedies import reservations
from remedies.models import Reservation

MOST = 10_000  # pieces of one variant


class StockCheck(models.TextChoices):
    """How the shop knows that it has what it promises."""

    SEEN = "seen", _("Ada, sudah dicek di rak")
    ASIDE = "aside", _("Ada, sisihkan sekarang")


class Exchange(models.Model):
    """The columns and steps of an exchange."""

    stock_checked = models.CharField(
        _("stok penggantinya"), max_length=8, choices=StockCheck, blank=True, default="", db_default=""
    )
    reserved_until = models.DateField(_("disisihkan sampai"), null=True, blank=True)
    # What the new goods cost more than was paid for the old ones; below zero the shop owes it.
    price_difference = models.BigIntegerField(_("selisih harga (Rp)"), null=True, blank=True)
    difference_paid = models.BigIntegerField(
        _("selisih yang dibayar pelanggan (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    difference_paid_on = models.DateField(_("tanggal selisih dibayar"), null=True, blank=True)

    class Meta:
        abstract = True

    @cached_property
    def waiting(self) -> list[Reservation]:
        """What is set aside for the customer."""
        return reservations.alive_for(self) if self.reserved_until else []

    def set_aside(self, taken: Taken) -> Record:
        """Set aside what `taken.data` names under "replacements": pieces by the keys of the shop's variants.

        Without a word of them what is set aside already has another day.
        """
        wanted = _read(taken.data.get("replacements"))
        if not wanted and reservations.alive_for(self):
            return Record()
        if not wanted:
            _refuse()
        record, found = reservations.set_aside(self, wanted, taken.now)
        prices = [None if row.price is None else row.price * wanted[row.pk] for row in found]
        paid = self.worth_of_payable()
        known = paid is not None and None not in prices
        record.set(self, price_difference=sum(prices) - paid if known else None)
        record.said |= {"replacements": ", ".join(f"{wanted[row.pk]} × {row}" for row in found)}
        return record

    def confirm_stock(self, taken: Taken) -> Record:
        """With the yes: what was seen on the shelf waits there by itself, anything else is set aside now."""
        if taken.answers["stock_checked"] == StockCheck.ASIDE:
            if not self.reserved_until:
                sentence = gettext("Pilih sampai kapan disisihkan.")
                raise Refused(sentence, {"reserved_until": sentence})
            return self.set_aside(taken)
        record = Record()
        if self.reserved_until and not reservations.alive_for(self):
            record.set(self, reserved_until=None)
        return record

    def let_go(self, taken: Taken) -> Record:
        """Nobody waits for it any more."""
        record = self._let_go(taken.now, Reservation.Ending.FREED)
        record.join(self._settled())
        return record

    def expire(self, taken: Taken) -> Record:
        """The day is over until which it was set aside."""
        return self._let_go(taken.now, Reservation.Ending.EXPIRED)

    def hand_out(self, taken: Taken) -> Record:
        """What was set aside is sent; first somebody has to have paid what it costs more."""
        owed = (self.price_difference or 0) - (self.difference_paid or 0) if self.variant == "exchange" else 0
        if owed > 0:  # no sum: the warehouse may read this
            raise Refused(
                gettext("Selisih harganya belum dibayar pelanggan. Minta layanan pelanggan mencatatnya dulu.")
            )
        record = reservations.take_out(self, taken.now)
        record.join(self._settled())
        return record

    def _settled(self) -> Record:
        """Nobody owes a difference any more; what is exchanged another time has one of its own."""
        record = Record()
        if self.price_difference is not None or self.difference_paid is not None:
            record.said["difference"] = {"owed": self.price_difference, "paid": self.difference_paid}
            record.set(self, price_difference=None, difference_paid=None, difference_paid_on=None)
        return record

    def forgive_difference(self, taken: Taken) -> Record:
        """Nobody owes the difference any more."""
        record = Record()
        record.said["forgiven"] = self.price_difference
        record.set(self, price_difference=0)
        return record

    def _let_go(self, now: datetime, ending: str) -> Record:
        record = reservations.let_go(self, now, ending=ending)
        if self.reserved_until:
            record.set(self, reserved_until=None)
        return record

    def still_there(self) -> bool:
        """Whether what is set aside for the customer is not promised to somebody else as well; holds the goods."""
        return reservations.are_covered(self)


def _read(data: Any) -> dict[int, int]:
    """Pieces by variant, as a form gives them; anything else is refused."""
    if not data:
        return {}
    sound = isinstance(data, dict) and all(
        isinstance(key, int) and isinstance(pieces, int) and 0 < pieces <= MOST
        for key, pieces in data.items()
    )
    if not sound:
        _refuse()
    return data


def _refuse() -> NoReturn:
    words = gettext("Pilih barang penggantinya dan tulis jumlahnya.")
    raise Refused(words, {"replacement": words})
