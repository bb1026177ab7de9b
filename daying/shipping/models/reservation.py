"""Stock that somebody has decided is one order line's, and what is expected to come in."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.money import QuantityField
from daying.customers.models import Customer
from daying.orders.models import OrderLine
from daying.products.models import Product


class ReservationState(models.TextChoices):
    """Whether it still keeps stock for the line."""

    HELD = "held", _("Held")
    USED = "used", _("Shipped")
    RELEASED = "released", _("Let go")


class Reservation(Record):
    """So much of what is on hand is kept for one order line, because a person decided it.

    quantity: what is still kept; it falls as the line is shipped. product, customer: the line's, kept for lists.
    """

    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="reservations", verbose_name=_("order line"))
    product = models.ForeignKey(Product, models.PROTECT, editable=False, related_name="+", verbose_name=_("product"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="reservations", verbose_name=_("customer")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReservationState.choices, default=ReservationState.HELD, editable=False
    )
    quantity = QuantityField(_("reserved"), validators=[MinValueValidator(0)])
    decided_on = models.DateField(_("reserved on"), editable=False)
    reason = models.TextField(_("reason"))
    ended_for = models.TextField(_("ended because"), blank=True, editable=False)

    class Meta:
        verbose_name = _("reservation of stock")
        verbose_name_plural = _("reservations of stock")
        ordering = ["-decided_on", "-pk"]
        indexes = [
            models.Index(fields=["product"], condition=Q(state="held"), name="reservations_held"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order_line"], condition=Q(state="held"), name="one_reservation_per_order_line"
            ),
            models.CheckConstraint(
                condition=Q(state="held", quantity__gt=0) | (~Q(state="held") & Q(quantity__gte=0)),
                name="held_reservation_above_0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f}"


class ReceiptState(models.TextChoices):
    """Whether it is still to come."""

    EXPECTED = "expected", _("Expected")
    ARRIVED = "arrived", _("Arrived")
    DROPPED = "dropped", _("Not coming")


class ExpectedReceipt(Record):
    """Goods that production or a supplier has promised for a day, against which orders are planned."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="expected_receipts", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))
    expected_on = models.DateField(_("expected to come on"))
    reference = models.CharField(
        _("production or purchase order"), max_length=60, blank=True, help_text=_("By which the source knows it.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReceiptState.choices, default=ReceiptState.EXPECTED, editable=False
    )
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("expected receipt")
        verbose_name_plural = _("expected receipts")
        ordering = ["expected_on", "pk"]
        indexes = [
            models.Index(fields=["product", "expected_on"], condition=Q(state="expected"), name="receipts_expected"),
        ]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="expected_quantity_above_0")]

    def __str__(self) -> str:
        return f"{self.expected_on} {self.quantity.normalize():f}"
