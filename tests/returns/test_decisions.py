"""What the shop decides of a return: line by line, after its checks, into another kind, or for a part of the money."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case, Deadline, Event
from cases.perform import Actor, perform
from cases.picking import Piece
from cases.refusals import NotPossible, Refused, Stale
from cases.sweep import sweep
from cases.undo import undo
from cases.workflow import CUSTOMER, Role
from notifications.models import Message
from returns.models import ReturnLine, ReturnRequest
from returns.presets import first_rules
from returns.publishing import publish, save_draft
from returns.workflow import OFFERED, RETURN
from tests.cases import roads
from tests.cases.roads import CHECKED
from tests.cases.test_undo import rows
from tests.together import together

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
HOUR = timedelta(hours=1)
OPEN_TO_CHANGE = ("submitted", "evidence_asked", "reopened")
REJECT = {**CHECKED, "rejection_reason": "used"}


@pytest.fixture
def policy(sari):
    """The shop's first policy, from the day of the order on."""
    draft = save_draft(sari, first_rules(), seen="", now=NOW - timedelta(days=9))
    day = (NOW - timedelta(days=9)).date()
    return publish(sari, seen=draft.mark, effective_on=day, understood=True, now=NOW - timedelta(days=9))


@pytest.fixture
def case(open_return, bought, policy):
    """A return of two shirts and one pair of trousers: 2 × 185.000 and 120.000."""
    order = bought(
        {"name": "Kemeja batik", "quantity": 2, "unit_price": 185_000}, {"name": "Celana kain", "unit_price": 120_000},
        placed_at=NOW - timedelta(days=5), delivered_at=NOW - timedelta(days=2),
    )  # fmt: skip
    goods = [Piece(line.pk, line.quantity) for line in order.lines.order_by("position")]
    return open_return(goods=goods, title="", amount=None, order_number="", now=NOW)


@pytest.fixture
def desk(ani):
    return Actor.member(ani)


def lines(case):
    return list(ReturnLine.objects.filter(case=case.pk).order_by("pk"))


def decided(case):
    return [(line.approved, line.refusal, line.refusal_clause, line.offer) for line in lines(case)]


def of(case):
    return ReturnRequest.objects.get(pk=case.pk)


def everything():
    return rows(), Event.objects.count(), Message.objects.count()


def refused(case, action, actor, kind=Refused, **given):
    """The refusal, after proving that nothing was written."""
    before = everything()
    with pytest.raises(kind) as refusal:
        perform(case, action, actor=actor, now=NOW + HOUR, **given)
    assert everything() == before
    return refusal.value


def approve(case, desk, said=None, note="", **more):
    data = {**CHECKED, **more} | ({"lines": said} if said is not None else {})
    return perform(case, "approve", actor=desk, data=data, note=note, now=NOW + HOUR)


USED = {"approved": 0, "refusal": "used", "clause": "", "offer": ""}


# Line by line ------------------------------------------------------------------------------------


def test_whoever_says_nothing_approves_every_piece(case, desk):
    approve(case, desk)
    assert decided(case) == [(2, "", "", ""), (1, "", "", "")]
    assert list(of(case).payable.values()) == [2, 1]
    assert of(case).decided_in_words == []


@pytest.mark.parametrize("first, second, payable", [
    ({}, USED, [2]), (USED, {}, [1]), ({"approved": 1, "refusal": "used"}, {}, [1, 1]),
    ({"approved": 1, "refusal": "used"}, USED, [1]),
])  # fmt: skip
def test_one_line_is_approved_and_another_refused(case, desk, first, second, payable):
    shirts, trousers = lines(case)
    approve(case, desk, {shirts.pk: first, str(trousers.pk): second})
    after = of(case)
    assert (after.state, list(after.payable.values())) == ("approved", payable)
    assert [approved for approved, *_why in decided(case)] == [
        first.get("approved", 2),
        second.get("approved", 1),
    ]


