"""The team's pages about orders, customers and products: by role, with nonsense, with JavaScript off."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from sales import customers, merging, products
from sales.counter import Item
from sales.models import Customer, CustomerNote, Order, Product, Variant
from shops.models import AuditEntry, Shop
from tests.sales.conftest import BUDI, NOW


def html(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def queries(client, address):
    client.get(address)  # what the process remembers of the shop is read once
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


# Orders ------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do(log_in, ani, joko):
    assert reverse("new_sale") in html(log_in(ani), "orders")
    page = html(log_in(joko), "orders")
    assert "Belum ada pesanan" in page
    assert reverse("new_sale") not in page


def test_the_desk_sees_sums_and_phones_the_warehouse_neither(log_in, ani, joko, order):
    for name, args in (("orders", ()), ("order", (order.pk,))):
        desk, warehouse = (html(log_in(member), name, *args) for member in (ani, joko))
        assert "Rp370.000" in desk
        assert "Rp" not in strip_tags(warehouse)
        assert "Kemeja batik Parang" in warehouse
    desk, warehouse = (html(log_in(member), "order", order.pk) for member in (ani, joko))
    assert "0812-3456-7890" in desk
    assert reverse("customer", args=[order.customer_id]) in desk
    assert "0812-****-7890" in warehouse
    for hidden in ("0812-3456-7890", "/pelanggan/", reverse("change_order", args=[order.pk])):
        assert hidden not in warehouse


@pytest.mark.parametrize(
    "query",
    [
        {"q": "ab"},
        {"q": "\x00%"},
        {"after": "x"},
        {"kanal": "0"},
        {"q": "zzz"},
        {"after": "1-1"},
        {"q": "x" * 500},
    ],
)
@pytest.mark.parametrize("name", ["orders", "customers", "products"])
def test_nonsense_in_the_address_is_answered(log_in, ani, order, name, query):
    html(log_in(ani), name, **query)


def test_a_page_of_orders_asks_as_often_for_many_as_for_few(log_in, sari, sell):
    sell()
    client = log_in(sari)
    addresses = [reverse("orders"), reverse("orders") + "?q=budi"]
    few = [queries(client, address) for address in addresses]
    for n in range(30):
        sell(phone=f"+62856000{n:05d}", now=NOW + timedelta(minutes=n))
    assert [queries(client, address) for address in addresses] == few
    assert max(few) <= 9


def test_an_order_page_asks_as_often_for_many_lines(log_in, sari, order, sell):
    client = log_in(sari)
    few = queries(client, reverse("order", args=[order.pk]))
    many = sell(*[Item(f"Barang {n}", 1, 1_000) for n in range(15)])
    assert queries(client, reverse("order", args=[many.pk])) == few


def test_dates_are_typed_by_the_shops_own_clock(log_in, ani, order):
    Shop.objects.update(time_zone="Asia/Jayapura")
    address = reverse("change_order", args=[order.pk])
    page = log_in(ani).get(address).content.decode()
    assert 'name="delivered_at" value="2026-11-21T16:20"' in page
    form = filled(page)
    response = log_in(ani).post(
        address, {**form, "delivered_at": "2026-11-21T18:00", "tracking_number": "jx 8009962760"}
    )
    assert response.status_code == 302
    order.refresh_from_db()
    assert order.delivered_at.isoformat() == "2026-11-21T09:00:00+00:00"
    assert (order.tracking_number, order.placed_at) == ("JX8009962760", NOW)
    [entry] = AuditEntry.objects.filter(what="order")
    assert "diterima Sab 21 Nov 2026, 16.20 WIT → Sab 21 Nov 2026, 18.00 WIT" in entry.about


def filled(page):
    """What a browser would send back of the form's inputs, as they stand."""

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.found = {}

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            kind = attrs.get("type", "text")
            if (
                tag == "input"
                and attrs.get("name")
                and (kind not in ("checkbox", "radio") or "checked" in attrs)
            ):
                self.found[attrs["name"]] = attrs.get("value", "on" if kind == "checkbox" else "")

    reader = Reader()
    reader.feed(page)
    return reader.found


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"delivered_at": "2026-11-20T10:00"}, "delivered_at"), ({"placed_at": ""}, "placed_at"),
        ({"delivered_at": "2099-01-01T10:00"}, "delivered_at"), ({"delivered_at": "kemarin"}, "delivered_at"),
        ({"buyer_phone": "12"}, "buyer_phone"), ({"courier": "x" * 61}, "courier"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused(log_in, ani, order, changes, field):
    client, address = log_in(ani), reverse("change_order", args=[order.pk])
    before = Order.objects.values().get(pk=order.pk)
    page = client.post(address, {**filled(client.get(address).content.decode()), **changes})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Order.objects.values().get(pk=order.pk) == before


def test_saving_without_a_change_changes_nothing(log_in, ani, order):
    Order.objects.filter(pk=order.pk).update(placed_at=NOW + timedelta(seconds=31))
    client, address = log_in(ani), reverse("change_order", args=[order.pk])
    before = Order.objects.values().get(pk=order.pk)
    assert client.post(address, filled(client.get(address).content.decode())).status_code == 302
    assert Order.objects.values().get(pk=order.pk) == before
    assert not AuditEntry.objects.filter(what="order").exists()


# Customers ---------------------------------------------------------------------------------------


def test_the_warehouse_has_no_business_with_customers(log_in, joko, order):
    pk = order.customer_id
    for name, args in (
        ("customers", ()),
        ("customer", (pk,)),
        ("change_customer", (pk,)),
        ("merge_customer", (pk,)),
    ):
        assert log_in(joko).get(reverse(name, args=args)).status_code == 403


def test_a_customers_page_shows_their_history_and_asks_as_often_for_much(log_in, ani, order, sell):
    client, address = log_in(ani), reverse("customer", args=[order.customer_id])
    few = queries(client, address)
    for n in range(30):
        sell(now=NOW + timedelta(minutes=n))
    assert queries(client, address) == few
    page = client.get(address)
    assert "https://wa.me/6281234567890" in page.content.decode()
    assert (len(page.context["lines"]), bool(page.context["next"])) == (25, True)
    rest = client.get(address, {"after": page.context["next"]})
    assert len(rest.context["lines"]) == 6


def test_a_customer_is_corrected(log_in, ani, order):
    pk = order.customer_id
    client, address = log_in(ani), reverse("change_customer", args=[order.customer_id])
    form = {"salutation": "Ibu", "name": " Budi  Setiawan ", "phone": "62812 3456 7890", "email": "b@mail.test",
            "preferences": "Ukuran L", "consent": "on"}  # fmt: skip
    assert client.post(address, form).status_code == 302
    row = Customer.objects.get(pk=pk)
    assert (row.name, row.phone, row.address) == ("Budi Setiawan", BUDI, "Ibu Budi Setiawan")
    agreed = row.consented_at
    assert agreed
    client.post(address, form)
    assert Customer.objects.get(pk=pk).consented_at == agreed
    client.post(address, {**form, "consent": ""})
    assert Customer.objects.get(pk=pk).consented_at is None


@pytest.mark.parametrize(
    "changes, field",
    [({"name": "", "phone": ""}, "name"), ({"phone": "021 555"}, "phone"), ({"email": "b@"}, "email"),
     ({"salutation": "Tuan"}, "salutation"), ({"name": "x" * 81}, "name"), ({"preferences": "x" * 1001}, "preferences")],
)  # fmt: skip
def test_what_is_no_customer_is_refused(log_in, ani, order, changes, field):
    form = {"salutation": "Kak", "name": "Budi", "phone": "081234567890", "email": "", "preferences": ""}
    page = log_in(ani).post(reverse("change_customer", args=[order.customer_id]), {**form, **changes})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert order.customer.name == Customer.objects.get().name


def test_a_taken_number_leads_to_both_side_by_side(log_in, ani, order, sell):
    other = sell(phone="+6285600001111", name="Rina").customer
    form = {"salutation": "Kak", "name": "Rina", "phone": "081234567890", "email": "", "preferences": ""}
    page = log_in(ani).post(reverse("change_customer", args=[other.pk]), form)
    assert page.status_code == 422
    beside = f"{reverse('merge_customer', args=[other.pk])}?dengan={order.customer_id}"
    assert beside in page.content.decode()
    assert "Yang tetap" in log_in(ani).get(beside).content.decode()


def test_two_are_joined_and_taken_apart_on_the_pages(log_in, ani, order, sell):
    kept, gone = order.customer, sell(phone="+6285600001111", name="Budi Santoso").customer
    client = log_in(ani)
    assert f"?dengan={gone.pk}" in html(client, "merge_customer", kept.pk)
    done = client.post(reverse("merge_customer", args=[kept.pk]), {"other": gone.pk}, follow=True)
    assert done.redirect_chain == [(reverse("customer", args=[kept.pk]), 302)]
    assert "0856-0000-1111" in done.content.decode()
    assert client.get(reverse("customer", args=[gone.pk])).url == reverse("customer", args=[kept.pk])
    assert client.get(reverse("change_customer", args=[gone.pk])).url == reverse(
        "change_customer", args=[kept.pk]
    )
    [merge] = merging.merges_of(kept)
    client.post(reverse("unmerge_customer", args=[merge.pk]))
    assert html(client, "customer", gone.pk)
    again = client.post(reverse("unmerge_customer", args=[merge.pk]), follow=True)
    assert "sudah dibatalkan" in again.content.decode()


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30])
def test_nobody_is_joined_with_nobody(log_in, ani, order, other):
    address = reverse("merge_customer", args=[order.customer_id])
    assert log_in(ani).post(address, {"other": other}).status_code == 404
    assert log_in(ani).get(address, {"dengan": other}).status_code == (404 if other else 200)


