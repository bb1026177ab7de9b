"""Changing an order that was agreed to: asked of the departments it touches alone, and done in one step."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.money import FOUR_PLACES
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, lock, transition
from daying.orders.events import OrderChanged
from daying.orders.models import (
    OPEN_STATES,
    AskedFor,
    ChangeLine,
    ChangeOrder,
    ChangeState,
    DateMove,
    OrderLine,
    SalesOrder,
    State,
)
from daying.people import departments
from daying.people.models import Department
from daying.work import actions as work
from daying.work.actions import Asked
from daying.work.queries import open_on

CHANGEABLE = (State.REVIEWED, *OPEN_STATES, State.ON_HOLD)
FIELDS = ("quantity", "unit_price", "requested_on", "description")
WORKDAYS = 2
# Which departments a change of a field touches, and what they look at.
TOUCHES = {
    "quantity": [(departments.PMC, gettext_lazy("Delivery date and capacity"))],
    "requested_on": [(departments.PMC, gettext_lazy("Delivery date and capacity"))],
    "unit_price": [(departments.FINANCE, gettext_lazy("Price and terms of payment"))],
    "payment_days": [(departments.FINANCE, gettext_lazy("Price and terms of payment"))],
    "description": [
        (departments.ENGINEERING, gettext_lazy("Specification")),
        (departments.QUALITY, gettext_lazy("Specification")),
    ],
}


@action(right="orders.add_changeorder", serves="M5.4", label=gettext_lazy("New change order"))
def draft_change(
    *,
    by: Actor,
    order: SalesOrder,
    reason: str,
    lines: Sequence[Mapping[str, Any]] = (),
    asked_by: str = AskedFor.CUSTOMER,
    payment_days: int | None = None,
) -> ChangeOrder:
    """Write down what is to be otherwise. lines: line_number of the order's line, and of FIELDS what changes."""
    if order.state not in CHANGEABLE:
        raise Refused(_("%(order)s can be changed itself, or not any more.") % {"order": order}, field="order")
    change = ChangeOrder(
        order=order,
        reason=reason,
        asked_by=asked_by,
        payment_days=payment_days,
        old_payment_days=order.payment_days,
    )
    return changes.create(change, by=by, lines=_lines(order, lines))


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
    payment_days: int | None = None,
) -> ChangeOrder:
    """Change a draft. lines: all of them as they should be; None leaves them."""
    if lock(change).state != ChangeState.DRAFT:
        raise Refused(_("%(change)s is no draft any more.") % {"change": change})
    values = {"order": order, "reason": reason, "asked_by": asked_by, "payment_days": payment_days}
    new = None if lines is None else _lines(order, lines)
    return changes.update(change, {**values, "old_payment_days": order.payment_days}, by=by, version=version, lines=new)


