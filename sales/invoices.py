"""The numbers of the shop's own sales: text, one after the other, each given once."""

from datetime import datetime

from django.db import connection

from sales.models import InvoiceCount, Order
from shops.models import Shop

PREFIX = "TK"


def draw(shop: Shop, *, now: datetime) -> str:
    """The next number of the shop's day, such as "TK-20261121-0007".

    Call it last in the transaction that writes the sale: the day's count is held until that ends, and a sale
    that fails gives its number back.
    """
    day = now.astimezone(shop.zone).date()
    while True:
        number = f"{PREFIX}-{day:%Y%m%d}-{_next(shop, day):04d}"
        # A file of the shop's own may have brought the number along.
        if not Order.objects.filter(shop=shop, number=number).exists():
            return number


def _next(shop: Shop, day) -> int:
    table = connection.ops.quote_name(InvoiceCount._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (shop_id, day, last) VALUES (%s, %s, 1) "
            f"ON CONFLICT (shop_id, day) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [shop.pk, day],
        )
        return cursor.fetchone()[0]
