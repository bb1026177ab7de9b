"""How the market shows itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer, Need
from daying.customers.segments.queries import customers_in
from daying.desk.gate import asks, shows
from daying.desk.resource import REGISTRY, Resource, panel, register, todo
from daying.market import actions, queries, views
from daying.market.models import (
    BudgetLine,
    Campaign,
    CampaignState,
    CampaignStep,
    Competitor,
    Lead,
    LeadState,
    MarketNote,
    ProductTrial,
    Prospect,
    ProspectState,
    Research,
    ResearchState,
    ShowStaff,
    ShowState,
    TradeShow,
    TrialState,
)
from daying.people.models import Employee
from daying.products.models import Product
from daying.work.models import Task
from daying.work.queries import about

SECTION = _("Market")
REPLIES = _("Requests and replies")
NEEDS = _("Customers' needs from the feedback")


@register(Prospect)
class ProspectPages(Resource):
    """Companies that may become customers."""

    slug = "prospects"
    icon = "target"
    section = SECTION
    columns = ["name", "city", "industry", "contact_name", "contact_phone", "source", "next_on", "owner", "state"]
    filters = ["state", "source", "owner", "department", "zone", "industry", "show", "campaign", "next_on"]
    search = ["name", "english_name", "credit_code", "phone", "contact_name", "contact_phone"]
    form = ["name", "english_name", "credit_code", "industry", "employees", "website", "interest"]
    form += ["contact_name", "contact_title", "contact_phone", "contact_email"]
    form += ["zone", "phone", "country", "city", "address"]
    form += ["source", "source_detail", "show", "campaign", "remarks"]
    headings = {"name": _("Company"), "contact_name": _("Contact"), "zone": _("Address"), "source": _("Source")}
    facts = ["owner", "department", "next_on", "customer", "qualified_on", *form[1:]]
    imports = form
    import_fields = {
        # Left out, the zone's owner takes the prospect, or whoever brings the sheet.
        "owner": forms.ModelChoiceField(Employee.objects.filter(is_active=True), required=False, label=_("Owner")),
    }
    aliases = {
        "name": ["company name", "company", "公司名称", "单位名称", "企业名称", "客户名称"],
        "credit_code": ["统一社会信用代码", "税号"],
        "phone": ["telephone", "电话", "公司电话", "固定电话"],
        "contact_name": ["contact", "联系人", "姓名"],
        "contact_phone": ["mobile", "手机", "手机号", "联系电话", "联系人电话"],
        "contact_title": ["职位", "职务"],
        "contact_email": ["邮箱", "电子邮箱"],
        "industry": ["所属行业"],
        "city": ["所在城市"],
        "address": ["公司地址", "详细地址"],
        "interest": ["需求", "意向产品"],
    }
    board = "state"
    open_states = [ProspectState.NEW, ProspectState.CONTACTED]
    way = [ProspectState.NEW, ProspectState.CONTACTED, ProspectState.QUALIFIED]
    scope = staticmethod(queries.prospects_seen_by)
    create = staticmethod(actions.enter_prospect)
    create_many = staticmethod(actions.enter_prospects)
    find_duplicates = staticmethod(queries.told_known)


@register(Lead)
class LeadPages(Resource):
    """Visitors met at shows."""

    slug = "leads"
    icon = "id-badge"
    section = SECTION
    columns = ["company", "name", "title", "phone", "show", "met_on", "owner", "state"]
    filters = ["state", "show", "owner", "department", "met_on", "is_from_visitor"]
    search = ["company", "name", "phone", "email"]
    form = ["show", "company", "name", "title", "phone", "email", "interest", "met_on"]
    facts = [*form, "owner", "department", "is_from_visitor", "consented_at", "prospect", "customer"]
    imports = form
    open_states = [LeadState.NEW]
    way = [LeadState.NEW, LeadState.FILED]
    scope = staticmethod(queries.leads_seen_by)
    create = staticmethod(actions.capture)


@register(TradeShow)
class TradeShowPages(Resource):
    """Fairs at which we stand."""

    slug = "trade-shows"
    icon = "building-store"
    section = SECTION
    columns = ["name", "first_on", "last_on", "city", "booth", "budget_total", "cost_total", "owner", "state"]
    filters = ["state", "first_on", "owner", "department", "city", "country", "budget_total"]
    search = ["name", "number", "city", "venue", "organiser"]
    form = ["name", "first_on", "last_on", "venue", "city", "country", "organiser", "booth", "lead_target", "purpose"]
    facts = ["number", "owner", *form[1:], "budget_total", "cost_total", "leads_taken", "cost_per_lead"]
    facts += ["submitted_by", "approved_by", "rejected_for", "outcome", "lessons"]
    labels = {"leads_taken": _("Leads"), "cost_per_lead": _("Cost per lead in RMB")}
    lines = (BudgetLine, ["kind", "description", "planned", "spent"])
    open_states = [ShowState.PLANNED, ShowState.SUBMITTED, ShowState.APPROVED]
    way = [ShowState.PLANNED, ShowState.SUBMITTED, ShowState.APPROVED, ShowState.REVIEWED]
    ordering = ["-first_on", "-id"]
    scope = staticmethod(queries.shows_seen_by)
    create = staticmethod(actions.plan_show)
    change = staticmethod(actions.amend_show)
    extra_urls = [
        shows("trade-shows/<uuid:public_id>/code/", views.code, name="trade-show-code"),
        asks("visit/<str:token>/", views.visit, name="visit"),
        shows("visit/<str:token>/done/", views.done, name="visit-done"),
    ]

    def offered(self, user: Any) -> Any:
        """Those that are not called off."""
        return self.scope(user).exclude(state=ShowState.CANCELLED)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The code by which visitors leave their details, as long as it works."""
        if record.state != ShowState.APPROVED or not user.has_perm(views.SHOW_CODE):
            return ()
        return [(_("Code for visitors"), reverse("trade-show-code", args=[record.public_id]), "qrcode")]


