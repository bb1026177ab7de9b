"""What orders do when quotations or countersignatures tell something."""

from daying.core.compiled import Compiled
from daying.core.events import on
from daying.orders import actions
from daying.orders.changing.actions import do_change, refuse_change
from daying.orders.models import ChangeOrder, SalesOrder
from daying.people.queries import actor
from daying.quotes.events import QuotationAccepted
from daying.quotes.models import Quotation
from daying.work import queries as work
from daying.work.events import CountersignatureClosed
from daying.work.models import CountersignatureState

QUOTATION = Compiled(lambda key: Quotation.objects.filter(pk=key).select_related("customer", "contact"))


@on(QuotationAccepted)
def open_the_order(event: QuotationAccepted) -> None:
    """The customer's yes becomes a draft order."""
    quotation = QUOTATION.one(event.quotation_id)
    actions.open_from_quotation(quotation, by=actor(event.accepted_by_id), on=event.accepted_on)


@on(CountersignatureClosed)
def close_the_review_of_a_change(event: CountersignatureClosed) -> None:
    """The departments' answer changes the order, or leaves it as it is."""
    if event.subject_type != ChangeOrder._meta.label_lower:
        return
    change, by, asked = ChangeOrder(pk=event.subject_id), actor(event.by_id), event.countersignature_id
    if event.verdict == CountersignatureState.AGREED:
        do_change(change, by=by, promised_on=work.promised_on(asked))
    else:
        refuse_change(change, by=by, objection=work.objection(asked))


@on(CountersignatureClosed)
def close_the_review(event: CountersignatureClosed) -> None:
    """The departments' answer makes the order reviewed, or a draft again."""
    if event.subject_type != SalesOrder._meta.label_lower:
        return
    order, by, asked = SalesOrder(pk=event.subject_id), actor(event.by_id), event.countersignature_id
    if event.verdict == CountersignatureState.AGREED:
        actions.agree(order, by=by, promised_on=work.promised_on(asked))
    else:
        actions.send_back(order, by=by, objection=work.objection(asked))
