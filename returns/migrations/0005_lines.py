"""The goods of a request: a new table. What changes on the requests themselves is a name within Python."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0004_eligibility"),
        ("sales", "0002_import_attempts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="returnrequest",
            name="policy",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="returns.returnpolicy",
            ),
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("within", "Memenuhi syarat"),
                            ("outside", "Di luar kebijakan"),
                            ("unknown", "Perlu keputusan"),
                        ],
                        db_default="",
                        default="",
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "clause",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=8),
                ),
                (
                    "policy_words",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        max_length=500,
                        verbose_name="menurut kebijakan toko",
                    ),
                ),
                (
                    "policy_words_staff",
                    models.TextField(blank=True, db_default="", default="", editable=False),
                ),
                ("policy_facts", models.JSONField(editable=False, null=True)),
                ("name", models.CharField(max_length=460, verbose_name="barang")),
                ("quantity", models.PositiveIntegerField(verbose_name="jumlah")),
                ("amount", models.BigIntegerField(verbose_name="harga barang (Rp)")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="returns.returnrequest",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="sales.orderline",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="returns.returnpolicy",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "order_line"), name="return_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="return_line_has_pieces"
                    ),
                ],
            },
        ),
    ]
