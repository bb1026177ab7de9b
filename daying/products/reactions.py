"""What prices do when a countersignature is answered."""

from daying.core import journal
from daying.core.events import on
from daying.people.queries import actor
from daying.products import actions
from daying.products.models import PriceAdjustment
from daying.work import queries as work
from daying.work.events import CountersignatureClosed
from daying.work.models import CountersignatureState


@on(CountersignatureClosed)
def close_the_adjustment(event: CountersignatureClosed) -> None:
    """The departments' answer puts the new prices in force, or makes a draft of the application again."""
    if event.subject_type != PriceAdjustment._meta.label_lower:
        return
    adjustment, by, unit = PriceAdjustment(pk=event.subject_id), actor(event.by_id), journal.current()
    assert unit
    if event.verdict == CountersignatureState.AGREED:
        actions.agree_adjustment(adjustment, by=by, on=unit.on)
    else:
        actions.send_back_adjustment(adjustment, by=by, objection=work.objection(event.countersignature_id))
