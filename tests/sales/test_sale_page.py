"""The page on which a sale is written down in under a minute."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sales.models import Customer, Order
from shops.models import Channel
from tests.sales.test_pages import filled

PAGE = "/pesanan/baru/"


@pytest.fixture
def answers(counter_channel):
    """Budi buys one shirt in cash."""

    def make(**changes):
        return {
            "submission": str(uuid4()), "phone": "0812-3456-7890", "name": "Budi Santoso", "payment": "Tunai", "discount": "",
            "channel": counter_channel.pk, "barang-TOTAL_FORMS": "5", "barang-INITIAL_FORMS": "0",
            "barang-0-item": "Kemeja batik Parang, Navy, L", "barang-0-quantity": "1", "barang-0-price": "", **changes,
        }  # fmt: skip

    return make


def first(order):
    return list(order.lines.values_list("name", "variation", "quantity", "amount"))


def test_a_sale_with_the_listed_price(log_in, ani, large, answers):
    response = log_in(ani).post(PAGE, answers())
    order = Order.objects.get()
    assert (response.status_code, response.url) == (303, reverse("order", args=[order.pk]))
    assert first(order) == [("Kemeja batik Parang", "Navy, L", 1, 185_000)]
    assert (order.total, order.payment, order.customer.phone) == (185_000, "Tunai", "+6281234567890")
    assert order.paid_at and order.delivered_at


def test_the_page_as_it_comes_has_what_it_takes(log_in, ani, large, answers):
    """Nothing but the thing has to be filled in, without any script."""
    client = log_in(ani)
    form = filled(client.get(PAGE).content.decode())
    channel = Channel.objects.get(kind="counter").pk
    response = client.post(PAGE, {**form, "barang-0-item": "KBP-L", "channel": channel})
    assert response.status_code == 303
    order = Order.objects.get()
    assert (order.total, order.customer, order.payment) == (185_000, None, "Tunai")


def test_the_price_at_the_counter_may_be_another_and_there_may_be_several_things(log_in, ani, large, answers):
    sold = answers(**{
        "barang-0-price": "170rb", "barang-0-quantity": "2", "barang-1-item": "Sarung tenun", "barang-1-price": "50.000",
        "discount": "10.000", "payment": "QRIS",
    })  # fmt: skip
    log_in(ani).post(PAGE, sold)
    order = Order.objects.get()
    assert [line[:3] for line in first(order)] == [
        ("Kemeja batik Parang", "Navy, L", 2),
        ("Sarung tenun", "", 1),
    ]
    assert (order.total, order.discount, order.payment) == (380_000, 10_000, "QRIS")


def test_what_is_not_paid_yet_says_so(log_in, ani, large, answers):
    log_in(ani).post(PAGE, answers(payment="unpaid"))
    order = Order.objects.get()
    assert (order.paid_at, order.payment) == (None, "")


def test_counting_fills_in_the_price_the_sum_and_the_known_buyer_and_writes_nothing(
    log_in, ani, large, order, answers
):
    page = log_in(ani).post(PAGE, answers(count="1", name="", **{"barang-0-quantity": "3"}))
    text = page.content.decode()
    assert page.status_code == 200
    assert filled(text)["barang-0-price"] == "185.000"
    assert filled(text)["name"] == "Budi Santoso"
    assert "Rp555.000" in text
    assert "Pelanggan lama: Kak Budi Santoso, 1 pesanan." in text
    assert Order.objects.count() == 1


def test_the_same_form_twice_is_one_sale(log_in, ani, large, answers):
    form, client = answers(), log_in(ani)
    assert client.post(PAGE, form).url == client.post(PAGE, form).url
    assert Order.objects.count() == 1


def test_words_that_mean_several_things_come_back_as_a_choice(log_in, ani, large, answers):
    client = log_in(ani)
    page = client.post(PAGE, answers(**{"barang-0-item": "kemeja"}))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Ada beberapa yang cocok. Pilih salah satu." in text
    assert (
        '<option value="Kemeja batik Parang, Navy, XL">Kemeja batik Parang, Navy, XL, Rp195.000</option>'
        in text
    )
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"barang-0-item": ""}, "Tulis barangnya."), ({"barang-0-item": "", "barang-0-price": "5000"}, "Tulis barangnya."),
        ({"barang-0-item": "Sarung"}, "Tidak ada di daftar produk. Isi harganya."),
        ({"phone": "12"}, "Nomor HP kurang"), ({"discount": "999.999"}, "lebih besar dari jumlah"),
        ({"barang-0-quantity": "0"}, "lebih besar"), ({"barang-0-price": "15,5"}, "Tulis jumlah rupiah penuh"),
        ({"payment": "emas"}, "Pilih salah satu cara bayar."), ({"channel": "0"}, "Pilih salah satu kanal"),
        ({"barang-1-item": "KBP-L", "barang-1-price": "1"}, "Barang yang sama sudah ditulis dengan harga lain."),
        ({"barang-0-quantity": "9999", "barang-0-price": "99999999"}, "Totalnya terlalu besar."),
        ({"barang-TOTAL_FORMS": "0"}, "Belum tersimpan."), ({"barang-TOTAL_FORMS": "x"}, "Belum tersimpan."),
    ],
)  # fmt: skip
def test_what_is_no_sale_is_refused_and_everything_typed_stays(log_in, ani, large, answers, changes, words):
    page = log_in(ani).post(PAGE, answers(**changes))
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert filled(text)["name"] == "Budi Santoso"
    assert (Order.objects.count(), Customer.objects.count()) == (0, 0)


def test_a_channel_of_another_shop_or_of_a_marketplace_is_none(log_in, ani, other_shop, shop, large, answers):
    for channel in (other_shop.channels.get(kind="counter"), shop.channels.get(kind="website")):
        assert log_in(ani).post(PAGE, answers(channel=channel.pk)).status_code == 422
    assert Order.objects.count() == 0


def test_things_of_another_shop_are_unknown(log_in, tono, other_shop, large, answers):
    channel = other_shop.channels.get(kind="counter").pk
    page = log_in(tono).post(PAGE, answers(channel=channel, **{"barang-0-item": "KBP-L"}))
    assert "Tidak ada di daftar produk" in page.content.decode()
    assert "KBP-L" not in log_in(tono).get(PAGE).content.decode()


def test_without_a_channel_the_page_says_who_adds_one(log_in, ani, sari, shop):
    shop.channels.exclude(kind="website").update(is_active=False)
    assert reverse("add_channel") in log_in(sari).get(PAGE).content.decode()
    page = log_in(ani).get(PAGE).content.decode()
    assert "Belum ada kanal untuk penjualan langsung" in page
    assert reverse("add_channel") not in page
    assert log_in(ani).post(PAGE, {}).status_code == 422


def test_from_a_customers_page_the_buyer_is_there_already(log_in, ani, order):
    text = log_in(ani).get(PAGE, {"pelanggan": order.customer_id}).content.decode()
    assert (filled(text)["phone"], filled(text)["name"]) == ("0812-3456-7890", "Budi Santoso")
    assert "Pelanggan lama" in text
    assert log_in(ani).get(PAGE, {"pelanggan": "x"}).status_code == 200


def test_the_list_of_things_is_at_hand(log_in, ani, large):
    assert (
        '<option value="Kemeja batik Parang, Navy, L">KBP-L Rp185.000</option>'
        in log_in(ani).get(PAGE).content.decode()
    )


def test_the_warehouse_does_not_sell(log_in, joko, large, answers):
    assert log_in(joko).get(PAGE).status_code == 403
    assert log_in(joko).post(PAGE, answers()).status_code == 403
    assert Order.objects.count() == 0


def test_a_sale_started_in_another_shop_is_not_written_here(log_in, ani, other_shop, large, answers):
    assert log_in(ani).post(PAGE, answers(shop=other_shop.pk)).status_code == 409
    assert Order.objects.count() == 0
