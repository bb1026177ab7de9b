"""How opportunities and quotations show themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer, Zone
from daying.customers.queries import in_zone
from daying.desk.gate import asks, shows
from daying.desk.resource import REGISTRY, Resource, panel, register, todo
from daying.people.queries import acts_for
from daying.quotes import actions, links, queries, views
from daying.quotes.models import (
    OPEN_STAGES,
    ApprovalPost,
    ApprovalRule,
    DiscountLimit,
    Opportunity,
    Quotation,
    QuotationLine,
    QuotationPolicy,
    Stage,
    State,
)
from daying.work.models import Opinion
from daying.work.queries import about


@register(Opportunity)
class OpportunityPages(Resource):
    """The business that may come, as a list and as a board of its stages."""

    slug = "opportunities"
    icon = "target"
    section = _("Sales")
    columns = ["title", "customer", "amount", "expected_on", "probability", "next_step", "owner", "state"]
    filters = ["state", "owner", "department", "customer", "customer__zone", "customer__grade", "expected_on"]
    filters += ["amount", "opened_on", "closed_on", "reason", "competitor"]
    search = ["title", "competitor", "customer__name"]
    form = ["customer", "title", "contact", "amount", "currency", "expected_on", "probability"]
    form += ["next_step", "competitor", "opened_on", "remarks"]
    facts = ["customer", "contact", "owner", "department", "amount", "currency", "probability", "weighted"]
    facts += ["expected_on", "opened_on", "next_step", "competitor", "closed_on", "reason", "lesson"]
    facts += ["remarks"]
    labels = {"weighted": _("Weighted amount")}
    imports = ["customer", "title", "amount", "currency", "expected_on", "probability", "next_step", "competitor"]
    imports += ["opened_on", "remarks"]
    board = "state"
    within = "customer"
    open_states = OPEN_STAGES
    way = [*OPEN_STAGES, Stage.WON]
    ordering = ["expected_on", "id"]
    scope = staticmethod(queries.opportunities_seen_by)
    create = staticmethod(actions.open_opportunity)
    create_many = staticmethod(actions.open_opportunities)
    change = staticmethod(actions.amend_opportunity)

    def offered(self, user: Any) -> Any:
        """Quotations and orders are drawn up for what is still open."""
        return self.scope(user).filter(state__in=OPEN_STAGES)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """What is drawn up for an opportunity goes to its customer."""
        return [{"customer": one.customer, "contact": one.contact} for one in records]


panel(Customer, _("Opportunities"), OpportunityPages, by="customer")
panel(Zone, _("Opportunities"), OpportunityPages, find=in_zone)


@todo(_("My opportunities whose expected day has passed"), serves="M3.4", is_urgent=True)
def overdue(user: Any, today: date) -> Any:
    """Open, and expected before today: it came, or it will come later."""
    return queries.overdue_opportunities(today).filter(owner__in=acts_for(user))


@register(Quotation)
class QuotationPages(Resource):
    """Quotations. Costs and margins are shown to those who may see them."""

    slug = "quotations"
    icon = "file-text"
    section = _("Sales")
    columns = [
        "number",
        "revision",
        "customer",
        "quoted_on",
        "valid_until",
        "total",
        "largest_discount",
        "owner",
        "state",
    ]
    filters = ["state", "owner", "department", "customer", "customer__zone", "quoted_on", "valid_until", "total"]
    filters += ["opportunity", "largest_discount", "cause", "answered_on"]
    search = ["number", "customer__name"]
    form = ["customer", "contact", "opportunity", "quoted_on", "valid_until", "remarks"]
    facts = [
        "revision",
        "customer",
        "contact",
        "opportunity",
        "owner",
        "department",
        "quoted_on",
        "valid_until",
        "currency",
        "price_includes_tax",
        "net_total",
        "tax_total",
        "total",
        "largest_discount",
        "cost_total",
        "margin",
        "margin_rate",
        "grounds",
        "margin_grounds",
        "submitted_by",
        "approved_by",
        "sent_on",
        "answered_on",
        "answered_by",
        "rejected_for",
        "cause",
        "declined_for",
        "remarks",
    ]
    labels = {"margin": _("Margin"), "margin_rate": _("Margin rate"), "lines.ordered_as": _("Quoted by the unit")}
    guarded = dict.fromkeys(("cost_total", "margin", "margin_rate", "margin_grounds"), "quotes.view_margin")
    lines = (QuotationLine, ["product", "description", "quantity", "unit", "unit_price", "discount", "tax_rate"])
    line_columns = [
        "product",
        "description",
        "ordered_as",
        "quantity",
        "unit_price",
        "price_source",
        "found_price",
        "discount",
        "tax_rate",
        "net_amount",
        "amount",
    ]
    imports = ["customer", "quoted_on", "valid_until", "remarks"]
    board = "state"
    past_states = [State.SUPERSEDED]
    open_states = [State.DRAFT]
    way = [State.DRAFT, State.SUBMITTED, State.APPROVED, State.SENT, State.ACCEPTED]
    ordering = ["-quoted_on", "-id"]
    scope = staticmethod(queries.quotations_seen_by)
    create = staticmethod(actions.open_quotation)
    change = staticmethod(actions.amend)
    extra_urls = [
        shows("quotations/<uuid:public_id>/pdf/<str:language>/", views.pdf, name="quotation-pdf"),
        shows("quotations/<uuid:public_id>/versions/", views.versions, name="quotation-versions"),
        asks("offer/<str:token>/", views.offer, name="offer"),
        shows("offer/<str:token>/pdf/<str:language>/", views.offer_pdf, name="offer-pdf"),
    ]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The quotation as the customer gets it, and while it is unanswered the page to answer it."""
        offer = [(_("Page for the customer"), reverse("offer", args=[links.token_for(record)]), "external-link")]
        versions = [
            (_("What changed between versions"), reverse("quotation-versions", args=[record.public_id]), "history")
        ]
        return [
            *(versions if record.revision > 1 else []),
            (_("PDF in Chinese"), reverse("quotation-pdf", args=[record.public_id, "zh"]), "printer"),
            (_("PDF in English"), reverse("quotation-pdf", args=[record.public_id, "en"]), "printer"),
            *(offer if record.state == State.SENT else []),
        ]

    def past(self, record: Any) -> Sequence[int]:
        """What happened to earlier versions happened to the quotation."""
        if record.revision == 1:
            return ()
        earlier = queries.versions_of(record).filter(revision__lt=record.revision)
        return list(earlier.values_list("pk", flat=True))


