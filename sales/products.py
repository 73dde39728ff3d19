"""What the shop sells: products with their variants, kept in step with what the counter types."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, ProtectedError, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _

from sales.models import OrderLine, Product, Variant
from shops.audit import What, note
from shops.models import Membership, Shop
from shops.paging import Page, newest_first
from shops.search import SHORTEST, matches

MOST_OFFERED = 300  # what the counter's list of suggestions holds
MOST_ALIKE = 6
MOST_SPOKEN_OF = 30


class Taken(Exception):
    """What is there already, by field and value; nothing was written. The text is fit for whoever typed it."""

    def __init__(self, words: str, field: str, value: str) -> None:
        self.field, self.value = field, value
        super().__init__(words)


@dataclass(frozen=True)
class VariantChange:
    """What becomes of one variant: the named fields change; without a key it is new; or it goes."""

    fields: dict[str, Any] = field(default_factory=dict)
    pk: int | None = None
    goes: bool = False


def page_of(shop: Shop, *, text: str = "", retired: bool = False, after: str = "") -> Page[Product]:
    """The products that match, the newest first, each with its variants."""
    found = Product.objects.filter(shop=shop, is_active=not retired).defer("search")
    if text:
        found = found.filter(matches(text))
    return newest_first(found.prefetch_related("variants"), "created_at", after)


def categories(shop: Shop) -> list[str]:
    """The categories that the shop has used, by name."""
    found = Product.objects.filter(shop=shop).exclude(category="").order_by("category")
    return list(found.values_list("category", flat=True).distinct()[:100])


def variants_of(product: Product) -> list[Variant]:
    """All variants of a product, those on sale first."""
    return list(product.variants.order_by("-is_active", "pk"))


def shelf_of(product: Product | None) -> QuerySet[Variant]:
    """The variants of a product that are still sold, in the order in which they were added."""
    found = Variant.objects.filter(product=product, is_active=True) if product else Variant.objects.none()
    return found.order_by("pk")


# Changing ----------------------------------------------------------------------------------------


def add(
    member: Membership, fields: dict[str, Any], variants: Sequence[VariantChange], *, now: datetime
) -> Product:
    """A new product with its variants, or with a nameless one; `Taken` says which name or SKU is there already."""
    product = Product(shop=member.shop, created_at=now, **fields)
    with transaction.atomic():
        _save(product, variants, fields)
        note(member.shop, member.user, What.PRODUCT, _("%s ditambahkan") % product, now=now)
    return product


def change(
    member: Membership, pk: int, fields: dict[str, Any], variants: Sequence[VariantChange], *, now: datetime
) -> Product:
    """Change the named fields of a product and of its variants; what is not named stays as it is now."""
    with transaction.atomic():
        product = Product.objects.select_for_update().get(shop=member.shop_id, pk=pk)
        for name, value in fields.items():
            setattr(product, name, value)
        _save(product, variants, fields)
        note(member.shop, member.user, What.PRODUCT, _changes(product, fields, variants), now=now)
    return product


def remove(member: Membership, pk: int, *, now: datetime) -> bool:
    """Take a product away: off the shelf where it was ever sold, else for good; answers whether it is gone."""
    with transaction.atomic():
        product = Product.objects.select_for_update().get(shop=member.shop_id, pk=pk)
        was_sold = OrderLine.objects.filter(variant__product=product).exists()
        gone = not was_sold and _delete(product)
        if not gone:
            product.is_active = False
            product.save(update_fields=["is_active"])
        words = _("%s dihapus") if gone else _("%s tidak dijual lagi")
        note(member.shop, member.user, What.PRODUCT, words % product.name, now=now)
    return gone


def _delete(product: Product) -> bool:
    """Whether nothing that is still kept, such as a piece that was set aside, spoke of it."""
    try:
        with transaction.atomic():
            Product.objects.get(pk=product.pk).delete()
    except ProtectedError:
        return False
    return True


def _save(product: Product, variants: Iterable[VariantChange], fields: dict[str, Any]) -> None:
    with _explained(product):
        product.save(update_fields=list(fields) if product.pk else None)
    for wanted in variants:
        with _explained(product, wanted.fields):
            _save_variant(product, wanted)
    rows = list(product.variants.values_list("name", "sku"))
    if not rows:
        product.variants.create(shop=product.shop)
    words = [product.name, product.category, *(word for row in rows for word in row)]
    product.search = " ".join(filter(None, words)).lower()
    product.save(update_fields=["search"])


def _save_variant(product: Product, wanted: VariantChange) -> None:
    mine = product.variants.filter(pk=wanted.pk)
    if wanted.goes:
        # What was sold stays, so that its orders still know what it was.
        if OrderLine.objects.filter(variant=wanted.pk).exists():
            mine.update(is_active=False)
        else:
            mine.delete()
    elif wanted.pk:
        mine.update(**wanted.fields)
    else:
        # One of this name that was taken off the shelf is put back.
        fields = {**wanted.fields, "shop": product.shop, "is_active": True}
        retired = product.variants.filter(name=fields.get("name", ""), is_active=False)
        if not retired.update(**fields):
            product.variants.create(**fields)


@contextmanager
def _explained(product: Product, variant: dict[str, Any] | None = None) -> Iterator[None]:
    """Say what is taken; any other mishap is no matter for a form."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        variant = variant or {}
        sku, name = variant.get("sku", ""), variant.get("name", "")
        match error.__cause__.diag.constraint_name:
            case "product_once":
                raise Taken(_("Sudah ada produk dengan nama ini."), "name", product.name) from error
            case "variant_sku_once":
                raise Taken(_("SKU %s sudah dipakai.") % sku, "sku", sku) from error
            case "variant_once":
                raise Taken(_("Sudah ada varian dengan nama ini."), "variant", name) from error
        raise


