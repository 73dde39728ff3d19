"""Parcels on their way to the shop or to a customer, and what the steps of a case write of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.guards import refuse
from cases.models import Case
from cases.records import Record, Taken
from sales import tracking
from shops.models import Shop
from shops.prepared import Prepared

DEAREST = 100_000_000  # rupiah; no parcel of a small shop costs more to send
NUMBER = 40  # letters of a tracking number


class Parcel(models.Model):
    """One parcel of a case. The case's own columns say what the latest step answered; this is what became of each."""

    class Direction(models.TextChoices):
        IN = "in", _("ke toko")
        OUT = "out", _("ke pelanggan")

    class Payer(models.TextChoices):
        CUSTOMER = "customer", _("Pelanggan")
        SHOP = "shop", _("Toko")
        MARKETPLACE = "marketplace", _("Marketplace")

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Ditunggu, belum dikirim")
        SENT = "sent", _("Di jalan")
        ARRIVED = "arrived", _("Sampai, lengkap")
        SHORT = "short", _("Sampai, ada yang kurang")
        WRONG = "wrong", _("Sampai, isinya bukan barang kita")
        LOST = "lost", _("Hilang di jalan")
        CALLED_OFF = "called_off", _("Tidak jadi dikirim")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="parcels")
    # The case under which it lay while nobody knew whose it was.
    found_as = models.ForeignKey(
        Case, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    direction = models.CharField(_("arah"), max_length=3, choices=Direction)
    courier = models.CharField(_("kurir"), max_length=40, blank=True)
    tracking_number = models.CharField(_("nomor resi"), max_length=NUMBER, blank=True)  # see sales.tracking
    payer = models.CharField(_("ongkir ditanggung"), max_length=11, choices=Payer, blank=True)
    cost = models.BigIntegerField(_("ongkir (Rp)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    sent_on = models.DateField(_("dikirim"), null=True, blank=True)
    arrived_on = models.DateField(_("sampai"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="parcel_cost"),
        ]
        indexes = [
            # Whoever holds a parcel in their hands asks for its number.
            models.Index(
                fields=["shop", "tracking_number"], name="parcel_tracking", condition=~Q(tracking_number="")
            ),
            # What is on its way to the shop, the longest waiting first.
            models.Index(
                fields=["shop", "created_at", "id"], name="parcel_awaited",
                condition=Q(direction="in", status__in=["expected", "sent"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return " ".join(filter(None, (self.courier, self.tracking_number))) or f"#{self.pk}"

    @property
    def is_unusual(self) -> bool:
        """Whether its courier does not write numbers like this one: worth a second look, no more."""
        return tracking.is_unusual(self.tracking_number, self.courier)

    @property
    def may_be_of(self) -> list[str]:
        """Whose numbers look like this one, where that is not the courier that was named."""
        return tracking.candidates(self.tracking_number) if self.is_unusual else []


COMPLETE = Parcel.Status.ARRIVED
FOUND = (Parcel.Status.ARRIVED, Parcel.Status.SHORT, Parcel.Status.WRONG)  # what a parcel that came may be
ON_THE_WAY = (Parcel.Status.EXPECTED, Parcel.Status.SENT)


def expect(record: Record, case: Case, now: datetime) -> None:
    """The shop said yes, so a parcel is to come; one that is already awaited stays the only one."""
    if _way_in(case) is None:
        record.make(_new(case, now, direction=Parcel.Direction.IN, payer=_payer_in(case), status="expected"))


_OF_CASE = Prepared(lambda case: Parcel.objects.filter(case=case).select_related("found_as"), int)


class HasParcels:
    """What a page may ask of a case that has parcels; mixed into the kind's model."""

    @cached_property
    def known_parcels(self) -> list[Parcel]:
        """Its parcels, the oldest first; one query."""
        return _OF_CASE(self.pk)

    @property
    def undelivered(self) -> Parcel | None:
        """The latest parcel to the customer of which nobody knows yet whether it came."""
        return next((parcel for parcel in reversed(self.known_parcels) if _is_out(parcel)), None)


class Travels(HasParcels):
    """What the steps of a kind whose goods travel write of its parcels; mixed into the kind's model.

    `sent_out` names the fields in which a step tells what was sent to the customer: courier, number, day.
    """

    sent_out = ("return_courier", "return_tracking_number", "handed_over_on")
    payer_in = ""  # who pays the way to the shop, one of Parcel.Payer where it is known

    def parcel_expected(self, taken: Taken) -> Record:
        """The customer is to send the goods."""
        record = Record()
        expect(record, self, taken.now)
        return record

    def parcel_sent(self, taken: Taken) -> Record:
        """Somebody handed it to a courier today."""
        told = {"courier": self.courier, "tracking_number": _spelled(self.tracking_number)}
        return _of_the_way_in(self, taken, status="sent", sent_on=_day(self, taken.now), **told)

    def parcel_not_sent(self, taken: Taken) -> Record:
        """It was not sent after all."""
        return _of_the_way_in(self, taken, status="expected", courier="", tracking_number="", sent_on=None)

    def parcel_received(self, taken: Taken) -> Record:
        """It came: complete, short, or with something else in it (`data`: arrived_as, arrival_note)."""
        found = taken.data.get("arrived_as") or COMPLETE
        if found not in FOUND:
            refuse("arrived_as", _now("Pilihan ini tidak ada."))
        note = str(taken.data.get("arrival_note") or "").replace("\x00", "").strip()[:300]
        if found != COMPLETE and "arrived_as" in taken.data and not note:
            refuse("arrival_note", _now("Tulis apa yang kurang atau apa isinya."))
        arrived_on = taken.answers.get("received_on") or _day(self, taken.now)
        return _of_the_way_in(self, taken, status=str(found), arrived_on=arrived_on, note=note)

    def parcel_lost(self, taken: Taken) -> Record:
        """The courier lost it."""
        return _of_the_way_in(self, taken, status="lost")

    def parcel_called_off(self, taken: Taken) -> Record:
        """Nothing comes any more; where nothing was awaited nothing is written."""
        record = Record()
        if parcel := _way_in(self):
            record.change(parcel, status="called_off")
        return record

    def parcel_out(self, taken: Taken) -> Record:
        """Something was sent to the customer (`data`: parcel_payer, parcel_cost, earlier_lost); what they took along is no parcel."""
        record = Record()
        courier, number, day = (taken.answers.get(name) for name in self.sent_out)
        if taken.data.get("earlier_lost") and (earlier := self.undelivered):
            record.change(earlier, status="lost")
        if courier or number:
            sent = {"courier": courier or "", "tracking_number": _spelled(number or ""), "status": "sent"}
            paid = {"payer": _payer(taken.data), "cost": _cost(taken.data)}
            day = day or _day(self, taken.now)
            record.make(_new(self, taken.now, direction=Parcel.Direction.OUT, sent_on=day, **sent, **paid))
        return record

    def parcel_arrived(self, taken: Taken) -> Record:
        """The customer has what was sent to them."""
        record = Record()
        for parcel in self.known_parcels:
            if _is_out(parcel):
                record.change(parcel, status="arrived", arrived_on=_day(self, taken.now))
        return record


def _is_out(parcel: Parcel) -> bool:
    return (parcel.direction, parcel.status) == ("out", "sent")


def _way_in(case: Case) -> Parcel | None:
    found = Parcel.objects.filter(case=case.pk, direction=Parcel.Direction.IN, status__in=ON_THE_WAY)
    return found.last()


def _of_the_way_in(case: Case, taken: Taken, **values: Any) -> Record:
    """What became of the parcel that is awaited; a case from before there were parcels gets one now."""
    record = Record()
    if parcel := _way_in(case):
        record.change(parcel, **values)
    else:
        known = {"courier": case.courier, "tracking_number": _spelled(case.tracking_number)}
        made = {"direction": Parcel.Direction.IN, "payer": _payer_in(case), **known, **values}
        record.make(_new(case, taken.now, **made))
    return record


def _new(case: Case, now: datetime, **values: Any) -> Parcel:
    return Parcel(shop_id=case.shop_id, case_id=case.pk, created_at=now, **values)


def _payer_in(case: Case) -> str:
    return getattr(case, "payer_in", "")


def _spelled(number: str) -> str:
    return tracking.normalise(number)[:NUMBER]


def _day(case: Case, now: datetime) -> date:
    return now.astimezone(case.shop.zone).date()


def _payer(data: Mapping[str, Any]) -> str:
    payer = data.get("parcel_payer") or ""
    if payer and payer not in Parcel.Payer.values:
        refuse("parcel_payer", _now("Pilihan ini tidak ada."))
    return str(payer)


def _cost(data: Mapping[str, Any]) -> int | None:
    """Whole rupiah; None where nobody told."""
    cost = data.get("parcel_cost")
    if cost is not None and (type(cost) is not int or not 0 <= cost <= DEAREST):
        refuse("parcel_cost", _now("Ongkirnya tidak wajar. Tulis rupiah utuh, misalnya 12.000."))
    return cost
