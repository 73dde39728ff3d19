"""What the warranty adds to a customer's page: the units that are registered under their phone."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sales.customers import phones_of
from sales.models import Customer
from sales.timeline import OF_CUSTOMER, Entry, Source
from shops.models import Membership
from warranty.models import RegisteredUnit


def units_of(member: Membership, customer: Customer) -> QuerySet[RegisteredUnit]:
    """The units whose owner has one of the customer's phones."""
    found = RegisteredUnit.objects.filter(shop=member.shop_id, owner_phone__in=phones_of(customer))
    return found.select_related("term").defer("search")


def _entry(member: Membership, unit: RegisteredUnit) -> Entry:
    last_day = unit.coverage(unit.registered_at.astimezone(member.shop.zone).date()).last_day
    meta = f"{_('Kartu garansi')} · {unit.serial_number}"
    if last_day:
        meta += " · " + _("sampai %s") % date_format(last_day, "j M Y")
    return Entry(unit.product, meta, "shield", reverse("unit", args=[unit.pk]))


OF_CUSTOMER.offer(Source("unit", "registered_at", units_of, _entry))
