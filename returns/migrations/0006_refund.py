"""Write down as refunds what returns were paid before there were any, some cases at a time.

May be broken off and run again: a case that has a refund is left alone. Where the customer had told that no money
came, and the shop therefore owed it again, the payment counts as failed. The returns themselves stay as they are.
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
JOIN returns_returnrequest kind ON kind.case_id = own.id
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
RETURNING id
"""
# The money falls on the lines in their order, each up to its worth; what is more stays with the first.
PARTS = """
INSERT INTO remedies_refundpart (refund_id, order_line_id, quantity, amount, shipping, paid)
SELECT refund.id, line.order_line_id, line.quantity, line.amount, 0,
    least(line.amount, greatest(refund.amount - line.before, 0))
        + CASE WHEN line.number = 1 THEN greatest(refund.amount - line.every, 0) ELSE 0 END
FROM remedies_refund refund
JOIN LATERAL (
    SELECT own.order_line_id, own.quantity, own.amount,
        row_number() OVER (ORDER BY own.id) AS number,
        coalesce(sum(own.amount) OVER (ORDER BY own.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
        sum(own.amount) OVER () AS every
    FROM returns_returnline own WHERE own.case_id = refund.case_id
) AS line ON true
WHERE refund.id = ANY(%s)
"""


def tell(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(case_id), max(case_id) FROM returns_returnrequest")
        first, last = cursor.fetchone()
        for start in range(first or 0, (last or -1) + 1, BATCH):
            with transaction.atomic(using=editor.connection.alias):
                cursor.execute(
                    "SELECT 1 FROM cases_case WHERE id >= %s AND id < %s ORDER BY id FOR NO KEY UPDATE",
                    [start, start + BATCH],
                )
                cursor.execute(REFUNDS, [start, start + BATCH])
                cursor.execute(PARTS, [[key for (key,) in cursor.fetchall()]])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("returns", "0005_lines"), ("remedies", "0001_refund"), ("cases", "0011_likeness_indexes")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
