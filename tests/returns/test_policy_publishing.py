"""The life of a policy: drafts, versions without gaps, what is published stands, what holds on a day."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import ProtectedError
from django.utils import translation

from returns.eligibility import Item, Sale, Standing, Wish
from returns.models import (
    ReturnPolicy,
    ReturnRequest,
    SoldUnder,
    hold_against_policy,
    policy_in_force,
    policy_sold_under,
)
from returns.policy import Scope, Special, Window
from returns.presets import first_rules
from returns.publishing import (
    Overtaken,
    discard_draft,
    draft_of,
    publish,
    rules_to_edit,
    save_draft,
    versions,
)
from shops.amounts import Amount
from shops.audit import NotAllowed
from shops.models import Membership, User

WIB = ZoneInfo("Asia/Jakarta")
# 24 November 2026, 00.30 in the shop is still the 23rd in UTC.
NIGHT = datetime(2026, 11, 24, 0, 30, tzinfo=WIB)
TODAY = date(2026, 11, 24)


@pytest.fixture
def publish_rules(sari):
    """Draft and publish; days are counted from the night's own."""

    def make(days=7, *, starts_in=0, owner=sari, now=NIGHT, **more):
        window = Window(True, Amount(days, "kalender"))
        rules = replace(first_rules(), windows={**first_rules().windows, "return_refund": window}, **more)
        draft = save_draft(owner, rules, seen=_mark(owner.shop), now=now)
        day = now.astimezone(WIB).date() + timedelta(days=starts_in)
        return publish(owner, seen=draft.mark, effective_on=day, understood=True, now=now)

    return make


def _mark(shop):
    draft = draft_of(shop)
    return draft.mark if draft else ""


def numbers(shop, day=TODAY):
    found = versions(shop, day)
    return (
        found.in_force and found.in_force.version,
        [version.version for version in found.coming],
        [version.version for version in found.all],
    )


# Drafts ------------------------------------------------------------------------------------------


def test_the_first_draft_begins_with_a_lawful_example(shop):
    assert rules_to_edit(shop) == first_rules()
    assert not ReturnPolicy.objects.exists()


def test_one_draft_at_a_time(sari):
    first = save_draft(sari, first_rules(), seen="", now=NIGHT)
    second = save_draft(sari, replace(first_rules(), note="Lagi"), seen=first.mark, now=NIGHT)
    assert (second.pk, second.revision) == (first.pk, 2)
    assert rules_to_edit(sari.shop).note == "Lagi"
    assert [entry.what for entry in sari.shop.audit_entries.all()] == ["founded"]


@pytest.mark.parametrize("seen", ["", "1-1", "0-0", "nonsense"])
def test_nobody_overwrites_what_they_have_not_seen(sari, seen):
    kept = save_draft(sari, first_rules(), seen="", now=NIGHT)
    kept = save_draft(sari, replace(first_rules(), note="Baru"), seen=kept.mark, now=NIGHT)
    with pytest.raises(Overtaken, match="baru saja diubah oleh Sari"):
        save_draft(sari, first_rules(), seen=seen, now=NIGHT)
    assert (rules_to_edit(sari.shop).note, draft_of(sari.shop).revision) == ("Baru", 2)


def test_the_next_draft_begins_where_the_last_version_ended(sari, publish_rules):
    publish_rules(days=10)
    assert draft_of(sari.shop) is None
    assert rules_to_edit(sari.shop).windows["return_refund"].amount == Amount(10, "kalender")


def test_a_discarded_draft_leaves_the_published_one(sari, publish_rules):
    publish_rules()
    draft = save_draft(sari, first_rules(), seen="", now=NIGHT)
    with pytest.raises(Overtaken):
        discard_draft(sari, seen="", now=NIGHT)
    discard_draft(sari, seen=draft.mark, now=NIGHT)
    assert (draft_of(sari.shop), numbers(sari.shop)) == (None, (1, [], [1]))


