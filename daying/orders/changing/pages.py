"""How change orders show themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.desk.resource import REGISTRY, Resource, panel, register
from daying.orders.changing import actions, queries
from daying.orders.models import ChangeLine, ChangeOrder, ChangeState, SalesOrder
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
    form = ["order", "asked_by", "reason", "payment_days"]
    facts = ["order", "order__customer", "asked_by", "reason", "old_payment_days", "payment_days", "revision"]
    facts += ["objection"]
    lines = (ChangeLine, ["line_number", "quantity", "unit_price", "requested_on", "description"])
    line_columns = ["line_number", "old_quantity", "quantity", "old_unit_price", "unit_price", "old_requested_on"]
    line_columns += ["requested_on", "old_description", "description"]
    open_states = [ChangeState.DRAFT]
    way = [ChangeState.DRAFT, ChangeState.UNDER_REVIEW, ChangeState.DONE]
    scope = staticmethod(queries.changes_seen_by)
    create = staticmethod(actions.draft_change)
    change = staticmethod(actions.amend_change)


def asked_about(change: ChangeOrder) -> dict[str, Any]:
    """The opinions on a change."""
    return {f"countersignature__{name}": value for name, value in about(change).items()}


panel(SalesOrder, _("Changes"), ChangeOrderPages, by="order")
panel(ChangeOrder, _("Review"), type(REGISTRY[Opinion]), find=asked_about)
