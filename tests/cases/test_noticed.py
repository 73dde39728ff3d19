"""Facts that the team may want to look at twice: photos seen before, photos too old, other cases of a phone."""

import re
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.intake import open_case
from cases.models import Attachment, Case
from cases.noticed import notice
from cases.perform import Actor, perform
from cases.picking import Piece
from cases.turning import turn_into
from cases.undo import undo
from cases.uploads import keep_draft
from notifications.models import Message
from sales.customers import ensure
from tests.cases import make_files, scenes, test_case_page
from tests.cases.roads import CHECKED
from tests.cases.test_case_page import act
from tests.together import together

PANEL = "Yang perlu dilihat"
ALIKE = "Foto yang sama atau sangat mirip juga ada di kasus lain"
SCENE = scenes.things(Random(4711))
SENT_ON = scenes.CHANGES["sent on by a messenger"]


def upload(picture=SCENE, **options):
    """A photo as a browser sends it."""
    return SimpleUploadedFile("foto.jpg", scenes.saved(picture, **options), "image/jpeg")


@pytest.fixture
def drafts(shop, now):
    """Uploads that a form holds."""

    def make(*uploads, where=None):
        key = uuid4()
        return [keep_draft(file, shop=where or shop, draft_key=key, now=now) for file in uploads]

    return make


@pytest.fixture
def desk(ani, log_in):
    """Ani's browser."""
    return log_in(ani)


@pytest.fixture
def somebody():
    """Another phone than Budi's: what comes from it is no other case of his."""
    return {"customer_phone": "+6281300000001"}


def page_of(client, case, tail="perhatikan/"):
    """What the case's page asks for by itself, or another page of the case."""
    return test_case_page.page_of(client, case, tail)


def seen(case):
    """The references of the cases that hold a photo of this one."""
    found = notice(
        Case.objects.get(pk=case.pk).specific, case.attachments.all(), timezone.now(), with_money=True
    )
    return [photo.reference for photo in found.seen]


# The same photo ------------------------------------------------------------------------------


def test_a_photo_of_another_case_is_shown_beside_this_one(open_return, drafts, somebody, desk):
    first = open_return(files=drafts(upload()), **somebody)
    second = open_return(files=drafts(upload(SENT_ON(SCENE))))
    page = page_of(desk, second)
    assert ALIKE in page
    assert f'/kerja/kasus/{first.reference}/"' in page
    photos = [case.attachments.get().pk for case in (second, first)]
    for case, pk in zip((second, first), photos, strict=True):
        address = f"/kerja/kasus/{case.reference}/berkas/{pk}/kecil/"
        assert address in page
        assert desk.get(address).status_code == 200
    assert f"juga ada di {first.reference}, " in page_of(desk, second, "tindakan/approve/")
    assert seen(first) == [second.reference]


def test_another_photo_is_no_news(open_return, drafts, somebody, desk):
    open_return(files=drafts(upload()), **somebody)
    case = open_return(files=drafts(upload(scenes.things(Random(1)))))
    assert case.attachments.get().marks
    assert PANEL not in page_of(desk, case)
    assert PANEL not in page_of(desk, case, "tindakan/approve/")


def test_the_customer_reads_nothing_of_it_anywhere(open_return, drafts, somebody, client, desk):
    first = open_return(files=drafts(upload()), **somebody)
    second = open_return(files=drafts(upload()))
    act(desk, second, "reject", **CHECKED, seen=1, rejection_reason="evidence", note="Maaf Kak")
    page = client.get(f"/lacak/{second.token}/").content.decode()
    assert PANEL not in page and first.reference not in page
    told = Message.objects.filter(about=second.reference)
    assert told.exists()
    assert not any(first.reference in message.body + message.subject for message in told)


def test_it_decides_nothing(open_return, drafts, somebody, ani):
    open_return(files=drafts(upload()), **somebody)
    case = open_return(files=drafts(upload()))
    assert (case.state, case.attachments.count()) == ("submitted", 1)
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED, seen=1)
    assert Case.objects.get(pk=case.pk).state == "approved"


def test_it_never_crosses_shops(open_return, drafts, other_shop, tono, shop, log_in, budi, desk):
    mine = open_return(files=drafts(upload()))
    channel = other_shop.channels.select_related("shop").get(kind="website")
    theirs = open_case(
        "return_request", channel=channel, variant="refund_only", reason="damaged", description="Pecah.",
        files=drafts(upload(), where=other_shop), **budi,
    )  # fmt: skip
    assert PANEL not in page_of(desk, mine)
    assert PANEL not in page_of(log_in(tono), theirs)
    marks = [set(case.attachments.get().marks) for case in (mine, theirs)]
    assert not marks[0] & marks[1]


