"""What staff write down for a customer, for every kind that takes in cases by a form."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.entries import entry_form, entry_kinds
from cases.models import Attachment, Case, Event
from cases.workflow import all_workflows
from notifications.models import Message
from shops.founding import add_channel
from shops.models import Channel, presets

# What each kind needs beyond the name, the phone and the words. A new kind is tested as soon as it stands here, and must.
OWN = {
    "return_request": {"order_number": "INV/4711", "kind": "refund_only", "reason": "damaged"},
    "complaint": {"category": "service"},
    "warranty_claim": {"serial_number": "BM35-26-08811", "problem": "Chat tidak dibalas."},
    "receipt_request": {"order_number": "INV/4711", "made_out_to": "CV Budi Jaya"},
}
KINDS = sorted(workflow.kind for workflow in all_workflows() if workflow.entry)


@pytest.fixture
def answers(shop):
    """What Ani fills in for Budi, for one kind."""

    def make(kind, **other):
        return {
            "customer_name": "Budi Santoso", "phone": "0812-3456-7890", words_of(kind): "Chat tidak dibalas.",
            "channel": str(shop.channels.get(kind="whatsapp").pk), "consent": "on", **OWN[kind], **other,
        }  # fmt: skip

    return make


def words_of(kind):
    """The field that takes the customer's words."""
    return "problem" if "problem" in OWN[kind] else "description"


def address(kind):
    return f"/kerja/baru/{kind}/"


def field(page, name):
    """The value of a field of the page."""
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]


def nothing_happened():
    return (Case.objects.count(), Event.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_every_kind_with_a_form_is_in_these_tests(client):
    client.get("/kerja/baru/")  # the addresses bring their forms along
    assert sorted(entry_kinds()) == KINDS
    assert set(KINDS) <= OWN.keys()


def test_first_the_kind_is_chosen(ani, log_in):
    page = log_in(ani).get("/kerja/baru/")

    html = page.content.decode()
    assert page.status_code == 200
    for kind in KINDS:
        assert f'href="{address(kind)}"' in html
    assert re.search(r'<a href="/kerja/baru/" aria-current="page">', html)


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_is_written_down(kind, ani, log_in, answers, photo):
    client, before = log_in(ani), timezone.now()

    response = client.post(address(kind), {**answers(kind), "evidence": [photo()]})

    case = Case.objects.get()
    assert (response.status_code, response.url) == (303, f"/kerja/kasus/{case.reference}/")
    assert (case.kind, case.channel.kind, case.customer_phone) == (kind, "whatsapp", "+6281234567890")
    assert (case.description, case.customer_email, case.assignee) == ("Chat tidak dibalas.", "", None)
    assert before - timedelta(seconds=1) <= case.opened_at <= timezone.now()
    assert before <= case.consented_at
    assert case.is_open and case.due_at is not None
    event = Event.objects.get()
    assert (event.role, event.by, event.user, event.at) == ("service", "Ani", ani.user, case.opened_at)
    assert [(file.name, file.internal) for file in case.attachments.all()] == [("foto.jpg", False)]
    [message] = Message.objects.filter(to_customer=True)
    assert (message.channel, message.recipient) == ("whatsapp_link", "+6281234567890")
    page = client.get(response.url).content.decode()
    assert f"Kasus {case.reference} dicatat." in page


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_asks_for_little_at_first(kind, ani, log_in):
    page = log_in(ani).get(address(kind))

    form = page.context["form"]
    assert {field.name for field in form.needed} == {
        "channel",
        "customer_name",
        "phone",
        words_of(kind),
        *OWN[kind],
    }
    assert {"email", "received_at", "assignee"} <= {field.name for field in form.beside}
    html = page.content.decode()
    assert "<details>" in html
    assert "homepage" not in html
    assert "Kakak" not in html.split("<form")[1].split("<details>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_clock_starts_when_the_customer_spoke(kind, shop, ani, log_in, answers):
    spoke = (timezone.now() - timedelta(hours=5)).astimezone(shop.zone).replace(second=0, microsecond=0)

    log_in(ani).post(address(kind), answers(kind, received_at=spoke.strftime("%Y-%m-%dT%H:%M")))

    case = Case.objects.get()
    assert (case.opened_at, case.entered_at) == (spoke, spoke)
    assert {row.started_at for row in case.deadlines.all()} == {spoke}


def test_the_time_is_the_shops(shop, ani, log_in, answers):
    shop.time_zone = "Asia/Jayapura"
    shop.save()
    spoke = (timezone.now() - timedelta(hours=1)).astimezone(shop.zone).replace(second=0, microsecond=0)

    log_in(ani).post(address("complaint"), answers("complaint", received_at=spoke.strftime("%Y-%m-%dT%H:%M")))

    assert Case.objects.get().opened_at == spoke
    assert spoke.utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    "ahead, words",
    [
        (timedelta(minutes=5), "Waktunya belum terjadi."),
        (-timedelta(days=31), "Paling lama 30 hari yang lalu."),
    ],
)
def test_a_time_that_must_be_a_slip(shop, ani, log_in, answers, ahead, words):
    when = (timezone.now() + ahead).astimezone(shop.zone).strftime("%Y-%m-%dT%H:%M")

    page = log_in(ani).post(address("complaint"), answers("complaint", received_at=when))

    assert page.status_code == 422
    assert page.context["form"].errors["received_at"] == [words]
    assert "<details open>" in page.content.decode()
    assert when in page.content.decode()
    assert nothing_happened()


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_comes_back_filled_and_the_files_stay(kind, ani, log_in, answers, photo):
    client = log_in(ani)
    page = client.post(address(kind), {**answers(kind, phone="0812"), "evidence": [photo()]})

    html = page.content.decode()
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["phone"]
    assert nothing_happened()
    for kept in ("Budi Santoso", "Chat tidak dibalas.", "foto.jpg", 'value="0812"'):
        assert kept in html
    assert '<a href="#id_phone">' in html
    assert re.search(r'name="channel" value="\d+"[^>]*checked', html)
    keys = {"draft_key": field(page, "draft_key"), "submission": field(page, "submission")}
    assert client.post(address(kind), {**answers(kind), **keys}).status_code == 303
    assert Case.objects.get().attachments.get().name == "foto.jpg"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["customer_name", "phone", "words", "channel", "consent"])
