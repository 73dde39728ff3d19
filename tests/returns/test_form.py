"""The public return form, through the front door."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases import throttle
from cases.models import Attachment, Case
from notifications.models import Message
from returns.models import ReturnRequest

FORM = "/toko/sari/retur/"


def field(page, name):
    """The value of a hidden field of the page."""
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]


def nothing_happened():
    return (Case.objects.count(), Message.objects.count()) == (0, 0)


def test_the_promised_names_are_all_it_takes(client, shop, answers, photo):
    response = client.post(FORM, {**answers, "evidence": [photo("a.jpg"), photo("b.jpg", "navy")]})

    case = ReturnRequest.objects.get()
    assert response.status_code == 303
    assert response.url == reverse("track", args=[case.token])
    assert (case.shop, case.channel.kind, case.variant, case.reason) == (
        shop,
        "website",
        "return_refund",
        "damaged",
    )
    assert (case.customer_name, case.customer_phone, case.customer_email) == (
        "Budi Santoso",
        "+6281234567890",
        "budi@mail.test",
    )
    assert case.order_number == "INV/20261120/MPL/4711"
    assert case.consented_at is not None
    assert [file.name for file in case.attachments.all()] == ["a.jpg", "b.jpg"]
    assert Message.objects.filter(about=case.reference, to_customer=True).count() == 1
    assert case.reference in client.get(response.url).content.decode()


def test_the_optional_fields_reach_the_case(client, shop, answers):
    client.post(FORM, {**answers, "product": "Kemeja batik Parang", "amount": "Rp 185.000"})

    case = Case.objects.get()
    assert (case.title, case.amount) == ("Kemeja batik Parang", 185_000)


@pytest.mark.parametrize("kind", ["refund_only", "return_refund", "exchange", "reshipment"])
def test_every_kind_is_a_variant(client, shop, answers, kind):
    client.post(FORM, {**answers, "kind": kind, "wanted_variant": "XL"})

    assert Case.objects.get().variant == kind


@pytest.mark.parametrize(
    "name, value",
    [
        ("order_number", ""),
        ("customer_name", "   "),
        ("customer_name", "B" * 81),
        ("phone", "0812 345"),
        ("phone", "(021) 3441839"),
        ("phone", "08123456789a"),
        ("email", "budi@"),
        ("kind", "hadiah"),
        ("kind", ""),
        ("reason", "apa saja"),
        ("description", ""),
        ("description", "x" * 4001),
        ("amount", "15,000"),
        ("amount", "9" * 6000),
        ("consent", ""),
        ("wanted_variant", "W" * 121),
    ],
)
def test_a_wrong_answer_comes_back_with_the_others_kept(client, shop, answers, name, value):
    page = client.post(FORM, {**answers, name: value})

    html = page.content.decode()
    assert page.status_code == 422
    assert nothing_happened()
    assert list(page.context["form"].errors) == [name]
    assert "Ada 1 isian yang perlu dilengkapi" in html
    assert f'<a href="#id_{name}">' in html
    assert f'id="id_{name}_error"' in html
    kept = {
        "description": answers["description"],
        "customer_name": "Budi Santoso",
        "order_number": "INV/20261120/MPL/4711",
    }
    for other, words in kept.items():
        assert other == name or words in html


def test_an_exchange_needs_to_know_for_what(client, shop, answers):
    page = client.post(FORM, {**answers, "kind": "exchange"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["wanted_variant"]
    assert nothing_happened()


def test_each_error_is_joined_to_its_field(client, shop, answers):
    page = client.post(FORM, {**answers, "phone": "0812", "description": ""}).content.decode()

    assert re.search(r'<input[^>]*name="phone"[^>]*aria-invalid="true"[^>]*>', page)
    assert re.search(r'<input[^>]*name="phone"[^>]*aria-describedby="id_phone_helptext id_phone_error"', page)
    assert re.search(
        r'<textarea[^>]*name="description"[^>]*aria-describedby="id_description_helptext id_description_error"',
        page,
    )
    assert "Tinggal 2 isian lagi, Kak" in page


def test_files_survive_an_error_and_reach_the_case(client, shop, answers, photo):
    page = client.post(FORM, {**answers, "phone": "", "evidence": [photo()]})
    assert page.status_code == 422
    assert "foto.jpg" in page.content.decode()
    assert Attachment.objects.get().case is None

    kept = {"draft_key": field(page, "draft_key"), "submission": field(page, "submission")}
    client.post(FORM, {**answers, **kept})

    assert Case.objects.get().attachments.get().name == "foto.jpg"


def test_a_refused_file_says_so_and_harms_nothing_else(client, shop, answers, photo):
    page_as_photo = SimpleUploadedFile("label.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg")
    page = client.post(FORM, {**answers, "evidence": [photo(), page_as_photo]})

    html = page.content.decode()
    assert page.status_code == 422
    assert nothing_happened()
    assert [draft.name for draft in page.context["basket"].drafts] == ["foto.jpg"]
    assert "label.jpg" in page.context["basket"].refusals[0]
    assert '<a href="#id_evidence">' in html
    assert answers["description"] in html
    assert not page.context["form"].errors


def test_removing_a_file_keeps_what_was_typed(client, shop, answers, photo):
    page = client.post(FORM, {**answers, "phone": "", "evidence": [photo("a.jpg"), photo("b.jpg", "navy")]})
    first = Attachment.objects.order_by("pk").first()

    page = client.post(FORM, {**answers, "draft_key": field(page, "draft_key"), "remove": str(first.pk)})

    assert page.status_code == 200
    assert [draft.name for draft in page.context["basket"].drafts] == ["b.jpg"]
    assert answers["description"] in page.content.decode()
    assert 'id="galat"' not in page.content.decode()
    assert [file.name for file in Attachment.objects.all()] == ["b.jpg"]
    assert nothing_happened()


def test_enter_never_removes_a_file(client, shop, answers, photo):
    """The browser presses the first submit button of a form on Enter."""
    page = client.post(FORM, {**answers, "phone": "", "evidence": [photo()]}).content.decode()

    form = page[page.index('enctype="multipart/form-data"') :]
    assert "name=" not in re.search(r"<button[^>]*>", form)[0]
    assert 'name="remove"' in form


def test_another_forms_files_cannot_be_had(client, shop, answers, photo):
    client.post(FORM, {**answers, "phone": "", "evidence": [photo("milik-budi.jpg")]})
    mine = Attachment.objects.get()

    client.post(
        FORM, {**answers, "draft_key": str(uuid4()), "customer_name": "Pencuri", "remove": str(mine.pk)}
    )
    client.post(FORM, {**answers, "draft_key": str(uuid4()), "customer_name": "Pencuri"})

    mine.refresh_from_db()
    assert mine.case is None
    assert Case.objects.get().attachments.count() == 0


def test_files_of_one_shop_do_not_reach_another(client, shop, other_shop, answers, photo):
    page = client.post(FORM, {**answers, "phone": "", "evidence": [photo()]})

    client.post("/toko/tono/retur/", {**answers, "draft_key": field(page, "draft_key")})

    assert Case.objects.get().shop == other_shop
    assert Attachment.objects.get().case is None


def test_the_same_form_sent_twice_is_one_case(client, shop, answers, photo):
    sent = {**answers, "submission": str(uuid4()), "draft_key": str(uuid4())}

    first = client.post(FORM, {**sent, "evidence": [photo()]})
    second = client.post(FORM, {**sent, "evidence": [photo()]})

    assert second.status_code == 303 and second.url == first.url
    assert Case.objects.get().attachments.count() == 1
    assert Message.objects.filter(to_customer=True).count() == 1


def test_other_answers_on_a_page_that_was_sent_before_are_a_case_of_their_own(client, shop, answers):
    """The way back to the form must not swallow a second request."""
    sent = {**answers, "submission": str(uuid4())}

    first = client.post(FORM, sent)
    second = client.post(FORM, {**sent, "order_number": "INV/LAIN"})

    assert second.status_code == 303 and second.url != first.url
    assert sorted(Case.objects.values_list("order_number", flat=True)) == [
        "INV/20261120/MPL/4711",
        "INV/LAIN",
    ]


@pytest.mark.parametrize("key", ["", "x", "1", "0" * 4000, "\x00"])
def test_an_unreadable_key_is_replaced(client, shop, answers, key):
    response = client.post(FORM, {**answers, "submission": key, "draft_key": key})

    assert response.status_code == 303
    assert Case.objects.count() == 1


def test_a_program_that_fills_in_everything_leaves_nothing(client, shop, answers, photo):
    page = client.post(FORM, {**answers, "homepage": "https://spam.test", "evidence": [photo()]})

    assert page.status_code == 200
    assert "Belum terkirim" in page.content.decode()
    assert nothing_happened()
    assert Attachment.objects.count() == 0


def test_null_bytes_are_dropped(client, shop, answers):
    client.post(FORM, {**answers, "customer_name": "Bu\x00di", "description": "so\x00bek"})

    case = Case.objects.get()
    assert (case.customer_name, case.description) == ("Budi", "sobek")


def test_the_page_is_never_kept_by_a_cache(client, shop):
    assert "no-store" in client.get(FORM)["Cache-Control"]


def test_the_token_of_the_form_is_asked_for(shop, answers):
    response = Client(enforce_csrf_checks=True).post(FORM, answers)

    assert response.status_code == 403
    assert "Belum ada yang terkirim" in response.content.decode()
    assert nothing_happened()


def test_a_shop_without_its_form_says_how_to_reach_it(client, shop, answers):
    shop.channels.filter(kind="website").update(is_active=False)

    page = client.post(FORM, answers).content.decode()

    assert "https://wa.me/6281298765432" in page
    assert client.get(FORM).status_code == 200
    assert nothing_happened()


def test_an_unknown_shop_is_not_found(client, db):
    assert client.get("/toko/tidak-ada/retur/").status_code == 404
    assert client.post("/toko/tidak-ada/retur/", {}).status_code == 404


def test_one_phone_is_held_back_and_its_form_kept(client, shop, answers, used_up):
    used_up(throttle.SUBMIT_BY_PHONE, f"{shop.pk}/+6281234567890")

    page = client.post(FORM, answers)

    assert page.status_code == 429
    assert "Coba lagi setelah pukul" in page.content.decode()
    assert answers["description"] in page.content.decode()
    assert nothing_happened()
    assert client.post(FORM, {**answers, "phone": "081298760000"}).status_code == 303


def test_one_network_is_held_back(client, shop, answers, used_up):
    used_up(throttle.SUBMIT_BY_ADDRESS, "127.0.0.1")

    assert client.post(FORM, answers).status_code == 429
    assert nothing_happened()
    assert client.post(FORM, answers, REMOTE_ADDR="10.9.8.7").status_code == 303


def test_files_that_came_too_fast_are_asked_for_later(client, shop, answers, photo, used_up):
    used_up(throttle.UPLOAD_BY_ADDRESS, "127.0.0.1")

    page = client.post(FORM, {**answers, "evidence": [photo(), photo()]})

    assert page.status_code == 429
    assert len(page.context["basket"].refusals) == 1
    assert answers["description"] in page.content.decode()
    assert nothing_happened()
