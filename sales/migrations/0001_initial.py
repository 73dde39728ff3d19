"""The first tables of this app."""

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shops', '0004_sales_audit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='nomor HP (WhatsApp)')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='nama')),
                ('salutation', models.CharField(choices=[('Kak', 'Kak'), ('Bapak', 'Bapak'), ('Ibu', 'Ibu'), ('Mas', 'Mas'), ('Mbak', 'Mbak')], db_default='Kak', default='Kak', max_length=8, verbose_name='sapaan')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('preferences', models.TextField(blank=True, max_length=1000, verbose_name='kesukaan')),
                ('consented_at', models.DateTimeField(blank=True, null=True, verbose_name='bersedia dihubungi')),
                ('created_at', models.DateTimeField()),
                ('search', models.TextField(editable=False)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='sales.customer')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='CustomerMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('moved', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_away', to='sales.customer')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='sales.customer')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customer_merges', to='shops.shop')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CustomerNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='catatan')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='sales.customer')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='')),
                ('file_name', models.CharField(max_length=160)),
                ('sha256', models.CharField(max_length=64)),
                ('layout', models.CharField(blank=True, max_length=20)),
                ('mapping', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('uploaded', 'Diunggah'), ('previewed', 'Siap diimpor'), ('running', 'Sedang diimpor'), ('done', 'Selesai'), ('failed', 'Gagal'), ('cancelled', 'Dibatalkan')], default='uploaded', max_length=10)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('errors', models.JSONField(default=list)),
                ('errors_total', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('beat_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_runs', to='shops.channel')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='import_runs', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='InvoiceCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last', models.PositiveIntegerField()),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, verbose_name='nomor pesanan')),
                ('submission', models.UUIDField(editable=False, null=True)),
                ('buyer_name', models.CharField(blank=True, max_length=120, verbose_name='nama pembeli')),
                ('buyer_phone', models.CharField(blank=True, max_length=16, verbose_name='nomor HP pembeli')),
                ('buyer_phone_masked', models.CharField(blank=True, max_length=40, verbose_name='nomor tersamar')),
                ('status', models.CharField(blank=True, max_length=60, verbose_name='status')),
                ('payment', models.CharField(blank=True, max_length=60, verbose_name='pembayaran')),
                ('placed_at', models.DateTimeField(verbose_name='dipesan')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='dibayar')),
                ('shipped_at', models.DateTimeField(blank=True, null=True, verbose_name='dikirim')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='diterima')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='dibatalkan')),
                ('courier', models.CharField(blank=True, max_length=60, verbose_name='kurir')),
                ('tracking_number', models.CharField(blank=True, max_length=40, verbose_name='nomor resi')),
                ('discount', models.BigIntegerField(db_default=0, default=0, verbose_name='potongan')),
                ('shipping_fee', models.BigIntegerField(db_default=0, default=0, verbose_name='ongkir')),
                ('shipping_payer', models.CharField(blank=True, choices=[('buyer', 'pembeli'), ('seller', 'toko'), ('platform', 'marketplace')], max_length=8, verbose_name='ongkir ditanggung')),
                ('total', models.BigIntegerField(db_default=0, default=0, verbose_name='total')),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('search', models.TextField(editable=False)),
                ('channel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='shops.channel')),
                ('customer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='sales.customer')),
                ('imported_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='orders', to='sales.importrun')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nama produk')),
                ('category', models.CharField(blank=True, max_length=60, verbose_name='kategori')),
                ('is_returnable', models.BooleanField(db_default=True, default=True, verbose_name='bisa diretur')),
                ('not_returnable_why', models.CharField(blank=True, max_length=200, verbose_name='alasan tidak bisa diretur')),
                ('warranty_months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='garansi (bulan)')),
                ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='masih dijual')),
                ('created_at', models.DateTimeField()),
                ('search', models.TextField(editable=False)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(blank=True, max_length=100, verbose_name='SKU')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='varian')),
                ('price', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='harga (Rp)')),
                ('weight_grams', models.PositiveIntegerField(blank=True, null=True, verbose_name='berat (gram)')),
                ('stock', models.IntegerField(blank=True, null=True, verbose_name='stok')),
                ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='masih dijual')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='sales.product')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='shops.shop')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('sku', models.CharField(blank=True, max_length=100, verbose_name='SKU')),
                ('name', models.CharField(max_length=255, verbose_name='barang')),
                ('variation', models.CharField(blank=True, max_length=200, verbose_name='varian')),
                ('quantity', models.PositiveIntegerField(verbose_name='jumlah')),
                ('unit_price', models.BigIntegerField(db_default=0, default=0, verbose_name='harga satuan')),
                ('discount', models.BigIntegerField(db_default=0, default=0, verbose_name='potongan')),
                ('amount', models.BigIntegerField(db_default=0, default=0, verbose_name='jumlah (Rp)')),
                ('returned_quantity', models.PositiveIntegerField(db_default=0, default=0, verbose_name='jumlah diretur')),
                ('raw', models.JSONField(default=dict)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='sales.order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shops.shop')),
                ('variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lines', to='sales.variant')),
            ],
            options={
                'ordering': ['order', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64)),
                ('mapping', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField()),
                ('channel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='column_mappings', to='shops.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'signature'), name='column_mapping_once')],
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('merged_into', None)), fields=['shop', '-created_at', '-id'], name='customer_newest'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='customer_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('phone', ''), _negated=True), fields=('shop', 'phone'), name='customer_once'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='customer_not_own'),
        ),
        migrations.AddConstraint(
            model_name='customermerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('gone',), name='merged_once'),
        ),
        migrations.AddIndex(
            model_name='customernote',
            index=models.Index(fields=['customer', '-at', '-id'], name='note_of_customer'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['shop', '-id'], name='import_newest'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(condition=models.Q(('status', 'running')), fields=['beat_at'], name='import_running'),
        ),
        migrations.AddConstraint(
            model_name='invoicecount',
            constraint=models.UniqueConstraint(fields=('shop', 'day'), name='invoice_day_once'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['shop', '-placed_at', '-id'], name='order_newest'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['channel', '-placed_at', '-id'], name='order_of_channel'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['customer', '-placed_at', '-id'], name='order_of_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['shop', 'number'], name='order_number'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='order_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('channel', 'number'), name='order_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('shop', 'submission'), name='order_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='order_has_number'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['shop', '-created_at', '-id'], name='product_newest'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='product_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('shop', 'name'), name='product_once'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('is_returnable', True), models.Q(('not_returnable_why', ''), _negated=True), _connector='OR'), name='product_says_why'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(condition=models.Q(('sku', ''), _negated=True), fields=('shop', 'sku'), name='variant_sku_once'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('product', 'name'), name='variant_once'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('price', None), ('price__gte', 0), _connector='OR'), name='variant_price'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(condition=models.Q(('sku', ''), _negated=True), fields=('order', 'sku', 'variation'), name='line_once_by_sku'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(condition=models.Q(('sku', '')), fields=('order', 'name', 'variation'), name='line_once_by_name'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='line_has_units'),
        ),
    ]
