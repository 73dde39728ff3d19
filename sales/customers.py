"""The shop's customers: one per phone number, found, made and corrected here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sales.models import Customer, CustomerNote
from shops.models import Membership, Shop
from shops.paging import Page, newest_first
from shops.search import matches


class PhoneTaken(Exception):
    """Another customer has this phone number; nothing was written."""

    def __init__(self, other: Customer) -> None:
        self.other = other
        super().__init__(_("Nomor ini milik %(name)s.") % {"name": other})


def page_of(shop: Shop, *, text: str = "", after: str = "") -> Page[Customer]:
    """The customers who match, the newest first."""
    return newest_first(_found(shop, text), "created_at", after)


def like(customer: Customer, text: str = "") -> list[Customer]:
    """Who may be the same person: those who match the text, else those of the same name; the first few."""
    found = _found(customer.shop, text) if text else visible(customer.shop).filter(name__iexact=customer.name)
    if not text and not customer.name:
        return []
    return list(found.exclude(pk=customer.pk).defer("search").order_by("-created_at", "-pk")[:10])


def _found(shop: Shop, text: str):
    found = visible(shop).defer("search")
    return found.filter(matches(text)) if text else found


def visible(shop: Shop):
    """The shop's customers without those that were merged into others."""
    return Customer.objects.filter(shop=shop, merged_into=None)


def by_phone(shop: Shop, phone: str) -> Customer | None:
    """Whose phone (E.164) it is, also after a merge; None for a stranger."""
    if not phone:
        return None
    found = Customer.objects.select_related("merged_into").filter(shop=shop, phone=phone).first()
    return (found.merged_into or found) if found else None


def phones_of(customer: Customer) -> list[str]:
    """Every phone (E.164) under which the shop knows this person: their own and those of the merged ones."""
    rows = Customer.objects.filter(merged_into=customer).values_list("phone", flat=True)
    return [phone for phone in (customer.phone, *rows) if phone]


@transaction.atomic
def ensure(shop: Shop, people: Mapping[str, str], *, now: datetime) -> dict[str, Customer]:
    """The customers of these phones (E.164 → name, may be empty), made where the shop does not know them.

    Call it inside the transaction that writes what refers to them: they are held until it ends, so that
    nobody merges them away meanwhile. Of two who make the same customer at once both get the one. A known
    name is never replaced, an empty one is filled in. One statement each for any number of people.
    """
    new = [
        Customer(shop=shop, phone=phone, name=name[:80], created_at=now)
        for phone, name in sorted(people.items())
    ]
    for customer in new:
        customer.search = customer.searchable()
    # Most are known, and whoever is must not use up a key of the table each time.
    known = set(Customer.objects.filter(shop=shop, phone__in=people).values_list("phone", flat=True))
    Customer.objects.bulk_create([row for row in new if row.phone not in known], ignore_conflicts=True)
    held = {row.pk: row for row in _hold(Customer.objects.filter(shop=shop, phone__in=people))}
    while away := {row.merged_into_id for row in held.values()} - {None, *held}:
        held |= {row.pk: row for row in _hold(Customer.objects.filter(pk__in=away))}
    found = {row.phone: held[row.merged_into_id or row.pk] for row in held.values() if row.phone in people}
    _name(found, people)
    return found


def _hold(rows) -> Iterable[Customer]:
    return rows.select_for_update(no_key=True).order_by("pk")


def _name(found: Mapping[str, Customer], people: Mapping[str, str]) -> None:
    """Those who had no name yet get the one that is now known."""
    named = []
    for phone, customer in found.items():
        if people[phone] and not customer.name:
            customer.name = people[phone][:80]
            customer.search = f"{customer.search} {customer.name.lower()}".strip()
            named.append(customer)
    Customer.objects.bulk_update(named, ["name", "search"])


@transaction.atomic
def change(member: Membership, pk: int, **fields) -> Customer:
    """Correct what is known of a customer; `PhoneTaken` names the other one who has the phone already."""
    customer = Customer.objects.select_for_update(no_key=True).get(shop=member.shop_id, pk=pk)
    for name, value in fields.items():
        setattr(customer, name, value)
    customer.search = search_words(customer)
    try:
        with transaction.atomic():
            customer.save(update_fields=[*fields, "search"])
    except IntegrityError as taken:
        other = Customer.objects.filter(shop=member.shop_id, phone=customer.phone).exclude(pk=pk).first()
        if other is None:
            raise
        raise PhoneTaken(other.merged_into or other) from taken
    return customer


def search_words(customer: Customer) -> str:
    """What the search looks through: the customer's own words and those of everybody merged into them."""
    merged = Customer.objects.filter(merged_into=customer).order_by("pk")
    return " ".join([customer.searchable(), *(row.searchable() for row in merged)])


def write_note(member: Membership, customer: Customer, text: str, *, now: datetime) -> CustomerNote:
    """Keep a note about a customer for the team."""
    return CustomerNote.objects.create(shop=member.shop, customer=customer, text=text, by=member.user, at=now)
