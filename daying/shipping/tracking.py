"""What a customer reads of a shipment behind the link: how far it has come, what is in it, when it should arrive.

Nothing of it is a price, another order or another customer's.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from daying.carriers.models import EventSource, WaybillEvent
from daying.carriers.queries import waybills_of
from daying.core import written
from daying.people.queries import company
from daying.shipping.models import ExceptionState, Shipment, ShipmentLine, State
from daying.shipping.papers import customer_parts
from daying.shipping.queries import expected_on

MOST_EVENTS = 100
WAY = (State.PLANNED, State.PICKED, State.DISPATCHED, State.DELIVERED)


def told(shipment: Shipment, today: date) -> dict[str, Any]:
    """The page's values, in the language that is active. Six queries."""
    day = expected_on(shipment)
    return {
        "number": str(shipment),
        "company": str(company()),
        "state": shipment.get_state_display(),
        "steps": _steps(shipment),
        "facts": [(label, value) for label, value in _facts(shipment, day) if value],
        "lines": _lines(shipment),
        "events": _events(shipment),
        "is_returned": shipment.state == State.RETURNED,
        "is_late": bool(shipment.state == State.DISPATCHED and day and day < today),
        "has_exception": shipment.exceptions.exclude(state=ExceptionState.CLOSED).exists(),
    }


def _steps(shipment: Shipment) -> list[dict[str, Any]]:
    """The ordinary course, with the days that are known and whether each is over."""
    days = {State.PLANNED: shipment.planned_on, State.DISPATCHED: shipment.dispatched_on}
    days[State.DELIVERED] = shipment.delivered_on
    if shipment.state not in WAY:
        return []
    reached = WAY.index(State(shipment.state))
    return [
        {"label": step.label, "day": days.get(step), "is_over": at <= reached, "is_here": at == reached}
        for at, step in enumerate(WAY)
    ]


def _facts(shipment: Shipment, day: date | None) -> list[tuple[str, str]]:
    proof = getattr(shipment, "proof", None)
    return [
        (_("Your order"), shipment.order.customer_po),
        (_("Our order"), str(shipment.order)),
        (_("Carrier"), str(shipment.carrier or "")),
        (_("Waybill"), shipment.tracking_number),
        (_("Expected arrival"), written.day(day) if day and shipment.state != State.DELIVERED else ""),
        (_("Packages"), str(shipment.cartons or "")),
        (_("Address"), shipment.address),
        (_("Received by"), proof.received_by if proof else ""),
    ]


def _lines(shipment: Shipment) -> list[dict[str, str]]:
    parts = customer_parts(shipment)
    rows = ShipmentLine.objects.filter(shipment=shipment).select_related("product").order_by("position")
    return [
        {
            "name": f"{line.product.code} {line.product.name}",
            "part": parts.get(line.product_id, ""),
            "quantity": f"{written.quantity(line.quantity)} {line.product.unit}",
        }
        for line in rows
    ]


def _events(shipment: Shipment) -> list[dict[str, Any]]:
    """What its waybills tell, the latest first. What we noted by hand is told by its kind alone."""
    waybills = waybills_of(shipment).values("pk")
    rows = WaybillEvent.objects.filter(waybill__in=waybills).order_by("-at", "-pk")[:MOST_EVENTS]
    return [
        {
            "at": one.at,
            "place": one.place,
            "text": (one.text if one.source != EventSource.HAND else "") or one.get_status_display(),
        }
        for one in rows
    ]
