"""What went wrong with shipments, how often, and how fast it was settled."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Carrier
from daying.core.periods import Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.models import Customer
from daying.shipping.models import ExceptionKind, ExceptionState, ShipmentException

RIGHT = "shipping.view_shipmentexception"
FORMULA = _("Exceptions by the day they were opened; in time when closed by their due day.")
FIGURES = (
    Column("opened", _("Opened"), "number"),
    Column("closed", _("Closed"), "number"),
    Column("in_time", _("Closed in time"), "number"),
    Column("days", _("Days to close, mean"), "quantity"),
)


def opened(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[ShipmentException]:
    """The exceptions of the period, the latest first."""
    seen = scope.order_by().values("pk")
    rows = ShipmentException.objects.filter(opened_on__range=period.dates, customer__in=seen)
    return rows.order_by("-opened_on", "-pk")


@report(
    "shipment-exceptions-by-kind",
    title=_("Shipment exceptions by kind"),
    unit=_("exceptions"),
    right=RIGHT,
    columns=(Column("kind", _("Kind"), choices=ExceptionKind), *FIGURES),
    serves="M5.7",
    records=opened,
    formula=FORMULA,
    chart="bar",
)
def exceptions_by_kind(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How many of each kind, the most frequent first. One query."""
    return [{"kind": key, **figures} for key, figures in _counted(period, scope, "kind")]


@report(
    "shipment-exceptions-by-carrier",
    title=_("Shipment exceptions by carrier"),
    unit=_("exceptions"),
    right=RIGHT,
    columns=(Column("carrier", _("Carrier"), "record"), *FIGURES),
    serves=["M5.7", "M5.8"],
    records=opened,
    formula=FORMULA,
    chart="bar",
)
def exceptions_by_carrier(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How many with each carrier, the most frequent first. Two queries."""
    rows = _counted(period, scope, "shipment__carrier")
    known = Carrier.objects.in_bulk([key for key, _figures in rows if key])
    return [{"carrier": known.get(key), **figures} for key, figures in rows]


def _counted(period: Period, scope: QuerySet[Customer], by: str) -> list[tuple[Any, dict[str, Any]]]:
    added: dict[Any, dict[str, Any]] = defaultdict(lambda: {"opened": 0, "closed": 0, "in_time": 0, "total": 0})
    rows = opened(period, scope, "denominator").order_by()
    for key, state, begun, due, closed in rows.values_list(by, "state", "opened_on", "due_on", "closed_on"):
        figures = added[key]
        figures["opened"] += 1
        if state == ExceptionState.CLOSED:
            figures["closed"] += 1
            figures["in_time"] += closed <= due
            figures["total"] += (closed - begun).days
    for figures in added.values():
        total = Decimal(figures.pop("total"))
        figures["days"] = (total / figures["closed"]).quantize(Decimal("0.1")) if figures["closed"] else None
    return sorted(added.items(), key=lambda item: -item[1]["opened"])
