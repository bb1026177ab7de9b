"""On time or not, line by line and by whom: first confirmed, last confirmed, when it left, when it arrived, and why.

The rate by the first confirmed day is the KPI's own; the one by the last confirmed day stands beside it.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Customer
from daying.orders.models import DateMove, OrderLine
from daying.people.models import Department
from daying.products.models import Product
from daying.shipping.models import ShipmentException, ShipmentLine
from daying.shipping.reports.punctuality import RIGHT, lines_due

MOST = 3000
IN_FULL = Q(shipped_quantity=F("quantity"))
BY_FIRST = IN_FULL & Q(last_dispatch__lte=F("first_confirmed_on"))
BY_LAST = IN_FULL & Q(last_dispatch__lte=F("confirmed_on"))
FORMULA = _(
    "Order lines by their first confirmed day; on time when dispatched in full by it. Beside it, by the last confirmed "
    "day. Cancelled orders are left out."
)
FIGURES = (
    Column("due", _("Lines due"), "number"),
    Column("on_time", _("On time"), "number"),
    Column("rate", _("On-time rate"), "rate"),
    Column("by_last", _("By the last confirmed day"), "number"),
    Column("rate_last", _("Rate by the last confirmed day"), "rate"),
)


@report(
    "on-time-lines",
    title=_("Order lines: promised and shipped"),
    unit=_("lines"),
    right=RIGHT,
    columns=(
        Column("order", _("Sales order"), "record"),
        Column("customer", _("Customer"), "record"),
        Column("product", _("Product"), "record"),
        Column("quantity", _("Ordered"), "quantity"),
        Column("shipped", _("Shipped"), "quantity"),
        Column("first", _("First confirmed"), "date"),
        Column("last", _("Last confirmed"), "date"),
        Column("dispatched", _("Dispatched on"), "date"),
        Column("delivered", _("Delivered on"), "date"),
        Column("days_late", _("Days late"), "number"),
        Column("reason", _("Reason")),
    ),
    serves=["M5.7", "M10.1"],
    formula=_(
        "Lines first confirmed for the period, the worst first; 3,000 of them at most. What is not shipped counts as "
        "late up to the end of the period or today."
    ),
)
def on_time_lines(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Every line due, with its days and the reason why it was late, the worst first. Five queries.

    The reason is the one given when the day was last moved, else what an exception of its shipments says.
    """
    due = lines_due(period, scope, "denominator").annotate(arrived=Max("shipment_lines__shipment__delivered_on"))
    found = list(due.select_related("order__customer", "product").order_by("-first_confirmed_on", "pk")[:MOST])
    end = min(period.last, timezone.localdate())
    late = [line for line in found if _days_late(line, end)]
    reasons = _reasons([line.pk for line in late])
    rows = [_line(line, end, reasons.get(line.pk, "")) for line in found]
    return sorted(rows, key=lambda row: -(row["days_late"] or 0))


@report(
    "on-time-by-customer",
    title=_("On-time rate by customer"),
    unit=_("%"),
    right=RIGHT,
    columns=(Column("customer", _("Customer"), "record"), *FIGURES),
    serves=["M5.7", "M10.1"],
    formula=FORMULA,
)
def on_time_by_customer(period: Period, scope: QuerySet[Customer]) -> Rows:
    """The rate of each customer, the worst first. Two queries."""
    return _by(Customer, "customer", "order__customer", period, scope)


@report(
    "on-time-by-department",
    title=_("On-time rate by department"),
    unit=_("%"),
    right=RIGHT,
    columns=(Column("department", _("Department"), "record"), *FIGURES),
    serves=["M5.7", "M10.1"],
    formula=FORMULA,
)
def on_time_by_department(period: Period, scope: QuerySet[Customer]) -> Rows:
    """The rate of each department that took the orders, the worst first. Two queries."""
    return _by(Department, "department", "order__department", period, scope)


