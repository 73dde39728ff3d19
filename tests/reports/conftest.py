"""Toko Sari with five thousand cases of its own, and Toko Tono with some hundred of his, made once."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shops import presets
from shops.founding import add_channel, found_shop
from shops.models import Channel, Membership, User
from tests.reports import many

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Both shops, Sari's memberships and the moment at which their past ends; gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = _found()
        many.fill(made.shop, 5000, NOW)
        many.fill(made.other, 300, NOW, walks=12)
        connection.check_constraints()  # once here, not again at the end of every test
        yield made
        transaction.set_rollback(True)


def _found():
    owner = User.objects.create_user("sari@ramai.test", name="Sari")
    shop = found_shop(owner, name="Toko Ramai", slug="ramai", preset=presets.OWN_AUTOMATIC)
    add_channel(shop, Channel.Kind.TOKOPEDIA, "Tokopedia", presets.TOKOPEDIA)
    for name, role in (("Ani", Membership.Role.SERVICE), ("Joko", Membership.Role.WAREHOUSE)):
        user = User.objects.create_user(f"{name}@ramai.test".lower(), name=name)
        Membership.objects.create(shop=shop, user=user, role=role, accepted_at=timezone.now())
    other = found_shop(User.objects.create_user("tono@lain.test", name="Tono"), name="Toko Lain", slug="lain")
    members = {member.role: member for member in shop.memberships.select_related("user", "shop")}
    return SimpleNamespace(shop=shop, other=other, now=NOW, **members)
