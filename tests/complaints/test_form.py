"""The public complaint form, through the front door, and what its customer does afterwards."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Attachment, Case
from cases.perform import perform
from complaints.models import Complaint
from notifications.models import Message

FORM = "/toko/sari/keluhan/"
SOLUTION = {
    "recovery_action": "replacement", "offered_solution": "Dua gelas baru kami kirim.", "root_cause": "packaging",
}  # fmt: skip
HEARD = {"restated": "Dua gelas pecah", "severity": "medium"}


def field(page, name):
    """The value of a hidden field of the page."""
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]


def nothing_happened():
    return (Case.objects.count(), Message.objects.count()) == (0, 0)


def test_the_promised_names_are_all_it_takes(client, shop, answers, photo):
    response = client.post(FORM, {**answers, "evidence": [photo()]})

    case = Complaint.objects.get()
    assert (response.status_code, response.url) == (303, reverse("track", args=[case.token]))
    assert case.reference.startswith("KL-")
    assert (case.shop, case.channel.kind, case.source) == (shop, "website", "form")
    assert (case.category, case.expected_solution) == ("delivery", "Minta gelas baru.")
    assert (case.customer_name, case.customer_phone, case.customer_email) == (
        "Budi Santoso", "+6281234567890", "budi@mail.test",
    )  # fmt: skip
    assert (case.order_number, case.description) == (answers["order_number"], answers["description"])
    assert (case.title, case.severity, case.root_cause) == ("Paket datang penyok, dua gelas pecah.", "", "")
    assert case.consented_at is not None
    assert [file.name for file in case.attachments.all()] == ["foto.jpg"]
    assert Message.objects.get(to_customer=True).template == "complaint_submitted"
    assert case.reference in client.get(response.url).content.decode()


def test_four_answers_and_the_consent_are_enough(client, shop, answers):
    little = {
        name: answers[name] for name in ("customer_name", "phone", "category", "description", "consent")
    }

    assert client.post(FORM, little).status_code == 303
    case = Complaint.objects.get()
    assert (case.order_number, case.customer_email, case.expected_solution) == ("", "", "")


def test_at_most_five_fields_meet_the_eye(client, shop):
    html = client.get(FORM).content.decode()

    seen = re.sub(
        r"<details>.*?</details>", "", html[html.index("<form") : html.index("</form>")], flags=re.S
    )
    names = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*name="(\w+)"', seen)
    assert names == ["customer_name", "phone", "category", "description", "homepage", "consent"]
    assert re.search(r'<div class="vh" aria-hidden="true"><label>[^<]*<input name="homepage"', seen)
    folded = re.search(r"<details>.*?</details>", html, flags=re.S)[0]
    assert set(re.findall(r' name="(\w+)"', folded)) == {
        "order_number", "email", "expected_solution", "draft_key", "evidence",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name, value",
    [
        ("customer_name", "  "),
        ("phone", "0812 345"),
        ("email", "budi@"),
        ("category", ""),
        ("category", "hadiah"),
        ("description", ""),
        ("description", "x" * 4001),
        ("expected_solution", "x" * 1001),
        ("order_number", "x" * 61),
        ("consent", ""),
    ],
)
def test_a_wrong_answer_comes_back_with_the_others_kept(client, shop, answers, name, value):
    page = client.post(FORM, {**answers, name: value})

    html = page.content.decode()
    assert page.status_code == 422
    assert nothing_happened()
    assert list(page.context["form"].errors) == [name]
    assert f'<a href="#id_{name}">' in html
    assert f'id="id_{name}_error"' in html
    # What is wrong or filled in is not folded away.
    assert "<details open>" in html
    for other in ("description", "customer_name", "order_number", "expected_solution"):
        assert other == name or answers[other] in html


def test_files_survive_an_error_and_reach_the_case(client, shop, answers, photo):
    little = {name: answers[name] for name in ("customer_name", "category", "description", "consent")}
    page = client.post(FORM, {**little, "evidence": [photo()]})
    assert page.status_code == 422
    assert "<details open>" in page.content.decode()
    assert Attachment.objects.get().case is None

    keys = {"draft_key": field(page, "draft_key"), "submission": field(page, "submission")}
    client.post(FORM, {**answers, **keys})

    assert Case.objects.get().attachments.get().name == "foto.jpg"


def test_the_same_form_sent_twice_is_one_complaint(client, shop, answers):
    sent = {**answers, "submission": str(uuid4())}

    first, second = client.post(FORM, sent), client.post(FORM, sent)

    assert (second.status_code, second.url) == (303, first.url)
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)


def test_a_program_that_fills_in_everything_leaves_nothing(client, shop, answers):
    page = client.post(FORM, {**answers, "homepage": "https://spam.test"})

    assert page.status_code == 200
    assert nothing_happened()


def test_the_page_says_how_complaints_are_handled_and_until_when(client, shop):
    shop.channels.get(kind="website").rules.filter(clock="answer").update(number=3)

    html = client.get(FORM).content.decode()

    assert "Kami jawab paling lambat 3 hari kerja." in html
    assert "Kami baca dan jawab paling lambat 3 hari kerja." in html
    assert "Solusinya kami tawarkan paling lambat 2 hari kerja setelah itu." in html
    assert "Yang sudah disepakati kami jalankan paling lambat 2 hari kerja." in html
    assert "https://wa.me/6281298765432" in html  # a number to reach somebody at
    assert "Ditjen PKTN" in html


def test_without_a_rule_the_complaints_own_promise_holds(client, shop):
    shop.channels.get(kind="website").rules.all().delete()

    assert "Kami jawab paling lambat 1 hari kerja." in client.get(FORM).content.decode()


def test_the_service_page_leads_here(client, shop):
    html = client.get("/toko/sari/").content.decode()

    assert f'<a class="choice" href="{FORM}">' in html
    assert "Sampaikan keluhan" in html


def test_an_unknown_shop_is_not_found(client, db):
    assert client.get("/toko/tidak-ada/keluhan/").status_code == 404
    assert client.post("/toko/tidak-ada/keluhan/", {}).status_code == 404


def test_a_shop_without_its_form_says_how_to_reach_it(client, shop, answers):
    shop.channels.filter(kind="website").update(is_active=False)

    assert "https://wa.me/6281298765432" in client.post(FORM, answers).content.decode()
    assert nothing_happened()


def test_the_token_of_the_form_is_asked_for(shop, answers):
    assert Client(enforce_csrf_checks=True).post(FORM, answers).status_code == 403
    assert nothing_happened()


def test_the_form_costs_a_handful_of_queries(client, shop, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(FORM)


# Afterwards ------------------------------------------------------------------------------------------


def test_the_offer_stands_where_it_is_decided(client, open_complaint, people):
    case = open_complaint()
    perform(case, "offer", actor=people["ani"], data={**HEARD, **SOLUTION})

    page = client.get(f"/lacak/{case.token}/").content.decode()
    top = page[: page.index("Perjalanan kasus")]
    assert "Dua gelas baru kami kirim." in top
    assert "Saya setuju…" in page and "Belum cocok…" in page
    asked = client.get(f"/lacak/{case.token}/tindakan/accept/").content.decode()
    assert "Dua gelas baru kami kirim." in asked
    assert "Kemasan" not in page + asked

    client.post(f"/lacak/{case.token}/tindakan/accept/", {"seen": Complaint.objects.get().version})
    assert Complaint.objects.get().state == "recovery_due"


def test_one_tap_reopens(client, open_complaint, people):
    case = open_complaint()
    data = {**HEARD, **SOLUTION, "recovered_on": case.opened_at.date()}
    perform(case, "settle", actor=people["ani"], data=data)
    perform(case, "confirm", actor=people["budi"])
    page = client.get(f"/lacak/{case.token}/").content.decode()
    tap = re.search(r'<form method="post" action="([^"]+/reopen/)">(.*?)</form>', page, flags=re.S)
    assert "Belum beres, buka kembali</button>" in tap[2]

    response = client.post(tap[1], {"seen": re.search(r'name="seen" value="(\d+)"', tap[2])[1]})

    assert (response.status_code, response.url) == (303, f"/lacak/{case.token}/")
    case = Complaint.objects.get()
    assert (case.state, case.is_open) == ("reopened", True)
    # A second tap finds it done.
    assert client.post(tap[1], {"seen": "3"}).status_code in (303, 409)
    assert Complaint.objects.get().version == case.version


def test_the_team_sees_expectation_and_cause_but_the_customer_only_their_part(
    client, ani, log_in, open_complaint, people
):
    case = open_complaint()
    perform(case, "offer", actor=people["ani"], data={**HEARD, **SOLUTION, "recovery_cost": 48_000})

    staff = log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode()
    public = client.get(f"/lacak/{case.token}/").content.decode()

    for words in ("Minta gelas baru.", "Kemasan", "Rp48.000", "Sedang"):
        assert words in staff
    assert "Minta gelas baru." in public
    for words in ("Kemasan", "Rp48.000", "Akar masalah", "Berat keluhan"):
        assert words not in public


def test_the_confirmation_has_no_box_to_tick(ani, log_in, open_complaint):
    """There is only one way of a complaint, so there is no other that it could be confused with."""
    case = open_complaint()

    page = log_in(ani).get(f"/kerja/kasus/{case.reference}/tindakan/answer/").content.decode()

    assert 'name="matched"' not in page
    response = log_in(ani).post(
        f"/kerja/kasus/{case.reference}/tindakan/answer/",
        {**HEARD, "category": "service", "note": "Maaf ya, Kak.", "seen": "1"},
    )
    assert response.status_code == 302
    case = Complaint.objects.get()
    assert (case.state, case.category, case.restated) == ("answered", "service", "Dua gelas pecah")


@pytest.mark.parametrize("path", ["", "tindakan/answer/"])
def test_another_shop_sees_nothing(path, tono, log_in, open_complaint):
    case = open_complaint()

    client = log_in(tono)
    assert client.get(f"/kerja/kasus/{case.reference}/{path}").status_code == 404
    assert client.post(f"/kerja/kasus/{case.reference}/tindakan/answer/", HEARD).status_code == 404
    assert Complaint.objects.get().state == "submitted"
