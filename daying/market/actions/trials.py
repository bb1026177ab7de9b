"""Samples and trials: planned, sent, answered, their feedback routed to departments."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, transition
from daying.customers.actions import raise_need
from daying.customers.actions.need import WORKDAYS
from daying.customers.models import Customer, NeedKind
from daying.market.actions.owning import owned, person
from daying.market.models import Campaign, ProductTrial, Prospect, TrialKind, TrialState, Verdict
from daying.people.models import Department
from daying.products.models import Product
from daying.work.actions import create_task


@action(right="market.add_producttrial", serves="M2.6", label=gettext_lazy("New sample or trial"))
def plan_trial(
    *,
    by: Actor,
    product: Product,
    quantity: Decimal,
    kind: str = TrialKind.SAMPLE,
    customer: Customer | None = None,
    prospect: Prospect | None = None,
    campaign: Campaign | None = None,
    purpose: str = "",
    answer_due_on: date | None = None,
) -> ProductTrial:
    """Plan to let somebody try a product. customer or prospect: one of them, who tries it."""
    _must_be_at_one_place(customer, prospect)
    trial = ProductTrial(
        kind=kind,
        product=product,
        quantity=quantity,
        customer=customer,
        prospect=prospect,
        campaign=campaign,
        purpose=purpose,
        answer_due_on=answer_due_on,
        **owned(person(by)),
    )
    return changes.create(trial, by=by)


@action(right="market.change_producttrial", serves="M2.6")
def amend_trial(
    trial: ProductTrial,
    *,
    by: Actor,
    version: int | None = None,
    product: Product,
    quantity: Decimal,
    kind: str = TrialKind.SAMPLE,
    customer: Customer | None = None,
    prospect: Prospect | None = None,
    campaign: Campaign | None = None,
    purpose: str = "",
    answer_due_on: date | None = None,
) -> ProductTrial:
    """Change the plan before it is sent."""
    _must_be_at_one_place(customer, prospect)
    values: dict[str, Any] = {
        "kind": kind,
        "product": product,
        "quantity": quantity,
        "customer": customer,
        "prospect": prospect,
        "campaign": campaign,
        "purpose": purpose,
        "answer_due_on": answer_due_on,
    }
    return changes.update(trial, values, by=by, version=version)


@transition(
    ProductTrial,
    label=gettext_lazy("Send"),
    source=TrialState.PLANNED,
    target=TrialState.SENT,
    right="market.change_producttrial",
    serves="M2.6",
)
def send_trial(trial: ProductTrial, *, by: Actor, on: date) -> None:
    """It has left. It gets its number here."""
    trial.sent_on = on
    trial.number = next_number("TR", on)


@transition(
    ProductTrial,
    label=gettext_lazy("Enter the answer"),
    source=TrialState.SENT,
    target=TrialState.ANSWERED,
    right="market.change_producttrial",
    serves="M2.6",
    inputs={"verdict": gettext_lazy("Verdict"), "feedback": gettext_lazy("What they say")},
)
def answer_trial(trial: ProductTrial, *, by: Actor, on: date, verdict: Verdict, feedback: str) -> None:
    """What they make of it, in their words."""
    trial.verdict, trial.feedback, trial.answered_on = verdict, feedback, on


@transition(
    ProductTrial,
    label=gettext_lazy("Route to a department"),
    source=TrialState.ANSWERED,
    target=None,
    right="market.change_producttrial",
    serves=["M2.6", "M3.5", "M9.6"],
    inputs={
        "department": gettext_lazy("Department"),
        "request": gettext_lazy("What is asked of it"),
        "kind": pgettext_lazy("sort of", "Kind"),
    },
)
def route_feedback(
    trial: ProductTrial, *, by: Actor, on: date, department: Department, request: str, kind: NeedKind = NeedKind.NEED
) -> None:
    """Ask R&D, Engineering or Quality, with the feedback beside it, for a reply within the working days of the kind.

    Where a customer tried it, it is a need of that customer, who is told the reply. A prospect has no needs yet: the
    department is given a task.
    """
    said = f"{request}\n\n{trial.get_verdict_display()}: {trial.feedback}"
    customer = trial.customer or (trial.prospect.customer if trial.prospect else None)
    asked: dict[str, Any] = {"title": request[:120], "department": department, "subject": trial}
    if customer:
        raise_need(by=by, customer=customer, kind=kind, description=said, **asked)
    else:
        create_task(by=by, note=said, due_on=add_workdays(on, WORKDAYS[NeedKind(kind)]), **asked)


@transition(
    ProductTrial,
    label=gettext_lazy("Close"),
    source=TrialState.ANSWERED,
    target=TrialState.CLOSED,
    right="market.change_producttrial",
    serves="M2.6",
)
def close_trial(trial: ProductTrial, *, by: Actor) -> None:
    """Nothing more comes of it, or everything has."""


@transition(
    ProductTrial,
    label=gettext_lazy("Call off"),
    source=(TrialState.PLANNED, TrialState.SENT),
    target=TrialState.CANCELLED,
    right="market.change_producttrial",
    serves="M2.6",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_trial(trial: ProductTrial, *, by: Actor, reason: str) -> None:
    """It is not sent, or will not be answered."""


def _must_be_at_one_place(customer: Customer | None, prospect: Prospect | None) -> None:
    if (customer is None) == (prospect is None):
        raise Refused(_("Name the customer or the prospect who tries it, one of them."), field="customer")