def _changes(product: Product, fields: dict[str, Any], variants: Sequence[VariantChange]) -> str:
    """ "Kemeja batik: kategori, harga (Rp)": what was changed, for the trace."""
    names = [str(Product._meta.get_field(name).verbose_name) for name in fields]
    names += [
        str(Variant._meta.get_field(name).verbose_name) for wanted in variants for name in wanted.fields
    ]
    if any(wanted.goes for wanted in variants):
        names.append(_("varian"))
    return f"{product.name}: {', '.join(dict.fromkeys(names)) or '–'}"


# Finding what the counter types ------------------------------------------------------------------


def on_sale(shop: Shop) -> QuerySet[Variant]:
    """The variants that are sold now, each with its product."""
    found = Variant.objects.filter(shop=shop, is_active=True, product__is_active=True)
    return found.select_related("product").defer("product__search")


def offered(shop: Shop) -> list[Variant]:
    """What the counter suggests: the newest of what is sold."""
    return list(on_sale(shop).order_by("-pk")[:MOST_OFFERED])


def beside(shop: Shop, variants: Iterable[int]) -> list[Variant]:
    """What may be given in place of these: all variants of their products, then what the counter suggests."""
    theirs = list(on_sale(shop).filter(product__variants__in=list(variants)).order_by("pk").distinct())
    keys = {row.pk for row in theirs}
    return [*theirs, *(row for row in offered(shop) if row.pk not in keys)]


def alike(shop: Shop, texts: Iterable[str]) -> dict[str, list[Variant]]:
    """What each text may mean: exactly one where it is a label or a SKU, else all that hold its words, the first few."""
    wanted = {text: text.lower() for text in texts if text}
    whole = Case(When(name="", then=F("product__name")), default=Concat("product__name", Value(", "), "name"))
    named = on_sale(shop).annotate(low_label=Lower(whole), low_sku=Lower("sku"))
    exact = list(named.filter(Q(low_label__in=wanted.values()) | Q(low_sku__in=set(wanted.values()) - {""})))
    return {
        text: [row for row in exact if low in (row.low_sku, row.low_label)][:MOST_ALIKE]
        or _by_words(shop, low)
        for text, low in wanted.items()
    }


def _by_words(shop: Shop, text: str) -> list[Variant]:
    if len(text) < SHORTEST:
        return []
    products = Product.objects.filter(matches(text), shop=shop, is_active=True)
    return list(on_sale(shop).filter(product__in=products).order_by("-pk")[:MOST_ALIKE])


def spoken_of(shop: Shop, words: Iterable[str]) -> list[Variant]:
    """What somebody may speak of who says these words (in lower case): most of them in its name or SKU, the first few."""
    hits = [Q(search__contains=word) for word in words if len(word) >= SHORTEST]
    if not hits:
        return []
    alike = Product.objects.filter(reduce(or_, hits), shop=shop, is_active=True)
    alike = alike.annotate(said=sum(Case(When(hit, then=1), default=0) for hit in hits))
    keys = alike.order_by("-said", "-pk").values_list("pk", flat=True)[:MOST_SPOKEN_OF]
    return list(on_sale(shop).filter(product__in=list(keys)).order_by("pk")[:MOST_OFFERED])
