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
from daying.carriers.actions.tariffs import (
    add_fares,
    amend_tariff,
    approve_tariff,
    end_tariff,
    faults_of,
    new_edition,
    open_tariff,
    rate_open,
    reject_tariff,
    submit_tariff,
    take_back_tariff,
    write_rows,
)
from daying.carriers.actions.tracking import Report, track

__all__ = [
    "Report",
    "add_fares",
    "amend_tariff",
    "amend_waybill",
    "approve_tariff",
    "book_waybill",
    "book_waybills",
    "cancel_waybill",
    "damage_waybill",
    "deliver_waybill",
    "end_tariff",
    "faults_of",
    "lose_waybill",
    "new_edition",
    "open_tariff",
    "pick_up_waybill",
    "rate_again",
    "rate_open",
    "refuse_waybill",
    "reject_tariff",
    "return_waybill",
    "submit_tariff",
    "take_back_tariff",
    "tie_waybill",
    "track",
    "write_rows",
]
