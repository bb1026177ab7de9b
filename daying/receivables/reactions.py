"""What receivables do when shipments tell something, and what they object to in orders."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from daying.core.events import on
from daying.orders.models import ReviewRule
from daying.orders.red_lines import Submitted, red_line
from daying.people.queries import actor
from daying.receivables import actions, queries
from daying.shipping.events import ShipmentDispatched


@on(ShipmentDispatched)
def bill_what_left(event: ShipmentDispatched) -> None:
    """What leaves the house is owed from that day."""
    actions.bill_shipment(event.shipment_id, by=actor(event.dispatched_by_id), on=event.dispatched_on)


@red_line
def credit(submitted: Submitted, rule: ReviewRule) -> Iterable[str]:
    """Customers with something overdue, or whose limit this order would go beyond. Two queries at most."""
    order = submitted.order
    if queries.OVERDUE_OF(order.customer_id, submitted.on):
        yield _("The customer has not paid what is overdue.")
    limit = order.customer.credit_limit
    if limit is not None and queries.balance_of(order.customer_id, order.currency) + order.total > limit:
        yield _("Goes beyond the credit limit of %(limit)s.") % {"limit": limit}
