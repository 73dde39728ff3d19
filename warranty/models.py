"""What a shop promises for its goods, the units it stands for, and the claims that come of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.models import Case
from cases.refusals import Refused
from remedies.models import RefundMethod
from remedies.models.parcels import Travels
from remedies.payback import PaysBack
from remedies.vouchers import GivesVouchers
from shops.models import Shop, User
from shops.phones import searchable as searchable_phone
from warranty.coverage import Coverage, Start, Status, Term, coverage

if TYPE_CHECKING:
    from datetime import date, datetime

MOST_MONTHS = 600  # fifty years: nobody promises more


def normalise(serial: str) -> str:
    """A serial number as it is compared: capitals, nothing between them that people add for reading."""
    return "".join(serial.split()).upper()


def new_token() -> str:
    """The customer's key to a card: long and random, never derived."""
    return secrets.token_urlsafe(18)


class WarrantyTerm(models.Model):
    """What the shop promises for one of its products; once a card was given under it, it stands as it is."""

    class Starts(models.TextChoices):
        PURCHASE = Start.PURCHASE.value, _("tanggal pembelian")
        DELIVERY = Start.DELIVERY.value, _("tanggal barang diterima")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="warranty_terms")
    product = models.CharField(_("nama barang"), max_length=120)
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    months = models.PositiveSmallIntegerField(
        _("lama garansi (bulan)"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )
    starts = models.CharField(_("dihitung sejak"), max_length=8, choices=Starts, default=Starts.PURCHASE)
    covers = models.TextField(_("yang ditanggung"), max_length=1000, blank=True)
    excludes = models.TextField(_("yang tidak ditanggung"), max_length=1000, blank=True)
    service_place = models.TextField(_("tempat servis"), max_length=300, blank=True)
    # Electronics and telematics need one on their card (Permendag 38/2019).
    registration_number = models.CharField(_("nomor pendaftaran kartu jaminan"), max_length=60, blank=True)
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        ordering = ["product", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "product", "sku"], name="term_once", condition=Q(is_active=True)
            ),
            models.CheckConstraint(condition=Q(months__gte=1), name="term_months"),
        ]

    def __str__(self) -> str:
        return self.product

    @property
    def promise(self) -> Term:
        """The term as the rules of coverage read it."""
        return Term(self.months, Start(self.starts), _lines(self.covers), _lines(self.excludes))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class RegisteredUnit(models.Model):
    """One piece of a product that the shop stands for, known by its serial number.

    What a customer registers counts as told, not as proven, until the team has confirmed it.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="registered_units")
    term = models.ForeignKey(WarrantyTerm, models.PROTECT, related_name="units", verbose_name=_("barang"))
    serial_number = models.CharField(_("nomor seri"), max_length=60)
    product = models.CharField(_("nama barang"), max_length=120)  # a copy: the card says what was sold
    purchased_on = models.DateField(_("tanggal pembelian"), null=True, blank=True)
    delivered_on = models.DateField(_("tanggal barang diterima"), null=True, blank=True)
    # A last day that was given rather than counted: a warranty made longer, or what a replaced unit had left.
    covered_until = models.DateField(_("garansi sampai (bila ditetapkan)"), null=True, blank=True)
    owner_name = models.CharField(_("nama pemilik"), max_length=80)
    owner_phone = models.CharField(_("nomor HP pemilik"), max_length=16)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    registered_at = models.DateTimeField()
    # Nobody: the customer registered it.
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    replaced_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="replacements")
    replaced_on = models.DateField(null=True)  # the day this unit was handed over in place of the other
    search = models.TextField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "serial_number"], name="unit_once"),
            models.CheckConstraint(condition=~Q(serial_number=""), name="unit_has_serial"),
            models.CheckConstraint(
                condition=Q(replaced_from=None, replaced_on=None)
                | Q(replaced_from__isnull=False, replaced_on__isnull=False),
                name="unit_replaced_on_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "-id"], name="unit_newest"),
            models.Index(fields=["shop", "-id"], name="unit_waiting", condition=Q(confirmed_at=None)),
            models.Index(fields=["shop", "owner_phone", "-registered_at", "-id"], name="unit_of_customer"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="unit_search"),
        ]

    def __str__(self) -> str:
        return self.serial_number

    @property
    def is_confirmed(self) -> bool:
        """Whether the team has held it against its own books."""
        return self.confirmed_at is not None

    def coverage(self, today: date) -> Coverage:
        """How its warranty stands on a day of the shop's calendar."""
        return coverage(
            self.term.promise, purchased_on=self.purchased_on, delivered_on=self.delivered_on, today=today,
            replaced_from=self.replaced_on, covered_until=self.covered_until,
        )  # fmt: skip

    def replacement(self) -> RegisteredUnit | None:
        """The unit that took this one's place and with it the rest of its warranty."""
        return self.replacements.order_by("-id").first()

    def searchable(self) -> str:
        """What the list's search looks through."""
        words = (self.serial_number, self.product, self.owner_name, searchable_phone(self.owner_phone))
        return " ".join(word for word in words if word).lower()


