"""Changing an order that was agreed to: written down, and put before the departments that it touches."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, lock, transition
from daying.orders.changing import difference, reviewers
from daying.orders.changing.amending import amended, in_the_past, not_changeable, objections
from daying.orders.changing.doing import do_change, let_know, refuse_change
from daying.orders.changing.lines import lines_of
from daying.orders.contracts.drawing import may_be_drawn_anew
from daying.orders.models import AskedFor, ChangeOrder, ChangeState, SalesOrder
from daying.work import actions as work
from daying.work.queries import open_on

__all__ = [
    "amend_change",
    "do_change",
    "draft_change",
    "let_know",
    "refuse_change",
    "submit_change",
    "withdraw_change",
]
WORKDAYS = 2


@action(right="orders.add_changeorder", serves="M5.4", label=gettext_lazy("New change order"))
def draft_change(
    *,
    by: Actor,
    order: SalesOrder,
    reason: str,
    lines: Sequence[Mapping[str, Any]] = (),
    asked_by: str = AskedFor.CUSTOMER,
    terms: str = "",
    payment_days: int | None = None,
) -> ChangeOrder:
    """Write down what is to be otherwise.

    lines: line_number of the order's line with what changes of quantity, unit_price, requested_on and description, or
    is_taken_out; without a number the product and quantity of a line that is added.
    """
    change = ChangeOrder(reason=reason, asked_by=asked_by, terms=terms, payment_days=payment_days, **_standing(order))
    return changes.create(change, by=by, lines=lines_of(order, lines))


@action(right="orders.change_changeorder", serves="M5.4")
def amend_change(
    change: ChangeOrder,
    *,
    by: Actor,
    order: SalesOrder,
    reason: str,
    version: int | None = None,
    lines: Sequence[Mapping[str, Any]] | None = None,
    asked_by: str = AskedFor.CUSTOMER,
    terms: str = "",
    payment_days: int | None = None,
) -> ChangeOrder:
    """Change a draft. lines: all of them as they should be; None leaves them."""
    if lock(change).state != ChangeState.DRAFT:
        raise Refused(_("%(change)s is no draft any more.") % {"change": change})
    values = {"reason": reason, "asked_by": asked_by, "terms": terms, "payment_days": payment_days}
    new = None if lines is None else lines_of(order, lines)
    return changes.update(change, {**values, **_standing(order)}, by=by, version=version, lines=new)


@transition(
    ChangeOrder,
    label=gettext_lazy("Submit for review"),
    source=ChangeState.DRAFT,
    target=ChangeState.UNDER_REVIEW,
    right="orders.change_changeorder",
    serves="M5.4",
)
def submit_change(change: ChangeOrder, *, by: Actor, on: date) -> None:
    """Ask the departments that the change touches, and no others. What cannot be done is refused here already."""
    order: SalesOrder = lock(change.order)
    if ChangeOrder.objects.filter(order=order, state=ChangeState.UNDER_REVIEW).exists():
        raise Refused(_("Another change of %(order)s is under review. Wait for its answer.") % {"order": order})
    new = amended(change, order)
    if refused := [*objections(new, change, order), *in_the_past(new, on)]:
        raise Refused(" ".join(refused))
    lines = [one.wanted for one in new.becoming]
    touched = reviewers.touched_by(change, lines)
    if not touched:
        raise Refused(_("Nothing is changed. Say what becomes of which line."))
    asked = reviewers.asked_about(touched)
    beyond = may_be_drawn_anew(new.order, new.lines)
    change.number = change.number or next_number("CO", on)
    change.old_total, change.new_total = order.total, new.order.total
    work.open_countersignature(
        change,
        steps=[asked],
        title=_("Change of order %(order)s, %(customer)s") % {"order": order, "customer": order.customer},
        by=by,
        due_on=add_workdays(on, WORKDAYS),
        warnings="\n".join(beyond),
        details=difference.told(change, lines),
    )


@transition(
    ChangeOrder,
    label=gettext_lazy("Withdraw"),
    source=(ChangeState.DRAFT, ChangeState.UNDER_REVIEW),
    target=ChangeState.WITHDRAWN,
    right="orders.change_changeorder",
    serves="M5.4",
)
def withdraw_change(change: ChangeOrder, *, by: Actor) -> None:
    """Leave the order as it is."""
    asking = open_on(change) if change.state == ChangeState.UNDER_REVIEW else None
    if asking:
        work.withdraw(asking, by=by)


def _standing(order: SalesOrder) -> dict[str, Any]:
    """The order with its terms as they are. Refused where it takes no change."""
    if refused := not_changeable(order):
        raise Refused(refused, field="order")
    return {"order": order, "old_terms": order.terms, "old_payment_days": order.payment_days}
