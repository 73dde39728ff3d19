"""The weekly letters that there are already are for owners only; apart from 0002, which locks the table."""
from django.db import migrations


def tell(apps, editor):
    apps.get_model("notifications", "Message").objects.filter(template="owner_digest").update(for_owners=True)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_for_owners")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
