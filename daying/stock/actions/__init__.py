"""Changing stock, by subject."""

from daying.stock.actions.beginning import write_first_policy
from daying.stock.actions.closing import close_month, close_what_is_due
from daying.stock.actions.counting import (
    amend_count,
    cancel_count,
    draft_count,
    finish_count,
    post_count,
    reopen_count,
)
from daying.stock.actions.entries import amend_entry, open_entry, post, reverse, take_over_stock
from daying.stock.actions.moving import Move, hold, move
from daying.stock.actions.proposing import (
    agree_proposal,
    amend_proposal,
    draft_proposal,
    send_back_proposal,
    set_safety_stocks,
    submit_proposal,
    take_over_safety_stocks,
    withdraw_proposal,
)

__all__ = [
    "Move",
    "agree_proposal",
    "amend_count",
    "amend_entry",
    "amend_proposal",
    "cancel_count",
    "close_month",
    "close_what_is_due",
    "draft_count",
    "draft_proposal",
    "finish_count",
    "hold",
    "move",
    "open_entry",
    "post",
    "post_count",
    "reopen_count",
    "reverse",
    "send_back_proposal",
    "set_safety_stocks",
    "submit_proposal",
    "take_over_safety_stocks",
    "take_over_stock",
    "withdraw_proposal",
    "write_first_policy",
]
