"""The tables of orders, by subject."""

from daying.orders.models.change import AskedFor, ChangeLine, ChangeOrder, ChangeState
from daying.orders.models.contract import (
    Contract,
    ContractKind,
    ContractLine,
    ContractState,
    ContractTemplate,
    WhenOverdrawn,
)
from daying.orders.models.credit import CreditHold, CreditHoldState
from daying.orders.models.order import NOT_TAKEN, OPEN_STATES, DateMove, OrderLine, SalesOrder, State

__all__ = [
    "NOT_TAKEN",
    "OPEN_STATES",
    "AskedFor",
    "ChangeLine",
    "ChangeOrder",
    "ChangeState",
    "Contract",
    "ContractKind",
    "ContractLine",
    "ContractState",
    "ContractTemplate",
    "CreditHold",
    "CreditHoldState",
    "DateMove",
    "OrderLine",
    "SalesOrder",
    "State",
    "WhenOverdrawn",
]
