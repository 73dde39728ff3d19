"""Logging in and out, passwords, and what a stranger may learn."""

import re

import pytest
from django.core import mail
from django.test import Client

from shops.accounts import set_password_link
from shops.models import User
from tests.conftest import PASSWORD

NEW = "sarung-tenun-lurik"


def _log_in(client, email="ani@sari.test", password=PASSWORD, **more):
    return client.post("/akun/login/", {"login": email, "password": password, **more})


def _is_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_inbox(client, ani):
    response = _log_in(client)
    assert (response.status_code, response["Location"]) == (302, "/kerja/")
    assert client.session["_auth_user_id"] == str(ani.user.pk)


def test_the_page_speaks_indonesian(client, db):
    page = client.get("/akun/login/").content.decode()
    assert "Tetap masuk di HP ini selama 14 hari" in page
    assert "Sign In" not in page and "Password" not in page


def test_without_the_tick_the_session_ends_with_the_browser(client, ani):
    _log_in(client)
    assert client.session.get_expire_at_browser_close()
    assert client.cookies["sessionid"]["max-age"] == ""


def test_with_the_tick_it_lasts_two_weeks(client, ani):
    _log_in(client, remember="on")
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600


def test_the_session_gets_a_new_key(client, ani):
    client.get("/akun/login/?next=/kerja/")
    client.cookies["sessionid"] = "planted-by-somebody-else-0000000"
    _log_in(client)
    assert client.session.session_key != "planted-by-somebody-else-0000000"
    assert _is_in(client)


def test_wrong_password_and_unknown_person_read_the_same(client, ani):
    wrong = _log_in(client, password="salah-sekali-ini")
    unknown = _log_in(Client(), email="siapa@x.test", password="salah-sekali-ini")
    texts = [re.sub(r'value="[^"]*"', "", response.content.decode()) for response in (wrong, unknown)]
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert texts[0] == texts[1]
    assert "E-mail dan kata sandi ini tidak cocok." in texts[0]
    assert not _is_in(client)


def test_the_sixth_wrong_password_is_too_many_even_for_the_right_one(client, ani):
    for _ in range(5):
        assert _log_in(client, password="salah-sekali-ini").status_code == 200
    page = _log_in(client).content.decode()
    assert "Terlalu banyak percobaan. Tunggu 5 menit, lalu coba lagi." in page
    assert not _is_in(client)


def test_too_many_posts_from_one_address_get_a_kind_page(client, db):
    statuses = [_log_in(client, email=f"x{n}@x.test").status_code for n in range(31)]
    assert statuses.count(429) >= 1 and statuses[-1] == 429
    page = _log_in(client).content.decode()
    assert "Tidak ada yang berubah. Tunggu beberapa menit" in page
    assert client.get("/akun/login/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://maling.test/", "//maling.test", "/\\maling.test", "javascript:alert(1)"]
)
def test_never_leads_elsewhere_after_login(client, ani, elsewhere):
    response = client.post(
        f"/akun/login/?next={elsewhere}", {"login": "ani@sari.test", "password": PASSWORD, "next": elsewhere}
    )
    assert response["Location"] == "/kerja/"


def test_leads_on_to_where_one_wanted(client, ani):
    response = _log_in(client, next="/pengaturan/")
    assert response["Location"] == "/pengaturan/"


def test_signing_up_is_closed_kindly(client, db):
    page = client.get("/akun/daftar/").content.decode()
    assert "Akun dibuat lewat undangan" in page
    client.post("/akun/daftar/", {"email": "x@x.test", "password1": NEW, "password2": NEW})
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "3rdparty/",
        "social/signup/",
        "signup/",
        "login/code/",
        "2fa/webauthn/",
        "sessions/",
    ],
)
def test_what_makes_no_sense_here_is_not_there(log_in, ani, path):
    assert log_in(ani).get(f"/akun/{path}").status_code == 404


def test_logging_out_only_by_post(log_in, ani):
    client = log_in(ani)
    assert client.get("/akun/logout/").status_code == 200
    assert _is_in(client)
    assert client.post("/akun/logout/")["Location"] == "/akun/login/"
    assert not _is_in(client)


