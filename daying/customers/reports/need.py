"""Figures about customers' needs: answered in time, and how long they take until the customer is content."""

from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.core.periods import Period
from daying.core.reports import NUMERATOR, Column, Part, Ratio, Rows, report
from daying.customers.models import Customer, Need, NeedState
from daying.people.models import Department

RIGHT = "customers.view_customer"  # a department sees the needs it is asked, not the figures of all
ON_TIME = Q(replied_on__isnull=False, replied_on__lte=F("due_on"))
ANSWERED = Q(replied_on__isnull=False)


def to_tenths(days: Any) -> Decimal | None:
    """An average number of days as it is shown; None where there is none."""
    return None if days is None else round(Decimal(str(days)), 1)


def needs_raised(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Need]:
    """The needs of these customers that were raised in the period."""
    found = Need.objects.filter(raised_on__range=period.dates, customer__in=scope.order_by().values("pk"))
    return found.exclude(state=NeedState.DROPPED).order_by("raised_on", "pk")


def needs_due(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Need]:
    """The needs on one side of the share answered on time."""
    due = Need.objects.filter(due_on__range=period.dates, customer__in=scope.order_by().values("pk"))
    due = due.exclude(state=NeedState.DROPPED).order_by("due_on", "pk")
    return due.filter(ON_TIME) if part == NUMERATOR else due


@report(
    "needs-answered-on-time",
    title=_("Customers' needs answered on time"),
    unit=_("%"),
    right=RIGHT,
    serves="M3.5",
    records=needs_due,
    formula=_("Needs replied to by the day they were due ÷ needs due in the period."),
)
def needs_answered_on_time(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of the needs due in the period that a department replied to in time. One query."""
    found: dict[str, Any] = needs_due(period, scope, "denominator").aggregate(
        due=Count("pk"), on_time=Count("pk", filter=ON_TIME)
    )
    return Ratio(Decimal(found["on_time"]), Decimal(found["due"]))


@report(
    "needs-by-department",
    title=_("Customers' needs by department"),
    unit=_("needs"),
    right=RIGHT,
    columns=(
        Column("department", _("Department"), "record"),
        Column("needs", _("Needs"), "number"),
        Column("on_time", _("Replied on time"), "number"),
        Column("late", _("Replied late"), "number"),
        Column("unanswered", _("Without a reply"), "number"),
        Column("closed", _("Closed"), "number"),
        Column("average", _("Working days to close, average"), "quantity"),
        Column("longest", _("Working days to close, longest"), "number"),
    ),
    serves="M3.5",
    records=needs_raised,
    formula=_("Needs raised in the period, dropped ones left out. Working days from the raising to the closing."),
    chart="bar",
)
def needs_by_department(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row for each department asked; those that nobody is asked for yet have none. Two queries."""
    rows = list(
        needs_raised(period, scope, NUMERATOR)
        .order_by()
        .values("department")
        .annotate(
            needs=Count("pk"),
            on_time=Count("pk", filter=ON_TIME),
            answered=Count("pk", filter=ANSWERED),
            closed=Count("pk", filter=Q(state=NeedState.CLOSED)),
            average=Avg("closing_workdays"),
            longest=Max("closing_workdays"),
        )
        .order_by("-needs", "department")
    )
    known = Department.objects.in_bulk([row["department"] for row in rows if row["department"]])
    return [
        {
            **row,
            "department": known.get(row["department"]),
            "late": row["answered"] - row["on_time"],
            "unanswered": row["needs"] - row["answered"],
            "average": to_tenths(row["average"]),
        }
        for row in rows
    ]
