"""What shipments do when orders and carriers tell something."""

from django.utils.translation import gettext as _

from daying.carriers.events import OfWaybill, WaybillBooked, WaybillDelivered, WaybillWentWrong
from daying.core.actor import SYSTEM
from daying.core.events import on
from daying.orders.changing.actions import let_know
from daying.orders.events import DeliveryDateMoved, OrderCancelled, OrderChanged
from daying.orders.models import ChangeOrder, SalesOrder
from daying.shipping import actions
from daying.shipping.queries import lines_of, stands_packed


@on(OrderCancelled)
def drop_what_is_planned(event: OrderCancelled) -> None:
    """Nothing more of the order is shipped, and no stock is kept for it."""
    reason = _("Nothing more of the order is shipped.")
    actions.drop_open(event.order_id, by=SYSTEM, reason=reason)
    actions.let_go(list(lines_of(event.order_id)), by=SYSTEM, reason=reason)


@on(OrderChanged)
def plan_anew(event: OrderChanged) -> None:
    """What was planned for other quantities or days is planned again, and who planned it is told."""
    if not event.line_ids:
        return
    change = ChangeOrder.objects.select_related("order__owner", "created_by").get(pk=event.change_id)
    told = _("%(change)s has changed the order.") % {"change": change}
    actions.let_go(event.moved_ids, by=SYSTEM, reason=told)
    actions.cut_to_open(change.order_id, by=SYSTEM, reason=told)
    touched = actions.plan_again(change.order, moved=event.moved_ids, by=SYSTEM, reason=told)
    numbers = ", ".join(str(shipment) for shipment in touched)
    if touched:
        planners = {shipment.created_by for shipment in touched if shipment.created_by}
        note = _("Planned anew or cancelled: %(shipments)s.") % {"shipments": numbers}
        let_know(change, planners, by=SYSTEM, note=note)


@on(DeliveryDateMoved)
def leave_when_promised(event: DeliveryDateMoved) -> None:
    """What was planned for lines promised anew leaves on the new day, unless it stands packed already."""
    reason = _("Promised for %(day)s.") % {"day": event.to_on.isoformat()}
    actions.let_go(event.line_ids, by=SYSTEM, reason=reason)
    if not stands_packed(event.order_id):
        actions.plan_again(SalesOrder(pk=event.order_id), moved=event.line_ids, by=SYSTEM, reason=reason)


@on(WaybillBooked)
def follow_the_waybill(event: WaybillBooked) -> None:
    """The shipment knows its waybill, wherever it was booked."""
    if _names_a_document(event):
        actions.follow_waybill(event.waybill_id, by=SYSTEM)


@on(WaybillDelivered)
def arrive(event: WaybillDelivered) -> None:
    """What the carrier has handed over is delivered."""
    if _names_a_document(event):
        actions.arrive(event.waybill_id, by=SYSTEM, on=event.delivered_on)


@on(WaybillWentWrong)
def see_to_it(event: WaybillWentWrong) -> None:
    """What went wrong with the carrier is followed up."""
    if _names_a_document(event):
        actions.go_wrong(event.waybill_id, by=SYSTEM, on=event.happened_on, what=event.what, note=event.note)


def _names_a_document(event: OfWaybill) -> bool:
    """Whether it may carry a shipment: samples and papers by the thousand are not looked up one by one."""
    return event.subject_id is not None or bool(event.reference.strip())
