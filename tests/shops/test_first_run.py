"""The first-run page: one owner, one shop, then closed for ever; and its command for production."""

import io
import threading
from datetime import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from shops import presets
from shops.models import AuditEntry, Membership, Shop, User

ANSWERS = {
    "name": "Sari",
    "email": "Sari@Sari.test",
    "password": "kain-batik-parang",
    "password_again": "kain-batik-parang",
    "shop_name": "Toko Sari",
    "slug": "",
    "time_zone": "Asia/Makassar",
    "whatsapp": "0812 9876 5432",
    "preset": presets.OWN_AUTOMATIC,
}


@pytest.fixture(autouse=True)
def _started_empty(settings):
    settings.FIRST_RUN = True


def test_the_front_door_leads_there(client, db):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/mulai/")


def test_makes_the_owner_and_the_shop_and_logs_in(client, db):
    response = client.post("/mulai/", ANSWERS)

    assert (response.status_code, response["Location"]) == (302, "/kerja/")
    owner = Membership.objects.get()
    assert (owner.user.email, owner.user.name, owner.role) == ("sari@sari.test", "Sari", "owner")
    assert owner.user.check_password("kain-batik-parang")
    shop = owner.shop
    assert (shop.name, shop.slug, shop.time_zone) == ("Toko Sari", "toko-sari", "Asia/Makassar")
    assert shop.whatsapp == "+6281298765432"
    assert shop.channels.get(kind="website").preset == presets.OWN_AUTOMATIC
    assert [(p.weekday, p.opens, p.closes) for p in shop.opening_periods.all()] == [
        (day, time(8), time(17)) for day in range(6)
    ]
    assert client.session["_auth_user_id"] == str(owner.user.pk)
    assert [entry.what for entry in AuditEntry.objects.all()] == ["founded"]


def test_afterwards_it_is_gone(client, db):
    client.post("/mulai/", ANSWERS)
    stranger = Client()
    assert stranger.get("/mulai/").status_code == 404
    assert stranger.post("/mulai/", {**ANSWERS, "email": "maling@x.test"}).status_code == 404
    assert [user.email for user in User.objects.all()] == ["sari@sari.test"]
    assert stranger.get("/").status_code == 200


def test_without_the_setting_there_is_no_such_page(client, db, settings):
    settings.FIRST_RUN = False
    assert client.get("/mulai/").status_code == 404
    assert client.post("/mulai/", ANSWERS).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"password": "123", "password_again": "123"}, "terlalu pendek"),
        ({"password_again": "lain-sekali-ini"}, "Kedua kata sandi belum sama."),
        ({"password": "sari@sari.test", "password_again": "sari@sari.test"}, "mirip"),
        ({"email": "bukan-email"}, "e-mail untuk masuk"),
        ({"whatsapp": "021 555 1234"}, "Ini nomor telepon rumah."),
        ({"slug": "admin"}, "Alamat ini dipakai sistem."),
        ({"slug": "toko sari"}, "Pakai huruf, angka, dan tanda hubung saja"),
        ({"shop_name": "a\x00b"}, "nama toko"),
        ({"time_zone": "Mars/Olympus"}, "zona waktu"),
    ],
)
def test_an_error_says_so_keeps_the_answers_and_makes_nothing(client, db, change, sentence):
    response = client.post("/mulai/", {**ANSWERS, **change})
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence.lower() in page.lower()
    assert "Belum tersimpan. Semua isian masih ada." in page
    assert 'value="Sari"' in page
    assert not User.objects.exists() and not Shop.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_exactly_one_wins():
    answered, start = [], threading.Barrier(2)

    def send(email):
        client = Client(raise_request_exception=False)
        client.get("/mulai/")
        start.wait()
        try:
            answered.append(
                client.post("/mulai/", {**ANSWERS, "email": email, "slug": email[:4]}).status_code
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[email]) for email in ("sari@a.test", "tono@b.test")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answered) == [302, 404]
    assert (User.objects.count(), Shop.objects.count(), Membership.objects.count()) == (1, 1, 1)


def _create_owner(monkeypatch, password="", **options):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    usual = {"email": "sari@sari.test", "name": "Sari", "shop": "Toko Sari"}
    call_command("create_owner", stdout=out, **{**usual, **options})
    return out.getvalue()


def test_the_command_takes_the_password_from_standard_input(db, monkeypatch):
    out = _create_owner(monkeypatch, "kain-batik-parang\n")
    assert User.objects.get().check_password("kain-batik-parang")
    assert out == "Toko Sari: /toko/toko-sari/ · sari@sari.test\n"


def test_the_command_without_a_password_prints_a_link_that_sets_one(client, db, monkeypatch, settings):
    out = _create_owner(monkeypatch)
    assert not User.objects.get().has_usable_password()
    path = out.split(settings.PUBLIC_URL)[1].strip()
    form = client.get(path)["Location"]
    client.post(form, {"password1": "kain-batik-parang", "password2": "kain-batik-parang"})
    assert User.objects.get().check_password("kain-batik-parang")


@pytest.mark.parametrize(
    "password, options, sentence",
    [
        ("123\n", {}, "terlalu pendek"),
        ("", {"email": "bukan-email"}, "alamat email yang valid"),
        ("", {"slug": "admin"}, "dipakai sistem"),
        ("", {"shop": "x" * 81}, "80"),
    ],
)
def test_the_command_refuses_what_the_page_refuses(db, monkeypatch, password, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        _create_owner(monkeypatch, password, **options)
    assert not User.objects.exists() and not Shop.objects.exists()


def test_the_command_leaves_people_who_have_an_account_alone(sari, monkeypatch):
    with pytest.raises(CommandError, match="sudah punya akun"):
        _create_owner(monkeypatch, email="SARI@sari.test")
    assert Shop.objects.count() == 1
