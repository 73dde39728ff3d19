"""When the clock had better say nothing: the rules that a step names with `unless`."""

from collections.abc import Callable
from datetime import datetime

from cases.models import Case


def opted_out(case: Case) -> bool:
    """Whether this customer wants no reminders about this case.

    By case, not by phone: anybody may write anybody's number into a form.
    """
    return case.reminders_stopped_at is not None


def not_wanted(case: Case) -> bool:
    """Whether the question stays unasked: answered already, opted out, or something of theirs is still open."""
    return bool(case.rated_at or case.unanswered) or opted_out(case) or _has_another_open(case)


def stop_reminders(case: Case, now: datetime) -> None:
    """No more reminders and questions; decisions and money are told all the same."""
    Case.objects.filter(pk=case.pk).update(reminders_stopped_at=now)


def allow_reminders(case: Case) -> None:
    """They changed their mind."""
    Case.objects.filter(pk=case.pk).update(reminders_stopped_at=None)


def _has_another_open(case: Case) -> bool:
    of_customer = Case.objects.filter(shop=case.shop_id, customer_phone=case.customer_phone, is_open=True)
    return of_customer.exclude(pk=case.pk).exists()


RULES: dict[str, Callable[[Case], bool]] = {"opted_out": opted_out, "not_wanted": not_wanted}
