"""How orders show themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from daying.core.money import ZERO
from daying.core.written import day
from daying.customers.models import Customer, DevelopmentPlan, Zone
from daying.customers.queries import in_zone
from daying.desk import fields
from daying.desk.gate import shows
from daying.desk.imports.columns import importer
from daying.desk.resource import REGISTRY, Resource, fact, panel, register, todo
from daying.market.models import TradeShow
from daying.orders import actions, credit, queries, views
from daying.orders.changing.views import stood
from daying.orders.intake.judging import objections
from daying.orders.models import (
    Contract,
    CreditHold,
    CreditHoldState,
    DateMove,
    OrderLine,
    ReviewRule,
    ReviewSigner,
    SalesOrder,
    State,
)
from daying.people.models import Employee
from daying.people.queries import acts_for
from daying.products.queries import products_seen_by
from daying.quotes.models import Opportunity, Quotation
from daying.work.models import Opinion
from daying.work.queries import about


@register(SalesOrder)
class SalesOrderPages(Resource):
    """Sales orders."""

    slug = "sales-orders"
    icon = "shopping-cart"
    section = _("Sales")
    columns = ["number", "customer", "customer_po", "ordered_on", "confirmed_on", "total", "owner", "state"]
    filters = ["state", "kind", "owner", "department", "customer", "customer__zone", "ordered_on", "confirmed_on"]
    filters += ["requested_on", "carrier", "total", "opportunity", "contract"]
    search = ["number", "customer_po", "customer__name"]
    form = [
        "customer",
        "kind",
        "customer_po",
        "contact",
        "opportunity",
        "contract",
        "ordered_on",
        "requested_on",
        "carrier",
        "freight",
        "delivery_name",
        "delivery_address",
        "remarks",
    ]
    headings = {"customer": pgettext_lazy("heading", "Order"), "carrier": _("Delivery"), "remarks": _("Remarks")}
    facts = [
        "customer",
        "kind",
        "customer_po",
        "contact",
        "opportunity",
        "contract",
        "quotation",
        "owner",
        "department",
        "ordered_on",
        "requested_on",
        "confirmed_on",
        "released_on",
        "revision",
        "currency",
        "price_includes_tax",
        "net_total",
        "tax_total",
        "total",
        "terms",
        "payment_days",
        "carrier",
        "freight",
        "delivery_name",
        "delivery_address",
        "external_number",
        "stopped_for",
        "remarks",
    ]
    lines = (
        OrderLine,
        ["product", "description", "quantity", "unit", "unit_price", "discount", "tax_rate", "requested_on"],
    )
    not_copied = ["customer_po", "ordered_on", "requested_on", "lines.requested_on"]
    labels = {"lines.ordered_as": _("Ordered by the unit")}
    line_columns = [
        "product",
        "description",
        "ordered_as",
        "quantity",
        "unit_price",
        "amount",
        "requested_on",
        "first_confirmed_on",
        "confirmed_on",
        "shipped_quantity",
        "discount",
        "tax_rate",
        "price_source",
        "found_price",
    ]
    imports = ["customer", "customer_po", "ordered_on", "requested_on", "carrier", "freight", "delivery_name"]
    imports += ["delivery_address", "remarks"]
    aliases = {
        "customer_po": ["PO", "PO number", "客户订单号"],
        "lines.quantity": ["qty", "数量"],
        "lines.unit": ["uom", "单位"],
    }
    board = "state"
    open_states = [State.DRAFT]
    way = [
        State.DRAFT,
        State.UNDER_REVIEW,
        State.REVIEWED,
        State.RELEASED,
        State.PARTLY_SHIPPED,
        State.SHIPPED,
        State.CLOSED,
    ]
    ordering = ["-ordered_on", "-id"]
    scope = staticmethod(queries.orders_seen_by)
    create = staticmethod(actions.open_order)
    change = staticmethod(actions.amend)
    create_many = staticmethod(actions.open_orders)
    objections = staticmethod(objections)
    list_links = [
        (_("Customer's order file"), "customer-orders-import", "file-import", "orders.import_salesorder"),
    ]
    extra_urls = [
        shows("sales-orders/<uuid:public_id>/review-record/", views.review_record, name="sales-orders-review-record"),
        shows(
            "sales-orders/<uuid:public_id>/review-record/<str:language>/",
            views.review_record_pdf,
            name="sales-orders-review-record-pdf",
        ),
        shows("sales-orders/<uuid:public_id>/as-of/", stood, name="sales-order-as-of"),
    ]

    def told_of_lines(self, record: Any) -> Mapping[int, Sequence[str]]:
        """Every move of a promise, with its reason. None stands where nothing was promised yet."""
        moves = queries.moves_of(record) if record.confirmed_on else {}
        return {line: [_move(move) for move in some] for line, some in moves.items()}

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The order as it stood on any day; the record of its review, once it has been handed in."""
        pages = [(_("As it stood on"), reverse("sales-order-as-of", args=[record.public_id]), "clock")]
        if record.number:
            record_of_review = reverse("sales-orders-review-record", args=[record.public_id])
            pages.append((_("Review record"), record_of_review, "printer"))
        return pages


