"""Two tabs, two shops: a form that was opened in one shop changes nothing in the other."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from shops.founding import found_shop
from shops.models import Membership, Shop, User

# Pages of the settings whose forms change the open shop or its team.
PAGES = ["profile", "hours", "holidays", "add_channel", "invite", "leave", "team"]


@pytest.fixture
def branch(sari):
    """Ibu Sari's second shop."""
    shop = found_shop(sari.user, name="Cabang Sari", slug="cabang")
    return Membership.objects.get(shop=shop)


@pytest.fixture
def rina(branch):
    """Who owns the second shop too."""
    user = User.objects.create_user("rina@sari.test", name="Rina")
    return branch.shop.memberships.create(user=user, role="owner", accepted_at=timezone.now())


@pytest.fixture
def browser(log_in, sari):
    """Ibu Sari's browser, first in Toko Sari."""
    return log_in(sari)


def switch(browser, membership):
    assert browser.post(reverse("switch_shop", args=[membership.shop_id])).status_code == 302


def shop_fields(page):
    return re.findall(r'<input type="hidden" name="shop" value="([^"]*)">', page)


def kept():
    """Everything of the shops that a form of the settings could have changed."""
    return (
        list(Shop.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        *[
            [list(getattr(shop, rows).order_by("pk").values()) for shop in Shop.objects.order_by("pk")]
            for rows in ("channels", "opening_periods", "special_days", "audit_entries")
        ],
    )


@pytest.mark.parametrize("name", PAGES)
def test_every_form_says_which_shop_it_is_of(browser, branch, rina, name):
    rina.disabled_at = timezone.now()
    rina.save()
    switch(browser, branch)
    page = browser.get(reverse(name)).content.decode()
    forms = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
    assert forms
    assert [shop_fields(form) for form in forms] == [[str(branch.shop_id)]] * len(forms)


def test_a_form_of_the_shop_left_in_another_tab_changes_nothing(browser, sari, branch):
    (of_first,) = shop_fields(browser.get(reverse("profile")).content.decode())
    switch(browser, branch)
    before = kept()

    profile = {
        "name": "Nama Lain", "slug": "lain", "whatsapp": "0812-9876-5432", "email": "halo@sari.test",
        "address": "", "return_address": "", "time_zone": "Asia/Jayapura", "undo_seconds": "60",
        "account_days": "30",
        "shop": of_first,
    }  # fmt: skip
    response = browser.post(reverse("profile"), profile)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Cabang Sari" in page and "Tidak ada yang berubah." in page
    assert f'href="{reverse("settings")}"' in page
    assert kept() == before

    switch(browser, sari)
    assert browser.post(reverse("profile"), profile).status_code == 302
    names = list(Shop.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["Nama Lain", "Cabang Sari"]


@pytest.mark.parametrize(
    "name, args, data",
    [
        ("hours", [], {"opens_0_0": "09:00", "closes_0_0": "10:00"}),
        ("holidays", [], {"date": "2026-12-30", "name": "Stok opname", "is_open": "0"}),
        ("flip_day", ["2026-12-25"], {}),
        ("add_channel", [], {"kind": "tokopedia", "name": "Tokopedia", "preset": "tokopedia"}),
        ("invite", [], {"email": "wati@sari.test", "name": "Wati", "role": "service"}),
        ("leave", [], {}),
    ],
)
def test_each_page_takes_the_forms_of_the_open_shop_only(browser, sari, branch, rina, name, args, data):
    switch(browser, branch)
    before, address = kept(), reverse(name, args=args)

    assert browser.post(address, {**data, "shop": sari.shop_id}).status_code == 409
    assert kept() == before

    assert browser.post(address, {**data, "shop": branch.shop_id}).status_code == 302
    assert kept() != before


@pytest.mark.parametrize("wrong", ["", "0", "x", "9" * 400])
def test_a_shop_that_is_none_changes_nothing(browser, wrong):
    before, address = kept(), reverse("flip_day", args=["2026-12-25"])
    assert browser.post(address, {"shop": wrong}).status_code == 409
    assert kept() == before
