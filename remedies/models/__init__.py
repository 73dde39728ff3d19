"""What the customer is given, and the proof of it."""

from remedies.models.parcels import Parcel
from remedies.models.reservations import Reservation
from remedies.models.unknown import ParcelCase
from remedies.models.vouchers import Voucher

__all__ = ["Parcel", "ParcelCase", "Reservation", "Voucher"]
