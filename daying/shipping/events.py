"""What shipments tell the rooms above."""

from dataclasses import dataclass
from datetime import date

from daying.core.events import Event


@dataclass(frozen=True)
class ShipmentDispatched(Event):
    """The goods have left the house and are counted as shipped on the order."""

    shipment_id: int
    order_id: int
    customer_id: int
    dispatched_on: date
    dispatched_by_id: int | None


@dataclass(frozen=True)
class ShipmentReturned(Event):
    """The goods came back before the customer had them, and are to be shipped again."""

    shipment_id: int
    order_id: int
    customer_id: int
    returned_on: date
    returned_by_id: int | None


@dataclass(frozen=True)
class ShipmentDelivered(Event):
    """The customer has the goods."""

    shipment_id: int
    order_id: int
    customer_id: int
    delivered_on: date
