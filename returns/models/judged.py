"""How something that is asked for stood to the policy on its first day; written at birth, anew only for another wish."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns import asked
from returns.asked import Verdict
from returns.facts import explained
from returns.models.policies import NAMES, ReturnPolicy


class Judged(models.Model):
    """What a whole request and each of its lines keep of the verdict, in the shop's own language."""

    class Standing(models.TextChoices):
        WITHIN = asked.Standing.ELIGIBLE, _("Memenuhi syarat")
        OUTSIDE = asked.Standing.NOT_ELIGIBLE, _("Di luar kebijakan")
        UNKNOWN = asked.Standing.DECISION, _("Perlu keputusan")

    # Nobody looks for cases by their policy, and an index would have to be built while cases arrive. The defaults
    # in the database let nodes that still run the version before write their rows.
    policy = models.ForeignKey(
        ReturnPolicy, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    standing = models.CharField(
        max_length=8, choices=Standing, blank=True, editable=False, default="", db_default=""
    )
    clause = models.CharField(max_length=8, blank=True, editable=False, default="", db_default="")
    policy_words = models.CharField(
        _("menurut kebijakan toko"), max_length=500, blank=True, editable=False, default="", db_default=""
    )
    policy_words_staff = models.TextField(blank=True, editable=False, default="", db_default="")
    policy_facts = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True

    def stand(self, policy: ReturnPolicy, verdict: Verdict) -> None:
        """Keep the version that holds and what it says."""
        self.policy, self.standing, self.clause = policy, verdict.standing.value, verdict.clause
        self.policy_words, self.policy_words_staff = verdict.sentence, verdict.staff_sentence
        self.policy_facts = verdict.facts

    def stand_like(self, other: Judged) -> None:
        """Keep what another one keeps."""
        for name, value in other.stands.items():
            setattr(self, name, value)

    @property
    def stands(self) -> dict[str, Any]:
        """All that it keeps, by the names of the fields."""
        return {field.name: getattr(self, field.name) for field in Judged._meta.fields}

    @property
    def policy_explained(self) -> list[tuple[str, str]]:
        """Every fact that the standing rests on, with its label."""
        return explained(self.policy_facts, NAMES)

    @property
    def clauses_in_play(self) -> list[str]:
        """The numbers of the clauses by which it stands as it does."""
        return self.policy_facts.get("clauses") or [self.clause]
