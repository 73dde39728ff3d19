"""Which messages only owners may read; the weekly letters that there are already are of them."""
from django.db import migrations, models


def tell(apps, editor):
    apps.get_model("notifications", "Message").objects.filter(template="owner_digest").update(for_owners=True)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="for_owners",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