def test_another_shops_customer_is_nobody(log_in, ani, tono, order, other_shop):
    theirs = customers.ensure(other_shop, {BUDI: "Budi T"}, now=NOW)[BUDI]
    address = reverse("merge_customer", args=[order.customer_id])
    assert log_in(ani).get(address, {"dengan": theirs.pk}).status_code == 404
    assert log_in(ani).post(address, {"other": theirs.pk}).status_code == 404
    assert html(log_in(ani), "new_sale", pelanggan=order.customer_id)
    assert log_in(ani).get(reverse("new_sale"), {"pelanggan": theirs.pk}).status_code == 404


def test_a_note_is_kept_and_an_empty_one_is_not(log_in, ani, order):
    client, address = log_in(ani), reverse("note_customer", args=[order.customer_id])
    assert client.post(address, {"text": "  "}).status_code == 422
    assert client.post(address, {"text": "Suka <b>sore</b>"}).status_code == 302
    assert CustomerNote.objects.get().text == "Suka <b>sore</b>"
    assert "Suka &lt;b&gt;sore&lt;/b&gt;" in html(client, "customer", order.customer_id)


# Products ----------------------------------------------------------------------------------------


@pytest.fixture
def blank():
    """An empty form of a product."""
    return {"name": "", "category": "", "is_returnable": "on", "not_returnable_why": "", "warranty_months": "",
            "varian-TOTAL_FORMS": "3", "varian-INITIAL_FORMS": "0"}  # fmt: skip


