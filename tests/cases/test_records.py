"""What a step writes beside its case: rows that point to each other, and the way back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.checks import check_workflows
from cases.records import Record, put_back
from cases.workflow import Step
from returns.workflow import RETURN
from sales.models import Customer, CustomerNote
from shops.rows import Batch

NOW = datetime(2026, 11, 22, 9, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Jakarta"))
pytestmark = pytest.mark.django_db


def test_rows_are_written_and_put_back(shop, sari):
    known = Customer.objects.create(shop=shop, phone="+6281200000001", name="Rina", created_at=NOW)
    before = list(Customer.objects.order_by("pk").values())

    record = Record()
    new = record.make(
        Customer(shop=shop, phone="+6281200000002", name="Budi", created_at=NOW, merged_into=known)
    )
    record.make(CustomerNote(shop=shop, customer=new, text="Suka warna biru", by=sari.user, at=NOW))
    record.change(known, name="Rina Sari", consented_at=NOW)
    record.draw_keys()
    batch = Batch()
    record.write(batch)
    batch.send()

    note = CustomerNote.objects.get()
    assert (note.customer.name, note.customer.merged_into_id) == ("Budi", known.pk)
    assert Customer.objects.get(pk=known.pk).name == "Rina Sari"

    put_back(record.before()["rows"])
    assert list(Customer.objects.order_by("pk").values()) == before
    assert not CustomerNote.objects.exists()


def test_a_step_that_writes_nothing_says_nothing():
    assert Record().before() == {}


def test_a_method_that_the_model_lacks_stops_the_start(monkeypatch):
    lame = Step("lame", "submitted", "closed", RETURN.opened.by, "Simpan", "Disimpan", records=("fly",))
    monkeypatch.setitem(RETURN.__dict__, "steps", (*RETURN.steps, lame))
    assert "return_request: its model has no fly()" in [problem.msg for problem in check_workflows(None)]