def test_a_refused_line_keeps_why_on_which_clause_and_what_is_offered(case, desk, log_in, ani, client):
    shirts, trousers = lines(case)
    no = {"approved": 1, "refusal": "used", "clause": "1.1", "offer": "repair"}
    event = approve(case, desk, {shirts.pk: no})
    assert decided(case) == [(1, "used", "1.1", "repair"), (1, "", "", "")]
    assert event.data["lines"] == [
        {"line": shirts.pk, "approved": 1, "refusal": "used", "refusal_clause": "1.1", "offer": "repair"},
        {"line": trousers.pk, "approved": 1, "refusal": "", "refusal_clause": "", "offer": ""},
    ]
    words = (
        "Kemeja batik: 1 dari 2 disetujui; 1 belum bisa, barang sudah dipakai atau rusak setelah diterima, pasal 1.1, "
        "tawaran kami: perbaikan."
    )
    assert of(case).decided_in_words == [words, "1 × Celana kain: disetujui."]
    letter = Message.objects.get(template="return_approved").body
    assert f"Rinciannya:\n- {words}\n- 1 × Celana kain: disetujui." in letter
    assert words in client.get(f"/lacak/{case.token}/").content.decode()
    assert words in log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode()


@pytest.mark.parametrize("no, field", [
    ({"approved": 1}, "refusal"), ({"approved": 0, "refusal": "nonsense"}, "refusal"),
    ({"approved": 3}, "approved"), ({"approved": -1}, "approved"), ({"approved": "1"}, "approved"),
    ({"approved": True}, "approved"), ({"approved": 1, "refusal": "used", "clause": "99.9"}, "clause"),
    ({"approved": 1, "refusal": "used", "offer": "gold"}, "offer"),
])  # fmt: skip
def test_a_decision_that_is_none_is_refused(case, desk, no, field):
    shirts, _trousers = lines(case)
    refusal = refused(case, "approve", desk, data={**CHECKED, "lines": {shirts.pk: no}})
    assert list(refusal.fields) == [f"line_{shirts.pk}_{field}"]


def test_to_approve_nothing_is_to_reject(case, desk):
    nothing = {line.pk: USED for line in lines(case)}
    assert "tolak saja" in str(refused(case, "approve", desk, data={**CHECKED, "lines": nothing}))


@pytest.mark.parametrize("said", [{0: USED}, {"x": USED}, [1, 2], "all", {1: "no"}])
def test_lines_of_nobody_are_refused(case, desk, said):
    refused(case, "approve", desk, data={**CHECKED, "lines": said})


def test_the_lines_of_another_case_are_out_of_reach(case, desk, open_return, bought):
    order = bought(number="2", placed_at=NOW, delivered_at=NOW)
    other = open_return(goods=[Piece(order.lines.get().pk, 1)], order_number="", now=NOW)
    refused(case, "approve", desk, data={**CHECKED, "lines": {lines(other)[0].pk: USED}})


def test_the_clock_approves_every_piece(case):
    sweep(now=case.due_at)
    assert [approved for approved, *_why in decided(case)] == [2, 1]


def test_a_rejection_refuses_every_line_and_a_new_beginning_takes_it_back(case, desk):
    data = {**REJECT, "rejection_clause": "1.1", "alternative": "repair"}
    perform(case, "reject", actor=desk, data=data, note="Maaf ya, Kak.", now=NOW + HOUR)
    assert decided(case) == [(0, "used", "1.1", "repair")] * 2
    letter = Message.objects.get(template="return_rejected").body
    for words in (
        "2 × Kemeja batik; 1 × Celana kain",
        "Pasal kebijakan: 1.1",
        "Jalan lain dari kami: Perbaikan",
        "Maaf",
    ):
        assert words in letter
    perform(case, "reopen", actor=desk, note="Dilihat lagi.", now=NOW + 2 * HOUR)
    assert decided(case) == [(None, "", "", "")] * 2
    assert list(of(case).payable.values()) == [2, 1]


def test_what_was_approved_in_part_stays_so_when_the_goods_are_refused(case, desk, joko):
    shirts, _trousers = lines(case)
    approve(case, desk, {shirts.pk: {"approved": 1, "refusal": "used"}})
    before = decided(case)
    perform(case, "receive", actor=Actor.member(joko), data={"received_on": NOW.date()}, now=NOW + 2 * HOUR)
    perform(case, "inspect", actor=desk, data={"condition": "different"}, now=NOW + 3 * HOUR)
    perform(case, "reject", actor=desk, data=REJECT, note="Maaf.", now=NOW + 4 * HOUR)
    perform(case, "reopen", actor=desk, note="Lagi.", now=NOW + 5 * HOUR)
    assert decided(case) == before


