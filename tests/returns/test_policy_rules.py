"""The policy as pure rules: what it says, which rule holds, what the law minds. No database."""

import json
from dataclasses import replace

import pytest

from returns.clauses import in_short, numbers, sections
from returns.law import cautions, long_sentences
from returns.models import NAMES, WAY_NAMES, ReturnRequest
from returns.policy import (
    CUSTOMERS_WISH,
    REASONS,
    SHOPS_FAULT,
    WAYS,
    Excluded,
    Fee,
    FeeUnit,
    Postage,
    Rules,
    Scope,
    Special,
    Window,
)
from returns.presets import TRADES, first_rules
from returns.workflow import RETURN
from shops.amounts import Amount

FULL = replace(
    first_rules(),
    special=(
        Special(Scope(category="Makanan"), Window(True, Amount(2, "kerja"))),
        Special(Scope(reason="changed_mind", channel="shopee"), Window(False, Amount(0, "kalender"))),
        Special(
            Scope(category="Batik tulis", reason="wrong_size", way="exchange"),
            Window(True, Amount(30, "kalender")),
        ),
    ),
    excluded=(Excluded("Pakaian dalam", "demi kebersihan"),),
    insists=frozenset({"incomplete", "other"}),
    postage_for={"wrong_size": Postage.SHOP, "damaged": Postage.CUSTOMER},
    fees=(Fee("Biaya restok", 10, FeeUnit.PERCENT), Fee("Kardus baru", 5000, FeeUnit.RUPIAH, "changed_mind")),
)


def days(number, unit="kalender"):
    return Amount(number, unit)


def rules(amount, **more):
    """Rules that offer only a return, within this time."""
    closed = {way: Window(False, amount) for way in WAYS}
    return Rules({**closed, "return_refund": Window(True, amount)}, **more)


# The clauses -------------------------------------------------------------------------------------


def text_of(kept):
    return {clause.number: clause.text for section in sections(kept, NAMES) for clause in section}


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


def test_the_reasons_are_those_of_the_request_in_its_order():
    assert list(REASONS) == ReturnRequest.Reason.values
    assert SHOPS_FAULT | CUSTOMERS_WISH | {"other"} == set(REASONS)


@pytest.mark.parametrize("kept", [first_rules(), FULL, *(make() for _name, make in TRADES.values())])
def test_numbers_without_names_are_those_of_the_page(kept):
    clauses = [clause for section in sections(kept, NAMES) for clause in section]
    assert numbers(kept) == {clause.about: clause.number for clause in clauses}
    assert len(numbers(kept)) == len(clauses)  # nothing is called alike


@pytest.mark.parametrize("way", WAYS)
def test_a_verdict_names_the_clause_that_stands_there(way):
    assert str(WAY_NAMES[way]) in text_of(first_rules())[numbers(first_rules())[f"way:{way}"]]


def test_special_rules_come_after_what_every_policy_says():
    found = text_of(FULL)
    assert found["1.5"].startswith("Hari barang diterima tidak dihitung")
    assert found["1.6"] == "Makanan: paling lambat 2 hari kerja sejak barang diterima."
    assert found["1.7"] == (
        "Alasan “Berubah pikiran”, pesanan lewat Shopee: belum ada di kebijakan ini, tanyakan dulu ke kami."
    )
    assert found["1.8"] == (
        "Batik tulis, alasan “Ukuran atau model tidak pas”, Tukar ukuran atau model: paling lambat 30 hari kalender "
        "sejak barang diterima."
    )
    assert found["1.9"].startswith("Bila beberapa aturan khusus cocok, yang dipakai yang paling rinci.")
    assert found["2.1"] == "Pakaian dalam: demi kebersihan."
    assert found["2.2"].endswith("tetap kami periksa.")


def test_what_the_owner_insists_on_says_so():
    [evidence] = [section for section in sections(FULL, NAMES) if section.key == "evidence"]
    assert [clause.text for clause in evidence if "(wajib)" in clause.text] == [
        "Tidak lengkap atau kurang (wajib)"
    ]
    assert evidence.clauses[-1].text == (
        "Yang bertanda wajib baru kami proses setelah buktinya ada. Bukti lain memperkuat klaim."
    )


def test_payers_and_fees_in_words():
    chapters = {section.key: [clause.text for clause in section] for section in sections(FULL, NAMES)}
    assert chapters["postage"][1:] == [
        "Alasan “Rusak waktu sampai”: ditanggung pelanggan.",
        "Alasan “Ukuran atau model tidak pas”: kami tanggung.",
    ]
    assert chapters["fees"] == [
        "Biaya restok: 10% dari harga barang, bila ukuran tidak pas atau berubah pikiran.",
        "Kardus baru: Rp5.000, bila alasannya “Berubah pikiran”.",
    ]


