"""A complaint that is a return: one is closed, the other opened, and neither without the other."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from cases.models import Case, Deadline, Event
from cases.perform import perform
from cases.turning import turn_into
from cases.uploads import keep_draft
from complaints.models import Complaint
from complaints.workflow import COMPLAINT
from notifications.models import Message
from returns.models import ReturnRequest

ANSWERS = {
    "order_number": "INV/20261120/MPL/4711", "customer_name": "Budi Santoso", "phone": "081234567890",
    "email": "budi@mail.test", "kind": "exchange", "wanted_variant": "Gelas utuh", "reason": "damaged",
    "description": "Paket datang penyok, dua gelas pecah.",
}  # fmt: skip


def address(case, tail=""):
    return f"/kerja/kasus/{case.reference}/jadikan/{tail}"


def counts():
    return Case.objects.count(), Event.objects.count(), Message.objects.count(), Deadline.objects.count()


def test_the_case_page_leads_to_the_kinds(ani, log_in, open_complaint):
    case = open_complaint()
    client = log_in(ani)

    assert f'href="{address(case)}"' in client.get(f"/kerja/kasus/{case.reference}/").content.decode()
    html = client.get(address(case)).content.decode()
    assert f'href="{address(case, "return_request/")}"' in html
    assert f'href="{address(case, "complaint/")}"' not in html
    # The confirmation that every other step has would close it and open nothing.
    for method in ("get", "post"):
        response = getattr(client, method)(f"/kerja/kasus/{case.reference}/tindakan/turn/")
        assert (response.status_code, response.url) == (302, address(case))
    assert Complaint.objects.get().state == "submitted"


def test_the_form_knows_what_the_complaint_knows(ani, log_in, open_complaint):
    case = open_complaint()

    page = log_in(ani).get(address(case, "return_request/"))

    html = page.content.decode()
    for known in (
        "Budi Santoso",
        "0812-3456-7890",
        "budi@mail.test",
        "INV/20261120/MPL/4711",
        case.description,
    ):
        assert known in html
    assert case.reference in html
    assert {"channel", "consent", "received_at", "homepage"} & set(page.context["form"].fields) == set()


def test_a_complaint_becomes_a_return(ani, log_in, open_complaint, shop, photo):
    case = open_complaint(channel=shop.channels.get(kind="whatsapp"))

    response = log_in(ani).post(address(case, "return_request/"), {**ANSWERS, "evidence": [photo()]})

    new = ReturnRequest.objects.get()
    old = Complaint.objects.get()
    assert (response.status_code, response.url) == (303, f"/kerja/kasus/{new.reference}/")
    assert (old.state, old.is_open, old.due_at) == ("turned", False, None)
    assert old.deadlines.filter(outcome="").count() == 0
    assert new.came_from_id == old.pk
    assert (new.variant, new.reason, new.wanted_variant) == ("exchange", "damaged", "Gelas utuh")
    assert (new.channel, new.state, new.consented_at) == (old.channel, "submitted", old.consented_at)
    assert [(event.action, event.by) for event in old.events.all()] == [
        ("submit", "Budi Santoso"),
        ("turn", "Ani"),
    ]
    assert [(event.action, event.by) for event in new.events.all()] == [("submit", "Ani")]
    assert [file.name for file in new.attachments.all()] == ["foto.jpg"]
    sent = Message.objects.filter(to_customer=True).order_by("id").values_list("template", "about")
    assert list(sent) == [("complaint_submitted", old.reference), ("return_submitted", new.reference)]


def test_sent_twice_it_is_one_return(ani, log_in, open_complaint):
    case, client = open_complaint(), log_in(ani)
    sent = {**ANSWERS, "submission": str(uuid4())}

    first = client.post(address(case, "return_request/"), sent)
    before = counts()
    second = client.post(address(case, "return_request/"), sent)

    assert (second.status_code, second.url) == (303, first.url)
    assert counts() == before


def test_whoever_comes_second_opens_nothing(ani, sari, log_in, open_complaint):
    case = open_complaint()
    log_in(ani).post(address(case, "return_request/"), ANSWERS)
    before, client = counts(), log_in(sari)

    for response in (
        client.post(address(case, "return_request/"), ANSWERS),
        client.get(address(case, "return_request/")),
        client.get(address(case)),
    ):
        assert (response.status_code, response.url) == (302, f"/kerja/kasus/{case.reference}/")
    assert (
        "Langkah ini tidak tersedia lagi." in client.get(f"/kerja/kasus/{case.reference}/").content.decode()
    )
    assert counts() == before


def test_an_error_comes_back_filled_and_turns_nothing(ani, log_in, open_complaint, photo):
    case, client = open_complaint(), log_in(ani)
    before = counts()

    page = client.post(address(case, "return_request/"), {**ANSWERS, "reason": "", "evidence": [photo()]})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["reason"]
    for kept in ("Gelas utuh", "foto.jpg", case.description):
        assert kept in page.content.decode()
    assert counts() == before
    assert Complaint.objects.get().state == "submitted"


def test_neither_without_the_other(open_complaint, people):
    """What keeps the new case from being opened keeps the old one open."""
    case = open_complaint()
    before = counts()

    with pytest.raises(ValueError, match="no variant"):
        turn_into(case, "return_request", actor=people["ani"], variant="hadiah", customer_name="Budi")

    assert counts() == before
    assert Complaint.objects.get().state == "submitted"


@pytest.mark.parametrize("state", sorted(name for name, place in COMPLAINT.states.items() if place.is_open))
def test_wherever_it_is_the_shops_matter_it_can_be_turned(state):
    step = COMPLAINT.step(state, "turn")
    # Once it is made good there is nothing to turn; the customer reopens it first.
    assert (step is None) == (state == "settled")


def test_a_return_does_not_become_anything(ani, log_in, open_return):
    case = open_return()

    assert log_in(ani).get(address(case)).status_code == 404
    assert log_in(ani).post(address(case, "complaint/"), ANSWERS).status_code == 404


def test_only_the_desk_of_this_shop(joko, tono, log_in, open_complaint):
    case = open_complaint()
    before = counts()

    for tail in ("", "return_request/"):
        assert log_in(joko).get(address(case, tail)).status_code == 403
        assert log_in(tono).get(address(case, tail)).status_code == 404
        assert Client().get(address(case, tail)).status_code == 302
    assert log_in(joko).post(address(case, "return_request/"), ANSWERS).status_code == 403
    assert log_in(tono).post(address(case, "return_request/"), ANSWERS).status_code == 404
    assert counts() == before


@pytest.mark.parametrize("kind", ["complaint", "hadiah"])
def test_no_such_target(kind, ani, log_in, open_complaint):
    case = open_complaint()

    assert log_in(ani).get(address(case, f"{kind}/")).status_code == 404
    assert log_in(ani).post(address(case, f"{kind}/"), ANSWERS).status_code == 404


@pytest.fixture
def turned(open_complaint, people, shop, photo, now):
    """A complaint with a photo and some words, and the return that it became."""
    key = uuid4()
    old = open_complaint(files=[keep_draft(photo(), shop=shop, draft_key=key, now=now)])
    perform(old, "reply", actor=people["budi"], note="Kurirnya melempar.")
    perform(old, "note", actor=people["ani"], note="Rahasia tim kita.")
    fields = {
        "variant": "exchange",
        "reason": "damaged",
        "customer_name": "Budi",
        "customer_phone": "+6281234567890",
    }
    return old, turn_into(old, "return_request", actor=people["ani"], description="Gelas pecah.", **fields)


def test_the_customers_thread_goes_on(client, turned):
    old, new = turned

    page = client.get(f"/lacak/{old.token}/").content.decode()
    assert re.search(r"<h1>Dilanjutkan di kasus baru</h1>", page)
    assert f'href="/lacak/{new.token}/"' in page
    page = client.get(f"/lacak/{new.token}/").content.decode()
    assert f"Percakapan sebelumnya di {old.reference}" in page
    assert "Kurirnya melempar." in page
    assert "Rahasia tim kita." not in page
    picture = re.search(r'src="(/lacak/[^"]+/kecil/)"', page)[1]
    assert client.get(picture).status_code == 200


def test_the_teams_thread_goes_on(ani, log_in, turned):
    old, new = turned
    client = log_in(ani)

    page = client.get(f"/kerja/kasus/{new.reference}/").content.decode()
    for words in (
        f"Sebelumnya: Keluhan {old.reference}",
        "Kurirnya melempar.",
        "Rahasia tim kita.",
        old.description,
    ):
        assert words in page
    picture = re.search(r'src="(/kerja/kasus/[^"]+/kecil/)"', page)[1]
    assert old.reference in picture
    assert client.get(picture).status_code == 200
    page = client.get(f"/kerja/kasus/{old.reference}/").content.decode()
    assert f'href="/kerja/kasus/{new.reference}/">Dilanjutkan di Tukar {new.reference}' in page


def test_the_new_case_costs_a_handful_of_queries_more(
    client, turned, open_return, django_assert_max_num_queries
):
    _old, new = turned
    with django_assert_max_num_queries(9):
        client.get(f"/lacak/{new.token}/")
