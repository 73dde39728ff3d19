"""Events are history: the database itself refuses to change or delete one, whoever asks."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from cases.models import Event

REFUSAL = "Cannot update or delete rows from cases_event table"


@pytest.fixture
def event(open_return):
    """The first event of a case."""
    return open_return().events.get()


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda event: Event.objects.filter(pk=event.pk).update(note="lain"), id="update"),
        pytest.param(lambda event: setattr(event, "note", "lain") or event.save(), id="save"),
        pytest.param(lambda event: Event.objects.bulk_update([event], ["note"]), id="bulk update"),
        pytest.param(lambda event: event.delete(), id="delete"),
        pytest.param(lambda event: Event.objects.all().delete(), id="delete all"),
        pytest.param(lambda event: _sql("UPDATE cases_event SET note = 'lain'"), id="raw update"),
        pytest.param(lambda event: _sql("DELETE FROM cases_event"), id="raw delete"),
        pytest.param(lambda event: _sql("DELETE FROM cases_event USING cases_case"), id="raw delete by join"),
    ],
)
def test_an_event_cannot_be_altered(event, attempt):
    before = Event.objects.values().get()
    with pytest.raises(InternalError, match=REFUSAL), transaction.atomic():
        attempt(event)
    assert Event.objects.values().get() == before


def test_a_number_is_given_once(event):
    twin = Event(
        case_id=event.case_id,
        number=event.number,
        action="x",
        source="",
        target="",
        role="owner",
        at=event.at,
    )
    with pytest.raises(IntegrityError, match="event_number_once"), transaction.atomic():
        twin.save()
    assert Event.objects.count() == 1


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
