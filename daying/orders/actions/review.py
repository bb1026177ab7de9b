"""The review before we accept an order (ISO 9001, 8.2.3): every department says whether it can keep the promise."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
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
from daying.orders.actions.crediting import drop_hold
from daying.orders.contracts.drawing import may_be_drawn
from daying.orders.events import OrderCancelled
from daying.orders.models import NOT_TAKEN, OrderLine, SalesOrder, State
from daying.orders.red_lines import Submitted
from daying.orders.review_rules import Review, kind_of, review_of
from daying.quotes.actions import win_by_order
from daying.work import actions as work
from daying.work.queries import open_on

CUSTOMER = Compiled(lambda key: Customer.objects.filter(pk=key))
LINES = Compiled(lambda order: OrderLine.objects.filter(order=order).order_by("position"))
HANDED_IN = Compiled(
    lambda order, customer: (
        OrderLine.objects.filter(order=order)
        .select_related("product__category")
        .annotate(was_ordered=Exists(_ordered_before(customer)))
        .order_by("position")
    )
)


@transition(
    SalesOrder,
    label=gettext_lazy("Submit for review"),
    source=State.DRAFT,
    target=State.UNDER_REVIEW,
    right="orders.change_salesorder",
    serves="M5.4",
)
def submit(order: SalesOrder, *, by: Actor, on: date) -> None:
    """Ask the departments that the review rules name. The order gets its number here, and keeps it whatever happens."""
    lines = HANDED_IN(order.pk, order.customer_id)
    if not lines:
        raise Refused(_("An order without lines cannot be reviewed. Enter what is ordered first."))
    may_be_drawn(order)
    order.stopped_for = ""
    order.number = order.number or next_number("SO", on)
    order.customer = CUSTOMER.one(order.customer_id)
    review = _reviewed_by(order, lines, on)
    note_deal(order.customer, on=order.ordered_on)
    work.open_countersignature(
        order,
        steps=review.steps,
        mode=review.rule.mode,
        title=_("Review of order %(order)s, %(customer)s") % {"order": order, "customer": order.customer},
        by=by,
        due_on=add_workdays(on, review.rule.workdays),
        warnings="\n".join(review.warnings),
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
    if order.state == State.ON_HOLD:
        drop_hold(order, by=by, on=on)
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


def _reviewed_by(order: SalesOrder, lines: Sequence[Any], on: date) -> Review:
    """Who reviews it, by its kind, which is found here where nobody has chosen one."""
    first = order.customer.first_deal_on
    is_first = (first is None or first >= order.ordered_on) and not any(line.was_ordered for line in lines)
    submitted = Submitted(order, lines, on, is_first)
    order.kind = kind_of(submitted)
    return review_of(submitted)


def _ordered_before(customer: int) -> QuerySet[OrderLine]:
    """Lines of the same product in orders that were taken."""
    taken = OrderLine.objects.filter(product=OuterRef("product"), order__customer=customer, quantity__gt=0)
    return taken.order_by().exclude(order__state__in=NOT_TAKEN)


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
