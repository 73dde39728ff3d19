"""The customer's page of a case: what it shows, what it hides, what can be done from it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases import throttle
from cases.models import Attachment, Case, Event
from cases.perform import SYSTEM, Actor, perform
from cases.uploads import keep_draft
from tests.cases.roads import CHECKED


@pytest.fixture
def case(open_return):
    return open_return()


@pytest.fixture
def shop_does(sari):
    """Something that Ibu Sari does with a case."""

    def do(case, action, data=CHECKED, **kwargs):
        return perform(case, action, actor=Actor.member(sari), data=data, **kwargs)

    return do


@pytest.fixture
def attached(shop, photo):
    """A photo on its way."""

    def make(name="foto.jpg", colour="firebrick"):
        return keep_draft(photo(name, colour), shop=shop, draft_key=uuid4(), now=timezone.now())

    return make


def page(client, case):
    return client.get(f"/lacak/{case.token}/")


def act(client, case, action, **answers):
    return client.post(f"/lacak/{case.token}/tindakan/{action}/", answers)


def state(case):
    return Case.objects.get(pk=case.pk).state


# What it shows -----------------------------------------------------------------------------------


def test_state_turn_time_and_what_silence_means(client, case):
    html = page(client, case).content.decode()

    assert case.reference in html
    assert "Menunggu keputusan toko" in html
    assert "Giliran toko" in html
    assert 'data-turn="shop"' in html
    assert "WIB" in html
    assert "disetujui otomatis" in html


def test_the_road_with_what_is_done_where_it_is_and_what_is_to_come(client, case, shop_does):
    shop_does(case, "approve")

    road = [
        (station.label, station.stage, station.at is not None)
        for station in page(client, case).context["road"]
    ]

    assert road == [
        ("Toko memeriksa permintaan", "done", True),
        ("Kakak mengirim barang", "here", True),
        ("Barang dalam perjalanan", "ahead", False),
        ("Toko memeriksa barang", "ahead", False),
        ("Toko mengirim dana", "ahead", False),
        ("Kakak mengonfirmasi", "ahead", False),
        ("Selesai", "ahead", False),
    ]


def test_a_stop_beside_the_road_stands_between_its_stations(client, case, shop_does):
    shop_does(case, "ask_evidence", note="Tolong foto labelnya.")

    road = [(station.label, station.stage) for station in page(client, case).context["road"]]

    assert road[:3] == [
        ("Toko memeriksa permintaan", "done"),
        ("Toko menunggu foto atau penjelasan", "here"),
        ("Kakak mengirim barang", "ahead"),
    ]


def test_a_refusal_ends_the_road(client, case, shop_does):
    shop_does(
        case, "reject", data={**CHECKED, "rejection_reason": "used"}, note="Labelnya sudah dilepas, Kak."
    )

    response = page(client, case)

    assert [station.label for station in response.context["road"]] == [
        "Toko memeriksa permintaan",
        "Tidak dapat disetujui",
    ]
    assert "Labelnya sudah dilepas, Kak." in response.content.decode()
    assert "Barang sudah dipakai" in response.content.decode()


def test_money_that_never_came_is_looked_for(client, open_return, shop_does, now):
    case = open_return(variant="refund_only")
    shop_does(case, "approve")
    paid = {
        "refund_amount": 185_000,
        "refund_method": "transfer",
        "refunded_on": timezone.localdate() - timedelta(days=1),
    }
    shop_does(case, "record_refund", data=paid)
    assert [s.stage for s in page(client, case).context["road"]] == ["done", "done", "here", "ahead"]

    act(client, case, "miss", note="Belum masuk, Kak.")

    road = page(client, case).context["road"]
    assert [s.stage for s in road] == ["done", "done", "here", "ahead", "ahead"]
    assert road[2].label == "Toko memeriksa pengiriman dana Kakak"


def test_the_address_to_send_to_stands_beside_the_form(client, case, shop_does):
    assert "Jl. Kenanga 12" not in page(client, case).content.decode()

    shop_does(case, "approve")

    html = page(client, case).content.decode()
    assert "Jl. Kenanga 12, Bandung 40115" in html
    assert 'name="courier"' in html and 'name="tracking_number"' in html


def test_the_customers_phone_and_mail_are_not_printed_in_full(client, case):
    html = page(client, case).content.decode()

    assert "0812-****-7890" in html
    for secret in ("0812-3456-7890", "81234567890", "budi@mail.test"):
        assert secret not in html


def test_nothing_of_the_teams_own_is_visible(client, case, shop_does, sari, attached):
    shop_does(case, "note", note="Pembeli ini sering retur.", files=[attached("rahasia.jpg", "navy")])
    shop_does(case, "assign", data={"assignee": sari})
    perform(case, "remind", actor=SYSTEM)

    html = page(client, case).content.decode()

    for secret in ("sering retur", "rahasia.jpg", "PIC diganti", "Catatan tim", "Pengingat otomatis"):
        assert secret not in html
    assert len(page(client, case).context["entries"]) == 1


def test_the_newest_comes_first_with_names_and_files(client, case, shop_does, attached):
    shop_does(case, "write", note="Kami cek dulu ya, Kak.", files=[attached("gudang.jpg", "navy")])

    response = page(client, case)
    entries = response.context["entries"]

    assert [entry.event.action for entry in entries] == ["write", "submit"]
    assert "Sari, Toko Sari" in response.content.decode()
    assert [file.name for file in entries[0].files] == ["gudang.jpg"]
    assert response.content.decode().index("Kami cek dulu") < response.content.decode().index(
        "Jahitan lengan kanan"
    )


def test_it_is_private(client, case):
    response = page(client, case)

    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response["Referrer-Policy"] == "same-origin"


def test_an_unknown_link_is_not_found(client, case):
    for address in ("/lacak/tidak-ada/", "/lacak/tidak-ada/tindakan/cancel/", f"/lacak/{case.token}x/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("talk", [1, 40])
def test_a_long_story_costs_no_more_queries(
    client, case, shop_does, attached, talk, django_assert_num_queries
):
    for number in range(talk):
        shop_does(case, "write", note=f"Kabar {number}", files=[attached(f"{number}.jpg")])
    assert len(page(client, case).context["entries"]) == talk + 1

    with django_assert_num_queries(5):
        page(client, case)


# Files -------------------------------------------------------------------------------------------


def test_files_of_the_case_and_of_no_other(client, open_return, attached, shop_does):
    mine, other = open_return(files=[attached()]), open_return(order_number="LAIN")
    secret = attached("rahasia.jpg")
    shop_does(mine, "note", note="Catatan", files=[secret])
    file = mine.attachments.get(internal=False)

    full = client.get(f"/lacak/{mine.token}/berkas/{file.pk}/")
    assert (full.status_code, full["Content-Type"], full["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert client.get(f"/lacak/{mine.token}/berkas/{file.pk}/kecil/").status_code == 200
    for tail in ("", "kecil/"):
        assert client.get(f"/lacak/{other.token}/berkas/{file.pk}/{tail}").status_code == 404
        assert client.get(f"/lacak/{mine.token}/berkas/{secret.pk}/{tail}").status_code == 404


# What can be done --------------------------------------------------------------------------------


def test_a_reply_with_a_photo(client, case, photo):
    response = act(
        client, case, "reply", note="Ini fotonya, Kak.", evidence=photo("dalam.jpg"), draft_key=str(uuid4())
    )

    event = Event.objects.get(case=case, action="reply")
    assert (response.status_code, response.url) == (303, f"/lacak/{case.token}/")
    assert (event.note, event.role, event.by) == ("Ini fotonya, Kak.", "customer", "Budi Santoso")
    assert event.attachments.get().name == "dalam.jpg"


def test_an_empty_reply_is_asked_for_words(client, case):
    response = act(client, case, "reply", note="  ")

    assert response.status_code == 422
    assert "Tulis dulu pesannya" in response.content.decode()
    assert Event.objects.filter(case=case).count() == 1


def test_a_refused_file_keeps_the_reply(client, case):
    bad = SimpleUploadedFile("label.jpg", b"<html></html>", "image/jpeg")
    response = act(client, case, "reply", note="Ini labelnya", evidence=bad, draft_key=str(uuid4()))

    assert response.status_code == 422
    assert "Ini labelnya" in response.content.decode()
    assert Event.objects.filter(case=case).count() == 1
    assert Attachment.objects.count() == 0


def test_evidence_that_was_asked_for(client, case, shop_does, photo):
    shop_does(case, "ask_evidence", note="Tolong foto label resinya.")
    html = page(client, case).content.decode()
    assert "Tolong foto label resinya." in html
    assert "/tindakan/send_evidence/" in html and "/tindakan/reply/" not in html

    act(client, case, "send_evidence", note="Ini, Kak.", evidence=photo(), draft_key=str(uuid4()))

    assert state(case) == "submitted"
    assert Event.objects.get(case=case, action="send_evidence").attachments.count() == 1


def test_shipping_needs_courier_and_number(client, case, shop_does):
    shop_does(case, "approve")

    response = act(client, case, "ship", courier="JNE", tracking_number="")
    assert response.status_code == 422
    assert 'value="JNE"' in response.content.decode()
    assert state(case) == "approved"

    assert act(client, case, "ship", courier="JNE", tracking_number="0001234").status_code == 303
    assert state(case) == "waiting_parcel"
    assert Case.objects.get(pk=case.pk).specific.tracking_number == "0001234"


@pytest.mark.parametrize("action, ends", [("cancel", "cancelled")])
def test_a_deciding_step_is_asked_once_more_with_its_facts(client, case, action, ends):
    html = page(client, case).content.decode()
    assert f"/tindakan/{action}/" in html

    question = client.get(f"/lacak/{case.token}/tindakan/{action}/").content.decode()
    for fact in (
        case.reference,
        "Kemeja batik Parang",
        "Rp185.000",
        "Jahitan lengan kanan",
        "Kirim balik, dana kembali",
    ):
        assert fact in question
    assert state(case) == "submitted"

    assert act(client, case, action, seen="1").status_code == 303
    assert state(case) == ends


def test_confirming_and_reopening(client, open_return, shop_does):
    case = open_return(variant="refund_only")
    shop_does(case, "approve")
    paid = {
        "refund_amount": 185_000,
        "refund_method": "transfer",
        "refunded_on": timezone.localdate() - timedelta(days=1),
    }
    shop_does(case, "record_refund", data=paid)

    assert client.get(f"/lacak/{case.token}/tindakan/confirm/").status_code == 200
    assert act(client, case, "confirm").status_code == 303
    assert state(case) == "closed"

    refused = act(client, case, "reopen", note="")
    assert refused.status_code == 422 and state(case) == "closed"
    assert act(client, case, "reopen", note="Dananya kurang, Kak.").status_code == 303
    assert state(case) == "reopened"


@pytest.mark.parametrize(
    "action", ["approve", "reject", "note", "write", "assign", "remind", "approve_by_silence", "x"]
)
def test_the_link_opens_none_of_the_shops_doors(client, case, action):
    response = act(client, case, action, note="Saya setujui sendiri")

    assert response.status_code == 409
    assert client.get(f"/lacak/{case.token}/tindakan/{action}/").status_code == 302
    assert state(case) == "submitted"
    assert Event.objects.filter(case=case).count() == 1


def test_a_stale_page_is_told_what_changed_and_keeps_what_was_typed(client, case, shop_does):
    shop_does(case, "write", note="Boleh minta foto?")

    response = act(client, case, "cancel", seen="1", note="Tidak jadi saja")

    html = response.content.decode()
    assert response.status_code == 409
    assert state(case) == "submitted"
    assert "Pesan toko" in html and "Tidak jadi saja" in html
    assert 'name="seen" value="2"' in html

    assert act(client, case, "cancel", seen="2", note="Tidak jadi saja").status_code == 303
    assert state(case) == "cancelled"


def test_a_step_that_is_gone_keeps_the_words_for_a_message(client, case, shop_does):
    shop_does(case, "reject", data={**CHECKED, "rejection_reason": "used"}, note="Maaf, Kak.")

    response = act(client, case, "cancel", seen="1", note="Saya batalkan saja")

    assert response.status_code == 409
    assert "Tidak dapat disetujui" in response.content.decode()
    assert "Saya batalkan saja" in response.content.decode()
    assert state(case) == "rejected"


def test_the_same_message_twice_is_said_once(client, case, photo):
    for _press in range(2):
        sent = {"note": "Kapan dijawab, Kak?", "evidence": photo(), "draft_key": str(uuid4())}
        assert act(client, case, "reply", **sent).status_code == 303
    assert Event.objects.filter(case=case, action="reply").count() == 1

    act(
        client,
        case,
        "reply",
        note="Kapan dijawab, Kak?",
        evidence=photo("baru.jpg", "navy"),
        draft_key=str(uuid4()),
    )
    assert Event.objects.filter(case=case, action="reply").count() == 2


def test_a_second_press_on_a_step_is_no_mistake(client, case, shop_does):
    shop_does(case, "approve")
    sent = {"courier": "JNE", "tracking_number": "0001234", "seen": "2"}

    assert act(client, case, "ship", **sent).status_code == 303
    assert act(client, case, "ship", **sent).status_code == 303
    assert Event.objects.filter(case=case, action="ship").count() == 1


def test_removing_a_draft_sends_nothing(client, case, photo):
    key = str(uuid4())
    client.post("/toko/sari/berkas/", {"draft_key": key, "evidence": photo()})

    response = act(
        client, case, "reply", note="Sebentar", draft_key=key, remove=str(Attachment.objects.get().pk)
    )

    assert response.status_code == 200
    assert "Sebentar" in response.content.decode()
    assert Attachment.objects.count() == 0
    assert Event.objects.filter(case=case).count() == 1


def test_one_link_is_held_back(client, case, used_up):
    used_up(throttle.ACT_BY_TOKEN, case.token)

    response = act(client, case, "reply", note="Halo lagi")

    assert response.status_code == 429
    assert "Halo lagi" in response.content.decode()
    assert Event.objects.filter(case=case, action="reply").count() == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"note": "\x00"}, {"note": "x" * (1 << 20)}, {"note": "halo", "seen": "9" * 5000}, {"note": "halo", "seen": "-1"},
        {"note": "halo", "draft_key": "x"}, {"note": ["a", "b"], "seen": ["", "x"]}, {},
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", ["reply", "cancel", "ship"])
def test_nonsense_is_answered(client, case, action, answers):
    assert act(client, case, action, **answers).status_code in (303, 409, 422)