def test_evidence_strengthens_and_is_no_condition():
    chapters = sections(first_rules(), NAMES)
    [evidence] = [section for section in chapters if section.key == "evidence"]
    assert evidence.clauses[0].text == "Rusak waktu sampai"
    assert evidence.clauses[0].items[-1] == "Video saat paket dibuka, bila ada"
    assert evidence.clauses[-1].text == (
        "Bukti memperkuat klaim. Permintaan tanpa bukti lengkap tetap kami periksa."
    )


@pytest.mark.parametrize(
    "kept", [first_rules(), FULL, rules(days(0, "kerja"), postage=Postage.SHOP, note="a\nb")]
)
def test_rules_survive_their_row(kept):
    assert Rules.from_json(json.loads(json.dumps(kept.as_json()))) == kept


def test_a_row_of_the_first_version_reads_as_it_did():
    """Word for word what a shop published before special rules were known."""
    row = {
        "windows": {
            "return_refund": {"offered": True, "number": 6, "unit": "kalender"},
            "refund_only": {"offered": True, "number": 2, "unit": "kerja"},
            "exchange": {"offered": False, "number": 0, "unit": "kalender"},
            "reshipment": {"offered": False, "number": 0, "unit": "kalender"},
        },
        "conditions": ["Label utuh"],
        "evidence": {"wrong_item": ["Foto barang"], "damaged": ["Foto dekat"]},
        "procedure": ["Isi formulir"],
        "postage": "customer",
        "note": "Terima kasih",
    }
    assert text_of(Rules.from_json(row)) == {
        "1.1": "Kirim balik, dana kembali: paling lambat 6 hari kalender sejak barang diterima.",
        "1.2": "Dana kembali saja: paling lambat 2 hari kerja sejak barang diterima.",
        "1.3": "Tukar ukuran atau model: belum ada di kebijakan ini, tanyakan dulu ke kami.",
        "1.4": "Kirim ulang: belum ada di kebijakan ini, tanyakan dulu ke kami.",
        "1.5": "Hari barang diterima tidak dihitung, hari terakhir masih termasuk. Hari kerja adalah hari toko buka.",
        "2.1": "Label utuh",
        "3.1": "Rusak waktu sampai",
        "3.2": "Barang yang dikirim salah",
        "3.3": "Bukti memperkuat klaim. Permintaan tanpa bukti lengkap tetap kami periksa.",
        "4.1": "Isi formulir",
        "5.1": "Ongkos kirim balik ditanggung pelanggan.",
        "6.1": "Terima kasih",
    }


# Which rule holds --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked, about",
    [
        (Scope("Tas", "damaged", "shopee", "exchange"), "way:exchange"),
        (Scope("", "damaged", "", "refund_only"), "way:refund_only"),
        (Scope("Makanan", "damaged", "", "refund_only"), "special:0"),
        (Scope("  makanan ", "damaged", "", "refund_only"), "special:0"),
        (Scope("Makanan ringan", "damaged", "", "refund_only"), "way:refund_only"),
        (Scope("Tas", "changed_mind", "shopee", "exchange"), "special:1"),
        (Scope("Tas", "changed_mind", "lazada", "exchange"), "way:exchange"),
        # Two parts named beat one.
        (Scope("Makanan", "changed_mind", "shopee", "exchange"), "special:1"),
        (Scope("Batik tulis", "wrong_size", "", "exchange"), "special:2"),
        (Scope("Batik tulis", "wrong_size", "", "return_refund"), "way:return_refund"),
    ],
)
def test_the_most_special_rule_holds(asked, about):
    assert FULL.window_for(asked)[0] == about


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_of_rules_that_name_as_much_the_category_goes_first(order):
    scopes = [Scope(category="Tas"), Scope(reason="damaged"), Scope(channel="shopee"), Scope(way="exchange")]
    kept = replace(FULL, special=tuple(Special(scopes[n], Window(True, days(n + 1))) for n in order))
    left = Scope("Tas", "damaged", "shopee", "exchange")
    for number, part in enumerate(("category", "reason", "channel")):
        assert kept.window_for(left)[1].amount == days(number + 1)
        left = replace(left, **{part: ""})
    assert kept.window_for(left)[1].amount == days(4)


def test_a_special_rule_may_open_what_is_usually_closed():
    kept = rules(days(6), special=(Special(Scope(way="exchange", category="Batik"), Window(True, days(3))),))
    assert kept.window_for(Scope("Batik", "damaged", "", "exchange")) == ("special:0", Window(True, days(3)))
    assert not kept.window_for(Scope("Tas", "damaged", "", "exchange"))[1].offered


@pytest.mark.parametrize(
    "category, product, found",
    [("Pakaian dalam", "", 0), ("", "pakaian  DALAM", 0), ("Pakaian", "dalam", None), ("", "", None)],
)
def test_what_is_excluded_is_named_as_a_whole(category, product, found):
    assert FULL.exclusion_of(category, product) == found