class UnitProof(models.Model):
    """A receipt or a photo with which a customer shows when a unit was bought; private to the team."""

    unit = models.ForeignKey(RegisteredUnit, models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=8)
    file = models.FileField(upload_to="", max_length=200)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class WarrantyClaim(Travels, PaysBack, GivesVouchers, Case):
    """A unit that failed: what was promised for it, what the shop found and what it gave.

    The case's variant is the way in which it is settled, a service until the shop decides otherwise.
    """

    class Standing(models.TextChoices):
        COVERED = Status.COVERED.value, _("Masih garansi")
        EXPIRED = Status.EXPIRED.value, _("Garansi sudah berakhir")
        NOT_STARTED = Status.NOT_STARTED.value, _("Garansi belum mulai")
        UNKNOWN_START = Status.UNKNOWN_START.value, _("Tanggalnya belum diketahui, perlu keputusan")
        REPLACED = "replaced", _("Sudah diganti unit lain, perlu keputusan")
        UNREGISTERED = "unregistered", _("Nomor seri belum terdaftar, perlu keputusan")

    class Condition(models.TextChoices):
        GOOD = "good", _("Utuh, sesuai cerita pelanggan")
        WORN = "worn", _("Lecet pemakaian wajar")
        DAMAGED = "damaged", _("Rusak fisik")
        OPENED = "opened", _("Segel rusak atau pernah dibongkar")
        INCOMPLETE = "incomplete", _("Tidak lengkap")
        DIFFERENT = "different", _("Nomor seri berbeda")

    class RefusalReason(models.TextChoices):
        EXPIRED = "expired", _("Masa garansi sudah berakhir")
        EXCLUDED = "excluded", _("Kerusakan tidak termasuk yang ditanggung")
        TAMPERED = "tampered", _("Pernah dibongkar di luar tempat servis")
        NOT_OURS = "not_ours", _("Unit bukan dari toko ini")
        NO_FAULT = "no_fault", _("Tidak ditemukan kerusakan")
        EVIDENCE = "evidence", _("Bukti tidak cukup")
        OTHER = "other", _("Alasan lain")

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="warranty_claim"
    )
    serial_number = models.CharField(_("nomor seri"), max_length=60)  # as it was typed
    unit = models.ForeignKey(RegisteredUnit, models.PROTECT, null=True, editable=False, related_name="claims")
    # How things stood when the claim was opened: a later change of the card does not change the promise.
    coverage_status = models.CharField(
        _("garansi saat diajukan"),
        max_length=14,
        choices=Standing,
        default=Standing.UNREGISTERED,
        editable=False,
    )
    coverage_until = models.DateField(_("garansi sampai"), null=True, blank=True, editable=False)
    coverage_sentence = models.CharField(_("garansi"), max_length=300, blank=True, editable=False)
    coverage_clause = models.TextField(_("dasarnya"), blank=True, editable=False)

    service_place = models.CharField(_("tempat servis"), max_length=300, blank=True)
    courier = models.CharField(_("kurir"), max_length=40, blank=True)
    tracking_number = models.CharField(_("nomor resi"), max_length=40, blank=True)
    received_on = models.DateField(_("tanggal unit diterima"), null=True, blank=True)
    condition = models.CharField(_("kondisi unit"), max_length=12, choices=Condition, blank=True)
    accessories = models.CharField(_("kelengkapan yang ikut"), max_length=200, blank=True)

    diagnosis = models.CharField(_("hasil diagnosa"), max_length=500, blank=True)
    promised_on = models.DateField(_("dijanjikan selesai"), null=True, blank=True)
    repair_cost = models.BigIntegerField(
        _("biaya untuk pelanggan (Rp)"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    part = models.CharField(_("suku cadang yang ditunggu"), max_length=120, blank=True)
    repair_note = models.CharField(_("yang dikerjakan"), max_length=500, blank=True)

    refusal_reason = models.CharField(_("alasan"), max_length=12, choices=RefusalReason, blank=True)
    refusal_clause = models.CharField(_("ketentuan garansi yang berlaku"), max_length=300, blank=True)
    alternative = models.CharField(_("jalan lain untuk pelanggan"), max_length=300, blank=True)

    replacement_serial = models.CharField(_("nomor seri pengganti"), max_length=60, blank=True)
    refund_amount = models.BigIntegerField(
        _("jumlah dana (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    refund_method = models.CharField(_("cara pengembalian"), max_length=12, choices=RefundMethod, blank=True)
    refund_reference = models.CharField(_("nomor bukti transfer"), max_length=60, blank=True)
    refunded_on = models.DateField(_("tanggal dana dikirim"), null=True, blank=True)

    return_courier = models.CharField(_("kurir kembali"), max_length=40, blank=True)
    return_tracking_number = models.CharField(_("nomor resi kembali"), max_length=40, blank=True)
    handed_over_on = models.DateField(_("tanggal diserahkan"), null=True, blank=True)

    def __str__(self) -> str:
        return self.reference

    @property
    def in_hand_since(self) -> tuple[date, str] | None:
        """By the unit's own card."""
        day = self.unit.delivered_on or self.unit.purchased_on if self.unit_id else None
        what = _("unit diterima") if day and self.unit.delivered_on else _("unit dibeli")
        return (day, what) if day else None

    def look_up(self, now: datetime) -> None:
        """Find the unit and write down how its warranty stands; an unknown number is a question, not a refusal."""
        found = RegisteredUnit.objects.select_related("term").filter(shop=self.shop_id)
        self.unit = found.filter(serial_number=normalise(self.serial_number)).first()
        with override(settings.LANGUAGE_CODE):  # kept words are in the shop's own language
            if self.unit:
                self._keep_coverage(now.astimezone(self.shop.zone).date())
            elif self.serial_number:
                self.coverage_sentence = _now("Nomor seri ini belum terdaftar. Toko memeriksa datanya dulu.")

    def _keep_coverage(self, today: date) -> None:
        unit = self.unit
        found = unit.coverage(today)
        self.title = self.title or unit.product
        self.coverage_status, self.coverage_until = found.status.value, found.last_day
        self.coverage_sentence = found.sentence()
        clause = [found.staff_sentence().removeprefix(self.coverage_sentence).strip()]
        if other := unit.replacement():
            self.coverage_status = self.Standing.REPLACED
            self.coverage_sentence = _now("Unit ini sudah diganti. Garansinya diteruskan unit penggantinya.")
            clause.append(_now("Diganti dengan %(serial)s.") % {"serial": other.serial_number})
        if not unit.is_confirmed:
            clause.append(_now("Data dari pelanggan, belum dicocokkan."))
        for words, lines in (
            (_now("Ditanggung: %s."), found.term.covers),
            (_now("Tidak ditanggung: %s."), found.term.excludes),
        ):
            clause += [words % "; ".join(line.rstrip(".") for line in lines)] if lines else []
        self.coverage_clause = " ".join(filter(None, clause))

    def replacement_is_taken(self, serial: str) -> bool:
        """Whether the shop already knows a unit by the serial number of the replacement."""
        known = RegisteredUnit.objects.filter(shop=self.shop_id, serial_number=normalise(serial))
        return bool(normalise(serial)) and known.exists()

    def register_replacement(self, now: datetime) -> None:
        """The new unit takes the old one's place: with its dates it inherits what is left of its warranty."""
        old = self.unit
        unit = RegisteredUnit(
            shop_id=self.shop_id, term_id=old.term_id, serial_number=normalise(self.replacement_serial), product=old.product,
            purchased_on=old.purchased_on, delivered_on=old.delivered_on, covered_until=old.covered_until,
            owner_name=old.owner_name, owner_phone=old.owner_phone, registered_at=now, confirmed_at=now,
            replaced_from=old, replaced_on=self.handed_over_on,
        )  # fmt: skip
        unit.search = unit.searchable()
        try:
            with transaction.atomic():
                unit.save(force_insert=True)
        except IntegrityError as taken:  # somebody registered that number a moment ago
            sentence = _now("Nomor seri ini sudah terdaftar. Periksa lagi.")
            raise Refused(sentence, {"replacement_serial": sentence}) from taken
