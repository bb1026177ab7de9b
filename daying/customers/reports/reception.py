"""Figures about receptions: who visited, and what it cost."""

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from daying.core.money import ZERO
from daying.core.periods import Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.models import Customer, Reception, ReceptionState
from daying.people.models import Employee

CAME = (ReceptionState.RECEIVED, ReceptionState.CLOSED)


def visits_in(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Reception]:
    """The visits of the period that took place."""
    came = Reception.objects.filter(received_on__range=period.dates, state__in=CAME)
    return came.filter(customer__in=scope.order_by().values("pk")).order_by("received_on", "pk")


@report(
    "receptions",
    title=_("Receptions and their cost"),
    unit=_("amount"),
    right="customers.supervise_followups",
    columns=(
        Column("person", _("In charge"), "record"),
        Column("visits", _("Visits"), "number"),
        Column("customers", _("Customers"), "number"),
        Column("planned", _("Planned cost"), "money"),
        Column("cost", _("Cost"), "money"),
    ),
    serves="M3.3",
    records=visits_in,
    formula=_("Visits that took place in the period; the cost of those not closed yet is missing."),
)
def receptions(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row for each person in charge. Two queries."""
    rows = list(
        visits_in(period, scope, "numerator")
        .order_by()
        .values("in_charge")
        .annotate(
            visits=Count("pk"),
            customers=Count("customer", distinct=True),
            planned=Sum("planned_cost"),
            spent=Sum("cost"),
        )
        .order_by("-spent", "in_charge")
    )
    known = Employee.objects.in_bulk([row["in_charge"] for row in rows])
    return [{**row, "person": known.get(row["in_charge"]), "cost": row["spent"] or ZERO} for row in rows]
