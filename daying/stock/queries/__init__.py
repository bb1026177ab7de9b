"""Reading stock, by subject."""

from daying.stock.queries.balances import balance, lots, main_warehouse, on_hand, own_warehouses, sums
from daying.stock.queries.sight import (
    balances_seen_by,
    closings_seen_by,
    levels_seen_by,
    movements_seen_by,
    warehouses_seen_by,
    within_sight,
)

__all__ = [
    "balance",
    "balances_seen_by",
    "closings_seen_by",
    "levels_seen_by",
    "lots",
    "main_warehouse",
    "movements_seen_by",
    "on_hand",
    "own_warehouses",
    "sums",
    "warehouses_seen_by",
    "within_sight",
]
