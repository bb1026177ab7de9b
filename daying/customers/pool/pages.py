"""How the pools, what lies in them, and every change of owner show themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.customers.models import (
    AssignmentRule,
    AssignmentShare,
    Customer,
    EntryState,
    OwnerChange,
    Pool,
    PoolEntry,
    PoolMember,
    ReclaimRule,
)
from daying.customers.pool import actions, queries, reclaiming, reports, views  # noqa: F401  the report is declared there
from daying.customers.queries import customers_seen_by
from daying.desk.gate import does, shows
from daying.desk.resource import Resource, link, panel, register, resource_for, todo
from daying.people.models import Employee
from daying.people.queries import acts_for

SECTION = _("Customers")


@register(PoolEntry)
class PoolEntryPages(Resource):
    """What lies in the pools. Members see of a customer what stands here, and no more, until they have claimed it."""

    slug = "pool-customers"
    icon = "lifebuoy"
    section = SECTION
    columns = ["customer__name", "pool", "customer__grade", "customer__zone", "customer__industry", "customer__city"]
    columns += ["entered_on", "cause", "state"]
    filters = ["state", "pool", "customer__grade", "customer__zone", "customer__industry", "cause", "entered_on"]
    filters += ["former_owner", "taken_by"]
    search = ["customer__name"]
    facts = ["name", "pool", "customer__grade", "customer__zone", "customer__industry", "customer__city"]
    facts += ["customer__first_deal_on", "customer__last_deal_on", "entered_on", "cause", "reason_told", "former_owner"]
    facts += ["left_on", "taken_by"]
    labels = {"name": _("Customer"), "reason_told": _("Reason")}
    way = [EntryState.WAITING, EntryState.TAKEN]
    ordering = ["-state", "-entered_on", "-id"]
    scope = staticmethod(queries.entries_seen_by)

    def opened(self, record: Any, user: Any) -> None:
        """Where the pool has a limit, it counts what a member opens in a day."""
        if record.pool.daily_view_cap is not None:
            actions.look_at(record, by=user, on=timezone.localdate())

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The customer's own file, for whoever sees it."""
        pages = resource_for(Customer)
        if not pages or not pages.allows(user, "view") or not customers_seen_by(user).filter(pk=record.customer_id):
            return ()
        return [(_("Customer file"), pages.url("detail", record.customer), pages.icon)]


@register(Pool)
class PoolPages(Resource):
    """The pools with their limits, and after how many days customers of each grade fall into them."""

    slug = "pools"
    icon = "archive"
    columns = ["name", "code", "department", "holding_cap", "daily_claim_cap", "barred_days", "is_active"]
    filters = ["department", "is_active"]
    search = ["name", "code"]
    form = ["code", "name", "department", "is_active", "holding_cap", "daily_claim_cap", "daily_view_cap"]
    form += ["protected_cap", "barred_days", "rest_days"]
    headings = {"code": _("Pool"), "holding_cap": _("Limits")}
    lines = (ReclaimRule, ["grade", "days_without_follow_up", "days_without_deal", "days_after_deal", "warn_days"])
    ordering = ["code"]
    scope = staticmethod(queries.pools_seen_by)
    change = staticmethod(actions.amend_pool)
    extra_urls = [
        shows("pools/board/", views.board, name="pools-board"),
        shows("pools/falling/", views.falling, name="pools-falling"),
        shows("pools/rules/", views.preview, name="pools-rules"),
        does("pools/rules/run/", views.run, name="pools-run"),
    ]


@register(PoolMember)
class PoolMemberPages(Resource):
    """Who claims from which pool, and who administers it."""

    slug = "pool-members"
    icon = "user-check"
    columns = ["employee", "pool", "is_admin", "holding_cap", "is_active"]
    filters = ["pool", "employee", "is_admin", "is_active"]
    form = ["pool", "employee", "is_admin", "holding_cap", "is_active"]
    ordering = ["pool__code", "id"]
    scope = staticmethod(queries.members_seen_by)


@register(AssignmentRule)
class AssignmentRulePages(Resource):
    """Who gets new customers, and what waits in a pool for too long."""

    slug = "assignment-rules"
    icon = "adjustments"
    columns = ["name", "rank", "pool", "zone", "industry", "method", "after_days", "is_active"]
    filters = ["pool", "zone", "method", "is_active"]
    search = ["name"]
    form = ["name", "rank", "is_active", "zone", "industry", "pool", "after_days", "method"]
    headings = {"name": _("Assignment rule"), "zone": _("Which customers"), "method": _("To whom")}
    lines = (AssignmentShare, ["employee", "weight"])
    line_columns = ["employee", "weight", "given"]
    ordering = ["rank", "id"]
    scope = staticmethod(queries.assignment_rules_seen_by)
    change = staticmethod(actions.amend_assignment_rule)


@register(OwnerChange)
class OwnerChangePages(Resource):
    """Every change of owner, with who made it and why."""

    slug = "owner-changes"
    icon = "history"
    columns = ["on", "customer", "cause", "from_owner", "from_pool", "to_owner", "to_pool", "reason_told", "created_by"]
    filters = ["cause", "customer", "from_owner", "to_owner", "from_pool", "to_pool", "on"]
    search = ["customer__name"]
    facts = columns
    labels = {"created_by": _("By"), "reason_told": _("Reason")}
    ordering = ["-on", "-id"]
    scope = staticmethod(queries.owner_changes_seen_by)


panel(Customer, _("Owners"), OwnerChangePages, by="customer")
panel(Customer, _("In the pool"), PoolEntryPages, by="customer")
panel(Pool, _("Customers"), PoolEntryPages, by="pool")
panel(Pool, _("Members"), PoolMemberPages, by="pool")
panel(Pool, _("Assignment rules"), AssignmentRulePages, by="pool")
panel(Employee, _("Pools"), PoolMemberPages, by="employee")

link(_("Board of the pools"), "pools-board", icon="layout-dashboard", section=SECTION, right=views.SEE)


@todo(_("My customers about to fall into the pool"), serves="M3.2", is_urgent=True)
def about_to_fall(user: Any, today: date) -> Any:
    """Unless somebody follows them up, or they order, in time."""
    return reclaiming.about_to_fall(today).filter(owner__in=acts_for(user))


@todo(_("Customers in my pools"), serves="M3.2")
def in_my_pools(user: Any, today: date) -> Any:
    """What one may claim."""
    if not user.has_perm("customers.claim_customer"):
        return PoolEntry.objects.none()
    return queries.in_my_pools(user)
