"""`manage.py sweep`: every due deadline as if it were another moment."""

from datetime import timedelta

from django.core.management import call_command

from cases.models import Case, Event


def test_it_fires_what_is_due_by_then_and_says_how_many(open_return, capsys):
    cases = [open_return() for _ in range(3)]
    due = Case.objects.get(pk=cases[0].pk).due_at
    call_command("sweep", "--now", (cases[0].opened_at + timedelta(minutes=1)).isoformat())
    assert capsys.readouterr().out == "0 kasus dijalankan.\n"
    call_command("sweep", "--now", (due + timedelta(minutes=1)).isoformat())
    assert capsys.readouterr().out == "3 kasus dijalankan.\n"
    assert set(Case.objects.values_list("state", flat=True)) == {"approved"}
    call_command("sweep", "--now", (due + timedelta(minutes=1)).isoformat())
    assert capsys.readouterr().out == "0 kasus dijalankan.\n"
    assert Event.objects.filter(action="approve_by_silence").count() == 3
