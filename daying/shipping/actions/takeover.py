"""Past shipments of another system, taken over in bulk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.money import round_money
from daying.core.numbering import next_numbers
from daying.core.workflow import action
from daying.orders.actions.takeover import count_all_shipped
from daying.orders.models import OrderLine, SalesOrder
from daying.shipping.actions.planning import KIND
from daying.shipping.models import Shipment, ShipmentLine, State

Row = Mapping[str, Any]


@action(right="shipping.take_over_shipment", serves="M5.7")
def record_past_shipments(rows: Sequence[Row], *, by: Actor) -> list[Shipment]:
    """Write down that orders were shipped long ago, each with all that is open of it in one shipment.

    rows: order, dispatched_on, and where known carrier and freight (else the order's), delivered_on, tracking_number.
    A row without a day of dispatch is an order not shipped yet, and is passed over. Nothing is told to receivables:
    what was billed in the other system is not billed again. A dozen statements for each 500 of them, and two for each
    year.
    """
    shipped = [row for row in rows if row.get("dispatched_on")]
    if not shipped:
        return []
    days = {row["order"].pk: row["dispatched_on"] for row in shipped}
    if len(days) < len(shipped):
        raise Refused(_("Two of these shipments are of the same order."), field="order")
    open_lines = _by_order(count_all_shipped(list(days), by=by))
    made = [_shipment(row) for row in shipped]
    _number(made)
    lines = [
        [ShipmentLine(order_line=one, product_id=one.product_id, quantity=one.open_quantity) for one in open_lines[key]]
        for key in days
    ]
    return changes.create_many(made, by=by, lines=lines)


def _shipment(row: Row) -> Shipment:
    order: SalesOrder = row["order"]
    freight = row.get("freight")
    dispatched_on: date = row["dispatched_on"]
    return Shipment(
        order=order,
        customer_id=order.customer_id,
        state=State.DELIVERED,
        planned_on=dispatched_on,
        dispatched_on=dispatched_on,
        delivered_on=row.get("delivered_on"),
        carrier_id=row["carrier"].pk if row.get("carrier") else order.carrier_id,
        tracking_number=row.get("tracking_number") or "",
        freight=order.freight if freight is None else round_money(freight),
        currency=order.currency,
        address=order.delivery_address,
    )


def _by_order(lines: Sequence[OrderLine]) -> dict[int, list[OrderLine]]:
    found: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        found[line.order_id].append(line)
    return found


def _number(shipments: Sequence[Shipment]) -> None:
    years: dict[int, list[Shipment]] = defaultdict(list)
    for shipment in shipments:
        years[shipment.planned_on.year].append(shipment)
    for of_year in (years[year] for year in sorted(years)):
        numbers = next_numbers(KIND, of_year[0].planned_on, len(of_year))
        for shipment, number in zip(of_year, numbers, strict=True):
            shipment.number = number
