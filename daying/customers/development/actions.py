"""Planning how customers are won: drawn up by the person, approved by somebody else."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, has_part, lock, transition
from daying.customers.development.queries import in_the_way, open_plans_of, overlapping
from daying.customers.models import DevelopmentPlan, DevelopmentTarget, PlanState, period_of
from daying.people.handing_over import hands_over, owned_by
from daying.people.models import Employee

CHANGE, APPROVE = "customers.change_developmentplan", "customers.approve_developmentplan"
HAND_OVER = "customers.hand_over_plans"
Typed = Mapping[str, Any]


def is_own(plan: DevelopmentPlan, by: Actor) -> bool:
    """A plan is proposed by the person who is to fulfil it."""
    return by.pk in (None, plan.owner_id)


def is_anothers(plan: DevelopmentPlan, by: Actor) -> bool:
    """Nobody approves a plan of their own."""
    return not has_part(plan, by, "owner")


@action(right="customers.add_developmentplan", serves="M3.4", label=gettext_lazy("New development plan"))
def draw_up_plan(
    *,
    by: Actor,
    year: int,
    stretch: str,
    wanted: int,
    remarks: str = "",
    lines: Sequence[Typed] = (),
    owner: Employee | None = None,
) -> DevelopmentPlan:
    """Draft a plan of one's own. lines: the named targets, each a customer or the name of a company."""
    person = owner or by
    if not isinstance(person, Employee):
        raise Refused(_("Say whose plan it is."))
    plan = DevelopmentPlan(owner=person, department_id=person.department_id, wanted=wanted, remarks=remarks)
    _lay(plan, year, stretch)
    return changes.create(plan, by=by, lines=_targets(lines))


@action(right=CHANGE, serves="M3.4")
def amend_plan(
    plan: DevelopmentPlan,
    *,
    by: Actor,
    version: int | None = None,
    year: int,
    stretch: str,
    wanted: int,
    remarks: str = "",
    lines: Sequence[Typed] | None = None,
) -> DevelopmentPlan:
    """Change a draft. lines: all targets as they should be; None leaves them."""
    fresh = lock(plan)
    if fresh.state != PlanState.DRAFT:
        raise Refused(_("%(plan)s is no draft any more. Take it back first, then change it.") % {"plan": fresh})
    _lay(fresh, year, stretch)
    values = {name: getattr(fresh, name) for name in ("year", "stretch", "starts_on", "ends_on")}
    values |= {"wanted": wanted, "remarks": remarks}
    return changes.update(plan, values, by=by, version=version, lines=None if lines is None else _targets(lines))


@transition(
    DevelopmentPlan,
    label=gettext_lazy("Propose"),
    source=PlanState.DRAFT,
    target=PlanState.PROPOSED,
    right=CHANGE,
    when=is_own,
    serves="M3.4",
)
def propose_plan(plan: DevelopmentPlan, *, by: Actor) -> None:
    """Put the plan before the manager."""
    plan.sent_back_for = ""


@transition(
    DevelopmentPlan,
    label=gettext_lazy("Approve"),
    source=PlanState.PROPOSED,
    target=PlanState.APPROVED,
    right=APPROVE,
    when=is_anothers,
    serves="M3.4",
)
def approve_plan(plan: DevelopmentPlan, *, by: Actor) -> None:
    """Agree to the plan: from now on it counts in the figures. Two approved plans of a person never share a day."""
    others = overlapping(plan.starts_on, plan.ends_on).filter(owner=plan.owner_id, state=PlanState.APPROVED)
    for other in others.exclude(pk=plan.pk)[:1]:
        told = {"other": other, "person": plan.owner}
        raise Refused(_("%(person)s has an approved plan for a part of this time already: %(other)s.") % told)
    plan.approved_by_id = by.pk


@transition(
    DevelopmentPlan,
    label=gettext_lazy("Send back"),
    source=(PlanState.PROPOSED, PlanState.APPROVED),
    target=PlanState.DRAFT,
    right=APPROVE,
    when=is_anothers,
    serves="M3.4",
    inputs={"reason": gettext_lazy("What must be changed")},
)
def send_plan_back(plan: DevelopmentPlan, *, by: Actor, reason: str) -> None:
    """Send it back to its author, who sees why. A plan that was approved counts no more."""
    plan.approved_by_id = None
    plan.sent_back_for = reason


@transition(
    DevelopmentPlan,
    label=gettext_lazy("Take back"),
    source=PlanState.PROPOSED,
    target=PlanState.DRAFT,
    right=CHANGE,
    when=is_own,
    serves="M3.4",
)
def withdraw_plan(plan: DevelopmentPlan, *, by: Actor) -> None:
    """Make a draft of it again, to change it."""


@hands_over(
    "development-plans",
    gettext_lazy("Development plans under way"),
    find=lambda person: open_plans_of(person, timezone.localdate()),
)
@action(right=None, serves=["M0.5", "M3.4"], label=gettext_lazy("Hand over development plans"))
def hand_over_plans(plans: Sequence[DevelopmentPlan], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person wins those customers. Where they have a plan for that time, it wants so many more from now on."""
    for plan in plans:
        if other := in_the_way(plan, taker):
            _add_to(other, plan, by)
            changes.update_many([plan], {"state": PlanState.TAKEN_OVER}, by=by, verb=HAND_OVER, note=reason)
        else:
            changes.update_many([plan], owned_by(taker), by=by, verb=HAND_OVER, note=reason)


def _add_to(plan: DevelopmentPlan, other: DevelopmentPlan, by: Actor) -> None:
    """Put what another plan wants, and its targets, into this one. A target of both stands there once."""
    targets = list(plan.lines.all())
    known = {target.customer_id for target in targets if target.customer_id}
    more = [one for one in other.lines.all() if one.customer_id not in known]
    targets += [DevelopmentTarget(customer_id=one.customer_id, name=one.name, remarks=one.remarks) for one in more]
    changes.update(plan, {"wanted": plan.wanted + other.wanted}, by=by, lines=targets, verb=HAND_OVER)


def _lay(plan: DevelopmentPlan, year: int, stretch: str) -> None:
    """Put a plan into its stretch of time."""
    plan.year, plan.stretch = year, stretch
    plan.starts_on, plan.ends_on = period_of(year, stretch).dates


def _targets(lines: Sequence[Typed]) -> list[DevelopmentTarget]:
    targets = [DevelopmentTarget(**line) for line in lines]
    if any(target.customer_id is None and not target.name for target in targets):
        raise Refused(_("A target needs a customer, or the name of a company."))
    named = [target.customer_id for target in targets if target.customer_id]
    if len(named) > len(set(named)):
        raise Refused(_("A customer stands on the plan once."))
    return targets
