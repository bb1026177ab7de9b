"""What must always hold of stock."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant
from daying.stock.jit import invariants as of_jit  # noqa: F401 - they register themselves
from daying.stock.models import StockBalance, StockLevel, StockMovement

LOT = ("warehouse", "product", "lot", "received_on")
PRODUCT = ("warehouse", "product")


@invariant("stock balances", _("What lies of a lot in a warehouse is the sum of its movements."))
def wrong_balances() -> Iterable[Row]:
    """Lots whose kept balance differs from the movements. Two queries."""
    return _differing(LOT, StockBalance.objects.all(), StockMovement.objects.all())


@invariant("stock levels", _("What lies of a product in a warehouse is the sum of its lots."))
def wrong_levels() -> Iterable[Row]:
    """Products whose kept level differs from the balances. Two queries."""
    return _differing(PRODUCT, StockLevel.objects.all(), StockBalance.objects.all())


@invariant("stock below zero", _("Nothing lies below zero but where the warehouse allows it."))
def below_zero() -> Iterable[Row]:
    """Lots and products below zero in a warehouse that does not allow it."""
    wrong = Q(quantity__lt=0, warehouse__allows_negative=False)
    yield from StockBalance.objects.filter(wrong).values("id", "warehouse__code", "product__code", "lot", "quantity")
    yield from StockLevel.objects.filter(wrong).values("id", "warehouse__code", "product__code", "quantity")


def _differing(names: tuple[str, ...], kept: QuerySet[Any], found: QuerySet[Any]) -> Iterable[Row]:
    there, moved = _sums(names, kept), _sums(names, found)
    for key in sorted({*there, *moved}, key=str):
        if there.get(key, 0) != moved.get(key, 0):
            yield {**dict(zip(names, key, strict=True)), "kept": there.get(key, 0), "found": moved.get(key, 0)}


def _sums(names: tuple[str, ...], rows: QuerySet[Any]) -> dict[tuple[Any, ...], Any]:
    grouped = rows.order_by().values_list(*names).annotate(sum=Sum("quantity"))
    return {tuple(key): added for *key, added in grouped if added}