@transition(
    ChangeOrder,
    label=gettext_lazy("Submit for review"),
    source=ChangeState.DRAFT,
    target=ChangeState.UNDER_REVIEW,
    right="orders.change_changeorder",
    serves="M5.4",
)
def submit_change(change: ChangeOrder, *, by: Actor, on: date) -> None:
    """Ask the departments that the change touches, and no others."""
    order: SalesOrder = lock(change.order)
    if order.state not in CHANGEABLE:
        raise Refused(_("%(order)s can be changed itself, or not any more.") % {"order": order})
    if ChangeOrder.objects.filter(order=order, state=ChangeState.UNDER_REVIEW).exists():
        raise Refused(_("Another change of %(order)s is under review. Wait for its answer.") % {"order": order})
    touched = departments_touched(change)
    if not touched:
        raise Refused(_("Nothing is changed. Say what becomes of which line."))
    change.number = change.number or next_number("CO", on)
    known = Department.objects.filter(code__in=touched).order_by("code")
    work.open_countersignature(
        change,
        steps=[[Asked(department, str(touched[department.code])) for department in known]],
        title=_("Change of order %(order)s") % {"order": order},
        by=by,
        due_on=add_workdays(on, WORKDAYS),
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


@action(right=None, serves="M5.4")
def do_change(change: ChangeOrder, *, by: Actor, promised_on: date | None) -> ChangeOrder:
    """The departments have agreed: the order becomes what the change says, with its next revision.

    promised_on: PMC's day. What has been shipped beyond a new quantity meanwhile, or closed, makes it refused.
    """
    fresh: ChangeOrder = lock(change)
    before = journal.snapshot(fresh)
    order: SalesOrder = lock(fresh.order)
    lines = {line.position: line for line in OrderLine.objects.filter(order=order).select_related("product")}
    objection = _objection(fresh, order, lines)
    if objection:
        fresh.state, fresh.objection = ChangeState.REFUSED, objection
    else:
        fresh.revision = _rewritten(fresh, order, lines, by=by, promised_on=promised_on)
        fresh.state = ChangeState.DONE
    return changes.save(fresh, before, verb="orders.do_change", by=by)


@action(right=None, serves="M5.4")
def refuse_change(change: ChangeOrder, *, by: Actor, objection: str) -> ChangeOrder:
    """A department cannot agree: the order stays as it is."""
    fresh: ChangeOrder = lock(change)
    before = journal.snapshot(fresh)
    fresh.state, fresh.objection = ChangeState.REFUSED, objection
    return changes.save(fresh, before, verb="orders.refuse_change", by=by, note=objection)


def departments_touched(change: ChangeOrder) -> dict[str, Any]:
    """The codes of the departments that a change touches, each with what it looks at."""
    lines = list(ChangeLine.objects.filter(change=change))
    changed = {name for line in lines for name in FIELDS if line.changed(name)}
    if change.payment_days not in (None, change.old_payment_days):
        changed.add("payment_days")
    return {code: duty for name in TOUCHES if name in changed for code, duty in TOUCHES[name]}


def _lines(order: SalesOrder, rows: Sequence[Mapping[str, Any]]) -> list[ChangeLine]:
    known = {line.position: line for line in OrderLine.objects.filter(order=order)}
    numbers = [row["line_number"] for row in rows]
    if len(set(numbers)) < len(numbers) or set(numbers) - known.keys():
        raise Refused(_("Name each line of the order once, by its number on the order."), field="lines")
    made = []
    for row in rows:
        line = known[row["line_number"]]
        old = {f"old_{name}": getattr(line, name) for name in FIELDS}
        new = {name: row.get(name) for name in FIELDS}
        new["description"] = new["description"] or ""
        made.append(ChangeLine(pk=row.get("id"), line_number=row["line_number"], **old, **new))
    return made


def _objection(change: ChangeOrder, order: SalesOrder, lines: Mapping[int, OrderLine]) -> str:
    if order.state not in CHANGEABLE:
        return _("%(order)s can be changed itself, or not any more.") % {"order": order}
    for new in change.lines.all():
        line = lines.get(new.line_number)
        if line is None or any(getattr(line, name) != getattr(new, f"old_{name}") for name in FIELDS):
            return _("Line %(number)s is not any more what the change was written for.") % {"number": new.line_number}
        if new.quantity is not None and new.quantity < line.shipped_quantity:
            return _("Line %(number)s: more than the new quantity is shipped.") % {"number": new.line_number}
    return ""


def _rewritten(
    change: ChangeOrder, order: SalesOrder, lines: Mapping[int, OrderLine], *, by: Actor, promised_on: date | None
) -> int:
    """Write the order anew, and give its revision."""
    before, wanted = journal.snapshot(order), list(change.lines.all())
    touched = [lines[new.line_number] for new in wanted]
    told = changes.lines_told(order, touched)
    moves = [_rewrite(lines[new.line_number], new, change, order, by, promised_on) for new in wanted]
    OrderLine.objects.bulk_update(
        touched, [f.name for f in OrderLine._meta.concrete_fields if not f.primary_key and f.name != "order"]
    )
    DateMove.objects.bulk_create([move for move in moves if move])
    order.add_up(lines.values())
    order.payment_days = order.payment_days if change.payment_days is None else change.payment_days
    order.confirmed_on = max((line.confirmed_on for line in lines.values() if line.confirmed_on), default=None)
    order.revision += 1
    if order.state == State.PARTLY_SHIPPED and not any(line.open_quantity for line in lines.values()):
        order.state = State.SHIPPED
    rewritten = {"lines": [told, changes.lines_told(order, touched)]}
    changes.save(order, before, verb="orders.do_change", by=by, note=change.reason, told=rewritten)
    moved = any(new.changed("quantity") or new.changed("requested_on") for new in wanted)
    tell(OrderChanged(order_id=order.pk, change_id=change.pk, is_to_plan_again=moved))
    return order.revision


def _rewrite(
    line: OrderLine, new: ChangeLine, change: ChangeOrder, order: SalesOrder, by: Actor, promised_on: date | None
) -> DateMove | None:
    """Change one line, and tell the move of its promise where there is one."""
    for name in FIELDS:
        if new.changed(name):
            setattr(line, name, getattr(new, name))
    _keep_unit(line, is_repriced=new.changed("unit_price"))
    line.work_out(price_includes_tax=order.price_includes_tax)
    if line.confirmed_on is None or not (new.changed("requested_on") or (new.changed("quantity") and promised_on)):
        return None
    promise = max(line.requested_on, promised_on or date.min)
    if promise == line.confirmed_on:
        return None
    is_wish = change.asked_by == AskedFor.CUSTOMER
    unit = journal.current()
    move = DateMove(
        line=line,
        from_on=line.confirmed_on,
        to_on=promise,
        moved_on=unit.on if unit else promise,
        is_customers_wish=is_wish,
        reason=change.reason,
        moved_by_id=by.pk,
    )
    line.confirmed_on = promise
    line.first_confirmed_on = promise if is_wish else line.first_confirmed_on
    return move


def _keep_unit(line: OrderLine, *, is_repriced: bool) -> None:
    """The further unit in which the line was ordered stays, while the line is a round number of them."""
    if line.unit and line.unit_quantity is None:
        line.forget_unit()
    elif line.unit and is_repriced:
        line.price_per_unit = (line.unit_price * line.factor).quantize(FOUR_PLACES, ROUND_HALF_UP)
