"""How the organisation shows itself."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.desk.api.tokens import token_reader
from daying.desk.gate import asks, shows
from daying.desk.resource import Resource, link, panel, register
from daying.desk.waiting import holders_of
from daying.people import actions, handing_views, organisation_views, queries
from daying.people.models import (
    Company,
    Delegation,
    Department,
    Employee,
    Establishment,
    HandOver,
    HandOverLine,
    Holding,
    Post,
)
from daying.people.pages_of_account import PAGES

SECTION = _("Organisation")

token_reader(actions.admit)


@holders_of
def who_holds(code: str) -> Iterable[Employee]:
    """Whose turn it is, where a step waits for whoever has the right to it."""
    return queries.HOLDERS(code, timezone.localdate())


@register(Employee)
class EmployeePages(Resource):
    """The people who work here. They hold posts; closing the sign-in ends that too."""

    slug = "employees"
    icon = "users"
    section = SECTION
    columns = ["name", "english_name", "username", "department", "phone", "email", "state"]
    filters = ["state", "department"]
    search = ["name", "english_name", "username", "phone"]
    form = ["username", "name", "english_name", "department", "email", "phone", "language"]
    imports = ["username", "name", "english_name", "department", "email", "phone"]
    ordering = ["department__code", "id"]
    scope = staticmethod(queries.employees_seen_by)
    create = staticmethod(actions.hire)
    change = staticmethod(actions.amend_employee)
    step_pages = {"hand_over": "people-hand-over"}
    extra_urls = [
        asks("employees/<uuid:public_id>/hand-over/", handing_views.hand_over, name="people-hand-over"),
    ]

    def offered(self, user: Any) -> Any:
        """Those who work here now."""
        return self.scope(user).filter(is_active=True)


@register(Department)
class DepartmentPages(Resource):
    """The boxes of the organisation chart. Where each one stood on a past day is kept."""

    slug = "departments"
    icon = "sitemap"
    section = SECTION
    is_aside = True
    columns = ["name", "english_name", "code", "parent", "is_centre"]
    filters = ["parent"]
    search = ["name", "english_name", "code"]
    form = ["code", "name", "english_name", "parent", "is_centre"]
    imports = ["code", "name", "english_name", "parent"]
    ordering = ["code"]
    scope = staticmethod(queries.departments_seen_by)
    create = staticmethod(actions.found_department)
    change = staticmethod(actions.amend_department)


@register(Post)
class PostPages(Resource):
    """The posts: how far each one sees. Its rights are set on a page of their own."""

    slug = "posts"
    icon = "id-badge"
    section = SECTION
    is_aside = True
    columns = ["name", "english_name", "key", "superior", "scope"]
    filters = ["scope", "superior"]
    search = ["name", "english_name", "key"]
    form = ["key", "name", "english_name", "superior", "scope"]
    ordering = ["id"]
    scope = staticmethod(queries.posts_seen_by)
    create = staticmethod(actions.create_post)
    extra_urls = [
        shows("posts/rights/", organisation_views.posts_and_rights, name="people-rights"),
        asks("posts/<uuid:public_id>/rights/", organisation_views.rights_of_post, name="people-post-rights"),
        shows("organisation/", organisation_views.organisation, name="people-organisation"),
        asks("sign-in-help/", organisation_views.help_to_sign_in, name="people-help"),
    ]


@register(Establishment)
class EstablishmentPages(Resource):
    """How many places a post has in a department."""

    slug = "establishment"
    icon = "users-group"
    columns = ["post", "department", "places"]
    filters = ["post", "department"]
    form = ["post", "department", "places"]
    ordering = ["department__code", "post__id"]
    scope = staticmethod(queries.establishment_seen_by)
    create = staticmethod(actions.plan_places)


@register(Holding)
class HoldingPages(Resource):
    """Who holds which post where, since when."""

    slug = "holdings"
    icon = "briefcase"
    columns = ["employee", "post", "department", "from_on", "until_on"]
    filters = ["employee", "post", "department", "from_on", "until_on"]
    form = ["employee", "post", "department", "from_on", "until_on"]
    ordering = ["-from_on", "-id"]
    scope = staticmethod(queries.holdings_seen_by)
    create = staticmethod(actions.enter_holding)
    change = staticmethod(actions.amend_holding)


@register(Delegation)
class DelegationPages(Resource):
    """Who stands in for whom. Without a name it is oneself who is away."""

    slug = "delegations"
    icon = "user-check"
    section = SECTION
    columns = ["giver", "taker", "from_on", "until_on", "reason"]
    filters = ["giver", "taker", "from_on"]
    form = ["giver", "taker", "from_on", "until_on", "reason"]
    ordering = ["-from_on", "-id"]
    scope = staticmethod(queries.delegations_seen_by)
    create = staticmethod(actions.delegate)
    change = staticmethod(actions.amend_delegation)


@register(HandOver)
class HandOverPages(Resource):
    """Who handed over what to whom. It is begun on the page of whoever leaves."""

    slug = "hand-overs"
    icon = "switch-horizontal"
    section = SECTION
    is_aside = True
    columns = ["on", "giver", "count", "reason", "closes_account", "created_by"]
    filters = ["giver", "on", "closes_account"]
    facts = ["giver", "on", "count", "closes_account", "created_by", "reason"]
    lines = (HandOverLine, [])
    line_columns = ["kind", "taker", "count", "names"]
    ordering = ["-on", "-id"]
    scope = staticmethod(queries.hand_overs_seen_by)


@register(Company)
class CompanyPages(Resource):
    """The company whose books these are, as documents print it."""

    slug = "company"
    icon = "building-factory-2"
    section = SECTION
    is_aside = True
    columns = ["name", "english_name", "currency", "cut_off_day"]
    form = ["name", "english_name", "address", "phone", "tax_number", "bank_name", "bank_account", "cut_off_day"]
    scope = staticmethod(queries.company_seen_by)


panel(Employee, _("Posts"), HoldingPages, by="employee")
panel(Post, _("Held by"), HoldingPages, by="post")
panel(Post, _("Establishment"), EstablishmentPages, by="post")
panel(Department, _("People"), EmployeePages, by="department")
panel(Department, _("Establishment"), EstablishmentPages, by="department")
panel(Employee, _("Away"), DelegationPages, by="giver")
panel(Employee, _("Handed over"), HandOverPages, by="giver")

link(_("Organisation chart"), "people-organisation", icon="sitemap", section=SECTION, right="people.view_department")
link(_("Rights of posts"), "people-rights", icon="shield", section=SECTION, right="people.view_post", is_aside=True)
link(_("API"), "api-manual", icon="api", section="", right="people.use_api")
link(_("Help to sign in"), "people-help", icon="key", section=SECTION, right="people.give_password")
for tab in PAGES:
    link(tab.label, tab.url_name, icon=tab.icon, section="", right=tab.right)
