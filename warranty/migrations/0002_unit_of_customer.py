"""The index by which a customer's page finds their units, built while everybody goes on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("warranty", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="registeredunit",
            index=models.Index(
                fields=["shop", "owner_phone", "-registered_at", "-id"], name="unit_of_customer"
            ),
        ),
    ]
