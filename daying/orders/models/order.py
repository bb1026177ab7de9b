"""Sales orders, their lines, and every move of a promised date."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.models import Carrier
from daying.core.append_only import AppendOnly
from daying.core.models import Record
from daying.core.money import ZERO, MoneyField, QuantityField
from daying.core.search import searchable
from daying.customers.models import Contact, Customer, PaymentTerms
from daying.orders.models.contract import Contract
from daying.people.models import Department
from daying.products.models import OfferedLine, PricedDocument
from daying.quotes.models import Opportunity, Quotation


class State(models.TextChoices):
    """How far an order has come."""

    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    REVIEWED = "reviewed", _("Reviewed")
    RELEASED = "released", _("Released")
    PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("Shipped")
    CLOSED = "closed", _("Closed")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")


class OrderKind(models.TextChoices):
    """What sort of order it is, by which its review differs."""

    REPEAT = "repeat", _("Repeat order")
    NEW = "new", pgettext_lazy("kind of order", "New order")
    SPECIAL = "special", _("Special order")
    SAMPLE = "sample", _("Sample order")


OPEN_STATES = (State.RELEASED, State.PARTLY_SHIPPED)
NOT_TAKEN = (State.DRAFT, State.UNDER_REVIEW, State.CANCELLED)  # what figures do not count as ordered


class SalesOrder(PricedDocument, PaymentTerms, Record):
    """What a customer ordered, with the terms of that day. The number is given when the order goes to review.

    confirmed_on: the day by which all of it is promised. freight: what the carriage costs, beside the total.
    external_number: the order's number in the system it came from.
    held_state: where the order stood when it was put on hold. stopped_for: why it was held, cancelled or sent back.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    external_number = models.CharField(
        _("number in another system"), max_length=30, null=True, unique=True, editable=False
    )
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.DRAFT, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="orders", verbose_name=_("customer")
    )
    kind = models.CharField(
        _("kind of order"),
        max_length=10,
        choices=OrderKind.choices,
        blank=True,
        help_text=_("Empty: repeat or new, by what the customer has ordered before."),
    )
    customer_po = models.CharField(_("customer's order number"), max_length=40, blank=True)
    quotation = models.ForeignKey(
        Quotation, models.PROTECT, null=True, editable=False, related_name="orders", verbose_name=_("quotation")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("opportunity")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("contract")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )
    ordered_on = models.DateField(_("ordered on"), default=timezone.localdate)
    requested_on = models.DateField(
        _("requested delivery"), help_text=_("For all lines that name no day of their own.")
    )
    confirmed_on = models.DateField(_("confirmed date"), null=True, editable=False)
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("carrier")
    )
    freight = MoneyField(_("freight"), default=ZERO, validators=[MinValueValidator(0)])
    delivery_name = models.CharField(_("goods go to"), max_length=120, blank=True)
    delivery_address = models.CharField(_("delivery address"), max_length=250, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    released_on = models.DateField(_("released on"), null=True, editable=False)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    held_state = models.CharField(_("state before the hold"), max_length=15, blank=True, editable=False)
    stopped_for = models.TextField(_("stopped or sent back because"), blank=True, editable=False)

    class Meta:
        verbose_name = _("sales order")
        verbose_name_plural = _("sales orders")
        ordering = ["-ordered_on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-ordered_on"], name="orders_of_customer"),
            models.Index(fields=["state", "ordered_on"], name="orders_by_state"),
            models.Index(fields=["ordered_on", "id"], name="orders_by_day"),
        ]
        constraints = [
            *PaymentTerms.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer", "customer_po"],
                condition=~Q(customer_po="") & ~Q(state=State.CANCELLED),
                name="customer_order_number_taken_once",
            ),
            models.CheckConstraint(condition=Q(freight__gte=0), name="freight_not_below_0"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.CANCELLED]) | Q(number__isnull=False),
                name="order_under_review_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*OPEN_STATES, State.SHIPPED, State.CLOSED]) | Q(released_on__isnull=False),
                name="released_order_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.ON_HOLD) & ~Q(held_state="")) | (~Q(state=State.ON_HOLD) & Q(held_state="")),
                name="order_on_hold_knows_where_it_stood",
            ),
        ]

    named_from = ("number",)

    def __str__(self) -> str:
        return self.number or _("Draft order %(id)s") % {"id": self.pk or ""}


class OrderLine(OfferedLine):
    """One product ordered.

    first_confirmed_on: the promise that counts for the on-time rate; a move at the customer's wish resets it, a move of
    ours does not. shipped_quantity is kept by `count_shipped`. quantity: zero for a line that a change has taken out;
    it stays, because shipments and moved dates name it.
    """

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="lines", verbose_name=_("sales order"))
    requested_on = models.DateField(_("requested delivery"), blank=True, help_text=_("Empty: as the order says."))
    first_confirmed_on = models.DateField(_("first confirmed date"), null=True, editable=False)
    confirmed_on = models.DateField(_("confirmed date"), null=True, editable=False)
    shipped_quantity = QuantityField(_("shipped"), default=Decimal("0.000"), editable=False)

    class Meta(OfferedLine.Meta):
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        indexes = [
            models.Index(
                fields=["confirmed_on"],
                condition=Q(shipped_quantity__lt=F("quantity")),
                name="order_lines_still_to_ship",
            ),
        ]
        constraints = [
            *(one for one in OfferedLine.Meta.constraints if not one.name.endswith("quantity_above_0")),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="ordered_quantity_not_below_0"),
            models.CheckConstraint(
                condition=Q(shipped_quantity__gte=0, shipped_quantity__lte=F("quantity")),
                name="never_shipped_more_than_ordered",
            ),
        ]

    def as_typed(self) -> dict[str, Any]:
        """As of every line, and the day it is wanted on."""
        return {**super().as_typed(), "requested_on": self.requested_on}

    @property
    def open_quantity(self) -> Decimal:
        """What is still to be shipped."""
        return self.quantity - self.shipped_quantity


class DateMove(AppendOnly):
    """The confirmed date of a line moved, for a reason, at the customer's wish or because of us."""

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="date_moves", verbose_name=_("order line"))
    from_on = models.DateField(_("from"), null=True)
    to_on = models.DateField(_("to"))
    moved_on = models.DateField(_("moved on"))
    is_customers_wish = models.BooleanField(_("at the customer's wish"))
    reason = models.TextField(_("reason"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("moved by")
    )

    class Meta:
        verbose_name = _("move of a delivery date")
        verbose_name_plural = _("moves of delivery dates")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_on} → {self.to_on}"


searchable(SalesOrder, title="number", fields=["customer_po"], via=["customer"])
