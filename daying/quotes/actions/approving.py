"""A quotation is approved before it goes out: by whoever hands it in where their post may grant it, else by others."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, lock, transition
from daying.quotes.approvers import Judgement, judged
from daying.quotes.models import Quotation, QuotationPolicy, State
from daying.work import actions as work
from daying.work.models import Mode
from daying.work.queries import open_on


@transition(
    Quotation,
    label=gettext_lazy("Submit for approval"),
    source=State.DRAFT,
    target=State.SUBMITTED,
    right="quotes.change_quotation",
    serves="M5.2",
)
def submit(quotation: Quotation, *, by: Actor, on: date) -> None:
    """Hand it in: approved at once where the post may grant it, else those are asked who may.

    The quotation gets its number here, and keeps it whatever happens.
    """
    if not quotation.lines.exists():
        raise Refused(_("A quotation without lines cannot be submitted. Enter what you offer first."))
    if quotation.valid_until < on:
        told = {"day": written.day(quotation.valid_until)}
        raise Refused(_("The offer would have ended on %(day)s. Enter a later day first.") % told, field="valid_until")
    found = judged(quotation, by=by, on=on)
    quotation.submitted_by_id = by.pk
    quotation.rejected_for = ""
    quotation.number = quotation.number or next_number("QT", on)
    quotation.grounds, quotation.margin_grounds = found.told, found.margins
    if found.steps:
        _ask(quotation, found, by, on)
    else:
        quotation.state, quotation.approved_by_id = State.APPROVED, by.pk


@transition(
    Quotation,
    label=gettext_lazy("Take back"),
    source=(State.SUBMITTED, State.APPROVED, State.SENT),
    target=State.DRAFT,
    right="quotes.change_quotation",
    serves="M5.2",
)
def withdraw(quotation: Quotation, *, by: Actor) -> None:
    """Make a draft of it again, to change it. It must be approved anew."""
    asking = open_on(quotation) if quotation.state == State.SUBMITTED else None
    if asking:
        work.withdraw(asking, by=by)
    quotation.grounds = quotation.margin_grounds = ""
    quotation.approved_by_id = None
    quotation.sent_on = None


@action(right=None, serves="M5.2", label=gettext_lazy("Approved"))
def approve(quotation: Quotation, *, by: Actor) -> Quotation:
    """Everybody who was asked agrees: it may go to the customer."""
    fresh = _submitted(quotation)
    before = journal.snapshot(fresh)
    fresh.state, fresh.approved_by_id = State.APPROVED, by.pk
    return changes.save(fresh, before, verb="quotes.approve", by=by)


@action(right=None, serves="M5.2", label=gettext_lazy("Sent back"))
def reject(quotation: Quotation, *, by: Actor, objection: str) -> Quotation:
    """Somebody cannot agree: it goes back to its author, who reads why."""
    fresh = _submitted(quotation)
    before = journal.snapshot(fresh)
    fresh.state, fresh.rejected_for = State.DRAFT, objection
    return changes.save(fresh, before, verb="quotes.reject", by=by, note=objection)


def _ask(quotation: Quotation, found: Judgement, by: Actor, on: date) -> None:
    told = {"quotation": quotation, "customer": quotation.customer}
    work.open_countersignature(
        quotation,
        steps=found.steps,
        mode=Mode.STEPS,
        title=_("Quotation %(quotation)s, %(customer)s") % told,
        by=by,
        due_on=add_workdays(on, QuotationPolicy.now().approval_workdays),
        warnings=found.told,
        owner=quotation.owner,
    )


def _submitted(quotation: Quotation) -> Quotation:
    fresh: Quotation = lock(quotation)
    if fresh.state != State.SUBMITTED:
        raise Refused(_("%(quotation)s is not submitted.") % {"quotation": fresh})
    return fresh


def must_be_valid(quotation: Quotation, on: date) -> None:
    """Refuse what the customer may no longer accept on this day."""
    if quotation.valid_until < on:
        told = {"quotation": quotation, "day": quotation.valid_until.isoformat()}
        raise Refused(_("%(quotation)s was valid until %(day)s. Take it back and give it a new date.") % told)
