"""What a kind of case knows that pays money back: what its steps write, and what its pages show of it."""

from __future__ import annotations

from django.utils.functional import cached_property

from cases.records import Record, Taken
from remedies import destinations, refunds
from remedies.models import PAID, Destination, Refund
from remedies.moves import OWED, SOUGHT


class PaysBack:
    """Beside `cases.models.Case`, with `refund_amount`, `refund_method`, `refund_reference` and `refunded_on`.

    These say what the latest refund was, and `refund_amount` what all of them come to.
    """

    @property
    def payable(self) -> dict[int, int]:
        """The pieces that may be paid back, by the key of the order's line; empty where no order is known."""
        return {}

    @property
    def agreed_amount(self) -> int | None:
        """Whole rupiah that the customer has agreed to, which nothing goes beyond; None where nothing was."""
        return None

    @property
    def taken_by_platform(self) -> int:
        """Whole rupiah that a marketplace has taken for the customer by itself."""
        return 0

    # What the steps write ------------------------------------------------------------------------

    def prepare_refund(self, taken: Taken) -> Record:
        """A refund is worked out and waits."""
        return refunds.prepare(self, taken)

    def withdraw_refund(self, taken: Taken) -> Record:
        """Nothing is to be paid any more: what waited keeps no other case of the order from its money."""
        return refunds.withdraw(self)

    def pay_refund(self, taken: Taken) -> Record:
        """The money went out."""
        return refunds.pay(self, taken)

    def confirm_refund(self, taken: Taken) -> Record:
        """The customer has what went out."""
        record = Record()
        refunds.confirm(record, self, taken)
        return record

    def fail_refund(self, taken: Taken) -> Record:
        """The money did not arrive."""
        return refunds.fail(self, taken)

    def uphold_refund(self, taken: Taken) -> Record:
        """The money did arrive."""
        return refunds.uphold(self, taken)

    def keep_destination(self, taken: Taken) -> Record:
        """Where the money shall go."""
        return destinations.keep(self, taken)

    # What the pages show -------------------------------------------------------------------------

    @property
    def is_about_money(self) -> bool:
        """Whether money is owed, looked for or has gone out."""
        return self.state in (OWED, SOUGHT) or self.refunded_on is not None

    @cached_property
    def known_refunds(self) -> list[Refund]:
        """Its refunds, but for those that were worked out anew; one query."""
        found = self.refunds.exclude(status=Refund.Status.WITHDRAWN)
        return list(found.select_related("paid_by", "prepared_by", "destination", "proof"))

    @property
    def paid_refunds(self) -> list[Refund]:
        """What the customer is told of."""
        return [refund for refund in self.known_refunds if refund.status in PAID]

    @cached_property
    def destination(self) -> Destination | None:
        """Where the money shall go; one query."""
        return refunds.destination_of(self)

    @property
    def needs_destination(self) -> bool:
        """Whether the money may have to be sent to an account."""
        waiting = [refund for refund in self.known_refunds if refund.status == Refund.Status.DUE]
        return all(refund.method in refunds.SENT for refund in waiting)
