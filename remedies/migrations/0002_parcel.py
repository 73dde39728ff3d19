"""Parcels, and the case of one that nobody knows: new tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_likeness_indexes'),
        ('remedies', '0001_refund'),
        ('sales', '0003_order_tracking'),
        ('shops', '0008_evidence_audit'),
    ]

    operations = [
        migrations.CreateModel(
            name='ParcelCase',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='parcel_case', serialize=False, to='cases.case')),
                ('courier', models.CharField(blank=True, max_length=40, verbose_name='kurir')),
                ('tracking_number', models.CharField(blank=True, max_length=40, verbose_name='nomor resi')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='datang')),
                ('back_courier', models.CharField(blank=True, max_length=40, verbose_name='kurir kirim balik')),
                ('back_tracking_number', models.CharField(blank=True, max_length=40, verbose_name='nomor resi kirim balik')),
                ('belongs_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='found_parcels', to='cases.case', verbose_name='milik kasus')),
            ],
            bases=('cases.case',),
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('in', 'ke toko'), ('out', 'ke pelanggan')], max_length=3, verbose_name='arah')),
                ('courier', models.CharField(blank=True, max_length=40, verbose_name='kurir')),
                ('tracking_number', models.CharField(blank=True, max_length=40, verbose_name='nomor resi')),
                ('payer', models.CharField(blank=True, choices=[('customer', 'Pelanggan'), ('shop', 'Toko'), ('marketplace', 'Marketplace')], max_length=11, verbose_name='ongkir ditanggung')),
                ('cost', models.BigIntegerField(blank=True, null=True, verbose_name='ongkir (Rp)')),
                ('status', models.CharField(choices=[('expected', 'Ditunggu, belum dikirim'), ('sent', 'Di jalan'), ('arrived', 'Sampai, lengkap'), ('short', 'Sampai, ada yang kurang'), ('wrong', 'Sampai, isinya bukan barang kita'), ('lost', 'Hilang di jalan'), ('called_off', 'Tidak jadi dikirim')], max_length=10, verbose_name='status')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='dikirim')),
                ('arrived_on', models.DateField(blank=True, null=True, verbose_name='sampai')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='catatan')),
                ('created_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parcels', to='cases.case')),
                ('found_as', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shops.shop')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('tracking_number', ''), _negated=True), fields=['shop', 'tracking_number'], name='parcel_tracking'), models.Index(condition=models.Q(('direction', 'in'), ('status__in', ['expected', 'sent'])), fields=['shop', 'created_at', 'id'], name='parcel_awaited')],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='parcel_cost')],
            },
        ),
    ]
