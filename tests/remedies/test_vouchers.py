"""Vouchers: within the month's budget, beyond it with the owner's yes, used once and in time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.perform import Actor, perform
from cases.refusals import NotPossible, Refused
from notifications.models import Message
from remedies import vouchers
from remedies.models import Voucher
from shops.audit import NotAllowed
from shops.models import Shop
from tests.together import together

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=WIB)
LAST = date(2027, 2, 22)


@pytest.fixture
def case(open_return):
    """A return of Budi's."""
    return open_return(now=NOW)


def give(case, member, value=25_000, until=LAST, now=NOW, action="give_voucher", note=""):
    return perform(
        case,
        action,
        actor=Actor.member(member),
        data={"value": value, "expires_on": until},
        note=note,
        now=now,
    )


def rows():
    return [(row.value, row.status) for row in Voucher.objects.order_by("pk")]


# Giving --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["return", "complaint", "claim"])
def test_every_kind_may_give_one(kind, shop, ani, budi, open_return):
    from cases.workflow import workflow_for
    from tests.cases.roads import open_one

    names = {"return": "return_request", "complaint": "complaint", "claim": "warranty_claim"}
    flow = workflow_for(names[kind])
    case = open_one(flow, shop, NOW, variant=flow.variant_names()[0])
    event = give(case, ani)
    voucher = Voucher.objects.get()
    assert (voucher.value, voucher.status, voucher.expires_on, voucher.case_id) == (
        25_000,
        "ready",
        LAST,
        case.pk,
    )
    assert event.data["voucher"]["code"] == voucher.code
    message = Message.objects.get(template="voucher_given")
    assert voucher.code in message.body and "Rp25.000" in message.body and "22 Februari 2027" in message.body


def test_a_code_is_read_however_it_is_typed(case, ani):
    give(case, ani)
    code = Voucher.objects.get().code
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code[:6]):
        assert [row.code for row in vouchers.page_of(case.shop, code=typed).rows] == [code]
    assert vouchers.page_of(case.shop, code="V222-2222-22").rows == []


@pytest.mark.parametrize(
    "value, until",
    [
        (999, LAST), (0, LAST), (-5_000, LAST), (100_000_000_000, LAST), ("25000", LAST), (None, LAST),
        (25_000, date(2026, 11, 23)), (25_000, date(2028, 11, 24)), (25_000, "2027-02-22"), (25_000, None),
    ],
)  # fmt: skip
def test_nonsense_is_refused(case, ani, value, until):
    with pytest.raises(Refused):
        give(case, ani, value, until)
    assert rows() == [] and not Message.objects.filter(template="voucher_given").exists()


def test_the_last_day_may_be_today_in_the_shops_zone(case, ani):
    give(case, ani, until=NOW.date())
    assert rows() == [(25_000, "ready")]


# The budget ----------------------------------------------------------------------------------------


@pytest.fixture
def budget(shop):
    """Rp50.000 a month."""
    Shop.objects.filter(pk=shop.pk).update(voucher_budget=50_000)


def test_beyond_the_budget_the_owner_decides(budget, case, ani, sari):
    give(case, ani, 30_000)
    with pytest.raises(Refused, match="tinggal Rp20.000"):
        give(case, ani, 20_001)
    give(case, ani, 20_001, action="propose_voucher", note="Pelanggan lama.")
    assert rows() == [(30_000, "ready"), (20_001, "waiting")]
    assert Message.objects.filter(template="voucher_given").count() == 1
    assert "Pelanggan lama." in Message.objects.get(template="staff_voucher").body
    with pytest.raises(NotPossible):
        perform(case, "approve_voucher", actor=Actor.member(ani), now=NOW)
    perform(case, "approve_voucher", actor=Actor.member(sari), now=NOW)
    assert rows() == [(30_000, "ready"), (20_001, "ready")]
    assert Message.objects.filter(template="voucher_given").count() == 2


def test_the_owner_may_go_beyond_it_at_once(budget, case, sari):
    give(case, sari, 80_000)
    assert rows() == [(80_000, "ready")]
    assert vouchers.left_of_month(Shop.objects.get(pk=case.shop_id), NOW) == -30_000


def test_the_owner_says_no(budget, case, ani, sari):
    give(case, ani, 60_000, action="propose_voucher", note="Tolong.")
    perform(case, "refuse_voucher", actor=Actor.member(sari), note="Terlalu besar.", now=NOW)
    assert rows() == [(60_000, "void")]
    assert not Message.objects.filter(template="voucher_given").exists()
    with pytest.raises(NotPossible):
        perform(case, "approve_voucher", actor=Actor.member(sari), now=NOW)