@register(ShowStaff)
class ShowStaffPages(Resource):
    """Who of us works at a show."""

    slug = "show-staff"
    icon = "users"
    columns = ["person", "show", "duty", "from_on", "until_on"]
    filters = ["show", "person"]
    search = ["duty"]
    form = ["show", "person", "duty", "from_on", "until_on"]
    scope = staticmethod(queries.staff_seen_by)


@register(Campaign)
class CampaignPages(Resource):
    """Campaigns and new-product promotions."""

    slug = "campaigns"
    icon = "rocket"
    section = SECTION
    columns = ["name", "kind", "product", "begins_on", "ends_on", "budget", "cost", "owner", "state"]
    filters = ["state", "kind", "product", "begins_on", "owner", "department", "budget"]
    search = ["name", "number", "audience"]
    form = ["name", "kind", "product", "begins_on", "ends_on", "budget", "segment", "audience", "material", "goal"]
    headings = {"name": _("Campaign"), "segment": _("For whom and with what")}
    facts = ["number", "owner", *form[1:], "cost", "results", "replies", "closing"]
    facts += ["submitted_by", "approved_by", "rejected_for"]
    labels = {"replies": REPLIES, "closing": NEEDS}
    lines = (CampaignStep, ["title", "person", "due_on", "done_on", "result"])
    open_states = [CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.RUNNING]
    way = [CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.RUNNING, CampaignState.CLOSED]
    ordering = ["-begins_on", "-id"]
    scope = staticmethod(queries.campaigns_seen_by)
    create = staticmethod(actions.plan_campaign)
    change = staticmethod(actions.amend_campaign)


@register(ProductTrial)
class ProductTrialPages(Resource):
    """Samples and trials with what came of them."""

    slug = "trials"
    icon = "package"
    section = SECTION
    columns = ["number", "kind", "product", "quantity", "customer", "prospect", "answer_due_on", "verdict", "state"]
    filters = ["state", "kind", "verdict", "product", "customer", "campaign", "owner", "answer_due_on"]
    search = ["number", "purpose", "feedback"]
    form = ["kind", "product", "quantity", "customer", "prospect", "campaign", "answer_due_on", "purpose"]
    facts = [*form, "owner", "sent_on", "answered_on", "verdict", "feedback", "replies", "closing"]
    labels = {"replies": REPLIES, "closing": NEEDS}
    open_states = [TrialState.PLANNED]
    way = [TrialState.PLANNED, TrialState.SENT, TrialState.ANSWERED, TrialState.CLOSED]
    scope = staticmethod(queries.trials_seen_by)
    create = staticmethod(actions.plan_trial)
    change = staticmethod(actions.amend_trial)


@register(MarketNote)
class MarketNotePages(Resource):
    """What is said of the market."""

    slug = "market-notes"
    icon = "bulb"
    section = SECTION
    columns = ["title", "kind", "heard_on", "competitor", "product", "price", "credibility", "owner"]
    filters = ["kind", "credibility", "heard_on", "competitor", "product", "zone", "source", "customer", "owner"]
    search = ["title", "text", "source_detail"]
    form = ["title", "kind", "heard_on", "competitor", "product", "zone", "price", "currency", "text"]
    form += ["source", "source_detail", "credibility", "customer"]
    headings = {"title": _("What was learnt"), "source": _("Where from")}
    facts = [*form[1:], "owner"]
    ordering = ["-heard_on", "-id"]
    scope = staticmethod(queries.notes_seen_by)
    create = staticmethod(actions.note)
    change = staticmethod(actions.amend_note)


@register(Competitor)
class CompetitorPages(Resource):
    """Who sells what we sell."""

    slug = "competitors"
    icon = "eye"
    section = SECTION
    columns = ["name", "english_name", "city", "country", "website"]
    filters = ["country", "city"]
    search = ["name", "english_name", "offers"]
    form = ["name", "english_name", "website", "country", "city", "offers", "strengths", "weaknesses", "remarks"]
    ordering = ["name"]
    scope = staticmethod(queries.competitors_seen_by)


