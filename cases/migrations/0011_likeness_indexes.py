"""Indexes by which photos that share a mark are found, and those that nobody has looked at; built beside the work."""
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0010_likeness")]

    operations = [
        AddIndexConcurrently(
            model_name="attachment", index=GinIndex(fields=["marks"], name="attachment_marks")
        ),
        AddIndexConcurrently(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("kind", "photo"), ("marks__isnull", True)),
                fields=["id"],
                name="attachment_undescribed",
            ),
        ),
    ]
