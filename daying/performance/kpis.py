"""The KPIs. Each says its formula, what it divides by, which day decides, and what is left out.

They count what the customers in scope did in a period. Amounts of different currencies are never added up: figures in
money have a row per currency, shares of money are of the company's own currency.
"""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.money import ZERO
from daying.core.periods import Period
from daying.core.reports import NUMERATOR, Column, Part, Ratio, Rows, report
from daying.customers.development.queries import counting_in
from daying.customers.models import Currency, Customer, DevelopmentPlan
from daying.orders import reports as orders
from daying.orders.models import OrderLine, SalesOrder
from daying.orders.queries import first_orders
from daying.products.models.product import HOME_CURRENCY
from daying.receivables import reports as receivables
from daying.receivables.models import Billing, Receipt
from daying.shipping import reports as shipping
from daying.shipping.models import GONE_STATES, ShipmentLine

WHOLE = Q(quantity=F("order_line__quantity"))


def lines_shipped(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[ShipmentLine]:
    """The lines behind the sales, in the order in which they left."""
    return shipped_in(period, scope).order_by("shipment__dispatched_on", "pk")


def orders_taken(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[SalesOrder]:
    """The orders behind what was taken, their freight and their punctuality."""
    return orders.taken(period, scope).order_by("ordered_on", "pk")


@report(
    "sales",
    title=pgettext_lazy("a figure", "Sales"),
    unit=_("amount"),
    right="shipping.view_shipment",
    columns=(
        Column("currency", _("Currency"), choices=Currency),
        Column("shipments", _("Shipments"), "number"),
        Column("net", _("Without tax"), "money"),
    ),
    serves=["M10.1", "M6.2"],
    records=lines_shipped,
    formula=_("Goods dispatched in the period, without tax, by the day of dispatch, at the prices of the orders."),
)
def sales(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What left the house, a row per currency.

    Formula: the amount without tax of every line shipped, as it is billed. No denominator. The day of dispatch decides.
    Left out: shipments planned or cancelled, freight; returns are not known yet. Two queries, and a row in Python for
    each line that was shipped in part. Source: M10.1, KPI 1, the default of conventions section 1.
    """
    lines = shipped_in(period, scope)
    whole = Sum("order_line__net_amount", filter=WHOLE)
    grouped = lines.values("shipment__order__currency").annotate(
        shipments=Count("shipment", distinct=True), added=whole
    )
    parts = _in_part(lines)
    return [
        {
            "currency": row["shipment__order__currency"],
            "shipments": row["shipments"],
            "net": (row["added"] or ZERO) + parts[row["shipment__order__currency"]],
        }
        for row in grouped.order_by("shipment__order__currency")
    ]


def shipped_in(period: Period, scope: QuerySet[Customer]) -> QuerySet[ShipmentLine]:
    """The lines behind the sales."""
    return ShipmentLine.objects.filter(
        shipment__state__in=GONE_STATES,
        shipment__dispatched_on__range=period.dates,
        shipment__customer__in=scope.order_by().values("pk"),
    ).order_by()


@report(
    "revenue",
    title=_("Orders taken"),
    unit=_("amount"),
    right=orders.RIGHT,
    columns=orders.FIGURES,
    serves=["M10.1", "M6.2"],
    records=orders_taken,
    formula=orders.FORMULA,
)
def revenue(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What was ordered, a row per currency.

    Formula: unit price × quantity × (1 − discount), added up exactly and rounded once. No denominator. The order date
    decides. Left out: drafts, orders under review, cancelled ones. One query. Source: M6.2.
    """
    return orders.orders_taken(period, scope)


def collection_records(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Receipt] | QuerySet[Billing]:
    """The receipts above the line, the billings below it."""
    if part == NUMERATOR:
        return receivables.received_in(period, scope).filter(currency=HOME_CURRENCY)
    return receivables.due_in(period, scope).filter(currency=HOME_CURRENCY)


@report(
    "collection-rate",
    title=_("Collection rate"),
    unit=_("%"),
    right=receivables.RIGHT,
    serves="M10.1",
    records=collection_records,
    formula=_("Received in the period ÷ (overdue when it began + falling due in it and not paid before)."),
)
def collection_rate(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of what had to be paid that came in.

    Formula: receipts of the period ÷ what was open when it began of all billings due by its end; no data where nothing
    was due. The day of receipt decides above the line, the due day below it. Left out: credits, reversed receipts,
    drafts, other currencies than the company's own. May pass 100 % when customers pay early. Two queries. Source:
    M10.1, KPI 2.
    """
    received = collection_records(period, scope, "numerator").aggregate(sum=Sum("amount"))["sum"]
    due = collection_records(period, scope, "denominator").aggregate(sum=Sum("due_amount"))["sum"]
    return Ratio(received or ZERO, due or ZERO)


def development_records(
    period: Period, scope: QuerySet[Customer], part: Part
) -> QuerySet[SalesOrder] | QuerySet[DevelopmentPlan]:
    """The first orders above the line, the plans below it."""
    customers = scope.order_by()
    if part == NUMERATOR:
        found = first_orders().filter(ordered_on__range=period.dates, customer__in=customers.values("pk"))
        return found.order_by("ordered_on", "pk")
    return counting_in(*period.dates).filter(owner__in=customers.values("owner")).order_by("starts_on", "pk")


@report(
    "development",
    title=_("Customer development"),
    unit=_("%"),
    right="customers.view_developmentplan",
    serves=["M10.1", "M3.4"],
    records=development_records,
    formula=_("Customers whose first order fell in the period ÷ new customers planned for it in approved plans."),
)
def development(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of the planned new customers that placed their first order.

    Formula: customers won ÷ customers planned; no data where nothing was planned. The day of the first order decides
    above the line; below it a plan of several months counts evenly, each month in the period in which it ends. Counted
    are the plans of those who look after a customer in scope. Left out: plans not approved, orders not taken. Two
    queries. Source: M10.1, KPI 5, conventions section 1.
    """
    won = development_records(period, scope, "numerator").count()
    return Ratio(Decimal(won), sum((plan.wanted_in(period) for plan in _plans(period, scope)), Decimal(0)))


@report(
    "on-time",
    title=_("Order lines on time"),
    unit=_("%"),
    right=shipping.RIGHT,
    serves=["M10.1", "M5.7"],
    records=shipping.lines_due,
    formula=_("Lines dispatched in full by the first confirmed date ÷ lines first confirmed for the period."),
)
def on_time(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of order lines delivered in full by the confirmed date.

    Formula: lines dispatched in full by the first confirmed date ÷ lines confirmed for the period; no data where
    nothing was due. The first confirmed date decides; a move at the customer's wish resets it. Left out: cancelled
    orders. One query. Source: M10.1, on-time rate.
    """
    return shipping.on_time_rate(period, scope)


@report(
    "orders-punctual",
    title=_("Punctuality of orders"),
    unit=_("orders"),
    right=shipping.RIGHT,
    columns=(
        Column("orders", _("Orders"), "number"),
        Column("shipped", _("Shipped"), "number"),
        Column("on_time", _("On time"), "number"),
        Column("late", _("Late"), "number"),
        Column("open", _("Not shipped in full"), "number"),
    ),
    serves=["M10.1", "M5.7", "M6.2"],
    records=orders_taken,
    formula=_("Orders by order date; on time when the last dispatch was not after the requested date."),
)
def orders_punctual(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How many orders of the period went out in full, by the requested date or after it.

    Formula: counts. The order date decides. Left out: orders not taken. One row, one query. Source: M10.1.
    """
    return shipping.order_punctuality(period, scope)


@report(
    "freight",
    title=_("Freight by carrier"),
    unit=_("amount"),
    right=orders.RIGHT,
    columns=(
        Column("carrier", _("Carrier"), "record"),
        Column("currency", _("Currency"), choices=Currency),
        Column("orders", _("Orders"), "number"),
        Column("freight", _("Freight"), "money"),
    ),
    serves=["M10.1", "M5.8"],
    records=orders_taken,
    chart="pie",
    formula=_("Freight of the orders of the period, by order date and carrier."),
)
def freight(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What the carriage of the period's orders costs, a row per carrier and currency.

    Formula: freight of the orders. No denominator. The order date decides. Left out: orders not taken. Two queries.
    Source: M5.8.
    """
    return orders.freight_by_carrier(period, scope)


def _plans(period: Period, scope: QuerySet[Customer]) -> list[DevelopmentPlan]:
    plans = development_records(period, scope, "denominator")
    return [plan for plan in plans if isinstance(plan, DevelopmentPlan)]


def _in_part(lines: QuerySet[ShipmentLine]) -> dict[str, Decimal]:
    """The amounts without tax of lines shipped in part, by currency, each rounded as its billing is."""
    added: dict[str, Decimal] = defaultdict(lambda: ZERO)
    rows = lines.exclude(WHOLE).select_related("order_line__order").iterator(chunk_size=2000)
    for shipped in rows:
        ordered = shipped.order_line
        priced_by = ("unit_price", "discount", "tax_rate", "unit", "factor", "price_per_unit")
        part = OrderLine(**{n: getattr(ordered, n) for n in priced_by})
        part.quantity = shipped.quantity
        part.work_out(price_includes_tax=ordered.order.price_includes_tax)
        added[ordered.order.currency] += part.net_amount
    return added
