"""What this app keeps: the policy in its versions, and the requests that are made under it."""

from returns.models.inspection import Inspection, ShelfItem
from returns.models.judged import Judged
from returns.models.lines import ReturnLine, policy_shared_by, sale_of
from returns.models.policies import (
    NAMES,
    WAY_NAMES,
    ReturnPolicy,
    SoldUnder,
    hold_against_policy,
    policy_in_force,
    policy_sold_under,
    published_policies,
)
from returns.models.requests import ReturnRequest

__all__ = [
    "NAMES",
    "WAY_NAMES",
    "Inspection",
    "Judged",
    "ReturnLine",
    "ReturnPolicy",
    "ReturnRequest",
    "ShelfItem",
    "SoldUnder",
    "hold_against_policy",
    "policy_in_force",
    "policy_shared_by",
    "policy_sold_under",
    "published_policies",
    "sale_of",
]
