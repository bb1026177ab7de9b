"""The tables of stock, by subject."""

from daying.stock.models.closing import ClosedBalance, StockClosing
from daying.stock.models.movement import DEMAND, MovementKind, StockBalance, StockLevel, StockMovement
from daying.stock.models.warehouse import Warehouse, WarehouseKind

__all__ = [
    "DEMAND",
    "ClosedBalance",
    "MovementKind",
    "StockBalance",
    "StockClosing",
    "StockLevel",
    "StockMovement",
    "Warehouse",
    "WarehouseKind",
]
