"""What customers need: raised, routed to a department, replied to, told to the customer, closed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes, journal, workdays
from daying.core.actor import SYSTEM, Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, transition
from daying.customers.actions.contact import note_contact
from daying.customers.models import Contact, Customer, FollowUpKind, Need, NeedKind, NeedState
from daying.customers.queries import needs_asked_of
from daying.people.handing_over import hands_over
from daying.people.models import Department, Employee
from daying.people.queries import places_of

NUMBERS = "ND"
WORKDAYS = {NeedKind.PROBLEM: 2, NeedKind.NEED: 5, NeedKind.SUGGESTION: 10}
MOST_WORKDAYS = 60


@action(right="customers.add_need", serves="M3.5", label=gettext_lazy("New need"))
def raise_need(
    *,
    by: Actor,
    customer: Customer,
    title: str,
    contact: Contact | None = None,
    kind: str = NeedKind.NEED,
    description: str = "",
    department: Department | None = None,
    subject: Model | None = None,
) -> Need:
    """Write down what a customer needs or has trouble with. department: asked at once, with the usual working days.

    subject: what it comes from.
    """
    _must_be_theirs(contact, customer)
    today = _today()
    need = Need(customer=customer, contact=contact, kind=kind, title=title, description=description, raised_on=today)
    if department:
        _ask(need, department, None, today, WORKDAYS[NeedKind(kind)])
        need.state = NeedState.ROUTED
    if subject:
        need.tell_about(subject)
    need.number = next_number(NUMBERS, today)
    return changes.create(need, by=by)


@action(right="customers.change_need", serves="M3.5")
def amend_need(
    need: Need,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    contact: Contact | None,
    kind: str,
    title: str,
    description: str,
    department: Department | None,
) -> Need:
    """Put it in other words, before a department has it. It is routed by the step of that name."""
    _must_be_theirs(contact, customer)
    values = {"customer": customer, "contact": contact, "kind": kind, "title": title}
    return changes.update(
        need, {**values, "description": description, "department": department}, by=by, version=version
    )


def for_my_department(need: Need, by: Actor) -> bool:
    """Only the department that was asked answers, or the person asked by name."""
    if not isinstance(by, Employee):
        return by is SYSTEM
    if need.person_id:
        return need.person_id in by.reach.owners
    return need.department_id in {seat.department_id for seat in by.authority.seats}


@hands_over("needs", gettext_lazy("Needs of customers asked in person"), find=needs_asked_of)
@action(right=None, serves=["M0.5", "M3.5"], label=gettext_lazy("Hand over needs of customers"))
def hand_over_needs(needs: Sequence[Need], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person of the department asked replies; where the taker is of another one, anybody of that department."""
    places = places_of(taker, timezone.localdate())
    for person, some in (
        (taker.pk, [need for need in needs if need.department_id in places]),
        (None, [need for need in needs if need.department_id not in places]),
    ):
        changes.update_many(some, {"person_id": person}, by=by, verb="customers.hand_over_needs", note=reason)


@transition(
    Need,
    label=gettext_lazy("Route to a department"),
    source=NeedState.RAISED,
    target=NeedState.ROUTED,
    right="customers.route_need",
    serves="M3.5",
    inputs={
        "department": gettext_lazy("Department"),
        "person": gettext_lazy("Person, where it is one"),
        "workdays_given": gettext_lazy("Reply within so many working days; empty: as usual for its kind"),
        "analysis": gettext_lazy("Analysis"),
    },
)
def route_need(
    need: Need,
    *,
    by: Actor,
    on: date,
    department: Department,
    person: Employee | None = None,
    workdays_given: int | None = None,
    analysis: str = "",
) -> None:
    """Ask the department whose matter it is, with the day by which it replies."""
    _ask(need, department, person, on, _given(workdays_given, WORKDAYS[NeedKind(need.kind)]))
    need.analysis = analysis