@report(
    "on-time-by-product",
    title=_("On-time rate by product"),
    unit=_("%"),
    right=RIGHT,
    columns=(Column("product", _("Product"), "record"), *FIGURES),
    serves=["M5.7", "M10.1"],
    formula=FORMULA,
)
def on_time_by_product(period: Period, scope: QuerySet[Customer]) -> Rows:
    """The rate of each product, the worst first. Two queries."""
    return _by(Product, "product", "product", period, scope)


@report(
    "on-time-by-month",
    title=_("On-time rate by month"),
    unit=_("%"),
    right=RIGHT,
    columns=(Column("month", _("Month")), *FIGURES),
    serves=["M5.7", "M10.1"],
    formula=FORMULA,
    chart="line",
)
def on_time_by_month(period: Period, scope: QuerySet[Customer]) -> Rows:
    """The rate month by month, after the company's cut-off day. One query, of one row a day."""
    months = period.months()
    added: dict[int, dict[str, int]] = defaultdict(lambda: {"due": 0, "on_time": 0, "by_last": 0})
    for row in _grouped("first_confirmed_on", period, scope):
        place = next(index for index, month in enumerate(months) if month.contains(row["first_confirmed_on"]))
        for name in added[place]:
            added[place][name] += row[name]
    return [{"month": months[place].label, **_rates(added[place])} for place in sorted(added)]


def _grouped(by: str, period: Period, scope: QuerySet[Customer]) -> QuerySet[OrderLine, dict[str, Any]]:
    """Counts by a field. The last dispatch is looked up for each line, so that lines may be grouped."""
    gone = ShipmentLine.objects.filter(order_line=OuterRef("pk"), shipment__dispatched_on__isnull=False).order_by()
    last = gone.values("order_line").annotate(last=Max("shipment__dispatched_on")).values("last")
    keys = lines_due(period, scope, "denominator").order_by().values("pk")
    due = OrderLine.objects.filter(pk__in=keys).alias(last_dispatch=Subquery(last)).order_by()
    return due.values(by).annotate(
        due=Count("pk"), on_time=Count("pk", filter=BY_FIRST), by_last=Count("pk", filter=BY_LAST)
    )


def _by(model: type[Model], name: str, by: str, period: Period, scope: QuerySet[Customer]) -> Rows:
    rows = list(_grouped(by, period, scope))
    known = model._default_manager.in_bulk([row[by] for row in rows])
    told = [{name: known.get(row[by]), **_rates(row)} for row in rows]
    return sorted(told, key=lambda row: (row["rate"], -row["due"]))


def _rates(row: dict[str, Any]) -> dict[str, Any]:
    due = Decimal(row["due"])
    counts = {name: row[name] for name in ("due", "on_time", "by_last")}
    return {**counts, "rate": row["on_time"] / due, "rate_last": row["by_last"] / due}


def _line(line: Any, today: date, reason: str) -> dict[str, Any]:
    return {
        "order": line.order,
        "customer": line.order.customer,
        "product": line.product,
        "quantity": line.quantity,
        "shipped": line.shipped_quantity,
        "first": line.first_confirmed_on,
        "last": line.confirmed_on,
        "dispatched": line.last_dispatch,
        "delivered": line.arrived,
        "days_late": _days_late(line, today),
        "reason": reason,
    }


def _days_late(line: Any, end: date) -> int | None:
    """By how many days it left after the first confirmed day; of one not shipped in full, up to then.

    None where it is in time.
    """
    left = line.last_dispatch if line.shipped_quantity == line.quantity else end
    days = (left - line.first_confirmed_on).days if left else 0
    return days if days > 0 else None


def _reasons(keys: list[int]) -> dict[int, str]:
    """Why lines were late. Two queries."""
    found: dict[int, str] = {}
    told = ShipmentException.objects.filter(shipment__lines__order_line__in=keys).order_by("pk")
    for key, kind, cause, details in told.values_list("shipment__lines__order_line", "kind", "cause", "details"):
        found[key] = cause or details or kind
    for key, reason in DateMove.objects.filter(line__in=keys).order_by("pk").values_list("line", "reason"):
        found[key] = reason
    return found
