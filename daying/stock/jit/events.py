"""What goods at customers tell the rooms above."""

from dataclasses import dataclass
from datetime import date

from daying.core.events import Event


@dataclass(frozen=True)
class UsageReported(Event):
    """What a customer used is accepted and issued: it is to be billed."""

    report_id: int
    customer_id: int
    accepted_on: date
    accepted_by_id: int | None


@dataclass(frozen=True)
class JointCountSigned(Event):
    """A count is signed by both sides; what the customer bears of the loss is to be billed."""

    count_id: int
    customer_id: int
    signed_on: date
    signed_by_id: int | None


@dataclass(frozen=True)
class UsedGoodsReturned(Event):
    """Goods that the customer had used came back: what was billed for them is to be credited."""

    transfer_id: int
    customer_id: int
    received_on: date
    received_by_id: int | None
