"""What receivables do when shipments tell something."""

from daying.core.events import on
from daying.people.queries import actor
from daying.receivables import actions
from daying.shipping.events import ShipmentDispatched, ShipmentReturned


@on(ShipmentDispatched)
def bill_what_left(event: ShipmentDispatched) -> None:
    """What leaves the house is owed from that day."""
    actions.bill_shipment(event.shipment_id, by=actor(event.dispatched_by_id), on=event.dispatched_on)


@on(ShipmentReturned)
def credit_what_came_back(event: ShipmentReturned) -> None:
    """What came back before the customer had it is not owed."""
    actions.credit_shipment(event.shipment_id, by=actor(event.returned_by_id), on=event.returned_on)
