"""How change orders show themselves, and who reviews them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.desk.resource import REGISTRY, Resource, fact, panel, register
from daying.orders.changing import actions, difference, queries
from daying.orders.models import ChangeLine, ChangeOrder, ChangeReviewer, ChangeState, SalesOrder
from daying.orders.queries import change_reviewers_seen_by
from daying.work.models import Opinion
from daying.work.queries import about


@register(ChangeOrder)
class ChangeOrderPages(Resource):
    """Changes of orders that were agreed to."""

    slug = "change-orders"
    icon = "file-text"
    section = _("Sales")
    is_aside = True
    columns = ["number", "order", "order__customer", "asked_by", "reason", "revision", "state"]
    filters = ["state", "order", "order__customer", "order__owner", "asked_by"]
    search = ["number", "order__number"]
    form = ["order", "asked_by", "reason", "terms", "payment_days"]
    facts = ["order", "order__customer", "asked_by", "reason", "old_total", "new_total", "revision", "objection"]
    lines = (
        ChangeLine,
        ["line_number", "is_taken_out", "product", "quantity", "unit_price", "requested_on", "description"],
    )
    line_columns = ["line_number", "product", "is_taken_out", "old_quantity", "quantity", "old_unit_price"]
    line_columns += ["unit_price", "old_requested_on", "requested_on", "old_description", "description"]
    open_states = [ChangeState.DRAFT]
    way = [ChangeState.DRAFT, ChangeState.UNDER_REVIEW, ChangeState.DONE]
    scope = staticmethod(queries.changes_seen_by)
    create = staticmethod(actions.draft_change)
    change = staticmethod(actions.amend_change)


@register(ChangeReviewer)
class ChangeReviewerPages(Resource):
    """Which departments review a change, by what it is about."""

    slug = "change-reviewers"
    icon = "checklist"
    section = _("Sales")
    is_aside = True
    columns = ["touched", "department", "duty", "is_active"]
    filters = ["touched", "department", "is_active"]
    search = ["duty"]
    form = ["touched", "department", "duty", "is_active"]
    ordering = ["touched", "id"]
    scope = staticmethod(change_reviewers_seen_by)


@fact(ChangeOrder, _("Old and new"), right="orders.view_changeorder")
def differences(change: ChangeOrder, user: Any) -> str:
    """What becomes of each line, of the terms and the total. One query."""
    return difference.told(change, change.lines.select_related("product"))


def asked_about(change: ChangeOrder) -> dict[str, Any]:
    """The opinions on a change."""
    return {f"countersignature__{name}": value for name, value in about(change).items()}


panel(SalesOrder, _("Changes"), ChangeOrderPages, by="order")
panel(ChangeOrder, _("Review"), type(REGISTRY[Opinion]), find=asked_about)
