"""Changing what the shop promises: a promise that was given stands, so a change of it is a new term."""

from datetime import datetime

from django.utils.translation import gettext as _

from shops.audit import NotAllowed, note, owner_changes
from shops.models import Membership, Shop
from warranty.models import WarrantyTerm

AUDITED = "warranty"  # how the shop's trace names it
PROMISE = ("months", "starts", "covers", "excludes")


def add(owner: Membership, *, now: datetime, **fields) -> WarrantyTerm:
    """A term for one more product."""
    with owner_changes(owner) as shop:
        _free_name(shop, fields)
        term = WarrantyTerm.objects.create(shop=shop, **fields)
        note(shop, owner.user, AUDITED, f"{term.product}: {_words(term)}", now=now)
        return term


def change(owner: Membership, pk: int, *, now: datetime, **fields) -> WarrantyTerm:
    """Change a term; where cards were given under its promise it is laid aside for them and a new one made."""
    with owner_changes(owner) as shop:
        term = shop.warranty_terms.filter(pk=pk).first()
        if term is None:
            raise NotAllowed(_("Ketentuan ini tidak ada lagi."))
        _free_name(shop, fields, but=pk)
        before = _words(term)
        if any(getattr(term, name) != fields[name] for name in PROMISE) and term.units.exists():
            shop.warranty_terms.filter(pk=pk).update(is_active=False)
            term = WarrantyTerm(shop=shop)
        for name, value in fields.items():
            setattr(term, name, value)
        term.save()
        note(shop, owner.user, AUDITED, f"{term.product}: {before} → {_words(term)}", now=now)
        return term


def _words(term: WarrantyTerm) -> str:
    use = _("dipakai") if term.is_active else _("tidak dipakai")
    return _("%(months)s bulan sejak %(start)s, %(use)s") % {
        "months": term.months, "start": term.get_starts_display(), "use": use,
    }  # fmt: skip


def _free_name(shop: Shop, fields: dict, but: int | None = None) -> None:
    twins = shop.warranty_terms.filter(
        product__iexact=fields["product"], sku__iexact=fields["sku"], is_active=True
    )
    if fields["is_active"] and twins.exclude(pk=but).exists():
        raise NotAllowed(_("Sudah ada ketentuan untuk barang dan SKU ini."))
