"""How follow-ups show themselves, and what is due of them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers import actions, queries
from daying.customers.models import Customer, FollowUp
from daying.customers.pages.customer import SECTION
from daying.desk.resource import Resource, panel, register, todo
from daying.people.queries import acts_for


@register(FollowUp)
class FollowUpPages(Resource):
    """What was done with customers. The short form stands on the customer's own page."""

    slug = "follow-ups"
    icon = "phone"
    section = SECTION
    columns = ["summary", "customer", "kind", "done_on", "created_by", "next_on", "next_what", "state"]
    filters = ["state", "kind", "customer", "customer__owner", "customer__department", "customer__zone"]
    filters += ["created_by", "done_on", "next_on"]
    search = ["summary", "next_what", "customer__name"]
    form = ["customer", "contact", "kind", "done_on", "summary", "next_on", "next_what"]
    facts = ["customer", "contact", "kind", "done_on", "created_by", "summary", "next_on", "next_what", "answered_by"]
    headings = {"customer": _("What was done"), "next_on": _("What comes next")}
    ordering = ["-done_on", "-id"]
    scope = staticmethod(queries.follow_ups_seen_by)
    create = staticmethod(actions.record_follow_up)
    change = staticmethod(actions.amend_follow_up)

    def may_edit(self, record: Any, user: Any) -> bool:
        """Only who wrote it."""
        return record.created_by_id == user.pk and super().may_edit(record, user)


panel(Customer, _("Follow-ups"), FollowUpPages, by="customer")


@todo(_("Follow-ups overdue"), serves="M3.3", is_urgent=True)
def overdue_follow_ups(user: Any, today: date) -> Any:
    """Next steps with my customers whose day has passed."""
    return queries.overdue_follow_ups(today).filter(customer__owner__in=acts_for(user))


@todo(_("Follow-ups for today"), serves="M3.3")
def follow_ups_today(user: Any, today: date) -> Any:
    """Next steps with my customers for this very day."""
    return queries.due_follow_ups(today).filter(customer__owner__in=acts_for(user), next_on=today)


@todo(_("Customers of my people with an overdue follow-up"), serves="M3.3")
def overdue_at_my_people(user: Any, today: date) -> Any:
    """What a manager asks about."""
    return queries.late_customers_of_others(user, today)
