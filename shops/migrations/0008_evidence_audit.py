"""That somebody took an evidence bundle away is written down; changes nothing in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0007_undo_seconds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='what',
            field=models.CharField(choices=[('founded', 'Toko dibuka'), ('profile', 'Profil toko diubah'), ('hours', 'Jam buka diubah'), ('day', 'Hari khusus diubah'), ('channel', 'Kanal diubah'), ('rules', 'Aturan waktu diubah'), ('invited', 'Anggota diundang'), ('withdrawn', 'Undangan dibatalkan'), ('joined', 'Undangan diterima'), ('declined', 'Undangan ditolak'), ('role', 'Peran diubah'), ('disabled', 'Anggota dinonaktifkan'), ('enabled', 'Anggota diaktifkan lagi'), ('left', 'Anggota keluar'), ('reset', 'Kata sandi anggota diatur ulang'), ('policy', 'Kebijakan retur diubah'), ('warranty', 'Ketentuan garansi diubah'), ('merged', 'Pelanggan digabung'), ('unmerged', 'Penggabungan pelanggan dibatalkan'), ('order', 'Pesanan diubah'), ('product', 'Produk diubah'), ('import', 'Pesanan diimpor'), ('evidence', 'Paket bukti diunduh')], max_length=12),
        ),
    ]
