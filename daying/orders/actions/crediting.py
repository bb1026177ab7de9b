"""Releasing an order, and holding it where its customer's credit does not allow it."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.workflow import action, lock, transition
from daying.orders import credit
from daying.orders.credit import Exposure
from daying.orders.events import OrderReleased
from daying.orders.models import CreditHold, CreditHoldState, SalesOrder, State

REASON = gettext_lazy("Reason")


@transition(
    SalesOrder,
    label=gettext_lazy("Release"),
    source=State.REVIEWED,
    target=State.RELEASED,
    right="orders.release_salesorder",
    serves=["M5.4", "M5.6", "M4.3"],
)
def release(order: SalesOrder, *, by: Actor, on: date) -> None:
    """Let the order go to planning and shipment. Only what every department has agreed to comes this far.

    Where the customer is over its credit limit or overdue, the order goes on hold instead and awaits a decision.
    """
    exposure = credit.limited(order, on)
    reasons = exposure.against(order) if exposure else []
    if exposure and reasons:
        _hold(order, exposure, reasons, by=by, on=on)
    else:
        _let_go(order, on)


def others_order(hold: CreditHold, by: Actor) -> bool:
    """Nobody decides on the credit of an order of their own."""
    return by.pk is None or by.pk not in {hold.order.owner_id, hold.order.created_by_id}


@transition(
    CreditHold,
    label=gettext_lazy("Release all the same"),
    source=CreditHoldState.OPEN,
    target=CreditHoldState.ALLOWED,
    right="orders.decide_credit",
    when=others_order,
    serves="M4.3",
    inputs={"reason": REASON},
)
def allow(hold: CreditHold, *, by: Actor, on: date, reason: str) -> None:
    """Let the order go although the customer owes too much."""
    _decide(hold, by, on, reason)
    _go_on(hold, by, on)


@transition(
    CreditHold,
    label=gettext_lazy("Do not release"),
    source=CreditHoldState.OPEN,
    target=CreditHoldState.REFUSED,
    right="orders.decide_credit",
    when=others_order,
    serves="M4.3",
    inputs={"reason": REASON},
)
def deny(hold: CreditHold, *, by: Actor, on: date, reason: str) -> None:
    """Leave the order reviewed, with the reason: it can be released when the customer has paid, or be cancelled."""
    _decide(hold, by, on, reason)
    order: SalesOrder = lock(hold.order)
    before = journal.snapshot(order)
    order.state, order.held_state, order.stopped_for = order.held_state, "", reason
    changes.save(order, before, verb="orders.deny", by=by, note=reason)


@transition(
    CreditHold,
    label=gettext_lazy("Check again"),
    source=CreditHoldState.OPEN,
    target=CreditHoldState.CLEARED,
    right="orders.release_salesorder",
    serves="M4.3",
)
def check_again(hold: CreditHold, *, by: Actor, on: date) -> None:
    """Release the order if nothing stands against it any more, say because the customer has paid."""
    order: SalesOrder = lock(hold.order)
    exposure = credit.limited(order, on)
    reasons = exposure.against(order) if exposure else []
    if reasons:
        raise Refused(_("Nothing has changed enough: %(reasons)s") % {"reasons": " ".join(reasons)})
    _decide(hold, by, on, _("Checked again: nothing stands against it any more."))
    _go_on(hold, by, on)


@action(right=None, serves="M4.3")
def drop_hold(order: SalesOrder, *, by: Actor, on: date) -> None:
    """Nothing is to be decided any more: the order is cancelled. One statement where nothing was open."""
    for hold in CreditHold.objects.filter(order=order, state=CreditHoldState.OPEN):
        told = {"state": CreditHoldState.DROPPED.value, "decided_on": on, "decided_by_id": by.pk}
        changes.update(hold, told, by=by, verb="orders.drop_hold")


def must_not_await_decision(order: SalesOrder) -> None:
    """Refuse to resume what is held for credit: that takes a decision."""
    if CreditHold.objects.filter(order=order, state=CreditHoldState.OPEN).exists():
        raise Refused(
            _("%(order)s is held because of the customer's credit. It goes on by a decision, under Credit holds.")
            % {"order": order}
        )


def _let_go(order: SalesOrder, on: date) -> None:
    order.released_on = on
    tell(OrderReleased(order_id=order.pk, released_on=on))


def _hold(order: SalesOrder, exposure: Exposure, reasons: list[str], *, by: Actor, on: date) -> None:
    told = " ".join(reasons)
    order.held_state, order.state, order.stopped_for = State.REVIEWED, State.ON_HOLD, told
    hold = CreditHold(
        order=order,
        held_on=on,
        currency=exposure.customer.currency,
        credit_limit=exposure.customer.credit_limit,
        exposure=exposure.with_order(order),
        overdue=exposure.overdue,
        reason=told,
    )
    changes.create(hold, by=by, verb="orders.hold_for_credit")


def _decide(hold: CreditHold, by: Actor, on: date, reason: str) -> None:
    hold.decision, hold.decided_on, hold.decided_by_id = reason, on, by.pk


def _go_on(hold: CreditHold, by: Actor, on: date) -> None:
    """The order is released after all."""
    order: SalesOrder = lock(hold.order)
    before = journal.snapshot(order)
    order.state, order.held_state, order.stopped_for = State.RELEASED, "", ""
    _let_go(order, on)
    changes.save(order, before, verb="orders.release", by=by, note=hold.decision)