@pytest.mark.parametrize("action, data", [("approve", {}), ("reject", REJECT)])
def test_a_decision_taken_back_leaves_every_line_undecided(case, desk, action, data):
    before = rows()
    shirts, _trousers = lines(case)
    data = {**CHECKED, **data, "lines": {shirts.pk: {"approved": 1, "refusal": "used"}}}
    event = perform(case, action, actor=desk, data=data, note="Maaf.", now=NOW + HOUR)
    undo(case, actor=desk, seen=event.number, now=NOW + HOUR)
    assert rows() == before


@pytest.mark.parametrize("clause", ["99.9", "1", "x"])
def test_a_refusal_rests_on_a_clause_of_this_policy_or_says_that_there_is_none(case, desk, clause):
    refusal = refused(case, "reject", desk, data={**REJECT, "rejection_clause": clause}, note="Maaf.")
    assert list(refusal.fields) == ["rejection_clause"]
    perform(case, "reject", actor=desk, data=REJECT, note="Maaf.", now=NOW + HOUR)
    assert of(case).rejection_clause == "none"


@pytest.mark.parametrize("missing", ["rejection_reason", "rejection_clause", "alternative", "kind_verified"])
def test_a_refusal_says_everything(case, desk, missing):
    data = {name: value for name, value in REJECT.items() if name != missing}
    assert list(refused(case, "reject", desk, data=data, note="Maaf.").fields) == [missing]
    assert list(refused(case, "reject", desk, data=REJECT).fields) == ["note"]


def test_the_page_decides_line_by_line(case, log_in, ani):
    client, (shirts, trousers) = log_in(ani), lines(case)
    address = f"/kerja/kasus/{case.reference}/tindakan/approve/"
    page = client.get(address).content.decode()
    assert f'name="line_{shirts.pk}_approved" value="2"' in page
    assert "1.1 " in page
    answers = {
        "seen": 1, "kind_verified": "on", f"line_{shirts.pk}_approved": 1, f"line_{trousers.pk}_approved": 1,
    }  # fmt: skip
    before = everything()
    assert "Pilih alasan untuk barang yang tidak disetujui." in client.post(address, answers).content.decode()
    assert everything() == before
    assert client.post(address, answers | {f"line_{shirts.pk}_refusal": "used"}).status_code == 302
    assert decided(case) == [(1, "used", "", ""), (1, "", "", "")]


# First checks ------------------------------------------------------------------------------------

CHECKS = [
    ("return_refund", ["kind_verified"]), ("refund_only", ["evidence_verdict", "kind_verified"]),
    ("exchange", ["wanted_variant", "kind_verified"]), ("reshipment", ["packing_log", "packing_slip", "kind_verified"]),
]  # fmt: skip


@pytest.mark.parametrize("variant, checks", CHECKS)
def test_nothing_is_approved_before_it_is_checked(open_return, desk, variant, checks):
    case = open_return(variant=variant, now=NOW)
    for missing in checks:
        data = {name: value for name, value in CHECKED.items() if name != missing}
        assert list(refused(case, "approve", desk, data=data).fields) == [missing]
    assert list(refused(case, "approve", desk, data={**CHECKED, "kind_verified": False}).fields) == [
        "kind_verified"
    ]
    approve(case, desk)
    assert {getattr(of(case), name) for name in checks} <= {"enough", "matches", "L", True}


def test_the_kind_is_verified_before_the_inspected_goods_are_accepted(shop, ani, joko, desk):
    case, _now = roads.bring(RETURN, shop, "inspected", NOW - HOUR, variant="return_refund")
    assert list(refused(case, "accept", desk).fields) == ["kind_verified"]


def test_no_evidence_is_no_money_and_weak_evidence_needs_a_word(open_return, desk):
    case = open_return(variant="refund_only", now=NOW)
    refusal = refused(case, "approve", desk, data={**CHECKED, "evidence_verdict": "none"}, note="Ya sudah.")
    assert "Minta bukti dulu, atau tolak" in refusal.fields["evidence_verdict"]
    assert list(refused(case, "approve", desk, data={**CHECKED, "evidence_verdict": "weak"}).fields) == [
        "note"
    ]
    approve(case, desk, evidence_verdict="weak", note="Foto buram, tapi nomor resinya cocok.")
    assert of(case).evidence_verdict == "weak"


