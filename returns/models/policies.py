"""A shop's published rules, which of them hold on a day or for a sale, and how a request stands to them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from returns.asked import Item, Sale, Verdict, Wish
from returns.clauses import Names, Section, insists, sections
from returns.eligibility import judge
from returns.policy import Rules
from returns.workflow import RETURN
from shops.amounts import Amount
from shops.facts import kept, moves_on
from shops.hours import calendar_of
from shops.models import Channel, Shop, User


class Reason(models.TextChoices):
    """Why somebody wants to send something back."""

    DAMAGED = "damaged", _("Rusak waktu sampai")
    DEFECTIVE = "defective", _("Cacat atau tidak berfungsi")
    WRONG_ITEM = "wrong_item", _("Barang yang dikirim salah")
    INCOMPLETE = "incomplete", _("Tidak lengkap atau kurang")
    NOT_AS_DESCRIBED = "not_as_described", _("Tidak sesuai deskripsi atau foto")
    WRONG_SIZE = "wrong_size", _("Ukuran atau model tidak pas")
    NOT_RECEIVED = "not_received", _("Paket tidak sampai")
    CHANGED_MIND = "changed_mind", _("Berubah pikiran")
    OTHER = "other", _("Lainnya")


WAY_NAMES = {name: variant.public for name, variant in RETURN.variants.items()}
NAMES = Names(WAY_NAMES, dict(Reason.choices), dict(Channel.Kind.choices))


class PolicyQuerySet(models.QuerySet):
    """The versions of a shop's policy."""

    def published(self) -> PolicyQuerySet:
        """What customers may read, the newest first."""
        return self.filter(status=ReturnPolicy.Status.PUBLISHED).order_by("-version")


class ReturnPolicy(models.Model):
    """One version of a shop's return policy: a draft, or published and from then on never changed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        PUBLISHED = "published", _("Diterbitkan")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="return_policies")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(null=True)  # given when it is published
    rules = models.JSONField()  # as in returns.policy.Rules
    revision = models.PositiveIntegerField(default=1)  # how often the draft was saved
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    effective_on = models.DateField(_("mulai berlaku"), null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # What the owner was told about the law before publishing all the same: [{"sentence", "source", …}, …]
    understood = models.JSONField(default=list)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["shop"], condition=Q(status="draft"), name="policy_one_draft"),
            models.CheckConstraint(
                condition=Q(
                    status="draft", version=None, effective_on=None, published_at=None, published_by=None
                )
                | Q(
                    status="published",
                    version__isnull=False,
                    effective_on__isnull=False,
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
                name="policy_draft_or_published",
            ),
        ]
        triggers: ClassVar = [
            # Cases were opened under it: what was promised stands.
            pgtrigger.Protect(
                name="published_stands",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="published"),
            ),
            moves_on(),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id} v{self.version or '–'}"

    @property
    def mark(self) -> str:
        """Which saving of which draft this is: whoever publishes says what they have seen."""
        return f"{self.pk}-{self.revision}"

    @cached_property
    def contents(self) -> Rules:
        """The rules themselves."""
        return Rules.from_json(self.rules)

    @cached_property
    def sections(self) -> list[Section]:
        """The rules as people read them."""
        return sections(self.contents, NAMES)

    @property
    def chapters(self) -> dict[str, Section]:
        """The chapters that this policy has, by their keys."""
        return {section.key: section for section in self.sections}

    @property
    def has_more(self) -> bool:
        """Whether a short text leaves out a special rule or goods that stay."""
        return bool(self.contents.special or self.contents.excluded)

    @property
    def offered(self) -> list[tuple[str, Amount]]:
        """The ways that are usually offered, with their windows."""
        return [(WAY_NAMES[way], self.contents.windows[way].amount) for way in self.contents.offered()]

    @property
    def evidence_by_reason(self) -> list[tuple[str, str, tuple[str, ...], bool]]:
        """What is to be shown: reason, its name, the lines, and whether nothing goes on without them."""
        kept = self.contents.evidence
        return [
            (reason, label, kept[reason], insists(self.contents, reason))
            for reason, label in Reason.choices
            if kept.get(reason)
        ]


@kept
def published_policies(shop: Shop) -> tuple[ReturnPolicy, ...]:
    """What the shop has published, the newest first."""
    return tuple(shop.return_policies.published())


def policy_in_force(shop: Shop, day: date) -> ReturnPolicy | None:
    """The version that holds on a day of the shop's calendar."""
    return _for_reader(policy for policy in published_policies(shop) if policy.effective_on <= day)


def policy_published(shop: Shop, pk: int | None) -> ReturnPolicy | None:
    """One of the versions that the shop has published."""
    return _for_reader(policy for policy in published_policies(shop) if policy.pk == pk)


def _for_reader(policies: Iterator[ReturnPolicy]) -> ReturnPolicy | None:
    """The first of them. The remembered row is shared; its chapters are put into words in this reader's language."""
    found = next(policies, None)
    if found is None:
        return None
    mine = copy(found)
    mine.contents = found.contents
    return mine


@dataclass(frozen=True)
class SoldUnder:
    """The version that holds for a sale, and whether that is known by the day of the sale."""

    policy: ReturnPolicy | None
    by_sale: bool


def policy_sold_under(shop: Shop, order_day: date | None, today: date) -> SoldUnder:
    """The version in force on the day of the order; where that day or its version is unknown, the one of today.

    Versions never change and none begins before it is published, so this can be asked at any later time.
    """
    if order_day and (policy := policy_in_force(shop, order_day)):
        return SoldUnder(policy, True)
    return SoldUnder(policy_in_force(shop, today), False)


def hold_against_policy(
    shop: Shop, sale: Sale, item: Item, wish: Wish, now: datetime
) -> tuple[ReturnPolicy, Verdict] | None:
    """How a request stands to the policy that its goods were sold under; None where the shop has none.

    For the form as it is filled in as for the case when it is opened. The words are in the language of whoever
    asks; the verdict's facts say besides which version holds and why that one.
    """
    today, order_day = now.astimezone(shop.zone).date(), sale.day(shop.zone)
    sold = policy_sold_under(shop, order_day, today)
    if sold.policy is None:
        return None
    verdict = judge(sold.policy.contents, sale, item, wish, calendar_of(shop), today)
    verdict.facts.update(
        policy_version=sold.policy.version,
        policy_basis="sale" if sold.by_sale else "opening",
        sold_on=order_day and order_day.isoformat(),
    )
    return sold.policy, verdict
