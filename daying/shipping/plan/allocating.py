"""A person decides who gets what: stock is reserved, other days are promised, and the customers are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, mail, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.orders import actions as orders
from daying.orders.models import OPEN_STATES as ORDER_OPEN
from daying.orders.models import OrderLine, SalesOrder
from daying.people.queries import company
from daying.products.models import Product
from daying.shipping.contacts import Addressee, contact_of
from daying.shipping.models import Reservation, ReservationState
from daying.shipping.queries import held
from daying.stock.models import StockLevel
from daying.stock.queries import on_hand, own_warehouses

TEMPLATE = "shipping/mail/moved"
RIGHT = "shipping.allocate_stock"
NONE = Decimal(0)


class Decision(NamedTuple):
    """How much is reserved for a line, and the day it is promised for instead; None where the promise stays."""

    line_id: int
    quantity: Decimal
    new_date: date | None = None


@dataclass
class Allocated:
    """What came of it. untold: customers who were promised another day and have no address to be told at."""

    reservations: list[Reservation] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)


@action(right=RIGHT, serves="M5.6", label=gettext_lazy("Decide who gets the stock"))
def allocate(
    product: Product, decisions: Sequence[Decision], *, by: Actor, on: date, reason: str, tells: bool = True
) -> Allocated:
    """Reserve stock of a product for order lines, and promise others another day.

    A line decided upon before gets what is decided now; zero lets its stock go. tells: whether the customers of lines
    promised anew are written to. Refused when more would be reserved than is on hand in our warehouses.
    """
    if not reason.strip():
        raise Refused(_("Say why it is shared out like that."), field="reason")
    lines = _lines(product, decisions)
    wanted = {one.line_id: one for one in decisions}
    _judge(lines, wanted, on)
    done = Allocated()
    for order, some in _moved(lines, wanted).items():
        _promise(order, some, wanted, by=by, on=on, reason=reason, tells=tells, done=done)
    _reserve(product, lines, wanted, by=by, on=on, reason=reason.strip(), done=done)
    return done


@transition(
    Reservation,
    label=gettext_lazy("Let the stock go"),
    source=ReservationState.HELD,
    target=ReservationState.RELEASED,
    right=RIGHT,
    serves="M5.6",
    inputs={"reason": gettext_lazy("Reason")},
)
def let_stock_go(reservation: Reservation, *, by: Actor, reason: str) -> None:
    """It is not kept for this line any more; whoever comes first may ship it."""
    reservation.quantity, reservation.ended_for = NONE, reason


@transition(
    Reservation,
    label=gettext_lazy("Keep another quantity"),
    source=ReservationState.HELD,
    target=None,
    right=RIGHT,
    serves="M5.6",
    inputs={"quantity": gettext_lazy("Quantity"), "reason": gettext_lazy("Reason")},
)
def keep_another(reservation: Reservation, *, by: Actor, quantity: Decimal, reason: str) -> None:
    """More or less of it is kept for this line, as far as it is there."""
    line = OrderLine.objects.select_related("product").get(pk=reservation.order_line_id)
    if not 0 < quantity <= line.open_quantity:
        told = {"product": line.product, "open": written.quantity(line.open_quantity)}
        raise Refused(
            _("%(product)s: between nothing and the %(open)s still open can be kept.") % told, field="quantity"
        )
    _must_be_there(line.product, {line.pk: quantity})
    reservation.quantity, reservation.reason = quantity, reason


def _lines(product: Product, decisions: Sequence[Decision]) -> list[OrderLine]:
    keys = [one.line_id for one in decisions]
    if len(set(keys)) < len(keys):
        raise Refused(_("An order line stands here twice."))
    rows = OrderLine.objects.filter(pk__in=keys, product=product, order__state__in=ORDER_OPEN)
    lines = list(rows.select_related("order__customer", "order__contact", "product").order_by("order_id", "position"))
    if len(lines) < len(keys):
        raise Refused(_("One of these order lines is not open any more. Look at the plan again."))
    return lines


def _judge(lines: Sequence[OrderLine], wanted: Mapping[int, Decision], on: date) -> None:
    for line in lines:
        decided = wanted[line.pk]
        if not 0 <= decided.quantity <= line.open_quantity:
            told = {"order": line.order, "open": written.quantity(line.open_quantity)}
            raise Refused(_("%(order)s: between nothing and the %(open)s still open can be kept.") % told)
        if decided.new_date and decided.new_date < on:
            told = {"order": line.order, "day": decided.new_date.isoformat()}
            raise Refused(_("%(order)s: %(day)s has passed and cannot be promised.") % told)


def _moved(lines: Sequence[OrderLine], wanted: Mapping[int, Decision]) -> dict[SalesOrder, list[OrderLine]]:
    found: dict[SalesOrder, list[OrderLine]] = {}
    for line in lines:
        day = wanted[line.pk].new_date
        if day and day != line.confirmed_on:
            found.setdefault(line.order, []).append(line)
    return found


def _promise(
    order: SalesOrder,
    lines: Sequence[OrderLine],
    wanted: Mapping[int, Decision],
    *,
    by: Actor,
    on: date,
    reason: str,
    tells: bool,
    done: Allocated,
) -> None:
    """Move the promised days of an order's lines, and write to the customer once for all of them."""
    for line in lines:
        to = wanted[line.pk].new_date
        assert to
        orders.move_delivery_date(order, by=by, on=on, to=to, reason=reason, positions=str(line.position))
    if tells:
        _write(order, lines, wanted, by, done)


