"""The courier book: waybills, and what their carriers tell of them."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.models.carrier import Carrier
from daying.carriers.models.tariff import Tariff
from daying.core.append_only import AppendOnly
from daying.core.models import Record
from daying.core.money import ZERO, MoneyField, QuantityField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.people.models import Department
from daying.work.models import AboutAnything

LEAST = [MinValueValidator(0)]


class WaybillKind(models.TextChoices):
    """What is sent."""

    GOODS = "goods", _("Goods")
    SAMPLES = "samples", _("Samples")
    PAPERS = "papers", _("Papers")
    RETURN = "return", pgettext_lazy("kind of waybill", "Return")


class Payer(models.TextChoices):
    """Who pays the carrier."""

    MONTHLY = "monthly", _("We, by the month")
    CASH = "cash", _("We, in cash")
    RECEIVER = "receiver", _("The receiver")


class WaybillState(models.TextChoices):
    """How far a waybill has come."""

    BOOKED = "booked", _("Booked")
    IN_TRANSIT = "in_transit", _("In transit")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused by the receiver")
    LOST = "lost", _("Lost")
    RETURNED = "returned", _("Returned to us")
    CANCELLED = "cancelled", _("Cancelled")


UNDER_WAY = (WaybillState.BOOKED, WaybillState.IN_TRANSIT)
WENT_WRONG = (WaybillState.REFUSED, WaybillState.LOST, WaybillState.RETURNED)


class Waybill(AboutAnything, Record):
    """One consignment handed to a carrier. Its number is the carrier's, and no two of one carrier have the same.

    account: the monthly settlement account it is booked on. service: the carrier's product, in the tariff's words.
    subject: our document that it carries, mostly a shipment; reference: that document's number as somebody wrote it.
    Sizes are of one piece, in cm; volume, where given, of all pieces, in m³. Money is in RMB.
    compensation: what the carrier pays for loss or damage; None while that is not known, 0 where it pays nothing.
    tariff, chargeable_weight, estimated_cost: by which tariff it was rated, and what it came to; None while none fits.
    """

    number = models.CharField(_("waybill number"), max_length=40)
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, db_index=False, related_name="waybills", verbose_name=_("carrier")
    )
    account = models.CharField(_("monthly account"), max_length=40, blank=True)
    service = models.CharField(_("service product"), max_length=40, blank=True)
    kind = models.CharField(_("what is sent"), max_length=10, choices=WaybillKind.choices, default=WaybillKind.GOODS)
    reference = models.CharField(_("our document"), max_length=40, blank=True)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="waybills",
        verbose_name=_("customer"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    booked_on = models.DateField(_("booked on"), default=timezone.localdate)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    picked_up_at = models.DateTimeField(_("picked up at"), null=True, editable=False)
    from_province = models.CharField(_("from province"), max_length=20, blank=True)
    from_city = models.CharField(_("from city"), max_length=30, blank=True)
    to_province = models.CharField(_("to province"), max_length=20, blank=True)
    to_city = models.CharField(_("to city"), max_length=30, blank=True)
    receiver_company = models.CharField(_("receiving company"), max_length=120, blank=True)
    receiver_name = models.CharField(_("receiver"), max_length=60, blank=True)
    receiver_phone = models.CharField(_("receiver's phone"), max_length=40, blank=True)
    receiver_address = models.CharField(_("receiver's address"), max_length=250, blank=True)
    pieces = models.PositiveIntegerField(_("pieces"), default=1, validators=[MinValueValidator(1)])
    actual_weight = QuantityField(_("weight, kg"), default=Decimal("0.000"), validators=LEAST)
    length = QuantityField(_("length, cm"), null=True, blank=True, validators=LEAST)
    width = QuantityField(_("width, cm"), null=True, blank=True, validators=LEAST)
    height = QuantityField(_("height, cm"), null=True, blank=True, validators=LEAST)
    volume = QuantityField(_("volume, m³"), null=True, blank=True, validators=LEAST)
    declared_value = MoneyField(_("declared value"), default=ZERO, blank=True, validators=LEAST)
    cod_amount = MoneyField(_("COD amount"), default=ZERO, blank=True, validators=LEAST)
    payer = models.CharField(_("freight paid by"), max_length=10, choices=Payer.choices, default=Payer.MONTHLY)
    packing = models.CharField(pgettext_lazy("of a waybill", "packing"), max_length=40, blank=True)
    is_carried_up = models.BooleanField(_("carried upstairs"), default=False)
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=WaybillState.choices, default=WaybillState.BOOKED, editable=False
    )
    delivered_on = models.DateField(_("delivered on"), null=True, editable=False)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, editable=False)
    received_by = models.CharField(_("signed for by"), max_length=60, blank=True, editable=False)
    damage = models.CharField(_("damage"), max_length=250, blank=True, editable=False)
    compensation = MoneyField(pgettext_lazy("of a waybill", "compensation"), null=True, editable=False)
    tariff = models.ForeignKey(
        Tariff, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("tariff")
    )
    chargeable_weight = QuantityField(_("chargeable weight, kg"), null=True, editable=False)
    estimated_cost = MoneyField(_("estimated cost"), null=True, editable=False)

    class Meta:
        verbose_name = _("waybill")
        verbose_name_plural = _("waybills")
        ordering = ["-booked_on", "-pk"]
        indexes = [
            models.Index(fields=["booked_on", "id"], name="waybills_by_day"),
            models.Index(fields=["customer", "-booked_on"], name="waybills_of_customer"),
            models.Index(fields=["carrier", "booked_on"], name="waybills_of_carrier"),
            models.Index(fields=["state", "promised_on"], name="waybills_by_state"),
            models.Index(fields=["number"], name="waybills_by_number"),
            models.Index(
                fields=["subject_type", "subject_id"], condition=~Q(subject_type=""), name="waybills_by_subject"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "number"],
                name="waybill_number_once_at_a_carrier",
                violation_error_message=_("This waybill of the carrier is in the book already."),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="waybill_has_a_number"),
            models.CheckConstraint(
                condition=Q(actual_weight__gte=0, declared_value__gte=0, cod_amount__gte=0, pieces__gte=1),
                name="waybill_figures_not_below_0",
            ),
            models.CheckConstraint(
                condition=Q(compensation=None) | Q(compensation__gte=0), name="waybill_compensation_not_below_0"
            ),
            models.CheckConstraint(
                condition=Q(promised_on=None) | Q(promised_on__gte=F("booked_on")),
                name="waybill_promised_after_booking",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_on__isnull=False) | (~Q(state="delivered")),
                name="delivered_waybill_has_its_day",
            ),
        ]

    named_from = ("number",)

    def __str__(self) -> str:
        return self.number

    def is_overdue(self, today: date) -> bool:
        """Whether the promised day is past and nobody has it."""
        return self.state in UNDER_WAY and self.promised_on is not None and self.promised_on < today


class EventStatus(models.TextChoices):
    """What happened to a consignment."""

    PICKED_UP = "picked_up", _("Picked up")
    IN_TRANSIT = "in_transit", _("In transit")
    OUT = "out", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused by the receiver")
    LOST = "lost", _("Lost")
    RETURNED = "returned", _("Returned to us")
    EXCEPTION = "exception", _("Something is wrong")


class EventSource(models.TextChoices):
    """Who told us."""

    HAND = "hand", _("By hand")
    FILE = "file", _("Carrier's file")
    WEBHOOK = "webhook", _("Carrier's message")


class WaybillEvent(AppendOnly):
    """One thing that happened to a consignment, as it was told. The same thing told twice stands here once."""

    waybill = models.ForeignKey(Waybill, models.PROTECT, related_name="events", verbose_name=_("waybill"))
    at = models.DateTimeField(_("at"))
    place = models.CharField(_("place"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus.choices)
    text = models.CharField(_("text"), max_length=250, blank=True)
    source = models.CharField(_("told by"), max_length=10, choices=EventSource.choices)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("waybill event")
        verbose_name_plural = _("waybill events")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["waybill", "at", "status"], name="waybill_event_told_once")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_status_display()}"


searchable(Waybill, title="number", fields=["receiver_name", "receiver_company", "reference"], via=["customer"])