@pytest.mark.parametrize("who", ["ani", "joko"])
def test_only_the_owner_writes(request, sari, who):
    member = request.getfixturevalue(who)
    draft = save_draft(sari, first_rules(), seen="", now=NIGHT)
    for attempt in (
        lambda: save_draft(member, first_rules(), seen=draft.mark, now=NIGHT),
        lambda: publish(member, seen=draft.mark, effective_on=TODAY, understood=True, now=NIGHT),
        lambda: discard_draft(member, seen=draft.mark, now=NIGHT),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert [(row.status, row.revision) for row in ReturnPolicy.objects.all()] == [("draft", 1)]


# Publishing --------------------------------------------------------------------------------------


def test_publishing_numbers_dates_and_leaves_a_trace(sari, publish_rules):
    policy = publish_rules()
    assert (policy.version, policy.effective_on, policy.published_at, policy.published_by) == (
        *(1, TODAY, NIGHT, sari.user),
    )
    assert policy.understood == []
    latest = sari.shop.audit_entries.first()
    assert (latest.what, latest.about, latest.by) == (
        *("policy", "Kebijakan retur versi 1, berlaku 24 Nov 2026", sari.user),
    )


def test_shops_number_their_own(sari, tono, publish_rules):
    publish_rules()
    assert publish_rules(owner=tono).version == 1
    assert publish_rules().version == 2


def test_not_before_today_in_the_shops_own_zone(sari):
    draft = save_draft(sari, first_rules(), seen="", now=NIGHT)
    with pytest.raises(NotAllowed, match="sudah lewat"):
        publish(sari, seen=draft.mark, effective_on=date(2026, 11, 23), understood=True, now=NIGHT)
    assert (draft_of(sari.shop).pk, sari.shop.audit_entries.count()) == (draft.pk, 1)


def test_what_the_law_minds_must_be_understood_and_is_kept(sari):
    draft = save_draft(sari, replace(first_rules(), note="Tidak dapat ditukar"), seen="", now=NIGHT)
    with pytest.raises(NotAllowed, match="Saya mengerti"):
        publish(sari, seen=draft.mark, effective_on=TODAY, understood=False, now=NIGHT)
    assert draft_of(sari.shop).version is None

    policy = publish(sari, seen=draft.mark, effective_on=TODAY, understood=True, now=NIGHT)
    [kept] = policy.understood
    assert (kept["code"], kept["field"]) == ("no_return", "note")
    assert kept["source"] == "UU 8/1999 tentang Perlindungan Konsumen, Pasal 18"
    assert sari.shop.audit_entries.first().about.endswith("1 peringatan hukum dibaca")


def test_a_draft_is_published_once(sari, publish_rules):
    mark = save_draft(sari, first_rules(), seen="", now=NIGHT).mark
    publish(sari, seen=mark, effective_on=TODAY, understood=True, now=NIGHT)
    with pytest.raises(Overtaken):
        publish(sari, seen=mark, effective_on=TODAY, understood=True, now=NIGHT)
    assert numbers(sari.shop) == (1, [], [1])


def test_what_is_published_is_what_was_seen(sari):
    seen = save_draft(sari, first_rules(), seen="", now=NIGHT).mark
    save_draft(sari, replace(first_rules(), note="Lain"), seen=seen, now=NIGHT)
    with pytest.raises(Overtaken):
        publish(sari, seen=seen, effective_on=TODAY, understood=True, now=NIGHT)
    assert numbers(sari.shop) == (None, [], [])


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda p: ReturnPolicy.objects.filter(pk=p.pk).update(rules={}), id="update"),
        pytest.param(lambda p: setattr(p, "rules", {}) or p.save(), id="save"),
        pytest.param(lambda p: setattr(p, "status", "draft") or p.save(), id="back to a draft"),
        pytest.param(lambda p: p.delete(), id="delete"),
        pytest.param(lambda p: _sql("UPDATE returns_returnpolicy SET effective_on = '2020-01-01'"), id="raw"),
        pytest.param(lambda p: _sql("DELETE FROM returns_returnpolicy"), id="raw delete"),
    ],
)
def test_the_database_refuses_to_alter_what_is_published(publish_rules, attempt):
    policy = publish_rules()
    before = ReturnPolicy.objects.values().get()
    with pytest.raises(InternalError, match="Cannot update or delete rows"), transaction.atomic():
        attempt(policy)
    assert ReturnPolicy.objects.values().get() == before


def test_a_version_under_which_a_case_was_opened_is_protected(publish_rules, open_return):
    policy = publish_rules()
    open_return(now=NIGHT)
    with pytest.raises(ProtectedError):
        policy.delete()


