"""The inbox: what is lost first, the sum at risk, views, filters, search, pages; for each role, for this shop only."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from cases import queries
from cases.models import Case
from cases.perform import Actor, perform
from cases.workflow import all_workflows
from tests.cases.roads import CHECKED

INBOX = "/kerja/"


def titles(response):
    """The titles of the rows, from the top."""
    return re.findall(r'row-what"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def next_page(response):
    """The address of the next page."""
    found = re.search(r'href="([^"]+)">Muat berikutnya', response.content.decode())
    return found and found[1].replace("&amp;", "&")


def placed(case, **fields):
    """A case with these columns, however it would have come by them."""
    Case.objects.filter(pk=case.pk).update(**fields)
    return case


@pytest.fixture
def three(open_return, now):
    """Three cases, opened in another order than they are lost."""
    return [
        placed(open_return(title=title), due_at=now + timedelta(hours=hours))
        for title, hours in (("kedua", 30), ("pertama", 3), ("ketiga", 90))
    ]


def test_a_stranger_is_led_to_the_log_in(client, shop):
    response = client.get(INBOX)
    assert (response.status_code, response.url) == (302, "/akun/login/?next=/kerja/")


@pytest.mark.parametrize("who", ["sari", "ani"])
def test_what_is_lost_first_is_on_top(three, log_in, request, who):
    response = log_in(request.getfixturevalue(who)).get(INBOX)
    assert titles(response) == ["pertama", "kedua", "ketiga"]


def test_a_row_says_how_long_what_and_how_much(open_return, sari, log_in, now):
    placed(open_return(title="Gelas"), due_at=now + timedelta(hours=4, minutes=30))
    page = log_in(sari).get(INBOX).content.decode()
    assert 'data-level="now"' in page
    assert "4 jam lagi" in page
    assert "Retur barang &amp; dana\u00a0· Formulir toko\u00a0· Budi Santoso" in page
    assert "Menunggu keputusan. Bila diam: disetujui otomatis, pelanggan mengirim balik barang." in page
    assert ">Rp185.000</p>" in page
    assert "Giliran toko" in page
    assert "Belum ada PIC" in page


def test_a_row_that_is_late_says_what_has_happened(open_return, sari, shop, log_in):
    case = open_return(channel=shop.channels.get(kind="whatsapp"))
    client = log_in(sari)
    up = case.opened_at - timedelta(hours=2)
    placed(case, due_at=up, next_due_at=up, due_action="alarm")
    assert "Bila diam: pemilik toko diberi tahu." in client.get(INBOX).content.decode()  # not rung yet
    placed(case, next_due_at=None)
    page = client.get(INBOX).content.decode()
    assert "Lewat 2 jam" in page
    assert "Batas waktu lewat, pemilik diberi tahu." in page
    assert "Bila diam" not in page


def test_another_shops_cases_are_not_there(three, tono, log_in, open_return):
    open_return(channel=tono.shop.channels.get(kind="website"), title="punya Tono")
    client = log_in(tono)
    assert titles(client.get(INBOX)) == ["punya Tono"]
    assert titles(client.get(INBOX, {"q": "pertama"})) == []
    assert titles(client.get(INBOX, {"q": three[0].reference})) == []


# The sum at risk -----------------------------------------------------------------------------


def test_the_sum_at_risk_adds_up_what_silence_loses_within_a_day(open_return, sari, shop, now):
    day = timedelta(hours=24)
    placed(open_return(amount=100_000), due_at=now + timedelta(hours=2))
    placed(open_return(amount=20_000), due_at=now + day)
    placed(open_return(amount=3_000), due_at=now + day + timedelta(seconds=1))  # a second too late
    placed(open_return(amount=None), due_at=now + timedelta(hours=1))  # nobody noted its value
    alarm = shop.channels.get(kind="whatsapp")  # there the owner is alarmed, nothing is lost
    placed(open_return(amount=700_000, channel=alarm), due_at=now + timedelta(hours=1))
    closed = open_return(amount=5_000_000)
    perform(closed, "cancel", actor=Actor.member(sari))
    assert queries.at_risk(shop, now) == queries.Risk(120_000, 3, 1, now + timedelta(hours=1))


def test_the_sum_at_risk_stands_on_top(open_return, sari, log_in, now):
    placed(open_return(amount=348_000), due_at=now + timedelta(hours=5, minutes=1))
    placed(open_return(amount=186_000), due_at=now + timedelta(hours=9))
    placed(open_return(amount=1), due_at=now - timedelta(hours=1), due_action="alarm")
    page = log_in(sari).get(INBOX).content.decode()
    assert '<p class="big">Rp534.000</p>' in page
    assert "dari 2 kasus" in page
    assert '<b class="num">5 jam' in page
    assert "1 kasus sudah lewat" in page


def test_nothing_at_risk_says_when_the_next_time_is_up(open_return, sari, log_in, now):
    placed(open_return(), due_at=now + timedelta(days=3))
    page = log_in(sari).get(INBOX).content.decode()
    assert '<p class="big">Rp0</p>' in page
    assert "Batas waktu berikutnya" in page


def test_every_step_by_the_name_of_a_losing_one_loses():
    # The index knows the action only, not the state.
    for workflow in all_workflows():
        losing = {step.action for step in workflow.steps if step.loses}
        assert [step.action for step in workflow.steps if step.action in losing and not step.loses] == []


# Views, filters, search ----------------------------------------------------------------------


@pytest.fixture
def spread(open_return, ani, sari, shop, now):
    """One case in every view."""
    far = now + timedelta(days=9)
    made = {
        name: placed(open_return(title=name), due_at=far) for name in ("toko", "pelanggan", "jalan", "tutup")
    }
    perform(made["pelanggan"], "approve", actor=Actor.member(ani), data=CHECKED)
    perform(made["jalan"], "approve", actor=Actor.member(ani), data=CHECKED)
    perform(
        made["jalan"],
        "ship",
        actor=Actor.member(ani),
        data={"courier": "JNE", "tracking_number": "JP1234567890"},
    )
    perform(made["tutup"], "cancel", actor=Actor.member(ani))
    Case.objects.filter(is_open=True).update(due_at=far)
    made["hari"] = placed(open_return(title="hari"), due_at=now - timedelta(minutes=1))
    made["tanya"] = placed(open_return(title="tanya"), due_at=far, unanswered=True)
    made["pic"] = placed(open_return(title="pic"), due_at=far, assignee=ani)
    return made


@pytest.mark.parametrize(
    "view, expected",
    [
        ("", {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
        ("terbuka", {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
        ("giliran-kita", {"toko", "hari", "tanya", "pic"}),
        ("hari-ini", {"hari"}),
        ("menunggu", {"pelanggan"}),
        ("di-jalan", {"jalan"}),
        ("belum-dibalas", {"tanya"}),
        ("tanpa-pic", {"toko", "pelanggan", "jalan", "hari", "tanya"}),
        ("selesai", {"tutup"}),
        ("'; drop table", {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
    ],
)
def test_the_saved_views(spread, sari, log_in, view, expected):
    response = log_in(sari).get(INBOX, {"view": view})
    found = titles(response)
    assert set(found) == expected
    assert len(found) == len(expected)


def test_the_views_are_counted(spread, sari, log_in):
    page = log_in(sari).get(INBOX).content.decode()
    numbers = re.findall(r'<a href="/kerja/[^"]*" *(?:aria-current="page")?>([^<]+) <span>(\d+)</span>', page)
    assert numbers == [
        ("Semua terbuka", "6"), ("Giliran kita", "4"), ("Jatuh tempo hari ini", "1"), ("Menunggu pelanggan", "1"),
        ("Barang di jalan", "1"), ("Belum dibalas", "1"), ("Belum ada PIC", "5"), ("Selesai", "1"),
    ]  # fmt: skip
    assert "<title>(4) Kotak masuk · Toko Sari</title>" in page


def test_a_count_ends_at_the_ceiling(sari, shop, open_return, monkeypatch):
    monkeypatch.setattr(queries, "CEILING", 2)
    for _ in range(4):
        open_return()
    assert queries.count(Case.objects.filter(shop=shop)) == 3
    assert queries.capped(3) == "2+"
    assert queries.capped(2) == "2"


@pytest.mark.parametrize(
    "asked, expected",
    [
        ({"state": "approved"}, {"pelanggan"}),
        ({"state": "closed"}, set()),
        ({"view": "selesai", "state": "cancelled"}, {"tutup"}),
        ({"kind": "return_refund"}, {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
        ({"kind": "return_request"}, {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
        ({"kind": "exchange"}, set()),
        ({"assignee": "saya"}, {"pic"}),
        ({"assignee": "99999999999999999999999"}, set()),
        ({"channel": "99999999999999999999999"}, set()),
        ({"channel": "\x00"}, {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
        ({"assignee": "²"}, {"toko", "pelanggan", "jalan", "hari", "tanya", "pic"}),
    ],
)
def test_the_filters(spread, ani, log_in, asked, expected):
    response = log_in(ani).get(INBOX, asked)
    assert response.status_code == 200
    assert set(titles(response)) == expected


def test_filters_by_channel_and_by_a_colleague(spread, open_return, shop, sari, ani, log_in):
    whatsapp = shop.channels.get(kind="whatsapp")
    open_return(channel=whatsapp, title="lewat wa")
    client = log_in(sari)
    assert titles(client.get(INBOX, {"channel": whatsapp.pk})) == ["lewat wa"]
    assert titles(client.get(INBOX, {"assignee": ani.pk})) == ["pic"]
    assert titles(client.get(INBOX, {"assignee": "saya"})) == []


@pytest.mark.parametrize(
    "text",
    [
        "081234567890", "0812-3456-7890", "0812 3456 7890", "6281234567890", "+6281234567890", "+62 812-3456-7890",
        "+62 (0)812 3456 7890", "006281234567890", "81234567890", "34567890", "budi", "BUDI SANTOSO", "santoso kemeja",
        "INV/20261120/MPL/4711", "mpl/4711", "kemeja batik",
    ],
)  # fmt: skip
def test_the_search_finds_a_case(open_return, sari, log_in, text):
    open_return()
    open_return(
        title="lain",
        customer_name="Wati",
        customer_phone="+6281398765432",
        order_number="SH-99",
        customer_email="",
    )
    assert titles(log_in(sari).get(INBOX, {"q": text})) == ["Kemeja batik Parang"]


def test_the_search_finds_a_reference_however_it_is_typed_and_a_tracking_number(spread, sari, log_in):
    client, reference = log_in(sari), spread["toko"].reference
    for text in (reference, reference.lower(), reference.replace("-", ""), reference.replace("-", " ")):
        assert titles(client.get(INBOX, {"q": text})) == ["toko"]
    assert titles(client.get(INBOX, {"q": "jp1234567890"})) == ["jalan"]
    # Closed ones too: who searches for a case wants that case.
    assert titles(client.get(INBOX, {"q": spread["tutup"].reference})) == ["tutup"]
    assert titles(client.get(INBOX, {"q": spread["tutup"].reference, "view": "terbuka"})) == []


@pytest.mark.parametrize(
    "text", ["%%%", "___", "\\\\\\", "a%b", "'''", '"><script>', "\x00\x00\x00", "x" * 5000]
)
def test_wildcards_and_nonsense_find_nothing_and_break_nothing(open_return, sari, log_in, text):
    open_return()
    response = log_in(sari).get(INBOX, {"q": text})
    assert response.status_code == 200
    expected = ["Kemeja batik Parang"] if not text.strip("\x00") else []
    assert titles(response) == expected
    assert "<script>" not in response.content.decode().split("Tidak ada kasus")[-1]


def test_a_search_that_is_too_short_says_so(open_return, sari, log_in):
    open_return()
    response = log_in(sari).get(INBOX, {"q": "bu"})
    assert titles(response) == []
    assert "Tulis paling sedikit 3 huruf" in response.content.decode()


def test_nothing_found_says_so_and_leads_back(open_return, sari, log_in):
    open_return()
    page = log_in(sari).get(INBOX, {"q": "zebra"}).content.decode()
    assert "Tidak ada kasus yang cocok dengan “zebra”" in page
    assert '<a class="btn" href="/kerja/">Hapus saringan</a>' in page


# Pages ---------------------------------------------------------------------------------------


@pytest.fixture
def sixty(open_return, now, monkeypatch):
    """Sixty cases; ten of each share one instant."""
    return [
        placed(open_return(title=f"{n:02d}"), due_at=now + timedelta(hours=n // 10 + 1)) for n in range(60)
    ]


def test_the_pages_hold_every_case_once_in_order(sixty, sari, log_in):
    client, address, found = log_in(sari), INBOX, []
    while address:
        response = client.get(address)
        found.append(titles(response))
        address = next_page(response)
        address = address and INBOX + address.removeprefix(INBOX)
    assert [len(page) for page in found] == [25, 25, 10]
    assert [title for page in found for title in page] == [f"{n:02d}" for n in range(60)]


def test_cases_that_move_between_two_pages_push_none_of_the_others_out(sixty, sari, log_in, now):
    client = log_in(sari)
    first = client.get(INBOX)
    for case in sixty[:10]:  # shown already: gone
        placed(case, is_open=False, due_at=None)
    placed(sixty[11], due_at=now + timedelta(days=9))  # shown already: goes to the end
    second = client.get(next_page(first))
    assert titles(second) == [f"{n:02d}" for n in range(25, 50)]
    assert titles(client.get(next_page(second))) == [f"{n:02d}" for n in range(50, 60)] + ["11"]


def test_closed_cases_come_newest_first_page_by_page(sixty, sari, log_in, now):
    for n, case in enumerate(sixty):
        placed(case, is_open=False, due_at=None, closed_at=now - timedelta(hours=n // 7))
    client, address, found = log_in(sari), "/kerja/?view=selesai", []
    while address:
        response = client.get(address)
        found += titles(response)
        address = next_page(response)
    by_newest = sorted(range(60), key=lambda n: (-(n // 7), n), reverse=True)
    assert found == [f"{n:02d}" for n in by_newest]


def test_a_search_pages_through_open_and_closed_ones_newest_first(sixty, sari, log_in, now):
    for case in sixty[::2]:
        placed(case, is_open=False, due_at=None, closed_at=now)
    client, address, found = log_in(sari), "/kerja/?q=budi", []
    while address:
        response = client.get(address)
        found += titles(response)
        address = next_page(response)
    assert found == [f"{n:02d}" for n in reversed(range(60))]


def test_unanswered_ones_without_a_clock_come_last_and_on_no_page_twice(sixty, sari, log_in, now):
    Case.objects.update(unanswered=True)
    for case in sixty[:30]:
        placed(case, is_open=False, due_at=None, closed_at=now)
    client, address, found = log_in(sari), "/kerja/?view=belum-dibalas", []
    while address:
        response = client.get(address)
        found += titles(response)
        address = next_page(response)
    assert found == [f"{n:02d}" for n in (*range(30, 60), *range(30))]


@pytest.mark.parametrize(
    "cursor", ["", "-", "x-1", "1-x", "9" * 17 + "-1", "0-" + "9" * 18, "0-" + "9" * 19, "’", "-1--1"]
)
@pytest.mark.parametrize("view", ["", "selesai", "belum-dibalas"])
def test_a_cursor_of_nonsense_breaks_nothing(open_return, sari, log_in, cursor, view):
    open_return()
    assert log_in(sari).get(INBOX, {"after": cursor, "view": view}).status_code == 200


def test_the_number_of_queries_does_not_grow(open_return, sari, log_in):
    client = log_in(sari)
    for _ in range(2):
        open_return()
    client.get(INBOX)  # what is known of the shop is read once
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    for _ in range(30):
        open_return()
    with CaptureQueriesContext(connection) as many:
        client.get(INBOX)
    assert len(many) == len(few)
    assert len(many) <= 6


# The warehouse -------------------------------------------------------------------------------


def test_the_warehouse_sees_goods_and_no_money(spread, joko, log_in, ani):
    perform(spread["jalan"], "receive", actor=Actor.member(ani), data={"received_on": timezone.localdate()})
    client = log_in(joko)
    response = client.get(INBOX)
    page = response.content.decode()
    assert titles(response) == ["jalan"]
    assert "Rp" not in strip_tags(page)
    assert re.findall(r">([^<]+) <span>\d+</span>", page) == [
        "Barang di jalan, perlu diperiksa", "Semua terbuka", "Jatuh tempo hari ini", "Selesai",
    ]  # fmt: skip
    for view in ("terbuka", "hari-ini", "selesai", "giliran-kita"):
        assert "Rp" not in strip_tags(client.get(INBOX, {"view": view}).content.decode())


# The empty shop ------------------------------------------------------------------------------


def test_an_empty_shop_is_shown_three_steps(sari, log_in, settings):
    settings.PUBLIC_URL = "https://layanan.test"
    response = log_in(sari).get(INBOX)
    page = response.content.decode()
    assert "Kotak masuk masih kosong, Sari." in page
    assert 'value="https://layanan.test/toko/sari/"' in page
    assert 'href="https://wa.me/?text=' in page
    assert f'href="{reverse("hours")}"' in page


def test_an_empty_shop_stays_empty_under_every_filter(sari, log_in):
    assert "Kotak masuk masih kosong" in log_in(sari).get(INBOX, {"q": "budi"}).content.decode()
