"""What lies where, now and on any day.

On a day it is what was kept when a month was closed last, and what moved since: it costs the same however much moved
before that.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from daying.core.compiled import Compiled
from daying.products.models import Product
from daying.stock.models import (
    ClosedBalance,
    StockBalance,
    StockClosing,
    StockLevel,
    StockMovement,
    Warehouse,
    WarehouseKind,
)

NOTHING = Decimal("0.000")
Key = tuple[Any, ...]
MAIN = Compiled(lambda: Warehouse.objects.filter(is_main=True).order_by("pk")[:1])
LAST_CLOSING = Compiled(lambda: StockClosing.objects.order_by("-closed_on")[:1])


def own_warehouses() -> QuerySet[Warehouse]:
    """Those at our own site."""
    return Warehouse.objects.filter(kind=WarehouseKind.OWN)


def main_warehouse() -> Warehouse | None:
    """The one from which is shipped when nothing else is said; None where no stock is kept. One query."""
    return next(iter(MAIN()), None)


def on_hand(
    products: Iterable[Product], *, warehouses: Iterable[Warehouse] | None = None, on: date | None = None
) -> dict[int, Decimal]:
    """How much of each product there is, by its key, zero where there is none.

    warehouses: all of our own where None. on: at the end of this day; now where None. One query now, three on a day.
    """
    keys = [product.pk for product in products]
    asked: dict[str, Any] = {
        "product__in": keys,
        "warehouse__in": own_warehouses() if warehouses is None else warehouses,
    }
    found = _now(asked) if on is None else {key[0]: sum_ for key, sum_ in sums(on, ["product"], **asked).items()}
    return {key: found.get(key, NOTHING) for key in keys}


def balance(product: Product, warehouse: Warehouse, on: date | None = None) -> Decimal:
    """How much of a product there is in a warehouse, now or at the end of a day."""
    return on_hand([product], warehouses=[warehouse], on=on)[product.pk]


def lots(product: Product, *, warehouses: Iterable[Warehouse] | None = None) -> QuerySet[StockBalance]:
    """What there is of a product by lot, the oldest first. warehouses: all, those of customers too, where None."""
    rows = StockBalance.objects.filter(product=product).select_related("warehouse", "product")
    if warehouses is not None:
        rows = rows.filter(warehouse__in=warehouses)
    return rows.order_by("received_on", "lot", "pk")


def sums(on: date, names: list[str], **asked: Any) -> dict[Key, Decimal]:
    """What there was at the end of a day, added up by these fields of a place; what comes to zero is left out.

    names: warehouse, product, lot, received_on. asked: filters on the same. Three queries.
    """
    closing = last_closing(on)
    added: dict[Key, Decimal] = defaultdict(lambda: NOTHING)
    since = StockMovement.objects.filter(moved_on__lte=on, **asked)
    if closing:
        since = since.filter(moved_on__gt=closing.closed_on)
        _add(added, ClosedBalance.objects.filter(closing=closing, **asked), names)
    _add(added, since, names)
    return {key: quantity for key, quantity in added.items() if quantity}


def last_closing(on: date) -> StockClosing | None:
    """The last closing on a day or before it."""
    return StockClosing.objects.filter(closed_on__lte=on).order_by("-closed_on").first()


def closed_up_to() -> date | None:
    """The last day of the last month that is closed; None before the first is."""
    return next((closing.closed_on for closing in LAST_CLOSING()), None)


def _add(added: dict[Key, Decimal], rows: QuerySet[Any], names: list[str]) -> None:
    for *key, quantity in rows.order_by().values_list(*names).annotate(sum=Sum("quantity")):
        added[tuple(key)] += quantity


def _now(asked: dict[str, Any]) -> dict[int, Decimal]:
    rows = StockLevel.objects.filter(**asked).order_by().values_list("product").annotate(sum=Sum("quantity"))
    return dict(rows)
