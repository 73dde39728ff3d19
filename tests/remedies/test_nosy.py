"""A nosy colleague and one in a hurry: what they must not see, and what one person alone must not do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.bundle import bundle_of
from cases.perform import perform
from cases.refusals import Refused
from notifications.models import Message
from remedies.models import Refund, Voucher
from returns.models import ReturnRequest
from shops.models import Shop
from tests.remedies.conftest import ACCOUNT, NOW

pytestmark = pytest.mark.django_db


def test_paid_to_number_survives_a_new_destination(owed, act, pay):
    case = act(owed(amount=185000), "budi", "give_destination", **ACCOUNT)
    case = pay(case, 185000)
    case = act(case, "budi", "miss", "Belum masuk")
    case = act(case, "budi", "give_destination", bank="BRI", number="123456789012345", holder="Orang Lain")
    paid = Refund.objects.get().destination
    assert paid.number == "7719442083"


def test_one_person_pays_twice_under_the_limit(owed, act, pay):
    Shop.objects.update(refund_limit=200000)
    case = pay(owed(amount=185000), 185000)
    case = act(case, "budi", "miss", "Belum")
    case = act(case, "ani", "refund_failed", "Bank bilang gagal")
    with pytest.raises(Refused):
        pay(case, 185000)


def test_proof_of_payment_is_not_for_the_warehouse(owed, act, pay, photo, shop, joko, log_in, people):
    from uuid import uuid4

    from cases.uploads import keep_draft

    case = owed(amount=185000)
    draft = keep_draft(photo("bukti.jpg"), shop=shop, draft_key=uuid4(), now=NOW)
    perform(
        case,
        "record_refund",
        actor=people["ani"],
        data={"refund_amount": 185000, "refund_method": "transfer", "refunded_on": NOW.date()},
        files=[draft],
        now=NOW,
    )
    page = log_in(joko).get(reverse("case", args=[case.reference])).content.decode()
    url = reverse("case_file", args=[case.reference, draft.pk])
    got = log_in(joko).get(url)
    assert url not in page and got.status_code == 404


def test_bundle_without_team_holds_no_team_facts(owed, act, ani, log_in):
    case = owed(amount=185000)
    case = act(case, "ani", "mark_mistake", "Salah tekan setujui", mistake_amount=50000)
    b = bundle_of(case, ani, with_team=False, now=NOW)
    facts = [(f.label, f.value) for ch in b.chapters for f in ch.facts]
    assert not any("salah langkah" in str(f[0]) for f in facts)


def test_bundle_holds_no_live_voucher(owed, people, ani, act):
    case = owed(amount=185000)
    perform(
        case,
        "give_voucher",
        actor=people["ani"],
        data={"value": 25000, "expires_on": date(2027, 1, 1)},
        now=NOW,
    )
    Message.objects.update(release_at=None) if False else None
    b = bundle_of(ReturnRequest.objects.get(pk=case.pk), ani, with_team=False, now=NOW)
    assert Voucher.objects.get().code not in "".join(line.body for ch in b.chapters for line in ch.letters)


def test_approving_an_expired_proposal(open_return, people):
    case = open_return(now=NOW)
    perform(
        case,
        "propose_voucher",
        actor=people["ani"],
        note="Minta",
        data={"value": 10000, "expires_on": NOW.date()},
        now=NOW,
    )
    with pytest.raises(Refused):
        perform(case, "approve_voucher", actor=people["sari"], now=NOW + timedelta(days=1))


def test_service_without_budget(open_return, people):
    case = open_return(now=NOW)
    Shop.objects.update(refund_limit=100000)
    with pytest.raises(Refused):
        perform(
            case,
            "give_voucher",
            actor=people["ani"],
            data={"value": 900000000, "expires_on": date(2027, 1, 1)},
            now=NOW,
        )


ODD = [
    [],
    {},
    [1],
    {"a": 1},
    "x",
    "1",
    -1,
    10**30,
    1.5,
    float("inf"),
    True,
    b"x",
    {"1": []},
    {1: [[]]},
    {1: {"refusal": []}},
    {0: {"grade": []}},
    {0: {"checklist": {"standard:clean": []}}},
    [[]],
    [None],
    {10**30: 1},
    {1: 10**30},
]


def test_warehouse_bundle_has_proof(owed, people, photo, shop, joko):
    from uuid import uuid4

    from cases.uploads import keep_draft

    case = owed(amount=185000)
    draft = keep_draft(photo("bukti.jpg"), shop=shop, draft_key=uuid4(), now=NOW)
    perform(
        case,
        "record_refund",
        actor=people["ani"],
        data={"refund_amount": 185000, "refund_method": "transfer", "refunded_on": NOW.date()},
        files=[draft],
        now=NOW,
    )
    b = bundle_of(ReturnRequest.objects.get(pk=case.pk), joko, with_team=False, now=NOW)
    assert not b.items


def test_prepared_then_swapped_by_the_payer(owed, act, pay):
    """Sari prepares for Budi's account; Ani gives another account and records alone what Sari has checked."""
    Shop.objects.update(refund_limit=100000)
    case = act(owed(amount=185000), "budi", "give_destination", **ACCOUNT)
    case = act(case, "sari", "prepare_refund")
    case = act(case, "ani", "give_destination", bank="BRI", number="999999999999999", holder="Ani")
    with pytest.raises(Refused):
        pay(case, 185000)
