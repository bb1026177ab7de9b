"""Reading the orders."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from daying.customers.models import Customer
from daying.market.models import TradeShow
from daying.market.queries import visitors
from daying.orders.models import OPEN_STATES, OrderLine, SalesOrder, State
from daying.people.queries import limit


def orders_seen_by(user: Any) -> QuerySet[SalesOrder]:
    """The orders of customers this person may see."""
    return limit(SalesOrder.objects.all(), user, via="customer")


def open_lines(*, customer: Customer | None = None) -> QuerySet[OrderLine]:
    """Lines of released orders that are not shipped in full, with order, customer and product."""
    lines = OrderLine.objects.filter(order__state__in=OPEN_STATES, shipped_quantity__lt=F("quantity"))
    lines = lines if customer is None else lines.filter(order__customer=customer)
    return lines.select_related("order__customer", "product")


def overdue_lines(today: date) -> QuerySet[OrderLine]:
    """Open lines whose confirmed date has passed."""
    return open_lines().filter(confirmed_on__lt=today)


def overdue_orders(today: date) -> QuerySet[SalesOrder]:
    """Orders with a line overdue."""
    return SalesOrder.objects.filter(pk__in=overdue_lines(today).values("order"))


def to_release() -> QuerySet[SalesOrder]:
    """Orders that every department has agreed to."""
    return SalesOrder.objects.filter(state=State.REVIEWED)


def of_visitors(show: TradeShow) -> Mapping[str, Any]:
    """The filter for orders that go back to a trade show: of customers who were met there, from its first day on."""
    return {"customer__in": visitors(show).order_by().values("pk"), "ordered_on__gte": show.first_on}
