"""A refusal that its customer does not accept, on a phone of 360 px; the appeal and the loss register in every look."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from cases.perform import Actor, perform
from returns.models import ReturnRequest
from shops import presets
from shops.founding import add_channel
from tests.browser.test_stories import actions, decide, fill, see, take, visit
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db(transaction=True)
REFUND = {"Jumlah dana (Rp)": "185.000", "Cara pengembalian": "Transfer bank"}
MATCHED = {"Jenisnya cocok dengan kata pelanggan": True}


@pytest.fixture(autouse=True)
def _letters_lead_here(settings, live_server):
    """The links in messages open this very site."""
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def refused(open_return, ani):
    """A return that Ani has refused a minute ago."""
    case = open_return(variant="refund_only")
    perform(
        case, "reject", actor=Actor.member(ani), note="Labelnya sudah dilepas, Kak.",
        data=CHECKED | {"rejection_reason": "used"}, now=timezone.now(),
    )  # fmt: skip
    return ReturnRequest.objects.get(pk=case.pk)


def test_refused_objected_granted_closed(refused, open_page, page_for, sari, ani, live_server):
    customer, owner = open_page(), page_for(sari)
    tracking = f"{live_server.url}/lacak/{refused.token}/"
    visit(customer, tracking)
    customer.get_by_text("Kakak bisa menyatakan keberatan satu kali, sampai").wait_for()
    panel = customer.get_by_role("region", name="Ajukan keberatan")
    fill(panel, {"Kenapa keputusan ini perlu dilihat lagi": "Labelnya masih terpasang."})
    panel.get_by_role("button", name="Ajukan keberatan").last.click()
    customer.get_by_role("heading", name="Keberatan Kakak sedang dilihat pemilik toko").wait_for()
    see(customer)

    visit(owner, f"/kerja/kasus/{refused.reference}/")
    owner.get_by_text("Labelnya sudah dilepas, Kak.").first.wait_for()
    take(owner, refused, "Kabulkan keberatan", "Keberatan dikabulkan", {"Buktinya": "Cukup", **MATCHED})
    take(page_for(ani), refused, "Catat dana sudah dikirim", "Dana dikirim", REFUND)
    decide(customer, tracking, "Sudah saya terima", "Selesai")
    assert Case.objects.get().state == "closed"
    assert actions(refused) == [
        ("submit", "Budi Santoso"), ("reject", "Ani"), ("object", "Budi Santoso"), ("grant", "Sari"),
        ("record_refund", "Ani"), ("confirm", "Budi Santoso"),
    ]  # fmt: skip


def test_an_objection_needs_no_javascript(refused, open_page, live_server):
    page = open_page(javascript=False)
    visit(page, f"{live_server.url}/lacak/{refused.token}/")
    panel = page.get_by_role("region", name="Ajukan keberatan")
    panel.get_by_label("Kenapa keputusan ini perlu dilihat lagi").fill("Tolong dilihat lagi.")
    panel.get_by_role("button", name="Ajukan keberatan").last.click()
    page.get_by_role("heading", name="Keberatan Kakak sedang dilihat pemilik toko").wait_for()


@pytest.fixture
def ruled(shop, open_return, ani):
    """A case that a marketplace has ruled on."""
    channel = add_channel(shop, "tokopedia", "Tokopedia", presets.TOKOPEDIA)
    case = open_return(channel=channel, variant="refund_only", reason="not_received")
    now = timezone.now()
    data = {"ruling": "refund", "ruled_on": now.astimezone(shop.zone).date(), "ruled_amount": 185_000}
    perform(case, "platform_ruled", actor=Actor.member(ani), data=data, now=now)
    return ReturnRequest.objects.get(pk=case.pk)


def test_the_checklist_is_ticked_and_the_appeal_given_up(ruled, page_for, ani, sari):
    page = page_for(ani)
    visit(page, f"/kerja/kasus/{ruled.reference}/")
    page.get_by_text("Siap 0 dari 4").wait_for()
    page.get_by_role("link", name="Cek bukti banding…").click()
    dialog = page.get_by_role("dialog", name="Cek bukti banding?")
    dialog.get_by_role("group", name="Foto label paket").get_by_text("Ada", exact=True).click()
    dialog.get_by_role("group", name="Foto penerima").get_by_text("Tidak ada").click()
    see(page)
    dialog.locator(".dialog-end button").click()
    page.get_by_text("Siap 1 dari 4").wait_for()
    take(
        page, ruled, "Tidak banding", "Banding tidak diajukan", {"Kenapa tidak banding": "Bukti tidak cukup."}
    )

    owner = page_for(sari)
    visit(owner, "/laporan/")
    owner.get_by_text("Bulan ini Rp185.000 hilang").wait_for()
    owner.get_by_role("link", name="Buka laporan kerugian").click()
    owner.get_by_role("heading", name="Rp185.000 hilang").wait_for()
    owner.get_by_role("link", name=re.compile("Banding tidak diajukan")).first.click()
    see(owner)
    owner.locator(".row-what a").click()
    owner.wait_for_url(f"**/{ruled.reference}/")


def test_the_pages_are_clean(refused, ruled, open_page, page_for, sari, ani, is_clean, live_server):
    page = open_page()
    visit(page, f"{live_server.url}/lacak/{refused.token}/")
    is_clean(page)
    owner = page_for(sari)
    visit(owner, f"/kerja/kasus/{ruled.reference}/")
    is_clean(owner)
    visit(owner, f"/kerja/kasus/{ruled.reference}/tindakan/tick_evidence/")
    is_clean(owner)
    perform(ruled, "waive_appeal", actor=Actor.member(ani), note="Tidak ada bukti.", now=timezone.now())
    perform(
        refused, "object", actor=Actor.customer(refused), note="Lihat lagi.",
        now=refused.entered_at + timedelta(seconds=1),
    )  # fmt: skip
    visit(owner, f"/kerja/kasus/{refused.reference}/")
    is_clean(owner)
    visit(owner, "/laporan/kerugian/")
    is_clean(owner)