def test_a_product_is_written_down_with_its_variants(log_in, ani, blank):
    form = {
        **blank, "name": "Kaos  polos", "category": "Fashion", "warranty_months": "1", "varian-0-name": "Hitam, M",
        "varian-0-price": "85rb", "varian-0-sku": "KP-M", "varian-1-name": "Hitam, L", "varian-1-price": "85.000",
        "varian-1-stock": "7", "varian-1-weight_grams": "200",
    }  # fmt: skip
    assert log_in(ani).post(reverse("add_product"), form).status_code == 302
    product = Product.objects.get()
    assert (product.name, product.warranty_months, product.is_active) == ("Kaos polos", 1, True)
    assert list(product.variants.values_list("name", "sku", "price", "stock", "weight_grams")) == [
        ("Hitam, M", "KP-M", 85_000, None, None), ("Hitam, L", "", 85_000, 7, 200),
    ]  # fmt: skip


def test_a_product_needs_no_more_than_a_name(log_in, ani, blank):
    assert log_in(ani).post(reverse("add_product"), {**blank, "name": "Sambal"}).status_code == 302
    assert list(Product.objects.get().variants.values_list("name", "price")) == [("", None)]


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"name": "Kaos", "is_returnable": ""}, {"name": "Kaos", "warranty_months": "0"},
        {"name": "Kaos", "varian-0-price": "15,5"}, {"name": "Kaos", "varian-0-stock": "x"},
        {"name": "Kaos", "varian-0-name": "L", "varian-1-name": "l"}, {"name": "Kemeja batik Parang"},
        {"name": "Kaos", "varian-0-sku": "KBP-L"}, {"name": "x" * 121}, {"name": "Kaos", "varian-0-weight_grams": "-1"},
    ],
)  # fmt: skip
def test_what_is_no_product_is_refused_and_everything_typed_stays(log_in, ani, shirt, blank, changes):
    page = log_in(ani).post(reverse("add_product"), {**blank, "varian-2-name": "Ungu", **changes})
    assert page.status_code == 422
    assert Product.objects.count() == 1
    text = page.content.decode()
    assert 'value="Ungu"' in text
    assert 'class="error"' in text


