"""Products: written down, changed, taken off the shelf; found by what the counter types."""

import pytest
from django.db import IntegrityError, transaction

from sales import products
from sales.counter import Item
from sales.models import Product, Variant
from sales.products import Taken, VariantChange
from shops.models import AuditEntry
from tests.sales.conftest import NOW


def rows(product):
    return list(product.variants.order_by("pk").values_list("name", "sku", "price", "stock", "is_active"))


def test_a_product_without_variants_has_one_without_a_name(make_product):
    assert rows(make_product(name="Sambal roa")) == [("", "", None, None, True)]


def test_variants_are_added_changed_and_taken_away(sari, shirt, large):
    extra = Variant.objects.get(sku="KBP-XL")
    products.change(
        sari, shirt.pk, {"warranty_months": 3},
        [VariantChange({"price": 175_000}, large.pk), VariantChange(pk=extra.pk, goes=True),
         VariantChange({"name": "Merah, M", "sku": "KBP-M", "price": 185_000})],
        now=NOW,
    )  # fmt: skip
    assert rows(shirt) == [
        ("Navy, L", "KBP-L", 175_000, 12, True), ("Merah, M", "KBP-M", 185_000, None, True),
    ]  # fmt: skip
    shirt.refresh_from_db()
    assert (shirt.warranty_months, shirt.category) == (3, "Fashion")
    assert shirt.search == "kemeja batik parang fashion navy, l kbp-l merah, m kbp-m"


def test_what_was_sold_is_kept_and_put_back_on_the_shelf(sari, shirt, large, order):
    products.change(sari, shirt.pk, {}, [VariantChange(pk=large.pk, goes=True)], now=NOW)
    assert rows(shirt)[0] == ("Navy, L", "KBP-L", 185_000, 10, False)
    assert [row.sku for row in products.on_sale(sari.shop)] == ["KBP-XL"]
    again = VariantChange({"name": "Navy, L", "sku": "KBP-L2", "price": 190_000})
    products.change(sari, shirt.pk, {}, [again], now=NOW)
    assert rows(shirt)[0] == ("Navy, L", "KBP-L2", 190_000, 10, True)
    assert order.lines.get().variant_id == large.pk


def test_what_was_never_sold_is_deleted_what_was_is_retired(sari, shirt, make_product, order):
    sambal = make_product(name="Sambal roa")
    assert products.remove(sari, sambal.pk, now=NOW) is True
    assert products.remove(sari, shirt.pk, now=NOW) is False
    assert list(Product.objects.values_list("name", "is_active")) == [("Kemeja batik Parang", False)]
    assert list(products.on_sale(sari.shop)) == []
    assert [row.name for row in products.page_of(sari.shop).rows] == []
    assert [row.name for row in products.page_of(sari.shop, retired=True).rows] == ["Kemeja batik Parang"]


@pytest.mark.parametrize(
    "fields, variants, field",
    [
        ({}, [], "name"),
        ({"name": "Kemeja lain"}, [{"sku": "KBP-L"}], "sku"),
        ({"name": "Kemeja lain"}, [{"name": "L"}, {"name": "L"}], "variant"),
    ],
)
def test_what_is_there_already_is_said_and_nothing_written(
    sari, shirt, make_product, fields, variants, field
):
    with pytest.raises(Taken) as taken:
        make_product(*variants, **fields)
    assert taken.value.field == field
    assert Product.objects.count() == 1
    assert AuditEntry.objects.filter(what="product").count() == 1


def test_a_retired_name_may_be_used_again(sari, shirt, order, make_product):
    products.remove(sari, shirt.pk, now=NOW)
    again = make_product()
    assert again.pk != shirt.pk
    with pytest.raises(Taken):
        products.change(sari, shirt.pk, {"is_active": True}, [], now=NOW)


def test_other_shops_may_use_the_same_names_and_skus(shirt, tono, make_product):
    theirs = make_product({"name": "Navy, L", "sku": "KBP-L"}, member=tono)
    assert theirs.shop == tono.shop


def test_changes_are_written_down(sari, shirt, large):
    products.change(
        sari, shirt.pk, {"is_returnable": False, "not_returnable_why": "Pesanan khusus"},
        [VariantChange({"stock": 3}, large.pk)], now=NOW,
    )  # fmt: skip
    about = AuditEntry.objects.filter(what="product").latest("pk").about
    assert about == "Kemeja batik Parang: bisa diretur, alasan tidak bisa diretur, stok"


def test_who_may_not_return_is_told_why(sari, shirt):
    with pytest.raises(IntegrityError), transaction.atomic():
        products.change(sari, shirt.pk, {"is_returnable": False}, [], now=NOW)


@pytest.mark.parametrize(
    "text, found",
    [
        ("KBP-L", ["KBP-L"]), ("kbp-l", ["KBP-L"]), ("Kemeja batik Parang, Navy, L", ["KBP-L"]),
        ("kemeja batik parang, navy, xl", ["KBP-XL"]), ("kemeja", ["KBP-XL", "KBP-L"]), ("parang batik", ["KBP-XL", "KBP-L"]),
        ("sambal", ["SMB"]), ("sambal roa", ["SMB"]), ("sarung", []), ("ke", []), ("", None),
    ],
)  # fmt: skip
def test_the_counter_understands_labels_skus_and_words(shop, shirt, make_product, text, found):
    make_product({"sku": "SMB"}, name="Sambal roa")
    answer = products.alike(shop, [text])
    assert answer.get(text) is None if found is None else [row.sku for row in answer[text]] == found


def test_the_counter_of_another_shop_understands_nothing_of_it(other_shop, shirt):
    assert products.alike(other_shop, ["KBP-L", "kemeja"]) == {"KBP-L": [], "kemeja": []}


def test_the_list_is_searched_by_sku_and_category(shop, shirt, make_product):
    make_product(name="Sambal roa", category="Makanan")
    for text, name in (
        ("kbp-xl", "Kemeja batik Parang"),
        ("makanan", "Sambal roa"),
        ("navy", "Kemeja batik Parang"),
    ):
        assert [row.name for row in products.page_of(shop, text=text).rows] == [name]
    assert products.categories(shop) == ["Fashion", "Makanan"]


def test_an_unlisted_thing_is_sold_without_a_variant(sell):
    assert sell(Item("Sarung tenun", 1, 120_000)).lines.get().variant is None


def test_what_somebody_speaks_of_is_found_by_their_words(shop, other_shop, make_product, shirt):
    scarf = make_product(name="Selendang batik")
    make_product(name="Sambal roa")
    assert products.spoken_of(shop, ["batik", "selendang"]) == list(
        Variant.objects.filter(product__in=[shirt, scarf]).order_by("pk")
    )
    assert products.spoken_of(shop, ["kbp-xl"]) == list(shirt.variants.order_by("pk"))
    assert products.spoken_of(shop, ["", "ro"]) == products.spoken_of(shop, []) == []
    assert products.spoken_of(other_shop, ["batik"]) == []


def test_of_many_products_those_with_most_of_the_words_are_spoken_of(shop, make_product, shirt):
    for number in range(products.MOST_SPOKEN_OF):
        make_product(name=f"Selendang batik {number}")
    found = {row.product.name for row in products.spoken_of(shop, ["batik", "parang"])}
    assert shirt.name in found
    assert len(found) == products.MOST_SPOKEN_OF
