"""Figures about orders taken.

An order counts in the period of its order date, from the day the departments have agreed; cancelled ones do not.
Revenue is the sum of the exact amounts, as priced, rounded once; the amounts without tax stand beside it.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Model, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Carrier
from daying.core.money import ZERO, round_money
from daying.core.periods import Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.models import Currency, Customer, CustomerState, Zone
from daying.market.models import ShowState, TradeShow
from daying.market.queries import visitors
from daying.orders.models import NOT_TAKEN, OrderLine, SalesOrder
from daying.people.models import Employee
from daying.products.models import Product
from daying.products.models.product import HOME_CURRENCY
from daying.quotes.queries import open_opportunities

RIGHT = "orders.view_salesorder"
FORMULA = _("Unit price × quantity × (1 − discount) of all lines, by order date, added up exactly and rounded once.")
LATEST_SHOWS = 50
ZONE = "order__customer__zone"
SUMS = {
    "orders": Count("order", distinct=True),
    "exact": Sum("exact_amount"),
    "net": Sum("net_amount"),
    "pieces": Sum("quantity"),
}
FIGURES = (
    Column("currency", _("Currency"), choices=Currency),
    Column("orders", _("Orders"), "number"),
    Column("revenue", _("Revenue"), "money"),
    Column("net", _("Without tax"), "money"),
)


def orders_taken(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Revenue of the period, a row per currency. One query."""
    return [_figures(row) for row in _grouped(period, scope)]


