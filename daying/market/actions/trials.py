"""Samples and trials: planned, sent, answered, their feedback routed to departments."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, transition
from daying.customers.models import Customer
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
    serves=["M2.6", "M9.6"],
    inputs={
        "department": gettext_lazy("Department"),
        "request": gettext_lazy("What is asked of it"),
        "due_on": gettext_lazy("Due on"),
    },
)
def route_feedback(trial: ProductTrial, *, by: Actor, department: Department, request: str, due_on: date) -> None:
    """A request to R&D, Engineering or Quality with the feedback in it; its reply is the result of the task."""
    note = f"{request}\n\n{trial.get_verdict_display()}: {trial.feedback}"
    create_task(by=by, title=request[:200], note=note, department=department, due_on=due_on, subject=trial)


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
