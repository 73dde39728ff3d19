"""How long a step of the team can be undone."""
import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0006_rename_moves_on")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="undo_seconds",
            field=models.PositiveSmallIntegerField(
                db_default=60,
                default=60,
                validators=[django.core.validators.MaxValueValidator(600)],
                verbose_name="waktu untuk membatalkan langkah (detik)",
            ),
        ),
    ]
