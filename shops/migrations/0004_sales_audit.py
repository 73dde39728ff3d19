"""The words of what is done to orders, customers and products."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0003_facts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='what',
            field=models.CharField(choices=[('founded', 'Toko dibuka'), ('profile', 'Profil toko diubah'), ('hours', 'Jam buka diubah'), ('day', 'Hari khusus diubah'), ('channel', 'Kanal diubah'), ('rules', 'Aturan waktu diubah'), ('invited', 'Anggota diundang'), ('withdrawn', 'Undangan dibatalkan'), ('joined', 'Undangan diterima'), ('declined', 'Undangan ditolak'), ('role', 'Peran diubah'), ('disabled', 'Anggota dinonaktifkan'), ('enabled', 'Anggota diaktifkan lagi'), ('left', 'Anggota keluar'), ('reset', 'Kata sandi anggota diatur ulang'), ('policy', 'Kebijakan retur diubah'), ('warranty', 'Ketentuan garansi diubah'), ('merged', 'Pelanggan digabung'), ('unmerged', 'Penggabungan pelanggan dibatalkan'), ('order', 'Pesanan diubah'), ('product', 'Produk diubah'), ('import', 'Pesanan diimpor')], max_length=12),
        ),
    ]
