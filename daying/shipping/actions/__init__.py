"""Changing shipments, by subject: planning them, what becomes of them, and shipments of another system."""

from daying.shipping.actions.again import plan_again
from daying.shipping.actions.booking import arrive, book, follow_waybill, go_wrong, shipment_of
from daying.shipping.actions.course import bring_back, cancel, deliver, dispatch, drop_open, pick, repack
from daying.shipping.actions.excepting import (
    amend_exception,
    close_exception,
    open_exception,
    reopen_exception,
    report_exception,
    something_wrong,
    take_in_hand,
    tell_customer,
)
from daying.shipping.actions.noticing import send_notice
from daying.shipping.actions.planning import amend, plan_for, plan_shipment
from daying.shipping.actions.proving import prove_delivery
from daying.shipping.actions.stocking import cut_to_open, let_go, use_up
from daying.shipping.actions.takeover import record_past_shipments

__all__ = [
    "amend",
    "amend_exception",
    "arrive",
    "book",
    "bring_back",
    "cancel",
    "close_exception",
    "cut_to_open",
    "deliver",
    "dispatch",
    "drop_open",
    "follow_waybill",
    "go_wrong",
    "let_go",
    "open_exception",
    "pick",
    "plan_again",
    "plan_for",
    "plan_shipment",
    "prove_delivery",
    "record_past_shipments",
    "reopen_exception",
    "repack",
    "report_exception",
    "send_notice",
    "shipment_of",
    "something_wrong",
    "take_in_hand",
    "tell_customer",
    "use_up",
]
