"""What is recognised in a pasted chat: a table of chats by hand, and what holds for any text whatever."""

import re
import sys
from re import _parser as grammar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import chat, mentions, slang, tokens, transcript, wishes
from cases.chat import read
from cases.entries import entry_form, entry_kinds
from cases.mentions import Goods, goods_in, words_for_goods
from cases.workflow import workflow_for

OURS = ("Toko Sari", "Ani", "+6281298765432")
GOODS = (
    Goods("Kemeja batik Parang", "Navy, L", "KBP-L"), Goods("Kemeja batik Parang", "Navy, XL", "KBP-XL"),
    Goods("Sarung tenun"), Goods("Blender mini 350 ml", sku="BM-350"), Goods("Sambal roa"), Goods("Kemeja polos"),
    Goods("Botol minum kaca", sku="500"),
)  # fmt: skip
RETUR, GARANSI, KELUHAN = "return_request", "warranty_claim", "complaint"
ANDROID = """12/11/26 10.04 - Pesan dan panggilan dienkripsi secara end-to-end. Ketuk untuk info selengkapnya.
12/11/26 10.05 - Budi Santoso: Kak barang saya pecah
No pesanan 251229MRF7XUTH
12/11/26 10.06 - Toko Sari: Mau refund atau tukar, Kak? Hubungi 0812-9876-5432
12/11/26 10.09 - Budi Santoso: <Media tidak disertakan>
12/11/26 10.10 - Budi Santoso: mau refund tanpa retur ya"""
UNKNOWN_NUMBER = """[12/11/26 10.05.33] \u200e~\u202fBudi: halo min
[12/11/26 10.06.01] \u202a+62 812\u20113456\u20117890\u202c: kemeja parang XL navy kekecilan
[12/11/26 10.07.00] Toko Sari: siap kak, ada nomor pesanannya?
[12/11/26 10.08.59] ~\u202fBudi: TK-20261112-0007 bisa tuker?"""
MARKETPLACE = """budi_s88
Pesanan 580123456789012345
Kemeja batik Parang Navy, L
Rp185.000 x2   Total Rp370.000
kak yg dateng cuma dapet 1 pcs
tolong kirim kekurangannya"""
LONG = "kak " * 4000 + "saya mau refund"