def test_a_product_is_changed_and_a_stock_that_was_sold_meanwhile_does_not_come_back(
    log_in, ani, shirt, large, sell
):
    client, address = log_in(ani), reverse("change_product", args=[shirt.pk])
    form = filled(client.get(address).content.decode())
    sell(Item("Kemeja", 2, 185_000, large))
    form |= {"category": "Batik", "varian-0-price": "200.000", "varian-1-DELETE": "on"}
    assert client.post(address, form).status_code == 302
    assert list(Variant.objects.values_list("sku", "price", "stock")) == [("KBP-L", 200_000, 10)]
    client.post(address, {**filled(client.get(address).content.decode()), "varian-0-stock": "30"})
    assert Variant.objects.get().stock == 30
    assert Product.objects.get().category == "Batik"


def test_variants_of_others_cannot_be_touched(log_in, ani, tono, shirt, make_product):
    theirs = make_product({"sku": "T-1", "price": 1}, member=tono, name="Topi").variants.get()
    client, address = log_in(ani), reverse("change_product", args=[shirt.pk])
    form = {**filled(client.get(address).content.decode()), "varian-0-id": theirs.pk, "varian-0-price": "2"}
    client.post(address, form)
    theirs.refresh_from_db()
    assert (theirs.price, theirs.product.name) == (1, "Topi")


def test_the_warehouse_reads_products_without_prices(log_in, ani, joko, shirt):
    page = html(log_in(joko), "product", shirt.pk)
    assert "stok 12" in page
    assert "Rp" not in strip_tags(page)
    assert reverse("change_product", args=[shirt.pk]) not in page
    assert "Rp185.000" in html(log_in(ani), "product", shirt.pk)


def test_a_list_of_products_asks_as_often_for_many_as_for_few(log_in, sari, make_product):
    make_product(name="Barang")
    client = log_in(sari)
    few = queries(client, reverse("products"))
    for n in range(30):
        make_product({"name": "a"}, {"name": "b"}, name=f"Barang {n}")
    assert queries(client, reverse("products")) == few
    assert products.page_of(sari.shop).next


def test_a_product_that_was_sold_is_retired_on_its_page(log_in, ani, shirt, order, make_product):
    client = log_in(ani)
    gone = make_product(name="Sambal")
    assert client.post(reverse("remove_product", args=[gone.pk])).url == reverse("products")
    assert client.post(reverse("remove_product", args=[shirt.pk])).url == reverse("product", args=[shirt.pk])
    assert "Tidak dijual lagi" in html(client, "product", shirt.pk)
    assert "Kemeja batik Parang" in html(client, "products", view="nonaktif")
    assert "Kemeja batik Parang" in html(client, "order", order.pk)
