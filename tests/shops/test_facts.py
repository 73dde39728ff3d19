"""What a process remembers of a shop is forgotten by every change to the shop, wherever it was made."""

from datetime import date, time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.almanac import ShopFacts
from shops.access import team_of
from shops.channels import channels_of, rules_of
from shops.hours import calendar_of
from shops.models import Channel, ClockRule, Membership, OpeningPeriod, Shop, SpecialDay, User

DAY = date(2026, 11, 24)


@pytest.fixture
def now_known(shop):
    """Everything about the shop as a request that begins now sees it."""

    def read():
        fresh = Shop.objects.get(pk=shop.pk)
        calendar = calendar_of(fresh)
        return {
            "week": calendar.week, "special": calendar.special, "zone": calendar.zone,
            "channels": [(channel.name, channel.is_active) for channel in channels_of(fresh)],
            "rules": {(pk, clock): rule.number for pk, rules in rules_of(fresh).items() for clock, rule in rules.items()},
            "team": {(member.user.name, member.role) for member in team_of(fresh).values()},
        }  # fmt: skip

    return read


def changes(shop):
    website = shop.channels.get(kind="website")
    return {
        "special": [
            lambda: SpecialDay.objects.create(shop=shop, date=DAY, name="Pindahan"),
            lambda: SpecialDay.objects.filter(shop=shop).update(is_open=True),
            lambda: SpecialDay.objects.filter(shop=shop).delete(),
        ],
        "week": [
            lambda: OpeningPeriod.objects.create(shop=shop, weekday=6, opens=time(9), closes=time(12)),
            lambda: OpeningPeriod.objects.filter(shop=shop, weekday=6).update(closes=time(13)),
            lambda: OpeningPeriod.objects.filter(shop=shop, weekday=6).delete(),
        ],
        "zone": [lambda: Shop.objects.filter(pk=shop.pk).update(time_zone="Asia/Jayapura")],
        "channels": [
            lambda: Channel.objects.create(shop=shop, kind="other", name="Pasar malam"),
            lambda: Channel.objects.filter(shop=shop, name="Pasar malam").update(is_active=False),
            lambda: Channel.objects.filter(shop=shop, name="Pasar malam").delete(),
        ],
        "rules": [
            lambda: ClockRule.objects.filter(channel=website, clock="answer").update(number=77),
            lambda: ClockRule.objects.filter(channel__shop=shop, clock="answer").delete(),
            lambda: ClockRule.objects.create(channel=website, clock="answer", number=9, unit="jam"),
        ],
    }  # fmt: skip


@pytest.mark.parametrize("what", ["special", "week", "zone", "channels", "rules"])
def test_every_change_is_seen_by_the_next_request(shop, now_known, what):
    for change in changes(shop)[what]:
        before = now_known()
        change()
        after = now_known()
        assert after.pop(what) != before.pop(what)
        assert after == before


def test_people_who_come_go_and_are_renamed(shop, ani, now_known):
    assert ("Ani", "service") in now_known()["team"]
    User.objects.filter(pk=ani.user_id).update(name="Ani Lestari")
    assert ("Ani Lestari", "service") in now_known()["team"]
    Membership.objects.filter(pk=ani.pk).update(role="warehouse")
    assert ("Ani Lestari", "warehouse") in now_known()["team"]
    User.objects.filter(pk=ani.user_id).update(is_active=False)
    assert "Ani Lestari" not in dict(now_known()["team"])


def test_nothing_is_read_again_while_nothing_changes(shop, now_known):
    now_known()
    with CaptureQueriesContext(connection) as seen:
        now_known()
    assert len(seen) == 1  # the shop's row itself


def test_the_facts_of_one_shop_are_not_anothers(shop, other_shop, now_known):
    before = now_known()
    SpecialDay.objects.create(shop=other_shop, date=DAY, name="Pindahan")
    assert now_known() == before
    assert DAY in calendar_of(Shop.objects.get(pk=other_shop.pk)).special


def test_what_was_rolled_back_was_never_known(shop, now_known):
    before = now_known()
    with transaction.atomic():
        SpecialDay.objects.create(shop=shop, date=DAY, name="Pindahan")
        assert DAY in now_known()["special"]
        transaction.set_rollback(True)
    assert now_known() == before


def test_logging_in_changes_no_facts(shop, ani, now_known):
    before = Shop.objects.get(pk=shop.pk).facts_at
    User.objects.filter(pk=ani.user_id).update(last_login="2026-11-21T10:00:00+07:00", password="x")
    assert Shop.objects.get(pk=shop.pk).facts_at == before


def test_a_person_saved_as_they_were_changes_no_facts(shop, ani):
    before = Shop.objects.get(pk=shop.pk).facts_at
    ani.user.save()
    assert Shop.objects.get(pk=shop.pk).facts_at == before


def test_clocks_see_the_rule_that_holds_now(shop):
    channel = shop.channels.get(kind="website")
    ClockRule.objects.filter(channel=channel, clock="answer").update(number=5)
    facts = ShopFacts(Shop.objects.get(pk=shop.pk))
    assert rules_of(facts.shop)[channel.pk]["answer"].number == 5
