"""Warehouses and stock for tests and samples."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock import actions
from daying.stock.models import MovementKind, StockMovement, Warehouse, WarehouseKind

_serial = count(1)
ON = date(2026, 3, 2)


def warehouse(**values: Any) -> Warehouse:
    """One of our own, not the main one."""
    number = next(_serial)
    return changes.create(Warehouse(**{"code": f"W{number}", "name": f"成品仓{number}", **values}), by=SYSTEM)


def jit_warehouse(customer: Customer, **values: Any) -> Warehouse:
    """One at a customer."""
    return warehouse(kind=WarehouseKind.JIT, customer=customer, **values)


def stocked(
    place: Warehouse, item: Product, quantity: int | str, *, on: date = ON, lot: str = ""
) -> list[StockMovement]:
    """Goods received on 2 March 2026."""
    return actions.move([actions.Move(place, item, Decimal(quantity), MovementKind.RECEIPT, lot)], by=SYSTEM, on=on)
