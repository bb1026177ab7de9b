"""How price adjustments show themselves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.resource import REGISTRY, Resource, panel, register, todo
from daying.people.queries import acts_for
from daying.products import actions, queries
from daying.products.models import AdjustmentState, PriceAdjustment, PriceAdjustmentLine, PriceList
from daying.products.pages.product import SECTION
from daying.work.models import Opinion
from daying.work.queries import about

COST = "products.view_cost"


@register(PriceAdjustment)
class PriceAdjustmentPages(Resource):
    """Applications to change prices. Margins are shown to those who may see costs."""

    slug = "price-adjustments"
    icon = "trending-up"
    section = SECTION
    columns = ["number", "price_list", "customer", "effective_on", "reason", "created_by", "state"]
    filters = ["state", "price_list", "customer", "effective_on", "created_by"]
    search = ["number", "reason", "customer__name"]
    form = ["price_list", "customer", "effective_on", "reason", "evidence"]
    facts = ["price_list", "customer", "effective_on", "reason", "evidence", "submitted_by", "rejected_for"]
    lines = (PriceAdjustmentLine, ["product", "quantity_from", "new_price"])
    line_columns = ["product", "quantity_from", "old_price", "new_price", "old_margin", "new_margin"]
    line_columns += ["sold_quantity", "sold_amount", "new_amount"]
    guarded = {"lines.old_margin": COST, "lines.new_margin": COST}
    open_states = [AdjustmentState.DRAFT]
    way = [AdjustmentState.DRAFT, AdjustmentState.SUBMITTED, AdjustmentState.APPROVED]
    ordering = ["-effective_on", "-id"]
    scope = staticmethod(queries.adjustments_seen_by)
    create = staticmethod(actions.open_adjustment)
    change = staticmethod(actions.amend_adjustment)


def asked_about(adjustment: PriceAdjustment) -> dict[str, Any]:
    """The opinions on an adjustment."""
    return {f"countersignature__{name}": value for name, value in about(adjustment).items()}


panel(PriceAdjustment, _("Opinions"), type(REGISTRY[Opinion]), find=asked_about)
panel(PriceList, _("Price adjustments"), PriceAdjustmentPages, by="price_list")
panel(Customer, _("Price adjustments"), PriceAdjustmentPages, by="customer")


@todo(_("My price adjustments that were sent back"), serves="M3.7", is_urgent=True)
def adjustments_sent_back(user: Any, today: date) -> Iterable[Any]:
    """Drafts with a reason why they came back."""
    mine = queries.adjustments_seen_by(user).filter(created_by__in=acts_for(user), state=AdjustmentState.DRAFT)
    return mine.exclude(rejected_for="")
