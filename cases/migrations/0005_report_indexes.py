"""Indexes from which the report reads all that it counts, built while everybody goes on working."""
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0004_first_times_filled")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["shop", "-opened_at", "-id"],
                include=("channel", "kind", "variant", "title", "amount", "first_answer_at", "first_answer_role"),
                name="case_came",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="case_newest"),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("first_closed_at__isnull", False)),
                fields=["shop", "first_closed_at"],
                include=("opened_at", "channel", "kind", "variant"),
                name="case_first_closed",
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("rated_at__isnull", False)),
                fields=["shop", "rated_at"],
                include=("channel", "kind", "variant", "score_product", "score_treatment"),
                name="case_scored",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="case_rated"),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("source", models.F("target")), _negated=True),
                fields=["at"],
                include=("case", "source", "target"),
                name="event_move",
            ),
        ),
        RemoveIndexConcurrently(model_name="event", name="event_moved"),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("role", "system")),
                fields=["at"],
                include=("case", "action", "source", "target"),
                name="event_by_clock",
            ),
        ),
        RemoveIndexConcurrently(model_name="event", name="event_clock"),
        # An index tells alone only of pages that a vacuum has seen, so it comes after two rows in a hundred.
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (autovacuum_vacuum_scale_factor = 0.02)",
            "ALTER TABLE cases_case RESET (autovacuum_vacuum_scale_factor)",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_event SET (autovacuum_vacuum_insert_scale_factor = 0.02)",
            "ALTER TABLE cases_event RESET (autovacuum_vacuum_insert_scale_factor)",
        ),
    ]
