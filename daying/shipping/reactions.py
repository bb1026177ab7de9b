"""What shipments do when orders tell something."""

from django.utils.translation import gettext as _

from daying.core.actor import SYSTEM
from daying.core.events import on
from daying.orders.events import OrderCancelled, OrderChanged
from daying.shipping import actions


@on(OrderCancelled)
def drop_what_is_planned(event: OrderCancelled) -> None:
    """Nothing more of the order is shipped."""
    actions.drop_open(event.order_id, by=SYSTEM, reason=_("Nothing more of the order is shipped."))


@on(OrderChanged)
def plan_anew(event: OrderChanged) -> None:
    """What was planned for other quantities or days is planned again."""
    if event.is_to_plan_again:
        actions.drop_open(event.order_id, by=SYSTEM, reason=_("The order was changed: plan it again."))
