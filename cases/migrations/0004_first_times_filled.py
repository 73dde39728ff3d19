"""Tell the first answer and the first end of every case there is from its events, some cases at a time.

May be broken off and run again: whatever it finds, it leaves what the events say. Nobody waits for it
longer than for one batch. A version of the program that does not know these columns must not write any more.
"""
from django.db import migrations, transaction

BATCH = 2_000  # cases: a fraction of a second

# The team, or the clock when it decides; see cases.perform. What opened the case is no answer.
ANSWERS = """NOT e.internal AND e.number > 1 AND (
    e.role IN ('owner', 'service', 'warehouse') OR e.role = 'system' AND e.source <> e.target)"""
CLOSES = """e.source <> e.target AND (c.kind, e.target) IN (
    ('return_request', 'rejected'), ('return_request', 'closed'), ('return_request', 'cancelled'),
    ('warranty_claim', 'refused'), ('warranty_claim', 'closed'), ('warranty_claim', 'cancelled'),
    ('complaint', 'closed'), ('complaint', 'withdrawn'), ('complaint', 'turned'))"""
TELL = f"""
    UPDATE cases_case AS own
    SET first_answer_at = found.answered_at, first_answer_role = coalesce(found.answered_by, ''),
        first_closed_at = found.closed_at
    FROM (
        SELECT c.id,
            (array_agg(e.at ORDER BY e.number) FILTER (WHERE {ANSWERS}))[1] AS answered_at,
            (array_agg(e.role ORDER BY e.number) FILTER (WHERE {ANSWERS}))[1] AS answered_by,
            (array_agg(e.at ORDER BY e.number) FILTER (WHERE {CLOSES}))[1] AS closed_at
        FROM cases_case c JOIN cases_event e ON e.case_id = c.id
        WHERE c.id >= %s AND c.id < %s
        GROUP BY c.id
    ) AS found
    WHERE own.id = found.id AND (own.first_answer_at, own.first_answer_role, own.first_closed_at)
        IS DISTINCT FROM (found.answered_at, coalesce(found.answered_by, ''), found.closed_at)
"""


def tell(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM cases_case")
        first, last = cursor.fetchone()
        for start in range(first or 0, (last or -1) + 1, BATCH):
            with transaction.atomic(using=editor.connection.alias):
                # First the rows, then a statement that sees everything that their last holders wrote.
                cursor.execute(
                    "SELECT 1 FROM cases_case WHERE id >= %s AND id < %s ORDER BY id FOR NO KEY UPDATE",
                    [start, start + BATCH],
                )
                cursor.execute(TELL, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0003_first_times")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
