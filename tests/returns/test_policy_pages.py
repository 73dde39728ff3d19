"""The policy on the page: as its readers see it, as the owner writes it, on the form and on the case."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from cases.models import Case
from returns.forms import ReturnForm
from returns.models import ReturnPolicy, ReturnRequest
from returns.policy import Excluded, Fee, FeeUnit, Postage, Scope, Special, Window
from returns.presets import TRADES, first_rules
from returns.publishing import draft_of, publish, save_draft
from shops.amounts import Amount
from shops.qr import qr_for_paper

PUBLIC = "/toko/sari/kebijakan/"
SETTINGS = "/pengaturan/kebijakan/"
DRAFT = "/pengaturan/kebijakan/draf/"
PREVIEW = DRAFT + "pratinjau/"
PUBLISH = DRAFT + "terbitkan/"
DISCARD = DRAFT + "buang/"
LIVE = DRAFT + "langsung/"
CARD = "/pengaturan/kebijakan/kartu/"
POSTER = "/pengaturan/kebijakan/poster/"
FORM = "/toko/sari/retur/"


@pytest.fixture
def today(shop, now):
    return now.astimezone(shop.zone).date()


@pytest.fixture
def publish_rules(sari, now, today):
    def make(days=7, *, owner=sari, starts_in=0, **more):
        window = Window(True, Amount(days, "kalender"))
        rules = replace(first_rules(), windows={**first_rules().windows, "return_refund": window}, **more)
        draft = save_draft(owner, rules, seen="", now=now)
        starts = today + timedelta(days=starts_in)
        return publish(owner, seen=draft.mark, effective_on=starts, understood=True, now=now)

    return make


@pytest.fixture
def filled():
    """The editor's fields as the browser sends them for the first rules."""
    rules, found = first_rules(), {"postage": "by_reason", "note": "", "seen": "", **no_rows()}
    for way, window in rules.windows.items():
        found |= {f"{way}_offered": "on", f"{way}_number": window.amount.number, f"{way}_unit": "kalender"}
    found |= {f"evidence_{reason}": "\r\n".join(lines) for reason, lines in rules.evidence.items()}
    return found | {
        "conditions": "\r\n".join(rules.conditions),
        "procedure": "\r\n".join(rules.procedure),
    }


def no_rows():
    """What the browser sends of rows that are not there."""
    kinds = ("special", "excluded", "fees")
    return {
        f"{kind}-{name}_FORMS": number for kind in kinds for name, number in (("TOTAL", 0), ("INITIAL", 0))
    }


def said(response):
    return unescape(response.content.decode())


