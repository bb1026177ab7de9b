"""Shipments for tests and samples."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.orders.models import SalesOrder
from daying.shipping import actions
from daying.shipping.models import Reservation, Shipment

PLANNED_ON = date(2026, 3, 10)


def planned_shipment(order: SalesOrder, quantities: Sequence[int] = (), **values: Any) -> Shipment:
    """A shipment for 10 March 2026 of these quantities of the order's lines in turn; of all that is open when empty."""
    pairs = zip(order.lines.order_by("position"), quantities, strict=False)
    lines = [{"order_line": line, "quantity": quantity} for line, quantity in pairs if quantity]
    return actions.plan_shipment(order, by=SYSTEM, **{"planned_on": PLANNED_ON, "lines": lines, **values})


def dispatched_shipment(order: SalesOrder, quantities: Sequence[int] = (), on: date = PLANNED_ON) -> Shipment:
    """The same, and it has left the house."""
    shipment = planned_shipment(order, quantities, planned_on=on)
    actions.dispatch(shipment, by=SYSTEM, on=on)
    shipment.refresh_from_db()
    return shipment


def reserved(order: SalesOrder, quantity: int) -> list[Reservation]:
    """So much of what is on hand is kept for each line of the order."""
    rows = [
        Reservation(
            order_line=line,
            product_id=line.product_id,
            customer_id=order.customer_id,
            quantity=Decimal(quantity),
            decided_on=PLANNED_ON,
            reason="按交期",
        )
        for line in order.lines.order_by("position")
    ]
    return changes.create_many(rows, by=SYSTEM)
