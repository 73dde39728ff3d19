"""A complaint: what went wrong for the customer, why, and how the shop made it good."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from remedies.models.parcels import HasParcels
from remedies.vouchers import GivesVouchers


class Complaint(HasParcels, GivesVouchers, Case):
    """Something that a customer is unhappy with, told by a form, a chat, the phone or over the counter."""

    class Category(models.TextChoices):
        DELIVERY = "delivery", _("Pengiriman")
        PRODUCT = "product", _("Produk")
        SERVICE = "service", _("Pelayanan")
        PAYMENT = "payment", _("Pembayaran atau harga")
        WARRANTY = "warranty", _("Garansi atau servis")
        OTHER = "other", _("Lainnya")

    class Severity(models.TextChoices):
        LIGHT = "light", _("Ringan")
        MEDIUM = "medium", _("Sedang")
        SEVERE = "severe", _("Berat")

    class Source(models.TextChoices):
        FORM = "form", _("Formulir toko")
        WHATSAPP = "whatsapp", _("WhatsApp")
        CHAT = "chat", _("Chat marketplace")
        PHONE = "phone", _("Telepon")
        COUNTER = "counter", _("Toko langsung")
        SOCIAL = "social", _("Media sosial atau ulasan")
        OTHER = "other", _("Lainnya")

    class RootCause(models.TextChoices):
        GOODS = "goods", _("Barang")
        PACKAGING = "packaging", _("Kemasan")
        COURIER = "courier", _("Kurir")
        WAREHOUSE = "warehouse", _("Salah kirim atau gudang")
        INFORMATION = "information", _("Informasi produk")
        SERVICE = "service", _("Pelayanan")
        PAYMENT = "payment", _("Sistem atau pembayaran")
        NOT_OURS = "not_ours", _("Bukan kesalahan toko")
        OTHER = "other", _("Lainnya")
        UNKNOWN = "unknown", _("Belum diketahui")

    class RecoveryAction(models.TextChoices):
        APOLOGY = "apology", _("Permintaan maaf")
        EXPLANATION = "explanation", _("Penjelasan")
        REPLACEMENT = "replacement", _("Penggantian barang")
        REFUND = "refund", _("Pengembalian dana")
        VOUCHER = "voucher", _("Voucher atau potongan")
        REPAIR = "repair", _("Perbaikan")

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="complaint"
    )
    category = models.CharField(_("kategori"), max_length=10, choices=Category)
    source = models.CharField(_("datang lewat"), max_length=10, choices=Source, default=Source.FORM)
    expected_solution = models.TextField(_("harapan pelanggan"), max_length=1000, blank=True)

    severity = models.CharField(_("berat keluhan"), max_length=8, choices=Severity, blank=True)
    restated = models.CharField(_("inti keluhan"), max_length=120, blank=True)
    root_cause = models.CharField(_("akar masalah"), max_length=12, choices=RootCause, blank=True)
    root_cause_detail = models.CharField(_("keterangan akar masalah"), max_length=200, blank=True)

    recovery_action = models.CharField(
        _("tindakan pemulihan"), max_length=12, choices=RecoveryAction, blank=True
    )
    offered_solution = models.TextField(_("solusi"), max_length=1000, blank=True)
    recovery_cost = models.BigIntegerField(
        _("biaya pemulihan (Rp)"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    recovered_on = models.DateField(_("tanggal dilakukan"), null=True, blank=True)

    def __str__(self) -> str:
        return self.reference