def test_a_month_is_one_of_the_shops_calendar(budget, case, ani):
    last = datetime(2026, 11, 30, 23, 59, 59, tzinfo=WIB)
    give(case, ani, 50_000, now=last)
    with pytest.raises(Refused):
        give(case, ani, 1_000, now=last)
    give(case, ani, 50_000, now=last + timedelta(seconds=1))
    assert len(rows()) == 2


def test_what_is_cancelled_comes_back_to_the_budget(budget, case, ani):
    give(case, ani, 50_000)
    vouchers.cancel(ani, Voucher.objects.get().pk, now=NOW)
    give(case, ani, 50_000)
    assert rows() == [(50_000, "void"), (50_000, "ready")]


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_no_more_than_the_budget_is_given(budget, open_return, ani):
    cases = [open_return(now=NOW, order_number=f"INV/{n}") for n in range(4)]
    answers = together(*(lambda case=case: give(case, ani, 20_000) for case in cases))
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert rows() == [(20_000, "ready")] * 2


# Using ---------------------------------------------------------------------------------------------


def test_it_is_used_once(case, ani):
    give(case, ani)
    pk = Voucher.objects.get().pk
    vouchers.use(ani, pk, " INV/20261201/0007 ", now=NOW)
    used = Voucher.objects.get()
    assert (used.status, used.used_for, used.ended_by) == ("used", "INV/20261201/0007", ani.user)
    for again in (vouchers.use, lambda member, pk, _order, now: vouchers.cancel(member, pk, now=now)):
        with pytest.raises(NotAllowed, match="sudah dipakai pada 24-11-2026 10.00"):
            again(ani, pk, "", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_tills_at_once_one_takes_it(case, ani, sari):
    give(case, ani)
    pk = Voucher.objects.get().pk
    answers = together(
        *(lambda member=member: vouchers.use(member, pk, "", now=NOW) for member in (ani, sari))
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["NotAllowed", "Voucher"]


def test_on_its_last_day_it_holds_until_midnight(case, ani):
    give(case, ani)
    pk = Voucher.objects.get().pk
    midnight = datetime(2027, 2, 23, tzinfo=WIB)
    with pytest.raises(NotAllowed, match="lewat masa berlakunya"):
        vouchers.use(ani, pk, "", now=midnight)
    vouchers.use(ani, pk, "", now=midnight - timedelta(seconds=1))


def test_what_waits_holds_not_yet(case, ani):
    give(case, ani, action="propose_voucher", note="Tolong.")
    with pytest.raises(NotAllowed, match="menunggu persetujuan"):
        vouchers.use(ani, Voucher.objects.get().pk, "", now=NOW)


# Pages ---------------------------------------------------------------------------------------------


def test_from_the_case_to_the_till(case, ani, log_in):
    client = log_in(ani)
    page = client.get(f"/kerja/kasus/{case.reference}/")
    assert "Beri voucher" in page.text
    address = f"/kerja/kasus/{case.reference}/tindakan/give_voucher/"
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"seen": "1", "value": "lima", "expires_on": "2027-02-22"})
    assert wrong.status_code == 400 and 'value="lima"' in wrong.text and rows() == []
    until = (datetime.now(WIB) + timedelta(days=60)).date().isoformat()
    assert client.post(address, {"seen": "1", "value": "25rb", "expires_on": until}).status_code == 302
    voucher = Voucher.objects.get()
    assert voucher.code in client.get(f"/kerja/kasus/{case.reference}/").text
    assert voucher.code in client.get(f"/kerja/voucher/?q={voucher.code.lower()}").text
    assert client.post(f"/kerja/voucher/{voucher.pk}/pakai/", {"order": "A-1"}).status_code == 302
    again = client.post(f"/kerja/voucher/{voucher.pk}/pakai/", {"order": "A-2"})
    assert again.status_code == 409 and "sudah dipakai" in again.text


def test_the_warehouse_sees_no_voucher(case, ani, joko, log_in):
    give(case, ani)
    code = Voucher.objects.get().code
    client = log_in(joko)
    page = client.get(f"/kerja/kasus/{case.reference}/")
    assert code not in page.text and "25.000" not in page.text
    assert client.get("/kerja/voucher/").status_code == 403


def test_many_vouchers_cost_no_more_questions(case, ani, log_in, django_assert_num_queries):
    client = log_in(ani)
    give(case, ani)
    client.get("/kerja/voucher/")
    with django_assert_num_queries(3):
        client.get("/kerja/voucher/")
    for _n in range(30):
        give(case, ani)
    with django_assert_num_queries(3):
        page = client.get("/kerja/voucher/")
    assert page.text.count("Rp25.000") == 25 and "Muat berikutnya" in page.text
