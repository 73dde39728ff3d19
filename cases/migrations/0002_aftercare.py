"""After the end of a case: scores, reminders, where it came from; and the indexes of the inbox and the report."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("shops", "0002_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_at_risk",
        ),
        migrations.AddField(
            model_name="case",
            name="came_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="became", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="rated_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="reminders_stopped_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="score_product",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(5, "Sangat baik"), (4, "Baik"), (3, "Cukup"), (2, "Kurang"), (1, "Buruk")],
                null=True,
                verbose_name="barangnya",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="score_treatment",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(5, "Sangat baik"), (4, "Baik"), (3, "Cukup"), (2, "Kurang"), (1, "Buruk")],
                null=True,
                verbose_name="pelayanannya",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["shop", "due_action", "due_at"],
                include=("amount",),
                name="case_at_risk",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["shop", "turn", "due_at", "id"],
                name="case_turn",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("unanswered", True)),
                fields=["shop", "due_at", "id"],
                name="case_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", False)),
                fields=["shop", "-closed_at", "-id"],
                name="case_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("rated_at__isnull", False)),
                fields=["shop", "rated_at"],
                name="case_rated",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("source", models.F("target")), _negated=True),
                fields=["at"],
                name="event_moved",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("role", "system")), fields=["at"], name="event_clock"),
        ),
    ]
