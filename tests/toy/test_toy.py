"""A kind that the house never saw goes through it: form, inbox, case page, search, tracking, turning, the end.

Its table goes through the matrix of `tests/cases/test_matrix.py` like every other.
"""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.intake import open_case
from cases.models import Case
from notifications.models import Message
from tests.toy.models import ReceiptRequest
from umkm_aftersales import settings as real_settings

ROOT = Path(__file__).resolve().parents[2]
FORM = "/toko/sari/nota/"
ANSWERS = {
    "customer_name": "Budi Santoso", "phone": "0812-3456-7890", "order_number": "INV/4711", "consent": "on",
    "made_out_to": "CV Budi Jaya", "description": "Tolong notanya untuk kantor.",
}  # fmt: skip


@pytest.fixture
def case(client, shop):
    """A request that Budi sent through the shop's page."""
    client.post(FORM, {**ANSWERS, "submission": str(uuid4())})
    return ReceiptRequest.objects.get()


def page(client, address, *args, **query):
    response = client.get(reverse(address, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def act(client, case, action, **answers):
    return client.post(reverse("act", args=[case.reference, action]), {"seen": str(case.version), **answers})


def test_the_shops_page_leads_to_its_form(client, shop):
    assert f'href="{FORM}"' in page(client, "shop", "sari")
    assert "Kami jawab paling lambat 2 hari kerja." in page(client, "receipt_form", "sari")


def test_a_sent_form_becomes_a_case_that_its_customer_follows(client, case):
    assert case.reference.startswith("NT-")
    html = page(client, "track", case.token)
    for words in (
        "Toko menyiapkan nota",
        "<dt>Permintaan</dt><dd>Nota</dd>",
        "<dt>Nota atas nama</dt><dd>CV Budi Jaya</dd>",
    ):
        assert words in html
    found = client.post(reverse("track_find"), {"reference": case.reference, "phone_last4": "7890"})
    assert found.url == reverse("track", args=[case.token])


def test_a_form_that_lacks_something_comes_back_filled(client, shop):
    response = client.post(FORM, {**ANSWERS, "made_out_to": ""})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["made_out_to"])
    assert "INV/4711" in response.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "query", [{}, {"kind": "receipt_request"}, {"state": "submitted"}, {"q": "cv budi jaya"}]
)
def test_the_inbox_shows_and_finds_it(case, sari, log_in, query):
    assert case.reference in page(log_in(sari), "inbox", **query)


@pytest.mark.parametrize("query", [{"kind": "complaint"}, {"q": "cv tono jaya"}])
def test_the_inbox_does_not_find_it_by_what_it_is_not(case, sari, log_in, query):
    assert case.reference not in page(log_in(sari), "inbox", **query)


def test_the_case_page_takes_it_to_its_end(client, case, ani, log_in):
    desk = log_in(ani)
    html = page(desk, "case", case.reference)
    for words in ("Nota diminta", "Kirim nota…", "<dt>Nota atas nama</dt><dd>CV Budi Jaya</dd>"):
        assert words in html
    assert act(desk, case, "send", receipt_number="2026/0815").status_code == 302
    assert "2026/0815" in Message.objects.get(template="receipt_sent").body
    assert case.reference in page(desk, "inbox", q="2026/0815")
    case.refresh_from_db()
    confirmed = client.post(reverse("track_act", args=[case.token, "confirm"]), {"seen": str(case.version)})
    assert confirmed.status_code == 303
    assert Case.objects.get().state == "closed"


def test_a_complaint_turns_out_to_be_one(shop, budi, ani, log_in):
    complaint = open_case(
        "complaint",
        channel=shop.channels.get(kind="website"),
        category="service",
        description="Mana notanya?",
        **budi,
    )
    address = reverse("turn_entry", args=[complaint.reference, "receipt_request"])
    assert f'href="{address}"' in page(log_in(ani), "turn", complaint.reference)
    assert log_in(ani).post(address, {**ANSWERS, "submission": str(uuid4())}).status_code == 303
    assert ReceiptRequest.objects.get().came_from.reference == complaint.reference


def test_nobody_of_another_shop_sees_it(case, tono, log_in):
    stranger = log_in(tono)
    assert stranger.get(reverse("case", args=[case.reference])).status_code == 404
    assert case.reference not in page(stranger, "inbox", q=case.reference)


def test_its_tables_are_in_step_and_the_checks_pass(db):
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", "toy", check=True, dry_run=True, verbosity=0)


def test_the_developers_page_quotes_it_word_by_word():
    quoted, source = 0, ""
    for block in re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/kind-in-an-afternoon.md").read_text(), re.DOTALL
    ):
        for line in block.splitlines():
            if line.startswith("# "):
                source = (ROOT / line.removeprefix("# ")).read_text().splitlines()
            elif line != "…":
                assert line in source
                quoted += 1
    assert quoted > 20


def test_the_house_does_not_know_it():
    assert "tests.toy" not in real_settings.INSTALLED_APPS
    rooms = [app for app in real_settings.INSTALLED_APPS if (ROOT / app).is_dir()]
    assert "cases" in rooms
    told = [
        path
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if "receipt_request" in path.read_text()
    ]
    assert told == []
