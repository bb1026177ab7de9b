"""The tables of orders, by subject."""

from daying.orders.models.change import AskedFor, ChangeLine, ChangeOrder, ChangeReviewer, ChangeState, Touched
from daying.orders.models.contract import (
    Contract,
    ContractKind,
    ContractLine,
    ContractState,
    ContractTemplate,
    WhenOverdrawn,
)
from daying.orders.models.credit import CreditHold, CreditHoldState
from daying.orders.models.order import NOT_TAKEN, OPEN_STATES, DateMove, OrderKind, OrderLine, SalesOrder, State
from daying.orders.models.review import ReviewRule, ReviewSigner

__all__ = [
    "NOT_TAKEN",
    "OPEN_STATES",
    "AskedFor",
    "ChangeLine",
    "ChangeOrder",
    "ChangeReviewer",
    "ChangeState",
    "Contract",
    "ContractKind",
    "ContractLine",
    "ContractState",
    "ContractTemplate",
    "CreditHold",
    "CreditHoldState",
    "DateMove",
    "OrderKind",
    "OrderLine",
    "ReviewRule",
    "ReviewSigner",
    "SalesOrder",
    "State",
    "Touched",
    "WhenOverdrawn",
]
