"""Goods on the way between us and a JIT warehouse: filled up, picked up again, or come back after use."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import QuantityField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock.models.agreement import JitAgreement
from daying.stock.models.warehouse import Warehouse


class TransferKind(models.TextChoices):
    """Which way goods go, and whether they were used before."""

    FILL_UP = "fill_up", _("Fill-up")
    PICK_UP = "pick_up", _("Pick-up of unused goods")
    RETURN = "return", _("Return of used goods")


class TransferState(models.TextChoices):
    """How far the goods have come."""

    PLANNED = "planned", _("Planned")
    SHIPPED = "shipped", pgettext_lazy("of goods", "Shipped")
    RECEIVED = "received", pgettext_lazy("of goods", "Received")
    CANCELLED = "cancelled", _("Cancelled")


class JitTransfer(Record):
    """Goods that go to a JIT warehouse or come from there. The number is given when it is planned.

    warehouse: the one of our own at the other end. customer: the agreement's, kept here for lists.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=TransferKind.choices, default=TransferKind.FILL_UP)
    state = models.CharField(
        _("state"), max_length=10, choices=TransferState.choices, default=TransferState.PLANNED, editable=False
    )
    agreement = models.ForeignKey(
        JitAgreement, models.PROTECT, related_name="transfers", verbose_name=_("JIT agreement")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="jit_transfers", verbose_name=_("customer")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="jit_transfers", verbose_name=_("our warehouse")
    )
    planned_on = models.DateField(pgettext_lazy("of goods", "planned for"), default=timezone.localdate)
    shipped_on = models.DateField(_("shipped on"), null=True, editable=False)
    received_on = models.DateField(pgettext_lazy("of goods", "received on"), null=True, editable=False)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    waybill_number = models.CharField(_("waybill number"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Of goods that come back: why."))
    remarks = models.TextField(_("remarks"), blank=True)
    cancelled_for = models.TextField(_("cancelled because"), blank=True, editable=False)

    named_from = ("number",)

    class Meta:
        verbose_name = _("JIT transfer")
        verbose_name_plural = _("JIT transfers")
        ordering = ["-planned_on", "-pk"]
        indexes = [
            models.Index(fields=["agreement", "state"], name="jit_transfers_by_state"),
            models.Index(fields=["planned_on", "id"], name="jit_transfers_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[TransferState.PLANNED, TransferState.CANCELLED]) | Q(shipped_on__isnull=False),
                name="shipped_jit_transfer_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(state=TransferState.RECEIVED, received_on__gte=F("shipped_on")),
                name="jit_transfer_received_after_shipping",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class JitTransferLine(Line):
    """So much of a product; once shipped, of one lot with its age.

    received_quantity: what arrived of it, where it is less. unit_price: as the agreement prices it on the day it
    arrived, in the customer's currency; of returned goods what was billed for them.
    """

    transfer = models.ForeignKey(JitTransfer, models.CASCADE, related_name="lines", verbose_name=_("JIT transfer"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))
    lot = models.CharField(_("lot"), max_length=60, blank=True, help_text=_("Empty: the oldest first."))
    stocked_on = models.DateField(_("in stock since"), null=True, editable=False)
    received_quantity = QuantityField(_("received"), null=True, editable=False)
    unit_price = UnitPriceField(_("unit price"), null=True, editable=False)

    class Meta(Line.Meta):
        verbose_name = _("JIT transfer line")
        verbose_name_plural = _("JIT transfer lines")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="jit_transfer_quantity_above_0"),
            models.CheckConstraint(
                condition=Q(received_quantity=None) | Q(received_quantity__gte=0, received_quantity__lte=F("quantity")),
                name="jit_received_up_to_shipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}."


searchable(JitTransfer, title="number", fields=["waybill_number"], via=["customer"])