def _move(move: DateMove) -> str:
    whose = gettext("at the customer's wish") if move.is_customers_wish else gettext("because of us")
    told = {"from": day(move.from_on) if move.from_on else "—", "to": day(move.to_on), "on": day(move.moved_on)}
    told |= {"whose": whose, "reason": move.reason, "who": str(move.moved_by or "")}
    return gettext("Promised for %(from)s → %(to)s, moved on %(on)s %(whose)s: %(reason)s %(who)s") % told


@register(ReviewRule)
class ReviewRulePages(Resource):
    """Who reviews which orders, by when, and with which questions."""

    slug = "review-rules"
    icon = "checklist"
    section = _("Sales")
    is_aside = True
    columns = ["name", "rank", "kind", "amount_from", "grade", "terms", "mode", "workdays", "is_short", "is_active"]
    not_added = ["amount_from"]
    filters = ["kind", "grade", "terms", "mode", "is_active"]
    search = ["name"]
    form = ["name", "rank", "is_active", "kind", "amount_from", "grade", "terms", "mode", "workdays", "is_short"]
    form += ["lowest_margin", "is_deposit_wanted"]
    headings = {
        "name": _("Review rule"),
        "kind": _("Which orders"),
        "mode": _("How they are reviewed"),
        "lowest_margin": _("Red lines"),
    }
    lines = (ReviewSigner, ["department", "step", "duty", "checklist"])
    line_columns = ["department", "step", "duty", "checklist"]
    ordering = ["rank", "id"]
    scope = staticmethod(queries.review_rules_seen_by)


panel(Customer, _("Orders"), SalesOrderPages, by="customer")
panel(Quotation, _("Orders"), SalesOrderPages, by="quotation")
panel(Opportunity, _("Orders"), SalesOrderPages, by="opportunity")
panel(Contract, _("Orders"), SalesOrderPages, by="contract")
panel(Zone, _("Orders"), SalesOrderPages, find=in_zone)
panel(TradeShow, _("Orders"), SalesOrderPages, find=queries.of_visitors)


def asked_about(order: SalesOrder) -> dict[str, Any]:
    """The opinions on an order."""
    return {f"countersignature__{name}": value for name, value in about(order).items()}


def won_by(plan: DevelopmentPlan) -> dict[str, Any]:
    """The first orders by which a development plan's person won customers in its time."""
    return {"pk__in": queries.first_orders_of(plan).order_by().values("pk")}


panel(SalesOrder, _("Review"), type(REGISTRY[Opinion]), find=asked_about)
panel(DevelopmentPlan, _("First orders"), SalesOrderPages, find=won_by)


