"""An order as a change would make it, beside the order as it stands; and what speaks against it."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any

from django.utils.translation import gettext as _

from daying.core.money import FOUR_PLACES
from daying.core.written import quantity
from daying.orders.actions.entry import book_for
from daying.orders.models import OPEN_STATES, ChangeLine, ChangeOrder, OrderLine, SalesOrder, State

CHANGEABLE = (State.REVIEWED, *OPEN_STATES, State.ON_HOLD)
NOT_YET = (State.DRAFT, State.UNDER_REVIEW)
FIELDS = ("quantity", "unit_price", "requested_on", "description")


@dataclass(frozen=True)
class Becoming:
    """One line of the order: what is wanted, the line as it stands, None where it is added, and as it becomes."""

    wanted: ChangeLine
    before: OrderLine | None
    after: OrderLine

    @property
    def is_otherwise_to_ship(self) -> bool:
        """Whether what was planned may not hold any more."""
        return self.wanted.is_taken_out or any(self.wanted.changed(name) for name in ("quantity", "requested_on"))

    @property
    def is_promised_anew(self) -> bool:
        """Whether the line is promised for another day than before."""
        return self.before is not None and self.before.confirmed_on != self.after.confirmed_on


@dataclass(frozen=True)
class Amended:
    """The order with its new lines and totals. lines: all of them, in their order."""

    order: SalesOrder
    lines: Sequence[OrderLine]
    becoming: Sequence[Becoming]


def amended(change: ChangeOrder, order: SalesOrder) -> Amended:
    """What becomes of an order; nothing is written. Two queries, and up to four more where lines are added.

    A line that is not there any more is left out: `objections` tells of it.
    """
    standing = {line.position: line for line in OrderLine.objects.filter(order=order).select_related("product")}
    wanted = list(ChangeLine.objects.filter(change=change).select_related("product"))
    known = [one for one in wanted if one.line_number in standing]
    becoming = [_becoming(one, standing[one.line_number or 0], order) for one in known]
    becoming += _added([one for one in wanted if one.is_added], order, max(standing, default=0))
    lines = {**standing, **{one.after.position: one.after for one in becoming}}
    new = copy(order)
    new.terms = change.terms or order.terms
    new.payment_days = order.payment_days if change.payment_days is None else change.payment_days
    new.add_up(lines.values())
    return Amended(new, [lines[position] for position in sorted(lines)], becoming)


def new_lines(order: SalesOrder, wanted: Sequence[Any]) -> list[OrderLine]:
    """Lines to be added, at the price that was typed or else the one of the day of the order.

    wanted: product and quantity, and where given unit_price, description, requested_on. Refused as new orders' lines.
    """
    rows = [{name: one.get(name) for name in ("product", *FIELDS)} for one in wanted]
    head = {"customer": order.customer, "ordered_on": order.ordered_on, "lines": rows}
    prices = book_for([head]).of(order, on=order.ordered_on)
    made = [OrderLine.offered(row, document=order, tax_rate=order.customer.tax_rate, prices=prices) for row in rows]
    for line, row in zip(made, rows, strict=True):
        line.order, line.requested_on = order, row["requested_on"] or order.requested_on
    return made


def not_changeable(order: SalesOrder) -> str:
    """Why an order takes no change; empty where it does."""
    told = {"order": order, "state": order.get_state_display()}
    if order.state in NOT_YET:
        return _("%(order)s is “%(state)s”: take it back and change it itself.") % told
    if order.state not in CHANGEABLE:
        return _("%(order)s is “%(state)s” and cannot be changed any more.") % told
    return ""


def objections(new: Amended, change: ChangeOrder, order: SalesOrder) -> Iterator[str]:
    """Why a change cannot be made, a sentence for each reason. One query."""
    if refused := not_changeable(order):
        yield refused
    there = {one.before.position for one in new.becoming if one.before}
    for number in ChangeLine.objects.filter(change=change).values_list("line_number", flat=True):
        if number is not None and number not in there:
            yield _stale(number)
    for one in new.becoming:
        if one.before:
            yield from _against(one, one.before)
    if not any(line.quantity for line in new.lines):
        yield _("No line would be left. Cancel the order instead.")


def in_the_past(new: Amended, on: date) -> Iterator[str]:
    """The lines that are wanted on a day that has passed."""
    for one in new.becoming:
        day = one.wanted.requested_on
        if day and day < on and not one.wanted.is_taken_out:
            told = {"number": one.after.position, "day": day.isoformat()}
            yield _("Line %(number)s: %(day)s has passed.") % told


def _becoming(wanted: ChangeLine, line: OrderLine, order: SalesOrder) -> Becoming:
    after = copy(line)
    for name in FIELDS:
        if wanted.changed(name):
            setattr(after, name, getattr(wanted, name))
    _keep_unit(after, is_repriced=wanted.changed("unit_price"))
    if wanted.is_taken_out:
        after.quantity = line.quantity * 0
    after.work_out(price_includes_tax=order.price_includes_tax)
    return Becoming(wanted, line, after)


def _keep_unit(line: OrderLine, *, is_repriced: bool) -> None:
    """The further unit in which the line was ordered stays, while the line is a round number of them."""
    if line.unit and line.unit_quantity is None:
        line.forget_unit()
    elif line.unit and is_repriced:
        line.price_per_unit = (line.unit_price * line.factor).quantize(FOUR_PLACES, ROUND_HALF_UP)


def _added(wanted: Sequence[ChangeLine], order: SalesOrder, last: int) -> list[Becoming]:
    made = new_lines(order, [vars(one) | {"product": one.product} for one in wanted]) if wanted else []
    for position, line in enumerate(made, start=last + 1):
        line.position = position
    return [Becoming(one, None, line) for one, line in zip(wanted, made, strict=True)]


def _against(one: Becoming, line: OrderLine) -> Iterator[str]:
    wanted, shipped = one.wanted, {"number": line.position, "shipped": quantity(line.shipped_quantity)}
    if not line.quantity or any(getattr(line, name) != getattr(wanted, f"old_{name}") for name in FIELDS):
        yield _stale(line.position)
    elif wanted.is_taken_out and line.shipped_quantity:
        yield _("Line %(number)s: %(shipped)s are shipped. Reduce it to that quantity instead.") % shipped
    elif one.after.quantity < line.shipped_quantity:
        yield _("Line %(number)s: %(shipped)s are shipped, and the quantity cannot be below that.") % shipped
    elif wanted.changed("unit_price") and line.shipped_quantity:
        sentence = _(
            "Line %(number)s: %(shipped)s are shipped at the old price. Reduce it to that quantity, and add a line at "
            "the new price."
        )
        yield sentence % shipped


def _stale(number: int) -> str:
    return _("Line %(number)s is not any more what the change was written for. Write the change anew.") % {
        "number": number
    }
