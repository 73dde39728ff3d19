"""The kinds of cases and their variants, as a filter names them and as people read them."""

from cases.workflow import all_workflows
from reports.filters import Filter


def labels() -> dict[str, str]:
    """Every kind and variant with its words."""
    found = {}
    for flow in all_workflows():
        if not flow.for_customer:
            continue
        found[flow.kind] = str(flow.label)
        found |= {name: str(variant.label) for name, variant in flow.variants.items()}
    return found


def of_nobody() -> list[str]:
    """The kinds that are the team's own business: what customers are owed is none of it."""
    return [flow.kind for flow in all_workflows() if not flow.for_customer]


def fits(wish: Filter, kind: str) -> bool:
    """Whether cases of this kind can be among those of the filter."""
    flows = {flow.kind: flow for flow in all_workflows()}
    return kind in flows and (not wish.kind or wish.kind == kind or wish.kind in flows[kind].variants)
