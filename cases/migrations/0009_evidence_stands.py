"""Evidence of an open case cannot be purged: a trigger, which takes its lock for an instant and reads no row."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_undo_indexes'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='evidence_stands', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."case_id" IS NOT NULL)', func="PERFORM FROM cases_case WHERE id IN (WITH RECURSIVE thread(id) AS (SELECT OLD.case_id UNION SELECT became.id FROM cases_case became JOIN thread ON became.came_from_id = thread.id) SELECT id FROM thread) FOR SHARE; IF EXISTS (SELECT FROM cases_case WHERE is_open AND id IN (WITH RECURSIVE thread(id) AS (SELECT OLD.case_id UNION SELECT became.id FROM cases_case became JOIN thread ON became.came_from_id = thread.id) SELECT id FROM thread)) THEN RAISE EXCEPTION 'the evidence of an open case stays: attachment %', OLD.id; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='216ce7980a48b0ba737b2fc0d08322de18b6e26d', operation='DELETE OR UPDATE OF "shop_id", "case_id", "event_id", "kind", "file", "thumbnail", "name", "content_type", "size", "sha256", "taken_at", "added_at"', pgid='pgtrigger_evidence_stands_f2bfb', table='cases_attachment', when='BEFORE')),
        ),
    ]
