"""Reading the shipments."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from daying.core.money import QuantityField
from daying.orders.models import OPEN_STATES as ORDER_OPEN
from daying.orders.models import OrderLine, SalesOrder
from daying.people.queries import limit
from daying.shipping.models import OPEN_STATES, Shipment, ShipmentLine, State


def shipments_seen_by(user: Any) -> QuerySet[Shipment]:
    """The shipments of customers this person may see."""
    return limit(Shipment.objects.all(), user, via="customer")


def open_to_ship(order: SalesOrder | int, *, apart_from: Shipment | int | None = None) -> QuerySet[OrderLine]:
    """The order's lines with `to_plan`: what is neither shipped nor planned by another shipment.

    apart_from: a shipment whose own lines do not count, because it is being planned anew.
    """
    planned = Q(shipment_lines__shipment__state__in=OPEN_STATES)
    if apart_from is not None:
        planned &= ~Q(shipment_lines__shipment=apart_from)
    elsewhere = Coalesce(Sum("shipment_lines__quantity", filter=planned), Decimal(0), output_field=QuantityField())
    lines = OrderLine.objects.filter(order=order).annotate(planned_elsewhere=elsewhere)
    rest = F("quantity") - F("shipped_quantity") - F("planned_elsewhere")
    return lines.annotate(to_plan=ExpressionWrapper(rest, output_field=QuantityField())).order_by("position")


def to_pick(today: date) -> QuerySet[Shipment]:
    """Planned shipments whose day has come."""
    return Shipment.objects.filter(state=State.PLANNED, planned_on__lte=today)


def to_confirm() -> QuerySet[Shipment]:
    """Shipments under way, whose arrival nobody has confirmed."""
    return Shipment.objects.filter(state=State.DISPATCHED)


def orders_to_plan() -> QuerySet[SalesOrder]:
    """Released orders with goods still to ship that no shipment plans."""
    open_lines = OrderLine.objects.filter(order__state__in=ORDER_OPEN, shipped_quantity__lt=F("quantity"))
    own = ShipmentLine.objects.filter(order_line=OuterRef("pk"), shipment__state__in=OPEN_STATES).order_by()
    planned = Subquery(own.values("order_line").annotate(added=Sum("quantity")).values("added"))
    unplanned = open_lines.annotate(planned=Coalesce(planned, Decimal(0), output_field=QuantityField()))
    unplanned = unplanned.filter(quantity__gt=F("shipped_quantity") + F("planned")).order_by()
    return SalesOrder.objects.filter(state__in=ORDER_OPEN, pk__in=unplanned.values("order"))
