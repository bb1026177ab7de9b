"""What lay in the warehouse on a day, with ever so many movements before the last closed month."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone

from bench.process import Figures, django_cpu
from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.compiled import insert_many
from daying.products.factories import product
from daying.products.models import Product
from daying.stock import queries
from daying.stock.actions import Move, move
from daying.stock.models import (
    ClosedBalance,
    MovementKind,
    StockBalance,
    StockClosing,
    StockLevel,
    StockMovement,
    Warehouse,
)

CODE, ITEMS, SINCE, AT_ONCE, TIMES, DAYS = "BENCH", 50, 20, 2_000, 100, 700
ONE, BEGUN = Decimal(1), Decimal(100)


@transaction.atomic
def fill(movements: int) -> Figures:
    """So many movements in two years that are closed, each taken back by another, and a few since.

    The company's own closing is given the balances of these goods, as if they had been there when it was made.
    """
    closing, today = _closing(), timezone.localdate()
    first = closing.closed_on - timedelta(days=DAYS)
    place = changes.create(Warehouse(code=CODE, name="成品仓"), by=SYSTEM)
    items = [product(code=f"{CODE}-{number}") for number in range(ITEMS)]
    spots = [{"warehouse": place, "product": item, "received_on": first, "quantity": BEGUN} for item in items]
    insert_many([StockMovement(**spot, kind=MovementKind.OPENING, moved_on=first) for spot in spots])
    insert_many([StockBalance(**spot) for spot in spots])
    insert_many([StockLevel(warehouse=place, product=item, quantity=BEGUN) for item in items])
    insert_many([ClosedBalance(**spot, closing=closing) for spot in spots])
    for start in range(0, movements, AT_ONCE):
        count = min(start + AT_ONCE, movements)
        insert_many([_movement(number, place, items, first) for number in range(start, count)])
    for _number in range(SINCE):
        move([Move(place, item, -ONE, MovementKind.SHIPMENT) for item in items], by=SYSTEM, on=today)
    return {}


def run() -> Figures:
    """Milliseconds of CPU: one product today, one on the last closed day, all products today."""
    place, today = Warehouse.objects.get(code=CODE), timezone.localdate()
    items = list(Product.objects.filter(code__startswith=CODE))
    days = {"today": today, "closed": _closing().closed_on}
    assert [queries.balance(items[0], place, on=day) for day in days.values()] == [BEGUN - SINCE, BEGUN]
    told = {name: django_cpu(partial(queries.balance, items[0], place, on=day), TIMES) for name, day in days.items()}
    return {**told, "all": django_cpu(lambda: queries.on_hand(items, warehouses=[place], on=today), TIMES)}


def _closing() -> StockClosing:
    closing = queries.last_closing(timezone.localdate())
    assert closing, "the story closes its months"
    return closing


def _movement(number: int, place: Warehouse, items: list[Product], first: date) -> StockMovement:
    """One in, one out, of the same product and lot."""
    is_in, pair = number % 2 == 0, number // 2
    return StockMovement(
        warehouse=place,
        product=items[pair % len(items)],
        received_on=first,
        quantity=ONE if is_in else -ONE,
        kind=MovementKind.RECEIPT if is_in else MovementKind.SHIPMENT,
        moved_on=first + timedelta(days=pair * 7 % DAYS),
    )
