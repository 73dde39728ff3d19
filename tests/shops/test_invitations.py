"""Invitations: the link, who may answer it, and that no owner reaches a second shop through it."""

import re
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from shops import people
from shops.audit import NotAllowed
from shops.invitations import accept, invitation_path
from shops.models import Membership, User
from tests.conftest import PASSWORD

NEW = "sarung-tenun-lurik"
ANSWER = {"name": "Dewi Lestari", "password": NEW, "password_again": NEW}
NEW_PERSON = {"name": "Dewi", "email": "dewi@x.test", "role": "service"}


@pytest.fixture
def dewi(sari, now):
    """Dewi, unknown so far, invited by Sari."""
    return people.invite(sari, **NEW_PERSON, now=now)


@pytest.fixture
def invited_tono(sari, tono, now):
    """Tono, who has an account and a shop of his own, invited by Sari."""
    return people.invite(sari, email="TONO@tono.test", name="Pak T", role="warehouse", now=now)


def test_an_unknown_person_gets_an_account_without_a_password(dewi):
    assert (dewi.user.email, dewi.user.name, dewi.accepted_at) == ("dewi@x.test", "Dewi", None)
    assert not dewi.user.has_usable_password()


def test_the_link_sets_a_first_password_and_leads_to_work(client, dewi, shop):
    path = invitation_path(dewi)
    assert client.get(path).status_code == 200
    response = client.post(path, ANSWER)
    assert (response.status_code, response["Location"]) == (302, "/kerja/")
    dewi = Membership.objects.get(pk=dewi.pk)
    assert dewi.is_active and dewi.user.name == "Dewi Lestari" and dewi.user.check_password(NEW)
    assert client.get("/pengaturan/").status_code == 200
    assert [e.what for e in shop.audit_entries.order_by("id")] == ["founded", "invited", "joined"]


def test_the_link_works_once(client, dewi):
    path = invitation_path(dewi)
    client.post(path, ANSWER)
    again = Client().post(
        path, {**ANSWER, "password": "kebaya-encim-merah", "password_again": "kebaya-encim-merah"}
    )
    assert again.status_code == 410
    assert User.objects.get(email="dewi@x.test").check_password(NEW)


def test_a_weak_password_is_refused_and_nothing_joins(client, dewi):
    response = client.post(
        invitation_path(dewi), {"name": "Dewi", "password": "123", "password_again": "123"}
    )
    assert response.status_code == 200
    dewi.refresh_from_db()
    assert dewi.accepted_at is None and not dewi.user.has_usable_password()


@pytest.mark.parametrize(
    "change",
    [lambda pk, key: (pk + 1, key), lambda pk, key: (pk, key[:-1] + "x"), lambda pk, key: (10**30, key)],
)
def test_a_changed_link_is_dead(client, dewi, tono, change):
    pk, key = re.fullmatch(r"/undangan/(\d+)-(.+)/", invitation_path(dewi)).groups()
    pk, key = change(int(pk), key)
    assert client.get(f"/undangan/{pk}-{key}/").status_code == 410


def test_a_withdrawn_invitation_is_dead_and_the_unused_account_gone(client, sari, dewi, now):
    path = invitation_path(dewi)
    people.withdraw(sari, dewi.pk, now=now)
    assert client.post(path, ANSWER).status_code == 410
    assert not User.objects.filter(email="dewi@x.test").exists()


def test_withdrawing_leaves_a_used_account_alone(sari, invited_tono, now):
    people.withdraw(sari, invited_tono.pk, now=now)
    assert User.objects.filter(email="tono@tono.test").exists()


def test_an_accepted_one_cannot_be_withdrawn(sari, ani, now):
    with pytest.raises(NotAllowed):
        people.withdraw(sari, ani.pk, now=now)
    assert Membership.objects.filter(pk=ani.pk).exists()


def test_who_is_in_the_team_cannot_be_invited_again(sari, ani, now):
    with pytest.raises(NotAllowed):
        people.invite(sari, email="Ani@Sari.test", name="Ani", role="owner", now=now)
    ani.refresh_from_db()
    assert ani.role == "service"


def test_the_owner_reads_the_same_for_known_and_unknown(log_in, sari, tono):
    texts = []
    for email in ("dewi@x.test", "tono@tono.test"):
        client = log_in(sari)
        answer = client.post("/pengaturan/tim/undang/", {**NEW_PERSON, "email": email})
        page = client.get(answer["Location"]).content.decode()
        page = re.sub(r'value="[^"]{60,}"|csrfmiddlewaretoken" value="\w+"', "", page.replace(email, "E"))
        texts.append(re.sub(r"wa\.me/\?text=[^\"]+|/undangan/[^\"<]+|/tim/\d+/", "", page))
        Membership.objects.get(user__email=email, shop=sari.shop).delete()
    assert texts[0] == texts[1]
    assert "Pak T" not in texts[1] and "Tono" not in texts[1]
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["dewi@x.test"], "Undangan bekerja di Toko Sari"),
        (["tono@tono.test"], "Undangan bekerja di Toko Sari"),
    ]


