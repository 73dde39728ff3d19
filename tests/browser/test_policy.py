"""The return policy on a phone: the owner publishes it, the customer reads and uses it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from returns.models import ReturnPolicy, ReturnRequest
from returns.policy import first_rules
from returns.publishing import draft_of, publish, save_draft

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = "/toko/sari/kebijakan/"
FORM = "/toko/sari/retur/"
DRAFT = "/pengaturan/kebijakan/draf/"
DOUBTFUL = replace(first_rules(), note="Barang obral yang sudah dibeli tidak dapat ditukar.")


@pytest.fixture
def page_for(open_page, log_in, live_server):
    """A page in which this member is logged in."""

    def make(member, **options):
        page = open_page(**options)
        session = log_in(member).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return make


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


@pytest.mark.parametrize("width, scheme", [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing(sari, page_for, is_clean, publish_rules, open_return, width, scheme, now):
    publish_rules(first_rules())
    publish_rules(DOUBTFUL)
    publish_rules(first_rules(), starts_in=9)
    save_draft(sari, DOUBTFUL, seen="", now=now)
    day = now.astimezone(sari.shop.zone).date()
    cases = [open_return(delivered_on=day - timedelta(days=ago)) for ago in (1, 99)]
    cases.append(open_return(reason="other"))
    page = page_for(sari, width=width, scheme=scheme)
    for address in (
        PUBLIC, PUBLIC + "?versi=1", PUBLIC + "?versi=3", FORM, "/pengaturan/kebijakan/", DRAFT,
        DRAFT + "pratinjau/", DRAFT + "terbitkan/", DRAFT + "buang/",
        *(f"/kerja/kasus/{case.reference}/" for case in cases),
        f"/kerja/kasus/{cases[0].reference}/tindakan/approve/",
    ):  # fmt: skip
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
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
