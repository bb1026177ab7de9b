"""What receivables do when shipments tell something."""

from daying.core.actor import SYSTEM
from daying.core.events import on
from daying.people.models import Employee
from daying.receivables import actions
from daying.shipping.events import ShipmentDispatched


@on(ShipmentDispatched)
def bill_what_left(event: ShipmentDispatched) -> None:
    """What leaves the house is owed from that day."""
    by = Employee.objects.get(pk=event.dispatched_by_id) if event.dispatched_by_id else SYSTEM
    actions.bill_shipment(event.shipment_id, by=by, on=event.dispatched_on)
