"""What a dispatch takes from stock, and whose it must not take."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _

from daying.core import compiled, journal, written
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.products.models import Product
from daying.shipping.models import Reservation, ReservationState, Shipment, ShipmentLine
from daying.shipping.queries import held
from daying.stock import actions as stock
from daying.stock.models import MovementKind, StockMovement
from daying.stock.queries import main_warehouse, on_hand

NONE = Decimal(0)
TOLD_AT_ONCE = 3
OF_ORDER = Compiled(lambda order: held().filter(order_line__order=order))
KEPT = Compiled(
    lambda shipment: (
        held()
        .filter(product__in=ShipmentLine.objects.filter(shipment=shipment).order_by().values("product"))
        .select_related("order_line__order")
    )
)


def take_from_stock(shipment: Shipment, lines: Sequence[ShipmentLine], *, by: Actor, on: date) -> None:
    """The goods of a dispatch leave the shipment's warehouse, or the main one, the oldest lots first.

    Nothing is taken where the company keeps no warehouse. Refused when less is there than is wanted, or when what is
    left would not cover what is kept for other orders. The same number of statements however many lines.
    """
    use_up(shipment.order_id, {line.order_line_id: line.quantity for line in lines}, by=by)
    place = shipment.warehouse or main_warehouse()
    if place is None:
        return
    moves = [
        stock.Move(place, line.product, -line.quantity, MovementKind.SHIPMENT, document=shipment) for line in lines
    ]
    stock.move(moves, by=by, on=on)
    _must_leave_what_is_kept(lines)


def put_back(shipment: Shipment, *, by: Actor, on: date) -> None:
    """What the dispatch took lies where it lay, of its lots and their days. A dozen statements however many lines."""
    taken = StockMovement.objects.filter(
        subject_type=shipment._meta.label_lower, subject_id=shipment.pk, kind=MovementKind.SHIPMENT
    )
    moves = [
        stock.Move(
            one.warehouse, one.product, -one.quantity, MovementKind.RETURN, one.lot, one.received_on, document=shipment
        )
        for one in taken.select_related("warehouse", "product").order_by("pk")
    ]
    stock.move(moves, by=by, on=on)


@action(right=None, serves="M5.6")
def use_up(order_id: int, shipped: dict[int, Decimal], *, by: Actor) -> None:
    """What is shipped of order lines is not kept for them any more. shipped: by order line. One statement, four where
    something was kept.
    """
    kept = [one for one in OF_ORDER(order_id) if one.order_line_id in shipped]
    _write(kept, [one.quantity - shipped[one.order_line_id] for one in kept], ReservationState.USED, by)


@action(right=None, serves="M5.6")
def let_go(order_lines: Collection[int], *, by: Actor, reason: str) -> None:
    """Nothing is kept for these order lines any more."""
    kept = list(held().filter(order_line__in=order_lines).select_for_update(of=("self",)))
    _write(kept, [NONE for _one in kept], ReservationState.RELEASED, by, reason)


@action(right=None, serves="M5.6")
def cut_to_open(order_id: int, *, by: Actor, reason: str) -> None:
    """Nothing is kept beyond what is still open of a line, as after a change of the order."""
    open_now = F("order_line__quantity") - F("order_line__shipped_quantity")
    rows = held().filter(order_line__order=order_id, quantity__gt=open_now).select_related("order_line")
    kept = list(rows.select_for_update(of=("self",)))
    _write(kept, [one.order_line.open_quantity for one in kept], ReservationState.RELEASED, by, reason)


def _write(
    kept: Sequence[Reservation], rest: Sequence[Decimal], ended: ReservationState, by: Actor, reason: str = ""
) -> None:
    """Give them what is left of each; where nothing is, they are over. Three statements at most."""
    if not kept:
        return
    before = [journal.snapshot(one) for one in kept]
    for one, quantity in zip(kept, rest, strict=True):
        one.version += 1
        if quantity > 0:
            one.quantity = quantity
        else:
            one.quantity, one.state, one.ended_for = NONE, ended, reason
    compiled.update_many(kept, ["quantity", "state", "ended_for", "version"])
    told = [journal.difference(then, journal.snapshot(one)) for then, one in zip(before, kept, strict=True)]
    journal.write_many(journal.build_many(kept, f"shipping.{ended}", by=by, changes=told, note=reason))


def _must_leave_what_is_kept(lines: Sequence[ShipmentLine]) -> None:
    """Judged after the goods were taken, while their levels are locked. Two statements."""
    products = {line.product_id: line.product for line in lines}
    kept: dict[int, list[Reservation]] = defaultdict(list)
    for one in KEPT(lines[0].shipment_id) if lines else ():
        kept[one.product_id].append(one)
    if not kept:
        return
    left = on_hand(products.values())
    faults = [
        _taken_from_others(products[key], lines, left[key], others)
        for key, others in kept.items()
        if left[key] < sum((one.quantity for one in others), NONE)
    ]
    if faults:
        raise Refused(" ".join(faults[:TOLD_AT_ONCE]))


def _taken_from_others(
    product: Product, lines: Sequence[ShipmentLine], left: Decimal, others: Sequence[Reservation]
) -> str:
    wanted = sum((line.quantity for line in lines if line.product_id == product.pk), NONE)
    orders = sorted({str(one.order_line.order) for one in others})
    told = {
        "product": product,
        "wanted": written.quantity(wanted),
        "there": written.quantity(left + wanted),
        "kept": written.quantity(sum((one.quantity for one in others), NONE)),
        "orders": ", ".join(orders[:TOLD_AT_ONCE]),
        "unit": product.unit,
    }
    return (
        _("%(product)s: %(wanted)s %(unit)s are wanted. Of the %(there)s there, %(kept)s are kept for %(orders)s.")
        % told
    )
