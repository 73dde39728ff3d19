"""The demo shop: returns, claims and complaints in every state and variant, made by the doors, once."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Min, Q, Sum

from cases.models import Attachment, Case, Deadline, Event
from cases.reference import is_plausible
from cases.sweep import sweep
from complaints.models import Complaint
from complaints.workflow import COMPLAINT
from notifications.models import Message
from reports import filters
from reports.report import build
from returns.models import ReturnPolicy, ReturnRequest, policy_in_force
from returns.workflow import RETURN
from sales.models import Customer, CustomerNote, ImportRun, Order, OrderLine, Product
from shops import presets
from shops.models import Membership, Shop, User
from umkm_aftersales.management.commands import seed_demo
from warranty.models import RegisteredUnit, WarrantyClaim, WarrantyTerm
from warranty.workflow import CLAIM

Status = Message.Status
FLOWS = (RETURN, CLAIM, COMPLAINT)


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
    tables = (
        Case, Event, Deadline, Message, Attachment, User, Membership, Shop, ReturnPolicy, WarrantyTerm, RegisteredUnit,
        Customer, Product, Order, OrderLine, ImportRun,
    )  # fmt: skip
    latest = Case.objects.aggregate(Max("version"), Max("entered_at"), Max("due_at"))
    return {model.__name__: model.objects.count() for model in tables} | latest


def everything_appears(cases) -> None:
    """Every state and variant of every kind is there, and no case is where its table does not let it be."""
    for flow in FLOWS:
        reachable = {
            (state, variant) for variant in flow.variant_names() for state in flow.reachable(variant)
        }
        present = set(cases.filter(kind=flow.kind).values_list("state", "variant"))
        assert {state for state, _variant in present} == set(flow.states)
        assert {variant for _state, variant in present} == set(flow.variant_names())
        assert present <= reachable


def promises_were_given_before(shop, today) -> None:
    """A policy with returns on both sides of it, and cards that are older than what is claimed for them."""
    versions = list(shop.return_policies.published())
    assert [policy.version for policy in versions] == [2, 1]
    assert policy_in_force(shop, today) == versions[0]
    assert policy_in_force(shop, today - timedelta(days=60)) == versions[1]
    assert shop.return_policies.filter(status=ReturnPolicy.Status.DRAFT).count() == 1
    assert set(ReturnRequest.objects.values_list("standing", flat=True)) == {"within", "outside", "unknown"}

    assert shop.warranty_terms.filter(is_active=True).count() >= 4
    units = RegisteredUnit.objects.filter(shop=shop)
    assert units.filter(registered_by=None, replaced_from=None).count() >= 5
    assert units.exclude(registered_by=None).count() >= 10
    assert units.filter(confirmed_at=None).exists() and units.exclude(replaced_from=None).exists()
    claims = WarrantyClaim.objects.filter(shop=shop)
    assert {"covered", "expired", "unregistered"} <= set(claims.values_list("coverage_status", flat=True))
    assert not claims.filter(unit__registered_at__gte=F("opened_at")).exists()
    assert all(claim.unit.owner_phone == claim.customer_phone for claim in claims.exclude(unit=None))


def the_cases_are_about_what_was_sold(shop) -> None:
    """Whoever names an order has bought it, has paid for what they complain of, and had it before they did so."""
    sold = {
        order.number: order
        for order in Order.objects.filter(shop=shop).prefetch_related("lines__variant__product")
    }
    named = Case.objects.filter(shop=shop).exclude(order_number="").select_related("channel")
    assert named.filter(kind="return_request").count() >= 90
    assert named.filter(kind="complaint").count() >= 25
    for case in named:
        order = sold[case.order_number]
        assert (order.buyer_phone, order.buyer_name) == (case.customer_phone, case.customer_name)
        assert order.customer.phone == case.customer_phone
        assert case.channel.kind == "website" or order.channel_id == case.channel_id
        known = [at for at in (order.placed_at, order.shipped_at, order.delivered_at) if at]
        assert known == sorted(known) and known[-1] < case.opened_at
    for case in ReturnRequest.objects.filter(shop=shop).exclude(order_number=""):
        order = sold[case.order_number]
        came_on = order.delivered_at and order.delivered_at.astimezone(shop.zone).date()
        assert case.delivered_on == came_on
        line = {str(line.variant): line for line in order.lines.all()}[case.title]
        assert case.amount in (None, line.unit_price, 2 * line.unit_price)
        assert line.quantity == (2 if case.reason in ("incomplete", "wrong_size") else 1)
    for case in Case.objects.exclude(came_from=None).filter(kind="return_request"):
        assert case.order_number == case.came_from.order_number != ""


def it_sells_every_day(shop, now) -> None:
    """Orders of every channel, with products that exist, with and without a case, some of several lines."""
    orders = Order.objects.filter(shop=shop)
    named = Case.objects.filter(shop=shop).values("order_number")
    content = orders.exclude(number__in=named).filter(placed_at__gte=now - timedelta(days=30))
    assert 20 <= content.count() <= 60
    assert orders.filter(placed_at__gt=now).count() == orders.filter(delivered_at__gt=now).count() == 0
    cancelled = content.filter(Q(status="Dibatalkan") | Q(cancelled_at__isnull=False))
    assert cancelled.filter(shipped_at=None, delivered_at=None).count() == cancelled.count() >= 2
    assert content.filter(shipped_at=None, cancelled_at=None).exists()
    assert content.filter(buyer_phone="", buyer_phone_masked__contains="*").exists()
    kinds = set(orders.values_list("channel__kind", flat=True))
    assert kinds == {"tokopedia", "tiktok", "shopee", "lazada", "instagram", "whatsapp", "counter"}
    assert orders.annotate(goods=Count("lines")).filter(goods__gte=2).count() >= 30
    sums = orders.annotate(goods=Sum("lines__amount"))
    assert all(
        order.total == order.goods + order.shipping_fee - order.discount
        for order in sums.exclude(imported_from=None)
    )
    assert all(order.total == order.goods for order in sums.filter(imported_from=None))
    assert all(order.search == order.searchable() for order in orders)

    products = Product.objects.filter(shop=shop)
    assert products.count() == 13 and products.get(is_returnable=False).not_returnable_why
    assert not OrderLine.objects.filter(shop=shop, variant=None).exists()
    runs = ImportRun.objects.filter(shop=shop)
    assert set(runs.values_list("status", "errors_total")) == {("done", 0)}
    assert set(runs.values_list("layout", flat=True)) == {"tokopedia", "tiktok", "shopee", "lazada"}
    phones = Customer.objects.filter(shop=shop).values_list("phone", flat=True)
    assert all(phone.startswith("+62860000") for phone in phones)
    units = RegisteredUnit.objects.filter(shop=shop, replaced_from=None).exclude(registered_by=None)
    bought = [
        orders.filter(customer__phone=unit.owner_phone, channel__kind="counter").count() for unit in units
    ]
    assert sum(map(bool, bought)) >= len(bought) - 1  # all but the card of the blender's first term
    assert CustomerNote.objects.filter(shop=shop, at__lte=now).count() == 3


def it_goes_on_afterwards(shop) -> None:
    """Complaints became other cases; customers gave two scores, the low ones brought their case back."""
    complaints = Complaint.objects.filter(shop=shop)
    assert set(complaints.exclude(severity="").values_list("severity", flat=True)) == {
        "light",
        "medium",
        "severe",
    }
    turned = Case.objects.exclude(came_from=None)
    assert set(turned.values_list("kind", "came_from__state")) == {
        ("return_request", "turned"), ("warranty_claim", "turned"),
    }  # fmt: skip
    assert all(case.description == case.came_from.description for case in turned)

    rated = Case.objects.filter(shop=shop, rated_at__isnull=False)
    low = rated.filter(state="reopened")
    assert rated.count() >= 15 and set(low.values_list("kind", flat=True)) == {flow.kind for flow in FLOWS}
    assert all(min(case.score_product, case.score_treatment) <= 2 for case in low)
    assert all(min(case.score_product, case.score_treatment) > 2 for case in rated.filter(is_open=False))
    asked = Counter(Deadline.objects.filter(clock="follow_up").values_list("outcome", flat=True))
    assert asked["fired"] and asked[""]


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
    assert cases.count() == Case.objects.count()
    by_kind = Counter(cases.values_list("kind", flat=True))
    assert by_kind["return_request"] == 110
    assert by_kind["warranty_claim"] >= 30 and by_kind["complaint"] >= 30
    everything_appears(cases)
    for flow in FLOWS:
        references = cases.filter(kind=flow.kind).values_list("reference", flat=True)
        assert all(ref.startswith(f"{flow.prefix}-") and is_plausible(ref) for ref in references)

    # Only the doors number events without a gap, and no event is later than now.
    numbered = Event.objects.values("case").annotate(
        first=Min("number"),
        last=Max("number"),
        events=Count("id"),
        version=F("case__version"),
        latest=Max("at"),
    )
    assert numbered.count() == cases.count()
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
        outcome="", due_at__lte=now + timedelta(days=1), action="approve_by_silence"
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

    promises_were_given_before(shop, now.astimezone(shop.zone).date())
    the_cases_are_about_what_was_sold(shop)
    it_sells_every_day(shop, now)
    it_goes_on_afterwards(shop)
    findings = build(shop, filters.last_days(60, shop.zone, now)).findings
    assert {"masuk", "retur", "keluhan", "garansi", "kepuasan"} <= {section.id for section in findings}

    before = census()
    assert "sari@demo.test" in seed(now=now + timedelta(hours=1))
    assert census() == before


def test_the_demo_is_whole_after_long_holidays_too(db, caplog, password):
    """Lebaran 2026 stretches every clock that counts working days, and no story may break on it."""
    seed(now=datetime.fromisoformat("2026-03-25T10:00+07:00"), no_photos=True)
    assert [record.getMessage() for record in caplog.records if "stops before" in record.getMessage()] == []
    everything_appears(Case.objects.all())


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
