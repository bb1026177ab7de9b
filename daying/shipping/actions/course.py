"""What becomes of a planned shipment: picked, dispatched, delivered or cancelled."""

from datetime import date
from decimal import Decimal

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
from daying.shipping.actions.stocking import put_back, take_from_stock
from daying.shipping.events import ShipmentDelivered, ShipmentDispatched, ShipmentReturned
from daying.shipping.models import OPEN_STATES, Shipment, ShipmentLine, State
from daying.shipping.models.shipment import MOST_CARTONS

PACKAGES = {
    "cartons": gettext_lazy("Number of packages"),
    "gross_weight_kg": gettext_lazy("Gross weight, kg"),
    "net_weight_kg": gettext_lazy("Net weight, kg"),
    "package_sizes": gettext_lazy("Package sizes"),
}
LONGEST_SIZES = 200
GRAM = Decimal("0.001")
LINES = Compiled(lambda shipment: ShipmentLine.objects.filter(shipment=shipment).select_related("product"))


@transition(
    Shipment,
    label=gettext_lazy("Pick"),
    source=State.PLANNED,
    target=State.PICKED,
    right="shipping.pick_shipment",
    serves="M5.7",
    inputs=PACKAGES,
)
def pick(
    shipment: Shipment,
    *,
    by: Actor,
    cartons: int | None = None,
    gross_weight_kg: Decimal | None = None,
    net_weight_kg: Decimal | None = None,
    package_sizes: str = "",
) -> None:
    """The goods stand packed in the warehouse, in so many packages of such a weight."""
    _pack(shipment, cartons, gross_weight_kg, net_weight_kg, package_sizes)


@transition(
    Shipment,
    label=gettext_lazy("Correct the packages"),
    source=State.PICKED,
    target=None,
    right="shipping.pick_shipment",
    serves="M5.7",
    inputs=PACKAGES,
)
def repack(
    shipment: Shipment,
    *,
    by: Actor,
    cartons: int | None = None,
    gross_weight_kg: Decimal | None = None,
    net_weight_kg: Decimal | None = None,
    package_sizes: str = "",
) -> None:
    """It was counted or weighed again. What is left empty stays."""
    _pack(shipment, cartons, gross_weight_kg, net_weight_kg, package_sizes)


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
    """Hand the goods to the carrier. They count as shipped on the order, which refuses more than it has open, and leave
    the warehouse where one is kept.
    """
    lines = LINES(shipment.pk)
    quantities = {line.order_line_id: line.quantity for line in lines}
    orders.count_shipped(SalesOrder(pk=shipment.order_id), quantities, by=by, on=on)
    take_from_stock(shipment, lines, by=by, on=on)
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
    label=gettext_lazy("Came back to us"),
    source=State.DISPATCHED,
    target=State.RETURNED,
    right="shipping.dispatch_shipment",
    serves="M5.7",
    inputs={"reason": gettext_lazy("Reason")},
)
def bring_back(shipment: Shipment, *, by: Actor, on: date, reason: str) -> None:
    """The customer never had it: refused at the door, or not found.

    The goods lie in the warehouse again and are open on the order; what was billed for them is credited.
    """
    assert shipment.dispatched_on
    if on < shipment.dispatched_on:
        told = {"day": shipment.dispatched_on.isoformat()}
        raise Refused(_("It was dispatched on %(day)s and cannot have come back before.") % told)
    quantities = {line.order_line_id: line.quantity for line in LINES(shipment.pk)}
    orders.count_returned(SalesOrder(pk=shipment.order_id), quantities, by=by, on=on)
    put_back(shipment, by=by, on=on)
    shipment.dispatched_on, shipment.returned_on, shipment.cancelled_for = None, on, reason
    tell(
        ShipmentReturned(
            shipment_id=shipment.pk,
            order_id=shipment.order_id,
            customer_id=shipment.customer_id,
            returned_on=on,
            returned_by_id=by.pk,
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


def _pack(
    shipment: Shipment, cartons: int | None, gross: Decimal | None, net: Decimal | None, package_sizes: str
) -> None:
    if cartons is not None and not 0 < cartons <= MOST_CARTONS:
        told = {"most": MOST_CARTONS}
        raise Refused(_("A shipment has 1 to %(most)s packages.") % told, field="cartons")
    shipment.cartons = shipment.cartons if cartons is None else cartons
    shipment.gross_weight_kg = _weight(gross, "gross_weight_kg", shipment.gross_weight_kg)
    shipment.net_weight_kg = _weight(net, "net_weight_kg", shipment.net_weight_kg)
    if len(package_sizes) > LONGEST_SIZES:
        raise Refused(_("At most %(most)s characters.") % {"most": LONGEST_SIZES}, field="package_sizes")
    shipment.package_sizes = package_sizes or shipment.package_sizes
    if (
        None not in (shipment.gross_weight_kg, shipment.net_weight_kg)
        and shipment.gross_weight_kg < shipment.net_weight_kg
    ):
        raise Refused(_("The gross weight is not below the net weight."), field="gross_weight_kg")


def _weight(value: Decimal | None, name: str, known: Decimal | None) -> Decimal | None:
    if value is None:
        return known
    if value < 0:
        raise Refused(_("A weight is not below zero."), field=name)
    return value.quantize(GRAM)
