"""The cast and the house they live in; any test of the app asks for them by name.

Ibu Sari owns `shop` (slug "sari"; its form approves by itself when nobody answers), Ani serves its
customers, Joko packs. Tono owns `other_shop` and must see nothing of theirs. Each of the four is a
Membership: `sari.user` logs in, `Actor.member(sari)` acts. Budi is a customer: a dict of case fields.
"""

import os
import sys
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image
from redis.exceptions import ConnectionError as NoCacheServer

from cases.intake import open_case
from sales.customers import ensure
from sales.models import Order, OrderLine
from shops import presets
from shops.founding import found_shop
from shops.models import Channel, Membership, User
from tests.launcher.installation import ROOT, Command

PASSWORD = "kain batik parang"


@pytest.fixture(scope="session", autouse=True)
def _own_keys():
    """Keys of this run alone: others use the same cache server.

    Once for all tests: whoever changes CACHES leaves the connections of the cache before open for good.
    """
    prefix = f"test-{uuid4().hex}"
    with override_settings(CACHES={"default": {**settings.CACHES["default"], "KEY_PREFIX": prefix}}):
        yield prefix


@pytest.fixture(autouse=True)
def _house(settings, tmp_path, _own_keys):
    """Plain static files, cheap passwords, files in a folder of this test, a cache where nothing was counted."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    try:
        server = cache._cache.get_client(None, write=True)
        if keys := list(server.scan_iter(f"{_own_keys}:*", count=1000)):
            server.delete(*keys)
    except NoCacheServer:  # a test that needs none ran without it
        pass


@pytest.fixture
def now():
    """One moment for everything in a test that asks for the time."""
    return timezone.now()


@pytest.fixture
def sari(db):
    """Ibu Sari, owner; with her comes the shop."""
    found = found_shop(
        _person("Sari", "sari@sari.test"), name="Toko Sari", slug="sari", preset=presets.OWN_AUTOMATIC,
        whatsapp="+6281298765432", email="toko@sari.test", return_address="Jl. Kenanga 12, Bandung 40115",
    )  # fmt: skip
    return Membership.objects.select_related("shop", "user").get(shop=found)


@pytest.fixture
def shop(sari):
    """Toko Sari: Monday to Saturday 08.00–17.00 WIB."""
    return sari.shop


@pytest.fixture
def ani(shop):
    """Ani, customer service."""
    return _employ(shop, "Ani", Membership.Role.SERVICE)


@pytest.fixture
def joko(shop):
    """Joko, warehouse."""
    return _employ(shop, "Joko", Membership.Role.WAREHOUSE)


@pytest.fixture
def tono(db):
    """Tono, owner of another shop."""
    found = found_shop(_person("Tono", "tono@tono.test"), name="Toko Tono", slug="tono")
    return Membership.objects.select_related("shop", "user").get(shop=found)


@pytest.fixture
def other_shop(tono):
    """Tono's shop."""
    return tono.shop


@pytest.fixture
def budi():
    """What a case keeps of Budi."""
    return {
        "customer_name": "Budi Santoso",
        "customer_phone": "+6281234567890",
        "customer_email": "budi@mail.test",
    }


@pytest.fixture
def open_return(shop, budi):
    """Open a return of Budi's at Toko Sari, through the form's channel unless another is named."""

    def make(*, channel=None, **fields):
        usual = {
            "variant": "return_refund", "reason": "damaged", "title": "Kemeja batik Parang",
            "order_number": "INV/20261120/MPL/4711", "amount": 185_000,
            "description": "Jahitan lengan kanan sobek waktu paket dibuka.",
        }  # fmt: skip
        # As of now: what the shop has changed since the test began counts, as it does in a request.
        channel = channel or Channel.objects.select_related("shop").get(shop=shop, kind="website")
        return open_case("return_request", channel=channel, **{**usual, **budi, **fields})

    return make


@pytest.fixture
def bought(shop):
    """An order of Budi's in Toko Sari, or wherever and whoever's it is said to be; lines as dicts of their fields."""

    def make(
        *lines,
        number="2511200001ABCD",
        phone="+6281234567890",
        where=None,
        channel="shopee",
        name="Budi Santoso",
        **fields,
    ):
        where = where or shop
        now = timezone.now()
        owner = ensure(where, {phone: name}, now=now).get(phone) if phone else None
        found, _made = where.channels.get_or_create(kind=channel, defaults={"name": channel.title()})
        fields = {"placed_at": now - timedelta(days=5), "delivered_at": now - timedelta(days=2), **fields}
        order = Order(
            shop=where, channel=found, number=number, customer=owner, buyer_name=name, buyer_phone=phone,
            created_at=now, updated_at=now, **fields,
        )  # fmt: skip
        order.search = order.searchable()
        order.save()
        for position, line in enumerate(lines or [{"name": "Kemeja batik Parang"}]):
            values = {"quantity": 1, "unit_price": 185_000, **line}
            values.setdefault("amount", values["quantity"] * values["unit_price"])
            OrderLine.objects.create(order=order, shop=where, position=position, **values)
        return order

    return make


@pytest.fixture
def log_in():
    """A client in which this member is logged in."""

    def make(member):
        client = Client()
        client.force_login(member.user)
        return client

    return make


@pytest.fixture
def photo():
    """A real JPEG as a browser sends it; each colour is another file."""

    def make(name="foto.jpg", colour="firebrick", size=(640, 480)):
        content = BytesIO()
        Image.new("RGB", size, colour).save(content, "JPEG")
        return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")

    return make


@pytest.fixture
def celery():
    """Start a Celery program on the database of the test, with a queue that is nobody else's."""
    queue, started = f"test-{uuid4().hex}:", []
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.reports.worker_settings", "PYTHONPATH": str(ROOT),
        "WORKER_DATABASE": connection.settings_dict["NAME"], "WORKER_QUEUE": queue,
    }  # fmt: skip

    def start(*arguments, **more):
        argv = [sys.executable, "-m", "celery", "-A", "umkm_aftersales", *arguments]
        started.append(Command(argv, env | more))
        return started[-1]

    yield start
    for command in started:
        command.end()
    server = cache._cache.get_client(None, write=True)
    if keys := list(server.scan_iter(f"{queue}*", count=1000)):
        server.delete(*keys)


@pytest.fixture
def used_up(now):
    """Use up a limit for this key, in the window that runs and in the one that may begin during the test."""

    def make(limit, key):
        for moment in (now, now + timedelta(seconds=limit.seconds)):
            for _use in range(limit.times):
                assert limit.allows(key, now=moment)

    return make


def _person(name, email):
    return User.objects.create_user(email, PASSWORD, name=name)


def _employ(shop, name, role):
    user = _person(name, f"{name.lower()}@{shop.slug}.test")
    return Membership.objects.create(shop=shop, user=user, role=role, accepted_at=timezone.now())
