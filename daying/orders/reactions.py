"""What orders do when quotations tell something."""

from daying.core.actor import SYSTEM
from daying.core.events import on
from daying.orders import actions
from daying.people.models import Employee
from daying.quotes.events import QuotationAccepted
from daying.quotes.models import Quotation


@on(QuotationAccepted)
def open_the_order(event: QuotationAccepted) -> None:
    """The customer's yes becomes a draft order."""
    quotation = Quotation.objects.select_related("customer", "contact").get(pk=event.quotation_id)
    by = Employee.objects.get(pk=event.accepted_by_id) if event.accepted_by_id else SYSTEM
    actions.open_from_quotation(quotation, by=by, on=event.accepted_on)
