"""Refunds with their parts, and where the money goes: new tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0011_likeness_indexes'),
        ('sales', '0002_import_attempts'),
        ('shops', '0009_refund_limit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bank', models.CharField(max_length=40, verbose_name='bank atau dompet digital')),
                ('number', models.CharField(blank=True, max_length=24, verbose_name='nomor rekening atau HP')),
                ('tail', models.CharField(max_length=4)),
                ('holder', models.CharField(blank=True, max_length=80, verbose_name='atas nama')),
                ('fingerprint', models.CharField(max_length=64)),
                ('by_customer', models.BooleanField()),
                ('given_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='destinations', to='cases.case')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('due', 'Disiapkan'), ('recorded', 'Dikirim'), ('confirmed', 'Diterima pelanggan'), ('failed', 'Gagal, tidak sampai'), ('withdrawn', 'Diganti hitungan baru')], max_length=10)),
                ('amount', models.BigIntegerField(verbose_name='jumlah dana (Rp)')),
                ('shipping', models.BigIntegerField(default=0, verbose_name='ongkir (Rp)')),
                ('fee', models.BigIntegerField(default=0, verbose_name='potongan (Rp)')),
                ('method', models.CharField(choices=[('transfer', 'Transfer bank'), ('ewallet', 'Dompet digital (GoPay, OVO, DANA, ShopeePay)'), ('cash', 'Tunai'), ('marketplace', 'Dikembalikan oleh marketplace')], max_length=12, verbose_name='cara pengembalian')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='nomor bukti transfer')),
                ('paid_on', models.DateField(null=True, verbose_name='tanggal dana dikirim')),
                ('prepared_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('why', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='cases.case')),
                ('destination', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='remedies.destination')),
                ('paid_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proof', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.attachment')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shops.shop')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RefundPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='jumlah')),
                ('amount', models.BigIntegerField(verbose_name='harga barang (Rp)')),
                ('shipping', models.BigIntegerField(default=0, verbose_name='ongkir (Rp)')),
                ('paid', models.BigIntegerField(verbose_name='dibayar (Rp)')),
                ('order_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='sales.orderline')),
                ('refund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='remedies.refund')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='destination',
            index=models.Index(fields=['shop', 'fingerprint'], name='destination_same_number'),
        ),
        migrations.AddIndex(
            model_name='destination',
            index=models.Index(condition=models.Q(('forgotten_at', None)), fields=['case'], name='destination_known'),
        ),
        migrations.AddConstraint(
            model_name='destination',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at', None), models.Q(('holder', ''), ('number', '')), _connector='OR'), name='destination_forgotten_is_gone'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1)), name='refund_is_money'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('fee__gte', 0), ('shipping__gte', 0)), name='refund_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['recorded', 'confirmed']), _negated=True), models.Q(('paid_on__isnull', False), ('recorded_at__isnull', False)), _connector='OR'), name='refund_paid_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='refundpart',
            constraint=models.UniqueConstraint(fields=('refund', 'order_line'), name='refund_part_once'),
        ),
        migrations.AddConstraint(
            model_name='refundpart',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('paid__gte', 0), ('shipping__gte', 0)), name='refund_part_not_negative'),
        ),
    ]
