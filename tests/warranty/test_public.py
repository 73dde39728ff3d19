"""The customers' pages: the check, the claim, the registration and its card."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import throttle
from cases.models import Case
from notifications.models import Message
from warranty.models import RegisteredUnit, UnitProof, WarrantyClaim
from warranty.views.public import CHECK_BY_ADDRESS, REGISTER_BY_ADDRESS

PAGE = "/toko/sari/garansi/"
CLAIM = "/toko/sari/garansi/klaim/"
REGISTER = "/toko/sari/garansi/daftar/"


@pytest.fixture
def today(shop):
    return timezone.now().astimezone(shop.zone).date()


@pytest.fixture
def answers():
    """Exactly the promised names of the claim."""
    return {
        "serial_number": "bm35-26-08811", "customer_name": "Rina Putri", "phone": "0813-9876-5432",
        "email": "rina@mail.test", "problem": "Motornya mati setelah dua menit.", "consent": "on",
    }  # fmt: skip


@pytest.fixture
def registration(term, today):
    return {
        "serial_number": "bm35-26 08812", "product": term.pk, "purchased_on": (today - timedelta(days=10)).isoformat(),
        "customer_name": "Rina Putri", "phone": "0813-9876-5432", "consent": "on",
    }  # fmt: skip


# The check ------------------------------------------------------------------------------------


def test_the_shops_page_leads_here(client, shop):
    assert f'href="{PAGE}"' in client.get("/toko/sari/").content.decode()


def test_the_page_explains_the_procedure_and_leads_on(client, term):
    html = client.get(PAGE).content.decode()
    assert html.count("<li>") >= 6
    assert "Kami jawab paling lambat 2 hari kerja." in html
    assert "Unit kami diagnosa paling lambat 3 hari kerja setelah sampai" in html
    assert "Blender mini 350 ml: 12 bulan" in html
    assert f'href="{CLAIM}"' in html
    assert f'href="{REGISTER}"' in html


def test_a_known_number_answers_with_the_warranty_and_never_with_the_owner(client, make_unit, today):
    unit = make_unit(purchased_on=today)
    html = client.get(PAGE, {"nomor": " bm35-26-08811"}).content.decode()
    assert unit.coverage(today).sentence() in html
    assert "Blender mini 350 ml" in html
    for secret in ("Budi", "081234567890", "0812-3456-7890", "6281234567890", unit.token):
        assert secret not in html
    assert f'href="{CLAIM}?nomor=bm35-26-08811"' in html


def test_an_unknown_number_is_said_to_be_unknown(client, unit):
    html = client.get(PAGE, {"nomor": "<b>X</b>"}).content.decode()
    assert "Nomor seri &lt;b&gt;X&lt;/b&gt; belum terdaftar." in html


def test_a_number_of_another_shop_is_unknown(client, unit, other_shop):
    assert (
        "belum terdaftar" in client.get("/toko/tono/garansi/", {"nomor": unit.serial_number}).content.decode()
    )


def test_a_replaced_unit_says_so(client, unit, make_unit):
    RegisteredUnit.objects.filter(pk=make_unit("X-1").pk).update(
        replaced_from=unit, replaced_on=date(2026, 11, 17)
    )
    assert (
        "Unit ini sudah diganti dengan unit lain."
        in client.get(PAGE, {"nomor": unit.serial_number}).content.decode()
    )


def test_guessing_is_held_back(client, unit, used_up):
    used_up(CHECK_BY_ADDRESS, "127.0.0.1")
    page = client.get(PAGE, {"nomor": unit.serial_number})
    assert page.status_code == 429
    assert "Blender" not in page.content.decode().split("Masa garansi kami")[0]
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE, {"nomor": unit.serial_number}, REMOTE_ADDR="10.9.8.7").status_code == 200


@pytest.mark.parametrize("nomor", ["\x00", "\ud800x", "x" * 500, "٣"])
def test_nonsense_is_answered(client, shop, nomor):
    assert client.get(PAGE, {"nomor": nomor.encode("utf-8", "replace")}).status_code == 200


# The claim ------------------------------------------------------------------------------------


def test_the_promised_names_are_all_it_takes(client, unit, answers, photo):
    response = client.post(CLAIM, {**answers, "evidence": [photo()]})
    case = WarrantyClaim.objects.get()
    assert (response.status_code, response.url) == (303, reverse("track", args=[case.token]))
    assert (case.kind, case.variant, case.unit, case.title) == (
        "warranty_claim",
        "service",
        unit,
        "Blender mini 350 ml",
    )
    assert (case.serial_number, case.description) == ("bm35-26-08811", "Motornya mati setelah dua menit.")
    assert (case.customer_name, case.customer_phone, case.customer_email) == (
        "Rina Putri",
        "+6281398765432",
        "rina@mail.test",
    )
    assert case.reference.startswith("GR-")
    assert [file.name for file in case.attachments.all()] == ["foto.jpg"]
    page = client.get(response.url).content.decode()
    assert case.coverage_sentence in page
    assert "Budi" not in page  # in whose name the unit is registered is nobody's business


def test_an_unknown_number_is_taken_in(client, shop, answers):
    response = client.post(CLAIM, {**answers, "serial_number": "ENTAH-9", "product": "Kipas meja"})
    case = WarrantyClaim.objects.get()
    assert (case.state, case.coverage_status, case.title) == ("submitted", "unregistered", "Kipas meja")
    assert (
        "Nomor seri ini belum terdaftar. Toko memeriksa datanya dulu."
        in client.get(response.url).content.decode()
    )


@pytest.mark.parametrize("serial", ["bm35-26-08811", "ENTAH-9"])
def test_the_same_form_twice_is_one_claim(client, unit, answers, serial):
    form = {**answers, "serial_number": serial, "submission": str(uuid4())}
    first, second = client.post(CLAIM, form), client.post(CLAIM, form)
    assert (first.url, WarrantyClaim.objects.count()) == (second.url, 1)


@pytest.mark.parametrize(
    "name, value",
    [("serial_number", " "), ("serial_number", "S" * 61), ("customer_name", ""), ("phone", "0812"), ("problem", ""),
     ("email", "rina@"), ("consent", "")],
)  # fmt: skip
def test_a_wrong_answer_comes_back_with_the_others_kept(client, unit, answers, name, value):
    page = client.post(CLAIM, {**answers, name: value})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert (Case.objects.count(), Message.objects.count()) == (0, 0)
    assert name == "problem" or answers["problem"] in page.content.decode()


def test_the_form_takes_the_number_along(client, shop):
    assert 'value="BM-1"' in client.get(CLAIM, {"nomor": "BM-1"}).content.decode()


def test_claims_of_one_phone_are_held_back(client, shop, answers, used_up):
    used_up(throttle.SUBMIT_BY_PHONE, f"{shop.pk}/+6281398765432")
    assert client.post(CLAIM, answers).status_code == 429
    assert Case.objects.count() == 0


def test_the_tracking_page_shows_the_stations_of_the_repair(client, open_claim, walk):
    case = walk(
        open_claim(),
        ("ani", "accept"),
        ("joko", "receive", {"received_on": date(2026, 11, 17), "condition": "worn"}),
    )
    html = client.get(reverse("track", args=[case.token])).content.decode()
    road = re.findall(r"<b>([^<]+)</b>", html.split('class="path"')[1].split("</ol>")[0])
    assert road == [
        "Toko memeriksa klaim", "Kakak membawa atau mengirim unit", "Unit diterima", "Diagnosa",
        "Menunggu suku cadang, bila perlu", "Diperbaiki", "Siap diambil atau dikirim", "Kakak mengonfirmasi", "Selesai",
    ]  # fmt: skip
    assert "Lecet pemakaian wajar" in html
    promised = ("ani", "repair", {"promised_on": date(2026, 11, 20)})
    walk(case, ("joko", "diagnose", {"diagnosis": "Sikat motor aus."}), promised)
    assert (
        "<dt>Dijanjikan selesai</dt><dd>20 Nov 2026</dd>"
        in client.get(reverse("track", args=[case.token])).content.decode()
    )


def test_the_cost_of_a_repair_is_answered_on_the_tracking_page(client, open_claim, walk):
    case = walk(
        open_claim(), ("ani", "accept"), ("joko", "receive", {"received_on": date(2026, 11, 17), "condition": "worn"}),
        ("joko", "diagnose", {"diagnosis": "Gelas pecah."}),
        ("ani", "quote", {"repair_cost": 150_000}, "Gelas pecah tidak ditanggung, Kak."),
    )  # fmt: skip
    html = client.get(reverse("track", args=[case.token])).content.decode()
    assert "<h1>Ada biaya perbaikan, mohon jawaban Kakak</h1>" in html
    assert "Gelas pecah tidak ditanggung, Kak." in html
    assert "<dt>Biaya untuk pelanggan</dt><dd>Rp150.000</dd>" in html
    for action in ("agree", "decline"):
        assert f'href="{reverse("track_act", args=[case.token, action])}"' in html
    asked = client.get(reverse("track_act", args=[case.token, "agree"])).content.decode()
    assert "Rp150.000" in asked
    response = client.post(
        reverse("track_act", args=[case.token, "agree"]), {"seen": str(case.version), "note": "Silakan, Kak."}
    )
    assert response.status_code == 303
    assert WarrantyClaim.objects.get().state == "repairing"


# The registration -----------------------------------------------------------------------------


def test_a_registration_becomes_a_card(client, term, registration, photo, today):
    response = client.post(REGISTER, {**registration, "evidence": [photo("nota.jpg")]})
    unit = RegisteredUnit.objects.get()
    assert (response.status_code, response.url) == (303, reverse("warranty_card", args=["sari", unit.token]))
    assert (unit.serial_number, unit.product, unit.owner_phone) == (
        "BM35-2608812",
        "Blender mini 350 ml",
        "+6281398765432",
    )
    assert (unit.purchased_on, unit.is_confirmed) == (today - timedelta(days=10), False)
    assert UnitProof.objects.get().name == "nota.jpg"
    html = client.get(response.url).content.decode()
    for words in (
        "BM35-2608812",
        "Rina Putri",
        "Motor, Sakelar",
        "Gelas pecah",
        "Servis Sari",
        "belum dicocokkan",
        "UU 8/1999",
    ):
        assert words in html
    assert "0813" not in html.split('class="a6"')[1].split("</section>")[0]
    assert "<svg" in html.split('class="a6"')[1]


def test_a_number_that_is_known_is_not_taken_twice(client, make_unit, registration):
    make_unit("bm35-2608812")
    page = client.post(REGISTER, registration)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["serial_number"])
    assert RegisteredUnit.objects.count() == 1
    for secret in ("Budi", "0812-3456-7890"):
        assert secret not in page.content.decode()


def test_the_same_registration_twice_is_the_same_card(client, registration):
    assert client.post(REGISTER, registration).url == client.post(REGISTER, registration).url
    assert client.post(REGISTER, {**registration, "phone": "0812-3456-7890"}).status_code == 422
    assert RegisteredUnit.objects.count() == 1


@pytest.mark.parametrize(
    "name, value",
    [("serial_number", ""), ("product", ""), ("product", "999999"), ("purchased_on", ""), ("purchased_on", "31/31/2026"),
     ("purchased_on", "2999-01-01"), ("delivered_on", "2999-01-01"), ("phone", "021"), ("customer_name", ""), ("consent", "")],
)  # fmt: skip
def test_a_wrong_registration_comes_back(client, registration, photo, name, value):
    page = client.post(REGISTER, {**registration, name: value, "evidence": [photo("nota.jpg")]})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert "nota.jpg" in page.content.decode()
    assert RegisteredUnit.objects.count() == 0


def test_a_term_that_is_not_offered_cannot_be_chosen(client, term, registration, other_shop):
    type(term).objects.update(shop=other_shop)
    assert "belum bisa didaftarkan" in client.post(REGISTER, registration).content.decode()
    assert RegisteredUnit.objects.count() == 0


def test_programs_are_not_registered(client, registration):
    assert client.post(REGISTER, {**registration, "homepage": "http://x.test"}).status_code == 200
    assert RegisteredUnit.objects.count() == 0


def test_registrations_are_held_back(client, registration, used_up):
    used_up(REGISTER_BY_ADDRESS, "127.0.0.1")
    assert client.post(REGISTER, registration).status_code == 429
    assert RegisteredUnit.objects.count() == 0


def test_a_file_can_be_taken_back(client, registration, photo):
    page = client.post(REGISTER, {**registration, "phone": "", "evidence": [photo("nota.jpg")]})
    key = re.search(r'name="draft_key" value="([^"]+)"', page.content.decode())[1]
    [draft] = page.context["basket"].drafts
    page = client.post(REGISTER, {**registration, "draft_key": key, "remove": str(draft.pk)})
    assert page.status_code == 200
    assert "nota.jpg" not in page.content.decode()
    assert "Rina Putri" in page.content.decode()


def test_a_card_opens_by_its_own_link_only(client, unit, other_shop):
    assert client.get(reverse("warranty_card", args=["sari", unit.token])).status_code == 200
    for slug, token in (("sari", "A" * 24), ("tono", unit.token)):
        assert client.get(reverse("warranty_card", args=[slug, token])).status_code == 404


# What it costs ----------------------------------------------------------------------------------


def test_the_pages_ask_the_same_however_much_there_is(client, make_unit, shop, django_assert_max_num_queries):
    units = [make_unit(f"S-{number}") for number in range(5)]
    with django_assert_max_num_queries(10):
        client.get(PAGE, {"nomor": units[0].serial_number})
    with django_assert_max_num_queries(8):
        client.get(reverse("warranty_card", args=["sari", units[0].token]))


@pytest.mark.parametrize("address", [PAGE, CLAIM, REGISTER])
def test_a_page_is_light(client, term, address):
    assert len(client.get(address).content) < 30_000
