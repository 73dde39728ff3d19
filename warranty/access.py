"""The only ways to get hold of terms and units: each answers 404 alike for "absent" and "not yours"."""

from collections.abc import Sequence

from django.http import Http404

from shops.models import Membership, Shop
from warranty.models import RegisteredUnit, UnitProof, WarrantyTerm, normalise


def terms_of(shop: Shop) -> Sequence[WarrantyTerm]:
    """All of a shop's terms, those in use first."""
    return shop.warranty_terms.order_by("-is_active", "product", "id")


def terms_offered(shop: Shop):
    """The terms under which a unit may be registered now."""
    return shop.warranty_terms.filter(is_active=True)


def term_for_owner(membership: Membership, pk: int) -> WarrantyTerm:
    """A term of the shop that this member works for."""
    return _or_404(WarrantyTerm.objects.filter(shop=membership.shop_id, pk=pk).first())


def unit_for_staff(membership: Membership, pk: int) -> RegisteredUnit:
    """A unit of the shop that this member works for."""
    found = RegisteredUnit.objects.select_related("term", "registered_by", "replaced_from")
    return _or_404(found.filter(shop=membership.shop_id, pk=pk).first())


def proof_for_staff(membership: Membership, unit: int, pk: int) -> UnitProof:
    """A proof of a unit of this member's shop."""
    return _or_404(UnitProof.objects.filter(unit__shop=membership.shop_id, unit=unit, pk=pk).first())


def card_of(shop: Shop, token: str) -> RegisteredUnit:
    """The unit whose card's link somebody holds."""
    found = RegisteredUnit.objects.select_related("term", "replaced_from")
    return _or_404(found.filter(shop=shop, token=token).first())


def unit_by_serial(shop: Shop, serial: str) -> RegisteredUnit | None:
    """The shop's unit of this serial number, however it is spaced and cased."""
    found = RegisteredUnit.objects.select_related("term", "replaced_from")
    return found.filter(shop=shop, serial_number=normalise(serial)).first()


def _or_404(found):
    if found is None:
        raise Http404
    return found
