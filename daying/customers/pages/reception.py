"""How receptions show themselves."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers import actions, queries
from daying.customers.models import Customer, Reception, ReceptionItem, ReceptionState
from daying.customers.pages.customer import SECTION
from daying.desk.resource import Resource, panel, register, todo


@register(Reception)
class ReceptionPages(Resource):
    """Customers who visit us."""

    slug = "receptions"
    icon = "calendar-event"
    section = SECTION
    columns = ["number", "title", "customer", "from_on", "until_on", "in_charge", "planned_cost", "cost", "state"]
    filters = ["state", "customer", "customer__owner", "customer__department", "in_charge", "from_on"]
    search = ["number", "title", "customer__name"]
    form = ["customer", "title", "from_on", "until_on", "in_charge", "remarks"]
    facts = [*form, "created_by", "planned_cost", "received_on", "outcome", "cost"]
    lines = (ReceptionItem, ["kind", "what", "host", "on", "hours", "place", "people", "cost"])
    open_states = [ReceptionState.PLANNED]
    way = [ReceptionState.PLANNED, ReceptionState.AGREED, ReceptionState.RECEIVED, ReceptionState.CLOSED]
    ordering = ["-from_on", "-id"]
    scope = staticmethod(queries.receptions_seen_by)
    create = staticmethod(actions.plan_reception)
    change = staticmethod(actions.amend_reception)


panel(Customer, _("Receptions"), ReceptionPages, by="customer")


@todo(_("Visitors I receive this week"), serves="M3.3")
def visits_ahead(user: Any, today: date) -> Any:
    """As host or in charge."""
    return queries.visits_ahead(user, today)


@todo(_("Receptions to agree to"), serves="M3.3")
def receptions_to_agree(user: Any, today: date) -> Any:
    """Plans of others."""
    return queries.receptions_to_agree(user)


@todo(_("Receptions to finish"), serves="M3.3")
def receptions_to_finish(user: Any, today: date) -> Any:
    """Visits that are over, without outcome."""
    return queries.receptions_to_finish(user, today)
