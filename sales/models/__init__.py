"""What the shop sells, to whom, and what was sold: the facts that every later case leans on."""

from sales.models.customers import Customer, CustomerMerge, CustomerNote
from sales.models.imports import ColumnMapping, ImportRun
from sales.models.orders import InvoiceCount, Order, OrderLine
from sales.models.products import Product, Variant

__all__ = [
    "ColumnMapping",
    "Customer",
    "CustomerMerge",
    "CustomerNote",
    "ImportRun",
    "InvoiceCount",
    "Order",
    "OrderLine",
    "Product",
    "Variant",
]
