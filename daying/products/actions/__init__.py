"""Changing prices: applied for, countersigned, in force from a day on."""

from daying.products.actions.adjustments import (
    agree_adjustment,
    amend_adjustment,
    open_adjustment,
    send_back_adjustment,
    submit_adjustment,
    withdraw_adjustment,
)

__all__ = [
    "agree_adjustment",
    "amend_adjustment",
    "open_adjustment",
    "send_back_adjustment",
    "submit_adjustment",
    "withdraw_adjustment",
]