def words(response):
    """What is to be read, without the markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", said(response)).split())


# For everybody -----------------------------------------------------------------------------------


def test_without_a_policy_there_is_no_page_and_no_link(client, shop):
    for address in (PUBLIC, PUBLIC + "?versi=1", "/toko/tidak-ada/kebijakan/"):
        assert client.get(address).status_code == 404
    assert PUBLIC not in said(client.get("/toko/sari/"))


def test_a_draft_is_nobodys_business(client, sari, now):
    save_draft(sari, replace(first_rules(), note="Rahasia"), seen="", now=now)
    assert client.get(PUBLIC).status_code == 404
    assert PUBLIC not in said(client.get("/toko/sari/"))


def test_the_page_says_all_of_it_with_its_date(client, publish_rules, today):
    publish_rules(days=12)
    response = client.get(PUBLIC)
    page = words(response)
    assert f"Versi 1, berlaku mulai {today.day} " in page
    assert "1.1 Kirim balik, dana kembali: paling lambat 12 hari kalender sejak barang diterima." in page
    for line in first_rules().procedure:
        assert line in page
    assert "Bukti memperkuat klaim. Permintaan tanpa bukti lengkap tetap kami periksa." in page
    assert "0812-9876-5432" in page and "Ditjen PKTN" in page
    # All of it is printed: nothing folded away.
    assert "<details" not in said(response)
    assert PUBLIC in said(client.get("/toko/sari/"))


def test_older_and_coming_versions_by_their_number(client, publish_rules):
    publish_rules(days=3)
    publish_rules(days=9)
    publish_rules(days=30, starts_in=5)

    page = words(client.get(PUBLIC))
    assert "paling lambat 9 hari" in page and "Versi 3 mulai berlaku" in page
    old = words(client.get(PUBLIC + "?versi=1"))
    assert "paling lambat 3 hari" in old and "tidak berlaku lagi" in old
    coming = words(client.get(PUBLIC + "?versi=3"))
    assert "paling lambat 30 hari" in coming and "Versi ini belum berlaku" in coming


@pytest.mark.parametrize("wanted", ["2", "0", "-1", "01", "abc", "", "9" * 400, "²"])
def test_a_version_that_is_not_there(client, publish_rules, wanted):
    publish_rules()
    assert client.get(PUBLIC, {"versi": wanted}).status_code == 404


def test_the_first_version_is_read_before_its_day(client, publish_rules):
    publish_rules(starts_in=3)
    assert "Versi ini belum berlaku" in words(client.get(PUBLIC))
    assert PUBLIC in said(client.get("/toko/sari/"))


def test_another_shop_has_its_own(client, publish_rules, tono):
    publish_rules(days=3)
    publish_rules(days=21, owner=tono)
    assert "paling lambat 21 hari" in words(client.get("/toko/tono/kebijakan/"))
    assert "paling lambat 3 hari" in words(client.get(PUBLIC))


def test_the_page_costs_few_queries_however_many_versions(client, publish_rules, django_assert_num_queries):
    for _each in range(5):
        publish_rules()
    assert client.get(PUBLIC).status_code == 200  # what is known of the shop is read once
    with django_assert_num_queries(2):
        assert client.get(PUBLIC).status_code == 200


# Roles and other shops ---------------------------------------------------------------------------


@pytest.mark.parametrize("address", [SETTINGS, DRAFT, PREVIEW, PUBLISH, DISCARD])
def test_only_the_owner_comes_in(request, sari, ani, joko, log_in, address, filled, now):
    kept = save_draft(sari, first_rules(), seen="", now=now)
    body = {**filled, "seen": kept.mark, "effective_on": "2999-01-01", "understood": "on"}
    for client, status in ((Client(), 302), (log_in(ani), 403), (log_in(joko), 403)):
        assert client.get(address).status_code == status
        assert client.post(address, body).status_code == status
    assert log_in(sari).get(address).status_code == 200
    assert [(row.status, row.revision) for row in ReturnPolicy.objects.all()] == [("draft", 1)]


def test_another_owner_sees_and_moves_only_their_own(sari, tono, log_in, filled, now):
    kept = save_draft(sari, replace(first_rules(), note="Catatan Sari"), seen="", now=now)
    client = log_in(tono)
    for address in (SETTINGS, DRAFT):
        assert "Catatan Sari" not in said(client.get(address))
    assert client.get(PREVIEW).url == SETTINGS
    for address in (PUBLISH, DISCARD):
        assert client.get(address).url == SETTINGS
        assert client.post(address, {"seen": kept.mark, "effective_on": "2999-01-01"}).url == SETTINGS
    assert client.post(DRAFT, {**filled, "seen": kept.mark}).status_code == 302
    assert [(row.shop.slug, row.status, row.revision) for row in ReturnPolicy.objects.order_by("pk")] == [
        *(("sari", "draft", 1), ("tono", "draft", 1)),
    ]


# The owner's pages -------------------------------------------------------------------------------


@pytest.fixture
def owner(log_in, sari):
    return log_in(sari)


def test_the_settings_lead_there(owner, log_in, ani):
    assert SETTINGS in said(owner.get("/pengaturan/"))
    assert SETTINGS + '"' not in said(log_in(ani).get("/pengaturan/"))
    assert CARD in said(log_in(ani).get("/pengaturan/"))


def test_from_the_first_draft_to_the_published_page(owner, sari, client, filled, today):
    page = said(owner.get(DRAFT))
    assert first_rules().procedure[0] in page and not ReturnPolicy.objects.exists()

    answer = owner.post(
        DRAFT, {**filled, "return_refund_number": "14", "procedure": "1. Isi\r\n- Tunggu\r\n\r\n", "preview": "1"}
    )  # fmt: skip
    assert answer.url == PREVIEW
    preview = words(owner.get(PREVIEW))
    assert "Kirim balik, dana kembali: paling lambat 14 hari kalender" in preview
    assert "4.1 Isi" in preview and "4.2 Tunggu" in preview
    assert client.get(PUBLIC).status_code == 404

    confirm = owner.get(PUBLISH)
    assert "Terbitkan kebijakan versi 1?" in words(confirm)
    assert "Pesanan dan kasus yang sudah ada tetap memakai versinya." in words(confirm)
    assert 'name="understood"' not in said(confirm)
    seen = re.search(r'name="seen" value="([^"]+)"', said(confirm))[1]
    assert owner.post(PUBLISH, {"seen": seen, "effective_on": today.isoformat()}).url == SETTINGS

    assert "paling lambat 14 hari kalender" in words(client.get(PUBLIC))
    overview = words(owner.get(SETTINGS))
    assert "Versi 1 Berlaku" in overview and "Diterbitkan Sari" in overview
    trace = words(owner.get("/pengaturan/riwayat/"))
    assert "Kebijakan retur versi 1, berlaku" in trace


@pytest.mark.parametrize(
    "name, value, sentence",
    [
        ("return_refund_number", "", "Isi berapa hari."),
        ("return_refund_number", "0", None),
        ("return_refund_number", "366", None),
        ("return_refund_number", "tujuh", None),
        ("return_refund_unit", "jam", None),
        ("postage", "", "Belum diisi."),
        ("conditions", "x" * 201, "Satu baris paling panjang 200 huruf. Pecah jadi dua baris."),
        ("procedure", "a\n" * 13, "Paling banyak 12 baris."),
        ("evidence_damaged", "a\n" * 13, "Paling banyak 12 baris."),
        ("note", "x" * 2001, None),
    ],
)
def test_a_wrong_draft_comes_back_filled(owner, filled, name, value, sentence):
    response = owner.post(DRAFT, {**filled, "conditions": "Label masih utuh", name: value})
    page = said(response)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
    assert sentence is None or response.context["form"].errors[name] == [sentence]
    assert f'href="#id_{name}"' in page or name == "postage"
    assert name == "conditions" or "Label masih utuh" in page
    assert not ReturnPolicy.objects.exists()


def test_some_way_must_be_offered(owner, filled):
    closed = {name: value for name, value in filled.items() if not name.endswith("_offered")}
    response = owner.post(DRAFT, closed)
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "return_refund_offered": ["Pilih sedikitnya satu cara pengembalian."]
    }


def test_a_way_that_is_not_offered_needs_no_window(owner, sari, filled):
    body = {**filled, "exchange_number": ""}
    del body["exchange_offered"]
    assert owner.post(DRAFT, body).status_code == 302
    assert draft_of(sari.shop).contents.windows["exchange"] == Window(False, Amount(0, "kalender"))


def test_two_windows_never_overwrite_each_other_unseen(owner, sari, filled, now):
    kept = save_draft(sari, replace(first_rules(), note="Dari HP"), seen="", now=now)
    response = owner.post(DRAFT, {**filled, "note": "Dari laptop"})
    assert response.status_code == 409
    assert "baru saja diubah oleh Sari" in words(response) and "Dari laptop" in said(response)
    assert draft_of(sari.shop).contents.note == "Dari HP"
    # Pressed again, knowing it.
    seen = re.search(r'name="seen" value="([^"]+)"', said(response))[1]
    assert seen == kept.mark
    owner.post(DRAFT, {**filled, "note": "Dari laptop", "seen": seen})
    assert draft_of(sari.shop).contents.note == "Dari laptop"


def test_the_law_is_shown_beside_the_field_and_asked_before_publishing(owner, sari, filled, today, now):
    draft = {**filled, "conditions": "Barang yang sudah dibeli tidak dapat ditukar", "exchange_number": "1"}
    owner.post(DRAFT, draft)
    page = said(owner.get(DRAFT))
    after_field = page[page.index('name="conditions"') : page.index('name="postage"')]
    assert "UU 8/1999 tentang Perlindungan Konsumen, Pasal 18" in after_field
    after_window = page[page.index('name="exchange_number"') : page.index('name="reshipment_number"')]
    assert "PP 80/2019: paling sedikit 2 hari kerja" in after_window

    body = {"seen": draft_of(sari.shop).mark, "effective_on": today.isoformat()}
    response = owner.post(PUBLISH, body)
    assert response.status_code == 422
    assert response.context["form"].errors == {"understood": ["Centang dulu bila sudah membaca."]}
    assert draft_of(sari.shop) is not None

    assert owner.post(PUBLISH, {**body, "understood": "on"}).status_code == 302
    policy = ReturnPolicy.objects.get()
    assert [caution["code"] for caution in policy.understood] == ["short_window", "no_return"]
    assert "2 peringatan dibaca saat terbit" in words(owner.get(SETTINGS))


def test_a_shop_without_contact_is_told(owner, sari, now):
    type(sari.shop).objects.filter(pk=sari.shop_id).update(whatsapp="", email="")
    save_draft(sari, first_rules(), seen="", now=now)
    assert "PP 80/2019, Pasal 27" in words(owner.get(DRAFT))
    assert "PP 80/2019, Pasal 27" in words(owner.get(PUBLISH))


@pytest.mark.parametrize("day", ["", "kemarin", "2020-01-01", "2026-13-01"])
def test_a_wrong_day_publishes_nothing(owner, sari, now, day):
    draft = save_draft(sari, first_rules(), seen="", now=now)
    response = owner.post(PUBLISH, {"seen": draft.mark, "effective_on": day})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["effective_on"])
    assert draft_of(sari.shop) is not None and sari.shop.audit_entries.count() == 1


def test_what_changed_meanwhile_is_not_published(owner, sari, now, today):
    draft = save_draft(sari, first_rules(), seen="", now=now)
    save_draft(sari, replace(first_rules(), note="Lain"), seen=draft.mark, now=now)
    response = owner.post(PUBLISH, {"seen": draft.mark, "effective_on": today.isoformat()})
    assert response.status_code == 409
    assert "baru saja diubah oleh Sari" in words(response)
    assert draft_of(sari.shop).revision == 2


def test_the_confirmation_names_what_it_replaces(owner, sari, publish_rules, now):
    publish_rules()
    publish_rules(starts_in=5)
    save_draft(sari, first_rules(), seen="", now=now)
    assert re.search(r"Versi 2 yang dijadwalkan .* tidak jadi berlaku", words(owner.get(PUBLISH)))


def test_a_draft_is_thrown_away_after_asking(owner, sari, now):
    draft = save_draft(sari, first_rules(), seen="", now=now)
    assert owner.get(DISCARD).status_code == 200
    assert draft_of(sari.shop) is not None
    assert owner.post(DISCARD, {"seen": draft.mark}).url == SETTINGS
    assert draft_of(sari.shop) is None


def test_long_sentences_are_hinted_at(owner, sari, now):
    save_draft(sari, replace(first_rules(), note=" ".join(["kata"] * 40)), seen="", now=now)
    assert "40 kata" in words(owner.get(PREVIEW))


# What is added one at a time -----------------------------------------------------------------------


def a_row(kind, **said):
    """One new row as the browser sends it."""
    return {f"{kind}-TOTAL_FORMS": 1, **{f"{kind}-0-{name}": value for name, value in said.items()}}


@pytest.fixture
def special():
    """A special window, filled in."""
    return {"category": "Makanan", "reason": "", "channel": "", "way": "", "number": "2", "unit": "kerja"}


def test_what_is_special_from_the_editor_to_the_public_page(owner, sari, client, filled, today, special):
    body = {
        **filled, **a_row("special", **special), **a_row("excluded", what="Pakaian dalam", why="demi kebersihan."),
        **a_row("fees", name="Biaya restok", number="10", unit="percent", when="wish"),
        "insist_wrong_size": "on", "postage_changed_mind": "shop",
    }  # fmt: skip
    assert owner.post(DRAFT, body).url == DRAFT
    rules = draft_of(sari.shop).contents
    assert rules.special == (Special(Scope(category="Makanan"), Window(True, Amount(2, "kerja"))),)
    assert rules.excluded == (Excluded("Pakaian dalam", "demi kebersihan"),)
    assert rules.fees == (Fee("Biaya restok", 10, FeeUnit.PERCENT, "wish"),)
    assert (rules.insists, rules.postage_for) == (frozenset({"wrong_size"}), {"changed_mind": Postage.SHOP})

    owner.post(PUBLISH, {"seen": draft_of(sari.shop).mark, "effective_on": today.isoformat()})
    page = words(client.get(PUBLIC))
    for clause in (
        "1.6 Makanan: paling lambat 2 hari kerja sejak barang diterima.",
        "2.1 Pakaian dalam: demi kebersihan.",
        "Ukuran atau model tidak pas (wajib)",
        "Alasan “Berubah pikiran”: kami tanggung.",
        "Biaya restok: 10% dari harga barang, bila ukuran tidak pas atau berubah pikiran.",
    ):
        assert clause in page
    assert "wajib" in words(client.get(FORM))


def test_a_row_is_folded_under_its_clause_and_an_empty_one_waits(owner, sari, filled, special):
    page = said(owner.get(DRAFT))
    assert page.count("Tambah pengecualian") == page.count("Tambah potongan biaya") == 1
    owner.post(DRAFT, {**filled, **a_row("special", **special)})
    page = said(owner.get(DRAFT))
    assert "<summary>Makanan: paling lambat 2 hari kerja sejak barang diterima.</summary>" in page
    assert page.count("<summary>Tambah pengecualian</summary>") == 1
    assert page.count("Hapus yang ini") == 1


def test_the_next_one_at_once(owner, filled, special):
    answer = owner.post(DRAFT, {**filled, **a_row("special", **special), "more": "special"})
    assert answer.url == DRAFT + "?tambah=special#special"
    page = said(owner.get(answer.url))
    assert re.search(r"<details open>\s*<summary>Tambah pengecualian", page)
    assert owner.post(DRAFT, {**filled, "seen": draft_mark(page), "more": "https://x.test"}).url == DRAFT


def draft_mark(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_a_row_is_changed_and_thrown_away(owner, sari, filled, special, now):
    kept = (
        Special(Scope(category="Makanan"), Window(True, Amount(2, "kerja"))),
        Special(Scope(reason="damaged"), Window(True, Amount(9, "kalender"))),
    )
    mark = save_draft(sari, replace(first_rules(), special=kept), seen="", now=now).mark
    body = {
        **filled, "seen": mark, "special-TOTAL_FORMS": 3, "special-INITIAL_FORMS": 2,
        **{f"special-0-{name}": value for name, value in special.items()}, "special-0-DELETE": "on",
        **{f"special-1-{name}": value for name, value in special.items()}, "special-1-category": "Tas",
        "special-2-unit": "kalender",  # the empty one, as it came
    }  # fmt: skip
    assert owner.post(DRAFT, body).status_code == 302
    assert draft_of(sari.shop).contents.special == (
        Special(Scope(category="Tas"), Window(True, Amount(2, "kerja"))),
    )


@pytest.mark.parametrize(
    "kind, said_wrong, field, sentence",
    [
        (
            "special",
            {"category": ""},
            "special-0-category",
            "Isi kategori, atau pilih alasan, kanal, atau cara.",
        ),
        ("special", {"number": ""}, "special-0-number", "Isi berapa hari."),
        ("special", {"number": "0"}, "special-0-number", None),
        ("special", {"number": "366"}, "special-0-number", None),
        ("special", {"unit": "jam"}, "special-0-unit", None),
        ("special", {"reason": "bosan"}, "special-0-reason", None),
        ("special", {"channel": "bukalapak"}, "special-0-channel", None),
        ("special", {"category": "x" * 61}, "special-0-category", None),
        ("excluded", {"what": "Tas", "why": ""}, "excluded-0-why", "Belum diisi."),
        ("excluded", {"what": "", "why": "demi kebersihan"}, "excluded-0-what", "Belum diisi."),
        (
            "fees",
            {"name": "Restok", "number": "101", "unit": "percent", "when": "wish"},
            "fees-0-number",
            "Isi 1 sampai 100 persen, atau jumlah rupiah.",
        ),
        (
            "fees",
            {"name": "Restok", "number": "0", "unit": "rupiah", "when": "wish"},
            "fees-0-number",
            "Isi 1 sampai 100 persen, atau jumlah rupiah.",
        ),
        (
            "fees",
            {"name": "Restok", "number": "10.5", "unit": "percent", "when": "wish"},
            "fees-0-number",
            None,
        ),
        (
            "fees",
            {"name": "Restok", "number": "10", "unit": "percent", "when": "kapan saja"},
            "fees-0-when",
            None,
        ),
    ],
)
def test_a_wrong_row_comes_back_open_and_filled(owner, filled, special, kind, said_wrong, field, sentence):
    body = {
        **filled,
        **a_row(kind, **({**special, **said_wrong} if kind == "special" else said_wrong)),
        "note": "Tetap ada",
    }
    response = owner.post(DRAFT, body)
    page = said(response)
    assert response.status_code == 422
    [(address, _label, why)] = response.context["form"].problems
    assert address == f"id_{field}" and sentence in (None, why)
    assert f'href="#id_{field}"' in page and f'id="id_{field}"' in page and "Tetap ada" in page
    assert re.search(r'<details open>(?:(?!</details>).)*id="id_' + field + '"', page, re.S)
    assert not ReturnPolicy.objects.exists()


def test_the_same_rule_twice_is_refused(owner, filled, special):
    twice = {f"special-{n}-{name}": value for n in (0, 1) for name, value in special.items()}
    response = owner.post(DRAFT, {**filled, **twice, "special-1-number": "9", "special-TOTAL_FORMS": 2})
    assert [why for _id, _label, why in response.context["form"].problems] == ["Yang seperti ini sudah ada."]


def test_too_many_rows_and_rows_without_their_count_are_refused(owner, filled, special):
    many = {f"special-{n}-{name}": value for n in range(12) for name, value in special.items()}
    many |= {f"special-{n}-category": f"Kategori {n}" for n in range(12)}
    response = owner.post(DRAFT, {**filled, **many, "special-TOTAL_FORMS": 12})
    assert [why for _id, _label, why in response.context["form"].problems] == ["Paling banyak 10."]
    without = {name: value for name, value in filled.items() if not name.startswith("fees-")}
    response = owner.post(DRAFT, without)
    assert response.status_code == 422
    assert "Muat ulang halaman ini." in words(response)


def test_the_fullest_editor_is_not_refused(owner, sari, filled, special):
    """Django refuses a form of more fields than the installation allows."""
    body = {**filled, "special-TOTAL_FORMS": 10, "excluded-TOTAL_FORMS": 10, "fees-TOTAL_FORMS": 5}
    for n in range(10):
        body |= {f"special-{n}-{name}": value for name, value in special.items()} | {
            f"special-{n}-category": f"K{n}"
        }
        body |= {f"excluded-{n}-what": f"Barang {n}", f"excluded-{n}-why": "demi kebersihan"}
        body |= {f"special-{n}-DELETE": "", f"excluded-{n}-DELETE": ""}
    for n in range(5):
        body |= {
            f"fees-{n}-name": f"Biaya {n}",
            f"fees-{n}-number": "1.000",
            f"fees-{n}-unit": "rupiah",
            f"fees-{n}-when": "any",
            f"fees-{n}-DELETE": "",
        }
    body |= {f"postage_{reason}": "shop" for reason in ReturnRequest.Reason.values}
    body |= {f"evidence_{reason}": "Foto" for reason in ReturnRequest.Reason.values}
    body |= {f"insist_{reason}": "on" for reason in ReturnRequest.Reason.values}
    assert owner.post(DRAFT, {**body, "shop": sari.shop_id, "csrfmiddlewaretoken": "x"}).status_code == 302
    rules = draft_of(sari.shop).contents
    assert (len(rules.special), len(rules.excluded), len(rules.fees)) == (10, 10, 5)


def test_what_is_insisted_on_must_be_said(owner, filled):
    response = owner.post(DRAFT, {**filled, "insist_changed_mind": "on"})
    assert response.context["form"].errors == {"evidence_changed_mind": ["Tulis dulu bukti apa yang wajib."]}


def test_the_law_and_long_sentences_beside_their_rows(owner, sari, now):
    rules = replace(
        first_rules(), special=(Special(Scope(category="Obral"), Window(False, Amount(0, "kalender"))),),
        note=" ".join(["kata"] * 40), insists=frozenset({"damaged"}),
    )  # fmt: skip
    save_draft(sari, rules, seen="", now=now)
    page = words(owner.get(DRAFT))
    assert page.index("Aturan ini menutup retur juga untuk barang rusak") < page.index(
        "2. Barang yang tidak bisa diretur"
    )
    assert "Bukti wajib bisa menolak barang yang memang rusak." in page
    assert page.index("6. Cara mengajukan") < page.index("Kalimat ini 40 kata.")


# Examples and the preview ------------------------------------------------------------------------


@pytest.mark.parametrize("trade", TRADES)
def test_an_example_fills_the_editor_and_keeps_nothing(owner, sari, now, trade):
    kept = save_draft(sari, replace(first_rules(), note="Catatan lama"), seen="", now=now)
    response = owner.get(DRAFT, {"contoh": trade})
    page, (name, make) = said(response), TRADES[trade]
    assert make().conditions[0] in page and f"Isian sudah diganti contoh {name}" in page
    assert "Catatan lama" not in page
    assert draft_mark(page) == kept.mark and draft_of(sari.shop).contents.note == "Catatan lama"


def test_an_example_that_is_not_there_changes_nothing(owner):
    page = said(owner.get(DRAFT, {"contoh": "bengkel"}))
    assert "Isian sudah diganti" not in page and first_rules().conditions[0] in page


def test_every_example_is_saved_as_it_came(owner, sari, filled):
    for name, (_words, make) in TRADES.items():
        page = owner.get(DRAFT, {"contoh": name})
        form, body = page.context["form"], {}
        for bound in (form, *(row for rows in form.rows.values() for row in rows)):
            for field in bound:
                value = field.value()
                if value not in (None, False):
                    body[field.html_name] = "on" if value is True else value
        for rows in form.rows.values():
            body |= {field.html_name: field.value() for field in rows.management_form}
        answer = owner.post(DRAFT, {**body, "seen": page.context["seen"]})
        assert answer.status_code == 302, answer.context["form"].problems
        assert draft_of(sari.shop).contents == make()


def test_what_is_typed_is_shown_and_not_kept(owner, filled, special):
    response = owner.post(LIVE, {**filled, **a_row("special", **special), "note": "Sedang diketik"})
    page = words(response)
    assert response.status_code == 200
    assert "1.6 Makanan: paling lambat 2 hari kerja" in page and "Sedang diketik" in page
    assert "Sumber:" not in page
    assert "<html" not in said(response) and not ReturnPolicy.objects.exists()


def test_what_the_law_minds_is_said_while_it_is_typed(owner, filled):
    page = words(owner.post(LIVE, {**filled, "note": "Barang obral tidak dapat ditukar. " + "kata " * 40}))
    assert "“tidak dapat ditukar”" in page and "Kalimat ini 40 kata." in page


def test_the_preview_says_what_it_waits_for(owner, filled):
    response = owner.post(LIVE, {**filled, "exchange_number": ""})
    assert response.status_code == 422
    assert "Pratinjau menunggu isian ini: Batas (hari): Isi berapa hari." in words(response)


def test_the_editor_costs_the_same_however_full(owner, sari, now, django_assert_num_queries):
    first = save_draft(sari, first_rules(), seen="", now=now)
    owner.get(DRAFT)
    with django_assert_num_queries(5):
        owner.get(DRAFT)
    many = tuple(Special(Scope(category=f"K{n}"), Window(True, Amount(9, "kerja"))) for n in range(10))
    save_draft(sari, replace(first_rules(), special=many), seen=first.mark, now=now)
    owner.get(DRAFT)
    with django_assert_num_queries(5):
        owner.get(DRAFT)


# On paper ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sari", "ani", "joko"])
@pytest.mark.parametrize("address", [CARD, CARD + "?lembar=4", POSTER, POSTER + "?ukuran=a5"])
def test_the_team_prints_what_holds_today(request, log_in, publish_rules, who, address):
    publish_rules(days=12)
    publish_rules(days=30, starts_in=4)
    response = log_in(request.getfixturevalue(who)).get(address)
    page = said(response)
    assert "Kirim balik, dana kembali" in page and "12 hari kalender" in page and "30 hari" not in page
    assert "Kebijakan versi 1, berlaku mulai" in page
    assert page.count(qr_for_paper(settings.PUBLIC_URL + "/toko/sari/")) == (4 if "lembar" in address else 1)
    assert "style=" not in page


@pytest.mark.parametrize("address", [CARD, POSTER])
def test_without_a_policy_there_is_nothing_to_print(log_in, owner, ani, publish_rules, address):
    publish_rules(starts_in=4)  # nobody prints what does not hold yet
    for client, advice in ((owner, "Tulis dan terbitkan dulu"), (log_in(ani), "Minta pemilik toko")):
        page = words(client.get(address))
        assert "Belum ada kebijakan yang berlaku hari ini." in page and advice in page
        assert "Kebijakan versi" not in page


@pytest.mark.parametrize("address", [CARD, POSTER])
def test_paper_is_for_customers_whatever_language_the_team_reads(owner, publish_rules, address):
    publish_rules()
    owner.cookies["django_language"] = "en"
    page = words(owner.get(address))
    assert "hari kalender" in page and "calendar days" not in page


def test_the_card_takes_no_more_than_it_has_room_for(owner, publish_rules):
    publish_rules(conditions=("Label utuh", "x" * 160, "Tidak muat lagi"))
    page = said(owner.get(CARD))
    assert "Label utuh" in page and "x" * 160 in page and "Tidak muat lagi" not in page


def test_another_shops_policy_is_not_on_the_card(log_in, tono, publish_rules):
    publish_rules(days=12)
    assert "Belum ada kebijakan" in words(log_in(tono).get(CARD))


# The form ----------------------------------------------------------------------------------------


def test_the_form_tells_how_it_goes_and_what_to_show(client, publish_rules):
    publish_rules(days=12)
    page = said(client.get(FORM))
    for line in (*first_rules().procedure, *first_rules().evidence["damaged"]):
        assert line in page
    assert "paling lambat 12 hari kalender" in page
    # Without the script the lists of all reasons are there.
    assert re.findall(r'data-reason="(\w+)"', page) == list(first_rules().evidence)
    assert page.index("Isi formulir retur toko") < page.index('name="order_number"')


def test_the_form_without_a_policy_is_as_before(client, shop):
    page = said(client.get(FORM))
    assert "data-reason" not in page and "reason.js" not in page
    assert 'name="delivered_on"' in page


def test_the_day_of_delivery_reaches_the_case(client, shop, answers, publish_rules, today):
    policy = publish_rules(days=7)
    client.post(FORM, {**answers, "delivered_on": (today - timedelta(days=8)).isoformat()})

    case = ReturnRequest.objects.get()
    assert (case.policy, case.delivered_on, case.standing) == (policy, today - timedelta(days=8), "outside")
    tracking = words(client.get(f"/lacak/{case.token}/"))
    assert "Menurut kebijakan toko Batas 7 hari kalender sejak diterima" in tracking
    assert "Permintaan Kakak tetap kami periksa." in tracking


@pytest.mark.parametrize("typed", ["21/11/2026", "21-11-2026", "2026-11-21"])
def test_days_are_read_day_first(client, shop, answers, typed):
    form = ReturnForm({**answers, "delivered_on": typed})
    assert form.is_valid() and form.cleaned_data["delivered_on"].isoformat() == "2026-11-21"


@pytest.mark.parametrize(
    "day, sentence",
    [
        ("tomorrow", "Tanggalnya belum terjadi."),
        ("0026-11-21", "Periksa tahunnya."),
        ("21 Nov", "Tanggal ini belum terbaca, contoh 25/11/2026."),
        ("2026-02-30", "Tanggal ini belum terbaca, contoh 25/11/2026."),
    ],
)
def test_a_wrong_day_of_delivery(client, shop, answers, today, day, sentence):
    day = (today + timedelta(days=1)).isoformat() if day == "tomorrow" else day
    page = client.post(FORM, {**answers, "delivered_on": day})
    assert page.status_code == 422
    assert page.context["form"].errors == {"delivered_on": [sentence]}
    assert answers["description"] in said(page)
    assert not Case.objects.exists()


def test_the_same_form_sent_twice_is_one_case_under_one_version(client, shop, answers, publish_rules, today):
    publish_rules()
    sent = {
        **answers,
        "delivered_on": today.isoformat(),
        "submission": "7f8d3c1e-9a53-4b39-8a2b-0a4f7c1d2e3f",
    }
    first = client.post(FORM, sent)
    publish_rules(days=30)
    assert client.post(FORM, sent).url == first.url
    assert ReturnRequest.objects.get().policy.version == 1


def test_staff_write_it_down_too(log_in, ani, shop, answers, publish_rules, today):
    policy = publish_rules()
    body = {
        **answers, "channel": shop.channels.get(kind="website").pk, "received_at": "",
        "delivered_on": (today - timedelta(days=2)).isoformat(),
    }  # fmt: skip
    assert log_in(ani).post("/kerja/baru/return_request/", body).status_code == 303
    case = ReturnRequest.objects.get()
    assert (case.policy, case.standing) == (policy, "within")


# The case ----------------------------------------------------------------------------------------


def panel(page):
    """What the panel of the case page says."""
    section = re.search(r'<section class="panel" aria-labelledby="h-kebijakan">.*?</section>', page, re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section[0])).split()) if section else None


@pytest.mark.parametrize("who", ["sari", "ani", "joko"])
def test_the_case_shows_how_it_stands(request, log_in, who, open_return, publish_rules, today):
    publish_rules(days=7)
    case = open_return(delivered_on=today - timedelta(days=2))
    publish_rules(days=1)
    page = log_in(request.getfixturevalue(who)).get(f"/kerja/kasus/{case.reference}/").content.decode()
    text = panel(page)
    assert text.startswith("Sesuai kebijakan? Memenuhi syarat Hari ke-2 dari 7 hari kalender")
    assert "Ongkir balik ditanggung toko Pasal 5, alasan: Rusak waktu sampai" in text
    assert "Video saat paket dibuka, bila ada" in text
    assert "Kebijakan Versi 1, berlaku saat kasus dibuka, karena tanggal pesanan belum diketahui" in text
    assert "kata pelanggan" in text and "Hari terakhir" in text
    assert "Baca pasalnya (versi 1)" in text
    assert "1.1 Kirim balik, dana kembali: paling lambat 7 hari kalender" in text
    assert "/toko/sari/kebijakan/?versi=1" in page


@pytest.mark.parametrize(
    "ago, standing, data",
    [(2, "Memenuhi syarat", ""), (30, "Di luar kebijakan", "no"), (None, "Perlu keputusan", "open")],
)
def test_each_standing_has_its_word_and_shape(
    log_in, ani, open_return, publish_rules, today, ago, standing, data
):
    publish_rules()
    case = open_return(
        delivered_on=None if ago is None else today - timedelta(days=ago), reason="changed_mind"
    )
    page = log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert panel(page).startswith(f"Sesuai kebijakan? {standing}")
    first = re.search(r'h-kebijakan.*?<li class="check"([^>]*)>', page, re.S)[1].strip()
    assert first == (f'data-is="{data}"' if data else "")
    # The confirmation of a step repeats it.
    confirm = words(log_in(ani).get(f"/kerja/kasus/{case.reference}/tindakan/reject/"))
    assert f"{standing}. {case.policy_words_staff} Pasal 1.1, kebijakan versi 1" in confirm


def test_goods_that_stay_ask_for_no_postage(log_in, ani, open_return, publish_rules):
    publish_rules()
    case = open_return(variant="refund_only")
    text = panel(log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode())
    assert "Cocokkan buktinya" in text
    assert "Ongkir" not in text and "kondisinya" not in text and "5.1" not in text


def test_a_case_from_before_has_no_panel(log_in, ani, open_return, publish_rules):
    case = open_return()
    publish_rules()
    page = log_in(ani).get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert panel(page) is None
    assert "policy_facts" not in page


def test_outside_is_decided_by_people(log_in, ani, open_return, publish_rules, today):
    publish_rules(days=7)
    case = open_return(delivered_on=today - timedelta(days=90))
    client = log_in(ani)
    seen = Case.objects.get(pk=case.pk).version
    answer = client.post(
        f"/kerja/kasus/{case.reference}/tindakan/approve/", {"seen": seen, "kind_verified": "1", "note": ""}
    )
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).state == "approved"
