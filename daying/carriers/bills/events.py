"""What bills tell."""

from dataclasses import dataclass
from decimal import Decimal

from daying.core.events import Event


@dataclass(frozen=True)
class CarrierBillAgreed(Event):
    """A carrier's bill is agreed, and its cost is booked. month: like 2026-03; amount: in RMB, what is to be paid."""

    bill_id: int
    carrier_id: int
    month: str
    amount: Decimal
    by_id: int | None