def test_what_every_case_needs(kind, name, ani, log_in, answers):
    name = words_of(kind) if name == "words" else name
    page = log_in(ani).post(address(kind), answers(kind, **{name: ""}))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    assert f'href="#id_{name}' in page.content.decode()
    assert nothing_happened()


def test_a_refused_file_harms_nothing_else(ani, log_in, answers):
    wrong = SimpleUploadedFile("label.jpg", b"<html></html>", "image/jpeg")

    page = log_in(ani).post(address("complaint"), {**answers("complaint"), "evidence": [wrong]})

    assert page.status_code == 422
    assert "label.jpg" in page.content.decode()
    assert nothing_happened()


def test_removing_a_file_keeps_what_was_typed(ani, log_in, answers, photo):
    client = log_in(ani)
    page = client.post(address("complaint"), {**answers("complaint", phone=""), "evidence": [photo()]})
    draft = Attachment.objects.get()

    page = client.post(
        address("complaint"),
        {**answers("complaint"), "draft_key": field(page, "draft_key"), "remove": str(draft.pk)},
    )

    assert page.status_code == 200
    assert "Chat tidak dibalas." in page.content.decode()
    assert Attachment.objects.count() == 0
    assert nothing_happened()


@pytest.mark.parametrize("kind", KINDS)
def test_sent_twice_it_is_one_case(kind, ani, log_in, answers):
    client, sent = log_in(ani), {**answers(kind), "submission": str(uuid4())}

    first, second = client.post(address(kind), sent), client.post(address(kind), sent)

    assert (second.status_code, second.url) == (303, first.url)
    assert (Case.objects.count(), Event.objects.count()) == (1, 1)


def test_a_number_of_another_kind_is_not_this_case(ani, log_in, answers):
    client, submission = log_in(ani), str(uuid4())
    client.post(address("return_request"), {**answers("return_request"), "submission": submission})

    response = client.post(address("complaint"), {**answers("complaint"), "submission": submission})

    assert response.status_code == 303
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["complaint", "return_request"]


def test_whoever_looks_after_it_is_told_first(ani, sari, log_in, answers):
    log_in(sari).post(address("complaint"), answers("complaint", assignee=str(ani.pk)))

    assert Case.objects.get().assignee == ani


