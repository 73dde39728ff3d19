"""What was found in a parcel and where its goods lie: two new tables, nothing that is in use is changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0007_decisions"),
        ("shops", "0008_evidence_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("received", models.PositiveIntegerField(verbose_name="datang")),
                ("damaged", models.PositiveIntegerField(verbose_name="rusak")),
                ("accepted", models.PositiveIntegerField(verbose_name="diterima")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A · seperti baru"),
                            ("B", "B · baik, ada bekas dibuka"),
                            ("C", "C · rusak, masih bisa diperbaiki"),
                            ("D", "D · rusak berat"),
                        ],
                        max_length=1,
                        verbose_name="nilai",
                    ),
                ),
                ("checklist", models.JSONField(default=dict)),
                ("serial_sent", models.CharField(blank=True, max_length=60)),
                ("serial_found", models.CharField(blank=True, max_length=60)),
                (
                    "seal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("intact", "Utuh"),
                            ("broken", "Rusak atau terbuka"),
                            ("missing", "Tidak ada"),
                        ],
                        max_length=8,
                    ),
                ),
                ("weight_sent", models.PositiveIntegerField(null=True)),
                ("weight_found", models.PositiveIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("resale_approved_at", models.DateTimeField(null=True)),
                ("inspected_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspections",
                        to="returns.returnrequest",
                    ),
                ),
                (
                    "inspected_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspections",
                        to="returns.returnline",
                    ),
                ),
                (
                    "resale_approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            },
        ),
        migrations.CreateModel(
            name="ShelfItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pieces", models.PositiveIntegerField()),
                (
                    "what",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resell", "Jual lagi"),
                            ("repair", "Perbaiki"),
                            ("supplier", "Kembalikan ke pemasok"),
                            ("scrap", "Buang"),
                            ("give_back", "Kembalikan ke pelanggan"),
                        ],
                        max_length=9,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=40, verbose_name="tempat di rak")),
                ("since", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shelf",
                        to="returns.inspection",
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
            },
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("line__isnull", False)),
                fields=("line", "round"),
                name="inspection_of_line_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("line__isnull", True)),
                fields=("case", "round"),
                name="inspection_of_case_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted__lte", models.F("received")), ("damaged__lte", models.F("received"))
                ),
                name="inspection_adds_up",
            ),
        ),
        migrations.AddIndex(
            model_name="shelfitem",
            index=models.Index(
                condition=models.Q(("left_at", None)), fields=["shop", "-since", "-id"], name="shelf_lying"
            ),
        ),
        migrations.AddIndex(
            model_name="shelfitem",
            index=models.Index(
                condition=models.Q(("left_at", None)),
                fields=["shop", "what", "-since", "-id"],
                name="shelf_lying_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="shelfitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("pieces__gte", 1)), name="shelf_has_pieces"
            ),
        ),
    ]