@register(Research)
class ResearchPages(Resource):
    """Questions about the market and what was found out."""

    slug = "research"
    icon = "report-analytics"
    section = SECTION
    columns = ["number", "title", "due_on", "reported_on", "owner", "state"]
    filters = ["state", "owner", "department", "due_on", "reported_on"]
    search = ["title", "number", "question", "findings"]
    form = ["title", "question", "method", "due_on"]
    facts = ["title", "owner", "question", "method", "due_on", "reported_on", "findings"]
    open_states = [ResearchState.PLANNED, ResearchState.UNDER_WAY]
    way = [ResearchState.PLANNED, ResearchState.UNDER_WAY, ResearchState.REPORTED, ResearchState.ACCEPTED]
    scope = staticmethod(queries.research_seen_by)
    create = staticmethod(actions.plan_research)


def asked_about(record: Any) -> Mapping[str, Any]:
    """The tasks about a record."""
    return about(record)


def needs_of(record: Any) -> Mapping[str, Any]:
    """The needs that came of a trial, or of those of a campaign."""
    return {"pk__in": Need.objects.filter(record.asked).values("pk")}


def audience_of(campaign: Any) -> Mapping[str, Any]:
    """The customers whom the campaign's segment finds today."""
    if campaign.segment is None:
        return {"pk__in": []}
    return {"pk__in": customers_in(campaign.segment, Customer.objects.all(), timezone.localdate()).values("pk")}


def alike(prospect: Any) -> Mapping[str, Any]:
    """The prospects that may be the same company."""
    known = queries.known_of(vars(prospect), apart_from=prospect)
    return {"pk__in": [one.record.pk for one in known if isinstance(one.record, Prospect)]}


TASKS, CUSTOMERS, NEED = type(REGISTRY[Task]), type(REGISTRY[Customer]), type(REGISTRY[Need])
panel(Prospect, _("Leads"), LeadPages, by="prospect")
panel(Prospect, _("Perhaps the same company"), ProspectPages, find=alike)
panel(Prospect, _("Samples and trials"), ProductTrialPages, by="prospect")
panel(TradeShow, _("Leads"), LeadPages, by="show")
panel(TradeShow, _("Staff"), ShowStaffPages, by="show")
panel(TradeShow, _("Tasks"), TASKS, find=asked_about)
panel(TradeShow, _("Prospects"), ProspectPages, by="show")
panel(Campaign, _("Audience"), CUSTOMERS, find=audience_of)
panel(Campaign, _("Samples and trials"), ProductTrialPages, by="campaign")
panel(Campaign, _("Prospects"), ProspectPages, by="campaign")
panel(Campaign, _("Needs"), NEED, find=needs_of)
panel(Campaign, _("Requests to departments"), TASKS, find=asked_about)
panel(ProductTrial, _("Needs"), NEED, find=needs_of)
panel(ProductTrial, _("Requests to departments"), TASKS, find=asked_about)
panel(Competitor, _("Market information"), MarketNotePages, by="competitor")
panel(Customer, _("Market information"), MarketNotePages, by="customer")
panel(Customer, _("Samples and trials"), ProductTrialPages, by="customer")
panel(Customer, _("Prospects"), ProspectPages, by="customer")
panel(Customer, _("Leads"), LeadPages, by="customer")
panel(Product, _("Samples and trials"), ProductTrialPages, by="product")
panel(Product, _("Campaigns"), CampaignPages, by="product")


@todo(_("Prospects to contact"), serves="M2.4")
def to_contact(user: Any, today: date) -> Any:
    """Mine, whose next contact is due or whom nobody has spoken to."""
    return queries.to_contact(user, today)


@todo(_("Leads to take up"), serves="M2.5")
def to_take_up(user: Any, today: date) -> Any:
    """What visitors left with me."""
    return queries.leads_to_file(user)


@todo(_("Trade shows that await my approval"), serves="M2.5")
def shows_to_approve(user: Any, today: date) -> Any:
    """Only for those who may approve; never one's own."""
    return queries.shows_to_approve(user) if user.has_perm("market.approve_tradeshow") else TradeShow.objects.none()


@todo(_("Campaigns that await my approval"), serves="M2.6")
def campaigns_to_approve(user: Any, today: date) -> Any:
    """Only for those who may approve; never one's own."""
    if not user.has_perm("market.approve_campaign"):
        return Campaign.objects.none()
    return Campaign.objects.filter(state=CampaignState.SUBMITTED).exclude(submitted_by=user.pk)


@todo(_("My trade shows to review"), serves="M2.5")
def shows_to_review(user: Any, today: date) -> Any:
    """They are over."""
    return queries.shows_to_review(user, today)


@todo(_("Samples and trials whose answer is late"), serves="M2.6")
def answers_overdue(user: Any, today: date) -> Any:
    """Sent by me and not answered by the day."""
    return queries.answers_overdue(user, today)


@todo(_("My research that is late"), serves="M2.1")
def research_late(user: Any, today: date) -> Any:
    """To be reported by now."""
    return queries.research_late(user, today)
