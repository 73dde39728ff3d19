"""The first tables of this app."""

import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("variant", models.CharField(blank=True, max_length=20)),
                ("reference", models.CharField(max_length=16, unique=True)),
                ("token", models.CharField(max_length=32, unique=True)),
                ("submission", models.UUIDField(default=uuid.uuid4)),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="barang")),
                ("order_number", models.CharField(blank=True, max_length=60, verbose_name="nomor pesanan")),
                ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="nilai barang (Rp)")),
                ("customer_name", models.CharField(max_length=80, verbose_name="nama")),
                ("customer_phone", models.CharField(max_length=16, verbose_name="nomor HP (WhatsApp)")),
                ("customer_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("description", models.TextField(max_length=4000, verbose_name="cerita pelanggan")),
                ("consented_at", models.DateTimeField(null=True)),
                ("search", models.TextField(editable=False)),
                ("state", models.CharField(max_length=24)),
                ("turn", models.CharField(max_length=8)),
                ("is_open", models.BooleanField(default=True)),
                ("unanswered", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("due_action", models.CharField(blank=True, max_length=24)),
                ("next_due_at", models.DateTimeField(null=True)),
                ("sweep_failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="shops.membership",
                        verbose_name="PIC",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="shops.channel"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="shops.shop"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clock", models.CharField(max_length=20)),
                ("level", models.PositiveSmallIntegerField()),
                ("action", models.CharField(max_length=24)),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("rule", models.JSONField()),
                ("pauses", models.JSONField(default=list)),
                ("ledger", models.JSONField(default=list)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "berjalan"),
                            ("fired", "dijalankan"),
                            ("met", "selesai sebelum waktunya"),
                            ("paused", "dihentikan sementara"),
                            ("superseded", "digantikan oleh yang lebih akhir"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deadlines", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=24)),
                ("source", models.CharField(max_length=24)),
                ("target", models.CharField(max_length=24)),
                ("role", models.CharField(max_length=12)),
                ("by", models.CharField(max_length=80)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("internal", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cases.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "number"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("draft_key", models.UUIDField(db_index=True, null=True)),
                ("internal", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "foto"), ("video", "video"), ("document", "dokumen")], max_length=8
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("thumbnail", models.FileField(blank=True, max_length=200, upload_to="")),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=60)),
                ("size", models.PositiveBigIntegerField()),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("fingerprint", models.BigIntegerField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="shops.shop",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="cases.case",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="cases.event",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)), fields=["next_due_at"], name="case_sweep"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["shop", "due_at", "id"], name="case_inbox"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("amount__isnull", False), ("is_open", True)),
                fields=["shop", "due_action", "due_at"],
                include=("amount",),
                name="case_at_risk",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["shop", "state", "due_at", "id"], name="case_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["shop", "assignee", "due_at", "id"],
                name="case_assignee",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["shop", "-opened_at", "-id"], name="case_newest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="case_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("shop", "submission"), name="case_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_open", False), ("due_at__isnull", False), _connector="OR"),
                name="case_open_has_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("outcome__in", ["", "paused"])), fields=["case"], name="deadline_alive"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome__in", ["", "fired"])),
                fields=("case", "clock", "level", "due_at"),
                name="deadline_fires_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 100)), name="deadline_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("outcome", "")),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="deadline_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="event_number_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6da6c696218a049a2212a5a887b4b07a92d15638",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6207c",
                    table="cases_event",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("case__isnull", True)), fields=["added_at"], name="attachment_drafts"
            ),
        ),
    ]