@transition(
    Need,
    label=gettext_lazy("Reply"),
    source=NeedState.ROUTED,
    target=NeedState.REPLIED,
    right="customers.answer_need",
    when=for_my_department,
    serves="M3.5",
    inputs={"reply": gettext_lazy("Reply")},
)
def reply_to_need(need: Need, *, by: Actor, on: date, reply: str) -> None:
    """Say what the department can do, and by when."""
    need.reply, need.replied_on = reply, on
    need.replied_by = by if isinstance(by, Employee) else None


@transition(
    Need,
    label=gettext_lazy("Not our matter"),
    source=NeedState.ROUTED,
    target=NeedState.RAISED,
    right="customers.answer_need",
    when=for_my_department,
    serves="M3.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def pass_back(need: Need, *, by: Actor, reason: str) -> None:
    """Give it back to whoever looks after the customer, who asks somebody else."""
    need.department = need.person = need.due_on = None


@transition(
    Need,
    label=gettext_lazy("Ask again"),
    source=(NeedState.REPLIED, NeedState.TOLD),
    target=NeedState.ROUTED,
    right="customers.route_need",
    serves="M3.5",
    inputs={
        "reason": gettext_lazy("What is missing"),
        "workdays_given": gettext_lazy("Reply within so many working days; empty: as usual for its kind"),
    },
)
def ask_again(need: Need, *, by: Actor, on: date, reason: str, workdays_given: int | None = None) -> None:
    """The reply does not do, or the customer is not content: the department looks at it again."""
    need.due_on = workdays.add_workdays(on, _given(workdays_given, WORKDAYS[NeedKind(need.kind)]))
    need.reply, need.replied_on, need.replied_by = "", None, None
    need.told_on, need.told_by_way_of = None, ""


@transition(
    Need,
    label=gettext_lazy("Tell the customer"),
    source=NeedState.REPLIED,
    target=NeedState.TOLD,
    right="customers.tell_need",
    serves="M3.5",
    inputs={"by_way_of": gettext_lazy("Kind"), "said": gettext_lazy("What was said")},
)
def tell_customer(
    need: Need, *, by: Actor, on: date, by_way_of: FollowUpKind = FollowUpKind.CALL, said: str = ""
) -> None:
    """Say that the customer knows the reply. It counts as a follow-up. said: the reply itself when empty."""
    need.told_on, need.told_by_way_of = on, by_way_of
    told = f"{need}: {said or need.reply}"
    note_contact(need.customer, by=by, on=on, kind=by_way_of, summary=told, contact=need.contact)


@transition(
    Need,
    label=pgettext_lazy("need", "Close"),
    source=NeedState.TOLD,
    target=NeedState.CLOSED,
    right="customers.close_need",
    serves="M3.5",
    inputs={"remark": gettext_lazy("Remark")},
)
def close_need(need: Need, *, by: Actor, on: date, remark: str = "") -> None:
    """The customer is content. How many working days it took is kept."""
    need.closed_on = max(on, need.raised_on)
    need.closing_workdays = workdays.workdays_between(need.raised_on, need.closed_on)


@transition(
    Need,
    label=pgettext_lazy("need", "Drop"),
    source=(NeedState.RAISED, NeedState.ROUTED),
    target=NeedState.DROPPED,
    right="customers.close_need",
    serves="M3.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop_need(need: Need, *, by: Actor, reason: str) -> None:
    """It has come to nothing: entered twice, or the customer no longer asks."""


def _ask(need: Need, department: Department, person: Employee | None, on: date, days: int) -> None:
    need.department, need.person = department, person
    need.due_on = workdays.add_workdays(on, days)


def _given(days: int | None, usual: int) -> int:
    if days is None:
        return usual
    if not 0 < days <= MOST_WORKDAYS:
        raise Refused(_("Give between 1 and %(most)d working days.") % {"most": MOST_WORKDAYS}, field="workdays_given")
    return days


def _must_be_theirs(contact: Contact | None, customer: Customer) -> None:
    if contact and contact.customer_id != customer.pk:
        raise Refused(_("This contact belongs to another customer."), field="contact")


def _today() -> date:
    unit = journal.current()
    assert unit
    return unit.on
