"""The answer of the departments: the order becomes what the change says, in one step, or stays as it is."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.workflow import action, lock
from daying.orders.changing.amending import Amended, Becoming, amended, objections
from daying.orders.contracts.drawing import may_be_drawn_anew
from daying.orders.events import OrderChanged
from daying.orders.models import (
    AskedFor,
    ChangeOrder,
    ChangeState,
    DateMove,
    OrderLine,
    SalesOrder,
    State,
)
from daying.people.models import Employee
from daying.work import actions as work
from daying.work.models import OpinionState
from daying.work.queries import countersignatures_on, opinions_on, who_may_answer


@action(right=None, serves="M5.4")
def do_change(change: ChangeOrder, *, by: Actor, promised_on: date | None) -> ChangeOrder:
    """The departments have agreed: the order becomes what the change says, with its next revision.

    promised_on: PMC's day. What has been shipped beyond a new quantity meanwhile, or closed, makes it refused.
    """
    fresh: ChangeOrder = lock(change)
    before = journal.snapshot(fresh)
    order: SalesOrder = lock(fresh.order)
    new = amended(fresh, order)
    fresh.objection = _objection(new, fresh, order)
    if fresh.objection:
        fresh.state = ChangeState.REFUSED
    else:
        fresh.revision = _rewritten(new, fresh, order, by=by, promised_on=promised_on)
        fresh.state = ChangeState.DONE
    done = changes.save(fresh, before, verb="orders.do_change", by=by)
    let_know(done, {*_concerned(done), *([] if fresh.objection else _reviewers(order))}, by=by)
    return done


@action(right=None, serves="M5.4")
def refuse_change(change: ChangeOrder, *, by: Actor, objection: str) -> ChangeOrder:
    """A department cannot agree: the order stays as it is."""
    fresh: ChangeOrder = lock(change)
    before = journal.snapshot(fresh)
    fresh.state, fresh.objection = ChangeState.REFUSED, objection
    refused = changes.save(fresh, before, verb="orders.refuse_change", by=by, note=objection)
    let_know(refused, _concerned(refused), by=by)
    return refused


def let_know(change: ChangeOrder, people: Iterable[Employee], *, by: Actor, note: str = "") -> None:
    """Mail these people what came of a change, and put it on their home page. note: what else they should know."""
    asking = countersignatures_on(change).first()
    if asking is None:
        return
    told = {"order": change.order, "revision": change.revision, "reason": change.objection}
    if change.state == ChangeState.DONE:
        said = _("%(order)s is changed, and has revision %(revision)s.") % told
    else:
        said = _("%(order)s stays as it is: %(reason)s") % told
    parts = [said, note, asking.details]
    work.let_know(asking, people, note="\n".join(part for part in parts if part), by=by)


def _concerned(change: ChangeOrder) -> set[Employee]:
    """Who looks after the order, and who wrote the change."""
    return {person for person in (change.order.owner, change.created_by) if person is not None}


def _reviewers(order: SalesOrder) -> set[Employee]:
    """Everybody who may speak for a department that agreed to the order. Four queries for each department."""
    today = timezone.localdate()
    agreed = opinions_on(order).filter(state=OpinionState.AGREED)
    return {person for opinion in agreed for person in who_may_answer(opinion, today)}


def _objection(new: Amended, change: ChangeOrder, order: SalesOrder) -> str:
    """Why it cannot be done any more; empty where it can."""
    refused = list(objections(new, change, order))
    if refused:
        return " ".join(refused)
    try:
        may_be_drawn_anew(new.order, new.lines)
    except Refused as refusal:
        return str(refusal.sentence)
    return ""


def _rewritten(new: Amended, change: ChangeOrder, order: SalesOrder, *, by: Actor, promised_on: date | None) -> int:
    """Write the order anew, and give its revision."""
    before = journal.snapshot(order)
    told = changes.lines_told(order, [one.before for one in new.becoming if one.before])
    moves = [_move(one, change, by, promised_on) for one in new.becoming]
    _write(new.becoming)
    DateMove.objects.bulk_create([move for move in moves if move])
    for name in ("terms", "payment_days", "net_total", "tax_total", "total"):
        setattr(order, name, getattr(new.order, name))
    order.confirmed_on = max((one.confirmed_on for one in new.lines if one.confirmed_on and one.quantity), default=None)
    order.revision += 1
    _go_on(order, new.lines)
    rewritten = {"lines": [told, changes.lines_told(order, [one.after for one in new.becoming])]}
    changes.save(order, before, verb="orders.do_change", by=by, note=change.reason, told=rewritten)
    others = tuple(one.after.pk for one in new.becoming if one.is_otherwise_to_ship)
    moved = tuple(one.after.pk for one in new.becoming if one.is_promised_anew)
    tell(OrderChanged(order_id=order.pk, change_id=change.pk, line_ids=others, moved_ids=moved))
    return order.revision


def _write(becoming: Sequence[Becoming]) -> None:
    columns = [f.name for f in OrderLine._meta.concrete_fields if not f.primary_key and f.name != "order"]
    OrderLine.objects.bulk_update([one.after for one in becoming if one.before], columns)
    OrderLine.objects.bulk_create([one.after for one in becoming if not one.before])


def _go_on(order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Where nothing is left to ship, the order is shipped, or will be when its hold is lifted."""
    if any(line.open_quantity for line in lines):
        return
    if order.state == State.PARTLY_SHIPPED:
        order.state = State.SHIPPED
    elif order.held_state == State.PARTLY_SHIPPED:
        order.held_state = State.SHIPPED


def _move(one: Becoming, change: ChangeOrder, by: Actor, promised_on: date | None) -> DateMove | None:
    """Promise the line anew where that is due, and tell the move of a promise that stood."""
    line, wanted = one.after, one.wanted
    promise = max(line.requested_on, promised_on or date.min)
    if one.before is None:
        line.confirmed_on = line.first_confirmed_on = promise
        return None
    is_due = wanted.changed("requested_on") or (wanted.changed("quantity") and promised_on)
    if wanted.is_taken_out or line.confirmed_on in (None, promise) or not is_due:
        return None
    is_wish = change.asked_by == AskedFor.CUSTOMER
    line.confirmed_on = promise
    line.first_confirmed_on = promise if is_wish else line.first_confirmed_on
    unit = journal.current()
    return DateMove(
        line=line,
        from_on=one.before.confirmed_on,
        to_on=promise,
        moved_on=unit.on if unit else promise,
        is_customers_wish=is_wish,
        reason=change.reason,
        moved_by_id=by.pk,
    )
