"""Campaigns: drafted, approved by somebody else, run, closed with results."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.money import ZERO
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.customers.models import Segment
from daying.market.actions.owning import owned, person
from daying.market.actions.shows import of_another
from daying.market.models import Campaign, CampaignKind, CampaignState, CampaignStep
from daying.people.models import Department, Employee
from daying.products.models import Product
from daying.work.actions import create_task

Typed = Mapping[str, Any]
UNFINISHED = (CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.RUNNING)


@action(right="market.add_campaign", serves="M2.6", label=gettext_lazy("New campaign"))
def plan_campaign(
    *,
    by: Actor,
    name: str,
    begins_on: date,
    ends_on: date,
    audience: str = "",
    segment: Segment | None = None,
    owner: Employee | None = None,
    kind: str = CampaignKind.GENERAL,
    product: Product | None = None,
    material: str = "",
    goal: str = "",
    budget: Decimal = ZERO,
    lines: Sequence[Typed] = (),
) -> Campaign:
    """Draft a campaign. lines: title, person, due_on, done_on and result of each step."""
    _must_name_product(kind, product)
    _must_be_for_somebody(audience, segment)
    campaign = Campaign(
        name=name,
        kind=kind,
        product=product,
        segment=segment,
        audience=audience,
        material=material,
        goal=goal,
        begins_on=begins_on,
        ends_on=ends_on,
        budget=budget,
        **owned(owner or person(by)),
    )
    return changes.create(campaign, by=by, lines=[CampaignStep(**typed) for typed in lines])


@action(right="market.change_campaign", serves="M2.6")
def amend_campaign(
    campaign: Campaign,
    *,
    by: Actor,
    version: int | None = None,
    lines: Sequence[Typed] | None = None,
    name: str,
    begins_on: date,
    ends_on: date,
    audience: str = "",
    segment: Segment | None = None,
    kind: str = CampaignKind.GENERAL,
    product: Product | None = None,
    material: str = "",
    goal: str = "",
    budget: Decimal = ZERO,
) -> Campaign:
    """Change the plan and its steps; once it was submitted, no longer what it may cost."""
    _must_name_product(kind, product)
    _must_be_for_somebody(audience, segment)
    before = lock(campaign)
    if before.state != CampaignState.DRAFT and budget != before.budget:
        raise Refused(_("The budget was submitted and is no longer changed."), field="budget")
    values = {
        "name": name,
        "kind": kind,
        "product": product,
        "segment": segment,
        "audience": audience,
        "material": material,
        "goal": goal,
        "begins_on": begins_on,
        "ends_on": ends_on,
        "budget": budget,
    }
    steps = None if lines is None else [CampaignStep(**typed) for typed in lines]
    return changes.update(campaign, values, by=by, version=version, lines=steps)


@transition(
    Campaign,
    label=gettext_lazy("Submit for approval"),
    source=CampaignState.DRAFT,
    target=CampaignState.SUBMITTED,
    right="market.change_campaign",
    serves="M2.6",
)
def submit_campaign(campaign: Campaign, *, by: Actor, on: date) -> None:
    """Ask for approval of plan and budget. The campaign gets its number here."""
    campaign.submitted_by_id = by.pk
    campaign.rejected_for = ""
    campaign.number = campaign.number or next_number("MC", on)


@transition(
    Campaign,
    label=gettext_lazy("Approve"),
    source=CampaignState.SUBMITTED,
    target=CampaignState.RUNNING,
    right="market.approve_campaign",
    when=of_another,
    serves=["M2.6", "M0.4"],
)
def approve_campaign(campaign: Campaign, *, by: Actor) -> None:
    """Let it begin."""
    campaign.approved_by_id = by.pk


@transition(
    Campaign,
    label=gettext_lazy("Send back"),
    source=CampaignState.SUBMITTED,
    target=CampaignState.DRAFT,
    right="market.approve_campaign",
    serves="M2.6",
    inputs={"reason": gettext_lazy("Reason")},
)
def send_back_campaign(campaign: Campaign, *, by: Actor, reason: str) -> None:
    """It cannot be approved as it is; the reason says why."""
    campaign.rejected_for = reason


@transition(
    Campaign,
    label=gettext_lazy("Ask a department"),
    source=UNFINISHED,
    target=None,
    right="market.change_campaign",
    serves=["M2.6", "M9.6"],
    inputs={
        "department": gettext_lazy("Department"),
        "request": gettext_lazy("What is asked of it"),
        "due_on": gettext_lazy("Due on"),
    },
)
def ask_about_campaign(campaign: Campaign, *, by: Actor, department: Department, request: str, due_on: date) -> None:
    """A request to R&D, Engineering, Quality or another department; its reply is the result of the task."""
    create_task(by=by, title=request[:200], note=request, department=department, due_on=due_on, subject=campaign)


@transition(
    Campaign,
    label=gettext_lazy("Close with results"),
    source=CampaignState.RUNNING,
    target=CampaignState.CLOSED,
    right="market.change_campaign",
    serves="M2.6",
    inputs={"results": gettext_lazy("Results"), "cost": gettext_lazy("Cost in RMB")},
)
def close_campaign(campaign: Campaign, *, by: Actor, results: str, cost: Decimal) -> None:
    """It is over: what came of it, and what it cost."""
    if cost < 0:
        raise Refused(_("A cost is not below zero."), field="cost")
    campaign.results, campaign.cost = results, cost


@transition(
    Campaign,
    label=gettext_lazy("Call off"),
    source=UNFINISHED,
    target=CampaignState.CANCELLED,
    right="market.change_campaign",
    serves="M2.6",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_campaign(campaign: Campaign, *, by: Actor, reason: str) -> None:
    """It does not take place, or goes no further."""


def _must_name_product(kind: str, product: Product | None) -> None:
    if kind == CampaignKind.NEW_PRODUCT and product is None:
        raise Refused(_("A new-product promotion names the product."), field="product")


def _must_be_for_somebody(audience: str, segment: Segment | None) -> None:
    if segment and not segment.is_shared:
        told = {"segment": segment}
        raise Refused(_("Everybody sees a campaign: share the segment %(segment)s first.") % told, field="segment")
    if not audience and segment is None:
        raise Refused(_("Say for whom it is: name a segment, describe the audience, or both."), field="audience")
