"""The first tables of this app."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=16)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("template", models.CharField(max_length=40)),
                ("to_customer", models.BooleanField()),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("whatsapp_link", "WhatsApp")], max_length=16
                    ),
                ),
                ("recipient", models.CharField(max_length=254)),
                ("recipient_name", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Menunggu dikirim"),
                            ("prepared", "Siap dikirim lewat WhatsApp"),
                            ("sent", "Terkirim"),
                            ("unknown", "Tidak pasti terkirim"),
                            ("dead", "Gagal"),
                            ("skipped", "Tidak jadi dikirim"),
                        ],
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("sending_since", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "sent_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="shops.shop"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "queued")),
                        fields=["next_attempt_at"],
                        name="message_due",
                    ),
                    models.Index(fields=["shop", "about", "id"], name="message_about"),
                    models.Index(
                        condition=models.Q(("status__in", ["prepared", "unknown", "dead"])),
                        fields=["shop", "id"],
                        name="message_attention",
                    ),
                ],
            },
        ),
    ]
