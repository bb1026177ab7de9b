"""Shipment statistics: what left the house, by customer, product, carrier and month.

A shipment counts in the period of its day of dispatch. Amounts are without tax at the prices of the orders; a line
shipped in part is rounded by itself, as its billing is.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Carrier
from daying.core.money import ZERO
from daying.core.periods import Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.models import Currency, Customer
from daying.orders.models import OrderLine
from daying.products.models import Product
from daying.shipping.models import GONE_STATES, Shipment, ShipmentLine

RIGHT = "shipping.view_shipment"
FORMULA = _("Shipments by their day of dispatch; amounts without tax at the prices of the orders.")
WHOLE = Q(quantity=F("order_line__quantity"))
CURRENCY = "shipment__currency"
PRICED_BY = ("unit_price", "discount", "tax_rate", "unit", "factor", "price_per_unit")
FIGURES = (
    Column("currency", _("Currency"), choices=Currency),
    Column("shipments", _("Shipments"), "number"),
    Column("lines", _("Lines"), "number"),
    Column("amount", _("Without tax"), "money"),
)
CARRIED = (
    Column("packages", _("Packages"), "number"),
    Column("weight", _("Gross weight, kg"), "quantity"),
    Column("freight", _("Freight"), "money"),
)
Key = tuple[Any, str]


def shipments_gone(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Shipment]:
    """The shipments of the period, the latest first."""
    return _gone(period, scope).order_by("-dispatched_on", "-pk")


@report(
    "shipments-by-customer",
    title=_("Shipments by customer"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("customer", _("Customer"), "record"), *FIGURES, *CARRIED),
    serves="M6.3",
    records=shipments_gone,
    formula=FORMULA,
    chart="bar",
)
def shipments_by_customer(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What each customer was sent, the largest amount first. Four queries, and one for each 2,000 lines in part."""
    return _named(Customer, "customer", _rows(period, scope, "shipment__customer", "customer"))


@report(
    "shipments-by-product",
    title=_("Shipments by product"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("product", _("Product"), "record"), Column("quantity", _("Quantity"), "quantity"), *FIGURES),
    serves="M6.3",
    formula=FORMULA,
    chart="bar",
)
def shipments_by_product(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How much of each product left, the largest amount first. Three queries, and one for each 2,000 lines in part."""
    return _named(Product, "product", _rows(period, scope, "product"))


@report(
    "shipments-by-carrier",
    title=_("Shipments by carrier"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("carrier", _("Carrier"), "record"), *FIGURES, *CARRIED),
    serves=["M6.3", "M5.8"],
    formula=FORMULA,
    chart="pie",
)
def shipments_by_carrier(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What each carrier took, the largest amount first. Four queries, and one for each 2,000 lines in part."""
    return _named(Carrier, "carrier", _rows(period, scope, "shipment__carrier", "carrier"))


@report(
    "shipments-by-month",
    title=_("Shipments by month"),
    unit=_("amount"),
    right=RIGHT,
    columns=(Column("month", _("Month")), *FIGURES, *CARRIED),
    serves="M6.3",
    formula=FORMULA,
    chart="bar",
)
def shipments_by_month(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What left month by month, after the company's cut-off day. Three queries, of a row for each day at most."""
    months = period.months()
    added: dict[tuple[int, str], dict[str, Any]] = {}
    for row in _rows(period, scope, "shipment__dispatched_on", "dispatched_on"):
        place = next(index for index, month in enumerate(months) if month.contains(row["key"]))
        into = added.setdefault((place, row["currency"]), {"month": months[place].label, "currency": row["currency"]})
        for name, value in row.items():
            if name not in ("key", "currency"):
                into[name] = into.get(name, 0) + value
    return [added[key] for key in sorted(added)]


def _rows(period: Period, scope: QuerySet[Customer], by: str, carried_by: str = "") -> list[dict[str, Any]]:
    """The figures by a field of the lines and currency. carried_by: the same field of shipments, for their own."""
    lines = ShipmentLine.objects.filter(shipment__in=_gone(period, scope).order_by().values("pk")).order_by()
    counted = lines.values(by, CURRENCY).annotate(
        shipments=Count("shipment", distinct=True), lines=Count("pk"), quantity=Sum("quantity")
    )
    rows = {(row[by], row[CURRENCY]): _row(row, by) for row in counted}
    whole = lines.filter(WHOLE).values_list(by, CURRENCY).annotate(amount=Sum("order_line__net_amount"))
    for key, currency, amount in whole:
        rows[key, currency]["amount"] += amount
    for place, amount in _in_part(lines, by).items():
        rows[place]["amount"] += amount
    if carried_by:
        _carry(rows, _gone(period, scope), carried_by)
    return list(rows.values())


def _row(row: dict[str, Any], by: str) -> dict[str, Any]:
    own = {name: row[name] for name in ("shipments", "lines", "quantity")}
    return {"key": row[by], "currency": row[CURRENCY], **own, "amount": ZERO}


def _in_part(lines: QuerySet[ShipmentLine], by: str) -> dict[Key, Decimal]:
    """The amounts of lines of which a part was shipped, each rounded by itself."""
    added: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    rows = lines.exclude(WHOLE).annotate(key=F(by)).select_related("order_line__order")
    for shipped in rows.iterator(chunk_size=2000):
        ordered = shipped.order_line
        part = OrderLine(**{name: getattr(ordered, name) for name in PRICED_BY}, quantity=shipped.quantity)
        part.work_out(price_includes_tax=ordered.order.price_includes_tax)
        added[shipped.key, ordered.order.currency] += part.net_amount
    return added


def _carry(rows: dict[Key, dict[str, Any]], shipments: QuerySet[Shipment], by: str) -> None:
    """Packages, weight and freight, which belong to shipments and not to their lines."""
    added: Iterable[dict[str, Any]] = (
        shipments.order_by()
        .values(by, "currency")
        .annotate(packages=Sum("cartons"), weight=Sum("gross_weight_kg"), added=Sum("freight"))
    )
    for row in added:
        into = rows.get((row[by], row["currency"]))
        if into is not None:
            into["packages"], into["weight"] = row["packages"] or 0, row["weight"] or Decimal(0)
            into["freight"] = row["added"] or ZERO


def _gone(period: Period, scope: QuerySet[Customer]) -> QuerySet[Shipment]:
    return Shipment.objects.filter(
        dispatched_on__range=period.dates, state__in=GONE_STATES, customer__in=scope.order_by().values("pk")
    )


def _named(model: type[Model], name: str, rows: list[dict[str, Any]]) -> Rows:
    known = model._default_manager.in_bulk([row["key"] for row in rows if row["key"]])
    told = [{name: known.get(row["key"]), **row} for row in rows]
    return sorted(told, key=lambda row: (row["amount"], str(row[name])), reverse=True)
