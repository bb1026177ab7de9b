"""The review before we accept an order (ISO 9001, 8.2.3): every department says whether it can keep the promise."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, compiled, journal
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, lock, transition
from daying.customers.actions import note_deal
from daying.customers.models import Customer
from daying.orders.events import OrderCancelled
from daying.orders.models import OrderLine, SalesOrder, State
from daying.people import departments
from daying.people.models import Department
from daying.quotes.actions import win_by_order
from daying.work import actions as work
from daying.work.actions import Asked
from daying.work.queries import open_on

# Who must agree to every order, to what, and by when. Become parameters of the contract review procedure.
REVIEWERS = {
    departments.PMC: gettext_lazy("Delivery date and capacity"),
    departments.FINANCE: gettext_lazy("Terms of payment and credit"),
}
REVIEW_WORKDAYS = 2
ASKED = Compiled(lambda: Department.objects.filter(code__in=REVIEWERS).order_by("code"))
CUSTOMER = Compiled(lambda key: Customer.objects.filter(pk=key))
LINES = Compiled(lambda order: OrderLine.objects.filter(order=order).order_by("position"))
HAS_LINES = Compiled(lambda order: OrderLine.objects.filter(order=order).order_by()[:1])


@transition(
    SalesOrder,
    label=gettext_lazy("Submit for review"),
    source=State.DRAFT,
    target=State.UNDER_REVIEW,
    right="orders.change_salesorder",
    serves="M5.4",
)
def submit(order: SalesOrder, *, by: Actor, on: date) -> None:
    """Ask every department at once. The order gets its number here, and keeps it whatever happens."""
    if not HAS_LINES(order.pk):
        raise Refused(_("An order without lines cannot be reviewed. Enter what is ordered first."))
    order.stopped_for = ""
    order.number = order.number or next_number("SO", on)
    order.customer = CUSTOMER.one(order.customer_id)
    note_deal(order.customer, on=order.ordered_on)
    work.open_countersignature(
        order,
        steps=[[Asked(department, str(REVIEWERS[department.code])) for department in ASKED()]],
        title=_("Review of order %(order)s, %(customer)s") % {"order": order, "customer": order.customer},
        by=by,
        due_on=add_workdays(on, REVIEW_WORKDAYS),
    )
    if order.opportunity:
        win_by_order(order.opportunity, by=by, on=on, amount=order.total, currency=order.currency)


@transition(
    SalesOrder,
    label=gettext_lazy("Take back"),
    source=(State.UNDER_REVIEW, State.REVIEWED),
    target=State.DRAFT,
    right="orders.change_salesorder",
    serves="M5.4",
)
def withdraw(order: SalesOrder, *, by: Actor) -> None:
    """Make a draft of it again, to change it. The departments are asked anew."""
    _ask_no_longer(order, by)
    _promise_nothing(order)


@transition(
    SalesOrder,
    label=gettext_lazy("Cancel"),
    source=(State.DRAFT, State.UNDER_REVIEW, State.REVIEWED, State.RELEASED, State.ON_HOLD),
    target=State.CANCELLED,
    right="orders.cancel_salesorder",
    serves="M5.4",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel(order: SalesOrder, *, by: Actor, on: date, reason: str) -> None:
    """Nothing comes of it. Only an order of which nothing has left the house; another one is closed with its rest."""
    if order.lines.filter(shipped_quantity__gt=0).exists():
        raise Refused(_("Part of %(order)s is shipped. Close it, with a reason for the rest.") % {"order": order})
    _ask_no_longer(order, by)
    order.held_state, order.stopped_for = "", reason
    tell(OrderCancelled(order_id=order.pk, cancelled_on=on))


@action(right=None, serves="M5.4")
def agree(order: SalesOrder, *, by: Actor, promised_on: date | None) -> SalesOrder:
    """Every department has agreed. promised_on: PMC's day; a line wanted later is promised for the day it is wanted."""
    fresh: SalesOrder = _under_review(order)
    before = journal.snapshot(fresh)
    lines = LINES(fresh.pk)
    promises = [max(line.requested_on, promised_on or date.min) for line in lines]
    for line, promise in zip(lines, promises, strict=True):
        line.confirmed_on = line.first_confirmed_on = promise
    compiled.update_many(lines, ["confirmed_on", "first_confirmed_on"])
    fresh.confirmed_on = max(promises, default=None)
    fresh.state = State.REVIEWED
    return changes.save(fresh, before, verb="orders.agree", by=by)


@action(right=None, serves="M5.4")
def send_back(order: SalesOrder, *, by: Actor, objection: str) -> SalesOrder:
    """A department cannot agree: the order is a draft again, and its author reads why."""
    fresh: SalesOrder = _under_review(order)
    before = journal.snapshot(fresh)
    fresh.state, fresh.stopped_for = State.DRAFT, objection
    return changes.save(fresh, before, verb="orders.send_back", by=by, note=objection)


def _under_review(order: SalesOrder) -> SalesOrder:
    fresh: SalesOrder = lock(order)
    if fresh.state != State.UNDER_REVIEW:
        raise Refused(_("%(order)s is not under review.") % {"order": fresh})
    return fresh


def _ask_no_longer(order: SalesOrder, by: Actor) -> None:
    asking = open_on(order) if order.state == State.UNDER_REVIEW else None
    if asking:
        work.withdraw(asking, by=by)


def _promise_nothing(order: SalesOrder) -> None:
    order.confirmed_on = None
    OrderLine.objects.filter(order=order).update(confirmed_on=None, first_confirmed_on=None)
