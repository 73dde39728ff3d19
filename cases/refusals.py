"""Why the one door stays shut: each refusal is a sentence fit for the person who asked."""


class Refused(Exception):
    """The action cannot be taken; nothing was written."""

    status = 400

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class NotPossible(Refused):
    """The state knows no such step, or this role may not take it."""

    status = 403


class TooLate(Refused):
    """There was a time for it, and it is over."""

    status = 409


class Stale(Refused):
    """The person looked at an older state of the case; `events` is what happened since."""

    status = 409

    def __init__(self, message: str, events: list) -> None:
        super().__init__(message)
        self.events = events
