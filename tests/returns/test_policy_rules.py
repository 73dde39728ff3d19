"""The policy as pure rules: windows by hand, clauses, what the law minds. No database."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from returns.law import cautions, long_sentences
from returns.models import WAY_NAMES, ReturnRequest
from returns.policy import (
    WAYS,
    Postage,
    Rules,
    Standing,
    Window,
    check,
    clause_of,
    first_rules,
    in_short,
    last_day,
    sections,
)
from returns.workflow import RETURN
from shops.amounts import Amount
from shops.calendar import Calendar

WIB = ZoneInfo("Asia/Jakarta")
HOURS = ((time(8), time(17)),)
SIX_DAYS = Calendar(WIB, dict.fromkeys(range(6), HOURS))
FIVE_DAYS = Calendar(WIB, dict.fromkeys(range(5), HOURS))
FIVE_DAYS_AT_WORK = Calendar(WIB, dict.fromkeys(range(5), HOURS), observes_joint_leave=False)
NEVER = Calendar(WIB, {})


def days(number, unit="kalender"):
    return Amount(number, unit)


def rules(amount, **more):
    """Rules that offer only a return, within this time."""
    closed = {way: Window(False, amount) for way in WAYS}
    return Rules({**closed, "return_refund": Window(True, amount)}, **more)


def on(text):
    return date.fromisoformat(text)


# The window --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "amount, delivered, calendar, last",
    [
        # 21 November 2026 is a Saturday.
        (days(6), "2026-11-21", SIX_DAYS, "2026-11-27"),
        (days(1), "2026-12-31", SIX_DAYS, "2027-01-01"),
        (days(7), "2028-02-22", SIX_DAYS, "2028-02-29"),
        (days(2, "kerja"), "2026-11-20", FIVE_DAYS, "2026-11-24"),
        (days(2, "kerja"), "2026-11-20", SIX_DAYS, "2026-11-23"),
        (days(1, "kerja"), "2026-11-21", FIVE_DAYS, "2026-11-23"),
        # Lebaran: Nyepi 19, Idul Fitri 21 and 22; cuti bersama 18, 20, 23, 24 March 2026.
        (days(2, "kerja"), "2026-03-17", FIVE_DAYS_AT_WORK, "2026-03-20"),
        (days(2, "kerja"), "2026-03-17", FIVE_DAYS, "2026-03-26"),
        (days(2, "kerja"), "2026-03-17", SIX_DAYS, "2026-03-26"),
        (days(2), "2026-03-17", FIVE_DAYS, "2026-03-19"),
        # Christmas is a Friday, with cuti bersama on the day before.
        (days(2, "kerja"), "2026-12-23", SIX_DAYS, "2026-12-28"),
        (days(2, "kerja"), "2026-12-23", FIVE_DAYS, "2026-12-29"),
        # Whoever never opens counts every day.
        (days(3, "kerja"), "2026-11-20", NEVER, "2026-11-23"),
    ],
)
def test_the_last_day(amount, delivered, calendar, last):
    last = on(last)
    assert last_day(on(delivered), amount, calendar) == last
    for requested, standing in ((last, Standing.WITHIN), (last + timedelta(days=1), Standing.OUTSIDE)):
        verdict = check(rules(amount), "return_refund", on(delivered), requested, calendar)
        assert (verdict.standing, verdict.clause) == (standing, "1.1")
        assert verdict.facts["last_day"] == last.isoformat()


def test_what_it_says_within():
    verdict = check(rules(days(6)), "return_refund", on("2026-11-21"), on("2026-11-23"), SIX_DAYS)
    assert verdict.sentence == (
        "Masih dalam batas retur: 6 hari kalender sejak diterima Sab 21 Nov 2026, sampai Jum 27 Nov 2026."
    )
    assert (
        verdict.staff_sentence == "Hari ke-2 dari 6 hari kalender sejak diterima, batasnya Jum 27 Nov 2026."
    )
    assert verdict.facts == {
        "offered": True, "number": 6, "unit": "kalender", "delivered_on": "2026-11-21", "last_day": "2026-11-27",
        "day": 2,
    }  # fmt: skip


def test_what_it_says_outside():
    verdict = check(rules(days(6)), "return_refund", on("2026-11-21"), on("2026-11-30"), SIX_DAYS)
    assert verdict.sentence == (
        "Batas 6 hari kalender sejak diterima Sab 21 Nov 2026 berakhir Jum 27 Nov 2026. "
        "Permintaan Kakak tetap kami periksa."
    )
    assert (
        verdict.staff_sentence
        == "Lewat 3 hari: batas 6 hari kalender sejak diterima berakhir Jum 27 Nov 2026."
    )
    assert verdict.facts["days_late"] == 3


@pytest.mark.parametrize(
    "requested, day", [("2026-03-17", 0), ("2026-03-23", 0), ("2026-03-25", 1), ("2026-03-26", 2)]
)
def test_working_days_are_counted_past_the_holidays(requested, day):
    verdict = check(rules(days(2, "kerja")), "return_refund", on("2026-03-17"), on(requested), FIVE_DAYS)
    assert (verdict.standing, verdict.facts["day"]) == (Standing.WITHIN, day)
    assert ("Hari ke-" in verdict.staff_sentence) is bool(day)


def test_without_a_day_of_delivery_nobody_knows():
    verdict = check(rules(days(6)), "return_refund", None, on("2026-11-30"), None)
    assert verdict.standing is Standing.UNKNOWN
    assert "tanggal barang diterima belum diisi" in verdict.sentence
    assert verdict.facts == {"offered": True, "number": 6, "unit": "kalender"}


def test_a_delivery_after_the_request_is_not_taken_for_within():
    verdict = check(rules(days(6)), "return_refund", on("2026-12-01"), on("2026-11-30"), SIX_DAYS)
    assert verdict.standing is Standing.UNKNOWN
    assert "last_day" not in verdict.facts


@pytest.mark.parametrize("delivered", [None, date(2026, 11, 21)])
@pytest.mark.parametrize(
    "way, clause", [("refund_only", "1.2"), ("exchange", "1.3"), ("reshipment", "1.4"), ("gone", "")]
)
def test_a_way_that_is_not_offered(way, clause, delivered):
    verdict = check(rules(days(6)), way, delivered, on("2026-11-22"), SIX_DAYS)
    assert (verdict.standing, verdict.clause, verdict.facts) == (Standing.OUTSIDE, clause, {"offered": False})
    assert "tetap kami periksa" in verdict.sentence


def test_an_old_date_is_answered_at_once():
    verdict = check(rules(days(365, "kerja")), "return_refund", date(1950, 1, 2), on("2026-11-22"), SIX_DAYS)
    assert verdict.standing is Standing.OUTSIDE


# The clauses -------------------------------------------------------------------------------------


def text_of(kept):
    return {
        clause.number: clause.text
        for section in sections(kept, WAY_NAMES, dict(ReturnRequest.Reason.choices))
        for clause in section
    }


def test_the_ways_are_those_of_the_workflow_in_its_order():
    assert tuple(RETURN.variants) == WAYS


def test_clauses_are_numbered_chapter_by_chapter():
    kept = rules(days(6), conditions=("Label utuh",), procedure=("Isi formulir", "Tunggu jawaban"))
    found = text_of(kept)
    assert found["1.1"] == "Kirim balik, dana kembali: paling lambat 6 hari kalender sejak barang diterima."
    assert found["1.3"].startswith("Tukar ukuran atau model: belum ada di kebijakan ini")
    assert (found["2.1"], found["3.1"], found["3.2"]) == ("Label utuh", "Isi formulir", "Tunggu jawaban")
    assert found["4.1"].startswith("Kami tanggung bila kesalahan ada di kami")
    assert list(found) == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "3.1", "3.2", "4.1"]


@pytest.mark.parametrize("way", WAYS)
def test_a_verdict_names_the_clause_that_stands_there(way):
    assert str(WAY_NAMES[way]) in text_of(first_rules())[clause_of(way)]


def test_evidence_strengthens_and_is_no_condition():
    chapters = sections(first_rules(), WAY_NAMES, dict(ReturnRequest.Reason.choices))
    [evidence] = [section for section in chapters if section.key == "evidence"]
    assert evidence.clauses[0].text == "Rusak waktu sampai"
    assert evidence.clauses[0].items[-1] == "Video saat paket dibuka, bila ada"
    assert evidence.clauses[-1].text == (
        "Bukti memperkuat klaim. Permintaan tanpa bukti lengkap tetap kami periksa."
    )


@pytest.mark.parametrize("kept", [first_rules(), rules(days(0, "kerja"), postage=Postage.SHOP, note="a\nb")])
def test_rules_survive_their_row(kept):
    assert Rules.from_json(kept.as_json()) == kept


@pytest.mark.parametrize(
    "postage, reason, payer",
    [
        ("by_reason", "damaged", "shop"),
        ("by_reason", "wrong_item", "shop"),
        ("by_reason", "changed_mind", "customer"),
        ("by_reason", "wrong_size", "customer"),
        ("by_reason", "other", None),
        ("shop", "changed_mind", "shop"),
        ("customer", "damaged", "customer"),
    ],
)
def test_who_pays_the_way_back(postage, reason, payer):
    assert rules(days(6), postage=Postage(postage)).payer(reason) == payer


def test_every_reason_but_other_is_somebodys():
    kept = rules(days(6))
    assert [reason for reason in ReturnRequest.Reason.values if kept.payer(reason) is None] == ["other"]


def test_the_short_text_keeps_its_length_and_its_link():
    kept = replace(first_rules(), conditions=("Label utuh", "x" * 600, "Lengkap"))
    text = in_short(kept, WAY_NAMES, "https://toko.test/toko/sari/kebijakan/")
    assert len(text) <= 500
    assert "Kirim balik, dana kembali 7 hari kalender" in text
    assert text.splitlines()[1:] == [
        "- Label utuh",
        "- Lengkap",
        "Lengkapnya: https://toko.test/toko/sari/kebijakan/",
    ]


# What the law minds --------------------------------------------------------------------------------


def minded(kept, has_contact=True):
    return [(caution.code, caution.field) for caution in cautions(kept, has_contact=has_contact)]


def test_the_start_is_lawful():
    assert minded(first_rules()) == []
    assert long_sentences(first_rules()) == []


@pytest.mark.parametrize(
    "text, code",
    [
        ("Barang yang sudah dibeli tidak dapat dikembalikan.", "no_return"),
        ("BARANG YG SUDAH DIBELI TIDAK BISA DITUKAR", "no_return"),
        ("barang diskon tidak dapat ditukar", "no_return"),
        ("Barang sale tdk bisa di retur", "no_return"),
        ("Tidak menerima retur", "no_return"),
        ("Kami tidak menerima komplain setelah 1x24 jam", "no_return"),
        ("Tidak kami menerima komplain", "no_return"),
        ("Maaf, tidak menerima komplain tanpa video", "no_return"),
        ("No return, no refund", "no_return"),
        ("Toko tidak bertanggung jawab atas kerusakan kurir", "no_blame"),
        ("Tanpa video unboxing komplain ditolak", "no_video"),
        ("Tanpa bukti foto, klaim tidak kami proses", "no_video"),
        ("Barang belum dipakai dan label utuh", None),
        ("Video saat paket dibuka, bila ada", None),
        ("Permintaan tanpa bukti tetap kami periksa", None),
        ("Barang yang tidak cocok dapat ditukar", None),
    ],
)
def test_clauses_that_the_law_forbids(text, code):
    assert minded(replace(first_rules(), note=text)) == ([(code, "note")] if code else [])


def test_a_caution_quotes_the_words_and_names_the_law():
    kept = replace(first_rules(), conditions=("Label utuh", "Barang  obral tidak dapat\tditukar"))
    [caution] = cautions(kept, has_contact=True)
    assert (caution.field, caution.source) == (
        "conditions",
        "UU 8/1999 tentang Perlindungan Konsumen, Pasal 18",
    )
    assert "“tidak dapat ditukar”" in caution.sentence


@pytest.mark.parametrize(
    "amount, minds",
    [
        (days(1, "kerja"), True), (days(2, "kerja"), False), (days(1), True), (days(2), True), (days(3), True),
        (days(4), False), (days(7), False),
    ],
)  # fmt: skip
def test_windows_shorter_than_two_working_days(amount, minds):
    found = cautions(rules(amount, procedure=("Isi formulir",)), has_contact=True)
    assert [(c.code, c.field) for c in found] == ([("short_window", "return_refund_number")] if minds else [])
    assert all(caution.source.startswith("PP 80/2019: paling sedikit 2 hari kerja") for caution in found)


def test_what_is_not_offered_may_have_any_window():
    kept = replace(first_rules(), windows={**first_rules().windows, "exchange": Window(False, days(1))})
    assert minded(kept) == []


def test_procedure_and_contact_are_owed():
    found = cautions(replace(first_rules(), procedure=()), has_contact=False)
    assert [(c.field, c.source.split(":")[0]) for c in found] == [
        ("procedure", "PP 80/2019, Pasal 53"),
        ("contact", "PP 80/2019, Pasal 27"),
    ]


def test_long_sentences_are_counted():
    forty = " ".join(["kata"] * 40)
    assert long_sentences(replace(first_rules(), note=f"Pendek saja. {forty}.")) == [(forty, 40)]
