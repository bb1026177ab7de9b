"""Figures of the courier book: what was sent each day and by whom, and who brought it as promised."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.comparing.paid import ours
from daying.carriers.models import UNDER_WAY, WENT_WRONG, Carrier, WaybillState
from daying.core.money import ZERO
from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Customer
from daying.people.models import Department

RIGHT = "carriers.view_waybill"
DELIVERED = Q(state=WaybillState.DELIVERED)
ON_TIME = DELIVERED & Q(promised_on__isnull=False, delivered_on__lte=F("promised_on"))
LATE = DELIVERED & Q(promised_on__isnull=False, delivered_on__gt=F("promised_on"))


@report(
    "waybills-by-carrier",
    title=_("Waybills by carrier"),
    unit=pgettext_lazy("unit", "waybills"),
    right=RIGHT,
    columns=(
        Column("carrier", _("Carrier"), "record"),
        Column("booked", _("Booked"), "number"),
        Column("delivered", _("Delivered"), "number"),
        Column("on_time", _("As promised"), "number"),
        Column("late", _("After the promised day"), "number"),
        Column("rate", _("Share as promised"), "rate"),
        Column("under_way", _("Under way"), "number"),
        Column("went_wrong", _("Refused, lost or returned"), "number"),
    ),
    serves="M6.5",
    formula=_("Waybills booked in the period. As promised: delivered by the promised day ÷ delivered that had one."),
    chart="bar",
)
def waybills_by_carrier(period: Period, scope: QuerySet[Customer]) -> Rows:
    """One row for each carrier, the most used first. Two queries."""
    rows = (
        ours(period, scope)
        .order_by()
        .values("carrier")
        .annotate(
            booked=Count("pk"),
            delivered=Count("pk", filter=DELIVERED),
            on_time=Count("pk", filter=ON_TIME),
            late=Count("pk", filter=LATE),
            under_way=Count("pk", filter=Q(state__in=UNDER_WAY)),
            went_wrong=Count("pk", filter=Q(state__in=WENT_WRONG)),
        )
    )
    carriers = Carrier.objects.in_bulk()
    return [
        {**row, "carrier": carriers[row["carrier"]], "rate": _rate(row["on_time"], row["on_time"] + row["late"])}
        for row in rows.order_by("-booked", "carrier")
    ]


@report(
    "waybills-by-day",
    title=_("Waybills by day and department"),
    unit=pgettext_lazy("unit", "waybills"),
    right=RIGHT,
    columns=(
        Column("booked_on", _("Day"), "date"),
        Column("department", _("Department"), "record"),
        Column("waybills", _("Waybills"), "number"),
        Column("pieces", _("Pieces"), "number"),
        Column("weight", _("Weight, kg"), "quantity"),
        Column("cost", _("Estimated cost"), "money"),
        Column("cod", _("COD amount"), "money"),
    ),
    serves="M6.5",
    formula=_("Waybills booked in the period, without those cancelled. Money is in RMB."),
)
def waybills_by_day(period: Period, scope: QuerySet[Customer]) -> Rows:
    """One row for each day and department, the latest day first. Two queries."""
    rows = (
        ours(period, scope)
        .order_by()
        .values("booked_on", "department")
        .annotate(
            waybills=Count("pk"),
            pieces=Sum("pieces"),
            weight=Sum("actual_weight"),
            cost=Sum("estimated_cost"),
            cod=Sum("cod_amount"),
        )
    )
    departments = Department.objects.in_bulk()
    return [
        {**row, "department": departments.get(row["department"]), "cost": row["cost"] or ZERO}
        for row in rows.order_by("-booked_on", "department")
    ]


def _rate(part: int, of: int) -> Any:
    return Decimal(part) / of if of else None
