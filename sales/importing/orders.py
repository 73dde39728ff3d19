"""Orders as a file tells them: the rows of one order, and how they become one with its lines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sales.importing.layouts import Layout
from sales.models import Order

INSTANTS = ("placed_at", "paid_at", "shipped_at", "delivered_at", "cancelled_at")
ORDER_TEXTS = (
    "status",
    "payment",
    "courier",
    "tracking_number",
    "buyer_name",
    "buyer_phone",
    "buyer_phone_masked",
)


@dataclass(slots=True)
class Said:
    """What one row says: only what it says something of. Amounts in whole rupiah, counts in pieces."""

    row: int  # as the spreadsheet counts
    number: str
    texts: dict[str, str]
    instants: dict[str, datetime]
    amounts: dict[str, int]
    cells: list[str]  # the row as it stands in the file

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two rows of one order the same product."""
        sku = self.texts.get("sku", "")
        return sku, "" if sku else self.texts["name"], self.texts.get("variation", "")


@dataclass(slots=True)
class Line:
    """One product of an order, all its units together; amounts in whole rupiah."""

    sku: str
    name: str
    variation: str
    unit_price: int
    quantity: int = 0
    discount: int = 0
    amount: int = 0
    returned_quantity: int = 0
    raw: list[dict[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same line of the same order at the next import."""
        return self.sku, "" if self.sku else self.name, self.variation


@dataclass(slots=True)
class Sale:
    """One order with its lines; empty where the file says nothing."""

    number: str
    texts: dict[str, str]
    instants: dict[str, datetime]
    lines: list[Line]
    discount: int | None
    shipping_fee: int | None
    shipping_payer: str
    total: int

    @property
    def units(self) -> int:
        """How many pieces."""
        return sum(line.quantity for line in self.lines)

    @property
    def amount(self) -> int:
        """Whole rupiah of all lines, after discounts."""
        return sum(line.amount for line in self.lines)


def sale_of(rows: Iterable[Said], layout: Layout, headers: tuple[str, ...]) -> Sale:
    """The one order that these rows tell of.

    What belongs to the order stands in each row, so the first row that says something counts; what the
    layout shares out over the rows is added up. Rows of the same product become one line.
    """
    texts: dict[str, str] = {}
    instants: dict[str, datetime] = {}
    amounts: dict[str, int] = {}
    lines: dict[tuple[str, str, str], Line] = {}
    for said in rows:
        for name in ORDER_TEXTS:
            if value := said.texts.get(name):
                texts.setdefault(name, value)
        for name, at in said.instants.items():
            instants.setdefault(name, at)
        for name, amount in said.amounts.items():
            if name in layout.shared_out:
                amounts[name] = amounts.get(name, 0) + amount
            else:
                amounts.setdefault(name, amount)
        _add(lines, said, headers)
    discount, fee = amounts.get("discount"), amounts.get("shipping_fee")
    sum_ = sum(line.amount for line in lines.values()) + (fee or 0) - (discount or 0)
    return Sale(
        said.number,
        texts,
        instants,
        list(lines.values()),
        discount,
        fee,
        _payer(amounts),
        amounts.get("total", sum_),
    )


def _add(lines: dict[tuple[str, str, str], Line], said: Said, headers: tuple[str, ...]) -> None:
    texts, numbers = said.texts, said.amounts
    quantity, paid = numbers["quantity"], line_amount(numbers)
    price = numbers.get("unit_price", paid // quantity)
    line = lines.setdefault(
        said.key, Line(texts.get("sku", ""), texts["name"], texts.get("variation", ""), unit_price=price)
    )
    line.quantity += quantity
    line.discount += price * quantity - paid
    line.amount += paid
    line.returned_quantity += numbers.get("returned_quantity", 0)
    line.raw.append(
        {header: cell for header, cell in zip(headers, said.cells, strict=False) if header and cell}
    )


def line_amount(numbers: dict[str, int]) -> int | None:
    """Whole rupiah of a row after discounts: by the price paid for one, else as written, else by the price."""
    quantity = numbers["quantity"]
    if "price_paid" in numbers:
        return numbers["price_paid"] * quantity
    if "amount" in numbers:
        return numbers["amount"]
    return numbers["unit_price"] * quantity if "unit_price" in numbers else None


def _payer(amounts: dict[str, int]) -> str:
    """Who bore the postage, as far as the file tells."""
    payer = Order.ShippingPayer
    for name, who in (
        ("shipping_fee", payer.BUYER),
        ("shipping_by_seller", payer.SELLER),
        ("shipping_by_platform", payer.PLATFORM),
    ):
        if amounts.get(name):
            return who.value
    return ""
