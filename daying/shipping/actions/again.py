"""Planning again what was planned for an order that has been changed since."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from daying.core import changes
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.numbering import next_number
from daying.core.workflow import action
from daying.orders.models import OrderLine, SalesOrder
from daying.shipping.actions.planning import KIND
from daying.shipping.models import OPEN_STATES, Shipment, ShipmentLine, State

VERB = "shipping.plan_again"
LINES = Compiled(lambda order: OrderLine.objects.filter(order=order))
PLANNED = Compiled(
    lambda order: (
        Shipment.objects.select_for_update(of=("self",))
        .filter(order=order, state__in=OPEN_STATES)
        .select_related("created_by")
        .order_by("planned_on", "pk")
    )
)


@action(right=None, serves="M5.4")
def plan_again(order: SalesOrder, *, moved: Collection[int], by: Actor, reason: str) -> list[Shipment]:
    """Make what is planned for an order fit what is still open of it. Returns the shipments that became others.

    moved: the keys of lines that are promised for another day; they leave on that day, in a shipment of their own where
    others keep theirs. A quantity beyond what is open is cut down, the earliest shipment filled first. What is left
    empty, and what stands packed for something else, is cancelled. Two statements, and some for each one that changes.
    """
    lines = {line.pk: line for line in LINES(order.pk)}
    rest = {key: line.open_quantity for key, line in lines.items()}
    days = {key: day for key in moved if (day := lines[key].confirmed_on)}
    shipments = PLANNED(order.pk)
    prefetch_related_objects(shipments, "lines")
    return [one for one in shipments if not _holds(one, rest, days) and _fitted(one, rest, days, by, reason)]


def _holds(shipment: Shipment, rest: dict[int, Decimal], days: dict[int, date]) -> bool:
    """Whether it stays as it is, and takes what it needs of the rest."""
    own = list(shipment.lines.all())
    is_enough = all(line.quantity <= rest[line.order_line_id] for line in own)
    if not is_enough or any(days.get(line.order_line_id) not in (None, shipment.planned_on) for line in own):
        return False
    for line in own:
        rest[line.order_line_id] -= line.quantity
    return True


def _fitted(shipment: Shipment, rest: dict[int, Decimal], days: dict[int, date], by: Actor, reason: str) -> bool:
    """Cut it down and move it, or cancel it. Always True."""
    kept = [] if shipment.state == State.PICKED else _cut(shipment, rest)
    moving = [line for line in kept if line.order_line_id in days]
    staying = [line for line in kept if line.order_line_id not in days]
    if not kept:
        gone = {"state": State.CANCELLED.value, "cancelled_for": reason}
        changes.update(shipment, gone, by=by, verb=VERB)
    elif staying:
        changes.update(shipment, {}, by=by, lines=staying, verb=VERB)
        if moving:
            _split(shipment, moving, max(days[line.order_line_id] for line in moving), by)
    else:
        day = max(days[line.order_line_id] for line in moving)
        changes.update(shipment, {"planned_on": day}, by=by, lines=moving, verb=VERB)
    return True


def _cut(shipment: Shipment, rest: dict[int, Decimal]) -> list[ShipmentLine]:
    """The lines with what of them is still open; those of which nothing is are left out."""
    kept = []
    for line in shipment.lines.all():
        line.quantity = min(line.quantity, rest[line.order_line_id])
        rest[line.order_line_id] -= line.quantity
        if line.quantity:
            kept.append(line)
    return kept


def _split(shipment: Shipment, moving: Sequence[ShipmentLine], day: date, by: Actor) -> None:
    """The lines leave on another day, in a shipment of their own."""
    own = ("order_id", "customer_id", "currency", "warehouse_id", "carrier_id", "address", "remarks")
    apart = Shipment(**{name: getattr(shipment, name) for name in own}, planned_on=day, number=next_number(KIND, day))
    names = ("order_line_id", "product_id", "quantity")
    lines = [ShipmentLine(**{name: getattr(one, name) for name in names}) for one in moving]
    changes.create(apart, by=by, lines=lines, verb=VERB)
