"""Write down as refunds what claims were paid before there were any, some cases at a time; see returns 0006.

May be broken off and run again: a case that has a refund is left alone. The claims themselves stay as they are.
"""

from django.db import migrations, transaction

BATCH = 1_000  # cases

REFUNDS = """
INSERT INTO remedies_refund (shop_id, case_id, status, amount, shipping, fee, method, reference, paid_on, paid_by_id,
    recorded_at, failed_at, why)
SELECT own.shop_id, own.id, CASE WHEN missed.is_so THEN 'failed' ELSE 'recorded' END, kind.refund_amount,
    0, 0, kind.refund_method, kind.refund_reference, kind.refunded_on, paid.user_id, coalesce(paid.at, own.entered_at),
    CASE WHEN missed.is_so THEN own.entered_at END, ''
FROM cases_case own
JOIN warranty_warrantyclaim kind ON kind.case_id = own.id
LEFT JOIN LATERAL (
    SELECT happened.number, happened.at, happened.user_id FROM cases_event happened
    WHERE happened.case_id = own.id AND happened.action = 'record_refund' ORDER BY happened.number DESC LIMIT 1
) AS paid ON true
CROSS JOIN LATERAL (
    SELECT own.state = 'refund_due' AND EXISTS (
        SELECT FROM cases_event told WHERE told.case_id = own.id AND told.action = 'miss' AND told.number > paid.number
    ) AS is_so
) AS missed
WHERE own.id >= %s AND own.id < %s AND kind.refunded_on IS NOT NULL AND kind.refund_amount >= 1
    AND NOT EXISTS (SELECT FROM remedies_refund WHERE case_id = own.id)
"""


def tell(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(case_id), max(case_id) FROM warranty_warrantyclaim")
        first, last = cursor.fetchone()
        for start in range(first or 0, (last or -1) + 1, BATCH):
            with transaction.atomic(using=editor.connection.alias):
                cursor.execute(
                    "SELECT 1 FROM cases_case WHERE id >= %s AND id < %s ORDER BY id FOR NO KEY UPDATE",
                    [start, start + BATCH],
                )
                cursor.execute(REFUNDS, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("warranty", "0002_unit_of_customer"), ("remedies", "0001_refund"), ("cases", "0011_likeness_indexes")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
