"""Where a customer's money shall go: keeping the number, showing it to whoever pays, and forgetting it in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cases.models import Case
from cases.noticed import Remark, register_finder
from cases.records import Record, Taken
from cases.refusals import Refused
from cases.workflow import Role
from remedies import banks
from remedies.models import Destination, Refund
from remedies.refunds import SENT, destination_of, prepared_in
from shops.models import Shop

if TYPE_CHECKING:
    from remedies.payback import PaysBack

MOST_REMARKED = 5  # cases
FORGOTTEN_AT_ONCE = 1000


def keep(case: PaysBack, taken: Taken) -> Record:
    """An account that was given, in the place of the one before; refused where no number is needed or it is none."""
    waiting = prepared_in(case)
    if waiting and waiting.method not in SENT:
        raise Refused(_("Dana ini tidak dikirim ke rekening, jadi nomornya tidak perlu."))
    bank, number, holder = _checked(taken.data)
    record = Record()
    # Where money has already been sent stays known: the bank may have to be asked about it.
    used = Refund.objects.filter(case=case.pk, recorded_at__isnull=False).values("destination")
    for before in case.destinations.filter(forgotten_at=None).exclude(pk__in=used.exclude(destination=None)):
        record.change(before, number="", holder="", forgotten_at=taken.now)
    record.make(
        Destination(
            shop_id=case.shop_id, case_id=case.pk, bank=bank, number=number, tail=number[-banks.SHOWN :],
            holder=holder, fingerprint=fingerprint(case.shop, number), by_customer=taken.actor.role is Role.CUSTOMER,
            given_at=taken.now,
        )
    )  # fmt: skip
    return record


def _checked(data: dict[str, Any]) -> tuple[str, str, str]:
    wrong = {}
    bank, holder = _words(data, "bank", 40, wrong), _words(data, "holder", 80, wrong)
    try:
        number = banks.digits_of(_words(data, "number", 60, wrong))
    except ValueError:
        number = ""
        wrong.setdefault("number", _("Tulis nomornya dengan angka saja, 5 sampai 24 angka."))
    if wrong:
        raise Refused(_("Periksa lagi isian yang ditandai."), wrong)
    return banks.known_name(bank), number, holder


def _words(data: dict[str, Any], name: str, most: int, wrong: dict[str, str]) -> str:
    value = data.get(name)
    words = " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""
    if not words:
        wrong[name] = _("Bagian ini masih kosong.")
    elif len(words) > most:
        wrong[name] = _("Terlalu panjang.")
    return words


def fingerprint(shop: Shop, digits: str) -> str:
    """By what a number is known again within a shop; without the installation's key nobody finds out the number."""
    return salted_hmac("remedies.destination", f"{shop.pk}:{digits}", algorithm="sha256").hexdigest()


def shown(case: PaysBack) -> Destination:
    """The account whose whole number is about to be shown, or `Refused`."""
    found = destination_of(case)
    if found is None or not found.number:
        raise Refused(_("Rekening tujuan belum diisi, atau nomornya sudah dihapus."))
    return found


def forget(*, now: datetime) -> int:
    """Forget the numbers of cases that were closed longer ago than their shop keeps them; answers how many."""
    days = ExpressionWrapper(F("case__shop__account_days") * timedelta(days=1), DurationField())
    until = ExpressionWrapper(F("case__closed_at") + days, DateTimeField())
    over = Destination.objects.filter(forgotten_at=None, case__is_open=False).alias(until=until)
    over, forgotten = over.filter(until__lte=now), 0
    while keys := list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        found = Destination.objects.filter(pk__in=keys)
        forgotten += found.update(number="", holder="", forgotten_at=now)
    return forgotten


@register_finder
def same_number(case: Case) -> Remark | None:
    """That the money of this case shall go to a number that was given in another customer's case as well."""
    mine = Destination.objects.filter(case=case.pk).values("fingerprint")
    others = Case.objects.filter(destinations__shop=case.shop_id, destinations__fingerprint__in=mine).exclude(
        pk=case.pk
    )
    others = others.exclude(
        Q(customer_name__iexact=case.customer_name) | Q(customer_phone=case.customer_phone)
    )
    found = others.order_by("-pk").distinct().values_list("reference", flat=True)[:MOST_REMARKED]
    references = tuple(found)
    return Remark(_("Nomor rekening yang sama dipakai atas nama lain di"), references) if references else None
