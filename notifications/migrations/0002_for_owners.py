"""Which messages only owners may read."""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="for_owners",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