def test_the_account_page_is_for_whoever_is_in(client, log_in, ani):
    assert client.get("/akun/")["Location"] == "/akun/login/?next=/akun/"
    page = log_in(ani).get("/akun/").content.decode()
    assert "ani@sari.test" in page


def test_a_changed_password_ends_the_other_sessions(log_in, ani):
    here, elsewhere = log_in(ani), log_in(ani)
    answers = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/akun/sandi/ganti/", answers).status_code == 302
    assert here.get("/pengaturan/").status_code == 200
    assert elsewhere.get("/pengaturan/")["Location"] == "/akun/login/?next=/pengaturan/"


def test_a_weak_new_password_is_refused(log_in, ani):
    client = log_in(ani)
    page = client.post(
        "/akun/sandi/ganti/", {"oldpassword": PASSWORD, "password1": "1234567890", "password2": "1234567890"}
    )
    assert page.status_code == 200
    ani.user.refresh_from_db()
    assert ani.user.check_password(PASSWORD)


def _mailed_path(settings):
    return re.search(re.escape(settings.PUBLIC_URL) + r"(/\S+)", mail.outbox[-1].body)[1]


def test_forgotten_password_comes_by_mail_and_works_once(client, ani, settings):
    response = client.post("/akun/sandi/lupa/", {"email": "ANI@sari.test"})
    assert response["Location"] == "/akun/sandi/lupa/terkirim/"
    message = mail.outbox[-1]
    assert (message.to, message.subject) == (["ani@sari.test"], "Buat kata sandi baru")
    path = _mailed_path(settings)

    form = client.get(path)["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW})["Location"] == "/akun/sandi/baru/selesai/"
    ani.user.refresh_from_db()
    assert ani.user.check_password(NEW)

    again = Client().get(path)
    assert "Tautan tidak berlaku lagi" in again.content.decode()
    answers = {"password1": "kebaya-encim-merah", "password2": "kebaya-encim-merah"}
    client.post(form, answers)
    ani.user.refresh_from_db()
    assert ani.user.check_password(NEW)


def test_the_reset_does_not_tell_who_has_an_account(client, ani):
    known = client.post("/akun/sandi/lupa/", {"email": "ani@sari.test"})
    unknown = client.post("/akun/sandi/lupa/", {"email": "siapa@x.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [m.to for m in mail.outbox] == [["ani@sari.test"], ["siapa@x.test"]]
    assert "/akun/sandi/baru/" not in mail.outbox[1].body


def test_a_dead_mail_server_tells_nothing_either(client, ani, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert (
        client.post("/akun/sandi/lupa/", {"email": "ani@sari.test"})["Location"]
        == "/akun/sandi/lupa/terkirim/"
    )


def test_the_mailed_link_keeps_to_the_public_address(client, ani, settings):
    settings.PUBLIC_URL = "https://layanan.toko.test"
    client.post("/akun/sandi/lupa/", {"email": "ani@sari.test"}, headers={"host": "localhost:9999"})
    assert "https://layanan.toko.test/akun/sandi/baru/" in mail.outbox[-1].body
    assert "localhost" not in mail.outbox[-1].body


def test_a_handed_link_dies_when_the_person_logs_in(client, ani, settings):
    path = set_password_link(ani.user).removeprefix(settings.PUBLIC_URL)
    _log_in(client)
    assert "Tautan tidak berlaku lagi" in Client().get(path).content.decode()


@pytest.mark.parametrize("path", ["/akun/login/", "/akun/sandi/lupa/", "/bahasa/", "/akun/logout/"])
def test_forms_need_their_token(ani, path):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, {"login": "ani@sari.test", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("wanted", ["-1", "{{ 7 }}", "a\x00b", "/a\r\nX: y", "x" * 3000])
def test_a_strange_way_on_is_no_fault_of_ours(client, ani, wanted):
    response = _log_in(client, next=wanted)
    assert response.status_code in (302, 400)
    assert _is_in(client)