# The chat, and everything that is recognised in it: {value: the words it rests on}. What is not named is empty.
CHATS = {
    "empty": ("", {}),
    "nothing of use": ("Halo kak, selamat siang", {}),
    "only emoji": ("😭😭🙏", {}),
    # What is wanted
    "money, goods unsaid": ("mau refund kak", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    "money in own words": ("uang saya tolong dikembalikan", {
        "kinds": {RETUR: "uang saya tolong dikembalikan"},
        "wishes": dict.fromkeys(("refund_only", "return_refund"), "uang saya tolong dikembalikan")}),
    "money by slang": ("balikin duit gw dong", {
        "kinds": {RETUR: "balikin duit"}, "wishes": dict.fromkeys(("refund_only", "return_refund"), "balikin duit")}),
    "goods stay": ("minta refund aja, ga usah kirim balik ya barangnya", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund"}}),
    "goods go back": ("barangnya saya kirim balik, uang kembali ya", {
        "kinds": {RETUR: "uang kembali"}, "wishes": {"return_refund": "uang kembali"}}),
    "marketplace label, money": ("Solusi: Pengembalian Dana Saja", {
        "kinds": {RETUR: "Pengembalian Dana Saja"}, "wishes": {"refund_only": "Pengembalian Dana Saja"}}),
    "marketplace label, both": ("Solusi: Pengembalian Barang dan Dana", {
        "kinds": {RETUR: "Pengembalian Barang dan Dana"},
        "wishes": {"return_refund": "Pengembalian Barang dan Dana"}}),
    "retur says no more": ("Mau ritur bisa?", {
        "kinds": {RETUR: "ritur"}, "wishes": {"return_refund": "ritur", "exchange": "ritur"}}),
    "exchange by slang": ("bs tuker ukuran XL gak?", {
        "kinds": {RETUR: "tuker"}, "wishes": {"exchange": "tuker"}}),
    "another size": ("mau ganti size dong", {
        "kinds": {RETUR: "ganti size"}, "wishes": {"exchange": "ganti size"}}),
    "replacement, how is open": ("minta diganti ya kak", {
        "kinds": {RETUR: "diganti"}, "wishes": {"exchange": "diganti", "reshipment": "diganti"}}),
    "sent again": ("tolong dikirim ulang", {
        "kinds": {RETUR: "dikirim ulang"}, "wishes": {"reshipment": "dikirim ulang"}}),
    "the right one": ("kirimin yang bener dong", {
        "kinds": {RETUR: "kirimin yang bener"}, "wishes": {"reshipment": "kirimin yang bener"}}),
    "two wishes": ("refund atau tukar?", {
        "kinds": {RETUR: "refund"},
        "wishes": {"refund_only": "refund", "return_refund": "refund", "exchange": "tukar"}}),
    "never came, so nothing goes back": ("paket blm sampe2, refund aja", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund"}, "reasons": {"not_received": "blm sampe2"}}),
    # What is not wanted
    "denied": ("saya bukan mau refund kok", {}),
    "denied, then asked": ("bukan mau refund tapi tukar", {
        "kinds": {RETUR: "tukar"}, "wishes": {"exchange": "tukar"}}),
    "both denied": ("ga usah retur atau refund", {}),
    "denied twice": ("bukan tidak mau tukar", {"kinds": {RETUR: "tukar"}, "wishes": {"exchange": "tukar"}}),
    "a no that ends before": ("Nggak, mau refund", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    "not broken": ("barangnya tidak rusak, cuma kekecilan", {"reasons": {"wrong_size": "kekecilan"}}),
    "money on its way": ("refund saya kapan cair ya", {}),
    "money not here yet": ("kok blm direfund?", {}),
    "money, when": ("kapan direfund kak?", {}),
    "asked for before": ("barang sudah retur kemarin, minta refund", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    "an address, not goods": ("kak mau ganti alamat", {}),
    "never mind": ("oh tidak apa apa kak", {}),
    # Why
    "broken by typo": ("brgnya rsk kak", {"reasons": {"damaged": "rsk"}}),
    "broken, drawn out": ("PECAAAAH semua!!!", {"reasons": {"damaged": "PECAAAAH"}}),
    "dead": ("blendernya mati total", {"reasons": {"defective": "mati total"}}),
    "does not light": ("ga mau nyala sama sekali", {"reasons": {"defective": "ga mau nyala"}}),
    "wrong goods": ("kak ini salah kirim", {"reasons": {"wrong_item": "salah kirim"}}),
    "not what was ordered": ("tdk sesuai pesanan", {"reasons": {"wrong_item": "tdk sesuai pesanan"}}),
    "wrong size may be either": ("salah ukuran kak", {
        "reasons": {"wrong_item": "salah ukuran", "wrong_size": "salah ukuran"}}),
    "own mistake": ("saya salah pilih ukuran", {"reasons": {"wrong_size": "salah pilih ukuran"}}),
    "too small": ("bajunya kekecilen, gak muat", {"reasons": {"wrong_size": "kekecilen"}}),
    "one is missing": ("isinya kurang 2 pcs", {"reasons": {"incomplete": "isinya kurang"}}),
    "not as shown": ("warnanya beda sama foto", {"reasons": {"not_as_described": "warnanya beda"}}),
    "not as told": ("bahan ga sesuai kak", {"reasons": {"not_as_described": "ga sesuai"}}),
    "changed mind": ("maaf berubah pikiran", {"reasons": {"changed_mind": "berubah pikiran"}}),
    "two reasons": ("retak dan salah warna", {"reasons": {"damaged": "retak", "wrong_item": "salah warna"}}),
    # Other kinds
    "warranty": ("masih garansi kan? mati total", {
        "kinds": {GARANSI: "garansi"}, "reasons": {"defective": "mati total"}}),
    "warranty or money": ("klaim garansi atau refund", {
        "kinds": {GARANSI: "klaim garansi", RETUR: "refund"},
        "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    "no warranty": ("tidak ada garansi ya?", {}),
    "rude": ("adminnya jutek banget", {"kinds": {KELUHAN: "jutek"}}),
    "unanswered": ("chat saya ga dibales bales", {"kinds": {KELUHAN: "ga dibales"}}),
    "annoyed": ("saya kecewa", {"kinds": {KELUHAN: "kecewa"}}),
    "annoyed, but it is about money": ("kecewa, refund", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    "rude, and about money": ("pelayanannya buruk, refund", {
        "kinds": {KELUHAN: "pelayanannya buruk", RETUR: "refund"},
        "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    # Numbers
    "shopee": ("251229MRF7XUTH", {"orders": {"251229MRF7XUTH": "251229MRF7XUTH"}}),
    "shopee in small letters": ("no pesanan 251229mrf7xuth kak", {
        "orders": {"251229MRF7XUTH": "251229mrf7xuth"}}),
    "not a day": ("kode 259929MRF7XUTH", {}),
    "tiktok shop": ("ID: 580123456789012345", {"orders": {"580123456789012345": "580123456789012345"}}),
    "tokopedia": ("inv/20230527/MPL/3256599856 ya", {
        "orders": {"INV/20230527/MPL/3256599856": "inv/20230527/MPL/3256599856"}}),
    "lazada, by its label": ("Nomor order: 1234567890123", {"orders": {"1234567890123": "1234567890123"}}),
    "digits without a label": ("1234567890123", {}),
    "counter": ("nota TK-20261121-0007", {"orders": {"TK-20261121-0007": "TK-20261121-0007"}}),
    "two orders": ("pesanan 251229MRF7XUTH sama 251230ABCDEFGH", {
        "orders": {"251229MRF7XUTH": "251229MRF7XUTH", "251230ABCDEFGH": "251230ABCDEFGH"}}),
    "the same twice": ("251229MRF7XUTH ya 251229mrf7xuth", {"orders": {"251229MRF7XUTH": "251229MRF7XUTH"}}),
    "a day is no order": ("pesanan 12/11/2026", {}),
    "a price is no order": ("invoice Rp185000, bayar 185.000", {}),
    "phone": ("WA saya 0812-3456-7890", {"phones": {"+6281234567890": "0812-3456-7890"}}),
    "phone abroad style": ("+62 812 3456 7890 ya", {"phones": {"+6281234567890": "+62 812 3456 7890"}}),
    "phone as in an address": ("wa.me 6281234567890", {"phones": {"+6281234567890": "6281234567890"}}),
    "phone and pieces": ("081234567890 2 pcs", {"phones": {"+6281234567890": "081234567890"}}),
    "phone in groups and a price": ("0812 3456 7890 185000", {"phones": {"+6281234567890": "0812 3456 7890"}}),
    "two phones": ("0812 3456 7890 / 085712345678", {
        "phones": {"+6281234567890": "0812 3456 7890", "+6285712345678": "085712345678"}}),
    "a phone under the order's label": ("order 081234567890", {"phones": {"+6281234567890": "081234567890"}}),
    "a masked phone": ("0812****90", {}),
    "the shop's own phone": ("tadi saya chat ke 081298765432", {}),
    "parcel": ("resi JX8009962760 belum datang", {
        "tracking": {"JX8009962760": "JX8009962760"}, "reasons": {"not_received": "belum datang"}}),
    "parcel of digits, by its label": ("no resi JNE: 010190001491925", {
        "tracking": {"010190001491925": "010190001491925"}}),
    "parcel and order in one breath": ("resi pesanan saya spxid064575539347, order 251229MRF7XUTH", {
        "tracking": {"SPXID064575539347": "spxid064575539347"},
        "orders": {"251229MRF7XUTH": "251229MRF7XUTH"}}),
    "gosend": ("GK-11-170563", {"tracking": {"GK-11-170563": "GK-11-170563"}}),
    # Names and goods
    "a name by its label": ("Nama: Budi Santoso\nHP: 081234567890", {
        "names": {"Budi Santoso": "Budi Santoso"}, "phones": {"+6281234567890": "081234567890"}}),
    "a name in a sentence": ("nama saya Budi Santoso mau tanya", {"names": {"Budi Santoso": "Budi Santoso"}}),
    "all in one line": ("Nama budi s. no pesanan 251229MRF7XUTH", {"orders": {"251229MRF7XUTH": "251229MRF7XUTH"}}),
    "a line of labels": ("nama : budi santoso no hp 0812 3456 7890", {
        "names": {"budi santoso": "budi santoso"}, "phones": {"+6281234567890": "0812 3456 7890"}}),
    "the name of goods is nobody's": ("nama barang: sarung tenun", {"goods": {"Sarung tenun": "sarung tenun"}}),
    "goods by most of the name": ("kemeja parang saya robek", {
        "goods": {"Kemeja batik Parang": "kemeja parang"}, "reasons": {"damaged": "robek"}}),
    "goods with the variation": ("kemeja batik parang navy yang L", {
        "goods": {"Kemeja batik Parang, Navy, L": "kemeja batik parang navy yang L"}}),
    "both sizes named": ("kemeja batik parang navy dari L ke XL", {
        "goods": {"Kemeja batik Parang": "kemeja batik parang"}}),
    "goods by sku": ("yang kbp-xl kak", {"goods": {"Kemeja batik Parang, Navy, XL": "kbp-xl"}}),
    "a price is no sku": ("bayar 500 ribu", {}),
    "half a name is no name": ("kemejanya kekecilan", {"reasons": {"wrong_size": "kekecilan"}}),
    "two goods": ("sarung tenun dan sambal roa", {
        "goods": {"Sarung tenun": "sarung tenun", "Sambal roa": "sambal roa"}}),
    # Whole chats
    "android export": (ANDROID, {
        "names": {"Budi Santoso": "Budi Santoso"}, "orders": {"251229MRF7XUTH": "251229MRF7XUTH"},
        "kinds": {RETUR: "refund tanpa retur"}, "wishes": {"refund_only": "refund tanpa retur"},
        "reasons": {"damaged": "pecah"},
        "said": "Kak barang saya pecah\nNo pesanan 251229MRF7XUTH\nmau refund tanpa retur ya"}),
    "iphone export of a stranger": (UNKNOWN_NUMBER, {
        "names": {"Budi": "Budi"}, "phones": {"+6281234567890": "+62 812\u20113456\u20117890"},
        "orders": {"TK-20261112-0007": "TK-20261112-0007"}, "kinds": {RETUR: "tuker"}, "wishes": {"exchange": "tuker"},
        "reasons": {"wrong_size": "kekecilan"}, "goods": {"Kemeja batik Parang, Navy, XL": "kemeja parang XL navy"},
        "said": "halo min\nkemeja parang XL navy kekecilan\nTK-20261112-0007 bisa tuker?"}),
    "whatsapp web": ("[10.05, 12/11/2026] +62 812-3456-7890: sambal roa bocor kak", {
        "phones": {"+6281234567890": "+62 812-3456-7890"}, "reasons": {"damaged": "bocor"},
        "goods": {"Sambal roa": "sambal roa"}, "said": "sambal roa bocor kak"}),
    "bare phone in front": ("+62 812-3456-7890: mau tukar\nToko Sari: refund saja?\nada uk L?", {
        "phones": {"+6281234567890": "+62 812-3456-7890"}, "kinds": {RETUR: "tukar"}, "wishes": {"exchange": "tukar"},
        "said": "mau tukar\nada uk L?"}),
    "only we speak": ("Toko Sari: mau refund atau tukar kak?", {"said": ""}),
    "marketplace chat with prices": (MARKETPLACE, {
        "orders": {"580123456789012345": "580123456789012345"}, "kinds": {RETUR: "kirim kekurangannya"},
        "wishes": {"reshipment": "kirim kekurangannya"}, "reasons": {"incomplete": "cuma dapet"},
        "goods": {"Kemeja batik Parang, Navy, L": "Kemeja batik Parang Navy, L"}}),
    "null bytes": ("re\x00fund? mau\x00tukar", {
        "kinds": {RETUR: "tukar"}, "wishes": {"exchange": "tukar"}, "said": "re fund? mau tukar"}),
    "emoji between": ("rusak😭parah,minta refund🙏", {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund", "return_refund": "refund"},
        "reasons": {"damaged": "rusak"}}),
    "sixteen thousand letters": (LONG, {
        "kinds": {RETUR: "refund"}, "wishes": {"refund_only": "refund", "return_refund": "refund"}}),
    "beyond what is read": ("a" * 20_000 + " refund", {"said": "a" * 20_000}),
}  # fmt: skip
SORTS = ("orders", "phones", "tracking", "names", "kinds", "wishes", "reasons")


def recognised(text):
    """Everything that a reading holds, as the table writes it."""
    reading = read(text, ours=OURS)
    found = {sort: {piece.value: piece.words for piece in getattr(reading, sort)} for sort in SORTS}
    found["goods"] = {piece.value: piece.words for piece in goods_in(text, GOODS, ours=OURS)}
    return {sort: pieces for sort, pieces in found.items() if pieces}, reading.said


def test_the_table_is_large_enough():
    assert len(CHATS) >= 50


@pytest.mark.parametrize("name", CHATS)
def test_a_chat(name):
    text, expected = CHATS[name]
    found, said = recognised(text)
    assert found == {sort: pieces for sort, pieces in expected.items() if sort != "said"}
    assert said == expected.get("said", text.strip())


def test_candidates_stand_in_the_order_of_the_chat():
    reading = read("tukar atau refund? 251230ABCDEFGH, yang 251229MRF7XUTH aman")
    assert [piece.value for piece in reading.wishes] == ["exchange", "refund_only", "return_refund"]
    assert [piece.value for piece in reading.orders] == ["251230ABCDEFGH", "251229MRF7XUTH"]


def test_more_candidates_than_a_person_wants_are_cut():
    reading = read(" ".join(f"2512{day}ABCDEFGH" for day in range(10, 29)))
    assert len(reading.orders) == tokens.MOST


def test_every_word_of_the_table_leads_to_something_that_exists(client, db):
    client.get("/kerja/baru/")  # the addresses bring their forms along
    signals = {signal for known in slang.PHRASES.values() for _words, names in known for signal in names}
    assert signals == wishes.WISHES | wishes.REASONS | {
        "money",
        "back",
        "replace",
        "warranty",
        "upset",
        "complaint",
    }
    assert {wishes.RETURN, wishes.WARRANTY, wishes.COMPLAINT} <= set(entry_kinds())
    assert workflow_for(wishes.RETURN).variants.keys() == wishes.WISHES
    reasons = {value for value, _label in entry_form(wishes.RETURN).base_fields["reason"].choices}
    assert reasons - {"", "other"} == wishes.REASONS


def test_no_phrase_says_two_things():
    seen = [words for known in slang.PHRASES.values() for words, _signals in known]
    assert sorted(seen) == sorted(set(seen))


def test_the_words_by_which_goods_are_looked_for():
    text = "Toko Sari: Blender?\nkak kemejanya KBP-XL yang Parang salah kirim 251229 0812345678"
    assert words_for_goods(text, ours=OURS) == ["kemeja", "kbp-xl", "parang"]
    assert len(words_for_goods(" ".join(f"kata{number}x" for number in range(99)))) == mentions.MOST_WORDS


# Any text whatever -------------------------------------------------------------------------------

SNIPPETS = st.sampled_from(
    [*CHATS["two phones"][0].split(), ANDROID, UNKNOWN_NUMBER, "+62", "0", "8", "INV/", "/", "-", "no pesanan ", "resi ",
     "12/11/26 10.05 - ", "[", "]", ":", "\n", "\u202f", "tidak ", "mau ", "refund ", "atau ", "nama: ", "kemeja ", "parang ",
     "navy ", "L ", "İ", "ß", "\ud800", "\x00", "٣", "²", "1" * 18, "5" * 18, "A" * 30]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(SNIPPETS, max_size=30).map("".join))


@given(TEXTS)
def test_it_never_fails_and_makes_nothing_up(text):
    reading = read(text, ours=OURS)
    pieces = [piece for sort in SORTS for piece in getattr(reading, sort)] + list(
        goods_in(text, GOODS, ours=OURS)
    )
    assert [piece for piece in pieces if not piece.words or piece.words not in text] == []
    plain = transcript.plain(text)
    assert [line for line in reading.said.splitlines() if line not in plain] == []
    assert all(word in text.lower() or word in plain.lower() for word in words_for_goods(text))
    for piece in reading.orders:
        assert piece.value == piece.words.upper()
    for piece in reading.phones:
        assert re.fullmatch(r"\+\d{8,15}", piece.value)


@given(TEXTS)
def test_a_text_is_read_the_same_every_time_and_only_so_far(text):
    filled = text + "a" * (transcript.LONGEST - len(text))
    assert read(text) == read(text)
    assert read(filled + " refund 251229MRF7XUTH") == read(filled)
    assert read(filled).kinds == () or "refund" not in filled[-6:]


WORST = {
    "one letter": "a", "blanks": " ", "lines": "\n", "digits": "0", "phones": "081234567890 ", "groups": "0 8 1 2 - ",
    "brackets": "[", "heads": "12/11/26 10.05 - ", "messages": "12/11/26 10.05 - Budi: refund\n", "labels": "no pesanan id ",
    "orders": "251229MRF7XUTH ", "labelled": "resi ab cd 123 ", "slashes": "INV/1/", "denials": "tidak mau ",
    "either": "refund atau ", "fillers": "uang saya ", "names": "nama: ", "goods": "kemeja navy l ", "colons": "a:", "tilde": "~ ",
}  # fmt: skip


def steps(text):
    """How many functions are called to read a text, our own and those in C."""
    called = 0

    def count(_frame, event, _argument):
        nonlocal called
        called += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text, ours=OURS)
        goods_in(text, GOODS, ours=OURS)
        words_for_goods(text, ours=OURS)
    finally:
        sys.setprofile(None)
    return called


@pytest.mark.parametrize("name", WORST)
def test_twice_the_text_is_twice_the_work(name):
    half, whole = (WORST[name] * (length // len(WORST[name])) for length in (10_000, 20_000))
    steps(half)  # what is made once is made
    assert steps(whole) <= 2.2 * steps(half) + 500


PATTERNS = {
    f"{module.__name__}.{name}": pattern
    for module in (chat, mentions, slang, tokens, transcript, wishes)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
}


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_can_run_away(name):
    """No repeat without an end holds or follows another: the ways to match stay few whatever the text."""
    assert endless(grammar.parse(PATTERNS[name].pattern, PATTERNS[name].flags & re.IGNORECASE)) <= 1


def test_a_pattern_that_runs_away_would_be_seen():
    assert all(endless(grammar.parse(pattern)) > 1 for pattern in ("(a+)+", "(?:a|b*)*", "a*x?a*"))


def endless(parsed):
    """How many repeats without an end a pattern has, each that lies in any other repeat counted as many."""
    found = 0
    for what, how in parsed:
        if what in (grammar.MAX_REPEAT, grammar.MIN_REPEAT):
            _least, most, inner = how
            found += (most == grammar.MAXREPEAT) + endless(inner) * 10
        elif what is grammar.SUBPATTERN:
            found += endless(how[-1])
        elif what is grammar.BRANCH:
            found += max(endless(branch) for branch in how[1])
        elif what in (grammar.ASSERT, grammar.ASSERT_NOT):
            found += endless(how[1])
    return found
