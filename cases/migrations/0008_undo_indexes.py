"""Indexes from which the report tells which moves still count, built while everybody goes on working."""
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0007_undo")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("undoes__isnull", False)), fields=["case", "undoes"], name="event_undoing"
            ),
        ),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("source", models.F("target")), _negated=True),
                fields=["at"],
                include=("case", "number", "source", "target"),
                name="event_moving",
            ),
        ),
        RemoveIndexConcurrently(model_name="event", name="event_move"),
    ]
