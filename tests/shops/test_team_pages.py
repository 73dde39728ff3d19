"""The team's pages: who sees them, what the next request of a disabled person meets, resetting."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from shops import people
from shops.models import Membership

NEW = "sarung-tenun-lurik"


def test_a_disabled_person_is_out_at_the_very_next_request(log_in, sari, ani):
    theirs, hers = log_in(ani), log_in(sari)
    assert theirs.get("/pengaturan/").status_code == 200
    assert hers.post(f"/pengaturan/tim/{ani.pk}/nonaktifkan/").status_code == 302
    refused = theirs.get("/pengaturan/")
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "Belum ada toko untuk akun ini" in page and 'action="/akun/logout/"' in page
    hers.post(f"/pengaturan/tim/{ani.pk}/aktifkan/")
    assert theirs.get("/pengaturan/").status_code == 200


def test_disabled_in_one_shop_the_other_one_remains(log_in, sari, tono, now):
    both = Membership.objects.create(shop=sari.shop, user=tono.user, role="owner", accepted_at=now)
    client = log_in(both)
    client.post(f"/pengaturan/pindah/{sari.shop_id}/")
    assert client.get("/pengaturan/").context["request"].membership.shop == sari.shop
    people.disable(sari, both.pk, now=now)
    page = client.get("/pengaturan/").content.decode()
    assert "Toko Tono" in page and "Toko Sari" not in page


def test_asking_first_changes_nothing(log_in, sari, ani):
    client = log_in(sari)
    page = client.get(f"/pengaturan/tim/{ani.pk}/nonaktifkan/").content.decode()
    assert "Nonaktifkan Ani?" in page and "ani@sari.test" in page
    ani.refresh_from_db()
    assert ani.disabled_at is None


def test_enabling_and_new_links_only_by_post(log_in, sari, ani):
    client = log_in(sari)
    assert client.get(f"/pengaturan/tim/{ani.pk}/aktifkan/").status_code == 405
    assert client.get(f"/pengaturan/tim/{ani.pk}/tautan/").status_code == 405


def test_a_role_that_does_not_exist_is_refused(log_in, sari, ani):
    response = log_in(sari).post(f"/pengaturan/tim/{ani.pk}/peran/", {"role": "root"})
    assert response.status_code == 200
    ani.refresh_from_db()
    assert ani.role == "service"


def test_the_page_refuses_to_demote_the_last_owner(log_in, sari):
    response = log_in(sari).post(f"/pengaturan/tim/{sari.pk}/peran/", {"role": "service"})
    assert "Ini pemilik terakhir." in response.content.decode()
    sari.refresh_from_db()
    assert sari.role == "owner"


@pytest.mark.parametrize("act", ["nonaktifkan", "aktifkan", "peran", "sandi", "tautan", "batal"])
def test_another_shops_people_are_not_there(log_in, sari, tono, act):
    client = log_in(sari)
    before = Membership.objects.values().get(pk=tono.pk)
    assert client.post(f"/pengaturan/tim/{tono.pk}/{act}/", {"role": "service"}).status_code == 404
    assert Membership.objects.values().get(pk=tono.pk) == before
    assert not mail.outbox


def _shown_link(client, settings):
    page = client.get("/pengaturan/tim/").content.decode()
    found = re.search(re.escape(settings.PUBLIC_URL) + r"(/akun/sandi/baru/[^\"]+)", page)
    return found and found[1]


def test_a_reset_hands_over_a_link_that_works_once(log_in, sari, ani, settings):
    client = log_in(sari)
    client.post(f"/pengaturan/tim/{ani.pk}/sandi/")
    path = _shown_link(client, settings)
    theirs = Client()
    form = theirs.get(path)["Location"]
    assert theirs.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    ani.user.refresh_from_db()
    assert ani.user.check_password(NEW)
    assert "Tautan tidak berlaku lagi" in Client().get(path).content.decode()
    assert _shown_link(client, settings) is None
    assert not mail.outbox


@pytest.mark.parametrize("elsewhere", ["works there", "invited there", "was put out there"])
def test_who_is_known_elsewhere_gets_mail_and_the_owner_nothing(
    log_in, sari, ani, tono, now, settings, elsewhere
):
    there = people.invite(tono, email="ani@sari.test", name="Ani", role="service", now=now)
    if elsewhere != "invited there":
        Membership.objects.filter(pk=there.pk).update(
            accepted_at=now, disabled_at=now if elsewhere == "was put out there" else None
        )
    Authenticator.objects.create(user=ani.user, type="totp", data={"secret": "x"})
    client = log_in(sari)
    client.post(f"/pengaturan/tim/{ani.pk}/sandi/", {"lost_phone": "on"})
    assert _shown_link(client, settings) is None
    assert [m.to for m in mail.outbox] == [["ani@sari.test"]]
    assert "/akun/sandi/baru/" in mail.outbox[0].body
    assert Authenticator.objects.filter(user=ani.user).exists()


def test_a_lost_phone_is_forgotten_only_when_asked(log_in, sari, ani):
    Authenticator.objects.create(user=ani.user, type="totp", data={"secret": "x"})
    client = log_in(sari)
    client.post(f"/pengaturan/tim/{ani.pk}/sandi/")
    assert Authenticator.objects.filter(user=ani.user).exists()
    client.post(f"/pengaturan/tim/{ani.pk}/sandi/", {"lost_phone": "on"})
    assert not Authenticator.objects.filter(user=ani.user).exists()


def test_nobody_resets_themselves_this_way(log_in, sari, settings):
    client = log_in(sari)
    client.post(f"/pengaturan/tim/{sari.pk}/sandi/")
    assert _shown_link(client, settings) is None
    assert sari.shop.audit_entries.count() == 1


def test_leaving(log_in, sari, ani):
    client = log_in(ani)
    assert client.post("/pengaturan/keluar/")["Location"] == "/akun/"
    ani.refresh_from_db()
    assert ani.disabled_at is not None
    assert client.get("/pengaturan/").status_code == 403
    assert client.get("/akun/").status_code == 200


def test_the_trace_is_on_a_page(log_in, sari, ani, now):
    people.disable(sari, ani.pk, now=now)
    page = log_in(sari).get("/pengaturan/riwayat/").content.decode()
    assert "Anggota dinonaktifkan" in page and "ani@sari.test" in page
    assert log_in(sari).get("/pengaturan/riwayat/?hal=abc").status_code == 200
