"""The index by which a parcel that came back undelivered is found; built beside the work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("sales", "0002_import_attempts")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("tracking_number", ""), _negated=True),
                fields=["shop", "tracking_number"],
                name="order_tracking",
            ),
        ),
    ]
