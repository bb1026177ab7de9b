"""What orders tell of customers: when they ordered, what, and for how much."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from daying.core.money import MoneyField
from daying.customers.behaviour import behaviour, finds_first_orders
from daying.orders import queries
from daying.orders.models import NOT_TAKEN, OrderLine, SalesOrder
from daying.products.models import Product
from daying.products.models.product import HOME_CURRENCY
from daying.products.simulation import finds_sold

YEAR = timedelta(days=365)

finds_first_orders(queries.first_orders)
finds_sold(queries.sold_lines)


@behaviour("last_order", _("Last order"), "days")
def last_order(operator: str, days: int, today: date) -> Q:
    """Ordered within so many days, or not for longer than that (or never)."""
    since = Exists(_orders().filter(ordered_on__gt=today - timedelta(days=days)))
    return Q(since) if operator == "within" else ~Q(since)


@behaviour("first_order", _("First order"), "days")
def first_order(operator: str, days: int, today: date) -> Q:
    """Won within so many days, or longer ago (or not at all)."""
    first = queries.first_orders().filter(customer=OuterRef("pk"), ordered_on__gt=today - timedelta(days=days))
    return Q(Exists(first)) if operator == "within" else ~Q(Exists(first))


@behaviour("bought", _("Bought the product"), "record", model=Product)
def bought(operator: str, products: list[int], today: date) -> Q:
    """Ordered one of these products ever, or none of them."""
    lines = OrderLine.objects.filter(order__customer=OuterRef("pk"), product__in=products, quantity__gt=0)
    found = Exists(lines.exclude(order__state__in=NOT_TAKEN))
    return Q(found) if operator == "in" else ~Q(found)


@behaviour("ordered_in_a_year", _("Ordered in the last 365 days (RMB)"), "money")
def ordered_in_a_year(operator: str, amount: Decimal, today: date) -> Q:
    """The totals of the orders of the last 365 days in the company's own currency, from or up to an amount."""
    orders = _orders().filter(ordered_on__gt=today - YEAR, currency=HOME_CURRENCY)
    added = orders.values("customer").annotate(added=Sum("total")).values("added")
    ordered: Any = Coalesce(Subquery(added), Value(Decimal(0), output_field=MoneyField()))
    compared = GreaterThanOrEqual if operator == "from" else LessThanOrEqual
    return Q(compared(ordered, Value(amount, output_field=MoneyField())))


def _orders() -> QuerySet[SalesOrder]:
    """The orders of a customer that were taken, for a subquery."""
    return SalesOrder.objects.filter(customer=OuterRef("pk")).exclude(state__in=NOT_TAKEN).order_by()
