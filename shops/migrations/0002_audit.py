"""What owners change leaves a trace that nobody can alter."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("founded", "Toko dibuka"),
                            ("profile", "Profil toko diubah"),
                            ("hours", "Jam buka diubah"),
                            ("day", "Hari khusus diubah"),
                            ("channel", "Kanal diubah"),
                            ("rules", "Aturan waktu diubah"),
                            ("invited", "Anggota diundang"),
                            ("withdrawn", "Undangan dibatalkan"),
                            ("joined", "Undangan diterima"),
                            ("declined", "Undangan ditolak"),
                            ("role", "Peran diubah"),
                            ("disabled", "Anggota dinonaktifkan"),
                            ("enabled", "Anggota diaktifkan lagi"),
                            ("left", "Anggota keluar"),
                            ("reset", "Kata sandi anggota diatur ulang"),
                            ("policy", "Kebijakan retur diubah"),
                            ("warranty", "Ketentuan garansi diubah"),
                        ],
                        max_length=12,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_entries",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["shop", "-at", "-id"], name="audit_of_shop")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e7bf78fe3984a45235cd009157bcc9005f6dd55b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0f461",
                    table="shops_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
    ]
