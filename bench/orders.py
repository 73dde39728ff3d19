"""Many orders quickly: set-based SQL copies of orders that were sold and imported through the real doors.

A copy has a key, a number, a parcel and times of its own, and its lines; its buyer is a copy too, who buys in
two rounds of copying. What the search looks through is changed along with it.
"""

from datetime import timedelta

from django.db import connection, models, transaction

from bench.fill import PAST, copying, trusted_keys
from sales.models import Customer, Order, OrderLine
from shops.models import Shop

_SOLD = """
    CREATE TEMP TABLE sold AS
    SELECT t.id AS original, t.customer_id AS buyer, nth / %(many)s / 2 AS pair, %(first)s + nth AS id,
           %(apart)s * (nth / %(many)s + 1) AS shift,
           regexp_replace(t.number, '[0-9A-Za-z]{1,8}$', lpad((%(first)s + nth)::text, 8, '0')) AS number,
           regexp_replace(t.tracking_number, '[0-9A-Za-z]{1,8}$', lpad((%(first)s + nth)::text, 8, '0')) AS parcel
    FROM generate_series(0, %(number)s - 1) AS nth
    JOIN unnest(%(originals)s::bigint[]) WITH ORDINALITY AS chosen(original, place) ON place = nth %% %(many)s + 1
    JOIN sales_order t ON t.id = original
"""
_BUYERS = """
    CREATE TEMP TABLE buyers AS
    SELECT *, '+62861' || lpad(id::text, 8, '0') AS phone FROM (
        SELECT buyer AS original, pair, max(shift) AS shift,
               %(first)s - 1 + row_number() OVER (ORDER BY pair, buyer) AS id
        FROM sold WHERE buyer IS NOT NULL GROUP BY buyer, pair
    ) AS drawn
"""
# A phone stands in the search in two spellings, which differ in how they begin.
_PHONE = "replace({search}, substr({old}, 4), substr({new}, 4))"
_NEW_PHONE = "coalesce(b.phone, t.buyer_phone)"
_OWN = {
    Customer: {"id": "c.id", "phone": "c.phone", "search": _PHONE.format(search="t.search", old="t.phone", new="c.phone")},
    Order: {
        "id": "c.id", "number": "c.number", "tracking_number": "c.parcel", "customer_id": "b.id", "buyer_phone": _NEW_PHONE,
        "submission": "CASE WHEN t.submission IS NOT NULL THEN gen_random_uuid() END",
        "search": _PHONE.format(
            search="replace(replace(t.search, lower(t.number), lower(c.number)), lower(t.tracking_number), lower(c.parcel))",
            old="t.buyer_phone", new=_NEW_PHONE,
        ),
    },
    OrderLine: {"order_id": "c.id"},
}  # fmt: skip
_JOINS = {
    Customer: "JOIN buyers c ON c.original = t.id",
    Order: "JOIN sold c ON c.original = t.id LEFT JOIN buyers b ON b.original = c.buyer AND b.pair = c.pair",
    OrderLine: "JOIN sold c ON c.original = t.order_id",
}


def grow(shop: Shop, originals: list[int], total: int) -> None:
    """Copies of these orders until the shop has `total`, over the same time as its cases."""
    missing = total - Order.objects.filter(shop=shop).count()
    if missing > 0:
        copy(originals, missing, apart=-PAST / -(-missing // len(originals)))


@transaction.atomic
def copy(originals: list[int], number: int, *, apart: timedelta) -> None:
    """`number` copies of these orders in turn, each round of them `apart` from the one before."""
    known = {"originals": originals, "many": len(originals), "number": number, "apart": apart}
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, known | {"first": _next_key(Order)})
        cursor.execute(_BUYERS, {"first": _next_key(Customer)})
        with trusted_keys():
            for model, join in _JOINS.items():
                cursor.execute(copying(model, join, _OWN[model]))
        cursor.execute("DROP TABLE sold, buyers")
        for model in (Customer, Order):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _next_key(model: type[models.Model]) -> int:
    return (model.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
