"""What must always hold of shipments."""

from collections.abc import Iterable

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.orders.models import OrderLine
from daying.shipping.models import GONE_STATES, Shipment, ShipmentLine

numbered(Shipment, "SH")


@invariant("shipped quantities", _("What an order line counts as shipped is what its dispatched shipments carried."))
def wrong_quantities() -> Iterable[Row]:
    """Order lines whose kept quantity differs from their shipments."""
    gone = Q(shipment_lines__shipment__state__in=GONE_STATES)
    added = OrderLine.objects.annotate(carried=Coalesce(Sum("shipment_lines__quantity", filter=gone), 0))
    return added.exclude(shipped_quantity=F("carried")).order_by().values("id", "order__number", "shipped_quantity")


@invariant("shipped at most what was ordered", _("No more of an order line is shipped than was ordered."))
def over_shipped() -> Iterable[Row]:
    """Order lines that went beyond their quantity."""
    return OrderLine.objects.filter(shipped_quantity__gt=F("quantity")).values("id", "order__number")


@invariant("shipments of one order", _("A shipment carries lines and products of its own order, for its own customer."))
def of_another_order() -> Iterable[Row]:
    """Shipment lines that belong elsewhere."""
    strange = (
        ~Q(order_line__order=F("shipment__order"))
        | ~Q(order_line__product=F("product"))
        | ~Q(shipment__customer=F("shipment__order__customer"))
    )
    return ShipmentLine.objects.filter(strange).order_by().values("id", "shipment__number")


@invariant("shipments with lines", _("Every shipment has lines."))
def without_lines() -> Iterable[Row]:
    """Empty shipments."""
    return Shipment.objects.filter(lines=None).values("id", "number")
