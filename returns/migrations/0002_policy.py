"""The return policy and its versions; what each case keeps of it. Columns are only added, none is rewritten or indexed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0001_initial"),
        ("shops", "0002_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="returnrequest",
            name="clause",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name="returnrequest",
            name="delivered_on",
            field=models.DateField(blank=True, null=True, verbose_name="barang diterima pelanggan"),
        ),
        migrations.AddField(
            model_name="returnrequest",
            name="policy_facts",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="returnrequest",
            name="policy_words",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=300,
                verbose_name="menurut kebijakan toko",
            ),
        ),
        migrations.AddField(
            model_name="returnrequest",
            name="policy_words_staff",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="returnrequest",
            name="standing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("within", "Memenuhi syarat"),
                    ("outside", "Di luar kebijakan"),
                    ("unknown", "Belum bisa dipastikan"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="ReturnPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draf"), ("published", "Diterbitkan")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(null=True)),
                ("rules", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("edited_at", models.DateTimeField()),
                ("effective_on", models.DateField(null=True, verbose_name="mulai berlaku")),
                ("published_at", models.DateTimeField(null=True)),
                ("understood", models.JSONField(default=list)),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_policies",
                        to="shops.shop",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="returnrequest",
            name="policy",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="returns.returnpolicy",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnpolicy",
            constraint=models.UniqueConstraint(fields=("shop", "version"), name="policy_version_once"),
        ),
        migrations.AddConstraint(
            model_name="returnpolicy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "draft")), fields=("shop",), name="policy_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_on", None),
                        ("published_at", None),
                        ("published_by", None),
                        ("status", "draft"),
                        ("version", None),
                    ),
                    models.Q(
                        ("effective_on__isnull", False),
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        ("status", "published"),
                        ("version__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="policy_draft_or_published",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="published_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'published')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b4f00514e829f68bc632481454cc7329e54163d4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_stands_ef80d",
                    table="returns_returnpolicy",
                    when="BEFORE",
                ),
            ),
        ),
    ]
