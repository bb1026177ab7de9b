"""What becomes of an order after its release: held, moved, counted out, closed or cancelled."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, compiled, journal
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.workflow import action, lock, transition
from daying.orders.actions.crediting import must_not_await_decision
from daying.orders.events import DeliveryDateMoved, OrderCancelled
from daying.orders.models import OPEN_STATES, DateMove, OrderLine, SalesOrder, State

REASON = gettext_lazy("Reason")
LINES = Compiled(lambda order: OrderLine.objects.filter(order=order).select_related("product"))


@transition(
    SalesOrder,
    label=gettext_lazy("Put on hold"),
    source=(State.REVIEWED, *OPEN_STATES),
    target=State.ON_HOLD,
    right="orders.hold_salesorder",
    serves="M5.6",
    inputs={"reason": REASON},
)
def hold(order: SalesOrder, *, by: Actor, reason: str) -> None:
    """Stop shipping until somebody resumes it."""
    order.held_state = order.state
    order.stopped_for = reason


@transition(
    SalesOrder,
    label=gettext_lazy("Resume"),
    source=State.ON_HOLD,
    target=None,
    right="orders.hold_salesorder",
    serves="M5.6",
)
def resume(order: SalesOrder, *, by: Actor) -> None:
    """Go on from where it stood. What is held for credit goes on by a decision."""
    must_not_await_decision(order)
    order.state, order.held_state, order.stopped_for = order.held_state, "", ""


@transition(
    SalesOrder,
    label=gettext_lazy("Move the delivery date"),
    source=(*OPEN_STATES, State.REVIEWED, State.ON_HOLD),
    target=None,
    right="orders.move_delivery_date",
    serves="M5.6",
    inputs={
        "to": gettext_lazy("New date"),
        "reason": REASON,
        "is_customers_wish": gettext_lazy("The customer wishes it"),
        "positions": gettext_lazy("Line numbers, with commas (empty: all that are open)"),
    },
)
def move_delivery_date(
    order: SalesOrder,
    *,
    by: Actor,
    on: date,
    to: date,
    reason: str,
    is_customers_wish: bool = False,
    positions: str = "",
) -> journal.Changes:
    """Promise another day for open lines.

    At the customer's wish the new date is the one the on-time rate counts from; our own delays do not reset it.
    """
    lines = _open_lines(order, _numbers(positions))
    moves = [
        DateMove(
            line=line,
            from_on=line.confirmed_on,
            to_on=to,
            moved_on=on,
            is_customers_wish=is_customers_wish,
            reason=reason,
            moved_by_id=by.pk,
        )
        for line in lines
    ]
    DateMove.objects.bulk_create(moves)
    before = changes.lines_told(order, lines)
    for line in lines:
        line.confirmed_on = to
        line.first_confirmed_on = to if is_customers_wish else line.first_confirmed_on
    OrderLine.objects.bulk_update(lines, ["confirmed_on", "first_confirmed_on"])
    order.confirmed_on = OrderLine.objects.filter(order=order).aggregate(last=Max("confirmed_on"))["last"]
    keys = tuple(line.pk for line in lines)
    tell(DeliveryDateMoved(order_id=order.pk, line_ids=keys, to_on=to, is_customers_wish=is_customers_wish))
    return {"lines": [before, changes.lines_told(order, lines)]}


@transition(
    SalesOrder,
    label=gettext_lazy("Close"),
    source=(State.SHIPPED, State.PARTLY_SHIPPED),
    target=State.CLOSED,
    right="orders.close_salesorder",
    serves="M5.6",
    inputs={"reason": gettext_lazy("Why the rest is not shipped, if there is one")},
)
def close(order: SalesOrder, *, by: Actor, on: date, reason: str = "") -> None:
    """Put the order aside. A rest that will not be shipped needs a reason."""
    if order.state == State.PARTLY_SHIPPED:
        if not reason:
            raise Refused(
                _("Part of %(order)s is not shipped. Say why it is closed.") % {"order": order}, field="reason"
            )
        tell(OrderCancelled(order_id=order.pk, cancelled_on=on))
    order.stopped_for = reason


@action(right=None, serves="M5.7")
def count_shipped(order: SalesOrder, quantities: Mapping[int, Decimal], *, by: Actor, on: date) -> SalesOrder:
    """Count goods that leave the house. quantities: by line id.

    Refused when the order is not open or a line would go beyond what was ordered. The order's row is locked first, so
    that two shipments of one line are judged one after the other. Five statements however many lines.
    """
    fresh: SalesOrder = lock(order)
    if fresh.state not in OPEN_STATES:
        told = {"order": fresh, "state": fresh.get_state_display()}
        raise Refused(_("%(order)s is “%(state)s”: nothing can be shipped.") % told)
    lines = LINES(fresh.pk)
    _count(lines, quantities)
    _write_shipped([line for line in lines if line.pk in quantities])
    before = journal.snapshot(fresh)
    fresh.state = State.PARTLY_SHIPPED if any(line.open_quantity for line in lines) else State.SHIPPED
    counted = {"shipped": [None, {line.position: str(quantities[line.pk]) for line in lines if line.pk in quantities}]}
    return changes.save(fresh, before, verb="orders.count_shipped", by=by, told=counted)


@action(right=None, serves="M5.7")
def count_returned(order: SalesOrder, quantities: Mapping[int, Decimal], *, by: Actor, on: date) -> SalesOrder:
    """Count goods that came back before the customer had them: they are to be shipped again. quantities: by line id.

    Refused when the order is closed meanwhile, or more comes back than was shipped. Five statements however many lines.
    """
    fresh: SalesOrder = lock(order)
    if fresh.state not in (State.SHIPPED, State.PARTLY_SHIPPED):
        told = {"order": fresh, "state": fresh.get_state_display()}
        raise Refused(_("%(order)s is “%(state)s”: nothing can come back to it.") % told)
    lines = LINES(fresh.pk)
    returned = [line for line in lines if line.pk in quantities]
    for line in returned:
        if not 0 < quantities[line.pk] <= line.shipped_quantity:
            raise Refused(_("%(product)s: more would come back than was shipped.") % {"product": line.product})
        line.shipped_quantity -= quantities[line.pk]
    _write_shipped(returned)
    before = journal.snapshot(fresh)
    fresh.state = State.PARTLY_SHIPPED if any(line.shipped_quantity for line in lines) else State.RELEASED
    counted = {"returned": [None, {line.position: str(quantities[line.pk]) for line in returned}]}
    return changes.save(fresh, before, verb="orders.count_returned", by=by, told=counted)


def _count(lines: Iterable[OrderLine], quantities: Mapping[int, Decimal]) -> None:
    known = {line.pk: line for line in lines}
    for key, quantity in quantities.items():
        line = known.get(key)
        if line is None or quantity <= 0:
            raise Refused(_("Only quantities above zero of lines of this order can be shipped."))
        if quantity > line.open_quantity:
            told = {"product": line.product, "open": line.open_quantity.normalize(), "asked": quantity.normalize()}
            raise Refused(_("%(product)s: %(asked)s cannot be shipped, only %(open)s is still open.") % told)
        line.shipped_quantity += quantity


def _write_shipped(lines: list[OrderLine]) -> None:
    compiled.update_many(lines, ["shipped_quantity"])


def _numbers(positions: str) -> set[int]:
    try:
        return {int(part) for part in positions.replace("，", ",").split(",") if part.strip()}
    except ValueError:
        raise Refused(_("Write line numbers with commas between them: 1, 3."), field="positions") from None


def _open_lines(order: SalesOrder, positions: set[int]) -> list[OrderLine]:
    lines = OrderLine.objects.filter(order=order, shipped_quantity__lt=F("quantity"))
    found = list(lines.filter(position__in=positions) if positions else lines)
    if not found or len(found) < len(positions):
        raise Refused(_("There is no such open line: only lines not yet shipped in full can be moved."))
    return found
