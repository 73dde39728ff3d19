"""The first tables of this app."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnRequest",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="return_request",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("damaged", "Rusak waktu sampai"),
                            ("defective", "Cacat atau tidak berfungsi"),
                            ("wrong_item", "Barang yang dikirim salah"),
                            ("incomplete", "Tidak lengkap atau kurang"),
                            ("not_as_described", "Tidak sesuai deskripsi atau foto"),
                            ("wrong_size", "Ukuran atau model tidak pas"),
                            ("not_received", "Paket tidak sampai"),
                            ("changed_mind", "Berubah pikiran"),
                            ("other", "Lainnya"),
                        ],
                        max_length=20,
                        verbose_name="alasan",
                    ),
                ),
                (
                    "wanted_variant",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="ukuran atau model yang diinginkan"
                    ),
                ),
                (
                    "rejection_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("evidence", "Bukti tidak cukup"),
                            ("used", "Barang sudah dipakai atau rusak setelah diterima"),
                            ("too_late", "Melewati batas waktu retur"),
                            ("item_correct", "Barang sesuai pesanan"),
                            ("not_returnable", "Barang tidak bisa diretur"),
                            ("agreed", "Sudah ada kesepakatan lain"),
                            ("different_item", "Barang yang kembali berbeda"),
                            ("other", "Alasan lain"),
                        ],
                        max_length=20,
                        verbose_name="alasan penolakan",
                    ),
                ),
                ("courier", models.CharField(blank=True, max_length=40, verbose_name="kurir")),
                ("tracking_number", models.CharField(blank=True, max_length=40, verbose_name="nomor resi")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="tanggal diterima")),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("as_claimed", "Sesuai keluhan pelanggan"),
                            ("good", "Baik, layak jual lagi"),
                            ("damaged", "Rusak, tidak sesuai keluhan"),
                            ("different", "Bukan barang kita"),
                            ("incomplete", "Tidak lengkap"),
                        ],
                        max_length=12,
                        verbose_name="kondisi barang",
                    ),
                ),
                (
                    "refund_amount",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="jumlah dana (Rp)",
                    ),
                ),
                (
                    "refund_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "Transfer bank"),
                            ("ewallet", "Dompet digital (GoPay, OVO, DANA, ShopeePay)"),
                            ("cash", "Tunai"),
                            ("marketplace", "Dikembalikan oleh marketplace"),
                        ],
                        max_length=12,
                        verbose_name="cara pengembalian",
                    ),
                ),
                (
                    "refund_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="nomor bukti transfer"),
                ),
                ("refunded_on", models.DateField(blank=True, null=True, verbose_name="tanggal dana dikirim")),
                (
                    "replacement_courier",
                    models.CharField(blank=True, max_length=40, verbose_name="kurir pengganti"),
                ),
                (
                    "replacement_tracking_number",
                    models.CharField(blank=True, max_length=40, verbose_name="nomor resi pengganti"),
                ),
                (
                    "replaced_on",
                    models.DateField(blank=True, null=True, verbose_name="tanggal pengganti dikirim"),
                ),
            ],
            bases=("cases.case",),
        ),
    ]
