"""How shipments show themselves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Carrier
from daying.customers.models import Customer
from daying.desk.imports.columns import importer
from daying.desk.resource import Resource, panel, register, todo
from daying.orders.models import SalesOrder
from daying.orders.queries import orders_seen_by
from daying.shipping import actions, queries
from daying.shipping.models import Shipment, ShipmentLine, State


@register(Shipment)
class ShipmentPages(Resource):
    """Shipments. Left without lines, a new one takes all that is open of its order."""

    slug = "shipments"
    icon = "package"
    section = _("Delivery")
    columns = ["number", "order", "customer", "planned_on", "dispatched_on", "carrier", "tracking_number", "state"]
    filters = ["state", "customer", "order", "carrier", "planned_on", "dispatched_on", "delivered_on"]
    search = ["number", "tracking_number", "order__number", "customer__name"]
    form = ["order", "planned_on", "carrier", "tracking_number", "freight", "address", "remarks"]
    headings = {"order": _("Shipment"), "carrier": _("Delivery"), "remarks": _("Remarks")}
    facts = [
        "order",
        "customer",
        "planned_on",
        "dispatched_on",
        "delivered_on",
        "carrier",
        "tracking_number",
        "freight",
        "currency",
        "address",
        "cancelled_for",
        "remarks",
    ]
    lines = (ShipmentLine, ["product", "quantity"])
    line_columns = ["product", "quantity"]
    board = "state"
    open_states = [State.PLANNED]
    way = [State.PLANNED, State.PICKED, State.DISPATCHED, State.DELIVERED]
    ordering = ["-planned_on", "-id"]
    scope = staticmethod(queries.shipments_seen_by)
    create = staticmethod(actions.plan_shipment)
    change = staticmethod(actions.amend)


panel(SalesOrder, _("Shipments"), ShipmentPages, by="order")
panel(Customer, _("Shipments"), ShipmentPages, by="customer")
panel(Carrier, _("Shipments"), ShipmentPages, by="carrier")


def past_shipments(user: Any) -> Mapping[str, forms.Field]:
    """The columns of shipments taken over. A row without a day of dispatch is an order not shipped yet."""
    freight = forms.DecimalField(required=False, min_value=0, decimal_places=2, label=_("Freight"))
    return {
        "order": forms.ModelChoiceField(orders_seen_by(user), label=_("Order")),
        "dispatched_on": forms.DateField(required=False, label=_("Dispatched on")),
        "delivered_on": forms.DateField(required=False, label=_("Delivered on")),
        "carrier": forms.ModelChoiceField(Carrier.objects.all(), required=False, label=_("Carrier")),
        "freight": freight,
        "tracking_number": forms.CharField(required=False, max_length=60, label=_("Waybill number")),
    }


importer(
    "past-shipments",
    _("Past shipments of another system"),
    columns=past_shipments,
    right="shipping.take_over_shipment",
    serves="M5.7",
)(actions.record_past_shipments)


@todo(_("Shipments to pick today"), serves="M5.7")
def to_pick(user: Any, today: date) -> Any:
    """What is planned for today or was before, for the warehouse."""
    if not user.has_perm("shipping.pick_shipment"):
        return Shipment.objects.none()
    return queries.shipments_seen_by(user).filter(pk__in=queries.to_pick(today).values("pk"))


@todo(_("Released orders not planned"), serves="M5.7")
def to_plan(user: Any, today: date) -> Any:
    """Orders with goods to ship and no shipment planned, for those who plan."""
    if not user.has_perm("shipping.add_shipment"):
        return SalesOrder.objects.none()
    return orders_seen_by(user).filter(pk__in=queries.orders_to_plan().values("pk"))


@todo(_("Dispatched, delivery not confirmed"), serves="M5.7")
def to_confirm(user: Any, today: date) -> Any:
    """Shipments under way, for those who hear from the customer."""
    if not user.has_perm("shipping.deliver_shipment"):
        return Shipment.objects.none()
    return queries.shipments_seen_by(user).filter(pk__in=queries.to_confirm().values("pk"))