def test_the_button_is_closed_and_the_tick_is_fresh_each_time(open_return, desk, log_in, ani):
    case = open_return(now=NOW)
    ReturnRequest.objects.update(kind_verified=True)  # somebody looked, some other time
    page = log_in(ani).get(f"/kerja/kasus/{case.reference}/tindakan/approve/").content.decode()
    assert (
        '<label class="tick"><input type="checkbox" name="kind_verified" required id="langkah_kind_verified">'
        in page
    )


def test_the_customer_does_not_read_the_shops_checks(open_return, desk, client):
    case = open_return(variant="refund_only", now=NOW)
    approve(case, desk, evidence_verdict="weak", note="Kami bantu ya, Kak.")
    page = client.get(f"/lacak/{case.token}/").content.decode()
    assert "Kami bantu ya, Kak." in page
    assert "Lemah" not in page


# Another kind ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", OPEN_TO_CHANGE)
@pytest.mark.parametrize("variant", RETURN.variants)
@pytest.mark.parametrize("other", RETURN.variants)
def test_the_kind_changes_and_the_case_stays_where_it_is(shop, ani, joko, desk, state, variant, other):
    case, now = roads.bring(RETURN, shop, state, NOW, variant=variant)
    change = {"actor": desk, "data": {"variant": other}, "note": "Salah pilih, Kak.", "now": now + HOUR}
    if other == variant:
        with pytest.raises(Refused, match="Jenisnya sudah itu"):
            perform(case, "change_kind", **change)
        return
    clocks = list(case.deadlines.values())
    event = perform(case, "change_kind", **change)
    after = of(case)
    assert (after.variant, after.state, after.due_at, list(after.deadlines.values())) == (
        other,
        state,
        case.due_at,
        clocks,
    )
    assert event.data["variant"] == {"from": variant, "to": other}
    assert str(RETURN.variants[other].public) in Message.objects.get(template="return_kind_changed").body
    undo(case, actor=desk, seen=event.number, now=now + HOUR)
    assert of(case).variant == variant


@pytest.mark.parametrize("state", sorted(RETURN.states.keys() - set(OPEN_TO_CHANGE)))
def test_the_kind_stands_once_it_is_decided(shop, ani, joko, desk, state):
    variant = RETURN.variants_through(state)[0]
    case, _now = roads.bring(RETURN, shop, state, NOW - timedelta(hours=2), variant=variant)
    refused(case, "change_kind", desk, NotPossible, data={"variant": "exchange"}, note="Salah.")


@pytest.mark.parametrize("variant", ["gift", "", "approved"])
def test_there_is_no_other_kind_than_those_of_the_table(open_return, desk, variant):
    case = open_return(now=NOW)
    assert list(refused(case, "change_kind", desk, data={"variant": variant}, note="Salah.").fields) == [
        "variant"
    ]


def test_another_wish_is_judged_anew(case, desk, sari):
    """The first rules give a refund seven days; nothing is said of a parcel sent anew, so somebody must decide."""
    before = [(line.standing, line.policy_facts["way"]) for line in lines(case)]
    perform(
        case, "change_kind", actor=desk, data={"variant": "exchange"}, note="Tukar saja.", now=NOW + 99 * HOUR
    )
    after = of(case)
    assert before == [("within", "return_refund")] * 2
    assert [line.policy_facts["way"] for line in lines(case)] == ["exchange"] * 2
    assert (after.policy_facts["way"], after.policy_facts["today"]) == ("exchange", "2026-11-17")
    # Its own pieces are no pieces that were asked back before.
    assert [line.policy_facts["returned"] for line in lines(case)] == [0, 0]


def test_both_sides_read_from_which_kind_to_which(open_return, desk, log_in, ani, client):
    case = open_return(now=NOW)
    perform(
        case, "change_kind", actor=desk, data={"variant": "exchange"}, note="Salah pilih.", now=NOW + HOUR
    )
    assert (
        "Jenis: Retur barang &amp; dana → Tukar"
        in log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode()
    )
    page = client.get(f"/lacak/{case.token}/").content.decode()
    assert "Kirim balik, dana kembali → Tukar ukuran atau model" in page


