"""What was sold: orders of every channel and their lines."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sales.models.customers import Customer
from sales.models.imports import ImportRun
from sales.models.products import Variant
from shops.models import Channel, Shop
from shops.phones import searchable as searchable_phone


class Order(models.Model):
    """One order of one channel; its number is text, and all money is whole rupiah."""

    class ShippingPayer(models.TextChoices):
        BUYER = "buyer", _("pembeli")
        SELLER = "seller", _("toko")
        PLATFORM = "platform", _("marketplace")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="orders", db_index=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(_("nomor pesanan"), max_length=60)
    # One sent form is one order, however often it is sent; None for what a file brought.
    submission = models.UUIDField(null=True, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="orders", db_index=False
    )
    buyer_name = models.CharField(_("nama pembeli"), max_length=120, blank=True)
    buyer_phone = models.CharField(_("nomor HP pembeli"), max_length=16, blank=True)  # E.164
    buyer_phone_masked = models.CharField(_("nomor tersamar"), max_length=40, blank=True)  # as in the file
    status = models.CharField(_("status"), max_length=60, blank=True)  # as the source says
    payment = models.CharField(_("pembayaran"), max_length=60, blank=True)  # as the source says
    placed_at = models.DateTimeField(_("dipesan"))
    paid_at = models.DateTimeField(_("dibayar"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("dikirim"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("diterima"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    courier = models.CharField(_("kurir"), max_length=60, blank=True)
    tracking_number = models.CharField(_("nomor resi"), max_length=40, blank=True)  # see sales.tracking
    discount = models.BigIntegerField(_("potongan"), default=0, db_default=0)
    shipping_fee = models.BigIntegerField(_("ongkir"), default=0, db_default=0)
    shipping_payer = models.CharField(_("ongkir ditanggung"), max_length=8, choices=ShippingPayer, blank=True)
    total = models.BigIntegerField(_("total"), default=0, db_default=0)
    imported_from = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="orders")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    search = models.TextField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "number"], name="order_once"),
            models.UniqueConstraint(fields=["shop", "submission"], name="order_sent_once"),
            models.CheckConstraint(condition=~Q(number=""), name="order_has_number"),
        ]
        indexes = [
            models.Index(fields=["shop", "-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["channel", "-placed_at", "-id"], name="order_of_channel"),
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_of_customer"),
            models.Index(fields=["shop", "number"], name="order_number"),
            # Whoever holds a parcel that came back undelivered asks for its number.
            models.Index(
                fields=["shop", "tracking_number"], name="order_tracking", condition=~Q(tracking_number="")
            ),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="order_search"),
        ]

    def __str__(self) -> str:
        return self.number

    def searchable(self) -> str:
        """What the list's search looks through."""
        words = (self.number, self.buyer_name, searchable_phone(self.buyer_phone), self.tracking_number)
        return " ".join(filter(None, words)).lower()


class OrderLine(models.Model):
    """One product of an order, as it was sold: the product may be renamed or gone since."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, blank=True, related_name="lines")
    sku = models.CharField(_("SKU"), max_length=100, blank=True)
    name = models.CharField(_("barang"), max_length=255)
    variation = models.CharField(_("varian"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("jumlah"))
    unit_price = models.BigIntegerField(_("harga satuan"), default=0, db_default=0)
    discount = models.BigIntegerField(_("potongan"), default=0, db_default=0)
    amount = models.BigIntegerField(_("jumlah (Rp)"), default=0, db_default=0)  # all units, after discounts
    returned_quantity = models.PositiveIntegerField(
        _("jumlah diretur"), default=0, db_default=0
    )  # as the marketplace says
    raw = models.JSONField(default=dict)  # the source's row, or rows where several became one line

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            # What makes a second import of the same file change nothing.
            models.UniqueConstraint(
                fields=["order", "sku", "variation"], name="line_once_by_sku", condition=~Q(sku="")
            ),
            models.UniqueConstraint(
                fields=["order", "name", "variation"], name="line_once_by_name", condition=Q(sku="")
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="line_has_units"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class InvoiceCount(models.Model):
    """The last number that a shop gave to a sale of its own on one day."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="invoice_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.last}"
