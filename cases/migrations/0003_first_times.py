"""When a case was first answered, by whom, and when it first ended; empty at first, which rewrites no row."""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_aftercare")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="first_answer_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="first_answer_role",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="case",
            name="first_closed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
