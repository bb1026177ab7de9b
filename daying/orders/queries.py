"""Reading the orders."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.customers.pool.sparing import spares
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


def open_orders_of(person: Any) -> QuerySet[SalesOrder]:
    """What a person still has to bring to its end."""
    return SalesOrder.objects.filter(owner=person).exclude(state__in=[State.CLOSED, State.CANCELLED]).order_by("pk")


def to_release() -> QuerySet[SalesOrder]:
    """Orders that every department has agreed to."""
    return SalesOrder.objects.filter(state=State.REVIEWED)


@spares(_("open order"))
def under_way(today: date) -> QuerySet[SalesOrder]:
    """Orders of which something is still to come, drafts too."""
    return SalesOrder.objects.exclude(state__in=[State.SHIPPED, State.CLOSED, State.CANCELLED])
