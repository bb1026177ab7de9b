"""What must always hold of shipments."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.orders.models import OrderLine
from daying.shipping.models import GONE_STATES, ReceivedLine, Shipment, ShipmentException, ShipmentLine
from daying.shipping.queries import held
from daying.stock.models import MovementKind, StockMovement

numbered(Shipment, "SH")
numbered(ShipmentException, "DX")


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


@invariant("reserved at most what is open", _("No more is kept for an order line than is still to be shipped of it."))
def kept_beyond_open() -> Iterable[Row]:
    """Reservations that keep too much, or for a line of another product or customer."""
    line = "order_line__"
    strange = (
        Q(quantity__gt=F(f"{line}quantity") - F(f"{line}shipped_quantity"))
        | ~Q(product=F(f"{line}product"))
        | ~Q(customer=F(f"{line}order__customer"))
    )
    return held().filter(strange).order_by().values("id", "order_line__order__number")


@invariant("received lines", _("What was received is counted for the lines of the same shipment."))
def received_elsewhere() -> Iterable[Row]:
    """Lines counted in the proof of another shipment."""
    strange = ~Q(proof__shipment=F("shipment_line__shipment"))
    return ReceivedLine.objects.filter(strange).order_by().values("id", "proof__shipment__number")


@invariant(
    "stock that left with shipments",
    _("What a shipment took from stock is what it carried; of one that came back, nothing."),
)
def left_otherwise() -> Iterable[Row]:
    """Shipments whose movements differ from their lines. Those of before a warehouse was kept took nothing."""
    label = Shipment._meta.label_lower
    kinds = (MovementKind.SHIPMENT, MovementKind.RETURN)
    moved = StockMovement.objects.filter(subject_type=label, subject_id=OuterRef("pk"), kind__in=kinds)
    left = moved.order_by().values("subject_id").annotate(added=Sum("quantity")).values("added")
    own = ShipmentLine.objects.filter(shipment=OuterRef("pk")).order_by().values("shipment")
    carried = own.annotate(added=Sum("quantity")).values("added")
    rows = Shipment.objects.annotate(left=Subquery(left), carried=Subquery(carried)).filter(left__isnull=False)
    wrong = (Q(state__in=GONE_STATES) & ~Q(left=-F("carried"))) | (~Q(state__in=GONE_STATES) & ~Q(left=0))
    return rows.filter(wrong).order_by().values("id", "number")
