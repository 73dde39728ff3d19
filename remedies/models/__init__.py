"""What the customer is given, and the proof of it."""

from remedies.models.reservations import Reservation

__all__ = ["Reservation"]
