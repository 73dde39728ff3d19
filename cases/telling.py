"""Whom a step tells, through which channel, and what the templates may say."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cases.almanac import ShopFacts
from cases.models import Case, Event
from cases.workflow import Audience, Step, Tell
from notifications import outbox
from notifications.models import Message
from shops.models import Membership


def messages_for(step: Step, case: Case, event: Event, facts: ShopFacts, now: datetime) -> list[Message]:
    """The messages of one step, unsaved; nobody is told twice by the same event."""
    if not step.tells:
        return []
    context = _context(step, case, event, facts)
    told = (message for tell in step.tells for message in _told(tell, case, event, facts, context, now))
    return list({message.key: message for message in told}.values())


def _told(
    tell: Tell, case: Case, event: Event, facts: ShopFacts, context: dict, now: datetime
) -> Iterator[Message]:
    for who, channel, recipient, name in _recipients(tell.to, case, facts):
        yield outbox.compose(
            tell.template,
            shop=facts.shop,
            about=case.reference,
            key=f"{told_by(case, event)}{tell.template}/{who}",
            to_customer=tell.to is Audience.CUSTOMER,
            channel=channel,
            recipient=recipient,
            recipient_name=name,
            context={**context, "recipient_name": name},
            now=now,
            not_before=event.undo_until,
        )


def told_by(case: Case, event: Event) -> str:
    """How the keys of all messages that tell of an event begin."""
    return f"{case.reference}/{event.number}/"


def _recipients(audience: Audience, case: Case, facts: ShopFacts) -> list[tuple[str, str, str, str]]:
    """Who (one word per person), channel, address and name of everyone to tell."""
    if audience is Audience.CUSTOMER:
        if case.customer_email:
            return [("customer", Message.Channel.EMAIL, case.customer_email, case.customer_name)]
        return [("customer", Message.Channel.WHATSAPP_LINK, case.customer_phone, case.customer_name)]
    assigned = facts.members.get(case.assignee_id)
    if audience is Audience.ASSIGNEE and assigned:
        return [_by_email(assigned)]
    return _in_charge(facts)


def _in_charge(facts: ShopFacts) -> list[tuple[str, str, str, str]]:
    """The owners; where none can be told, whoever works here; where nobody does, the shop's own address."""
    if people := facts.owners or facts.members.values():
        return [_by_email(member) for member in people]
    shop = facts.shop
    return [("shop", Message.Channel.EMAIL, shop.email, shop.name)] if shop.email else []


def _by_email(member: Membership) -> tuple[str, str, str, str]:
    return (f"member {member.pk}", Message.Channel.EMAIL, member.user.email, member.user.name)


def _context(step: Step, case: Case, event: Event, facts: ShopFacts) -> dict:
    return {
        "case": case,
        "shop": facts.shop,
        "step": step,
        "event": event,
        "zone": facts.shop.zone,
        "place": case.place,
        "due_at": case.due_at,
        "if_silent": silence(case),
        "tracking_link": settings.PUBLIC_URL + reverse("track", args=[case.token]),
        "staff_link": settings.PUBLIC_URL + reverse("case", args=[case.reference]),
    }


def silence(case: Case) -> str:
    """What happens when nobody acts until the clock that bites first is up; empty without such a clock."""
    step = case.workflow.step(case.state, case.due_action, case.variant) if case.due_action else None
    return str(step.if_silent) if step else ""


def owner_alert(template: str, case: Case, facts: ShopFacts, now: datetime) -> None:
    """Tell the owners of something that is no step of the case; written at once."""
    context = {
        "case": case,
        "shop": facts.shop,
        "staff_link": settings.PUBLIC_URL + reverse("case", args=[case.reference]),
    }
    outbox.post(
        outbox.compose(
            template,
            shop=facts.shop,
            about=case.reference,
            key=f"{case.reference}/{template}/{now.isoformat()}/{who}",
            to_customer=False,
            channel=channel,
            recipient=recipient,
            recipient_name=name,
            context={**context, "recipient_name": name},
            now=now,
        )
        for who, channel, recipient, name in _in_charge(facts)
    )
