"""Planning what of an order leaves the house, and changing the plan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers.models import Carrier
from daying.core import changes
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.money import ZERO, round_money
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.orders.models import OPEN_STATES as ORDER_OPEN
from daying.orders.models import OrderLine, SalesOrder
from daying.products.models import Product
from daying.shipping.models import Shipment, ShipmentLine, State
from daying.shipping.queries import open_to_ship
from daying.stock.models import Warehouse

KIND = "SH"
OPEN_LINES = Compiled(lambda order: open_to_ship(order).select_related("product"))
OPEN_LINES_APART_FROM = Compiled(lambda order, own: open_to_ship(order, apart_from=own).select_related("product"))
Typed = Mapping[str, Any]


@action(right="shipping.add_shipment", serves="M5.7", label=gettext_lazy("Plan a shipment"))
def plan_shipment(
    order: SalesOrder,
    *,
    by: Actor,
    planned_on: date,
    lines: Sequence[Typed] | None = None,
    carrier: Carrier | None = None,
    tracking_number: str = "",
    freight: Decimal = ZERO,
    address: str = "",
    remarks: str = "",
    expected_on: date | None = None,
    warehouse: Warehouse | None = None,
) -> Shipment:
    """Plan goods of a released order for a day, with the order's carrier and address where none are given.

    lines: {order_line or product, quantity}; None or empty takes all that is open. Refused when the order is not
    released, is on hold, or has less than this open beside what other shipments plan. The order's row is locked, so
    that two who plan the same goods are judged one after the other.
    """
    going = _locked(order)
    shipment = Shipment(
        order=going,
        customer_id=going.customer_id,
        currency=going.currency,
        planned_on=planned_on,
        carrier_id=carrier.pk if carrier else going.carrier_id,
        tracking_number=tracking_number,
        freight=_charge(freight),
        address=address or going.delivery_address,
        remarks=remarks,
        expected_on=_arrival(planned_on, expected_on),
        warehouse=_own(warehouse),
    )
    chosen = _chosen(lines, OPEN_LINES(going.pk))
    shipment.number = next_number(KIND, planned_on)
    return changes.create(shipment, by=by, lines=chosen)


@action(right="shipping.change_shipment", serves="M5.7")
def amend(
    shipment: Shipment,
    *,
    by: Actor,
    version: int | None = None,
    order: SalesOrder,
    planned_on: date,
    lines: Sequence[Typed] | None = None,
    carrier: Carrier | None = None,
    tracking_number: str = "",
    freight: Decimal = ZERO,
    address: str = "",
    remarks: str = "",
    expected_on: date | None = None,
    warehouse: Warehouse | None = None,
) -> Shipment:
    """Change a plan that nobody has picked yet. lines: all of them as they should be; None leaves them."""
    fresh: Shipment = lock(shipment)
    if fresh.state != State.PLANNED:
        raise Refused(_("%(shipment)s is not just planned any more and cannot be changed here.") % {"shipment": fresh})
    if order.pk != fresh.order_id:
        raise Refused(_("A shipment stays with its order. Cancel it and plan another one."), field="order")
    values = {
        "planned_on": planned_on,
        "carrier": carrier,
        "tracking_number": tracking_number,
        "freight": _charge(freight),
        "address": address,
        "remarks": remarks,
        "expected_on": _arrival(planned_on, expected_on),
        "warehouse": _own(warehouse),
    }
    return changes.update(shipment, values, by=by, version=version, lines=_rewritten(fresh, lines))


@transition(
    Shipment,
    label=gettext_lazy("Plan for another day"),
    source=State.PLANNED,
    target=None,
    right="shipping.change_shipment",
    serves="M5.6",
    inputs={"to": gettext_lazy("New date")},
)
def plan_for(shipment: Shipment, *, by: Actor, to: date) -> None:
    """It leaves on another day. The promise to the customer stays as it is."""
    shipment.expected_on = _arrival(to, shipment.expected_on)
    shipment.planned_on = to


def _rewritten(shipment: Shipment, lines: Sequence[Typed] | None) -> list[ShipmentLine] | None:
    if lines is None:
        return None
    going = _locked(shipment.order)
    chosen = _chosen(lines, OPEN_LINES_APART_FROM(going.pk, shipment.pk))
    present = dict(ShipmentLine.objects.filter(shipment=shipment).values_list("order_line", "pk"))
    for line in chosen:
        line.pk = present.get(line.order_line_id)
    return chosen


def _locked(order: SalesOrder) -> SalesOrder:
    fresh: SalesOrder = lock(order)
    if fresh.state not in ORDER_OPEN:
        told = {"order": fresh, "state": fresh.get_state_display()}
        raise Refused(_("%(order)s is “%(state)s”: no shipment can be planned.") % told, field="order")
    return fresh


def _arrival(planned_on: date, expected_on: date | None) -> date | None:
    if expected_on and expected_on < planned_on:
        raise Refused(_("It cannot arrive before the day it is planned for."), field="expected_on")
    return expected_on


def _own(warehouse: Warehouse | None) -> Warehouse | None:
    if warehouse and not (warehouse.is_own and warehouse.is_active):
        raise Refused(_("Goods leave from a warehouse of our own that is in use."), field="warehouse")
    return warehouse


def _charge(freight: Decimal) -> Decimal:
    if freight < 0:
        raise Refused(_("Freight is not below zero."), field="freight")
    return round_money(freight)


def _chosen(lines: Sequence[Typed] | None, open_lines: list[Any]) -> list[ShipmentLine]:
    """The lines to ship, one for each line of the order. open_lines: with `to_plan`, which is used up."""
    left = {line.pk: line.to_plan for line in open_lines}
    if not lines:
        taken = {line.pk: line.to_plan for line in open_lines if line.to_plan > 0}
    else:
        taken = _taken(lines, open_lines, left)
    if not taken:
        raise Refused(_("Nothing of this order is open: all is shipped or planned."), field="order")
    return [
        ShipmentLine(order_line=line, product=line.product, quantity=taken[line.pk])
        for line in open_lines
        if line.pk in taken
    ]


def _taken(lines: Sequence[Typed], open_lines: list[Any], left: dict[int, Decimal]) -> dict[int, Decimal]:
    """How much of which line of the order: a product fills its lines in their order."""
    taken: dict[int, Decimal] = {}
    for typed in lines:
        rest = _quantity(typed)
        fitting = _fitting(typed, open_lines)
        for line in fitting:
            part = min(rest, left[line.pk])
            if part > 0:
                left[line.pk] -= part
                taken[line.pk] = taken.get(line.pk, Decimal(0)) + part
                rest -= part
        if rest > 0:
            told = {"product": fitting[0].product, "rest": f"{rest.normalize():f}"}
            raise Refused(_("%(product)s: %(rest)s more than is still open and not planned.") % told)
    return taken


def _quantity(typed: Typed) -> Decimal:
    field: Any = ShipmentLine._meta.get_field("quantity")
    quantity: Decimal | None = field.to_python(typed.get("quantity"))
    if quantity is None or quantity <= 0:
        raise Refused(_("Only quantities above zero can be shipped."))
    return quantity


def _fitting(typed: Typed, open_lines: Iterable[Any]) -> list[Any]:
    line: OrderLine | None = typed.get("order_line")
    product: Product | None = typed.get("product")
    found = [one for one in open_lines if (one.pk == line.pk if line else product and one.product_id == product.pk)]
    if not found:
        raise Refused(_("%(thing)s is not on this order.") % {"thing": line or product or _("Nothing")})
    return found
