"""The demo shop: a hundred cases in every state and variant, made by the doors, once."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Min

from cases.models import Attachment, Case, Deadline, Event
from cases.sweep import sweep
from notifications.models import Message
from returns.workflow import RETURN
from shops import presets
from shops.models import Membership, Shop, User
from umkm_aftersales.management.commands import seed_demo

Status = Message.Status


@pytest.fixture
def password(monkeypatch):
    """The password of a demo whose owner chose it."""
    monkeypatch.setenv("DEMO_PASSWORD", "kain tenun sumba")
    return "kain tenun sumba"


def seed(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def census() -> dict:
    """Everything that a second run could change."""
    tables = (Case, Event, Deadline, Message, Attachment, User, Membership, Shop)
    latest = Case.objects.aggregate(Max("version"), Max("entered_at"), Max("due_at"))
    return {model.__name__: model.objects.count() for model in tables} | latest


def test_the_demo_shop(db, now, password):
    words = seed(now=now)
    assert all(email in words for email in ("sari@demo.test", "ani@demo.test", "joko@demo.test"))
    assert password in words

    shop = Shop.objects.get(slug="demo")
    team = {member.user.email: member for member in shop.memberships.select_related("user")}
    assert {email: member.role for email, member in team.items()} == {
        "sari@demo.test": "owner", "ani@demo.test": "service", "joko@demo.test": "warehouse",
    }  # fmt: skip
    assert all(member.is_active and member.user.check_password(password) for member in team.values())
    assert shop.channels.get(kind="website").preset == presets.OWN_AUTOMATIC
    assert shop.observes_joint_leave
    assert Counter(shop.opening_periods.values_list("weekday", flat=True)) == dict.fromkeys(range(6), 1)

    cases = Case.objects.filter(shop=shop)
    assert cases.count() == Case.objects.count() == 100
    reachable = {(state, variant) for variant in RETURN.variants for state in RETURN.reachable(variant)}
    present = set(cases.values_list("state", "variant"))
    assert {state for state, _variant in present} == set(RETURN.states)
    assert {variant for _state, variant in present} == set(RETURN.variants)
    assert present <= reachable

    # Only the doors number events without a gap, and no event is later than now.
    numbered = Event.objects.values("case").annotate(
        first=Min("number"),
        last=Max("number"),
        events=Count("id"),
        version=F("case__version"),
        latest=Max("at"),
    )
    assert numbered.count() == 100
    assert all(row["first"] == 1 and row["last"] == row["events"] == row["version"] for row in numbered)
    assert all(row["latest"] <= now for row in numbered)
    assert Event.objects.exclude(internal=True).filter(action="approve_by_silence").exists()
    assert now - cases.aggregate(Min("opened_at"))["opened_at__min"] > timedelta(days=25)

    # Nothing is due, so the first sweep takes no decision from anybody.
    assert sweep(now=now) == 0
    open_cases = cases.filter(is_open=True)
    assert open_cases.filter(due_at__lte=now).count() >= 2  # late, and still open
    assert open_cases.filter(unanswered=True).exists()
    coming = Deadline.objects.filter(
        outcome="", due_at__lte=now + timedelta(days=1), case__state="submitted", level=100
    )
    assert coming.count() <= 8

    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT, Status.PREPARED}
    assert Message.objects.filter(status=Status.PREPARED).count() == 5
    assert mail.outbox == []
    addresses = set(cases.exclude(customer_email="").values_list("customer_email", flat=True))
    assert addresses
    assert all(address.endswith("@contoh.test") for address in addresses)
    assert all(phone.startswith("+62860000") for phone in cases.values_list("customer_phone", flat=True))

    pictures = Attachment.objects.filter(kind="photo")
    assert pictures.values("case").distinct().count() >= 30
    assert not pictures.filter(case=None).exists()
    assert all(picture.thumbnail for picture in pictures)

    before = census()
    assert "sari@demo.test" in seed(now=now + timedelta(hours=1))
    assert census() == before


def test_the_demo_is_whole_after_long_holidays_too(db, caplog, password):
    """Lebaran 2026 stretches every clock that counts working days, and no story may break on it."""
    seed(now=datetime.fromisoformat("2026-03-25T10:00+07:00"), no_photos=True)
    assert [record.getMessage() for record in caplog.records if "stops before" in record.getMessage()] == []
    assert set(Case.objects.values_list("state", flat=True)) == set(RETURN.states)


def test_a_password_is_made_up_and_kept_to_oneself(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    settings.DATA_DIR = tmp_path
    made_up = seed_demo._password()
    assert len(made_up) >= 10
    assert seed_demo._password() == made_up
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600


def test_the_demo_stays_out_of_a_database_with_cases(open_return, now, password):
    open_return(now=now)
    before = census()
    with pytest.raises(CommandError, match="sudah berisi kasus"):
        seed(now=now)
    assert census() == before
