"""Messages of a step that was undone."""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_for_owners_filled")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "Menunggu dikirim"),
                    ("prepared", "Siap dikirim lewat WhatsApp"),
                    ("sent", "Terkirim"),
                    ("unknown", "Tidak pasti terkirim"),
                    ("dead", "Gagal"),
                    ("skipped", "Tidak jadi dikirim"),
                    ("undone", "Dibatalkan"),
                ],
                max_length=8,
            ),
        ),
    ]
