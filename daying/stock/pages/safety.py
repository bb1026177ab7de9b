"""How safety stock, its proposals and the policy of stock show themselves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.written import quantity
from daying.desk.imports.columns import importer
from daying.desk.resource import REGISTRY, Resource, fact, panel, register, todo
from daying.people.queries import acts_for
from daying.products.models import Product
from daying.products.queries import products_seen_by
from daying.stock import actions, queries
from daying.stock.models import (
    ProposalState,
    SafetyStock,
    SafetyStockLine,
    SafetyStockProposal,
    StockPolicy,
)
from daying.stock.pages.place import SECTION
from daying.stock.queries import demand, watching
from daying.work.models import Opinion
from daying.work.queries import about


@register(SafetyStock)
class SafetyStockPages(Resource):
    """What is to lie there at least, now and before."""

    slug = "safety-stocks"
    icon = "shield-check"
    section = SECTION
    columns = ["product", "product__category", "quantity", "product__unit", "effective_on", "proposal"]
    filters = ["product", "product__category", "effective_on", "proposal"]
    search = ["product__code", "product__name"]
    labels = {"product__unit": _("unit")}
    facts = ["product", "quantity", "product__unit", "effective_on", "proposal"]
    ordering = ["-effective_on", "-id"]
    scope = staticmethod(queries.safety_stocks_seen_by)


@register(SafetyStockProposal)
class SafetyStockProposalPages(Resource):
    """Proposals. Left without lines, a new one works out every product that is kept in stock."""

    slug = "safety-stock-proposals"
    icon = "calculator"
    section = SECTION
    columns = ["number", "category", "effective_on", "service_level", "weeks", "created_by", "state"]
    filters = ["state", "category", "effective_on", "created_by"]
    search = ["number", "reason"]
    form = ["category", "effective_on", "service_level", "weeks", "reason"]
    headings = {"category": _("Safety stock proposal"), "service_level": _("How it is worked out")}
    facts = ["category", "effective_on", "service_level", "weeks", "review_workdays", "drafted_on", "reason"]
    facts += ["submitted_by", "rejected_for"]
    lines = (SafetyStockLine, ["product", "quantity", "note"])
    line_columns = ["product", "method", "mean", "spread", "interval", "lead_workdays", "on_hand", "old_quantity"]
    line_columns += ["proposed_quantity", "quantity", "note"]
    open_states = [ProposalState.DRAFT]
    way = [ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.AGREED]
    ordering = ["-effective_on", "-id"]
    scope = staticmethod(queries.proposals_seen_by)
    create = staticmethod(actions.draft_proposal)
    change = staticmethod(actions.amend_proposal)


@register(StockPolicy)
class StockPolicyPages(Resource):
    """The figures by which stock is watched."""

    slug = "stock-policy"
    icon = "settings"
    section = SECTION
    is_aside = True
    columns = ["too_old_days", "slow_days", "closing_days", "service_level", "weeks", "review_workdays"]
    columns += ["approval_workdays"]
    form = columns
    headings = {"too_old_days": _("Age"), "closing_days": _("Closing"), "service_level": _("Safety stock")}
    scope = staticmethod(queries.policies_seen_by)


def asked_about(proposal: SafetyStockProposal) -> dict[str, Any]:
    """The opinions on a proposal."""
    return {f"countersignature__{name}": value for name, value in about(proposal).items()}


panel(SafetyStockProposal, _("Opinions"), type(REGISTRY[Opinion]), find=asked_about)
panel(Product, _("Safety stock"), SafetyStockPages, by="product")


def safety_stocks(user: Any) -> Mapping[str, forms.Field]:
    """The columns of safety stocks that held before."""
    return {
        "product": forms.ModelChoiceField(products_seen_by(user), label=_("Product")),
        "quantity": forms.DecimalField(min_value=0, decimal_places=3, max_digits=17, label=_("Safety stock")),
        "effective_on": forms.DateField(label=_("Effective from")),
    }


importer(
    "past-safety-stocks",
    _("Safety stocks that held before"),
    columns=safety_stocks,
    right="stock.import_safetystock",
    serves="M8.3",
)(actions.take_over_safety_stocks)


@fact(Product, _("Safety stock"), right="stock.view_safetystock")
def safety_stock_of(product: Product, user: Any) -> str:
    """What is to lie there at least today."""
    held = demand.safety_stocks_on(timezone.localdate(), [product.pk]).get(product.pk)
    return f"{quantity(held.quantity)} {product.unit}" if held else ""


@todo(_("Products below their safety stock"), serves="M8.3", is_urgent=True)
def below(user: Any, today: date) -> Any:
    """For the warehouse and those who plan."""
    if not (user.has_perm("stock.add_stockentry") or user.has_perm("stock.add_safetystockproposal")):
        return SafetyStock.objects.none()
    return watching.below_safety_stock(today)


@todo(_("My safety stock proposals that were sent back"), serves="M8.3", is_urgent=True)
def proposals_sent_back(user: Any, today: date) -> Any:
    """Drafts with a reason why they came back."""
    mine = queries.proposals_seen_by(user).filter(created_by__in=acts_for(user), state=ProposalState.DRAFT)
    return mine.exclude(rejected_for="")
