"""Changing shipments, by subject: planning them, what becomes of them, and shipments of another system."""

from daying.shipping.actions.again import plan_again
from daying.shipping.actions.course import cancel, deliver, dispatch, drop_open, pick
from daying.shipping.actions.planning import amend, plan_shipment
from daying.shipping.actions.takeover import record_past_shipments

__all__ = [
    "amend",
    "cancel",
    "deliver",
    "dispatch",
    "drop_open",
    "pick",
    "plan_again",
    "plan_shipment",
    "record_past_shipments",
]
