"""A warranty in a real browser: the card, the claim, the repair until it is done, the team's register."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.intake import open_case
from cases.models import Case
from cases.perform import Actor, perform
from warranty import units
from warranty.models import RegisteredUnit, WarrantyClaim, WarrantyTerm

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/toko/sari/garansi/"


@pytest.fixture
def today(shop):
    return timezone.now().astimezone(shop.zone).date()


@pytest.fixture
def term(shop):
    return WarrantyTerm.objects.create(
        shop=shop, product="Blender mini 350 ml", months=12, covers="Motor\nSakelar", excludes="Gelas pecah",
        service_place="Servis Sari, Jl. Kenanga 14, Sleman", registration_number="K.12.345.2026",
    )  # fmt: skip


@pytest.fixture
def unit(shop, term, sari, today):
    return units.register(
        shop, term=term, serial_number="BM35-26-08811", owner_name="Budi Santoso", owner_phone="+6281234567890",
        purchased_on=today - timedelta(days=30), by=sari.user, now=timezone.now(),
    )  # fmt: skip


def take(page, label, submit=None):
    """One step from the case page through its confirmation."""
    page.get_by_role("link", name=f"{label}…").click()
    return page.get_by_role("dialog").get_by_role("button", name=submit or label)


def test_from_the_check_to_the_repaired_unit(open_page, page_for, unit, ani, joko, picture, today):
    customer = open_page()
    customer.goto(PAGE)
    customer.get_by_role("textbox", name="Nomor seri").fill("bm35-26-08811")
    customer.get_by_role("button", name="Cek garansi").click()
    customer.get_by_text("Garansi berlaku sampai").wait_for()
    customer.get_by_role("link", name="Ajukan klaim garansi").click()
    assert customer.get_by_label("Nomor seri").input_value() == "bm35-26-08811"
    customer.get_by_label("Nama", exact=True).fill("Budi Santoso")
    customer.get_by_label("Nomor HP (WhatsApp)").fill("0812 3456 7890")
    customer.get_by_label("Ceritakan kendalanya").fill("Motornya mati setelah dua menit.")
    customer.get_by_label("Tambah foto atau video").set_input_files(picture("motor.jpg"))
    customer.get_by_text("1 berkas tersimpan").wait_for()
    customer.get_by_label("Saya setuju").check()
    customer.get_by_role("button", name="Kirim klaim").click()
    customer.wait_for_url("**/lacak/**")
    assert "Garansi berlaku sampai" in customer.inner_text("main")
    case = WarrantyClaim.objects.get()
    assert (case.unit, case.attachments.get().name) == (unit, "motor.jpg")

    desk, warehouse = page_for(ani), page_for(joko)
    address = f"/kerja/kasus/{case.reference}/"
    desk.goto(address)
    assert "Masih garansi" in desk.inner_text("main")
    accept = take(desk, "Terima klaim")
    accept.click()
    desk.get_by_text("Klaim diterima.", exact=True).wait_for()

    warehouse.goto(address)
    receive = take(warehouse, "Catat unit diterima")
    warehouse.get_by_label("Kondisi unit").select_option("worn")
    receive.click()
    warehouse.get_by_text("Unit diterima toko.", exact=True).wait_for()
    diagnose = take(warehouse, "Simpan hasil diagnosa")
    warehouse.get_by_role("textbox", name="Hasil diagnosa").fill("Sikat motor aus.")
    diagnose.click()
    warehouse.get_by_text("Unit didiagnosa.", exact=True).wait_for()
    assert warehouse.get_by_role("link", name="Perbaiki…").count() == 0  # the desk decides

    desk.goto(address)
    repair = take(desk, "Perbaiki")
    desk.get_by_label("Dijanjikan selesai").fill((today + timedelta(days=7)).isoformat())
    repair.click()
    desk.get_by_text("Unit diperbaiki.", exact=True).wait_for()

    customer.reload()
    assert customer.locator(".path [aria-current=step]").inner_text().startswith("Diperbaiki")
    assert "Sikat motor aus." in customer.inner_text("main")
    assert Case.objects.get().state == "repairing"


def test_a_customer_registers_and_prints_a_card_of_one_page(open_page, term, picture, today):
    page = open_page()
    page.goto(PAGE)
    page.get_by_role("link", name="Daftarkan unit").click()
    page.get_by_label("Nomor seri").fill("bm35 26 08812")
    page.get_by_label("Barang", exact=True).select_option("Blender mini 350 ml")
    page.get_by_label("Tanggal pembelian").fill(today.isoformat())
    page.get_by_label("Nama", exact=True).fill("Rina Putri")
    page.get_by_label("Nomor HP (WhatsApp)").fill("0813 9876")
    page.get_by_label("Tambah foto atau video").set_input_files(picture("nota.jpg"))
    page.get_by_text("1 berkas tersimpan").wait_for()
    page.get_by_label("Saya setuju").check()
    button = page.get_by_role("button", name="Daftarkan unit")
    button.last.click()
    page.get_by_text("Tinggal 1 isian lagi, Kak").wait_for()
    assert page.locator(".file .name").inner_text() == "nota.jpg"
    page.get_by_label("Nomor HP (WhatsApp)").fill("0813 9876 5432")
    button.last.click()
    page.wait_for_url("**/garansi/kartu/**")

    unit = RegisteredUnit.objects.get()
    assert (unit.serial_number, unit.proofs.get().name, unit.is_confirmed) == (
        "BM352608812",
        "nota.jpg",
        False,
    )
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    width, height = (
        float(number) for number in re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups()
    )
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (105, 148)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_team_enters_a_unit(page_for, term, ani, javascript):
    page = page_for(ani, javascript=javascript)
    page.goto("/kerja/unit/")
    page.get_by_role("link", name="Daftarkan unit").click()
    page.get_by_label("Nomor seri").fill("x 77")
    page.get_by_label("Barang", exact=True).select_option("Blender mini 350 ml")
    page.get_by_label("Tanggal pembelian").fill("2026-11-01")
    page.get_by_label("Nama pemilik").fill("Rina Putri")
    page.get_by_label("Nomor HP pemilik").fill("0813 9876 5432")
    page.get_by_role("button", name="Simpan unit").click()
    page.get_by_text("Unit terdaftar. Kartunya bisa dicetak.").wait_for()
    assert RegisteredUnit.objects.get().serial_number == "X77"
    page.get_by_role("link", name="Cetak kartu").click()
    page.get_by_role("heading", name="Kartu Garansi").last.wait_for()


@pytest.fixture
def everything(shop, term, unit, sari, joko, budi, today):
    """Units known and waiting, a claim at the start and one in repair: the addresses of all their pages."""
    waiting = units.register(
        shop, term=term, serial_number="X-1", owner_name="Rina", owner_phone="+6281398765432", now=timezone.now(),
        purchased_on=today - timedelta(days=400),
    )  # fmt: skip
    channel = shop.channels.get(kind="website")
    new, old = (
        open_case(
            "warranty_claim",
            channel=channel,
            variant="service",
            serial_number=serial,
            description="Mati.",
            **budi,
        )
        for serial in ("ENTAH", unit.serial_number)
    )
    owner, packer = Actor.member(sari), Actor.member(joko)
    perform(old, "accept", actor=owner)
    perform(old, "receive", actor=packer, data={"received_on": today, "condition": "good"})
    perform(old, "diagnose", actor=packer, data={"diagnosis": "Sikat motor aus."})
    perform(old, "repair", actor=owner, data={"promised_on": today + timedelta(days=7)})
    return [
        PAGE, f"{PAGE}?nomor={unit.serial_number}", f"{PAGE}?nomor=X-1", f"{PAGE}?nomor=ENTAH", f"{PAGE}klaim/", f"{PAGE}daftar/",
        f"{PAGE}kartu/{unit.token}/", f"{PAGE}kartu/{waiting.token}/", f"/lacak/{new.token}/", f"/lacak/{old.token}/",
        f"/kerja/kasus/{new.reference}/", f"/kerja/kasus/{old.reference}/", f"/kerja/kasus/{new.reference}/tindakan/refuse/",
        f"/kerja/kasus/{old.reference}/tindakan/move_promise/", "/kerja/unit/", "/kerja/unit/?q=tidak-ada", "/kerja/unit/baru/",
        f"/kerja/unit/{unit.pk}/", f"/kerja/unit/{waiting.pk}/", f"/kerja/unit/{unit.pk}/ubah/", "/pengaturan/garansi/",
        "/pengaturan/garansi/baru/", f"/pengaturan/garansi/{term.pk}/",
    ]  # fmt: skip


def test_axe_finds_nothing(page_for, sari, everything, is_clean):
    page = page_for(sari)
    for address in everything:
        page.goto(address)
        is_clean(page)


def test_the_pages_are_light(open_page, term, live_server):
    for address in (PAGE, f"{PAGE}klaim/", f"{PAGE}daftar/"):
        page = open_page()
        loaded = []
        page.on("requestfinished", lambda request, loaded=loaded: loaded.append(request))
        page.goto(address, wait_until="networkidle")
        sizes = [request.sizes() for request in loaded]
        assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= 100 * 1024
        assert {request.url.startswith(live_server.url) for request in loaded} == {True}