def test_the_database_knows_one_draft_and_each_number_once(shop, sari, publish_rules):
    published = publish_rules()
    save_draft(sari, first_rules(), seen="", now=NIGHT)
    usual = {"shop": shop, "rules": {}, "edited_at": NIGHT, "edited_by": sari.user}
    done = {"status": "published", "effective_on": TODAY, "published_at": NIGHT, "published_by": sari.user}
    for name, fields in (
        ("policy_one_draft", {}),
        ("policy_version_once", {**done, "version": published.version}),
        ("policy_draft_or_published", {**done, "version": None}),
        ("policy_draft_or_published", {"version": 7}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ReturnPolicy.objects.create(**usual, **fields)


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


# Which version holds -----------------------------------------------------------------------------


def test_the_version_in_force_by_date(shop, publish_rules):
    for starts_in in (0, 10, 3):
        publish_rules(starts_in=starts_in)
    force = {ahead: policy_in_force(shop, TODAY + timedelta(days=ahead)) for ahead in (-1, 0, 2, 3, 10, 99)}
    assert {ahead: policy and policy.version for ahead, policy in force.items()} == {
        -1: None, 0: 1, 2: 1, 3: 3, 10: 3, 99: 3,
    }  # fmt: skip
    # The second was replaced before its day came.
    assert numbers(shop) == (1, [3], [3, 2, 1])
    assert numbers(shop, TODAY + timedelta(days=3)) == (3, [], [3, 2, 1])


def test_two_may_be_coming_one_after_the_other(shop, publish_rules):
    publish_rules(starts_in=3)
    publish_rules(starts_in=10)
    assert numbers(shop) == (None, [2, 1], [2, 1])


# Which version a sale came under --------------------------------------------------------------------


def test_a_sale_keeps_the_version_of_its_day(shop, publish_rules):
    first, second = publish_rules(days=7), publish_rules(days=3, starts_in=2)
    later = TODAY + timedelta(days=30)
    for ahead, policy in ((0, first), (1, first), (2, second), (29, second)):
        assert policy_sold_under(shop, TODAY + timedelta(days=ahead), later) == SoldUnder(policy, True)


def test_an_unknown_day_or_one_before_all_versions_falls_back_and_says_so(shop, publish_rules):
    policy = publish_rules()
    for day in (None, TODAY - timedelta(days=1), date(2019, 1, 1)):
        assert policy_sold_under(shop, day, TODAY) == SoldUnder(policy, False)
    assert policy_sold_under(shop, None, TODAY - timedelta(days=1)) == SoldUnder(None, False)


def test_another_shops_versions_are_nobodys_here(shop, tono, publish_rules):
    publish_rules(owner=tono)
    assert policy_sold_under(shop, TODAY, TODAY) == SoldUnder(None, False)
    assert hold_against_policy(shop, Sale(), Item(), Wish("exchange", "damaged"), NIGHT) is None


LATE = NIGHT + timedelta(days=5)  # 29 November, half past midnight
WISH = Wish("return_refund", "wrong_size")


def test_the_policy_changed_after_the_sale(shop, publish_rules):
    first = publish_rules(days=7)
    publish_rules(days=2, starts_in=1)
    sale = Sale(paid_at=NIGHT, delivered_at=NIGHT)
    policy, verdict = hold_against_policy(shop, sale, Item(), WISH, LATE)
    assert (policy, verdict.standing, verdict.clause) == (first, Standing.ELIGIBLE, "1.1")
    assert verdict.facts["policy_version"] == 1
    assert (verdict.facts["policy_basis"], verdict.facts["sold_on"]) == ("sale", "2026-11-24")

    # Paid a day later, it comes under the stricter one.
    after = replace(sale, paid_at=NIGHT + timedelta(days=1), delivered_at=NIGHT + timedelta(days=1))
    policy, verdict = hold_against_policy(shop, after, Item(), WISH, LATE)
    assert (policy.version, verdict.standing) == (2, Standing.NOT_ELIGIBLE)


@pytest.mark.parametrize(
    "sale, version",
    [
        # Version 2 begins on the 25th: 23.30 WIB on the 24th is 00.30 WITA on the 25th.
        (Sale(paid_at=datetime(2026, 11, 24, 23, 30, tzinfo=WIB)), 1),
        (Sale(paid_at=datetime(2026, 11, 25, 0, 0, tzinfo=WIB)), 2),
        (Sale(paid_at=datetime(2026, 11, 25, 9, 0, tzinfo=WIB), placed_at=NIGHT), 2),  # the day it was paid
        (Sale(placed_at=NIGHT), 1),  # never paid
        (Sale(), 2),  # nobody knows: what holds at the opening
    ],
)
def test_the_day_of_a_sale_is_when_it_was_paid_in_the_shops_zone(shop, publish_rules, sale, version):
    publish_rules()
    publish_rules(starts_in=1)
    assert hold_against_policy(shop, sale, Item(), WISH, LATE)[0].version == version


def test_farther_east_the_day_begins_earlier(sari, publish_rules):
    publish_rules()
    publish_rules(starts_in=1)
    type(sari.shop).objects.filter(pk=sari.shop_id).update(time_zone="Asia/Makassar")
    sari.shop.refresh_from_db()
    sale = Sale(paid_at=datetime(2026, 11, 24, 23, 30, tzinfo=WIB))
    policy, verdict = hold_against_policy(sari.shop, sale, Item(), WISH, LATE)
    assert (policy.version, verdict.facts["sold_on"]) == (2, "2026-11-25")


def test_asking_costs_nothing_once_the_shop_is_known(shop, publish_rules, django_assert_num_queries):
    publish_rules()
    shop.refresh_from_db()
    sale = Sale(paid_at=NIGHT, delivered_at=NIGHT)
    hold_against_policy(shop, sale, Item(), WISH, LATE)
    with django_assert_num_queries(0):
        hold_against_policy(shop, sale, Item(), WISH, LATE)


# The case ----------------------------------------------------------------------------------------


def test_everybody_reads_it_in_their_own_language(shop, publish_rules):
    publish_rules()
    with translation.override("en"):
        assert policy_in_force(shop, TODAY).sections[0].title == "Deadline"
    assert policy_in_force(shop, TODAY).sections[0].title == "Batas waktu"


def test_a_case_keeps_its_version_and_how_it_stood(open_return, publish_rules):
    first = publish_rules(days=7)
    case = open_return(delivered_on=date(2026, 11, 20), now=NIGHT)
    publish_rules(days=30)

    case = ReturnRequest.objects.get(pk=case.pk)
    assert (case.policy, case.standing, case.clause) == (first, "within", "1.1")
    assert case.policy_words == (
        "Masih dalam batas retur: 7 hari kalender sejak diterima Jum 20 Nov 2026, sampai Jum 27 Nov 2026."
    )
    assert (
        case.policy_words_staff == "Hari ke-4 dari 7 hari kalender sejak diterima, batasnya Jum 27 Nov 2026."
    )
    assert case.policy_facts["last_day"] == "2026-11-27"
    assert open_return(order_number="LAIN", now=NIGHT).policy.version == 2


@pytest.mark.parametrize(
    "delivered, standing",
    [(date(2026, 11, 17), "within"), (date(2026, 11, 16), "outside"), (None, "unknown")],
)
def test_the_day_is_that_of_the_shop(open_return, publish_rules, delivered, standing):
    publish_rules(days=7)
    assert open_return(delivered_on=delivered, now=NIGHT).standing == standing


def test_the_record_is_in_the_shops_language_whoever_asks(open_return, publish_rules):
    publish_rules()
    with translation.override("en"):
        case = open_return(now=NIGHT)
    assert case.policy_words == "Belum bisa dipastikan, karena tanggal barang diterima belum diisi."


def test_the_verdict_is_kept_with_every_fact(open_return, publish_rules):
    publish_rules(days=7)
    case = ReturnRequest.objects.get(pk=open_return(delivered_on=date(2026, 11, 20), now=NIGHT).pk)
    assert case.policy_facts == {
        "today": "2026-11-24", "zone": "Asia/Jakarta", "channel": "", "placed_at": None, "paid_at": None,
        "shipped_at": None, "delivered_at": None, "cancelled_at": None, "delivered_on": "2026-11-20", "delivered_said_by": "customer",
        "product": "Kemeja batik Parang", "category": "", "returnable": True, "why_not": "", "bought": None,
        "returned": 0, "way": "return_refund", "reason": "damaged", "quantity": 1, "has_evidence": None,
        "evidence_needed": False, "rule": "way:return_refund", "offered": True, "number": 7, "unit": "kalender",
        "last_day": "2026-11-27", "day": 4, "clauses": ["1.1"], "policy_version": 1, "policy_basis": "opening",
        "sold_on": None,
    }  # fmt: skip


def test_a_request_on_a_marketplace_is_about_an_order_of_it(open_return, shop, publish_rules):
    """A form or a chat takes requests for orders of every channel, so it says nothing."""
    shopee, website = (
        Special(Scope(channel=channel), Window(True, Amount(days, "kalender")))
        for channel, days in (("shopee", 15), ("website", 9))
    )
    publish_rules(days=7, special=(shopee, website))
    channel = shop.channels.create(kind="shopee", name="Shopee Sari")
    on_shopee = open_return(channel=channel, delivered_on=TODAY, now=NIGHT)
    by_form = open_return(order_number="LAIN", delivered_on=TODAY, now=NIGHT)
    assert (on_shopee.clause, on_shopee.policy_facts["last_day"]) == ("1.6", "2026-12-09")
    assert (by_form.clause, by_form.policy_facts["channel"]) == ("1.1", "")


def test_what_the_owner_insists_on_waits_for_somebody_to_look(open_return, publish_rules):
    publish_rules(insists=frozenset({"damaged"}))
    case = open_return(delivered_on=TODAY, now=NIGHT)
    assert (case.standing, case.clause) == ("unknown", "3.1")
    assert case.policy_words_staff.startswith("Cocokkan bukti wajibnya: Foto bagian yang bermasalah")


def test_without_a_policy_nothing_is_said(open_return):
    case = open_return(now=NIGHT, delivered_on=TODAY)
    assert (case.policy, case.standing, case.policy_words, case.policy_facts) == (None, "", "", None)


def test_a_coming_version_does_not_hold_yet(open_return, publish_rules):
    publish_rules(starts_in=1)
    assert open_return(now=NIGHT).policy is None


def test_the_policy_of_another_shop_holds_for_nobody_here(open_return, tono, publish_rules):
    publish_rules(owner=tono)
    assert open_return(now=NIGHT).policy is None


# Races -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_owners_publishing_at_once_get_two_numbers_without_a_gap(sari):
    user = User.objects.create_user("ratna@sari.test", "kain batik parang", name="Ratna")
    ratna = Membership.objects.create(shop=sari.shop, user=user, role="owner", accepted_at=NIGHT)

    def work(owner):
        published, refused = [], 0
        while len(published) < 3:
            try:
                draft = save_draft(owner, first_rules(), seen=_mark(owner.shop), now=NIGHT)
                done = publish(owner, seen=draft.mark, effective_on=TODAY, understood=False, now=NIGHT)
                published.append(done.version)
            except Overtaken:
                refused += 1
        connection.close()
        return published

    with ThreadPoolExecutor(2) as pool:
        theirs = list(pool.map(work, (sari, ratna)))
    assert sorted(theirs[0] + theirs[1]) == [1, 2, 3, 4, 5, 6]
    assert numbers(sari.shop) == (6, [], [6, 5, 4, 3, 2, 1])
    assert draft_of(sari.shop) is None


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_published_by_two_at_once_is_one_version(sari):
    draft = save_draft(sari, first_rules(), seen="", now=NIGHT)

    def work(_each):
        try:
            return publish(sari, seen=draft.mark, effective_on=TODAY, understood=False, now=NIGHT).version
        except Overtaken:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2)), key=str) == [1, None]
    assert [entry.what for entry in sari.shop.audit_entries.all()] == ["policy", "founded"]


# The table in use --------------------------------------------------------------------------------


def test_nodes_of_the_version_before_still_write_their_rows(db):
    """Every column that came with the policy may be left out of an INSERT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'returns_returnrequest'"
            " AND is_nullable = 'NO' AND column_default IS NULL AND column_name IN"
            " ('policy_id', 'delivered_on', 'standing', 'clause', 'policy_words', 'policy_words_staff', 'policy_facts')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'returns_returnrequest'"
            " AND column_name IN ('policy_id', 'standing', 'policy_facts')"
        )
        assert cursor.fetchone() == (3,)
