"""Indexes by which a customer's page and an order's page find their cases, built while everybody goes on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0005_report_indexes")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["shop", "customer_phone", "-opened_at", "-id"], name="case_of_customer"
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("order_number", ""), _negated=True),
                fields=["shop", "order_number", "-opened_at", "-id"],
                name="case_of_order",
            ),
        ),
    ]
