"""Reading stock, by subject."""

from daying.stock.queries.balances import (
    balance,
    closed_up_to,
    last_closing,
    lots,
    main_warehouse,
    on_hand,
    own_warehouses,
    sums,
)
from daying.stock.queries.sight import (
    balances_seen_by,
    closings_seen_by,
    counts_seen_by,
    entries_seen_by,
    levels_seen_by,
    movements_seen_by,
    policies_seen_by,
    proposals_seen_by,
    safety_stocks_seen_by,
    warehouses_seen_by,
    within_sight,
)

__all__ = [
    "balance",
    "balances_seen_by",
    "closed_up_to",
    "closings_seen_by",
    "counts_seen_by",
    "entries_seen_by",
    "last_closing",
    "levels_seen_by",
    "lots",
    "main_warehouse",
    "movements_seen_by",
    "on_hand",
    "own_warehouses",
    "policies_seen_by",
    "proposals_seen_by",
    "safety_stocks_seen_by",
    "sums",
    "warehouses_seen_by",
    "within_sight",
]