@report(
    "orders-by-month",
    title=_("Orders taken by month"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("month", _("Month")), *FIGURES),
    serves="M6.2",
    formula=FORMULA,
    chart="bar",
)
def orders_by_month(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Revenue month by month, after the company's cut-off day. One query, of one row a day."""
    months = period.months()
    added: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in _grouped(period, scope, "order__ordered_on"):
        place = next(index for index, month in enumerate(months) if month.contains(row["order__ordered_on"]))
        added[place, row["order__currency"]].append(row)
    return [
        {"month": months[place].label, **_figures(_sum(rows))} for (place, _currency), rows in sorted(added.items())
    ]


@report(
    "orders-by-customer",
    title=_("Orders taken by customer"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("customer", _("Customer"), "record"), *FIGURES),
    serves="M6.2",
    formula=FORMULA,
    chart="bar",
)
def orders_by_customer(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Revenue per customer, the largest first. Two queries."""
    return _by(Customer, "customer", "order__customer", period, scope)


@report(
    "orders-by-owner",
    title=_("Orders taken by salesperson"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("owner", _("Salesperson"), "record"), *FIGURES),
    serves="M6.2",
    formula=FORMULA,
    chart="bar",
)
def orders_by_owner(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Revenue per person who took the orders, the largest first. Two queries."""
    return _by(Employee, "owner", "order__owner", period, scope)


@report(
    "orders-by-product",
    title=_("Orders taken by product"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("product", _("Product"), "record"), Column("quantity", _("Quantity"), "quantity"), *FIGURES),
    serves="M6.2",
    formula=FORMULA,
    chart="bar",
)
def orders_by_product(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Revenue and quantity per product, the largest first. Two queries."""
    return _by(Product, "product", "product", period, scope)


def taken_records(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[SalesOrder]:
    """The orders taken in the period, the latest first."""
    return taken(period, scope).order_by("-ordered_on", "-pk")


@report(
    "zones",
    title=_("Zones: customers, orders, opportunities"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("zone", _("Zone"), "record"),
        Column("customers", _("Customers"), "number"),
        *FIGURES,
        Column("open", _("Open opportunities"), "number"),
        Column("expected", _("Expected amount"), "money"),
    ),
    serves="M2.3",
    records=taken_records,
    formula=_(
        "Active customers and open opportunities as they stand now, orders of the period; each zone without those in "
        "it, customers without a zone last."
    ),
    chart="bar",
)
def zones(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What each zone brings, a row per zone and currency. Four queries."""
    customers = _customers_by_zone(scope)
    sold = {(row[ZONE], row["order__currency"]): _figures(row) for row in _grouped(period, scope, ZONE)}
    expected = _expected_by_zone(scope)
    places = sold.keys() | expected.keys()
    places |= {(zone, HOME_CURRENCY) for zone in customers if zone not in {key for key, _currency in places}}
    known = Zone.objects.in_bulk([zone for zone, _currency in places if zone])
    rows = []
    for zone, currency in sorted(places, key=lambda p: (p[0] is None, known[p[0]].code if p[0] else "", p[1])):
        row = {"zone": known[zone] if zone else None, "customers": customers.pop(zone, None), "currency": currency}
        rows.append({**row, **sold.get((zone, currency), {}), **expected.get((zone, currency), {})})
    return rows


@report(
    "orders-from-shows",
    title=_("Orders that go back to trade shows"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("show", _("Trade show"), "record"),
        Column("cost", _("Cost in RMB"), "money"),
        Column("customers", _("Customers"), "number"),
        *FIGURES,
    ),
    serves="M2.5",
    formula=_("Orders taken in the period of customers met at the show, from its first day on. One may count at two."),
    chart="bar",
)
def orders_from_shows(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Revenue per show and currency, the latest show first. Two queries, and one for each show that has begun."""
    shows = TradeShow.objects.filter(first_on__lte=period.last, state__in=[ShowState.APPROVED, ShowState.REVIEWED])
    return [row for show in shows.order_by("-first_on", "pk")[:LATEST_SHOWS] for row in _from_show(show, period, scope)]


def freight_by_carrier(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What the carriage of the period's orders costs, per carrier. Two queries."""
    rows = list(
        taken(period, scope)
        .values("carrier", "currency")
        .annotate(orders=Count("pk"), added=Sum("freight"))
        .order_by("-added")
    )
    known = Carrier.objects.in_bulk([row["carrier"] for row in rows if row["carrier"]])
    return [
        {
            "carrier": known.get(row["carrier"]),
            "currency": row["currency"],
            "orders": row["orders"],
            "freight": row["added"] or ZERO,
        }
        for row in rows
    ]


def taken(period: Period, scope: QuerySet[Customer]) -> QuerySet[SalesOrder]:
    """The orders of these customers that were taken in the period."""
    orders = SalesOrder.objects.filter(ordered_on__range=period.dates, customer__in=scope.order_by().values("pk"))
    return orders.exclude(state__in=NOT_TAKEN).order_by()


def _from_show(show: TradeShow, period: Period, scope: QuerySet[Customer]) -> Rows:
    """What the customers met at a show ordered in the period, a row per currency. One query."""
    met = scope.filter(pk__in=visitors(show).order_by().values("pk"))
    lines = _lines_taken(period, met).filter(order__ordered_on__gte=show.first_on)
    added: Any = (
        lines.values("order__currency")
        .annotate(customers=Count("order__customer", distinct=True), **SUMS)
        .order_by("order__currency")
    )
    return [{"show": show, "cost": show.cost_total, "customers": row["customers"], **_figures(row)} for row in added]


def _customers_by_zone(scope: QuerySet[Customer]) -> dict[int | None, int]:
    """How many active customers each zone has, those without one under None."""
    active = Customer.objects.filter(pk__in=scope.order_by().values("pk"), state=CustomerState.ACTIVE).order_by()
    return dict(active.values_list("zone").annotate(count=Count("pk")))


def _expected_by_zone(scope: QuerySet[Customer]) -> dict[tuple[int | None, str], dict[str, Any]]:
    """The open opportunities of each zone and currency."""
    chances = open_opportunities().filter(customer__in=scope.order_by().values("pk")).order_by()
    rows = chances.values_list("customer__zone", "currency").annotate(count=Count("pk"), added=Sum("amount"))
    return {(zone, currency): {"open": count, "expected": added} for zone, currency, count, added in rows}


def _lines_taken(period: Period, scope: QuerySet[Customer]) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.filter(
        order__ordered_on__range=period.dates, order__customer__in=scope.order_by().values("pk"), quantity__gt=0
    )
    return lines.exclude(order__state__in=NOT_TAKEN).order_by()


def _grouped(period: Period, scope: QuerySet[Customer], *by: str) -> Iterable[dict[str, Any]]:
    grouped: Iterable[dict[str, Any]] = (
        _lines_taken(period, scope).values(*by, "order__currency").annotate(**SUMS).order_by(*by, "order__currency")
    )
    return grouped


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "currency": row["order__currency"],
        "orders": row["orders"],
        "revenue": round_money(row["exact"]),
        "net": row["net"],
        "quantity": row["pieces"],
    }


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    added = {name: sum((row[name] for row in rows), Decimal(0)) for name in ("exact", "net", "pieces")}
    return {**rows[0], **added, "orders": sum(row["orders"] for row in rows)}


def _by(model: type[Model], name: str, path: str, period: Period, scope: QuerySet[Customer]) -> Rows:
    rows = list(_grouped(period, scope, path))
    known = model._default_manager.in_bulk([row[path] for row in rows])
    told = [{name: known.get(row[path]), **_figures(row)} for row in rows]
    return sorted(told, key=lambda row: row["revenue"], reverse=True)