def past_orders(user: Any) -> Mapping[str, forms.Field]:
    """The columns of orders taken over: those of the form, the number they have there, and who sold them."""
    head = fields.typed(SalesOrderPages(), user)
    head["freight"].initial, head["freight"].required = ZERO, False
    owner = forms.ModelChoiceField(Employee.objects.all(), required=False, label=_("Owner"))
    lines = fields.of_model(
        OrderLine, ["product", "quantity", "unit", "unit_price", "discount", "tax_rate", "requested_on"], user
    )
    # What is no longer sold was sold then.
    lines["product"] = forms.ModelChoiceField(products_seen_by(user), label=lines["product"].label)
    return {
        "number": forms.CharField(max_length=30, label=_("Number")),
        **head,
        "owner": owner,
        **{f"lines.{name}": field for name, field in lines.items()},
    }


importer(
    "past-orders",
    _("Past orders of another system"),
    columns=past_orders,
    right="orders.take_over_order",
    serves="M5.3",
)(actions.take_over_orders)


@register(CreditHold)
class CreditHoldPages(Resource):
    """Orders that wait because of the customer's credit."""

    slug = "credit-holds"
    icon = "lock"
    section = _("Sales")
    is_aside = True
    columns = ["order", "order__customer", "state", "held_on", "currency", "exposure", "credit_limit", "overdue"]
    columns += ["reason"]
    not_added = ["exposure", "credit_limit", "overdue"]
    filters = ["state", "order__customer", "order__owner", "held_on", "decided_by"]
    search = ["order__number", "reason"]
    facts = ["order", "order__customer", "held_on", "reason", "currency", "exposure", "credit_limit", "overdue"]
    facts += ["decision", "decided_on", "decided_by"]
    way = [CreditHoldState.OPEN, CreditHoldState.ALLOWED]
    ordering = ["-held_on", "-id"]
    scope = staticmethod(queries.credit_holds_seen_by)


panel(SalesOrder, _("Credit holds"), CreditHoldPages, by="order")
panel(Customer, _("Credit holds"), CreditHoldPages, find=lambda customer: {"order__customer": customer})


@fact(Customer, _("Credit exposure"), right="orders.view_credithold")
def exposure_of(customer: Customer, user: Any) -> str:
    """What the customer has of ours, against the limit. Three queries."""
    return credit.told(credit.exposure(customer, timezone.localdate()))


@todo(_("Orders held for credit, to decide on"), serves="M4.3", is_urgent=True)
def to_decide(user: Any, today: date) -> Any:
    """For those who decide."""
    if not user.has_perm("orders.decide_credit"):
        return CreditHold.objects.none()
    return queries.credit_holds_seen_by(user).filter(state=CreditHoldState.OPEN)


@todo(_("Reviewed orders to release"), serves="M5.6")
def to_release(user: Any, today: date) -> Any:
    """What every department has agreed to, for those who may let it go."""
    if not user.has_perm("orders.release_salesorder"):
        return SalesOrder.objects.none()
    return queries.orders_seen_by(user).filter(state=State.REVIEWED)


@todo(_("My orders that the review sent back"), serves="M5.4", is_urgent=True)
def sent_back(user: Any, today: date) -> Any:
    """Drafts with a reason why they came back."""
    return queries.orders_seen_by(user).filter(owner__in=acts_for(user), state=State.DRAFT).exclude(stopped_for="")


@todo(_("My orders that are overdue"), serves="M5.6", is_urgent=True)
def overdue(user: Any, today: date) -> Any:
    """Orders with a line whose confirmed date has passed."""
    return queries.overdue_orders(today).filter(owner__in=acts_for(user))


# Their tabs come after those above.
from daying.orders.changing import pages as change_pages  # noqa: E402, F401 - they register themselves
from daying.orders.contracts import pages as contract_pages  # noqa: E402, F401 - they register themselves
from daying.orders.intake import pages as intake_pages  # noqa: E402, F401 - they register themselves
