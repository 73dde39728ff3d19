"""The first tables of this app."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Shop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="alamat toko")),
                ("name", models.CharField(max_length=80, verbose_name="nama toko")),
                ("logo", models.ImageField(blank=True, upload_to="logo/", verbose_name="logo")),
                ("whatsapp", models.CharField(blank=True, max_length=16, verbose_name="nomor WhatsApp toko")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail toko")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="alamat toko")),
                (
                    "return_address",
                    models.TextField(blank=True, max_length=300, verbose_name="alamat kirim balik"),
                ),
                (
                    "time_zone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "WIB (Jawa, Sumatra, Kalimantan Barat dan Tengah)"),
                            (
                                "Asia/Makassar",
                                "WITA (Bali, Nusa Tenggara, Sulawesi, Kalimantan Timur dan Selatan)",
                            ),
                            ("Asia/Jayapura", "WIT (Maluku, Papua)"),
                        ],
                        default="Asia/Jakarta",
                        max_length=20,
                        verbose_name="zona waktu",
                    ),
                ),
                (
                    "observes_joint_leave",
                    models.BooleanField(default=True, verbose_name="libur saat cuti bersama"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktif")),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("website", "Formulir toko"),
                            ("whatsapp", "WhatsApp"),
                            ("instagram", "Instagram"),
                            ("counter", "Toko langsung"),
                            ("phone", "Telepon"),
                            ("tokopedia", "Tokopedia"),
                            ("tiktok", "TikTok Shop"),
                            ("shopee", "Shopee"),
                            ("lazada", "Lazada"),
                            ("other", "Lainnya"),
                        ],
                        max_length=12,
                        verbose_name="jenis kanal",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="nama kanal")),
                (
                    "preset",
                    models.CharField(
                        choices=[
                            ("own", "Toko sendiri, WhatsApp, Instagram: pemilik diberi tahu"),
                            ("own_automatic", "Toko sendiri: disetujui otomatis bila didiamkan"),
                            ("tokopedia", "Tokopedia dan TikTok Shop"),
                            ("shopee", "Shopee"),
                            ("lazada", "Lazada"),
                        ],
                        default="own",
                        max_length=20,
                        verbose_name="aturan waktu",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="dipakai")),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="channels", to="shops.shop"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="tanggal")),
                ("name", models.CharField(max_length=60, verbose_name="keterangan")),
                ("is_open", models.BooleanField(default=False, verbose_name="toko buka")),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="special_days",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="ClockRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clock", models.CharField(max_length=20)),
                ("number", models.PositiveSmallIntegerField(verbose_name="lama")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("jam", "jam"),
                            ("jam_buka", "jam_buka"),
                            ("kalender", "kalender"),
                            ("kerja", "kerja"),
                        ],
                        max_length=10,
                        verbose_name="satuan",
                    ),
                ),
                (
                    "on_due",
                    models.CharField(
                        choices=[
                            ("approve", "Disetujui otomatis"),
                            ("alarm", "Pemilik diberi tahu"),
                            ("close", "Ditutup otomatis"),
                        ],
                        default="alarm",
                        max_length=8,
                        verbose_name="bila lewat",
                    ),
                ),
                (
                    "reminders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="sumber")),
                ("source_on", models.DateField(blank=True, null=True, verbose_name="tanggal sumber")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="shops.channel"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "clock"), name="rule_once"),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="rule_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="hari")),
                ("opens", models.TimeField(verbose_name="buka")),
                ("closes", models.TimeField(verbose_name="tutup")),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_periods",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "weekday", "opens"), name="opening_once"),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="opening_weekday"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes__gt", models.F("opens")), ("closes", "00:00"), _connector="OR"
                        ),
                        name="opening_closes_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Pemilik"),
                            ("service", "Layanan pelanggan"),
                            ("warehouse", "Gudang"),
                        ],
                        max_length=12,
                        verbose_name="peran",
                    ),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("shop", "user"), name="membership_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(fields=("shop", "name"), name="channel_name_once"),
        ),
        migrations.AddConstraint(
            model_name="specialday",
            constraint=models.UniqueConstraint(fields=("shop", "date"), name="special_day_once"),
        ),
    ]