def test_twice_in_one_case_and_in_what_it_became_is_no_news(shop, ani, budi, drafts, now):
    channel = shop.channels.select_related("shop").get(kind="website")
    complaint = open_case(
        "complaint", channel=channel, description="Pecah.", category="product", files=drafts(upload(), upload(quality=60)),
        now=now, **budi,
    )  # fmt: skip
    assert seen(complaint) == []
    turned = turn_into(
        complaint, "return_request", actor=Actor.member(ani), variant="refund_only", reason="damaged",
        description="Pecah.", files=drafts(upload()), now=now, **budi,
    )  # fmt: skip
    assert (seen(turned), seen(complaint)) == ([], [])
    found = notice(turned, turned.attachments.all(), now, with_money=True)
    assert found.others is None, "what it came from is no other case either"


def test_photos_of_the_team_are_not_compared(open_return, drafts, somebody, ani, joko):
    case = open_return(files=drafts(upload()), **somebody)
    other = open_return()
    perform(other, "note", actor=Actor.member(joko), note="Foto gudang", files=drafts(upload()))
    perform(other, "write", actor=Actor.member(ani), note="Seperti ini, Kak?", files=drafts(upload()))
    assert other.attachments.count() == 2
    assert (seen(case), seen(other)) == ([], [])
    perform(other, "reply", actor=Actor.customer(other), note="Ini", files=drafts(upload()))
    assert (seen(case), seen(other)) == ([other.reference], [case.reference])


def test_a_photo_that_the_team_takes_in_for_a_caller_is_the_customers(open_return, drafts, somebody, ani):
    case = open_return(files=drafts(upload()), actor=Actor.member(ani), **somebody)
    other = open_return(files=drafts(upload()), actor=Actor.member(ani))
    assert seen(other) == [case.reference]


def test_next_to_nothing_is_not_compared(open_return, photo, drafts, somebody):
    open_return(files=drafts(photo(colour="white")), **somebody)
    case = open_return(files=drafts(photo(colour="white")))
    kept = case.attachments.get()
    assert (kept.marks, bytes(kept.sketch)) == ([], b"")
    assert seen(case) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_one_moment_each_knows_the_other(open_return, drafts, somebody):
    first, second = together(
        lambda: open_return(files=drafts(upload()), **somebody), lambda: open_return(files=drafts(upload()))
    )
    assert (seen(first), seen(second)) == ([second.reference], [first.reference])


def test_many_cases_with_one_photo_are_shown_by_the_latest_few(open_return, drafts, somebody):
    cases = [open_return(files=drafts(upload()), **somebody) for _number in range(7)]
    found = seen(cases[0])
    assert len(found) == len(set(found)) == 5
    assert found[0] == cases[-1].reference


# The day of taking ---------------------------------------------------------------------------


def taken(days_ago):
    """A photo whose camera showed noon of a day in the shop's zone."""
    day = timezone.localdate() - timedelta(days=days_ago)
    exif = make_files.phone_exif(orientation=1, taken=f"{day:%Y:%m:%d} 12:00:00")
    return upload(exif=exif)


def early(page):
    """What a page says of the day of taking."""
    found = re.search(r"Menurut jam kameranya, foto diambil (\d+ hari sebelum [a-z ]+) \(", page)
    return found and found[1]


@pytest.mark.parametrize(
    "channel, days_ago, words",
    [
        ("tiktok", 5, "3 hari sebelum barang diterima"), ("tiktok", 3, "1 hari sebelum barang diterima"),
        ("tiktok", 2, None), ("tiktok", 0, None),
        # Shopee says only when all was done: before that the parcel may well have come.
        ("shopee", 3, None), ("shopee", 6, "2 hari sebelum paket dikirim"),
    ],
)  # fmt: skip
def test_a_photo_older_than_the_delivery_of_a_known_order(
    bought, open_return, drafts, desk, now, channel, days_ago, words
):
    order = bought(channel=channel, shipped_at=now - timedelta(days=4), delivered_at=now - timedelta(days=2))
    goods = (Piece(order.lines.get().pk, 1),)
    case = open_return(goods=goods, files=drafts(taken(days_ago)))
    assert early(page_of(desk, case)) == words


def test_a_photo_older_than_the_day_that_the_customer_told(open_return, drafts, desk):
    told = {"delivered_on": timezone.localdate() - timedelta(days=1)}
    assert early(page_of(desk, open_return(files=drafts(taken(1)), **told))) is None
    case = open_return(files=drafts(taken(0), taken(4)), customer_phone="+6281300000001", **told)
    assert early(page_of(desk, case)) == "3 hari sebelum barang diterima"


def test_without_a_day_or_without_a_time_nothing_is_said(open_return, drafts, desk):
    page = page_of(desk, open_return(files=drafts(taken(9))))
    assert early(page) is None and PANEL not in page
    told = {"delivered_on": timezone.localdate(), "customer_phone": "+6281300000001"}
    assert early(page_of(desk, open_return(files=drafts(upload(scenes.things(Random(2)))), **told))) is None


# Other cases ---------------------------------------------------------------------------------


