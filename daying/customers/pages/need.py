"""How customers' needs show themselves, and for whom they wait."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers import actions, queries
from daying.customers.models import Customer, Need, NeedState
from daying.customers.pages.customer import SECTION
from daying.desk.resource import Resource, panel, register, todo
from daying.desk.waiting import Waiting, waits


@register(Need)
class NeedPages(Resource):
    """What customers need or have trouble with."""

    slug = "needs"
    icon = "bulb"
    section = SECTION
    columns = ["number", "title", "customer", "kind", "department", "raised_on", "due_on", "closing_workdays", "state"]
    filters = ["state", "kind", "department", "customer", "customer__owner", "customer__department", "created_by"]
    filters += ["raised_on", "due_on", "closed_on"]
    search = ["number", "title", "description", "customer__name"]
    form = ["customer", "contact", "kind", "title", "description", "department"]
    facts = [
        "customer",
        "contact",
        "kind",
        "description",
        "subject",
        "raised_on",
        "created_by",
        "department",
        "person",
        "due_on",
        "analysis",
        "reply",
        "replied_on",
        "replied_by",
        "told_on",
        "told_by_way_of",
        "closed_on",
        "closing_workdays",
    ]
    labels = {"subject": _("Comes from")}
    board = "state"
    open_states = [NeedState.RAISED]
    way = [NeedState.RAISED, NeedState.ROUTED, NeedState.REPLIED, NeedState.TOLD, NeedState.CLOSED]
    scope = staticmethod(queries.needs_seen_by)
    create = staticmethod(actions.raise_need)
    change = staticmethod(actions.amend_need)


panel(Customer, _("Needs"), NeedPages, by="customer")


@waits
def department_asked(record: Any) -> Iterable[Waiting]:
    """The department that has a need now."""
    if not isinstance(record, Need) or record.state != NeedState.ROUTED:
        return []
    return [Waiting(str(record.person or record.department), _("Reply"), record.due_on)]


@todo(_("Needs waiting for my department"), serves="M3.5", is_urgent=True)
def needs_for_my_department(user: Any, today: date) -> Any:
    """What we are asked on behalf of customers, the most urgent first."""
    return queries.needs_awaiting(user) if user.has_perm("customers.answer_need") else Need.objects.none()


@todo(_("Needs of my customers to route"), serves="M3.5")
def needs_to_route(user: Any, today: date) -> Any:
    """What no department has yet."""
    return queries.needs_of_mine(user, NeedState.RAISED)


@todo(_("Replies to tell my customers"), serves="M3.5")
def needs_to_tell(user: Any, today: date) -> Any:
    """What a department has replied and the customer does not know."""
    return queries.needs_of_mine(user, NeedState.REPLIED)


@todo(_("Needs of my customers without a reply after the due day"), serves="M3.5")
def needs_late(user: Any, today: date) -> Any:
    """What to remind departments of."""
    return queries.needs_of_mine(user, NeedState.ROUTED).filter(due_on__lt=today)
