"""The messages that need a person: who sees them, what their buttons do, and what they never do."""

import html
import re

import pytest

from notifications.models import Message

MESSAGES = "/kerja/pesan/"


@pytest.fixture
def write(shop, now):
    """A message of the shop's."""

    def make(number=1, **fields):
        usual = {
            "shop": shop, "about": "RT-2345678", "key": f"RT-2345678/{number}/x", "template": "case_message",
            "to_customer": True, "channel": "whatsapp_link", "recipient": "+6281234567890",
            "recipient_name": "Budi", "subject": f"Kabar {number:02d}", "body": "Halo Kak & salam", "status": "prepared",
            "created_at": now,
        }  # fmt: skip
        return Message.objects.create(**{**usual, **fields})

    return make


@pytest.fixture
def desk(ani, log_in):
    """Ani's browser."""
    return log_in(ani)


def subjects(response):
    """The messages on the page, from the top."""
    return re.findall(r"<summary>(Kabar \d+)</summary>", response.content.decode())


def test_it_lists_what_needs_a_person_the_oldest_first(write, desk):
    for number, fields in enumerate([
        {}, {"status": "sent"}, {"status": "unknown", "channel": "email"}, {"status": "dead", "channel": "email"},
        {"status": "skipped"}, {"status": "queued", "channel": "email"},
    ]):  # fmt: skip
        write(number, **fields)
    assert subjects(desk.get(MESSAGES)) == ["Kabar 00", "Kabar 02", "Kabar 03"]


def test_the_pages_hold_every_message_once(write, desk):
    for number in range(60):
        write(number)
    first = desk.get(MESSAGES)
    following = re.search(r'href="(/kerja/pesan/\?after=\d+)"', first.content.decode())[1]
    Message.objects.filter(subject="Kabar 03").update(status="sent")
    second = desk.get(following)
    third = desk.get(re.search(r'href="(/kerja/pesan/\?after=\d+)"', second.content.decode())[1])
    found = subjects(first) + subjects(second) + subjects(third)
    assert found == [f"Kabar {number:02d}" for number in range(60)]


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "\x00", "²"])
def test_a_cursor_of_nonsense_breaks_nothing(write, desk, cursor):
    write()
    assert desk.get(MESSAGES, {"after": cursor}).status_code == 200


def test_nothing_to_do_says_so(desk):
    assert "Semua pesan sudah beres." in desk.get(MESSAGES).content.decode()


def test_opening_whatsapp_is_noted_and_leads_on_by_a_page_not_a_redirect(write, desk):
    message = write()
    response = desk.post(f"{MESSAGES}{message.pk}/buka/")
    link = "https://wa.me/6281234567890?text=Halo%20Kak%20%26%20salam"
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert f'<meta http-equiv="refresh" content="0;url={link}">' in page
    assert f'href="{link}"' in page
    message.refresh_from_db()
    assert (message.status, message.opened_at is not None, message.sent_at) == ("prepared", True, None)


def test_looking_at_the_opening_page_changes_nothing(write, desk):
    message = write()
    assert desk.get(f"{MESSAGES}{message.pk}/buka/").status_code == 405
    message.refresh_from_db()
    assert message.opened_at is None


def test_an_email_has_no_whatsapp(write, desk):
    message = write(channel="email", recipient="budi@mail.test", status="dead")
    assert desk.post(f"{MESSAGES}{message.pk}/buka/").status_code == 404


@pytest.mark.parametrize(
    "verb, fields, status",
    [
        ("terkirim", {}, "sent"), ("batal", {}, "skipped"),
        ("ulang", {"channel": "email", "status": "unknown"}, "queued"),
        ("ulang", {"channel": "email", "status": "dead"}, "queued"),
        ("terkirim", {"channel": "email", "status": "unknown"}, "sent"),
        # Not a person's to settle, or settled before:
        ("ulang", {}, "prepared"), ("ulang", {"channel": "email", "status": "sent"}, "sent"),
        ("terkirim", {"status": "skipped"}, "skipped"), ("batal", {"channel": "email", "status": "queued"}, "queued"),
    ],
)  # fmt: skip
def test_what_the_buttons_do(write, desk, ani, verb, fields, status):
    message = write(**fields)
    before = fields.get("status", "prepared")
    response = desk.post(f"{MESSAGES}{message.pk}/{verb}/", {"next": "/kerja/kasus/RT-2345678/"})
    assert (response.status_code, response.url) == (302, "/kerja/kasus/RT-2345678/")
    message.refresh_from_db()
    assert message.status == status
    by_a_person = status in ("sent", "skipped") and status != before
    assert message.sent_by == (ani.user if by_a_person else None)


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_house(write, desk, elsewhere):
    response = desk.post(f"{MESSAGES}{write().pk}/terkirim/", {"next": elsewhere})
    assert response.url == MESSAGES


@pytest.mark.parametrize("verb", ["buka", "terkirim", "batal", "ulang"])
@pytest.mark.parametrize("who, status", [("joko", 403), ("tono", 404), (None, 302)])
def test_others_cannot_touch_a_message(write, client, log_in, request, verb, who, status):
    message = write()
    browser = log_in(request.getfixturevalue(who)) if who else client
    assert browser.post(f"{MESSAGES}{message.pk}/{verb}/").status_code == status
    message.refresh_from_db()
    assert (message.status, message.opened_at, message.sent_by) == ("prepared", None, None)


@pytest.mark.parametrize("who, status", [("joko", 403), ("tono", 200)])
def test_others_do_not_see_the_messages(write, log_in, request, who, status):
    write()
    response = log_in(request.getfixturevalue(who)).get(MESSAGES)
    assert (response.status_code, subjects(response)) == (status, [])


def test_the_case_page_shows_what_became_of_each_message(open_return, desk):
    case = open_return(customer_email="")
    page = desk.get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert "Siap dikirim lewat WhatsApp" in page
    assert "Buka WhatsApp" in page
    assert 'data-whatsapp="https://wa.me/6281234567890?text=' in page
    Message.objects.filter(about=case.reference).update(
        status="dead", channel="email", error="SMTPDataError 554"
    )
    page = desk.get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert "Gagal" in page
    assert "Sebab: SMTPDataError 554" in page
    assert "Kirim ulang" in page