def versions(quotation: Quotation) -> dict[str, Any]:
    """Those under one number; none of a draft that has no number yet."""
    return {"number": quotation.number or ""}


def asked_about(quotation: Quotation) -> dict[str, Any]:
    """The opinions on a quotation."""
    return {f"countersignature__{name}": value for name, value in about(quotation).items()}


panel(Quotation, _("Versions"), QuotationPages, find=versions)
panel(Quotation, _("Approval"), type(REGISTRY[Opinion]), find=asked_about)


@register(DiscountLimit)
class DiscountLimitPages(Resource):
    """What each post may grant alone."""

    slug = "discount-limits"
    icon = "percentage"
    section = _("Sales")
    is_aside = True
    columns = ["post", "largest_discount", "lowest_margin", "is_active"]
    filters = ["post", "is_active"]
    form = ["post", "largest_discount", "lowest_margin", "is_active"]
    ordering = ["largest_discount", "id"]
    scope = staticmethod(queries.limits_seen_by)


@register(ApprovalRule)
class ApprovalRulePages(Resource):
    """Who else approves large, cheap or poor quotations."""

    slug = "approval-rules"
    icon = "checklist"
    section = _("Sales")
    is_aside = True
    columns = ["name", "amount_from", "discount_over", "margin_under", "is_active"]
    not_added = ["amount_from"]
    filters = ["is_active"]
    search = ["name"]
    form = ["name", "is_active", "amount_from", "discount_over", "margin_under"]
    headings = {"name": _("Approval rule"), "amount_from": _("Which quotations")}
    lines = (ApprovalPost, ["post"])
    line_columns = ["post"]
    ordering = ["amount_from", "id"]
    scope = staticmethod(queries.approval_rules_seen_by)


@register(QuotationPolicy)
class QuotationPolicyPages(Resource):
    """The figures by which quotations and opportunities go."""

    slug = "quotation-policy"
    icon = "settings"
    section = _("Sales")
    is_aside = True
    columns = ["valid_days", "approval_workdays", "chance_at_contact", "chance_with_needs"]
    columns += ["chance_with_proposal", "chance_in_negotiation"]
    form = columns
    headings = {"valid_days": _("Quotations"), "chance_at_contact": _("Opportunities")}
    scope = staticmethod(queries.policies_seen_by)


panel(Customer, _("Quotations"), QuotationPages, by="customer")
panel(Opportunity, _("Quotations"), QuotationPages, by="opportunity")


@todo(_("My quotations that were sent back"), serves="M5.2", is_urgent=True)
def sent_back(user: Any, today: date) -> Any:
    """Drafts with a reason why they came back."""
    mine = queries.quotations_seen_by(user).filter(owner__in=acts_for(user), state=State.DRAFT)
    return mine.exclude(rejected_for="")


@todo(_("My quotations that expire this week"), serves="M5.2")
def expiring(user: Any, today: date) -> Any:
    """Sent and unanswered, valid for seven days at most."""
    return queries.expiring(today).filter(owner__in=acts_for(user))
