"""Shipments, what proves that they arrived, what went wrong with them, and the stock kept for order lines."""

from daying.shipping.models.exception import (
    OPEN_EXCEPTION,
    ExceptionKind,
    ExceptionState,
    Origin,
    Responsible,
    ShipmentException,
)
from daying.shipping.models.proof import Counted, ProofOfDelivery, ReceivedLine
from daying.shipping.models.reservation import ExpectedReceipt, ReceiptState, Reservation, ReservationState
from daying.shipping.models.shipment import GONE_STATES, OPEN_STATES, Shipment, ShipmentLine, State

__all__ = [
    "GONE_STATES",
    "OPEN_EXCEPTION",
    "OPEN_STATES",
    "Counted",
    "ExceptionKind",
    "ExceptionState",
    "ExpectedReceipt",
    "Origin",
    "ProofOfDelivery",
    "ReceiptState",
    "ReceivedLine",
    "Reservation",
    "ReservationState",
    "Responsible",
    "Shipment",
    "ShipmentException",
    "ShipmentLine",
    "State",
]
