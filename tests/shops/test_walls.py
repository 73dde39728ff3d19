"""Every page of the settings, walked as nobody, as each role, as somebody without a shop."""

import pytest
from django.test import Client
from django.urls import reverse

from shops.models import Shop

FOR_ALL = ["settings", "service_qr", "leave"]
FOR_OWNERS = [
    "open_shop",
    "audit",
    "profile",
    "hours",
    "holidays",
    "channels",
    "add_channel",
    "team",
    "invite",
]
POSTS = ["flip_day", "switch_shop", "channel_preset", "channel_rule", "invite_again", "enable"]


def _address(name, sari):
    args = {
        "flip_day": ["2026-12-25"], "switch_shop": [sari.shop_id], "channel_rule": [1, "answer"],
    }.get(name, [sari.pk])  # fmt: skip
    return reverse(name, args=args)


@pytest.mark.parametrize("name", FOR_ALL + FOR_OWNERS)
def test_nobody_is_sent_to_the_login(db, name):
    path = reverse(name)
    assert Client().get(path)["Location"] == f"/akun/login/?next={path}"


@pytest.mark.parametrize("name", POSTS)
def test_nobody_posts(sari, name):
    path = _address(name, sari)
    assert Client().post(path)["Location"] == f"/akun/login/?next={path}"
    assert sari.shop.audit_entries.count() == 1


@pytest.mark.parametrize("name", FOR_ALL)
@pytest.mark.parametrize("who", ["sari", "ani", "joko"])
def test_everybody_at_work(request, log_in, who, name):
    assert log_in(request.getfixturevalue(who)).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", FOR_OWNERS)
def test_owners(log_in, sari, name):
    assert log_in(sari).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", FOR_OWNERS + [name for name in POSTS if name != "switch_shop"])
@pytest.mark.parametrize("who", ["ani", "joko"])
def test_not_the_others(request, log_in, sari, who, name):
    client = log_in(request.getfixturevalue(who))
    path = reverse(name) if name in FOR_OWNERS else _address(name, sari)
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 403
        page = response.content.decode()
        assert "Halaman ini bukan untuk peran ini" in page and 'action="/akun/logout/"' in page
    assert sari.shop.audit_entries.count() == 1


@pytest.mark.parametrize("name", FOR_ALL + FOR_OWNERS)
def test_without_a_shop(log_in, ani, name):
    ani.delete()
    response = log_in(ani).get(reverse(name))
    assert response.status_code == 403
    assert "Belum ada toko untuk akun ini" in response.content.decode()
    assert log_in(ani).get("/akun/").status_code == 200


@pytest.mark.parametrize("name", ["service_qr", "settings"])
def test_reading_pages_take_no_post(log_in, sari, name):
    assert log_in(sari).post(reverse(name)).status_code == 405


FIELDS = [
    *(
        "name",
        "email",
        "role",
        "slug",
        "shop_name",
        "whatsapp",
        "address",
        "time_zone",
        "preset",
        "kind",
        "date",
    ),
    *(
        "is_open",
        "opens_0_0",
        "closes_0_0",
        "answer-number",
        "answer-unit",
        "answer-on_due",
        "answer-reminders",
    ),
    *(
        "login",
        "password",
        "password_again",
        "password1",
        "password2",
        "oldpassword",
        "code",
        "next",
        "language",
    ),
    *("new_logo", "remove_logo", "lost_phone", "back"),
]
JUNK = [
    "\x00",
    "a\x00b",
    "\U0001f600" * 200,
    "x" * 100_000,
    "-1",
    "99999999999999999999",
    "\u202e",
    "%s%n",
    "1e400",
    "{{ 7 }}",
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_answered_and_breaks_nothing(log_in, sari, ani, junk):
    website = sari.shop.channels.get(kind="website")
    paths = [
        *(reverse(name) for name in ("profile", "hours", "holidays", "add_channel", "invite", "open_shop")),
        *(
            reverse(name, args=[ani.pk])
            for name in ("change_role", "disable", "reset", "invite_again", "withdraw")
        ),
        reverse("channel", args=[website.pk]),
        reverse("channel_preset", args=[website.pk]),
        reverse("channel_rule", args=[website.pk, "answer"]),
        *(
            "/bahasa/",
            "/mulai/",
            "/akun/login/",
            "/akun/sandi/lupa/",
            "/akun/sandi/ganti/",
            "/akun/konfirmasi/",
        ),
    ]
    client = log_in(sari)
    answers = {path: client.post(path, dict.fromkeys(FIELDS, junk)).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status >= 500} == {}
    assert Shop.objects.get(pk=sari.shop_id).name == "Toko Sari"
    assert client.get("/pengaturan/riwayat/", {"hal": junk}).status_code == 200
