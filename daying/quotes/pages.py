"""How quotations show themselves."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.resource import Resource, panel, register, todo
from daying.people.queries import acts_for
from daying.quotes import actions, queries
from daying.quotes.models import Quotation, QuotationLine, State


@register(Quotation)
class QuotationPages(Resource):
    """Quotations. Costs and margins are shown to those who may see them."""

    slug = "quotations"
    icon = "file-text"
    section = _("Sales")
    columns = ["number", "customer", "quoted_on", "valid_until", "total", "largest_discount", "owner", "state"]
    filters = ["state", "owner", "department", "customer", "customer__zone", "quoted_on", "valid_until", "total"]
    search = ["number", "customer__name"]
    form = ["customer", "contact", "quoted_on", "valid_until", "remarks"]
    facts = [
        "customer",
        "contact",
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
        "submitted_by",
        "approved_by",
        "sent_on",
        "answered_on",
        "rejected_for",
        "declined_for",
        "remarks",
    ]
    labels = {"margin": _("Margin"), "margin_rate": _("Margin rate")}
    guarded = dict.fromkeys(("cost_total", "margin", "margin_rate"), "quotes.view_margin")
    lines = (QuotationLine, ["product", "description", "quantity", "unit_price", "discount", "tax_rate"])
    line_columns = ["product", "description", "quantity", "unit_price", "discount", "tax_rate", "net_amount", "amount"]
    imports = ["customer", "quoted_on", "valid_until", "remarks"]
    board = "state"
    open_states = [State.DRAFT]
    way = [State.DRAFT, State.SUBMITTED, State.APPROVED, State.SENT, State.ACCEPTED]
    ordering = ["-quoted_on", "-id"]
    scope = staticmethod(queries.quotations_seen_by)
    create = staticmethod(actions.open_quotation)
    change = staticmethod(actions.amend)


panel(Customer, _("Quotations"), QuotationPages, by="customer")


@todo(_("Quotations that await my approval"), serves="M5.2")
def to_approve(user: Any, today: date) -> Any:
    """Only for those who may approve; never one's own."""
    if not user.has_perm("quotes.approve_quotation"):
        return Quotation.objects.none()
    return queries.awaiting_approval_by(user)


@todo(_("My quotations that were sent back"), serves="M5.2", is_urgent=True)
def sent_back(user: Any, today: date) -> Any:
    """Drafts with a reason why they came back."""
    mine = queries.quotations_seen_by(user).filter(owner__in=acts_for(user), state=State.DRAFT)
    return mine.exclude(rejected_for="")


@todo(_("My quotations that expire this week"), serves="M5.2")
def expiring(user: Any, today: date) -> Any:
    """Sent and unanswered, valid for seven days at most."""
    return queries.expiring(today).filter(owner__in=acts_for(user))
