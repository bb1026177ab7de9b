"""What a customer or we want otherwise after an order was agreed to, line by line."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line, Record
from daying.core.money import MoneyField, QuantityField, UnitPriceField
from daying.customers.models import Terms
from daying.orders.models.order import SalesOrder
from daying.people.models import Department
from daying.products.models import Product


class ChangeState(models.TextChoices):
    """How far a change has come."""

    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    DONE = "done", _("Agreed and done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AskedFor(models.TextChoices):
    """Who wants the change."""

    CUSTOMER = "customer", _("The customer")
    US = "us", _("We")


class ChangeOrder(Record):
    """A change of an order that was agreed to. The number is given when it goes to review.

    terms, payment_days: empty and None leave them. old_total, new_total: of the order, when
    it was handed in. revision: of the order that it has made.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=15, choices=ChangeState.choices, default=ChangeState.DRAFT, editable=False
    )
    order = models.ForeignKey(SalesOrder, models.PROTECT, related_name="changes", verbose_name=_("sales order"))
    asked_by = models.CharField(_("wanted by"), max_length=10, choices=AskedFor.choices, default=AskedFor.CUSTOMER)
    reason = models.TextField(_("reason"))
    old_terms = models.CharField(
        _("terms of payment so far"), max_length=20, choices=Terms.choices, blank=True, editable=False
    )
    terms = models.CharField(
        _("new terms of payment"), max_length=20, choices=Terms.choices, blank=True, help_text=_("Empty: as they are.")
    )
    old_payment_days = models.PositiveSmallIntegerField(_("payment days so far"), null=True, editable=False)
    payment_days = models.PositiveSmallIntegerField(
        _("new payment days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(366)],
        help_text=_("Empty: as they are."),
    )
    old_total = MoneyField(_("total so far"), null=True, editable=False)
    new_total = MoneyField(_("total then"), null=True, editable=False)
    objection = models.TextField(_("refused because"), blank=True, editable=False)
    revision = models.PositiveSmallIntegerField(_("revision"), null=True, editable=False)

    named_by = ("order",)

    class Meta:
        verbose_name = _("change order")
        verbose_name_plural = _("change orders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state=ChangeState.UNDER_REVIEW), name="one_change_under_review_per_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ChangeState.DRAFT, ChangeState.WITHDRAWN]) | Q(number__isnull=False),
                name="change_under_review_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self._meta.verbose_name} {self.order}"


class ChangeLine(Line):
    """What becomes of one line of the order, or a line that is added. What is empty stays; the old values are those
    when it was written.

    line_number: None for a line that is added, which names its product instead. product: of an existing line, its own.
    """

    change = models.ForeignKey(ChangeOrder, models.CASCADE, related_name="lines", verbose_name=_("change order"))
    line_number = models.PositiveIntegerField(
        _("line of the order"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: a line is added."),
    )
    is_taken_out = models.BooleanField(_("taken out"), default=False)
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
        help_text=_("Of a line that is added; other lines keep theirs."),
    )
    old_quantity = QuantityField(_("quantity so far"), null=True, editable=False)
    quantity = QuantityField(_("new quantity"), null=True, blank=True, validators=[MinValueValidator(Decimal("0.001"))])
    old_unit_price = UnitPriceField(_("price so far"), null=True, editable=False)
    unit_price = UnitPriceField(_("new price"), null=True, blank=True, validators=[MinValueValidator(Decimal(0))])
    old_requested_on = models.DateField(_("wanted on so far"), null=True, editable=False)
    requested_on = models.DateField(_("now wanted on"), null=True, blank=True)
    old_description = models.CharField(_("specification so far"), max_length=200, blank=True, editable=False)
    description = models.CharField(_("new specification"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("changed line")
        verbose_name_plural = _("changed lines")
        constraints = [
            models.UniqueConstraint(fields=["change", "line_number"], name="line_changed_once_in_a_change"),
            models.CheckConstraint(
                condition=Q(line_number__isnull=False) | Q(is_taken_out=False, quantity__isnull=False),
                name="added_line_has_a_quantity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number or '+'}."

    @property
    def is_added(self) -> bool:
        """Whether the order has no such line yet."""
        return self.line_number is None

    def changed(self, name: str) -> bool:
        """Whether this field of the order's line becomes another."""
        new = getattr(self, name)
        return new not in (None, "") and new != getattr(self, f"old_{name}")


class Touched(models.TextChoices):
    """What a change may be about."""

    QUANTITY = "quantity", _("Quantity")
    DATE = "date", _("Delivery date")
    PRICE = "price", _("Price")
    TERMS = "terms", _("Terms of payment")
    SPECIFICATION = "specification", _("Specification")
    ADDED = "added", _("Line added")
    TAKEN_OUT = "taken_out", _("Line taken out")


class ChangeReviewer(Record):
    """A department that is asked when a change is about this. duty: empty for the usual words."""

    touched = models.CharField(_("what changes"), max_length=15, choices=Touched.choices)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    duty = models.CharField(
        _("asked to look at"), max_length=200, blank=True, help_text=_("Empty: what changes, in the usual words.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    named_by = ("department",)

    class Meta:
        verbose_name = _("reviewer of changes")
        verbose_name_plural = _("reviewers of changes")
        ordering = ["touched", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["touched", "department"], name="reviewer_of_changes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_touched_display()}: {self.department}"
