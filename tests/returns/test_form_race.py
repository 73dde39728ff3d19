"""Two presses of the button at the very same time."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from cases.models import Attachment, Case, Event
from notifications.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_identical_forms_at_once_are_one_case(shop, answers, photo):
    sent = {**answers, "submission": str(uuid4()), "draft_key": str(uuid4())}
    start, answered = Barrier(2), []

    def send():
        try:
            start.wait()
            answered.append(Client().post("/toko/sari/retur/", {**sent, "evidence": [photo()]}))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    case = Case.objects.get()
    assert [response.status_code for response in answered] == [303, 303]
    assert {response.url for response in answered} == {f"/lacak/{case.token}/"}
    assert Event.objects.count() == 1
    assert Message.objects.filter(to_customer=True).count() == 1
    assert Attachment.objects.filter(case=case).count() == 1
