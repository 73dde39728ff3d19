"""What is decided of a request and of each of its lines. Columns are only added; the constraint is checked by itself."""

import cases.models
import django.core.validators
import returns.models.decisions
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # rows are written while the constraint is being validated

    dependencies = [
        ('returns', '0006_refund'),
        ('cases', '0011_likeness_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='returnline',
            name='approved',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='jumlah disetujui'),
        ),
        migrations.AddField(
            model_name='returnline',
            name='offer',
            field=models.CharField(blank=True, choices=[('exchange', 'Tukar barang'), ('partial', 'Potongan atau dana sebagian'), ('repair', 'Perbaikan'), ('none', 'Tidak ada')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='returnline',
            name='refusal',
            field=models.CharField(blank=True, choices=[('evidence', 'Bukti tidak cukup'), ('used', 'Barang sudah dipakai atau rusak setelah diterima'), ('too_late', 'Melewati batas waktu retur'), ('item_correct', 'Barang sesuai pesanan'), ('not_returnable', 'Barang tidak bisa diretur'), ('agreed', 'Sudah ada kesepakatan lain'), ('different_item', 'Barang yang kembali berbeda'), ('other', 'Alasan lain')], db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='returnline',
            name='refusal_clause',
            field=models.CharField(blank=True, db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='alternative',
            field=models.CharField(blank=True, choices=[('exchange', 'Tukar barang'), ('partial', 'Potongan atau dana sebagian'), ('repair', 'Perbaikan'), ('none', 'Tidak ada')], db_default='', default='', max_length=10, verbose_name='jalan lain yang ditawarkan'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='evidence_verdict',
            field=models.CharField(blank=True, choices=[('enough', 'Cukup'), ('weak', 'Lemah'), ('none', 'Tidak ada')], db_default='', default='', max_length=8, verbose_name='buktinya'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='kind_verified',
            field=cases.models.Tick(db_default=False, default=False, verbose_name='jenisnya cocok dengan kata pelanggan'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='offer_amount',
            field=models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='dana yang ditawarkan (Rp)'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='packing_log',
            field=models.CharField(blank=True, choices=[('matches', 'Sesuai pesanan'), ('differs', 'Ada selisih'), ('missing', 'Tidak ada catatan')], db_default='', default='', max_length=8, verbose_name='catatan pengemasan'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='packing_slip',
            field=models.CharField(blank=True, choices=[('matches', 'Sesuai pesanan'), ('differs', 'Ada selisih'), ('missing', 'Tidak ada catatan')], db_default='', default='', max_length=8, verbose_name='slip isi paket'),
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='rejection_clause',
            field=returns.models.decisions.ClauseField(blank=True, choices=[('none', 'tidak ada di kebijakan')], db_default='', default='', max_length=8, verbose_name='pasal kebijakan'),
        ),
        AddConstraintNotValid(
            model_name='returnline',
            constraint=models.CheckConstraint(condition=models.Q(('approved', None), ('approved__lte', models.F('quantity')), _connector='OR'), name='return_line_approved'),
        ),
        ValidateConstraint(model_name='returnline', name='return_line_approved'),
    ]
