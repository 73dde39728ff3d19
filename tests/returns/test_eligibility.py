"""Whether a request is within the policy: examples by hand with their clause, and what must hold of any. No database."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from returns.days import last_day
from returns.eligibility import Item, Sale, Standing, Wish, judge
from returns.facts import explained
from returns.models import NAMES
from returns.policy import REASONS, WAYS, Excluded, Postage, Rules, Scope, Special, Window
from shops.amounts import Amount, Unit
from shops.calendar import Calendar
from shops.calendar import Special as SpecialDay

YES, ASK, NO = Standing.ELIGIBLE, Standing.DECISION, Standing.NOT_ELIGIBLE

HOURS = ((time(8), time(17)),)
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
WIB, WITA, WIT = (Calendar(ZoneInfo(zone), dict.fromkeys(range(6), HOURS)) for zone in ZONES.values())
FIVE_DAYS = replace(WIB, week=dict.fromkeys(range(5), HOURS))
FIVE_DAYS_AT_WORK = replace(FIVE_DAYS, observes_joint_leave=False)  # cuti bersama is a day like others
NEVER = replace(WIB, week={})


def days(number, unit="kalender"):
    return Amount(number, unit)


def window(number, unit="kalender"):
    return Window(True, days(number, unit))


CLOSED = Window(False, days(0))

# 1.1 to 1.4 are the ways, 1.5 tells how days are counted, 1.6 to 1.10 the special rules, 2.1 and 2.2 what stays,
# 3.1 and 3.2 the evidence.
POLICY = Rules(
    windows={
        "return_refund": window(7), "refund_only": window(2, "kerja"), "exchange": window(14), "reshipment": CLOSED,
    },
    special=(
        Special(Scope(category="Makanan"), window(2, "kerja")),
        Special(Scope(channel="shopee"), window(15)),
        Special(Scope(reason="defective"), window(30)),
        Special(Scope(category="Makanan", reason="changed_mind"), CLOSED),
        Special(Scope(channel="shopee", way="reshipment"), window(3)),
    ),
    excluded=(Excluded("Pakaian dalam", "demi kebersihan"), Excluded("Kain meteran", "dipotong sesuai pesanan")),
    evidence={"damaged": ("Foto dekat",), "incomplete": ("Foto isi paket", "Foto label")},
    insists=frozenset({"incomplete"}),
)  # fmt: skip
STRICTER = replace(POLICY, windows={**POLICY.windows, "return_refund": window(3)})

ITEM, SALE, WISH = Item().__dict__, Sale().__dict__, Wish("", "").__dict__


def on(text):
    return date.fromisoformat(text)


def asked(today, *, rules=POLICY, calendar=WIB, way="return_refund", reason="wrong_size", **facts):
    """Judge a request; every other fact by its name, days and instants in ISO."""
    sale = {name: value for name, value in facts.items() if name in SALE}
    sale = {
        name: datetime.fromisoformat(value) if name.endswith("_at") else value for name, value in sale.items()
    }
    item = {name: value for name, value in facts.items() if name in ITEM}
    wish = {name: value for name, value in facts.items() if name in WISH}
    assert len(sale) + len(item) + len(wish) == len(facts)
    if said := sale.get("said_delivered_on"):
        sale["said_delivered_on"] = on(said)
    return judge(rules, Sale(**sale), Item(**item), Wish(way, reason, **wish), calendar, on(today))


LATE_EVENING = "2026-11-20T23:30+07:00"  # in Makassar and Jayapura it is already the 21st
ARRIVED = {"delivered_at": "2026-11-20T10:00+07:00"}  # a Friday
BEFORE_LEBARAN = {"way": "refund_only", "delivered_at": "2026-03-17T10:00+07:00"}  # a Tuesday
BEFORE_CHRISTMAS = {"way": "refund_only", "delivered_at": "2026-12-23T10:00+07:00"}  # a Wednesday
BEFORE_NYEPI = {"way": "refund_only", "delivered_at": "2027-03-05T10:00+07:00"}  # a Friday
BEFORE_ASCENSION = {"way": "refund_only", "delivered_at": "2026-05-13T10:00+07:00"}  # a Wednesday
MONDAYS = {"delivered_at": "2026-11-16T09:00+07:00"}

TABLE = [
    # The day before, on and after the end of seven days, in each zone.
    ("WIB, before", YES, "1.1", "2026-11-26", {"delivered_at": LATE_EVENING}),
    ("WIB, on", YES, "1.1", "2026-11-27", {"delivered_at": LATE_EVENING}),
    ("WIB, after", NO, "1.1", "2026-11-28", {"delivered_at": LATE_EVENING}),
    ("WITA, before", YES, "1.1", "2026-11-27", {"delivered_at": LATE_EVENING, "calendar": WITA}),
    ("WITA, on", YES, "1.1", "2026-11-28", {"delivered_at": LATE_EVENING, "calendar": WITA}),
    ("WITA, after", NO, "1.1", "2026-11-29", {"delivered_at": LATE_EVENING, "calendar": WITA}),
    ("WIT, before", YES, "1.1", "2026-11-27", {"delivered_at": LATE_EVENING, "calendar": WIT}),
    ("WIT, on", YES, "1.1", "2026-11-28", {"delivered_at": LATE_EVENING, "calendar": WIT}),
    ("WIT, after", NO, "1.1", "2026-11-29", {"delivered_at": LATE_EVENING, "calendar": WIT}),
    ("WIT, two working days", YES, "1.2", "2026-11-24", {"delivered_at": LATE_EVENING, "calendar": WIT, "way": "refund_only"}),
    ("WIB, two working days", NO, "1.2", "2026-11-24", {"delivered_at": LATE_EVENING, "way": "refund_only"}),
    ("the day of delivery", YES, "1.1", "2026-11-20", ARRIVED),
    ("over a leap day", YES, "1.1", "2028-02-29", {"delivered_at": "2028-02-22T10:00+07:00"}),
    ("over new year", YES, "1.1", "2027-01-05", {"delivered_at": "2026-12-29T10:00+07:00"}),
    ("years later", NO, "1.1", "2026-11-20", {"delivered_at": "2019-11-20T10:00+07:00"}),
    # Working days: a weekend, a shop open on Saturdays, one that never says when it opens.
    ("over a weekend, on", YES, "1.2", "2026-11-24", {**ARRIVED, "way": "refund_only", "calendar": FIVE_DAYS}),
    ("over a weekend, after", NO, "1.2", "2026-11-25", {**ARRIVED, "way": "refund_only", "calendar": FIVE_DAYS}),
    ("Saturdays count, on", YES, "1.2", "2026-11-23", {**ARRIVED, "way": "refund_only"}),
    ("Saturdays count, after", NO, "1.2", "2026-11-24", {**ARRIVED, "way": "refund_only"}),
    ("no opening hours, on", YES, "1.2", "2026-11-22", {**ARRIVED, "way": "refund_only", "calendar": NEVER}),
    ("no opening hours, after", NO, "1.2", "2026-11-23", {**ARRIVED, "way": "refund_only", "calendar": NEVER}),
    # Nyepi 19, Idul Fitri 21 and 22, cuti bersama 18, 20, 23 and 24 March 2026.
    ("cuti bersama at work, on", YES, "1.2", "2026-03-20", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS_AT_WORK}),
    ("cuti bersama at work, after", NO, "1.2", "2026-03-21", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS_AT_WORK}),
    ("cuti bersama, the 18th", YES, "1.2", "2026-03-18", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama, the 20th", YES, "1.2", "2026-03-20", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama, the 23rd", YES, "1.2", "2026-03-23", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama, the 24th", YES, "1.2", "2026-03-24", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama, before", YES, "1.2", "2026-03-25", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama, on", YES, "1.2", "2026-03-26", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama, after", NO, "1.2", "2026-03-27", {**BEFORE_LEBARAN, "calendar": FIVE_DAYS}),
    ("cuti bersama and Saturdays, on", YES, "1.2", "2026-03-26", BEFORE_LEBARAN),
    ("cuti bersama and Saturdays, after", NO, "1.2", "2026-03-27", BEFORE_LEBARAN),
    ("calendar days know no holiday, on", YES, "1.1", "2026-03-24", {**BEFORE_LEBARAN, "way": "return_refund"}),
    ("calendar days know no holiday, after", NO, "1.1", "2026-03-25", {**BEFORE_LEBARAN, "way": "return_refund"}),
    ("Christmas at work, on", YES, "1.2", "2026-12-28", {**BEFORE_CHRISTMAS, "calendar": FIVE_DAYS_AT_WORK}),
    ("Christmas at work, after", NO, "1.2", "2026-12-29", {**BEFORE_CHRISTMAS, "calendar": FIVE_DAYS_AT_WORK}),
    ("Christmas, on", YES, "1.2", "2026-12-29", {**BEFORE_CHRISTMAS, "calendar": FIVE_DAYS}),
    ("Christmas, after", NO, "1.2", "2026-12-30", {**BEFORE_CHRISTMAS, "calendar": FIVE_DAYS}),
    ("Christmas and Saturdays, on", YES, "1.2", "2026-12-28", BEFORE_CHRISTMAS),
    ("Christmas and Saturdays, after", NO, "1.2", "2026-12-29", BEFORE_CHRISTMAS),
    ("Nyepi 2027, on", YES, "1.2", "2027-03-17", {**BEFORE_NYEPI, "calendar": FIVE_DAYS}),
    ("Nyepi 2027, after", NO, "1.2", "2027-03-18", {**BEFORE_NYEPI, "calendar": FIVE_DAYS}),
    ("Nyepi 2027 and Saturdays, on", YES, "1.2", "2027-03-13", BEFORE_NYEPI),
    ("Nyepi 2027 and Saturdays, after", NO, "1.2", "2027-03-14", BEFORE_NYEPI),
    ("Ascension, on", YES, "1.2", "2026-05-19", {**BEFORE_ASCENSION, "calendar": FIVE_DAYS}),
    ("Ascension, after", NO, "1.2", "2026-05-20", {**BEFORE_ASCENSION, "calendar": FIVE_DAYS}),
    # Dates that are missing or say nothing.
    ("no date at all", ASK, "1.1", "2026-11-20", {}),
    ("sent, not arrived", ASK, "1.1", "2026-11-20", {"shipped_at": "2026-11-01T10:00+07:00"}),
    ("sent long ago, not arrived", ASK, "1.1", "2026-11-20", {"shipped_at": "2025-11-01T10:00+07:00"}),
    ("paid only", ASK, "1.1", "2026-11-20", {"paid_at": "2026-11-19T10:00+07:00"}),
    ("arrives tomorrow", ASK, "1.1", "2026-11-19", ARRIVED),
    ("arrived before it was ordered", ASK, "1.1", "2026-11-21", {**ARRIVED, "placed_at": "2026-11-21T08:00+07:00"}),
    ("as the customer says, on", YES, "1.1", "2026-11-27", {"said_delivered_on": "2026-11-20"}),
    ("as the customer says, after", NO, "1.1", "2026-11-28", {"said_delivered_on": "2026-11-20"}),
    ("the order knows better", NO, "1.1", "2026-11-28", {**ARRIVED, "said_delivered_on": "2026-11-25"}),
    ("no date, and not offered either", NO, "1.4", "2026-11-20", {"way": "reshipment"}),
    # A parcel that never came.
    ("not received, nothing recorded", ASK, "1.2", "2026-11-20", {"way": "refund_only", "reason": "not_received"}),
    ("not received, but recorded", ASK, "1.2", "2026-11-23", {**ARRIVED, "way": "refund_only", "reason": "not_received"}),
    ("not received, recorded long ago", NO, "1.2", "2026-12-23", {**ARRIVED, "way": "refund_only", "reason": "not_received"}),
    # Over the counter the goods change hands when they are paid.
    ("counter, on", YES, "1.1", "2026-11-27", {"channel": "counter", "paid_at": "2026-11-20T16:00+07:00"}),
    ("counter, after", NO, "1.1", "2026-11-28", {"channel": "counter", "paid_at": "2026-11-20T16:00+07:00"}),
    ("counter, paid later", YES, "1.1", "2026-11-29", {"channel": "counter", "placed_at": "2026-11-20T16:00+07:00", "paid_at": "2026-11-22T09:00+07:00"}),
    ("counter, delivered home", YES, "1.1", "2026-11-30", {"channel": "counter", "paid_at": "2026-11-20T16:00+07:00", "delivered_at": "2026-11-23T09:00+07:00"}),
    ("counter, nobody knows when", ASK, "1.1", "2026-11-30", {"channel": "counter"}),
    # Ways.
    ("a way that is not offered", NO, "1.4", "2026-11-21", {**ARRIVED, "way": "reshipment"}),
    ("a way that is not offered, broken", NO, "1.4", "2026-11-21", {**ARRIVED, "way": "reshipment", "reason": "damaged"}),
    ("a way of its own length, on", YES, "1.3", "2026-12-04", {**ARRIVED, "way": "exchange"}),
    ("a way of its own length, after", NO, "1.3", "2026-12-05", {**ARRIVED, "way": "exchange"}),
    ("a way that nobody knows", NO, "", "2026-11-21", {**ARRIVED, "way": "barter"}),
    # By category, channel and reason; what names more goes first.
    ("food, on", YES, "1.6", "2026-11-23", {**ARRIVED, "category": "Makanan"}),
    ("food, after", NO, "1.6", "2026-11-24", {**ARRIVED, "category": "Makanan"}),
    ("food, however it is written", NO, "1.6", "2026-11-24", {**ARRIVED, "category": " MAKANAN "}),
    ("another category", YES, "1.1", "2026-11-24", {**ARRIVED, "category": "Makanan kucing"}),
    ("food, changed my mind", NO, "1.9", "2026-11-20", {**ARRIVED, "category": "Makanan", "reason": "changed_mind"}),
    ("Shopee, on", YES, "1.7", "2026-12-05", {**ARRIVED, "channel": "shopee"}),
    ("Shopee, after", NO, "1.7", "2026-12-06", {**ARRIVED, "channel": "shopee"}),
    ("Tokopedia is not Shopee", NO, "1.1", "2026-12-05", {**ARRIVED, "channel": "tokopedia"}),
    ("defective, on", YES, "1.8", "2026-12-20", {**ARRIVED, "reason": "defective"}),
    ("defective, after", NO, "1.8", "2026-12-21", {**ARRIVED, "reason": "defective"}),
    ("defective food: the category goes first", NO, "1.6", "2026-11-24", {**ARRIVED, "category": "Makanan", "reason": "defective"}),
    ("defective from Shopee: the reason goes first", YES, "1.8", "2026-12-20", {**ARRIVED, "channel": "shopee", "reason": "defective"}),
    ("a way that only Shopee offers, on", YES, "1.10", "2026-11-23", {**ARRIVED, "channel": "shopee", "way": "reshipment"}),
    ("a way that only Shopee offers, after", NO, "1.10", "2026-11-24", {**ARRIVED, "channel": "shopee", "way": "reshipment"}),
    ("special, but no date", ASK, "1.8", "2026-11-20", {"reason": "defective"}),
    # Goods that stay.
    ("not returnable, changed my mind", NO, "2.1", "2026-11-21", {**ARRIVED, "category": "Pakaian dalam", "reason": "changed_mind"}),
    ("not returnable, wrong size", NO, "2.1", "2026-11-21", {**ARRIVED, "category": "pakaian dalam"}),
    ("not returnable, broken", ASK, "2.1", "2026-11-21", {**ARRIVED, "category": "Pakaian dalam", "reason": "damaged"}),
    ("not returnable, another reason", ASK, "2.1", "2026-11-21", {**ARRIVED, "category": "Pakaian dalam", "reason": "other"}),
    ("not returnable, broken, too late", NO, "1.1", "2026-11-30", {**ARRIVED, "category": "Pakaian dalam", "reason": "damaged"}),
    ("not returnable by its name", NO, "2.2", "2026-11-21", {**ARRIVED, "product": "Kain meteran"}),
    ("not returnable, no date", NO, "2.1", "2026-11-21", {"category": "Pakaian dalam"}),
    ("the product says no", NO, "", "2026-11-21", {**ARRIVED, "returnable": False, "why_not": "pesanan khusus"}),
    ("the product says no, wrong goods", ASK, "", "2026-11-21", {**ARRIVED, "returnable": False, "why_not": "pesanan khusus", "reason": "wrong_item"}),
    # What is left of what was bought.
    ("one of one", YES, "1.1", "2026-11-21", {**ARRIVED, "bought": 1}),
    ("the last of three", YES, "1.1", "2026-11-21", {**ARRIVED, "bought": 3, "returned": 2}),
    ("none is left", NO, "", "2026-11-21", {**ARRIVED, "bought": 3, "returned": 3}),
    ("more than is left", ASK, "", "2026-11-21", {**ARRIVED, "bought": 3, "returned": 2, "quantity": 2}),
    ("more than was bought", ASK, "", "2026-11-21", {**ARRIVED, "bought": 1, "quantity": 2}),
    ("more came back than was sold", NO, "", "2026-11-21", {**ARRIVED, "bought": 1, "returned": 4}),
    ("more than is left, too late", NO, "1.1", "2026-11-30", {**ARRIVED, "bought": 1, "quantity": 2}),
    ("none is left and no date", NO, "", "2026-11-21", {"bought": 1, "returned": 1}),
    # Evidence strengthens, unless the owner insists.
    ("evidence not asked for", YES, "1.1", "2026-11-21", {**ARRIVED, "has_evidence": False}),
    ("evidence asked for, not given", YES, "1.1", "2026-11-21", {**ARRIVED, "reason": "damaged", "has_evidence": False}),
    ("insisted on, given", YES, "1.1", "2026-11-21", {**ARRIVED, "reason": "incomplete", "has_evidence": True}),
    ("insisted on, not given", NO, "3.2", "2026-11-21", {**ARRIVED, "reason": "incomplete", "has_evidence": False}),
    ("insisted on, nobody looked", ASK, "3.2", "2026-11-21", {**ARRIVED, "reason": "incomplete"}),
    ("insisted on, no date", ASK, "1.1", "2026-11-21", {"reason": "incomplete"}),
    ("insisted on, given, too late", NO, "1.1", "2026-11-30", {**ARRIVED, "reason": "incomplete", "has_evidence": True}),
    # The policy of the day of the sale holds, whatever came after.
    ("sold under seven days", YES, "1.1", "2026-11-21", MONDAYS),
    ("sold under three days", NO, "1.1", "2026-11-21", {**MONDAYS, "rules": STRICTER}),
    ("sold under three days, on", YES, "1.1", "2026-11-19", {**MONDAYS, "rules": STRICTER}),
]  # fmt: skip


@pytest.mark.parametrize(
    "standing, clause, today, facts", [pytest.param(*row, id=name) for name, *row in TABLE]
)
def test_by_hand(standing, clause, today, facts):
    verdict = asked(today, **facts)
    assert (verdict.standing, verdict.clause) == (standing, clause)
    assert verdict.sentence and verdict.staff_sentence
    assert json.loads(json.dumps(verdict.facts)) == verdict.facts


def test_the_table_is_long_enough_and_says_nothing_twice():
    assert len({name for name, *_row in TABLE}) == len(TABLE) >= 60


# What it says ------------------------------------------------------------------------------------


def test_what_it_says_within():
    verdict = asked("2026-11-23", **ARRIVED)
    assert verdict.sentence == (
        "Masih dalam batas retur: 7 hari kalender sejak diterima Jum 20 Nov 2026, sampai Jum 27 Nov 2026."
    )
    assert (
        verdict.staff_sentence == "Hari ke-3 dari 7 hari kalender sejak diterima, batasnya Jum 27 Nov 2026."
    )


def test_what_it_says_outside():
    verdict = asked("2026-11-30", **ARRIVED)
    assert verdict.sentence == (
        "Batas 7 hari kalender sejak diterima Jum 20 Nov 2026 berakhir Jum 27 Nov 2026. "
        "Permintaan Kakak tetap kami periksa."
    )
    assert (
        verdict.staff_sentence
        == "Lewat 3 hari: batas 7 hari kalender sejak diterima berakhir Jum 27 Nov 2026."
    )


@pytest.mark.parametrize(
    "facts, customer, staff",
    [
        ({}, "karena tanggal barang diterima belum diisi.", "Tanyakan ke pelanggan atau cek resinya."),
        ({"reason": "not_received"}, "karena paketnya belum tercatat sampai.", "cek resinya."),
        ({**ARRIVED, "reason": "not_received"}, "Kami cek dulu ke kurir.", "Cek ke kurir."),
        (
            {**ARRIVED, "category": "Pakaian dalam"},
            "Barang ini tidak bisa diretur: demi kebersihan.",
            "Barang ini dikecualikan dari retur: demi kebersihan.",
        ),
        (
            {**ARRIVED, "bought": 3, "returned": 2, "quantity": 2},
            "Yang bisa diretur tinggal 1 dari 3. Kami cek dulu jumlahnya.",
            "Diminta 2, padahal tinggal 1 dari 3. Cocokkan jumlahnya.",
        ),
        (
            {**ARRIVED, "reason": "incomplete", "has_evidence": False},
            "Belum bisa kami proses tanpa bukti: Foto isi paket; Foto label. Kirim dulu, nanti kami cek lagi.",
            "Bukti wajib belum ada: Foto isi paket; Foto label. Minta dulu ke pelanggan.",
        ),
    ],
)
def test_both_are_told_why_and_what_to_do(facts, customer, staff):
    verdict = asked("2026-11-21", **facts)
    assert verdict.sentence.endswith(customer) and verdict.staff_sentence.endswith(staff)


def test_the_team_reads_everything_that_is_in_the_way_and_the_customer_what_decides():
    verdict = asked("2026-11-30", **ARRIVED, category="Pakaian dalam", reason="damaged", bought=1, quantity=2)
    assert verdict.standing is NO and verdict.sentence.startswith("Batas 7 hari kalender")
    for part in (
        "Lewat 3 hari",
        "dikecualikan dari retur (demi kebersihan)",
        "Diminta 2, padahal tinggal 1 dari 1",
    ):
        assert part in verdict.staff_sentence
    assert verdict.facts["clauses"] == ["1.1", "2.1", ""]


@pytest.mark.parametrize(
    "today, day", [("2026-03-17", 0), ("2026-03-23", 0), ("2026-03-25", 1), ("2026-03-26", 2)]
)
def test_working_days_are_counted_past_the_holidays(today, day):
    verdict = asked(today, **BEFORE_LEBARAN, calendar=FIVE_DAYS)
    assert (verdict.standing, verdict.facts["day"]) == (YES, day)
    assert ("Hari ke-" in verdict.staff_sentence) is bool(day)


def test_no_sentence_outgrows_its_column():
    endless = replace(
        POLICY, evidence={"incomplete": ("x" * 200,) * 12}, excluded=(Excluded("k" * 60, "w" * 200),)
    )
    for today, facts in (("2026-11-21", {}), ("2026-11-30", {}), ("2026-11-30", {"category": "k" * 60})):
        for reason in REASONS:
            verdict = asked(today, rules=endless, reason=reason, has_evidence=False, **ARRIVED, **facts)
            assert len(verdict.sentence) <= 500


def test_it_speaks_the_language_of_whoever_asks():
    with translation.override("en"):
        assert "Nov 2026" in asked("2026-11-23", **ARRIVED).sentence


# What it rests on --------------------------------------------------------------------------------


def test_every_fact_is_kept():
    verdict = asked(
        "2026-03-25", **BEFORE_LEBARAN, calendar=FIVE_DAYS, channel="tokopedia", product="Kemeja", category="Batik",
        placed_at="2026-03-10T09:00+07:00", paid_at="2026-03-10T09:05+07:00", shipped_at="2026-03-11T17:00+07:00",
        bought=2, returned=1, has_evidence=True,
    )  # fmt: skip
    assert verdict.facts == {
        "today": "2026-03-25", "zone": "Asia/Jakarta", "channel": "tokopedia", "placed_at": "2026-03-10T09:00:00+07:00",
        "paid_at": "2026-03-10T09:05:00+07:00", "shipped_at": "2026-03-11T17:00:00+07:00",
        "delivered_at": "2026-03-17T10:00:00+07:00", "cancelled_at": None, "delivered_on": "2026-03-17", "delivered_said_by": "order",
        "product": "Kemeja", "category": "Batik", "returnable": True, "why_not": "", "bought": 2, "returned": 1,
        "left": 1, "way": "refund_only", "reason": "wrong_size", "quantity": 1, "has_evidence": True,
        "evidence_needed": False, "rule": "way:refund_only", "offered": True, "number": 2, "unit": "kerja",
        "last_day": "2026-03-26", "day": 1, "clauses": ["1.2"],
        "closed": [
            ["2026-03-18", "Cuti Bersama Hari Suci Nyepi"], ["2026-03-19", "Hari Suci Nyepi"],
            ["2026-03-20", "Cuti Bersama Hari Raya Idul Fitri"], ["2026-03-23", "Cuti Bersama Hari Raya Idul Fitri"],
            ["2026-03-24", "Cuti Bersama Hari Raya Idul Fitri"],
        ],
    }  # fmt: skip


def test_the_facts_as_people_read_them():
    verdict = asked(
        "2026-03-25", **BEFORE_LEBARAN, calendar=FIVE_DAYS, channel="tokopedia", bought=2, returned=1
    )
    facts = {**verdict.facts, "policy_version": 3, "policy_basis": "opening", "sold_on": None}
    rows = dict(explained(facts, NAMES))
    assert rows["Kebijakan"] == "Versi 3, berlaku saat kasus dibuka, karena tanggal pesanan belum diketahui"
    assert rows["Kanal"] == "Tokopedia"
    assert rows["Sampai"] == "Sel 17 Mar 2026, 10.00 WIB"
    assert rows["Diterima"] == "Sel 17 Mar 2026, menurut pesanan"
    assert rows["Jumlah"] == "1 diminta, 2 dibeli, 1 sudah diretur"
    assert (rows["Batas"], rows["Hari terakhir"]) == ("2 hari kerja", "Kam 26 Mar 2026")
    assert "Jum 20 Mar 2026 (Cuti Bersama Hari Raya Idul Fitri)" in rows["Libur yang dilewati"]
    assert "Kategori" not in rows and "Dipesan" not in rows


def test_the_facts_of_an_older_case_are_still_read():
    old = {
        "offered": True,
        "number": 6,
        "unit": "kalender",
        "delivered_on": "2026-11-21",
        "last_day": "2026-11-27",
        "day": 2,
    }
    assert explained(old, NAMES) == [
        ("Diterima", "Sab 21 Nov 2026"), ("Batas", "6 hari kalender"), ("Hari terakhir", "Jum 27 Nov 2026"),
    ]  # fmt: skip
    assert explained({"offered": False}, NAMES) == []


# What must hold of any ---------------------------------------------------------------------------

dates = st.dates(date(2024, 1, 1), date(2029, 12, 31))
amounts = st.builds(Amount, st.integers(1, 365), st.sampled_from([Unit.CALENDAR, Unit.WORKING]))
calendars = st.builds(
    Calendar,
    st.sampled_from([ZoneInfo(zone) for zone in ZONES.values()]),
    st.sets(st.integers(0, 6), min_size=1).map(lambda weekdays: dict.fromkeys(weekdays, HOURS)),
    st.booleans(),
)
scopes = st.builds(
    Scope, st.sampled_from(["", "Makanan"]), st.sampled_from(["", *REASONS]), st.sampled_from(["", "shopee"]),
    st.sampled_from(["", *WAYS]),
)  # fmt: skip
windows = st.builds(Window, st.booleans(), amounts)
policies = st.builds(
    Rules,
    windows=st.fixed_dictionaries(dict.fromkeys(WAYS, windows)),
    special=st.lists(st.builds(Special, scopes, windows), max_size=4).map(tuple),
    postage=st.just(Postage.BY_REASON),
)
requests = st.fixed_dictionaries(
    {
        "wish": st.builds(Wish, st.sampled_from(WAYS), st.sampled_from(REASONS)),
        "item": st.builds(
            Item, category=st.sampled_from(["", "Makanan"]), bought=st.none() | st.integers(1, 3)
        ),
    }
)


def longer(rules, more):
    """The same policy with so many days more in every window."""

    def stretched(window):
        return replace(window, amount=replace(window.amount, number=window.amount.number + more))

    return replace(
        rules,
        windows={way: stretched(window) for way, window in rules.windows.items()},
        special=tuple(replace(each, window=stretched(each.window)) for each in rules.special),
    )


@given(
    policies,
    requests,
    st.sampled_from(["", "shopee"]),
    dates,
    st.integers(0, 500),
    calendars,
    st.integers(1, 400),
)
def test_more_days_never_make_an_eligible_request_ineligible(
    rules, request, channel, delivered, later, calendar, more
):
    sale = Sale(channel=channel, said_delivered_on=delivered)
    today = delivered + timedelta(days=later)
    weight = [YES, ASK, NO]
    before = judge(rules, sale, calendar=calendar, today=today, **request).standing
    after = judge(longer(rules, more), sale, calendar=calendar, today=today, **request).standing
    assert weight.index(after) <= weight.index(before)


@given(dates, amounts, calendars, st.lists(st.integers(1, 1500), max_size=6))
def test_one_more_holiday_never_makes_a_window_shorter(delivered, amount, calendar, holidays):
    closed = {delivered + timedelta(days=ahead): SpecialDay("libur", is_open=False) for ahead in holidays}
    assert last_day(delivered, amount, replace(calendar, special=closed)) >= last_day(
        delivered, amount, calendar
    )


@given(dates, amounts, calendars)
def test_one_more_day_is_at_least_one_more_day(delivered, amount, calendar):
    following = replace(amount, number=amount.number + 1)
    assert last_day(delivered, following, calendar) > last_day(delivered, amount, calendar) > delivered


@given(policies, requests, st.sampled_from(["", "shopee", "counter"]), dates, calendars)
def test_without_a_day_of_delivery_nothing_is_eligible(rules, request, channel, today, calendar):
    shipped = datetime.combine(today - timedelta(days=3), time(9), calendar.zone)
    verdict = judge(
        rules, Sale(channel=channel, shipped_at=shipped), calendar=calendar, today=today, **request
    )
    assert verdict.standing is not YES
    assert (verdict.standing is ASK) is (verdict.facts["offered"])
    assert "last_day" not in verdict.facts


def test_a_shop_open_one_day_a_week_and_the_longest_windows():
    """Two hundred such days are four years; beyond, where no holiday is known, windows still only grow."""
    mondays, delivered = replace(WIB, week={0: HOURS}), on("2026-01-05")
    ends = [last_day(delivered, days(number, "kerja"), mondays) for number in range(150, 366)]
    assert all(earlier < later for earlier, later in zip(ends, ends[1:], strict=False))
    assert ends[0] > on("2028-11-20")
