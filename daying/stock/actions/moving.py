"""Goods move: the one way in which stock changes.

Whoever changes a product's stock in a warehouse holds the row of its level; these are locked in one order, so that two
people never take the same piece and wait for each other at most.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from daying.core import compiled, written
from daying.core.actor import Actor
from daying.core.compiled import Compiled, Key
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.products.models import Product
from daying.stock.models import (
    DEMAND,
    MovementKind,
    StockBalance,
    StockLevel,
    StockMovement,
    Warehouse,
)
from daying.stock.queries import closed_up_to

Pair = tuple[int, int]  # warehouse and product
Spot = tuple[str, date]  # lot and the day it came
NOTHING = Decimal("0.000")
TOLD_AT_ONCE = 5
MOST_AT_ONCE = 64  # products of a move whose statements are compiled
LEVELS = Compiled(lambda place, *products: _levels().filter(warehouse=place, product__in=products))
BALANCES = Compiled(
    lambda place, *products: StockBalance.objects.filter(warehouse=place, product__in=products).order_by()
)


@dataclass(frozen=True)
class Move:
    """So much comes to a warehouse, above zero, or goes from it, below.

    lot: empty takes the oldest first, over the lots, or receives goods without one. received_on: the day from which the
    age counts, that of the move where None; of goods that go, those of that lot and day alone. to: where what is taken
    goes, of its lots and their days.
    """

    warehouse: Warehouse
    product: Product
    quantity: Decimal
    kind: str
    lot: str = ""
    received_on: date | None = None
    document: Model | None = None
    note: str = ""
    to: Warehouse | None = None


@dataclass
class Shelf:
    """What lies of a product in a warehouse, by lot and day, while it is being worked out."""

    allows_negative: bool
    rows: dict[Spot, StockBalance] = field(default_factory=dict)
    lots: dict[Spot, Decimal] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    taken: Decimal = NOTHING

    def take(self, wanted: Decimal, move: Move, on: date) -> list[tuple[Spot, Decimal]]:
        """The oldest that the move may take, up to what is wanted; the rest is owed where that is allowed."""
        found = []
        for spot in sorted(self.offered(move, on), key=lambda spot: (spot[1], spot[0])):
            part = min(wanted, self.lots[spot])
            wanted -= part
            found += [(spot, part)] if part else []
        if wanted and self.allows_negative:
            found.append(((move.lot, move.received_on or on), wanted))
        for spot, part in found:
            self.lots[spot] -= part
            self.taken += part
        return found

    def offered(self, move: Move, on: date) -> list[Spot]:
        """Where there is something that the move may take."""
        return [
            (lot, day)
            for (lot, day), quantity in self.lots.items()
            if quantity > 0 and day <= on and _fits(move, lot, day)
        ]

    def cover(self, spot: Spot) -> list[tuple[Spot, Decimal]]:
        """What is owed, out of what came: so much from here to where it was taken before it came."""
        found = []
        for owed, quantity in sorted(self.lots.items(), key=lambda item: item[0][::-1]):
            part = min(-quantity, self.lots[spot])
            if part > 0:
                self.lots[spot] -= part
                self.lots[owed] += part
                found.append((owed, part))
        return found


@action(right=None, serves="M3.8")
def move(moves: Sequence[Move], *, by: Actor, on: date) -> list[StockMovement]:
    """Move goods on a day. What goes without a lot is taken from the oldest, and split over its lots.

    Returns the movements written, in the order of the moves. Refused when less is there than is wanted, when the month
    is closed, and when a warehouse is not in use any more. At most twelve statements however many moves.
    """
    if not moves:
        return []
    levels = _locked(_pairs(moves))
    places = {place.pk: place for one in moves for place in (one.warehouse, one.to) if place}
    _must_be_open(on)
    _must_be_in_use(places.values())
    shelves = _shelves(levels, places)
    movements = _moved(moves, shelves, on)
    for movement in movements:
        movement.moved_on, movement.created_by_id = on, by.pk
    _write_balances(shelves)
    _write_levels(levels, movements)
    compiled.insert_many(movements)
    return movements


def hold(warehouses: Iterable[Warehouse], products: Iterable[Product]) -> None:
    """Let nobody else move these goods until the transaction ends, so that what is worked out from them stays true.

    Four statements at most. Who moves them afterwards names all the warehouses of that here, so that no two wait for
    each other.
    """
    items = list(products)
    _locked(sorted({(place.pk, item.pk) for place in warehouses for item in items}))


def _fits(move: Move, lot: str, day: date) -> bool:
    """Whether a move may take goods of this lot that came on this day."""
    return (lot, day) == (move.lot, move.received_on) if move.received_on else move.lot in ("", lot)


def _pairs(moves: Iterable[Move]) -> list[Pair]:
    places = ((place, one.product) for one in moves for place in (one.warehouse, one.to) if place)
    return sorted({(place.pk, product.pk) for place, product in places})


def _locked(pairs: Sequence[Pair]) -> dict[Pair, StockLevel]:
    """The levels, locked in the order of their keys; made where there is none yet.

    A new level waits for a closing under way, which holds the warehouses.
    """
    found = _level_rows(pairs)
    missing = [pair for pair in pairs if pair not in found]
    if not missing:
        return found
    list(Warehouse.objects.select_for_update().filter(pk__in={place for place, _product in missing}).order_by("pk"))
    new = [StockLevel(warehouse_id=place, product_id=product) for place, product in missing]
    StockLevel.objects.bulk_create(new, ignore_conflicts=True)
    return _level_rows(pairs)


def _level_rows(pairs: Sequence[Pair]) -> dict[Pair, StockLevel]:
    one = _one_place(pairs)
    rows = LEVELS(*one) if one else _levels().filter(_any_of(pairs))
    return {(level.warehouse_id, level.product_id): level for level in rows}


def _levels() -> QuerySet[StockLevel]:
    return StockLevel.objects.select_for_update().order_by("pk")


def _one_place(pairs: Collection[Pair]) -> list[Key]:
    """The warehouse and the products, where it is one warehouse and they are few; else empty."""
    places = {place for place, _product in pairs}
    if len(places) > 1 or len(pairs) > MOST_AT_ONCE:
        return []
    return [*places, *compiled.up_to_power_of_two([product for _place, product in pairs])]


def _any_of(pairs: Iterable[Pair]) -> Q:
    products: dict[int, list[int]] = defaultdict(list)
    for place, product in pairs:
        products[place].append(product)
    told = Q()
    for place, keys in products.items():
        told |= Q(warehouse=place, product__in=keys)
    return told


def _must_be_open(on: date) -> None:
    closed = closed_up_to()
    if closed and closed >= on:
        told = {"day": written.day(on), "closed": written.day(closed)}
        raise Refused(_("Stock is closed up to %(closed)s: nothing moves on %(day)s any more. Date it later.") % told)


def _must_be_in_use(places: Iterable[Warehouse]) -> None:
    for place in places:
        if not place.is_active:
            raise Refused(_("Warehouse %(warehouse)s is not in use any more.") % {"warehouse": place})


def _shelves(levels: Iterable[Pair], places: Mapping[int, Warehouse]) -> dict[Pair, Shelf]:
    shelves = {(place, product): Shelf(places[place].allows_negative) for place, product in levels}
    one = _one_place(shelves)
    for row in BALANCES(*one) if one else StockBalance.objects.filter(_any_of(shelves)).order_by():
        shelf = shelves[row.warehouse_id, row.product_id]
        shelf.rows[row.lot, row.received_on] = row
        shelf.lots[row.lot, row.received_on] = row.quantity
    return shelves


def _moved(moves: Iterable[Move], shelves: Mapping[Pair, Shelf], on: date) -> list[StockMovement]:
    movements: list[StockMovement] = []
    short: list[str] = []
    for one in moves:
        shelf = shelves[one.warehouse.pk, one.product.pk]
        if one.quantity > 0:
            movements += _received(one, one.warehouse, shelf, (one.lot, one.received_on or on), one.quantity)
            continue
        taken = shelf.take(-one.quantity, one, on)
        there = sum((part for _spot, part in taken), NOTHING)
        if there < -one.quantity:
            short.append(_shortage(one, shelf, there))
        for spot, part in taken:
            movements.append(_movement(one, one.warehouse, spot, -part))
            if one.to:
                movements += _received(one, one.to, shelves[one.to.pk, one.product.pk], spot, part)
    if short:
        raise Refused(" ".join(short[:TOLD_AT_ONCE]))
    return movements


def _received(one: Move, place: Warehouse, shelf: Shelf, spot: Spot, quantity: Decimal) -> list[StockMovement]:
    shelf.lots[spot] += quantity
    movements = [_movement(one, place, spot, quantity)]
    note = _("Covers what was taken before it came.")
    for owed, part in shelf.cover(spot):
        swap = Move(place, one.product, part, MovementKind.ADJUSTMENT, document=one.document, note=note)
        movements += [_movement(swap, place, spot, -part), _movement(swap, place, owed, part)]
    return movements


def _movement(one: Move, place: Warehouse, spot: Spot, quantity: Decimal) -> StockMovement:
    lot, received_on = spot
    told = {"warehouse": place, "product": one.product, "lot": lot, "received_on": received_on}
    movement = StockMovement(**told, quantity=quantity, kind=one.kind, note=one.note)
    if one.document is not None:
        movement.tell_about(one.document)
    return movement


def _shortage(one: Move, shelf: Shelf, there: Decimal) -> str:
    """there: what it found. Without a lot the sentence counts what the moves before it took too."""
    earlier = NOTHING if one.lot else shelf.taken - there
    told = {
        "product": one.product,
        "warehouse": one.warehouse,
        "lot": one.lot,
        "there": written.quantity(earlier + there),
        "wanted": written.quantity(earlier - one.quantity),
        "unit": one.product.unit,
    }
    if one.lot:
        return (
            _("Of lot %(lot)s of %(product)s there are %(there)s %(unit)s in %(warehouse)s, %(wanted)s are wanted.")
            % told
        )
    return _("Of %(product)s there are %(there)s %(unit)s in %(warehouse)s, %(wanted)s are wanted.") % told


def _write_balances(shelves: Mapping[Pair, Shelf]) -> None:
    """Write what differs. Three statements at most."""
    new, changed, used_up = [], [], []
    for (place, product), shelf in shelves.items():
        for (lot, day), quantity in shelf.lots.items():
            row = shelf.rows.get((lot, day))
            if row is None and quantity:
                key = {"warehouse_id": place, "product_id": product, "lot": lot, "received_on": day}
                new.append(StockBalance(**key, quantity=quantity))
            elif row and not quantity:
                used_up.append(row.pk)
            elif row and row.quantity != quantity:
                row.quantity = quantity
                changed.append(row)
    if used_up:
        StockBalance.objects.filter(pk__in=used_up).delete()
    compiled.update_many(changed, ["quantity"])
    compiled.insert_many(new)


def _write_levels(levels: Mapping[Pair, StockLevel], movements: Iterable[StockMovement]) -> None:
    """Add up what moved. One statement."""
    for one in movements:
        level = levels[one.warehouse_id, one.product_id]
        level.quantity += one.quantity
        if one.quantity > 0:
            level.last_in_on = max(level.last_in_on or one.moved_on, one.moved_on)
        elif one.kind in DEMAND:
            level.last_out_on = max(level.last_out_on or one.moved_on, one.moved_on)
    compiled.update_many([*levels.values()], ["quantity", "last_in_on", "last_out_on"])
