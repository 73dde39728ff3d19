"""The authenticator app and the recovery codes, from the phone's side."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from shops.accounts import set_password_link
from tests.conftest import PASSWORD


def _code(secret):
    """What the phone shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def _log_in(client):
    return client.post("/akun/login/", {"login": "ani@sari.test", "password": PASSWORD})


def _is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def phone(client, ani):
    """Ani turns the app on through the pages; her phone knows the secret from then on."""
    _log_in(client)
    asked = client.get("/akun/aplikasi/aktifkan/")
    assert asked.status_code == 302 and asked["Location"].startswith("/akun/konfirmasi/")
    client.post(asked["Location"], {"password": PASSWORD, "next": "/akun/aplikasi/aktifkan/"})
    page = client.get("/akun/aplikasi/aktifkan/").content.decode()
    secret = re.search(r'id="kunci" readonly value="([A-Z2-7]+)"', page)[1]
    activated = client.post("/akun/aplikasi/aktifkan/", {"code": _code(secret)})
    assert activated.status_code == 302
    return secret


def test_a_wrong_code_does_not_activate(client, ani):
    _log_in(client)
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": "/akun/aplikasi/aktifkan/"})
    client.get("/akun/aplikasi/aktifkan/")
    assert client.post("/akun/aplikasi/aktifkan/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_password_alone_no_longer_lets_in(phone):
    client = Client()
    response = _log_in(client)
    assert response["Location"] == "/akun/kode/"
    assert not _is_in(client)
    assert client.get("/pengaturan/")["Location"] == "/akun/login/?next=/pengaturan/"


def test_a_wrong_code_does_not_let_in(phone):
    client = Client()
    _log_in(client)
    assert client.post("/akun/kode/", {"code": "000000"}).status_code == 200
    assert not _is_in(client)


def test_the_code_lets_in_and_only_once(phone):
    code = _code(phone)
    client, second = Client(), Client()
    _log_in(client)
    assert client.post("/akun/kode/", {"code": code})["Location"] == "/kerja/"
    assert _is_in(client)
    _log_in(second)
    second.post("/akun/kode/", {"code": code})
    assert not _is_in(second)


def test_a_recovery_code_lets_in_exactly_once(client, phone, ani):
    page = client.get("/akun/kode-cadangan/").content.decode()
    codes = re.findall(r'<li class="ref">(\w+)</li>', page)
    assert len(codes) == 10
    lost, again = Client(), Client()
    _log_in(lost)
    assert lost.post("/akun/kode/", {"code": codes[0]})["Location"] == "/kerja/"
    _log_in(again)
    assert again.post("/akun/kode/", {"code": codes[0]}).status_code == 200
    assert not _is_in(again)
    assert "Tersisa 9 dari 10 kode." in client.get("/akun/kode-cadangan/").content.decode()


def test_downloaded_codes_are_a_text_file(client, phone):
    response = client.get("/akun/kode-cadangan/unduh/")
    assert response["Content-Type"] == "text/plain"
    assert len(re.findall(r"^\w{8,}$", response.content.decode(), re.M)) == 10


def test_new_codes_replace_the_old_ones(client, phone):
    old = re.findall(r'<li class="ref">(\w+)</li>', client.get("/akun/kode-cadangan/").content.decode())
    assert client.post("/akun/kode-cadangan/baru/").status_code == 302
    new = re.findall(r'<li class="ref">(\w+)</li>', client.get("/akun/kode-cadangan/").content.decode())
    assert len(new) == 10 and not set(old) & set(new)


def test_codes_need_a_fresh_proof(phone):
    client = Client()
    _log_in(client)
    client.post("/akun/kode/", {"code": _code(phone)})
    page = client.get("/akun/kode-cadangan/")
    shown = page.content.decode() if page.status_code == 200 else ""
    assert not re.search(r'<li class="ref">[a-z0-9]{8}</li>', shown)


def test_turning_it_off_forgets_the_codes_too(client, phone, ani):
    assert client.post("/akun/aplikasi/matikan/").status_code == 302
    assert not Authenticator.objects.filter(user=ani.user).exists()
    fresh = Client()
    assert _log_in(fresh)["Location"] == "/kerja/"


def test_guessing_codes_runs_into_the_limit(phone):
    client = Client()
    _log_in(client)
    for n in range(5):
        client.post("/akun/kode/", {"code": f"{n:06}"})
    client.post("/akun/kode/", {"code": _code(phone)})
    assert not _is_in(client)


def test_whoever_came_by_a_link_can_turn_it_on_too(client, ani):
    set_password_link(ani.user)  # allauth notes the address as not confirmed
    _log_in(client)
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": "/akun/"})
    assert client.get("/akun/aplikasi/aktifkan/").status_code == 200
