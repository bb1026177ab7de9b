"""What went wrong with a shipment, and what is done about it until it is closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.shipping.models.shipment import Shipment


class ExceptionKind(models.TextChoices):
    """What went wrong."""

    DELAY = "delay", pgettext_lazy("exception of a shipment", "Delay")
    DAMAGE = "damage", _("Damage")
    SHORTAGE = "shortage", _("Shortage")
    REFUSAL = "refusal", _("Refused by the customer")
    LOST = "lost", pgettext_lazy("exception of a shipment", "Lost")
    WRONG_GOODS = "wrong_goods", _("Wrong goods")


class Origin(models.TextChoices):
    """How we came to know."""

    PERSON = "person", _("Reported by a person")
    PROOF = "proof", _("Proof of delivery")
    WAYBILL = "waybill", _("Waybill")
    OVERDUE = "overdue", _("Found overdue")


class Responsible(models.TextChoices):
    """Whose cause it was."""

    UNKNOWN = "unknown", _("Not known yet")
    OURS = "ours", _("Ours")
    CARRIER = "carrier", _("The carrier")
    CUSTOMER = "customer", _("The customer")


class ExceptionState(models.TextChoices):
    """How far it has come."""

    OPEN = "open", pgettext_lazy("state of an exception", "Open")
    IN_HAND = "in_hand", _("In hand")
    CLOSED = "closed", pgettext_lazy("state of an exception", "Closed")


OPEN_EXCEPTION = (ExceptionState.OPEN, ExceptionState.IN_HAND)


class ShipmentException(Record):
    """Something that did not go as promised. It is closed once its cause and what was done about it are written down.

    customer: the shipment's, kept here for lists. told_on: when the customer was last told of it.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ExceptionState.choices, default=ExceptionState.OPEN, editable=False
    )
    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="exceptions", verbose_name=_("shipment"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="shipment_exceptions", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind of exception"), max_length=15, choices=ExceptionKind.choices)
    origin = models.CharField(
        _("known from"), max_length=10, choices=Origin.choices, default=Origin.PERSON, editable=False
    )
    details = models.TextField(_("what happened"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Empty: the owner of the order."),
    )
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    due_on = models.DateField(_("due on"), blank=True, help_text=_("Empty: in three working days."))
    responsible = models.CharField(
        _("whose cause"), max_length=10, choices=Responsible.choices, default=Responsible.UNKNOWN, editable=False
    )
    cause = models.TextField(_("cause"), blank=True, editable=False)
    measure = models.TextField(_("what is done about it"), blank=True, editable=False)
    told_on = models.DateField(_("customer told on"), null=True, editable=False)
    result = models.TextField(_("result"), blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    named_from = ("number",)

    class Meta:
        verbose_name = _("shipment exception")
        verbose_name_plural = _("shipment exceptions")
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="exceptions_by_state"),
            models.Index(fields=["opened_on"], name="exceptions_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=ExceptionState.CLOSED, closed_on__isnull=False) & ~Q(cause="") & ~Q(measure=""))
                | (~Q(state=ExceptionState.CLOSED) & Q(closed_on=None)),
                name="closed_exception_says_why_and_what",
            )
        ]

    def __str__(self) -> str:
        return self.number


searchable(ShipmentException, title="number", fields=["details"], via=["customer"])
