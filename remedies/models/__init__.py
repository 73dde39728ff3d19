"""What the customer is given and the proof of it: parcels, money, vouchers, goods that are set aside."""

from remedies.models.destinations import Destination
from remedies.models.parcels import Parcel
from remedies.models.refunds import LIVE, PAID, Refund, RefundMethod, RefundPart
from remedies.models.reservations import Reservation
from remedies.models.unknown import ParcelCase
from remedies.models.vouchers import Voucher

__all__ = [
    "LIVE",
    "PAID",
    "Destination",
    "Parcel",
    "ParcelCase",
    "Refund",
    "RefundMethod",
    "RefundPart",
    "Reservation",
    "Voucher",
]
