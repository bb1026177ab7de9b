"""The tables of orders, by subject."""

from daying.orders.models.credit import CreditHold, CreditHoldState
from daying.orders.models.order import NOT_TAKEN, OPEN_STATES, DateMove, OrderLine, SalesOrder, State

__all__ = [
    "NOT_TAKEN",
    "OPEN_STATES",
    "CreditHold",
    "CreditHoldState",
    "DateMove",
    "OrderLine",
    "SalesOrder",
    "State",
]