@pytest.mark.parametrize(
    "reason, fees",
    [("changed_mind", 2), ("wrong_size", 1), ("damaged", 0), ("other", 0), ("not_received", 0)],
)
def test_which_fees_are_kept_back(reason, fees):
    assert len(FULL.fees_for(reason)) == fees
    assert Fee("Semua", 1, FeeUnit.PERCENT, "any").holds(reason)


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
    kept = rules(days(6), postage=Postage(postage))
    assert kept.payer(reason) == payer
    # A reason may have a payer of its own.
    assert replace(kept, postage_for={reason: Postage.CUSTOMER}).payer(reason) == "customer"
    assert replace(kept, postage_for={"nothing": Postage.CUSTOMER}).payer(reason) == payer


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


@pytest.mark.parametrize("make", [first_rules, *(make for _name, make in TRADES.values())])
def test_every_start_is_lawful_and_easy_to_read(make):
    kept = make()
    assert minded(kept) == []
    assert long_sentences(kept) == []
    assert kept.offered() and kept.procedure and Rules.from_json(kept.as_json()) == kept


def test_the_trades_differ_in_what_matters_to_them():
    kept = {name: make() for name, (_words, make) in TRADES.items()}
    assert list(kept) == ["fashion", "makanan", "elektronik", "kosmetik", "kerajinan"]
    assert kept["makanan"].offered() == ["refund_only", "reshipment"]
    assert kept["fashion"].windows["exchange"].amount == days(14)
    assert kept["elektronik"].window_for(Scope("", "defective", "", "exchange"))[1].amount == days(14)
    assert not kept["kosmetik"].windows["exchange"].offered
    assert kept["kerajinan"].exclusion_of("", "Pesanan khusus (custom)") == 0


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


@pytest.mark.parametrize(
    "more, expected",
    [
        (
            {"special": (Special(Scope(category="Tas"), Window(True, days(1))),)},
            [("short_window", "special-0")],
        ),
        ({"special": (Special(Scope(category="Tas"), Window(True, days(4))),)}, []),
        # Closed for everything, or for what the shop did; not for a wish, nor one way of several.
        ({"special": (Special(Scope(category="Tas"), Window(False, days(0))),)}, [("closed", "special-0")]),
        ({"special": (Special(Scope(reason="damaged"), Window(False, days(0))),)}, [("closed", "special-0")]),
        ({"special": (Special(Scope(reason="changed_mind"), Window(False, days(0))),)}, []),
        ({"special": (Special(Scope(reason="damaged", way="exchange"), Window(False, days(0))),)}, []),
        ({"insists": frozenset({"damaged"})}, [("insists", "evidence_damaged")]),
        ({"insists": frozenset({"wrong_size"})}, []),
        ({"insists": frozenset({"damaged"}), "evidence": {}}, []),
        ({"postage": Postage.CUSTOMER}, [("postage", "postage")]),
        ({"postage": Postage.CUSTOMER, "postage_for": dict.fromkeys(SHOPS_FAULT, Postage.SHOP)}, []),
        ({"postage_for": {"defective": Postage.CUSTOMER}}, [("postage", "postage_defective")]),
        ({"postage_for": {"changed_mind": Postage.CUSTOMER}}, []),
        ({"fees": (Fee("Restok", 10, FeeUnit.PERCENT, "any"),)}, [("fee", "fees-0")]),
        ({"fees": (Fee("Restok", 10, FeeUnit.PERCENT, "damaged"),)}, [("fee", "fees-0")]),
        ({"fees": (Fee("Restok", 10, FeeUnit.PERCENT),)}, []),
        ({"excluded": (Excluded("Tas", "tidak dapat ditukar"),)}, [("no_return", "excluded-0")]),
        ({"fees": (Fee("Tidak menerima retur", 1, FeeUnit.RUPIAH),)}, [("no_return", "fees-0")]),
    ],
)
def test_what_leaves_the_customer_with_the_damage(more, expected):
    assert minded(replace(first_rules(), **more)) == expected


def test_each_caution_of_a_remedy_names_its_law():
    kept = replace(
        first_rules(), postage=Postage.CUSTOMER, fees=(Fee("Restok", 10, FeeUnit.PERCENT, "any"),),
        insists=frozenset({"damaged"}),
    )  # fmt: skip
    sources = {caution.code: caution.source for caution in cautions(kept, has_contact=True)}
    assert sources["postage"] == sources["fee"]
    assert sources["fee"].startswith("UU 8/1999 tentang Perlindungan Konsumen, Pasal 19")
    assert sources["insists"] == "UU 8/1999 tentang Perlindungan Konsumen, Pasal 18"


def test_procedure_and_contact_are_owed():
    found = cautions(replace(first_rules(), procedure=()), has_contact=False)
    assert [(c.field, c.source.split(":")[0]) for c in found] == [
        ("procedure", "PP 80/2019, Pasal 53"),
        ("contact", "PP 80/2019, Pasal 27"),
    ]


def test_long_sentences_are_counted():
    forty = " ".join(["kata"] * 40)
    [found] = long_sentences(replace(first_rules(), note=f"Pendek saja. {forty}."))
    assert (found.field, found.sentence, found.words) == ("note", forty, 40)
