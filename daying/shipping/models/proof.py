"""What proves that a shipment arrived: who received it, when, and how much of each line."""

from decimal import Decimal
from typing import NamedTuple

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line, Record
from daying.core.money import QuantityField
from daying.shipping.models.shipment import Shipment, ShipmentLine


class ProofOfDelivery(Record):
    """The customer's receipt. Photos and the signature are files of the shipment."""

    shipment = models.OneToOneField(Shipment, models.PROTECT, related_name="proof", verbose_name=_("shipment"))
    received_by = models.CharField(_("received by"), max_length=60)
    received_at = models.DateTimeField(_("received at"))
    remarks = models.TextField(_("remarks"), blank=True)
    has_signature = models.BooleanField(_("signed"), default=False, editable=False)
    photos = models.PositiveSmallIntegerField(_("number of photos"), default=0, editable=False)

    named_by = ("shipment",)

    class Meta:
        verbose_name = _("proof of delivery")
        verbose_name_plural = _("proofs of delivery")
        ordering = ["-received_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(received_by=""), name="proof_says_who_received")]

    def __str__(self) -> str:
        return str(self.shipment)


class ReceivedLine(Line):
    """How much of a line the customer counted."""

    proof = models.ForeignKey(
        ProofOfDelivery, models.CASCADE, related_name="lines", verbose_name=_("proof of delivery")
    )
    shipment_line = models.OneToOneField(
        ShipmentLine, models.PROTECT, related_name="received", verbose_name=_("shipment line")
    )
    quantity = QuantityField(_("quantity received"), validators=[MinValueValidator(0)])
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("line received")
        verbose_name_plural = _("lines received")
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=0), name="received_quantity_not_below_0")]

    def __str__(self) -> str:
        return f"{self.position}. {self.quantity.normalize():f}"


class Counted(NamedTuple):
    """What the customer counted of a line, and what there is to say about it."""

    quantity: Decimal
    note: str = ""