def test_only_channels_and_people_of_this_shop(other_shop, tono, ani, log_in, answers):
    theirs = str(other_shop.channels.get(kind="whatsapp").pk)
    page = log_in(ani).post(address("complaint"), answers("complaint", channel=theirs, assignee=str(tono.pk)))

    assert sorted(page.context["form"].errors) == ["assignee", "channel"]
    assert nothing_happened()
    assert f'value="{theirs}"' not in page.content.decode()


def test_a_channel_that_is_not_used_any_more_is_not_offered(shop, ani, log_in, answers):
    shop.channels.filter(kind="whatsapp").update(is_active=False)

    page = log_in(ani).post(address("complaint"), answers("complaint"))

    assert list(page.context["form"].errors) == ["channel"]
    assert nothing_happened()


def test_many_channels_stand_in_a_list(shop, ani, log_in):
    for number in range(5):
        add_channel(shop, Channel.Kind.SHOPEE, f"Shopee {number}", presets.SHOPEE)

    html = log_in(ani).get(address("complaint")).content.decode()

    assert '<select name="channel"' in html
    assert "Shopee 4" in html


@pytest.mark.parametrize(
    "channel, source",
    [
        ("website", "form"), ("whatsapp", "whatsapp"), ("counter", "counter"), ("phone", "phone"),
        ("instagram", "social"), ("shopee", "chat"), ("tiktok", "chat"), ("other", "other"),
    ],
)  # fmt: skip
def test_a_complaint_remembers_how_it_came(shop, ani, log_in, answers, channel, source):
    row = shop.channels.filter(kind=channel).first() or add_channel(
        shop, channel, f"Kanal {channel}", presets.OWN
    )

    log_in(ani).post(address("complaint"), answers("complaint", channel=str(row.pk)))

    assert Case.objects.get().specific.source == source


@pytest.mark.parametrize("path", ["/kerja/baru/", *(address(kind) for kind in KINDS)])
def test_only_the_desk_writes_cases_down(path, shop, joko, log_in):
    assert log_in(joko).get(path).status_code == 403
    assert log_in(joko).post(path, {"customer_name": "X"}).status_code in (403, 405)
    assert Client().get(path).status_code == 302
    assert "Kasus baru" not in log_in(joko).get("/kerja/").content.decode()
    assert nothing_happened()


@pytest.mark.parametrize("kind", ["hadiah", "case", "assignee"])
def test_an_unknown_kind_is_not_there(kind, ani, log_in):
    assert entry_form(kind) is None
    assert log_in(ani).get(address(kind)).status_code == 404
    assert log_in(ani).post(address(kind), {}).status_code == 404


def test_another_shops_member_writes_for_their_own(tono, other_shop, log_in, shop, answers):
    own = answers("complaint", channel=str(other_shop.channels.get(kind="whatsapp").pk))

    assert log_in(tono).post(address("complaint"), own).status_code == 303
    assert Case.objects.get().shop == other_shop


def test_staff_are_not_held_back_like_strangers(shop, ani, log_in, answers, used_up):
    from cases import throttle

    used_up(throttle.SUBMIT_BY_ADDRESS, "127.0.0.1")
    used_up(throttle.SUBMIT_BY_PHONE, f"{shop.pk}/+6281234567890")

    assert log_in(ani).post(address("complaint"), answers("complaint")).status_code == 303


def test_null_bytes_are_dropped(ani, log_in, answers):
    log_in(ani).post(address("complaint"), answers("complaint", customer_name="Bu\x00di"))

    assert Case.objects.get().customer_name == "Budi"


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_cost_the_same_however_many_channels(
    kind, shop, ani, log_in, django_assert_max_num_queries
):
    client = log_in(ani)
    with django_assert_max_num_queries(8):
        client.get(address(kind))
    with django_assert_max_num_queries(4):
        client.get("/kerja/baru/")


def test_the_default_time_is_now_on_the_shops_clock(shop, ani, log_in):
    page = log_in(ani).get(address("complaint"))

    shown = datetime.fromisoformat(field(page, "received_at")).replace(tzinfo=shop.zone)
    assert timedelta(0) <= timezone.now() - shown < timedelta(minutes=2)
