"""Figures that need several rooms and are no KPIs: the development plans beside what became of them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.core.periods import Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.development.queries import counting_in, with_actual
from daying.customers.models import Customer, DevelopmentPlan, DevelopmentTarget, name_key
from daying.orders.models import SalesOrder
from daying.orders.queries import first_orders

RIGHT = "customers.view_developmentplan"


def plans(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[DevelopmentPlan]:
    """The approved plans of those who look after a customer in scope, with a day in the period."""
    found = counting_in(*period.dates).filter(owner__in=scope.order_by().values("owner"))
    return with_actual(found).select_related("owner", "department").order_by("owner__name", "starts_on")


@report(
    "development-by-person",
    title=_("Customer development by person"),
    unit=_("customers"),
    right=RIGHT,
    columns=(
        Column("person", _("Person"), "record"),
        Column("period", _("Plan")),
        Column("planned", _("New customers planned"), "number"),
        Column("won", _("Customers won"), "number"),
        Column("rate", _("Attainment"), "rate"),
        Column("named", _("Named targets"), "number"),
        Column("reached", _("Named targets won"), "number"),
    ),
    serves=["M3.4", "M10.1"],
    records=plans,
    formula=_("Approved plans with a day in the period; won are the customers whose first order the person took."),
)
def by_person(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row per plan: how many were planned, how many won, and how many of those named.

    Whole plans, whatever part of them the period covers. A named company counts when it is in the file under that name.
    Four queries. Source: M3.4.
    """
    found = list(plans(period, scope, "numerator"))
    reached = _reached(found)
    return [
        {
            "person": plan.owner,
            "period": plan.period.label,
            "planned": plan.wanted,
            "won": plan.actual,
            "rate": plan.attainment_rate,
            "named": len(reached[plan.pk]),
            "reached": sum(reached[plan.pk]),
        }
        for plan in found
    ]


@report(
    "development-targets",
    title=_("Named targets"),
    unit=_("customers"),
    right=RIGHT,
    columns=(
        Column("person", _("Person"), "record"),
        Column("period", _("Plan")),
        Column("target", _("Named target")),
        Column("remarks", _("How to win it")),
        Column("order", _("First order"), "record"),
        Column("won_on", _("Won on"), "date"),
    ),
    serves="M3.4",
    records=plans,
    formula=_("The companies named in approved plans with a day in the period, each with its first order."),
)
def targets(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row per named target, with the order by which it was won, if it was. Three queries. Source: M3.4."""
    found = {plan.pk: plan for plan in plans(period, scope, "numerator")}
    rows = _targets(found)
    orders = _orders_of(rows)
    return [
        {
            "person": found[row.plan_id].owner,
            "period": found[row.plan_id].period.label,
            "target": str(row),
            "remarks": row.remarks,
            **_won(row, orders),
        }
        for row in rows
    ]


def _targets(found: Any) -> list[DevelopmentTarget]:
    rows = DevelopmentTarget.objects.filter(plan__in=list(found)).select_related("customer")
    return list(rows.order_by("plan__owner__name", "plan__starts_on", "position"))


def _reached(found: list[DevelopmentPlan]) -> dict[int, list[bool]]:
    """For each plan whether its targets were won in its time, one by one."""
    ends = {plan.pk: plan.ends_on for plan in found}
    starts = {plan.pk: plan.starts_on for plan in found}
    rows = _targets(ends)
    orders = _orders_of(rows)
    reached: dict[int, list[bool]] = {plan.pk: [] for plan in found}
    for row in rows:
        order = orders.get(_key(row))
        is_won = order is not None and starts[row.plan_id] <= order.ordered_on <= ends[row.plan_id]
        reached[row.plan_id].append(is_won)
    return reached


def _orders_of(rows: list[DevelopmentTarget]) -> dict[str, SalesOrder]:
    """The first orders of the targets, by their names as compared."""
    keys = {_key(row) for row in rows}
    wanted = Q(customer__in={row.customer_id for row in rows if row.customer_id}) | Q(customer__name_key__in=keys)
    found = first_orders().filter(wanted).select_related("customer")
    return {order.customer.name_key: order for order in found} if keys else {}


def _key(row: DevelopmentTarget) -> str:
    return row.customer.name_key if row.customer else name_key(row.name)


def _won(row: DevelopmentTarget, orders: dict[str, SalesOrder]) -> dict[str, Any]:
    order = orders.get(_key(row))
    return {"order": order, "won_on": order.ordered_on if order else None}
