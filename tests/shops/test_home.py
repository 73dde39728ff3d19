"""The front door and the choice of language."""

import pytest


def test_names_the_only_shop(client, shop):
    page = client.get("/").content.decode()
    assert 'href="/toko/sari/"' in page
    assert 'href="/lacak/"' in page
    assert 'href="/akun/login/"' in page


def test_with_several_shops_it_names_none(client, shop, other_shop):
    page = client.get("/").content.decode()
    assert "/toko/" not in page and "Toko Sari" not in page


def test_remembers_the_language(client, db):
    response = client.post("/bahasa/", {"language": "en", "next": "/lacak/"})
    assert (response.status_code, response["Location"]) == (302, "/lacak/")
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")


@pytest.mark.parametrize("language", ["", "xx", "id\x00", "en-US"])
def test_an_unknown_language_changes_nothing(client, db, language):
    response = client.post("/bahasa/", {"language": language, "next": "/lacak/"})
    assert response["Location"] == "/lacak/"
    assert not response.cookies


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://maling.test/",
        "//maling.test/",
        "/\\maling.test",
        "javascript:alert(1)",
        "",
        "http:///x",
        "/a\r\nX: y",
        "inbox",
        "-1",
        "{{ 7 }}",
    ],
)
def test_never_leads_elsewhere(client, db, elsewhere):
    response = client.post("/bahasa/", {"language": "en", "next": elsewhere})
    assert response["Location"] == "/"


def test_only_by_post(client, db):
    assert client.get("/bahasa/").status_code == 405
