"""Following customers up: what was done, what comes next, and the customer's own dates."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.customers.models import Contact, Customer, CustomerState, FollowUp, FollowUpKind, FollowUpState

ASKED = {
    "summary": gettext_lazy("What was said"),
    "kind": gettext_lazy("Kind"),
    "contact": gettext_lazy("Contact"),
    "next_on": gettext_lazy("Next follow-up on"),
    "next_what": gettext_lazy("Next step"),
}


@transition(
    Customer,
    label=gettext_lazy("Follow up"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.add_followup",
    serves="M3.3",
    inputs=ASKED,
)
def follow_up(
    customer: Customer,
    *,
    by: Actor,
    on: date,
    summary: str,
    kind: FollowUpKind = FollowUpKind.CALL,
    contact: Contact | None = None,
    next_on: date | None = None,
    next_what: str = "",
) -> None:
    """Write down what was just done with the customer, and when to go on: the short form, made for the telephone."""
    done = FollowUp(
        customer=customer,
        contact=contact,
        kind=kind,
        done_on=on,
        summary=summary,
        next_on=next_on,
        next_what=next_what,
    )
    _write(done, by)
    _take_dates(customer)


@action(right="customers.add_followup", serves="M3.3", label=gettext_lazy("New follow-up"))
def record_follow_up(
    *,
    by: Actor,
    customer: Customer,
    contact: Contact | None = None,
    kind: str = FollowUpKind.CALL,
    done_on: date,
    summary: str,
    next_on: date | None = None,
    next_what: str = "",
) -> FollowUp:
    """Write down what was done with a customer, today or earlier. It stands on the customer's timeline too."""
    done = FollowUp(
        customer=customer,
        contact=contact,
        kind=kind,
        done_on=done_on,
        summary=summary,
        next_on=next_on,
        next_what=next_what,
    )
    _write(done, by)
    _tell_customer(done, by)
    return done


@action(right="customers.change_followup", serves="M3.3")
def amend_follow_up(
    done: FollowUp,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    contact: Contact | None,
    kind: str,
    done_on: date,
    summary: str,
    next_on: date | None,
    next_what: str,
) -> FollowUp:
    """Put right what one wrote. A next step that was answered stays as it was agreed."""
    if done.created_by_id != by.pk:
        raise PermissionDenied(_("Only who wrote a follow-up changes it."))
    if customer != done.customer:
        raise Refused(_("A follow-up stays with its customer."), field="customer")
    if done.answered_by_id and next_on != done.next_on:
        raise Refused(_("This next step is done already; its day stays."), field="next_on")
    wanted = FollowUp(customer=customer, contact=contact, done_on=done_on, next_on=next_on, next_what=next_what)
    _judge(wanted)
    state = FollowUpState.OPEN if next_on and not done.answered_by_id else FollowUpState.DONE
    values = {"contact": contact, "kind": kind, "done_on": done_on, "summary": summary}
    values |= {"next_on": next_on, "next_what": next_what, "state": state}
    amended = changes.update(done, values, by=by, version=version)
    _tell_customer(amended, by)
    return amended


@transition(
    FollowUp,
    label=gettext_lazy("Follow up"),
    source=FollowUpState.OPEN,
    target=FollowUpState.DONE,
    right="customers.add_followup",
    serves="M3.3",
    inputs=ASKED,
)
def go_on(
    agreed: FollowUp,
    *,
    by: Actor,
    on: date,
    summary: str,
    kind: FollowUpKind = FollowUpKind.CALL,
    contact: Contact | None = None,
    next_on: date | None = None,
    next_what: str = "",
) -> None:
    """Do what was agreed, and agree on what comes next."""
    done = FollowUp(
        customer=agreed.customer,
        contact=contact or agreed.contact,
        kind=kind,
        done_on=on,
        summary=summary,
        next_on=next_on,
        next_what=next_what,
    )
    _write(done, by, but=agreed)
    agreed.answered_by, agreed.state = done, FollowUpState.DONE
    _tell_customer(done, by, but=agreed)


@transition(
    FollowUp,
    label=gettext_lazy("Drop the next step"),
    source=FollowUpState.OPEN,
    target=FollowUpState.DONE,
    right="customers.add_followup",
    serves="M3.3",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop_next_step(agreed: FollowUp, *, by: Actor, reason: str) -> None:
    """It is no longer to be done."""
    _tell_customer(agreed, by, but=agreed)


def note_contact(
    customer: Customer, *, by: Actor, on: date, kind: str, summary: str, contact: Contact | None = None
) -> FollowUp:
    """Count as a follow-up what another action has just done with the customer: a reply told, a visit, a mail."""
    done = FollowUp(customer=customer, contact=contact, kind=kind, done_on=on, summary=summary)
    _write(done, by)
    _tell_customer(done, by)
    return done


def _write(done: FollowUp, by: Actor, but: FollowUp | None = None) -> None:
    """The follow-up itself, and what was agreed before and is answered by it. but: one that the caller sees to."""
    _judge(done)
    done.state = FollowUpState.OPEN if done.next_on else FollowUpState.DONE
    changes.create(done, by=by)
    answered = FollowUp.objects.filter(customer=done.customer_id, state=FollowUpState.OPEN).exclude(pk=done.pk)
    if but:
        answered = answered.exclude(pk=but.pk)
    if not done.next_on:
        answered = answered.filter(next_on__lte=done.done_on)
    changes.update_many(list(answered), {"state": FollowUpState.DONE, "answered_by": done}, by=by)


def _judge(done: FollowUp) -> None:
    if done.done_on > _today():
        raise Refused(_("What is still to come is a next step, not a follow-up."), field="done_on")
    if done.next_on and done.next_on < done.done_on:
        raise Refused(_("The next follow-up is not before this one."), field="next_on")
    if done.next_what and not done.next_on:
        raise Refused(_("Say by when the next step is to be done."), field="next_on")
    if done.contact and done.contact.customer_id != done.customer_id:
        raise Refused(_("This contact belongs to another customer."), field="contact")


def _tell_customer(done: FollowUp, by: Actor, but: FollowUp | None = None) -> None:
    """Bring the customer's dates up to date, and put the follow-up on its timeline."""
    customer = changes.locked(Customer, done.customer_id)
    before = journal.snapshot(customer)
    _take_dates(customer, but)
    changes.save(customer, before, verb=_verb(), by=by, note=done.summary)


def _take_dates(customer: Customer, but: FollowUp | None = None) -> None:
    """When the customer was followed up last, and is to be next. One query. but: one whose next step just ended."""
    still_open = Q(state=FollowUpState.OPEN)
    if but:
        still_open &= ~Q(pk=but.pk)
    found = FollowUp.objects.filter(customer=customer).aggregate(
        last=Max("done_on"), next=Min("next_on", filter=still_open)
    )
    customer.last_followed_up_on, customer.next_follow_up_on = found["last"], found["next"]


def _today() -> date:
    unit = journal.current()
    assert unit
    return unit.on


def _verb() -> str:
    unit = journal.current()
    assert unit
    return unit.verb
