"""Changing orders, by subject: taking them in, review, what becomes of them, and orders of another system."""

from daying.orders.actions.course import close, count_shipped, hold, move_delivery_date, release, resume
from daying.orders.actions.entry import amend, open_from_quotation, open_order, open_orders
from daying.orders.actions.takeover import take_over_orders

__all__ = [
    "amend",
    "close",
    "count_shipped",
    "hold",
    "move_delivery_date",
    "open_from_quotation",
    "open_order",
    "open_orders",
    "release",
    "resume",
    "take_over_orders",
]
