"""Undoing as the team sees it: the notice, its button, what the history says; and what the customer never sees."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Event
from cases.perform import Actor, perform
from cases.undo import undo
from notifications.models import Message
from reports import questions
from reports.filters import last_days
from shops.models import Shop
from tests.cases.roads import CHECKED

OFFER = "Batalkan langkah ini"


@pytest.fixture
def case(open_return):
    """A return that waits for a decision."""
    return open_return(now=timezone.now() - timedelta(hours=1))


@pytest.fixture
def desk(ani, log_in):
    """Ani's browser."""
    return log_in(ani)


def page_of(client, case):
    return html.unescape(client.get(f"/kerja/kasus/{case.reference}/").content.decode())


def press(client, case, seen=2):
    return client.post(f"/kerja/kasus/{case.reference}/batal/", {"seen": str(seen)})


def approve(client, case):
    address = f"/kerja/kasus/{case.reference}/tindakan/approve/"
    response = client.post(address, {"seen": "1", "kind_verified": "1"}, follow=True)
    return html.unescape(response.content.decode())


def said(response):
    return html.unescape(response.content.decode())


def test_the_decision_is_followed_by_the_way_back(case, desk):
    page = approve(desk, case)
    left = int(re.search(r'data-undo="(\d+)"', page)[1])
    assert 50 < left <= 60
    assert page.count("<b>Permintaan disetujui.</b>") == 1
    assert re.search(r'Pesan ke pelanggan dikirim <b class="num" data-left>\d+</b> detik lagi\.', page)
    assert page.count(OFFER) == 1

    page = said(desk.post(f"/kerja/kasus/{case.reference}/batal/", {"seen": "2"}, follow=True))
    assert "Dibatalkan. Kasus kembali seperti sebelumnya, dan tidak ada pesan yang dikirim." in page
    assert OFFER not in page
    assert "Setujui permintaan…" in page
    assert Case.objects.get().state == "submitted"


def test_the_history_keeps_it_and_says_so(case, desk):
    approve(desk, case)
    press(desk, case)
    page = page_of(desk, case)
    lines = [
        " ".join(re.sub("<[^>]+>", " ", line).split())
        for line in re.findall(r'<li class="happened.*?</li>', page)
    ]
    assert [line.split(" · ")[0] for line in lines] == [
        "Retur diajukan",
        "Dibatalkan Permintaan disetujui",
        "Langkah dibatalkan",
    ]
    assert lines[2].endswith("(hanya tim)")
    assert "Langkahnya dibatalkan Ani" in page


def test_who_is_offered_it(case, sari, ani, joko, log_in):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, seen=1)
    offered = {member.user.name: OFFER in page_of(log_in(member), case) for member in (sari, ani, joko)}
    assert offered == {"Sari": True, "Ani": True, "Joko": False}


@pytest.mark.parametrize("name, status", [("sari", 302), ("ani", 302), ("joko", 403), ("tono", 404)])
def test_who_may_press(case, ani, request, log_in, name, status):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, seen=1)
    assert press(log_in(request.getfixturevalue(name)), case).status_code == status
    assert Case.objects.get().state == ("submitted" if status == 302 else "approved")
    assert Event.objects.filter(action="undo").count() == (status == 302)


def test_it_is_not_offered_when_it_is_too_late_or_something_happened(case, ani, desk):
    now = timezone.now()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=now - timedelta(seconds=61))
    assert OFFER not in page_of(desk, case)
    response = press(desk, case)
    assert response.status_code == 409
    assert "Waktu untuk membatalkan sudah lewat." in said(response)
    perform(case, "ship", actor=Actor.member(ani), data={"courier": "JNE", "tracking_number": "JP1"})
    assert "Masih bisa dibatalkan" in page_of(desk, case)  # nobody is told of it
    perform(case, "reply", actor=Actor.customer(case), note="Sudah saya kirim ya.")
    assert OFFER not in page_of(desk, case)
    response = press(desk, case, seen=3)
    assert response.status_code == 409
    assert "Ada yang baru di kasus ini, jadi langkah tadi tidak bisa dibatalkan lagi." in said(response)
    assert "Sudah saya kirim ya." in said(response)
    assert Case.objects.get().state == "waiting_parcel"


def test_the_second_press_changes_nothing(case, desk):
    approve(desk, case)
    assert press(desk, case).status_code == 302
    again = press(desk, case)
    assert again.status_code == 409
    assert "Langkah ini sudah dibatalkan." in said(again)
    assert Event.objects.count() == 3


