"""What carriers tell: a consignment was booked, arrived, or went wrong. Whoever sent it reads its own documents.

And a tariff that holds from now on.
"""

from dataclasses import dataclass
from datetime import date

from daying.core.events import Event


@dataclass(frozen=True)
class OfWaybill(Event):
    """Which waybill, and what it carries. subject: our document by type and key, "" and None where it names none.

    reference: the number of our document as somebody wrote it, where the document itself is not known here.
    """

    waybill_id: int
    number: str
    carrier_id: int
    subject_type: str
    subject_id: int | None
    reference: str
    customer_id: int | None


@dataclass(frozen=True)
class WaybillBooked(OfWaybill):
    """A consignment was handed to a carrier and stands in the courier book."""

    booked_on: date


@dataclass(frozen=True)
class WaybillDelivered(OfWaybill):
    """The receiver has it."""

    delivered_on: date
    received_by: str


@dataclass(frozen=True)
class WaybillWentWrong(OfWaybill):
    """It was refused, lost, sent back or damaged. what: the status told; damaged for what arrived and was not whole."""

    what: str
    happened_on: date
    note: str


@dataclass(frozen=True)
class TariffApproved(Event):
    """A tariff is in force for its days."""

    tariff_id: int
    approved_by_id: int | None
