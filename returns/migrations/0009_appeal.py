"""Objections and appeals: columns that are empty or have a default, and the clock of an appeal for marketplaces' channels."""

import django.core.validators
from django.db import migrations, models


# Number, unit and source as in shops.presets on the day of this migration; a channel that has the clock keeps it.
_CLOCKS = """
    INSERT INTO shops_clockrule (channel_id, clock, number, unit, on_due, reminders, source, source_on)
    SELECT channel.id, 'appeal', preset.number, 'kalender', 'close', ARRAY[50, 80], preset.source, preset.source_on::date
    FROM shops_channel AS channel
    JOIN (VALUES
        ('tokopedia', 15, 'seller-id.tokopedia.com, Pengembalian dan Pengembalian Dana (dana saja)', '2025-10-15'),
        ('shopee', 2, 'Perkiraan aman; dilaporkan 3 hari kalender (bigseller.store, negara tidak disebut)', '2026-11-21'),
        ('lazada', 2, 'Belum dipastikan, cek Seller Center', '2026-11-21')
    ) AS preset(name, number, source, source_on) ON preset.name = channel.preset
    ON CONFLICT (channel_id, clock) DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('returns', '0008_inspection'),
        ("shops", "0008_evidence_audit"),
    ]

    operations = [
        migrations.AddField(
            model_name='returnrequest',
            name='appeal_evidence',
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='appeal_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='nomor banding'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='appeal_until',
            field=models.DateField(blank=True, help_text='Bila ada, tanggal ini yang dipakai, bukan aturan kanal.', null=True, verbose_name='batas banding di Seller Center'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='appealed_on',
            field=models.DateField(blank=True, null=True, verbose_name='tanggal banding'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='mistake_amount',
            field=models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='rugi karena salah langkah (Rp)'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='objected_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='ruled_amount',
            field=models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='dana yang diambil (Rp)'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='ruled_on',
            field=models.DateField(blank=True, help_text='Dihitung sejak awal hari itu, supaya tidak pernah lebih lambat dari marketplace.', null=True, verbose_name='tanggal putusan'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='ruling',
            field=models.CharField(blank=True, choices=[('refund', 'Dana penuh dikembalikan ke pembeli'), ('partial', 'Sebagian dana dikembalikan ke pembeli'), ('return', 'Retur barang dan dana disetujui'), ('other', 'Putusan lain')], db_default='', default='', max_length=8, verbose_name='putusan marketplace'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='won_amount',
            field=models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='dana yang kembali (Rp)'),
        ),
        migrations.RunSQL(_CLOCKS, migrations.RunSQL.noop),
    ]
