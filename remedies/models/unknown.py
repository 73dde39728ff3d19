"""A parcel that came and that nobody knows: a case of the team's own until its owner is found."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.guards import refuse
from cases.models import Case
from cases.records import Record, Taken
from remedies.models.parcels import COMPLETE, Parcel, Travels
from sales import tracking


class ParcelCase(Travels, Case):
    """What is written on it and what is in it; `description` holds the latter."""

    sent_out = ("back_courier", "back_tracking_number", "")

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="parcel_case"
    )
    courier = models.CharField(gettext_lazy("kurir"), max_length=40, blank=True)
    tracking_number = models.CharField(gettext_lazy("nomor resi"), max_length=40, blank=True)
    received_on = models.DateField(gettext_lazy("datang"), null=True, blank=True)
    belongs_to = models.ForeignKey(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="found_parcels",
        verbose_name=gettext_lazy("milik kasus"),
    )
    back_courier = models.CharField(gettext_lazy("kurir kirim balik"), max_length=40, blank=True)
    back_tracking_number = models.CharField(gettext_lazy("nomor resi kirim balik"), max_length=40, blank=True)

    def __str__(self) -> str:
        return self.reference

    def take_in(self, now: datetime) -> list[Parcel]:
        """The parcel itself, still to be written with the case."""
        self.tracking_number = tracking.normalise(self.tracking_number)
        written = " ".join(filter(None, (self.courier, self.tracking_number)))
        with override(settings.LANGUAGE_CODE):  # kept words are in the shop's own language
            self.title = _("Paket %s") % written if written else _("Paket tanpa nomor")
        return [
            Parcel(
                shop_id=self.shop_id, direction=Parcel.Direction.IN, courier=self.courier, created_at=now,
                tracking_number=self.tracking_number, status=COMPLETE, arrived_on=self.received_on,
            )
        ]  # fmt: skip

    def give_to_case(self, taken: Taken) -> Record:
        """It belongs to another case of the shop, where that is known: from now on it is one of that case's parcels."""
        record, owner = Record(), self.belongs_to
        if owner and owner.kind == self.kind:
            refuse("belongs_to", _("Pilih kasus pelanggan, bukan kasus paket."))
        if owner:
            for parcel in self.parcels.filter(direction=Parcel.Direction.IN):
                record.change(parcel, case=owner, found_as=self)
        return record

    def take_back(self, taken: Taken) -> Record:
        """It was not theirs after all."""
        record = Record()
        for parcel in Parcel.objects.filter(shop=self.shop_id, case=self.belongs_to_id, found_as=self.pk):
            record.change(parcel, case=self, found_as=None)
        record.set(self, belongs_to=None)
        return record
