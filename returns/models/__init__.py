"""What this app keeps: the policy in its versions, and the requests that are made under it."""

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
    "ReturnPolicy",
    "ReturnRequest",
    "SoldUnder",
    "hold_against_policy",
    "policy_in_force",
    "policy_sold_under",
    "published_policies",
]