def test_it_takes_a_token_of_the_page(case, ani, desk):
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, seen=1)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert press(strict, case).status_code == 403
    assert desk.get(f"/kerja/kasus/{case.reference}/batal/").status_code == 405
    assert Case.objects.get().state == "approved"


def test_the_confirmation_says_what_cannot_be_taken_back(case, ani, desk):
    def asks(action):
        return said(desk.get(f"/kerja/kasus/{case.reference}/tindakan/{action}/"))

    assert "Bisa dibatalkan dalam 60 detik, pesannya menunggu selama itu." in asks("approve")
    assert "Tidak bisa dibatalkan." not in asks("approve")
    Shop.objects.update(undo_seconds=0)
    assert "Bisa dibatalkan dalam" not in asks("approve")
    Case.objects.update(state="replacement_due", variant="exchange")
    assert "Tidak bisa dibatalkan." in asks("send_replacement")


def test_the_notice_costs_no_query(open_return, ani, desk):
    now, numbers = timezone.now(), {}
    for age in (61, 1):
        case = open_return(now=now - timedelta(hours=1))
        perform(case, "approve", actor=Actor.member(ani), data=CHECKED, now=now - timedelta(seconds=age))
        page_of(desk, case)  # what is remembered of the shop is known
        with CaptureQueriesContext(connection) as asked:
            page = page_of(desk, case)
        numbers[OFFER in page] = len(asked)
    assert numbers[True] == numbers[False]


def test_a_message_for_whatsapp_comes_up_after_the_window(open_return, ani, desk):
    case = open_return(customer_email="", now=timezone.now() - timedelta(hours=1))
    Message.objects.all().delete()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    message = Message.objects.get()
    page = page_of(desk, case)
    assert "Menunggu selama langkahnya masih bisa dibatalkan." in page
    assert "Ada pesan untuk pelanggan yang menunggu dikirim." not in page
    assert "Pesan WhatsApp ke pelanggan siap" in page
    assert "wa.me" not in page
    assert "Semua pesan sudah beres." in said(desk.get("/kerja/pesan/"))
    for deed in ("buka", "terkirim", "batal"):
        assert desk.post(f"/kerja/pesan/{message.pk}/{deed}/").status_code == 302
    assert Message.objects.filter(status="prepared", opened_at=None, sent_at=None).count() == 1

    Message.objects.update(next_attempt_at=timezone.now())  # the window is over
    assert "wa.me" in page_of(desk, case)
    assert "Semua pesan sudah beres." not in said(desk.get("/kerja/pesan/"))


def test_an_undone_message_opens_for_nobody(open_return, ani, desk):
    case = open_return(customer_email="", now=timezone.now() - timedelta(hours=1))
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    press(desk, case)
    message = Message.objects.get(template="return_approved")
    response = desk.post(f"/kerja/pesan/{message.pk}/buka/")
    assert response.status_code == 302
    assert "wa.me" not in said(response)
    assert Message.objects.get(pk=message.pk).opened_at is None


def test_the_customer_sees_neither_the_step_nor_its_undoing(case, ani, desk):
    def tracking():
        page = said(Client().get(f"/lacak/{case.token}/"))
        return re.sub(
            r'csrfmiddlewaretoken" value="[^"]*"|name="(draft_key|seen)" value="[^"]*"|value="[0-9a-f-]{36}"',
            "",
            page,
        )

    before = tracking()
    perform(
        case,
        "reject",
        actor=Actor.member(ani),
        note="Bukan dari kami.",
        data={**CHECKED, "rejection_reason": "used"},
    )
    press(desk, case)
    after = tracking()
    assert "Bukan dari kami." not in after
    assert "dibatalkan" not in after.lower().replace("retur dibatalkan", "")
    assert re.sub(r"\s+", " ", after) == re.sub(r"\s+", " ", before)


def test_the_report_counts_nothing_that_was_undone(case, ani, shop):
    now = timezone.now()
    perform(case, "cancel", actor=Actor.customer(case), now=now)
    wish = last_days(7, shop.zone, now + timedelta(minutes=1))
    before = Case.objects.values().get()
    assert questions.reopened(shop, wish) == 0
    perform(case, "reopen", actor=Actor.member(ani), note="Salah tutup.", now=now)
    assert questions.reopened(shop, wish) == 1
    undo(case, actor=Actor.member(ani), seen=3, now=now)
    assert questions.reopened(shop, wish) == 0
    assert Case.objects.values().get() == before | {"version": 4}
