"""How shipments show themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Carrier, Waybill
from daying.customers.models import Customer
from daying.desk.gate import asks, shows
from daying.desk.imports.columns import importer
from daying.desk.resource import REGISTRY, Resource, panel, register, todo
from daying.orders.models import SalesOrder
from daying.orders.queries import orders_seen_by
from daying.people.queries import acts_for
from daying.shipping import actions, links, queries, views
from daying.shipping.models import (
    OPEN_EXCEPTION,
    ExceptionState,
    ProofOfDelivery,
    ReceivedLine,
    Shipment,
    ShipmentException,
    ShipmentLine,
    State,
)

PAPERS = [
    (_("Picking list"), ("picking", "zh")),
    (_("Delivery note"), ("delivery", "zh")),
    (_("Delivery note in English"), ("delivery", "en")),
    (_("Packing list"), ("packing", "zh")),
    (_("Packing list in English"), ("packing", "en")),
    (_("Labels"), ("label", "zh")),
]


@register(Shipment)
class ShipmentPages(Resource):
    """Shipments. Left without lines, a new one takes all that is open of its order."""

    slug = "shipments"
    icon = "package"
    section = _("Delivery")
    columns = ["number", "order", "customer", "planned_on", "dispatched_on", "carrier", "tracking_number", "state"]
    filters = ["state", "customer", "order", "carrier", "planned_on", "dispatched_on", "delivered_on"]
    search = ["number", "tracking_number", "order__number", "customer__name"]
    form = ["order", "planned_on", "expected_on", "warehouse", "carrier", "tracking_number", "freight"]
    form += ["address", "remarks"]
    headings = {"order": _("Shipment"), "carrier": _("Delivery"), "remarks": _("Remarks")}
    facts = [
        "order",
        "customer",
        "planned_on",
        "dispatched_on",
        "expected_on",
        "delivered_on",
        "returned_on",
        "warehouse",
        "carrier",
        "tracking_number",
        "freight",
        "currency",
        "address",
        "cartons",
        "gross_weight_kg",
        "net_weight_kg",
        "package_sizes",
        "notice_sent_on",
        "notice_to",
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
    extra_urls = [
        shows("shipments/<uuid:public_id>/papers/<str:kind>/<str:language>/", views.paper, name="shipments-paper"),
        asks("shipments/<uuid:public_id>/proof/", views.prove, name="shipments-prove"),
        shows("track/<str:token>/", views.track, name="shipment-tracking"),
    ]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """Its papers, the proof of delivery while there is none, and what the customer sees."""
        papers = [(label, _paper(record, *which), "printer") for label, which in PAPERS]
        page = (
            _("Page for the customer"),
            reverse("shipment-tracking", args=[links.token_for(record)]),
            "external-link",
        )
        may_prove = record.state in (State.DISPATCHED, State.DELIVERED) and not hasattr(record, "proof")
        if may_prove and user.has_perm("shipping.deliver_shipment"):
            proof = (_("Proof of delivery"), reverse("shipments-prove", args=[record.public_id]), "signature")
            papers = [proof, *papers]
        return [*papers, page] if record.state != State.CANCELLED else papers

    def told_of_lines(self, record: Any) -> Mapping[int, Sequence[str]]:
        """What the customer counted, where it is another quantity or something was noted."""
        if record.state != State.DELIVERED:
            return {}
        received = ReceivedLine.objects.filter(proof__shipment=record).select_related("shipment_line")
        told = {one.shipment_line_id: _counted(one) for one in received}
        return {line: [sentence] for line, sentence in told.items() if sentence}


def _paper(record: Any, kind: str, language: str) -> str:
    return reverse("shipments-paper", args=[record.public_id, kind, language])


def _counted(line: ReceivedLine) -> str:
    if line.quantity == line.shipment_line.quantity and not line.note:
        return ""
    told = {"quantity": f"{line.quantity.normalize():f}", "note": line.note}
    return gettext("Received: %(quantity)s. %(note)s") % told


@register(ProofOfDelivery)
class ProofPages(Resource):
    """What customers signed for."""

    slug = "proofs-of-delivery"
    icon = "signature"
    section = _("Delivery")
    is_aside = True
    columns = ["shipment", "shipment__customer", "received_by", "received_at", "has_signature", "photos"]
    filters = ["shipment__customer", "received_at", "has_signature"]
    search = ["shipment__number", "received_by", "shipment__customer__name"]
    facts = ["shipment", "shipment__customer", "received_by", "received_at", "has_signature", "photos", "remarks"]
    lines = (ReceivedLine, ["shipment_line", "quantity", "note"])
    line_columns = ["shipment_line__product", "quantity", "note"]
    ordering = ["-received_at", "-id"]
    scope = staticmethod(queries.proofs_seen_by)


@register(ShipmentException)
class ExceptionPages(Resource):
    """What did not go as promised, until it is closed."""

    slug = "shipment-exceptions"
    icon = "alert-triangle"
    section = _("Delivery")
    columns = ["number", "state", "kind", "shipment", "customer", "owner", "due_on", "details"]
    filters = [
        "state",
        "kind",
        "origin",
        "responsible",
        "customer",
        "owner",
        "opened_on",
        "due_on",
        "shipment__carrier",
    ]
    search = ["number", "details", "shipment__number", "customer__name"]
    form = ["shipment", "kind", "details", "owner", "opened_on", "due_on"]
    facts = ["shipment", "customer", "kind", "origin", "details", "owner", "opened_on", "due_on", "responsible"]
    facts += ["cause", "measure", "told_on", "result", "closed_on"]
    open_states = [ExceptionState.OPEN]
    way = [ExceptionState.OPEN, ExceptionState.IN_HAND, ExceptionState.CLOSED]
    board = "state"
    ordering = ["-opened_on", "-id"]
    scope = staticmethod(queries.exceptions_seen_by)
    create = staticmethod(actions.report_exception)
    change = staticmethod(actions.amend_exception)


def waybills_about(shipment: Shipment) -> Mapping[str, Any]:
    """The waybills that carry it."""
    return {"subject_type": shipment._meta.label_lower, "subject_id": shipment.pk}


panel(Shipment, _("Exceptions"), ExceptionPages, by="shipment")
panel(Shipment, _("Proof of delivery"), ProofPages, by="shipment")
panel(Shipment, _("Waybills"), type(REGISTRY[Waybill]), find=waybills_about)
panel(SalesOrder, _("Shipments"), ShipmentPages, by="order")
panel(Customer, _("Shipments"), ShipmentPages, by="customer")
panel(Carrier, _("Shipments"), ShipmentPages, by="carrier")
panel(Customer, _("Shipment exceptions"), ExceptionPages, by="customer")


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


@todo(_("Shipments that should have arrived"), serves="M5.7", is_urgent=True)
def late_on_the_way(user: Any, today: date) -> Any:
    """Under way past the expected day, and no exception tells of it; for those who deal with exceptions."""
    if not user.has_perm("shipping.handle_exception"):
        return Shipment.objects.none()
    return queries.shipments_seen_by(user).filter(pk__in=queries.under_way_too_long(today).values("pk"))


@todo(_("My shipment exceptions"), serves="M5.7", is_urgent=True)
def my_exceptions(user: Any, today: date) -> Any:
    """Open ones that this person sees to, the first due first."""
    mine = queries.exceptions_seen_by(user).filter(owner__in=acts_for(user), state__in=OPEN_EXCEPTION)
    return mine.order_by("due_on", "pk")


@todo(_("Dispatched, customer not told"), serves="M5.7")
def to_notify(user: Any, today: date) -> Any:
    """Shipments under way without a notice, for those who write to customers."""
    if not user.has_perm("shipping.notify_customer"):
        return Shipment.objects.none()
    return queries.shipments_seen_by(user).filter(pk__in=queries.to_notify().values("pk"))


from daying.shipping.plan import pages as plan_pages  # noqa: E402, F401 - they register themselves
