"""The index from which the losses are read: the few events that may cost money, built while everybody goes on working."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0011_likeness_indexes")]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX CONCURRENTLY IF NOT EXISTS event_loss ON cases_event (at) INCLUDE (case_id, number, action)
            WHERE action IN (
                'accept_by_silence', 'approve_by_silence', 'lose', 'mark_mistake', 'miss_appeal', 'record_refund',
                'waive_appeal'
            )
            """,
            "DROP INDEX CONCURRENTLY IF EXISTS event_loss",
        ),
    ]
