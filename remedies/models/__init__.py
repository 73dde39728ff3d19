"""What the customer is given, and the proof of it."""

from remedies.models.reservations import Reservation
from remedies.models.vouchers import Voucher

__all__ = ["Reservation", "Voucher"]