def _write(
    order: SalesOrder, lines: Sequence[OrderLine], wanted: Mapping[int, Decision], by: Actor, done: Allocated
) -> None:
    contact = contact_of(order)
    if contact is None:
        done.untold.append(str(order.customer))
        return
    addressee = Addressee(contact, order.customer)
    with translation.override(addressee.language):
        subject = _("New delivery date of your order %(po)s") % {"po": order.customer_po or order}
        rows = [_row(line, wanted[line.pk].new_date) for line in lines]
        words = {"name": contact.name, "po": order.customer_po or "—", "order": str(order), "lines": "\n".join(rows)}
        words["company"] = str(company())
    mail.send(addressee, subject, TEMPLATE, words, by=by, about=order)
    done.told.append(str(order.customer))


def _row(line: OrderLine, to: date | None) -> str:
    told = {"product": line.product, "quantity": written.quantity(line.open_quantity), "unit": line.product.unit}
    told |= {"from": written.day(line.confirmed_on) if line.confirmed_on else "—", "to": written.day(to) if to else "—"}
    return _("%(product)s, %(quantity)s %(unit)s: %(from)s → %(to)s") % told


def _reserve(
    product: Product,
    lines: Sequence[OrderLine],
    wanted: Mapping[int, Decision],
    *,
    by: Actor,
    on: date,
    reason: str,
    done: Allocated,
) -> None:
    _must_be_there(product, {key: one.quantity for key, one in wanted.items()})
    known = {one.order_line_id: one for one in held().filter(order_line__in=wanted)}
    for key, reservation in known.items():
        if quantity := wanted[key].quantity:
            values = {"quantity": quantity, "reason": reason, "decided_on": on}
        else:
            values = {"quantity": NONE, "state": ReservationState.RELEASED.value, "ended_for": reason}
        done.reservations.append(changes.update(reservation, values, by=by))
    new = [
        Reservation(
            order_line=line,
            product=product,
            customer_id=line.order.customer_id,
            quantity=wanted[line.pk].quantity,
            decided_on=on,
            reason=reason,
        )
        for line in lines
        if wanted[line.pk].quantity and line.pk not in known
    ]
    done.reservations += changes.create_many(new, by=by)


def _must_be_there(product: Product, kept: Mapping[int, Decimal]) -> None:
    """The product's levels are locked, so that neither a dispatch nor another decision takes the same goods meanwhile.

    kept: by order line, what is to be kept; other lines keep what they have. Three statements.
    """
    list(StockLevel.objects.select_for_update().filter(product=product, warehouse__in=own_warehouses()).order_by("pk"))
    there = on_hand([product])[product.pk]
    others = held().filter(product=product).exclude(order_line__in=kept)
    every = sum((one.quantity for one in others), NONE) + sum(kept.values(), NONE)
    if every > there:
        told = {"product": product, "kept": written.quantity(every), "there": written.quantity(there)}
        raise Refused(_("%(product)s: %(kept)s would be kept, and only %(there)s are on hand.") % told)
