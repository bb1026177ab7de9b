"""What quotations do when a countersignature is answered."""

from daying.core.events import on
from daying.people.queries import actor
from daying.quotes import actions
from daying.quotes.models import Quotation
from daying.work import queries as work
from daying.work.events import CountersignatureClosed
from daying.work.models import CountersignatureState


@on(CountersignatureClosed)
def close_the_approval(event: CountersignatureClosed) -> None:
    """The answer lets the quotation go to the customer, or makes a draft of it again."""
    if event.subject_type != Quotation._meta.label_lower:
        return
    quotation, by = Quotation.objects.get(pk=event.subject_id), actor(event.by_id)
    if event.verdict == CountersignatureState.AGREED:
        actions.approve(quotation, by=by)
    else:
        actions.reject(quotation, by=by, objection=work.objection(event.countersignature_id))
