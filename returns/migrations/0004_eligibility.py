"""Longer words for a verdict. Widening a text column rewrites no row and builds no index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0003_policy_facts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="returnrequest",
            name="policy_words",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=500,
                verbose_name="menurut kebijakan toko",
            ),
        ),
        migrations.AlterField(
            model_name="returnrequest",
            name="policy_words_staff",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AlterField(
            model_name="returnrequest",
            name="standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("within", "Memenuhi syarat"),
                    ("outside", "Di luar kebijakan"),
                    ("unknown", "Perlu keputusan"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=8,
            ),
        ),
    ]