def refunded(case, ani, amount):
    """Take a refund without return to its end."""
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    data = {"refund_amount": amount, "refund_method": "transfer", "refunded_on": timezone.localdate()}
    perform(case, "record_refund", actor=Actor.member(ani), data=data)


def test_other_cases_of_the_phone_are_counted(open_return, ani, sari, desk, shop, now):
    for amount in (100_000, 85_000):
        refunded(open_return(variant="refund_only"), ani, amount)
    perform(
        open_return(),
        "reject",
        actor=Actor.member(ani),
        note="Maaf",
        data={**CHECKED, "rejection_reason": "evidence"},
    )
    open_return(now=now - timedelta(days=400))
    open_return(customer_phone="+6281300000001")
    case = open_return()
    budi = ensure(shop, {"+6281234567890": "Budi Santoso"}, now=now)["+6281234567890"]
    page = page_of(desk, case)
    sentence = "Kasus lain dari nomor HP ini: 3 dalam 12 bulan, 2 disetujui, Rp185.000 dikembalikan."
    assert sentence in page
    assert f'href="{reverse("customer", args=[budi.pk])}">Buka halaman pelanggan' in page
    assert sentence in page_of(desk, case, "tindakan/approve/")


def test_a_decision_that_was_undone_does_not_count(open_return, ani, desk):
    other = open_return()
    perform(other, "approve", actor=Actor.member(ani), data=CHECKED)
    case = open_return()
    assert "1 dalam 12 bulan, 1 disetujui" in page_of(desk, case)
    undo(other, actor=Actor.member(ani), seen=2)
    assert "1 dalam 12 bulan, 0 disetujui" in page_of(desk, case)


def test_the_warehouse_sees_photos_and_no_money(open_return, drafts, ani, joko, log_in):
    refunded(open_return(variant="refund_only", files=drafts(upload())), ani, 100_000)
    case = open_return(files=drafts(upload()))
    page = page_of(log_in(joko), case)
    assert ALIKE in page
    assert "Kasus lain dari nomor HP ini" not in page
    assert "100.000" not in page and "Buka halaman pelanggan" not in page


def test_another_shops_cases_of_the_same_phone_do_not_count(open_return, other_shop, budi, desk):
    channel = other_shop.channels.select_related("shop").get(kind="website")
    open_case(
        "return_request", channel=channel, variant="refund_only", reason="damaged", description="Pecah.", **budi
    )  # fmt: skip
    assert PANEL not in page_of(desk, open_return())


# Cost ----------------------------------------------------------------------------------------


def queries(client, address):
    """How many questions a page asks the database."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_it_costs_the_case_page_and_the_inbox_nothing(open_return, drafts, somebody, desk):
    first = open_return()
    bare = queries(desk, f"/kerja/kasus/{first.reference}/")
    asked = queries(desk, f"/kerja/kasus/{first.reference}/perhatikan/")  # no photo is there to be compared
    inbox = queries(desk, "/kerja/")
    for number in range(9):
        who = somebody if number % 2 else {}
        case = open_return(files=drafts(upload(), upload(scenes.things(Random(number)))), **who)
    full = f"/kerja/kasus/{case.reference}/"
    assert PANEL in page_of(desk, case)
    assert queries(desk, full) == bare
    assert queries(desk, f"{full}perhatikan/") == asked + 1
    assert queries(desk, "/kerja/") == inbox


# From an index -------------------------------------------------------------------------------

MANY = 200_000
FILL = """
INSERT INTO cases_attachment (shop_id, internal, kind, file, thumbnail, name, content_type, size, sha256, added_at,
    case_id, event_id, marks, sketch)
SELECT %(shop)s, false, 'photo', '', '', 'foto.jpg', 'image/jpeg', 1, repeat('0', 64), now(), %(case)s, %(event)s,
    ARRAY(SELECT (%(shop)s::bigint << 20) | (band << 18) | (hashint8(row * 977 + band) & 262143)
          FROM generate_series(0, 3) band), ''
FROM generate_series(1, %(many)s) row
"""


@pytest.mark.slow
def test_among_two_hundred_thousand_photos_it_answers_from_the_index(open_return, drafts, somebody, shop):
    crowd = open_return(**somebody)
    first = open_return(files=drafts(upload()), **somebody)
    case = open_return(files=drafts(upload(SENT_ON(SCENE))))
    facts = {"shop": shop.pk, "case": crowd.pk, "event": crowd.events.get().pk, "many": MANY}
    with connection.cursor() as cursor:
        cursor.execute(FILL, facts)
        cursor.execute("ANALYZE cases_attachment")
        with CaptureQueriesContext(connection) as asked:
            assert seen(case) == [first.reference]
        lookup = next(query["sql"] for query in asked if "&&" in query["sql"])
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT TEXT) {lookup}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert Attachment.objects.count() > MANY
    assert "attachment_marks" in plan
    assert "Seq Scan on cases_attachment" not in plan
    assert float(re.search(r"Execution Time: ([\d.]+) ms", plan)[1]) < 1000