@pytest.mark.django_db(transaction=True)
def test_of_two_desks_one_decides_and_the_other_is_told(open_return, sari, ani):
    case = open_return(variant="refund_only", now=NOW)
    results = together(
        lambda: perform(case, "approve", actor=Actor.member(sari), data=CHECKED, seen=1, now=NOW + HOUR),
        lambda: perform(
            case, "change_kind", actor=Actor.member(ani), data={"variant": "exchange"}, note="Tukar.", seen=1,
            now=NOW + HOUR,
        ),
    )  # fmt: skip
    assert sorted(type(result).__name__ for result in results) in (
        ["Event", "Stale"],
        ["Event", "NotPossible"],
    )
    after = of(case)
    assert (after.state, after.variant) in {("refund_due", "refund_only"), ("submitted", "exchange")}
    assert after.version == 2


# A part of the money -----------------------------------------------------------------------------


@pytest.fixture
def offer(desk):
    """Offer a part; answers the case and the moment."""

    def make(case, amount=50_000, now=NOW + HOUR):
        perform(
            case,
            "offer_partial",
            actor=desk,
            data={"offer_amount": amount},
            note="Barangnya tetap di Kakak.",
            now=now,
        )
        return of(case), now

    return make


WAYS = [(state, variant) for state in ("submitted", "evidence_asked", "inspected", "reopened")
        for variant in RETURN.variants_through(state)]  # fmt: skip


@pytest.mark.parametrize("state, variant", WAYS)
@pytest.mark.parametrize("who", ["customer", "desk"])
def test_the_offer_that_is_taken_is_owed_and_nothing_more(shop, ani, joko, desk, offer, state, variant, who):
    case, now = roads.bring(RETURN, shop, state, NOW, variant=variant)
    case, now = offer(case, now=now + HOUR)
    assert (case.turn, case.agreed_amount, case.due_at) == ("customer", None, now + timedelta(days=2))
    assert "Rp50.000" in Message.objects.get(template="return_offered").body
    actor, action = (
        (Actor.customer(case), "accept_offer") if who == "customer" else (desk, "accept_offer_for")
    )
    perform(case, action, actor=actor, note="Lewat WA.", now=now + HOUR)
    after = of(case)
    owed = "return_refund" if state == "inspected" else "refund_only"
    assert (after.state, after.agreed_amount, after.variant) == ("refund_due", 50_000, owed)
    assert set(after.deadlines.filter(outcome="").values_list("clock", flat=True)) == {"payout"}


@pytest.mark.parametrize("state, variant", WAYS)
@pytest.mark.parametrize("action", ["decline_offer", "decline_offer_for", "withdraw_offer", "lapse_offer"])
def test_without_a_yes_it_is_the_shops_turn_with_a_clock_of_its_own(
    shop, ani, joko, desk, offer, state, variant, action
):
    case, now = roads.bring(RETURN, shop, state, NOW, variant=variant)
    case, now = offer(case, now=now + HOUR)
    back = OFFERED[case.state]
    at = now + HOUR
    if action == "lapse_offer":
        at = case.due_at
        assert sweep(now=at) == 1
        assert sweep(now=at) == 0
        assert case.events.filter(action="lapse_offer").count() == 1
        assert Message.objects.filter(template="staff_offer_answered").count() == 1
    else:
        step = RETURN.step(case.state, action, variant)
        by = Actor.customer(case) if step.by == CUSTOMER else desk
        perform(case, action, actor=by, note="Belum cocok.", now=at)
    after = of(case)
    assert (after.state, after.turn, after.variant) == (back, "shop", variant)
    assert (after.offer_amount, after.agreed_amount, after.is_open) == (None, None, True)
    up = after.deadlines.get(outcome="", level=100, clock=RETURN.states[back].timers[0].clock)
    assert up.started_at == at


