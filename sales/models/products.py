"""What the shop sells: products and the variants in which they come."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shops.models import Shop

MOST_MONTHS = 600  # fifty years: nobody promises more


class Product(models.Model):
    """One product with what holds for all of its variants."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="products", db_index=False)
    name = models.CharField(_("nama produk"), max_length=120)
    category = models.CharField(_("kategori"), max_length=60, blank=True)
    is_returnable = models.BooleanField(_("bisa diretur"), default=True, db_default=True)
    not_returnable_why = models.CharField(_("alasan tidak bisa diretur"), max_length=200, blank=True)
    warranty_months = models.PositiveSmallIntegerField(
        _("garansi (bulan)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )  # fmt: skip
    is_active = models.BooleanField(_("masih dijual"), default=True, db_default=True)
    created_at = models.DateTimeField()
    search = models.TextField(editable=False)  # its name, category and its variants' names and SKUs

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "name"], name="product_once", condition=Q(is_active=True)
            ),
            models.CheckConstraint(
                condition=Q(is_returnable=True) | ~Q(not_returnable_why=""), name="product_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-created_at", "-id"], name="product_newest"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="product_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """One thing that lies on the shelf; a product without variants has a single one without a name."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="variants", db_index=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=100, blank=True)
    name = models.CharField(_("varian"), max_length=120, blank=True)
    price = models.BigIntegerField(_("harga (Rp)"), null=True, blank=True, validators=[MinValueValidator(0)])
    weight_grams = models.PositiveIntegerField(_("berat (gram)"), null=True, blank=True)
    # None: the shop keeps no count. Below zero: more was sold than was counted.
    stock = models.IntegerField(_("stok"), null=True, blank=True)
    is_active = models.BooleanField(_("masih dijual"), default=True, db_default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "sku"], name="variant_sku_once", condition=~Q(sku="")),
            models.UniqueConstraint(fields=["product", "name"], name="variant_once"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="variant_price"),
        ]

    def __str__(self) -> str:
        return f"{self.product.name}, {self.name}" if self.name else self.product.name
