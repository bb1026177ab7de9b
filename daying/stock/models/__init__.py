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
from daying.stock.models.joint_count import JointCount, JointCountLine, JointCountState
from daying.stock.models.movement import DEMAND, MovementKind, StockBalance, StockLevel, StockMovement
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
    "DEMAND",
    "MAY_COUNT",
    "AgreementState",
    "Bearer",
    "BillingPeriod",
    "ClosedBalance",
    "DifferenceReason",
    "DifferenceState",
    "JitAgreement",
    "JitAgreementLine",
    "JitTransfer",
    "JitTransferLine",
    "JointCount",
    "JointCountLine",
    "JointCountState",
    "MovementKind",
    "PriceBasis",
    "StockBalance",
    "StockClosing",
    "StockLevel",
    "StockMovement",
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
