"""How development plans show themselves."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers.development import actions, queries
from daying.customers.models import DevelopmentPlan, DevelopmentTarget, PlanState
from daying.desk.resource import Resource, register, todo
from daying.people.queries import acts_for


@register(DevelopmentPlan)
class DevelopmentPlanPages(Resource):
    """Plans for winning new customers. What was reached is counted, not typed."""

    slug = "development-plans"
    icon = "target-arrow"
    section = _("Customers")
    columns = ["owner", "period_label", "wanted", "actual", "attainment_rate", "department", "state"]
    filters = ["state", "owner", "department", "year", "stretch", "starts_on", "ends_on"]
    search = ["owner__name"]
    form = ["year", "stretch", "wanted", "remarks"]
    facts = ["owner", "department", "period_label", "starts_on", "ends_on", "wanted", "actual", "attainment_rate"]
    facts += ["approved_by", "sent_back_for", "remarks"]
    labels = {"period_label": _("Period"), "actual": _("Customers won"), "attainment_rate": _("Attainment")}
    lines = (DevelopmentTarget, ["customer", "name", "remarks"])
    open_states = [PlanState.DRAFT]
    way = [PlanState.DRAFT, PlanState.PROPOSED, PlanState.APPROVED]
    ordering = ["-starts_on", "owner__name", "id"]
    scope = staticmethod(queries.plans_seen_by)
    create = staticmethod(actions.draw_up_plan)
    change = staticmethod(actions.amend_plan)


@todo(_("Development plans that await my approval"), serves="M3.4")
def plans_to_approve(user: Any, today: date) -> Any:
    """Only for those who may approve; never one's own."""
    if not user.has_perm(actions.APPROVE):
        return DevelopmentPlan.objects.none()
    return queries.to_approve(user)


@todo(_("My development plans that were sent back"), serves="M3.4", is_urgent=True)
def plans_sent_back(user: Any, today: date) -> Any:
    """Drafts with a reason why they came back."""
    return DevelopmentPlan.objects.filter(owner__in=acts_for(user), state=PlanState.DRAFT).exclude(sent_back_for="")