def test_the_customer_is_reminded_twice_and_never_closed(open_return, offer):
    case, now = offer(open_return(now=NOW))
    for _ring in range(3):
        sweep(now=Deadline.objects.filter(outcome="").earliest("due_at").due_at)
    actions = [event.action for event in case.events.all()]
    assert actions == ["submit", "offer_partial", "remind_customer", "remind_customer", "lapse_offer"]
    assert Case.objects.get().is_open


@pytest.mark.parametrize(
    "amount, field",
    [(185_001, "offer_amount"), (0, "offer_amount"), (-5, "offer_amount"), ("", "offer_amount")],
)
def test_an_offer_is_something_and_never_more_than_the_goods(open_return, desk, amount, field):
    case = open_return(now=NOW)
    assert list(refused(case, "offer_partial", desk, data={"offer_amount": amount}, note="Ya?").fields) == [
        field
    ]


def test_an_offer_needs_words_and_the_desk(open_return, desk, joko):
    case = open_return(now=NOW)
    refused(case, "offer_partial", desk, data={"offer_amount": 5_000})
    refused(case, "offer_partial", Actor.member(joko), NotPossible, data={"offer_amount": 5_000}, note="Ya?")


def test_two_offers_and_no_third(open_return, desk, offer):
    case = open_return(now=NOW)
    for number in (1, 2):
        case, now = offer(case, now=NOW + number * HOUR)
        perform(case, "decline_offer", actor=Actor.customer(case), now=now)
    refusal = refused(case, "offer_partial", desk, data={"offer_amount": 90_000}, note="Ya?")
    assert "Sudah 2 kali ditawarkan" in str(refusal)


def test_an_offer_that_was_taken_back_at_once_does_not_count(open_return, desk, offer):
    case = open_return(now=NOW)
    for number in (1, 2, 3):
        case, now = offer(case, now=NOW + number * HOUR)
        undo(case, actor=desk, seen=case.version, now=now)
    assert offer(case, now=NOW + 4 * HOUR)[0].state == "offered"


def test_a_full_yes_takes_the_place_of_what_was_agreed(shop, ani, joko, desk, offer):
    case, now = roads.bring(RETURN, shop, "submitted", NOW, variant="refund_only")
    case, now = offer(case)
    perform(case, "accept_offer", actor=Actor.customer(case), now=now)
    for state in ("settled", "closed", "reopened"):
        step = next(
            s
            for s in RETURN.steps
            if (s.source, s.target) == (of(case).state, state)
            and s.fits("refund_only")
            and s.by != {Role.SYSTEM}
        )
        roads.take(of(case), step, min(step.by), now)
    assert of(case).agreed_amount == 50_000
    perform(case, "approve", actor=desk, data=CHECKED, now=now)
    assert (of(case).state, of(case).agreed_amount) == ("refund_due", None)


def test_the_last_moment_belongs_to_whoever_comes_first(open_return, offer):
    case, _now = offer(open_return(now=NOW))
    perform(case, "accept_offer", actor=Actor.customer(case), now=case.due_at)
    assert sweep(now=case.due_at) == 0
    other, _now = offer(open_return(order_number="2", now=NOW))
    sweep(now=other.due_at)
    with pytest.raises(NotPossible):
        perform(other, "accept_offer", actor=Actor.customer(other), now=other.due_at)


def test_the_tracking_page_shows_the_amount_with_both_answers(open_return, offer, client):
    case, now = offer(open_return(now=NOW))
    page = client.get(f"/lacak/{case.token}/").content.decode()
    assert "Rp50.000" in page
    assert page.index("Rp50.000") < page.index("Saya setuju…")
    assert "Belum cocok…" in page
    asked = client.get(f"/lacak/{case.token}/tindakan/accept_offer/").content.decode()
    assert "Rp50.000" in asked
    seen = {"seen": case.version}
    assert client.post(f"/lacak/{case.token}/tindakan/accept_offer/", seen).status_code == 303
    assert of(case).agreed_amount == 50_000


def test_a_page_of_before_the_offer_was_withdrawn_takes_nothing(open_return, offer, desk):
    case, now = offer(open_return(now=NOW))
    perform(case, "withdraw_offer", actor=desk, note="Keliru.", now=now)
    case, now = offer(case, amount=10_000, now=now + HOUR)
    refused(case, "accept_offer", Actor.customer(case), Stale, seen=2)
