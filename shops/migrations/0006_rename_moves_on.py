"""A person's row moves their shops on only where something that they see of the person really changed."""
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0005_weekly_digest'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='moves_the_shop_on',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='moves_the_shop_on', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='UPDATE shops_shop SET facts_at = clock_timestamp() WHERE id IN (SELECT shop_id FROM shops_membership WHERE user_id = NEW.id); RETURN NULL;', hash='9d93422a3a7770c9fe7a61a1655d7062ab493fa9', operation='UPDATE OF "name", "email", "is_active"', pgid='pgtrigger_moves_the_shop_on_bbddb', table='shops_user', when='AFTER')),
        ),
    ]
