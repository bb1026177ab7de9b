"""Reading the shipments."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from daying.core.money import QuantityField
from daying.orders.models import OPEN_STATES as ORDER_OPEN
from daying.orders.models import OrderLine, SalesOrder
from daying.people.queries import limit
from daying.shipping.models import (
    OPEN_EXCEPTION,
    OPEN_STATES,
    ExpectedReceipt,
    ProofOfDelivery,
    ReceiptState,
    Reservation,
    ReservationState,
    Shipment,
    ShipmentException,
    ShipmentLine,
    State,
)


def shipments_seen_by(user: Any) -> QuerySet[Shipment]:
    """The shipments of customers this person may see."""
    return limit(Shipment.objects.all(), user, via="customer")


def proofs_seen_by(user: Any) -> QuerySet[ProofOfDelivery]:
    """The receipts of customers this person may see."""
    return limit(ProofOfDelivery.objects.select_related("shipment__customer"), user, via="shipment__customer")


def exceptions_seen_by(user: Any) -> QuerySet[ShipmentException]:
    """What went wrong with shipments to customers this person may see."""
    return limit(ShipmentException.objects.select_related("shipment", "customer", "owner"), user, via="customer")


def reservations_seen_by(user: Any) -> QuerySet[Reservation]:
    """Stock kept for customers this person may see."""
    rows = Reservation.objects.select_related("order_line__order", "product", "customer")
    return limit(rows, user, via="customer")


def receipts_seen_by(user: Any) -> QuerySet[ExpectedReceipt]:
    """All of them: what comes in belongs to no customer."""
    return ExpectedReceipt.objects.select_related("product")


def expected_on(shipment: Shipment) -> date | None:
    """When it should be there: the day that was entered, else the last one that its lines were promised for."""
    if shipment.expected_on:
        return shipment.expected_on
    found = OrderLine.objects.filter(shipment_lines__shipment=shipment).aggregate(last=Max("confirmed_on"))
    last: date | None = found["last"]
    return last


def under_way_too_long(today: date) -> QuerySet[Shipment]:
    """Shipments that should have arrived before today and have no open exception that says so."""
    told = ShipmentException.objects.filter(shipment=OuterRef("pk"), state__in=OPEN_EXCEPTION)
    promised = Coalesce(F("expected_on"), F("order__confirmed_on"))
    late = Shipment.objects.filter(state=State.DISPATCHED).alias(due=promised).filter(due__lt=today)
    return late.filter(~Exists(told))


def to_notify() -> QuerySet[Shipment]:
    """Shipments under way of which the customer was not told."""
    return Shipment.objects.filter(state=State.DISPATCHED, notice_sent_on=None)


def to_prove() -> QuerySet[Shipment]:
    """Delivered shipments without a receipt of the customer, of those that this system dispatched."""
    return Shipment.objects.filter(state=State.DELIVERED, delivered_on__isnull=False, proof=None)


def receipts_overdue(today: date) -> QuerySet[ExpectedReceipt]:
    """What should have come in before today."""
    return ExpectedReceipt.objects.filter(state=ReceiptState.EXPECTED, expected_on__lt=today)


def held() -> QuerySet[Reservation]:
    """The stock that is kept for order lines now."""
    return Reservation.objects.filter(state=ReservationState.HELD)


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


def lines_of(order_id: int) -> QuerySet[OrderLine, int]:
    """The keys of an order's lines."""
    return OrderLine.objects.filter(order=order_id).order_by().values_list("pk", flat=True)


def stands_packed(order_id: int) -> bool:
    """Whether goods of an order are picked and have not left."""
    return Shipment.objects.filter(order=order_id, state=State.PICKED).exists()


def open_exceptions_of(person: Any) -> QuerySet[ShipmentException]:
    """What a person still has to see to."""
    return ShipmentException.objects.filter(owner=person, state__in=OPEN_EXCEPTION).order_by("pk")
