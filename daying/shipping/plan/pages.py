"""How the shipment plan, what is reserved and what is expected show themselves."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.desk.gate import asks, does, shows
from daying.desk.resource import Resource, further_page, link, panel, register, todo
from daying.orders.models import SalesOrder
from daying.orders.queries import orders_seen_by
from daying.products.models import Product
from daying.shipping import queries
from daying.shipping.models import ExpectedReceipt, ReceiptState, Reservation, ReservationState, Shipment
from daying.shipping.plan import receiving, views
from daying.shipping.plan.allocating import RIGHT
from daying.shipping.plan.contests import AHEAD, lines_in_conflict
from daying.shipping.plan.week import planned_too_late

SECTION = _("Delivery")


@register(Reservation)
class ReservationPages(Resource):
    """Stock that is kept for order lines, by whom and why."""

    slug = "stock-reservations"
    icon = "lock"
    section = SECTION
    is_aside = True
    columns = ["product", "order_line__order", "customer", "quantity", "decided_on", "created_by", "reason", "state"]
    filters = ["state", "product", "customer", "decided_on"]
    search = ["order_line__order__number", "reason", "customer__name"]
    facts = ["order_line__order", "customer", "product", "quantity", "decided_on", "created_by", "reason", "ended_for"]
    way = [ReservationState.HELD, ReservationState.USED]
    past_states = [ReservationState.USED, ReservationState.RELEASED]
    ordering = ["-decided_on", "-id"]
    scope = staticmethod(queries.reservations_seen_by)


@register(ExpectedReceipt)
class ExpectedReceiptPages(Resource):
    """What production and suppliers have promised to bring in, against which orders are planned."""

    slug = "expected-receipts"
    icon = "truck-loading"
    section = SECTION
    is_aside = True
    columns = ["product", "quantity", "expected_on", "reference", "remarks", "state"]
    filters = ["state", "product", "expected_on"]
    search = ["reference", "product__code", "product__name"]
    form = ["product", "quantity", "expected_on", "reference", "remarks"]
    imports = ["product", "quantity", "expected_on", "reference", "remarks"]
    open_states = [ReceiptState.EXPECTED]
    way = [ReceiptState.EXPECTED, ReceiptState.ARRIVED]
    past_states = [ReceiptState.ARRIVED, ReceiptState.DROPPED]
    ordering = ["expected_on", "id"]
    scope = staticmethod(queries.receipts_seen_by)
    create = staticmethod(receiving.expect)
    create_many = staticmethod(receiving.expect_many)
    extra_urls = [
        shows("shipment-plan/", views.show, name="shipment-plan"),
        shows("shipment-plan/calendar/", views.calendar, name="shipment-plan-calendar"),
        shows("shipment-plan/happenings/", views.happenings, name="shipment-plan-happenings"),
        does("shipment-plan/move/", views.move, name="shipment-plan-move"),
        asks("shipment-plan/conflicts/<uuid:public_id>/", views.conflict, name="shipment-plan-conflict"),
    ]


link(_("Shipment plan"), "shipment-plan", icon="calendar-event", section=SECTION, right="shipping.view_shipment")
panel(SalesOrder, _("Reserved stock"), ReservationPages, find=lambda order: {"order_line__order": order})
panel(Product, _("Reserved stock"), ReservationPages, by="product")
panel(Product, _("Expected receipts"), ExpectedReceiptPages, by="product")
further_page(
    Product,
    _("Who gets the stock"),
    lambda product: reverse("shipment-plan-conflict", args=[product.public_id]),
    icon="switch-horizontal",
    right=RIGHT,
)


@todo(_("Orders that want the same stock"), serves="M5.6", is_urgent=True)
def in_conflict(user: Any, today: date) -> Any:
    """Promised within two weeks, and not enough for all; for those who decide."""
    if not user.has_perm(RIGHT):
        return SalesOrder.objects.none()
    return orders_seen_by(user).filter(lines__in=lines_in_conflict(today + AHEAD)).distinct()


@todo(_("Shipments planned after the promised day"), serves="M5.6", is_urgent=True)
def late_plans(user: Any, today: date) -> Any:
    """For those who plan."""
    if not user.has_perm("shipping.change_shipment"):
        return Shipment.objects.none()
    return queries.shipments_seen_by(user).filter(pk__in=planned_too_late().values("pk"))


@todo(_("Expected receipts that are overdue"), serves="M5.6")
def overdue_receipts(user: Any, today: date) -> Any:
    """For those who promised them."""
    if not user.has_perm("shipping.change_expectedreceipt"):
        return ExpectedReceipt.objects.none()
    return queries.receipts_overdue(today)
