"""The tables of stock, by subject."""

from daying.stock.models.agreement import (
    AgreementState,
    Bearer,
    BillingPeriod,
    JitAgreement,
    JitAgreementLine,
    PriceBasis,
)
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
from daying.stock.models.joint_count import JointCount, JointCountLine, JointCountState
from daying.stock.models.movement import DEMAND, MovementKind, StockBalance, StockLevel, StockMovement
from daying.stock.models.policy import StockPolicy
from daying.stock.models.safety import Method, ProposalState, SafetyStock, SafetyStockLine, SafetyStockProposal
from daying.stock.models.transfer import JitTransfer, JitTransferLine, TransferKind, TransferState
from daying.stock.models.usage import (
    MAY_COUNT,
    DifferenceReason,
    DifferenceState,
    UsageDifference,
    UsageLine,
    UsageMatch,
    UsageReport,
    UsageState,
)
from daying.stock.models.warehouse import Warehouse, WarehouseKind

__all__ = [
    "COMES_IN",
    "DEMAND",
    "MAY_COUNT",
    "MOVES_AS",
    "NEEDS_A_REASON",
    "AgreementState",
    "Bearer",
    "BillingPeriod",
    "ClosedBalance",
    "CountState",
    "DifferenceReason",
    "DifferenceState",
    "EntryKind",
    "EntryState",
    "JitAgreement",
    "JitAgreementLine",
    "JitTransfer",
    "JitTransferLine",
    "JointCount",
    "JointCountLine",
    "JointCountState",
    "Method",
    "MovementKind",
    "PriceBasis",
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
    "TransferKind",
    "TransferState",
    "UsageDifference",
    "UsageLine",
    "UsageMatch",
    "UsageReport",
    "UsageState",
    "Warehouse",
    "WarehouseKind",
]
