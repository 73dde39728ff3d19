"""Above which sum two people look after a refund, and how long account numbers are kept."""
import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0008_evidence_audit'),
    ]

    operations = [
        migrations.AddField(
            model_name='shop',
            name='account_days',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='simpan nomor rekening pelanggan (hari)'),
        ),
        migrations.AddField(
            model_name='shop',
            name='refund_limit',
            field=models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='batas dana yang boleh diurus satu orang (Rp)'),
        ),
    ]