def test_without_a_mail_server_only_the_link_goes_out(log_in, sari, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    client = log_in(sari)
    client.post("/pengaturan/tim/undang/", NEW_PERSON)
    page = client.get("/pengaturan/tim/").content.decode()
    assert "/undangan/" in page and "juga dikirim lewat e-mail" not in page
    assert capsys.readouterr().out == ""


def test_the_link_is_shown_once(log_in, sari):
    client = log_in(sari)
    client.post("/pengaturan/tim/undang/", NEW_PERSON)
    assert "/undangan/" in client.get("/pengaturan/tim/").content.decode()
    assert "/undangan/" not in client.get("/pengaturan/tim/").content.decode()


def test_a_known_person_logs_in_first(client, invited_tono):
    path = invitation_path(invited_tono)
    page = client.get(path).content.decode()
    assert f"/akun/login/?next={path}" in page
    client.post(path, ANSWER)
    invited_tono.refresh_from_db()
    assert invited_tono.accepted_at is None
    assert invited_tono.user.check_password(PASSWORD)


def test_somebody_else_cannot_accept_it(log_in, invited_tono, ani):
    log_in(ani).post(invitation_path(invited_tono), ANSWER)
    invited_tono.refresh_from_db()
    assert invited_tono.accepted_at is None
    assert invited_tono.user.check_password(PASSWORD)


def test_a_known_person_accepts_with_a_new_password_that_ends_every_other_session(log_in, invited_tono, tono):
    here, elsewhere = log_in(tono), log_in(tono)
    response = here.post(invitation_path(invited_tono), {"password": NEW, "password_again": NEW})
    assert response["Location"] == "/kerja/"
    tono.user.refresh_from_db()
    assert (tono.user.name, tono.user.check_password(NEW)) == ("Tono", True)
    assert "Toko Sari" in here.get("/pengaturan/").content.decode()
    assert elsewhere.get("/pengaturan/").status_code == 302


def test_before_accepting_the_other_shop_stays_shut(log_in, invited_tono, tono, shop):
    client = log_in(tono)
    assert client.post(f"/pengaturan/pindah/{shop.pk}/").status_code == 404
    page = client.get("/pengaturan/").content.decode()
    assert "mengundang untuk bekerja sebagai Gudang" in page
    assert client.session.get("shop") is None


def test_declining(log_in, invited_tono, tono, shop):
    client = log_in(tono)
    assert client.post(f"/undangan/{invited_tono.pk}/tolak/").status_code == 302
    assert not Membership.objects.filter(pk=invited_tono.pk).exists()
    assert shop.audit_entries.order_by("-id")[0].what == "declined"


def test_nobody_declines_for_another(log_in, invited_tono, ani):
    log_in(ani).post(f"/undangan/{invited_tono.pk}/tolak/")
    assert Membership.objects.filter(pk=invited_tono.pk, accepted_at=None).exists()


def test_an_owner_who_made_the_account_does_not_get_into_the_next_shop(client, sari, dewi, tono, now):
    """Sari opens Dewi's link herself; when Tono invites Dewi, Sari's password opens nothing of Tono's."""
    client.post(invitation_path(dewi), ANSWER)  # Sari, pretending to be Dewi
    at_tono = people.invite(tono, email="dewi@x.test", name="Dewi", role="owner", now=now)
    assert client.post(f"/pengaturan/pindah/{tono.shop_id}/").status_code == 404
    # The real Dewi answers Tono's link with a password of her own.
    real = Client()
    real.force_login(dewi.user.__class__.objects.get(pk=dewi.user_id))
    mine = {"password": "kebaya-encim-merah", "password_again": "kebaya-encim-merah"}
    assert real.post(invitation_path(at_tono), mine)["Location"] == "/kerja/"
    assert client.get("/pengaturan/").status_code == 302
    assert not User.objects.get(email="dewi@x.test").check_password(NEW)


def test_the_first_link_dies_when_the_second_one_set_the_password(client, dewi, tono, now):
    at_tono = people.invite(tono, email="dewi@x.test", name="Dewi", role="service", now=now)
    old = invitation_path(dewi)
    Client().post(invitation_path(at_tono), ANSWER)
    assert client.post(old, {**ANSWER, "password": "kebaya-encim-merah"}).status_code == 410
    dewi.refresh_from_db()
    assert dewi.accepted_at is None


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_one_counts(dewi, now):
    key = invitation_path(dewi).split("-", 1)[1].rstrip("/")
    answers, start = [], threading.Barrier(2)

    def run(password):
        start.wait()
        try:
            accept(dewi.pk, key, password=password, now=now)
            answers.append(password)
        except NotAllowed:
            answers.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[p]) for p in (NEW, "kebaya-encim-merah")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [answer for answer in answers if answer]
    assert User.objects.get(email="dewi@x.test").check_password(won)
