"""Changing the courier book and the tariffs, by subject."""

from daying.carriers.actions.booking import amend_waybill, book_waybill, book_waybills, rate_again, tie_waybill
from daying.carriers.actions.course import (
    cancel_waybill,
    damage_waybill,
    deliver_waybill,
    lose_waybill,
    pick_up_waybill,
    refuse_waybill,
    return_waybill,
)
from daying.carriers.actions.tracking import Report, track

__all__ = [
    "Report",
    "amend_waybill",
    "book_waybill",
    "book_waybills",
    "cancel_waybill",
    "damage_waybill",
    "deliver_waybill",
    "lose_waybill",
    "pick_up_waybill",
    "rate_again",
    "refuse_waybill",
    "return_waybill",
    "tie_waybill",
    "track",
]
