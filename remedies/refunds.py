"""Refunds of a case: what is due, preparing and recording it, and what becomes of it; no rupiah is given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from cases.customers import orders_named_by
from cases.records import Record, Taken
from cases.refusals import Refused
from remedies.models import LIVE, PAID, Destination, Refund, RefundMethod, RefundPart
from remedies.reckoning import Account, Known, Reckoning, TooMuch, Wanted
from sales.models import Order, OrderLine
from sales.orders import paid_for
from sales.shares import Given
from shops import locks
from shops.money import MAX_RUPIAH, rupiah

if TYPE_CHECKING:
    from remedies.payback import PaysBack

SENT = (RefundMethod.TRANSFER, RefundMethod.EWALLET)  # to an account, which somebody has to give


@dataclass(frozen=True)
class Books:
    """The account of a case, with the orders and lines that it speaks of."""

    account: Account
    orders: Mapping[int, Order]

    @property
    def lines(self) -> list[OrderLine]:
        """The lines of which something may be paid back, in the order in which they were bought."""
        every = (line for order in self.orders.values() for line in order.lines.all())
        return [line for line in every if line.pk in self.account.most]


def books_of(case: PaysBack) -> Books:
    """What is known of a case's money, without what is only prepared in this very case; six queries at most."""
    orders = _orders(case)
    own = list(case.refunds.filter(status__in=PAID).prefetch_related("parts"))
    by_line = [refund for refund in own if refund.parts.all()]
    account = Account(
        orders=_known(case, orders),
        payable=case.payable,
        paid=sum(refund.amount for refund in own) + case.taken_by_platform,
        behind=sum(_fell_short(refund) for refund in by_line),
        loose=sum(refund.amount for refund in own if refund not in by_line) + case.taken_by_platform,
        worth=case.amount or None,  # of nothing nobody asks money back: then it is not known
        agreed=case.agreed_amount,
    )
    return Books(account, {order.pk: order for order in orders})


def _orders(case: PaysBack) -> list[Order]:
    """The orders whose money this is: of the goods that were picked, or of the number that the buyer has named.

    One whose price nobody knows says nothing. A number alone may be a stranger's; the buyer's phone goes with it.
    """
    if payable := case.payable:
        keys = OrderLine.objects.filter(shop=case.shop_id, pk__in=payable).values("order")
        orders = list(Order.objects.filter(pk__in=keys).order_by("pk").defer("search"))
    else:
        orders = [order for order in orders_named_by(case) if order.buyer_phone == case.customer_phone]
    if orders:
        prefetch_related_objects(orders, Prefetch("lines", OrderLine.objects.defer("raw")))
    return [order for order in orders if paid_for(order).total]


def _fell_short(refund: Refund) -> int:
    """By how much less was paid than the goods and the shipping of a refund came to."""
    return sum(part.amount for part in refund.parts.all()) + refund.shipping - refund.fee - refund.amount


def _known(case: PaysBack, orders: list[Order]) -> list[Known]:
    if not orders:
        return []
    pieces, own, worth = defaultdict(dict), defaultdict(dict), defaultdict(dict)
    shipping, money = defaultdict(int), defaultdict(int)
    for part in _parts_of(case, orders):
        order, line = part["order_line__order"], part["order_line"]
        shipping[order] += part["shipping"]
        money[order] += part["paid"]
        pieces[order][line] = pieces[order].get(line, 0) + part["quantity"]
        worth[order][line] = worth[order].get(line, 0) + part["amount"]
        if part["refund__case"] == case.pk:
            own[order][line] = own[order].get(line, 0) + part["quantity"]
    loose = list(_without_goods(case, orders))
    return [
        Known(
            order.pk,
            paid_for(order),
            Given(pieces[order.pk], shipping[order.pk], money[order.pk] + _of_order(order, loose, case)),
            own[order.pk],
            worth[order.pk],
        )
        for order in orders
    ]


def _live(case: PaysBack) -> QuerySet[Refund]:
    """Everything that counts as given, but for what waits in this very case."""
    return Refund.objects.filter(status__in=LIVE).exclude(case=case.pk, status=Refund.Status.DUE)


def _parts_of(case: PaysBack, orders: list[Order]) -> Iterable[dict[str, Any]]:
    parts = RefundPart.objects.filter(order_line__order__in=orders, refund__in=_live(case))
    return parts.order_by().values(
        "order_line", "order_line__order", "refund__case", "quantity", "amount", "shipping", "paid"
    )


