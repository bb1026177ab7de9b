"""What stock does when a countersignature is answered."""

from daying.core import journal
from daying.core.events import on
from daying.people.queries import actor
from daying.stock import actions
from daying.stock.models import SafetyStockProposal
from daying.work import queries as work
from daying.work.events import CountersignatureClosed
from daying.work.models import CountersignatureState


@on(CountersignatureClosed)
def close_the_proposal(event: CountersignatureClosed) -> None:
    """The warehouse's answer puts the safety stocks in force, or makes a draft of the proposal again."""
    if event.subject_type != SafetyStockProposal._meta.label_lower:
        return
    proposal, by, unit = SafetyStockProposal(pk=event.subject_id), actor(event.by_id), journal.current()
    assert unit
    if event.verdict == CountersignatureState.AGREED:
        actions.agree_proposal(proposal, by=by, on=unit.on)
    else:
        actions.send_back_proposal(proposal, by=by, objection=work.objection(event.countersignature_id))
