"""Files on their way: kept for the form that sent them, for nobody else."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases import throttle
from cases.models import Attachment

UPLOAD = "/toko/sari/berkas/"


@pytest.fixture
def key():
    return str(uuid4())


def test_a_file_becomes_a_line_of_the_list(client, shop, key, photo):
    response = client.post(UPLOAD, {"draft_key": key, "evidence": photo("sobek.jpg")})

    draft = Attachment.objects.get()
    html = response.content.decode()
    assert response.status_code == 200
    assert (draft.shop, str(draft.draft_key), draft.case) == (shop, key, None)
    assert "sobek.jpg" in html and f'name="remove" value="{draft.pk}"' in html
    assert f"/toko/sari/berkas/{key}/{draft.pk}/" in html


def test_numbers_above_a_thousand_stay_plain_in_addresses(client, shop, key, photo):
    client.post(UPLOAD, {"draft_key": key, "evidence": photo()})
    Attachment.objects.update(id=1_234_567)

    html = client.post(UPLOAD, {"draft_key": key, "evidence": photo("b.jpg", "navy")}).content.decode()
    page = client.post("/toko/sari/retur/", {"draft_key": key}).content.decode()

    assert "b.jpg" in html
    assert 'value="1234567"' in page and f"/toko/sari/berkas/{key}/1234567/" in page


def test_the_thumbnail_is_for_the_holder_of_the_key_only(client, shop, other_shop, key, photo):
    client.post(UPLOAD, {"draft_key": key, "evidence": photo()})
    pk = Attachment.objects.get().pk

    mine = client.get(f"/toko/sari/berkas/{key}/{pk}/")

    assert (mine.status_code, mine["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(b"".join(mine.streaming_content))).format == "JPEG"
    assert client.get(f"/toko/sari/berkas/{uuid4()}/{pk}/").status_code == 404
    assert client.get(f"/toko/tono/berkas/{key}/{pk}/").status_code == 404


def test_a_sent_file_is_no_draft_any_more(client, shop, key, photo, open_return):
    client.post(UPLOAD, {"draft_key": key, "evidence": photo()})
    draft = Attachment.objects.get()
    open_return(files=[draft])

    assert client.get(f"/toko/sari/berkas/{key}/{draft.pk}/").status_code == 404
    client.post(UPLOAD, {"draft_key": key, "remove": str(draft.pk)})
    assert Attachment.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    "name, content",
    [
        ("kosong.jpg", b""),
        ("halaman.jpg", b"<html></html>"),
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_a_refusal_is_one_plain_sentence(client, shop, key, name, content):
    response = client.post(
        UPLOAD, {"draft_key": key, "evidence": SimpleUploadedFile(name, content, "image/jpeg")}
    )

    assert response.status_code == 422
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().strip() != ""
    assert Attachment.objects.count() == 0


def test_no_more_than_eight(client, shop, key, photo):
    for number in range(8):
        assert client.post(UPLOAD, {"draft_key": key, "evidence": photo(f"{number}.jpg")}).status_code == 200

    response = client.post(UPLOAD, {"draft_key": key, "evidence": photo("9.jpg")})

    assert response.status_code == 422
    assert "8" in response.content.decode()
    assert Attachment.objects.count() == 8


def test_removing(client, shop, key, photo):
    client.post(UPLOAD, {"draft_key": key, "evidence": photo()})
    pk = Attachment.objects.get().pk

    client.post(UPLOAD, {"draft_key": str(uuid4()), "remove": str(pk)})
    assert Attachment.objects.count() == 1

    assert client.post(UPLOAD, {"draft_key": key, "remove": str(pk)}).status_code == 204
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "１", "\x00"])
def test_a_strange_number_removes_nothing(client, shop, key, photo, number):
    client.post(UPLOAD, {"draft_key": key, "evidence": photo()})

    assert client.post(UPLOAD, {"draft_key": key, "remove": number}).status_code == 204
    assert Attachment.objects.count() == 1


def test_nothing_sent_is_said(client, shop, key):
    assert client.post(UPLOAD, {"draft_key": key}).status_code == 422
    assert client.get(UPLOAD).status_code == 405


def test_without_the_token_of_the_form_nothing_is_kept(shop, key, photo):
    response = Client(enforce_csrf_checks=True).post(UPLOAD, {"draft_key": key, "evidence": photo()})

    assert response.status_code == 403
    assert Attachment.objects.count() == 0


def test_one_network_is_held_back(client, shop, key, photo, used_up):
    used_up(throttle.UPLOAD_BY_ADDRESS, "127.0.0.1")

    response = client.post(UPLOAD, {"draft_key": key, "evidence": photo()})

    assert response.status_code == 429
    assert "Coba lagi" in response.content.decode()
    assert Attachment.objects.count() == 0
