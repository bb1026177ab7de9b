"""The tables of stock, by subject."""

from daying.stock.models.closing import ClosedBalance, StockClosing
from daying.stock.models.count import CountState, StockCount, StockCountLine
from daying.stock.models.entry import (
    COMES_IN,
    MOVES_AS,
    NEEDS_A_REASON,
    EntryKind,
    EntryState,
    StockEntry,
    StockEntryLine,
)
from daying.stock.models.movement import DEMAND, MovementKind, StockBalance, StockLevel, StockMovement
from daying.stock.models.policy import StockPolicy
from daying.stock.models.safety import Method, ProposalState, SafetyStock, SafetyStockLine, SafetyStockProposal
from daying.stock.models.warehouse import Warehouse, WarehouseKind

__all__ = [
    "COMES_IN",
    "DEMAND",
    "MOVES_AS",
    "NEEDS_A_REASON",
    "ClosedBalance",
    "CountState",
    "EntryKind",
    "EntryState",
    "Method",
    "MovementKind",
    "ProposalState",
    "SafetyStock",
    "SafetyStockLine",
    "SafetyStockProposal",
    "StockBalance",
    "StockClosing",
    "StockCount",
    "StockCountLine",
    "StockEntry",
    "StockEntryLine",
    "StockLevel",
    "StockMovement",
    "StockPolicy",
    "Warehouse",
    "WarehouseKind",
]
