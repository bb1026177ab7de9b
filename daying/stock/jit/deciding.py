"""Differences of usage reports: kept from check to check, and decided by a person."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import lock, transition
from daying.stock.jit.judging import Finding
from daying.stock.models import (
    MAY_COUNT,
    DifferenceState,
    UsageDifference,
    UsageReport,
    UsageState,
)

RIGHT = "stock.decide_usagedifference"
LONGEST_PART, LONGEST_DETAIL = 120, 250
DECIDED = (DifferenceState.COUNTED, DifferenceState.SETTLED, DifferenceState.CARRIED)


def reconcile(report: UsageReport, findings: Sequence[Finding], *, by: Actor) -> int:
    """Write what was found: new differences, and no more those that are none any more. Returns how many are open.

    A decision stays as long as reason and quantity are the same. Ten statements however many.
    """
    known = {(one.line_id, one.reason): one for one in UsageDifference.objects.filter(report=report)}
    found = {(one.line.pk, str(one.reason)): one for one in findings}
    gone = [one for key, one in known.items() if _is_over(one, found.get(key))]
    changes.delete_many(gone, by=by)
    kept = known.keys() - {(one.line_id, one.reason) for one in gone}
    new = [_difference(report, one) for key, one in found.items() if key not in kept]
    changes.create_many(new, by=by)
    return recount(report)


def recount(report: UsageReport) -> int:
    """How many differences of a report nobody has decided."""
    return UsageDifference.objects.filter(report=report, state=DifferenceState.OPEN).count()


@transition(
    UsageDifference,
    label=gettext_lazy("Let it count"),
    source=DifferenceState.OPEN,
    target=DifferenceState.COUNTED,
    right=RIGHT,
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def count_in(difference: UsageDifference, *, by: Actor, reason: str) -> None:
    """It is billed in this report all the same. Refused for what lacks stock, price or product."""
    if difference.reason not in MAY_COUNT:
        told = {"reason": difference.get_reason_display()}
        raise Refused(
            _("“%(reason)s” cannot simply count: mend it and check again, settle it or carry it over.") % told
        )
    _decide(difference, reason, DifferenceState.COUNTED, by)


@transition(
    UsageDifference,
    label=gettext_lazy("Settle without billing"),
    source=DifferenceState.OPEN,
    target=DifferenceState.SETTLED,
    right=RIGHT,
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def settle_difference(difference: UsageDifference, *, by: Actor, reason: str) -> None:
    """It is not billed, and nothing more comes of it: the customer reported it by mistake."""
    _decide(difference, reason, DifferenceState.SETTLED, by)


@transition(
    UsageDifference,
    label=gettext_lazy("Carry over"),
    source=DifferenceState.OPEN,
    target=DifferenceState.CARRIED,
    right=RIGHT,
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def carry_over(difference: UsageDifference, *, by: Actor, reason: str) -> None:
    """The next report of this warehouse takes it up again."""
    _decide(difference, reason, DifferenceState.CARRIED, by)


@transition(
    UsageDifference,
    label=gettext_lazy("Decide anew"),
    source=DECIDED,
    target=DifferenceState.OPEN,
    right=RIGHT,
    serves="M3.8",
)
def decide_anew(difference: UsageDifference, *, by: Actor) -> None:
    """Take the decision back, as long as the report is not accepted."""
    _decide(difference, "", DifferenceState.OPEN, by)


@transition(
    UsageReport,
    label=gettext_lazy("Carry over what is open"),
    source=UsageState.CHECKED,
    target=None,
    right=RIGHT,
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def carry_over_all(report: UsageReport, *, by: Actor, reason: str) -> None:
    """Every difference that nobody has decided goes to the next report."""
    _decide_all(report, reason, DifferenceState.CARRIED, by)


@transition(
    UsageReport,
    label=gettext_lazy("Settle what is open without billing"),
    source=UsageState.CHECKED,
    target=None,
    right=RIGHT,
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def settle_all(report: UsageReport, *, by: Actor, reason: str) -> None:
    """No difference that nobody has decided is billed."""
    _decide_all(report, reason, DifferenceState.SETTLED, by)


def _is_over(known: UsageDifference, found: Finding | None) -> bool:
    """What counts all the same is not found any more, and stays; another quantity has to be decided anew."""
    if found is None:
        return known.state != DifferenceState.COUNTED
    return known.quantity != found.quantity


def _difference(report: UsageReport, found: Finding) -> UsageDifference:
    line = found.line
    part = line.part_number or str(line.product)
    return UsageDifference(
        report=report,
        customer_id=report.customer_id,
        line=line,
        row=line.position,
        part=part[:LONGEST_PART],
        reason=found.reason,
        detail=found.detail[:LONGEST_DETAIL],
        quantity=found.quantity,
    )


def _decide(difference: UsageDifference, reason: str, state: DifferenceState, by: Actor) -> None:
    report: UsageReport = lock(difference.report)
    if report.state != UsageState.CHECKED:
        told = {"report": report, "state": report.get_state_display()}
        raise Refused(_("%(report)s is “%(state)s”: its differences stay as they are.") % told, record=report)
    difference.decision = reason
    change = -1 if state != DifferenceState.OPEN else 1
    UsageReport.objects.filter(pk=report.pk).update(difference_count=report.difference_count + change)


def _decide_all(report: UsageReport, reason: str, state: DifferenceState, by: Actor) -> None:
    open_ones: Iterable[UsageDifference] = UsageDifference.objects.filter(report=report, state=DifferenceState.OPEN)
    found = list(open_ones)
    if not found:
        raise Refused(_("Every difference is decided."))
    changes.update_many(found, {"state": state, "decision": reason}, by=by, note=reason)
    report.difference_count = 0
