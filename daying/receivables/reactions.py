"""What receivables do when shipments, or goods at customers, tell something."""

from daying.core.events import on
from daying.people.queries import actor
from daying.receivables import actions
from daying.shipping.events import ShipmentDispatched, ShipmentReturned
from daying.stock.jit.events import JointCountSigned, UsageReported, UsedGoodsReturned


@on(ShipmentDispatched)
def bill_what_left(event: ShipmentDispatched) -> None:
    """What leaves the house is owed from that day."""
    actions.bill_shipment(event.shipment_id, by=actor(event.dispatched_by_id), on=event.dispatched_on)


@on(UsageReported)
def bill_what_was_used(event: UsageReported) -> None:
    """What a customer used of ours at their site is owed from the day on which we accepted the report."""
    actions.bill_usage(event.report_id, by=actor(event.accepted_by_id), on=event.accepted_on)


@on(JointCountSigned)
def bill_what_is_missing(event: JointCountSigned) -> None:
    """What a customer bears of a loss is owed from the day of the signature."""
    actions.bill_loss(event.count_id, by=actor(event.signed_by_id), on=event.signed_on)


@on(UsedGoodsReturned)
def credit_what_came_back(event: UsedGoodsReturned) -> None:
    """What was billed for goods that came back is credited."""
    actions.credit_return(event.transfer_id, by=actor(event.received_by_id), on=event.received_on)


@on(ShipmentReturned)
def credit_what_never_arrived(event: ShipmentReturned) -> None:
    """What came back before the customer had it is not owed."""
    actions.credit_shipment(event.shipment_id, by=actor(event.returned_by_id), on=event.returned_on)
