"""Changing orders, by subject: taking them in, review, what becomes of them, and orders of another system."""

from daying.orders.actions.course import close, count_returned, count_shipped, hold, move_delivery_date, resume
from daying.orders.actions.crediting import allow, check_again, deny, release
from daying.orders.actions.entry import amend, open_from_quotation, open_order, open_orders
from daying.orders.actions.handing import hand_over, hand_over_contracts
from daying.orders.actions.review import agree, cancel, send_back, submit, withdraw
from daying.orders.actions.takeover import count_all_shipped, take_over_orders

__all__ = [
    "agree",
    "allow",
    "amend",
    "cancel",
    "check_again",
    "close",
    "count_all_shipped",
    "count_returned",
    "count_shipped",
    "deny",
    "hand_over",
    "hand_over_contracts",
    "hold",
    "move_delivery_date",
    "open_from_quotation",
    "open_order",
    "open_orders",
    "release",
    "resume",
    "send_back",
    "submit",
    "take_over_orders",
    "withdraw",
]