def _without_goods(case: PaysBack, orders: list[Order]) -> Iterable[dict[str, Any]]:
    """What cases were paid that only name the number of an order."""
    numbers = {order.number for order in orders}
    named = _live(case).filter(case__shop=case.shop_id, case__order_number__in=numbers, parts=None)
    return named.order_by().values("case", "case__order_number", "case__customer_phone", "amount")


def _of_order(order: Order, loose: list[dict[str, Any]], case: PaysBack) -> int:
    def belongs(row: dict[str, Any]) -> bool:
        theirs = row["case"] == case.pk or row["case__customer_phone"] == order.buyer_phone
        return theirs and row["case__order_number"] == order.number

    return sum(row["amount"] for row in loose if belongs(row))


def one_at_a_time(case: PaysBack) -> Books:
    """The account of a case while nobody else can pay from the same orders; until the end of the transaction."""
    locks.one_at_a_time("remedies.order", [order.pk for order in _orders(case)])
    return books_of(case)


# What is asked for -------------------------------------------------------------------------------


def wanted_by(data: Mapping[str, Any]) -> Wanted:
    """What a form or another caller asks for, or `Refused`: `lines` (pieces by line), `shipping` and `fee`."""
    lines = data.get("lines")
    if lines is not None and not isinstance(lines, Mapping):
        raise Refused(_("Isian ini tidak dapat dibaca."))
    pieces = None if lines is None else {key: _whole(number, "lines") for key, number in lines.items()}
    numbers = {name: _whole(data.get(name) or 0, name) for name in ("shipping", "fee")}
    return Wanted(pieces, **numbers)


def _whole(number: Any, name: str) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MAX_RUPIAH:
        sentence = _("Isian ini tidak dapat dibaca.")
        raise Refused(sentence, {name: sentence})
    return number


def reckon(account: Account, wanted: Wanted) -> Reckoning:
    """Work out what is due, or `Refused` where more is asked than there is."""
    try:
        return account.reckon(wanted)
    except TooMuch as much:
        if much.what == "shipping":
            sentence = _("Ongkir yang masih bisa dikembalikan: %s.") % rupiah(much.most)
            raise Refused(sentence, {"shipping": sentence}) from much
        sentence = _("Paling banyak %d buah lagi.") % much.most
        raise Refused(sentence, {f"pieces_{much.what}": sentence}) from much


def prepared_in(case: PaysBack) -> Refund | None:
    """What waits to be paid."""
    return case.refunds.filter(status=Refund.Status.DUE).prefetch_related("parts").last()


def wanted_in(refund: Refund) -> Wanted:
    """What a prepared refund asks for."""
    pieces = {part.order_line_id: part.quantity for part in refund.parts.all()}
    return Wanted(pieces or None, refund.shipping, refund.fee)


# The steps ---------------------------------------------------------------------------------------


def prepare(case: PaysBack, taken: Taken) -> Record:
    """A refund that waits for somebody to pay it, in the place of one that waited before."""
    account = one_at_a_time(case).account
    found = reckon(account, wanted_by(taken.data))
    amount = _whole(taken.data.get("refund_amount") or found.total or 0, "refund_amount")
    _refuse_more(account, found, amount)
    record = withdraw(case)
    refund = _made(case, found, amount, _method(taken.data.get("refund_method")))
    refund.prepared_by, refund.prepared_at = taken.actor.user, taken.now
    # Whoever checks the sum checks where it goes.
    refund.destination = destination_of(case) if refund.method in SENT else None
    _make(record, refund, account, found)
    return record


def withdraw(case: PaysBack) -> Record:
    """What waits to be paid counts no more."""
    record = Record()
    for waiting in case.refunds.filter(status=Refund.Status.DUE):
        record.change(waiting, status=Refund.Status.WITHDRAWN)
    return record


def pay(case: PaysBack, taken: Taken) -> Record:
    """The money went out: what was prepared, or what the form says where nothing was."""
    account, prepared = one_at_a_time(case).account, prepared_in(case)
    found = reckon(account, wanted_in(prepared) if prepared else wanted_by(taken.data))
    amount = taken.answers["refund_amount"]
    if prepared and amount != prepared.amount:
        sentence = _("Yang disiapkan %s. Siapkan ulang bila jumlahnya berubah.") % rupiah(prepared.amount)
        raise Refused(sentence, {"refund_amount": sentence})
    _refuse_more(account, found, amount)
    sent_before = sum(refund.amount for refund in case.refunds.filter(recorded_at__isnull=False))
    if sentence := alone(case, sent_before + amount, prepared, taken.actor.user):
        raise Refused(sentence, {"refund_amount": sentence})
    record = Record()
    facts = _facts_of_payment(case, taken)
    if prepared:
        record.change(prepared, **facts)
    else:
        refund = _made(case, found, amount, facts["method"])
        for name, value in facts.items():
            setattr(refund, name, value)
        _make(record, refund, account, found)
    record.set(case, refund_amount=account.paid - case.taken_by_platform + amount)
    return record


