"""What left the house in time: order lines against their confirmed day, orders against the requested one."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.core.periods import Period
from daying.core.reports import NUMERATOR, Part, Ratio, Rows, report
from daying.customers.models import Customer
from daying.orders.models import OrderLine, SalesOrder, State
from daying.orders.reports import NOT_TAKEN, taken

RIGHT = "shipping.view_shipment"
SHIPPED = Q(state__in=(State.SHIPPED, State.CLOSED), last_dispatch__isnull=False)
ORDER_ON_TIME = SHIPPED & Q(last_dispatch__lte=F("requested_on"))
ORDER_LATE = SHIPPED & Q(last_dispatch__gt=F("requested_on"))
LINE_ON_TIME = Q(shipped_quantity=F("quantity"), last_dispatch__lte=F("first_confirmed_on"))


def lines_due(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[OrderLine]:
    """The order lines on one side of the on-time rate, each with the day of its last dispatch."""
    due = OrderLine.objects.filter(
        first_confirmed_on__range=period.dates, order__customer__in=scope.order_by().values("pk"), quantity__gt=0
    ).exclude(order__state__in=NOT_TAKEN)
    due = due.annotate(last_dispatch=Max("shipment_lines__shipment__dispatched_on")).order_by("first_confirmed_on")
    return due.filter(LINE_ON_TIME) if part == NUMERATOR else due


def on_time_rate(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of order lines delivered in full by the confirmed date.

    period: a line belongs to the period of its first confirmed date. scope: the customers counted.
    Returns Ratio(lines on time, lines due); no data where nothing was due. What counts is the day of dispatch. Partly
    shipped or not shipped counts as late; cancelled orders are left out; a date moved at the customer's wish counts
    from the new date. One query. Source: M10.1.
    """
    found: dict[str, Any] = lines_due(period, scope, "denominator").aggregate(
        due=Count("pk"), on_time=Count("pk", filter=LINE_ON_TIME)
    )
    return Ratio(Decimal(found["on_time"]), Decimal(found["due"]))


def orders_shipped(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[SalesOrder]:
    """The orders on one side of the share of orders shipped on time."""
    return _with_last_dispatch(period, scope).filter(ORDER_ON_TIME if part == NUMERATOR else SHIPPED)


@report(
    "orders-on-time",
    title=_("Orders shipped on time"),
    unit=_("%"),
    right=RIGHT,
    serves="M5.7",
    records=orders_shipped,
    formula=_("Orders of the period whose last dispatch was by the requested date ÷ orders of the period shipped."),
)
def orders_on_time(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of the orders shipped that were complete by the requested date, by order date. One query."""
    found = _punctuality(period, scope)
    return Ratio(Decimal(found["on_time"]), Decimal(found["shipped"]))


def order_punctuality(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How many of the period's orders went out in full, by the requested date or after it. One row, one query."""
    found = _punctuality(period, scope)
    return [{**found, "open": found["orders"] - found["shipped"]}] if found["orders"] else []


def _with_last_dispatch(period: Period, scope: QuerySet[Customer]) -> QuerySet[SalesOrder]:
    return taken(period, scope).annotate(last_dispatch=Max("shipments__dispatched_on"))


def _punctuality(period: Period, scope: QuerySet[Customer]) -> dict[str, int]:
    counted: dict[str, int] = _with_last_dispatch(period, scope).aggregate(
        orders=Count("pk"),
        shipped=Count("pk", filter=SHIPPED),
        on_time=Count("pk", filter=ORDER_ON_TIME),
        late=Count("pk", filter=ORDER_LATE),
    )
    return counted
