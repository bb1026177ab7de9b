"""Shipments, their lines and their packages."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Carrier
from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField, QuantityField
from daying.core.search import searchable
from daying.customers.models import Currency, Customer
from daying.orders.models import OrderLine, SalesOrder
from daying.products.models import Product
from daying.stock.models import Warehouse, WarehouseKind


class State(models.TextChoices):
    """How far a shipment has come."""

    PLANNED = "planned", _("Planned")
    PICKED = "picked", _("Picked")
    DISPATCHED = "dispatched", _("Dispatched")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    RETURNED = "returned", _("Returned to us")


OPEN_STATES = (State.PLANNED, State.PICKED)
GONE_STATES = (State.DISPATCHED, State.DELIVERED)
MOST_CARTONS = 9999


class Shipment(Record):
    """Goods of one order that leave the house together. The number is given when it is planned.

    customer: the order's, kept here for lists. currency: of the freight, the order's.
    delivered_on: None while nobody confirmed it, and for shipments of another system that never kept it.
    expected_on: when it should arrive. notice_sent_on, notice_to: the mail that told the customer it is on its way.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.PLANNED, editable=False)
    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="shipments", verbose_name=_("sales order"))
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        db_index=False,
        editable=False,
        related_name="shipments",
        verbose_name=_("customer"),
    )
    planned_on = models.DateField(_("planned for"), default=timezone.localdate)
    dispatched_on = models.DateField(_("dispatched on"), null=True, editable=False)
    delivered_on = models.DateField(_("delivered on"), null=True, editable=False)
    expected_on = models.DateField(
        _("expected arrival"), null=True, blank=True, help_text=_("Empty: the day the order was confirmed for.")
    )
    returned_on = models.DateField(_("returned on"), null=True, editable=False)
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shipments",
        verbose_name=_("carrier"),
        help_text=_("Empty: the order's."),
    )
    tracking_number = models.CharField(_("waybill number"), max_length=60, blank=True)
    freight = MoneyField(_("freight"), default=ZERO, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, editable=False)
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": WarehouseKind.OWN, "is_active": True},
        related_name="shipments",
        verbose_name=_("warehouse"),
        help_text=_("Empty: the main one, where one is kept."),
    )
    cartons = models.PositiveIntegerField(
        _("number of packages"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CARTONS)],
    )
    gross_weight_kg = QuantityField(_("gross weight, kg"), null=True, blank=True, validators=[MinValueValidator(0)])
    net_weight_kg = QuantityField(_("net weight, kg"), null=True, blank=True, validators=[MinValueValidator(0)])
    package_sizes = models.CharField(
        _("package sizes"), max_length=200, blank=True, help_text=_("As 60 × 40 × 30 cm × 2.")
    )
    address = models.CharField(_("address"), max_length=250, blank=True, help_text=_("Empty: the order's."))
    remarks = models.TextField(_("remarks"), blank=True)
    cancelled_for = models.TextField(_("cancelled or returned because"), blank=True, editable=False)
    notice_sent_on = models.DateField(_("customer told on"), null=True, editable=False)
    notice_to = models.EmailField(_("notice sent to"), blank=True, editable=False)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["-planned_on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-dispatched_on"], name="shipments_of_customer"),
            models.Index(fields=["state", "planned_on"], name="shipments_by_state"),
            models.Index(fields=["dispatched_on"], name="shipments_by_day"),
            models.Index(fields=["planned_on", "id"], name="shipments_by_plan"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(freight__gte=0), name="shipment_freight_not_below_0"),
            models.CheckConstraint(
                condition=Q(state__in=GONE_STATES, dispatched_on__isnull=False)
                | (~Q(state__in=GONE_STATES) & Q(dispatched_on=None)),
                name="dispatched_shipment_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(state=State.DELIVERED, delivered_on__gte=F("dispatched_on")),
                name="delivered_after_dispatch",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RETURNED, returned_on__isnull=False)
                | (~Q(state=State.RETURNED) & Q(returned_on=None)),
                name="returned_shipment_has_its_day",
            ),
            models.CheckConstraint(condition=Q(cartons=None) | Q(cartons__gte=1), name="shipment_of_a_package_or_more"),
            models.CheckConstraint(
                condition=Q(net_weight_kg=None) | Q(net_weight_kg__gte=0), name="net_weight_not_below_0"
            ),
            models.CheckConstraint(
                condition=Q(gross_weight_kg=None)
                | Q(gross_weight_kg__gte=0, net_weight_kg=None)
                | Q(gross_weight_kg__gte=F("net_weight_kg")),
                name="gross_weight_not_below_net",
            ),
        ]

    named_from = ("number",)

    def __str__(self) -> str:
        return self.number


class ShipmentLine(Line):
    """So much of one line of the order. product: the order line's, by which people name it."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", verbose_name=_("shipment"))
    order_line = models.ForeignKey(
        OrderLine,
        models.PROTECT,
        editable=False,
        related_name="shipment_lines",
        verbose_name=_("order line"),
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))

    class Meta(Line.Meta):
        verbose_name = _("shipment line")
        verbose_name_plural = _("shipment lines")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipped_quantity_above_0"),
            models.UniqueConstraint(fields=["shipment", "order_line"], name="order_line_once_in_a_shipment"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.product_id}"


searchable(Shipment, title="number", fields=["tracking_number"], via=["customer"])
