"""An owner may do without the weekly letter; everybody gets it until they say so."""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0004_sales_audit")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="weekly_digest",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
