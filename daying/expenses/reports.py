"""Figures about what was spent."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from daying.core.money import MoneyField
from daying.core.periods import Month, Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.models import Currency, Customer
from daying.expenses.models import Category, CostEntry
from daying.people.models import Department

RIGHT = "expenses.view_costentry"
AMOUNT = Sum("amount", output_field=MoneyField())
CURRENCY = Column("currency", _("Currency"), choices=Currency)
MOST = 1000


def months(period: Period) -> list[str]:
    """The months of a period as entries have them: those that end in it."""
    every = (Month(month.year, month.number) for month in period.months(None))
    return [str(month) for month in every]


def costs(period: Period, scope: QuerySet[Customer], part: Part = "numerator") -> QuerySet[CostEntry]:
    """The costs that the months of the period bear, of the customers counted and of none."""
    counted = Q(customer=None) | Q(customer__in=scope.order_by().values("pk"))
    return CostEntry.objects.filter(counted, month__in=months(period)).order_by("-booked_on", "-pk")


@report(
    "costs-by-department",
    title=_("Costs by department and category"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("department", _("Department"), "record"),
        Column("category", _("Category"), choices=Category),
        CURRENCY,
        Column("entries", _("Entries"), "number"),
        Column("amount", _("Amount"), "money"),
    ),
    serves="M6.5",
    records=costs,
    formula=_("Costs booked to the months of the period, less what was reversed."),
)
def costs_by_department(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What each department spent on what. Two queries."""
    rows = _added(costs(period, scope), "department", "category", "currency")
    known = Department.objects.in_bulk({row["department"] for row in rows})
    return [{**row, "department": known[row["department"]]} for row in rows]


@report(
    "costs-by-month",
    title=_("Costs by month"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("month", _("Month")),
        Column("currency", _("Currency"), choices=Currency),
        Column("amount", _("Amount"), "money"),
    ),
    serves="M6.5",
    records=costs,
    formula=_("Costs booked to the months of the period, less what was reversed."),
    chart="line",
)
def costs_by_month(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What was spent month by month. One query."""
    return _added(costs(period, scope), "month", "currency")


@report(
    "costs-by-customer",
    title=_("Costs by customer"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("customer", _("Customer"), "record"),
        CURRENCY,
        Column("freight", _("Freight"), "money"),
        Column("amount", _("Amount"), "money"),
    ),
    serves=["M6.5", "M5.8"],
    records=costs,
    formula=_("Costs booked to the months of the period for each customer, the dearest first."),
    chart="bar",
)
def costs_by_customer(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Which customers cost how much: the first thousand. Two queries."""
    freight = Sum("amount", filter=Q(category=Category.FREIGHT), output_field=MoneyField())
    found = costs(period, scope).filter(customer__isnull=False).order_by().values("customer", "currency")
    rows = list(found.annotate(freight=freight, amount=AMOUNT).order_by("-amount", "customer")[:MOST])
    known = Customer.objects.in_bulk({row["customer"] for row in rows})
    return [{**row, "customer": known[row["customer"]]} for row in rows]


def _added(found: QuerySet[CostEntry], *by: str) -> list[dict[str, Any]]:
    return list(found.order_by().values(*by).annotate(entries=Count("pk"), amount=AMOUNT).order_by(*by))