def alone(case: PaysBack, sum_: int, prepared: Refund | None, user: Any) -> str:
    """Why this person may not record this sum without a second pair of eyes; empty where they may."""
    limit = case.shop.refund_limit
    if limit is None or sum_ <= limit:
        return ""
    if prepared is None:
        words = _(
            "Di atas %s dana disiapkan satu orang dan dicatat orang lain. Minta rekan menyiapkannya dulu."
        )
        return words % rupiah(limit)
    if user is None or prepared.prepared_by_id == user.pk:
        words = _("Di atas %s yang mencatat tidak boleh yang menyiapkan. Minta rekan lain mencatatnya.")
        return words % rupiah(limit)
    if prepared.method in SENT and prepared.destination != destination_of(case):
        return _("Rekening tujuannya diganti setelah dana disiapkan. Minta rekan menyiapkannya lagi.")
    return ""


def confirm(record: Record, case: PaysBack, taken: Taken) -> None:
    """The customer has the money."""
    for refund in case.refunds.filter(status=Refund.Status.RECORDED):
        record.change(refund, status=Refund.Status.CONFIRMED, confirmed_at=taken.now)


def fail(case: PaysBack, taken: Taken) -> Record:
    """The latest payment did not arrive, so it counts no more; the case says what the others come to."""
    record = Record()
    *others, latest = [None, *case.refunds.filter(status__in=PAID)]
    if latest:
        record.change(latest, status=Refund.Status.FAILED, failed_at=taken.now, why=taken.note)
    others = [refund for refund in others if refund]
    before = others[-1] if others else Refund(method="", reference="")
    record.set(
        case, refund_amount=sum(refund.amount for refund in others) or None, refunded_on=before.paid_on,
        refund_method=before.method, refund_reference=before.reference,
    )  # fmt: skip
    return record


def uphold(case: PaysBack, taken: Taken) -> Record:
    """The latest payment did arrive, and here is the number that shows it."""
    record = Record()
    if latest := case.refunds.filter(status__in=PAID).last():
        proof = {"proof": taken.files[0]} if taken.files else {}
        record.change(latest, reference=taken.answers["refund_reference"], **proof)
    return record


def _refuse_more(account: Account, found: Reckoning, amount: int) -> None:
    sentence = ""
    if amount < 1:
        sentence = (
            _("Tidak ada dana yang masih harus dikembalikan.") if found.total == 0 else _("Tulis jumlahnya.")
        )
    elif found.total is not None and amount > found.total:
        sentence = _("Paling banyak %s menurut hitungan.") % rupiah(found.total)
        if found.total == account.worth and not account.is_by_line:
            sentence = _("Lebih besar dari nilai barang (%s).") % rupiah(account.worth)
    if sentence:
        raise Refused(sentence, {"refund_amount": sentence})


def _method(value: Any) -> str:
    value = value or RefundMethod.TRANSFER.value
    if value not in RefundMethod.values:
        sentence = _("Pilihan ini tidak ada.")
        raise Refused(sentence, {"refund_method": sentence})
    return value


def _facts_of_payment(case: PaysBack, taken: Taken) -> dict[str, Any]:
    method = taken.answers["refund_method"]
    return {
        "status": Refund.Status.RECORDED, "method": method, "paid_on": taken.answers["refunded_on"],
        "reference": taken.answers.get("refund_reference") or "", "proof": next(iter(taken.files), None),
        "destination": destination_of(case) if method in SENT else None,
        "paid_by": taken.actor.user, "recorded_at": taken.now,
    }  # fmt: skip


def destination_of(case: PaysBack) -> Destination | None:
    """Where the money of a case shall go, as it was said last."""
    return case.destinations.order_by("id").last()


def _made(case: PaysBack, found: Reckoning, amount: int, method: str) -> Refund:
    return Refund(
        shop_id=case.shop_id, case_id=case.pk, status=Refund.Status.DUE, amount=amount, shipping=found.shipping,
        fee=found.fee, method=method,
    )  # fmt: skip


def _make(record: Record, refund: Refund, account: Account, found: Reckoning) -> None:
    record.make(refund)
    for part in account.parts(found, refund.amount):
        record.make(
            RefundPart(
                refund=refund, order_line_id=part.line, quantity=part.quantity, amount=part.amount,
                shipping=part.shipping, paid=part.paid,
            )
        )  # fmt: skip
