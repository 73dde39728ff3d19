"""By what a photo is known again; two columns that are empty at first, so that nobody waits for the table.

The fingerprint that they take the place of stays in the database until no program writes it any more.
"""
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_evidence_stands")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="attachment", name="sketch", field=models.BinaryField(null=True)
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="attachment", name="fingerprint")]
        ),
    ]
