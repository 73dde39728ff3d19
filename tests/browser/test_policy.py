"""The return policy on a phone: the owner publishes it, the customer reads and uses it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from returns.models import ReturnPolicy, ReturnRequest
from returns.policy import Excluded
from returns.presets import first_rules
from returns.publishing import draft_of, publish, save_draft
from shops.amounts import Amount

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = "/toko/sari/kebijakan/"
FORM = "/toko/sari/retur/"
DRAFT = "/pengaturan/kebijakan/draf/"
DOUBTFUL = replace(first_rules(), note="Barang obral yang sudah dibeli tidak dapat ditukar.")


@pytest.fixture
def publish_rules(sari, now):
    """Publish rules from today on, or later."""

    def make(rules, starts_in=0):
        draft = save_draft(sari, rules, seen="", now=now)
        day = now.astimezone(sari.shop.zone).date() + timedelta(days=starts_in)
        return publish(sari, seen=draft.mark, effective_on=day, understood=True, now=now)

    return make


def test_the_owner_writes_reads_and_publishes(sari, page_for, open_page):
    page = page_for(sari)
    page.goto("/pengaturan/")
    page.get_by_role("link", name="Kebijakan retur").click()
    page.get_by_role("link", name="Tulis kebijakan").click()
    page.get_by_role("group", name="Kirim balik, dana kembali").get_by_label("Batas (hari)").fill("10")
    page.get_by_label("Catatan lain").fill("Barang obral tidak dapat ditukar.")
    page.get_by_role("button", name="Simpan dan lihat pratinjau").click()
    page.get_by_text("paling lambat 10 hari kalender").wait_for()
    page.get_by_role("link", name="Terbitkan…").click()
    page.get_by_text("Pasal 18").wait_for()

    page.get_by_role("button", name="Terbitkan versi 1").click()
    page.get_by_role("link", name="Centang dulu bila sudah membaca.").wait_for()
    assert draft_of(sari.shop) is not None
    page.get_by_label("Saya mengerti").check()
    page.get_by_role("button", name="Terbitkan versi 1").click()
    page.get_by_text("versi 1 sudah terbit").wait_for()

    policy = ReturnPolicy.objects.get()
    assert (policy.version, [caution["code"] for caution in policy.understood]) == (1, ["no_return"])
    customer = open_page()
    customer.goto("/toko/sari/")
    customer.get_by_role("link", name="Kebijakan retur").click()
    assert "paling lambat 10 hari kalender" in customer.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_exceptions_are_added_one_at_a_time(sari, page_for, javascript):
    page = page_for(sari, javascript=javascript)
    page.goto(DRAFT)
    special = page.locator("#special")
    special.get_by_text("Tambah pengecualian").click()
    special.get_by_label("Kategori barang").fill("Makanan")
    special.get_by_label("Batas (hari)").fill("2")
    special.get_by_label("Jenis hari").select_option("kerja")
    if javascript:
        # Drawn beside the editor before anything is saved.
        page.locator("#langsung").get_by_text("1.6").wait_for()
        assert "Makanan: paling lambat 2 hari kerja" in page.inner_text("#langsung")
        assert draft_of(sari.shop) is None
    special.get_by_role("button", name="Simpan, lalu tambah lagi").click()
    page.get_by_text("Draf tersimpan").wait_for()

    # The first is folded under its clause, the next one is open.
    assert special.get_by_label("Alasan").first.is_hidden()
    special.get_by_label("Alasan").last.select_option("changed_mind")
    special.get_by_label("Jenis hari").last.select_option("closed")
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_text("Draf tersimpan").wait_for()
    rules = draft_of(sari.shop).contents.special
    assert [(rule.scope.category, rule.scope.reason, rule.window.offered) for rule in rules] == [
        *(("Makanan", "", True), ("", "changed_mind", False)),
    ]

    special.get_by_text("Makanan: paling lambat 2 hari kerja").click()
    special.get_by_label("Hapus yang ini").first.check()
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_text("Draf tersimpan").wait_for()
    assert len(draft_of(sari.shop).contents.special) == 1


def test_an_example_and_its_live_warnings(sari, page_for):
    page = page_for(sari)
    page.goto(DRAFT)
    page.get_by_label("Isi dari contoh usaha sejenis").select_option("makanan")
    page.get_by_role("button", name="Isikan").click()
    page.get_by_text("Isian sudah diganti contoh Makanan").wait_for()
    page.get_by_label("Catatan lain").fill("Makanan yang sudah dibeli tidak dapat dikembalikan.")
    page.locator("#langsung").get_by_text("Pasal 18").wait_for()
    page.get_by_label("Batas (hari)").nth(1).fill("")
    page.locator("#langsung").get_by_text("Pratinjau menunggu isian ini").wait_for()
    assert draft_of(sari.shop) is None


FULLEST = replace(
    first_rules(),
    windows={
        way: replace(window, amount=Amount(365, "kalender")) for way, window in first_rules().windows.items()
    },
    conditions=tuple(f"Syarat {n} yang harus dipenuhi lebih dulu" for n in range(12)),
    procedure=tuple("langkah " * 24 for _each in range(12)),
    excluded=(Excluded("Pakaian dalam", "demi kebersihan"),),
)


@pytest.mark.parametrize(
    "address, sheet, count, size",
    [
        ("kartu/", ".a6", 1, (298, 420)), ("kartu/?lembar=4", ".a6", 4, (595, 842)), ("poster/", ".poster", 1, (595, 842)),
        ("poster/?ukuran=a5", ".poster", 1, (420, 595)),
    ],
)  # fmt: skip
def test_the_fullest_policy_fits_its_sheet(sari, page_for, publish_rules, address, sheet, count, size):
    sari.shop.name = "Toko Batik dan Kerajinan Tangan Ibu Sari yang Namanya Panjang Sekali di Bandung"
    sari.shop.save()
    publish_rules(FULLEST)
    page = page_for(sari)
    page.goto("/pengaturan/kebijakan/" + address)
    page.emulate_media(media="print")
    heights = page.evaluate(
        f"[...document.querySelectorAll('{sheet}')].map((sheet) => [sheet.scrollHeight, sheet.clientHeight])"
    )
    assert len(heights) == count and all(needed <= there for needed, there in heights), heights
    code = page.locator(".qr").first.bounding_box()
    assert code["width"] == code["height"] >= 25 / 25.4 * 96  # 25 mm: phones read it from the hand
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert [round(float(side)) for side in box.groups()] == list(size)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_form_narrows_the_evidence_to_the_reason(sari, open_page, publish_rules, javascript):
    publish_rules(first_rules())
    page = open_page(javascript=javascript)
    page.goto(FORM)
    page.get_by_label("Alasan").select_option("wrong_size")
    page.locator("[data-evidence]").scroll_into_view_if_needed()
    if not javascript:
        page.locator("[data-evidence] summary").click()
    shown = [item.get_attribute("data-reason") for item in page.locator("[data-reason]:visible").all()]
    assert shown == (["wrong_size"] if javascript else list(first_rules().evidence))
    if javascript:
        page.get_by_label("Alasan").select_option("changed_mind")  # nothing is asked for it
        assert page.locator("[data-reason]:visible").count() == len(first_rules().evidence)


def test_from_the_form_to_the_panel_of_the_case(sari, page_for, open_page, publish_rules, now):
    publish_rules(first_rules())
    page = open_page()
    page.goto(FORM)
    page.get_by_text("Cara dan batas waktu retur di toko ini").click()
    assert page.get_by_text("Isi formulir retur toko, tanpa perlu akun.").is_visible()
    page.get_by_label("Nomor pesanan").fill("INV/1")
    day = now.astimezone(sari.shop.zone).date() - timedelta(days=2)
    page.get_by_label("Barang diterima tanggal").fill(day.isoformat())
    page.get_by_label("Nama", exact=True).fill("Budi Santoso")
    page.get_by_label("Nomor HP (WhatsApp)").fill("0812 3456 7890")
    page.get_by_label("Kirim balik, dana kembali").check()
    page.get_by_label("Alasan").select_option("damaged")
    page.get_by_label("Ceritakan kendalanya").fill("Jahitan lengan kanan sobek.")
    page.get_by_label("Saya setuju").check()
    page.get_by_role("button", name="Kirim permintaan").click()
    page.wait_for_url("**/lacak/**")
    assert "Masih dalam batas retur: 7 hari kalender" in page.inner_text("main")

    case = ReturnRequest.objects.get()
    staff = page_for(sari)
    staff.goto(f"/kerja/kasus/{case.reference}/")
    panel = staff.get_by_role("region", name="Sesuai kebijakan?")
    assert "Hari ke-2 dari 7 hari kalender" in panel.inner_text()
    panel.get_by_text("Baca pasalnya").click()
    assert panel.get_by_text("1.1 Kirim balik, dana kembali").is_visible()


def test_axe_finds_nothing(sari, page_for, is_clean, publish_rules, open_return, now):
    publish_rules(first_rules())
    publish_rules(DOUBTFUL)
    publish_rules(first_rules(), starts_in=9)
    save_draft(sari, DOUBTFUL, seen="", now=now)
    day = now.astimezone(sari.shop.zone).date()
    cases = [open_return(delivered_on=day - timedelta(days=ago)) for ago in (1, 99)]
    cases.append(open_return(reason="other"))
    page = page_for(sari)
    for address in (
        PUBLIC, PUBLIC + "?versi=1", PUBLIC + "?versi=3", FORM, "/pengaturan/kebijakan/", DRAFT,
        DRAFT + "?contoh=elektronik", "/pengaturan/kebijakan/kartu/",
        "/pengaturan/kebijakan/kartu/?lembar=4", "/pengaturan/kebijakan/poster/",
        DRAFT + "pratinjau/", DRAFT + "terbitkan/", DRAFT + "buang/",
        *(f"/kerja/kasus/{case.reference}/" for case in cases),
        f"/kerja/kasus/{cases[0].reference}/tindakan/approve/",
    ):  # fmt: skip
        page.goto(address)
        is_clean(page)
    # A draft with mistakes.
    page.goto(DRAFT)
    page.get_by_label("Batas (hari)").first.fill("0")
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_text("Belum tersimpan. Semua isian masih ada.").wait_for()
    is_clean(page)


@pytest.mark.parametrize("address", [PUBLIC, FORM])
def test_the_first_load_is_light(sari, open_page, publish_rules, address):
    publish_rules(DOUBTFUL)
    page = open_page()
    answered = []
    page.on("requestfinished", lambda request: answered.append(request))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in answered]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= 100 * 1024


def test_it_prints_whole(sari, open_page, publish_rules):
    publish_rules(DOUBTFUL)
    page = open_page()
    page.goto(PUBLIC)
    page.emulate_media(media="print")
    for section in range(1, 7):
        assert page.locator(f"#pasal-{section}").is_visible()
    assert page.get_by_role("link", name="Ajukan retur").is_hidden()
    assert page.get_by_role("heading", level=1).inner_text() == "Kebijakan retur Toko Sari"
