"""What becomes of a planned shipment: picked, dispatched, delivered or cancelled."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.workflow import action, transition
from daying.orders import actions as orders
from daying.orders.models import SalesOrder
from daying.shipping.events import ShipmentDelivered, ShipmentDispatched
from daying.shipping.models import OPEN_STATES, Shipment, ShipmentLine, State

LINES = Compiled(lambda shipment: ShipmentLine.objects.filter(shipment=shipment))


@transition(
    Shipment,
    label=gettext_lazy("Pick"),
    source=State.PLANNED,
    target=State.PICKED,
    right="shipping.pick_shipment",
    serves="M5.7",
)
def pick(shipment: Shipment, *, by: Actor) -> None:
    """The goods stand packed in the warehouse."""


@transition(
    Shipment,
    label=gettext_lazy("Dispatch"),
    source=OPEN_STATES,
    target=State.DISPATCHED,
    right="shipping.dispatch_shipment",
    serves=["M5.7", "M5.8"],
    inputs={"tracking_number": gettext_lazy("Waybill number")},
)
def dispatch(shipment: Shipment, *, by: Actor, on: date, tracking_number: str = "") -> None:
    """Hand the goods to the carrier. They count as shipped on the order, which refuses more than it has open."""
    quantities = {line.order_line_id: line.quantity for line in LINES(shipment.pk)}
    orders.count_shipped(SalesOrder(pk=shipment.order_id), quantities, by=by, on=on)
    shipment.dispatched_on = on
    shipment.tracking_number = tracking_number or shipment.tracking_number
    tell(
        ShipmentDispatched(
            shipment_id=shipment.pk,
            order_id=shipment.order_id,
            customer_id=shipment.customer_id,
            dispatched_on=on,
            dispatched_by_id=by.pk,
        )
    )


@transition(
    Shipment,
    label=gettext_lazy("Confirm delivery"),
    source=State.DISPATCHED,
    target=State.DELIVERED,
    right="shipping.deliver_shipment",
    serves="M5.7",
)
def deliver(shipment: Shipment, *, by: Actor, on: date) -> None:
    """The customer has the goods since that day."""
    assert shipment.dispatched_on
    if on < shipment.dispatched_on:
        told = {"day": shipment.dispatched_on.isoformat()}
        raise Refused(_("It was dispatched on %(day)s and cannot have arrived before.") % told, field="on")
    shipment.delivered_on = on
    tell(
        ShipmentDelivered(
            shipment_id=shipment.pk, order_id=shipment.order_id, customer_id=shipment.customer_id, delivered_on=on
        )
    )


@transition(
    Shipment,
    label=gettext_lazy("Cancel"),
    source=OPEN_STATES,
    target=State.CANCELLED,
    right="shipping.cancel_shipment",
    serves="M5.7",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel(shipment: Shipment, *, by: Actor, reason: str) -> None:
    """Do not ship it. Its quantities are open on the order again."""
    shipment.cancelled_for = reason


@action(right=None, serves="M5.7")
def drop_open(order_id: int, *, by: Actor, reason: str) -> None:
    """Cancel what is still planned for an order of which nothing more is shipped; that is one shipment as a rule."""
    for shipment in Shipment.objects.select_for_update().filter(order=order_id, state__in=OPEN_STATES).order_by("pk"):
        before = journal.snapshot(shipment)
        shipment.state, shipment.cancelled_for = State.CANCELLED, reason
        changes.save(shipment, before, verb="shipping.drop_open", by=by, note=reason)
