"""What a step keeps so that it can be undone: until when, and how the case stood before."""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_case_of_customer")]

    # Columns that may be empty and check nothing: the table is not read, its lock is short.
    operations = [
        migrations.AddField(
            model_name="event",
            name="undo_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="before",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="undoes",
            field=models.IntegerField(null=True),
        ),
    ]
