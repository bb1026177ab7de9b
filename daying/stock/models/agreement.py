"""What was agreed with a customer at whose site goods of ours lie: what, how much, at which price, who bears a loss."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import QuantityField, RateField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.customers.models.terms import statement_on
from daying.products.models import Product
from daying.stock.models.warehouse import Warehouse

Days = tuple[date, date]
A_DAY = timedelta(days=1)
MIDDLE = 15


class AgreementState(models.TextChoices):
    """How far an agreement has come."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


class PriceBasis(models.TextChoices):
    """Of which day the price of a piece is."""

    ISSUE = "issue", _("Of the day it is used")
    FILL_UP = "fill_up", _("Of the day it was filled up")


class BillingPeriod(models.TextChoices):
    """How often the customer reports what was used, and is billed for it."""

    WEEK = "week", _("Weekly")
    HALF_MONTH = "half_month", _("Half-monthly")
    MONTH = "month", _("Monthly")


class Bearer(models.TextChoices):
    """Who bears what is missing."""

    US = "us", _("We do")
    CUSTOMER = "customer", _("The customer")


class JitAgreement(Record):
    """The terms of one JIT warehouse. The number is given when it is put into force; one is in force at a time.

    report_day: the last day of a month's usage; later ones than a month has mean its end. lead_days: from the plant to
    the customer's shelf. tolerance: a share of the book quantity of a product up to which `within_tolerance` bears
    what is missing; `beyond_tolerance` bears the rest. customer: the warehouse's, kept here for lists.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=AgreementState.choices, default=AgreementState.DRAFT, editable=False
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="agreements", verbose_name=_("JIT warehouse"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="jit_agreements", verbose_name=_("customer")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: until it is ended."))
    price_basis = models.CharField(_("price"), max_length=10, choices=PriceBasis.choices, default=PriceBasis.ISSUE)
    billing_period = models.CharField(
        pgettext_lazy("how often", "billed"), max_length=10, choices=BillingPeriod.choices, default=BillingPeriod.MONTH
    )
    report_day = models.PositiveSmallIntegerField(
        _("report day"),
        default=31,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("With monthly billing: the last day of the usage reported. 31 is the end of the month."),
    )
    lead_days = models.PositiveSmallIntegerField(
        _("days on the way"), default=3, validators=[MaxValueValidator(90)], help_text=_("From the plant to the shelf.")
    )
    max_age_days = models.PositiveSmallIntegerField(
        _("longest age in days"),
        default=180,
        validators=[MinValueValidator(1)],
        help_text=_("Older goods are flagged, and goods that will be older before they are used."),
    )
    tolerance = RateField(
        _("tolerance of a count"),
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("A share of the book quantity of each product: 0.005 is 5 per thousand."),
    )
    within_tolerance = models.CharField(
        _("who bears a loss up to it"), max_length=10, choices=Bearer.choices, default=Bearer.US
    )
    beyond_tolerance = models.CharField(
        _("who bears what is beyond it"), max_length=10, choices=Bearer.choices, default=Bearer.CUSTOMER
    )
    remarks = models.TextField(_("remarks"), blank=True)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    ended_for = models.TextField(_("ended because"), blank=True, editable=False)

    named_by = ("warehouse",)

    class Meta:
        verbose_name = _("JIT agreement")
        verbose_name_plural = _("JIT agreements")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="jit_agreement_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(tolerance__gte=0, tolerance__lte=1), name="jit_tolerance_is_a_share"),
            models.CheckConstraint(
                condition=Q(report_day__gte=1, report_day__lte=31), name="jit_report_day_is_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.DRAFT) | Q(number__isnull=False),
                name="jit_agreement_in_force_has_a_number",
            ),
            models.UniqueConstraint(
                fields=["warehouse"],
                condition=Q(state=AgreementState.IN_FORCE),
                name="one_agreement_in_force_per_warehouse",
                violation_error_message=_("This warehouse has an agreement in force. End that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or _('Draft')} {self.warehouse.name}"

    def holds_on(self, day: date) -> bool:
        """Whether it was agreed for that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def period_of(self, day: date) -> Days:
        """First and last day of the billing period in which a day lies. Weeks run from Monday to Sunday."""
        if self.billing_period == BillingPeriod.WEEK:
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        if self.billing_period == BillingPeriod.HALF_MONTH:
            is_first = day.day <= MIDDLE
            return day.replace(day=1 if is_first else MIDDLE + 1), statement_on(day, MIDDLE if is_first else 31)
        last = statement_on(day, self.report_day)
        return statement_on(last.replace(day=1) - A_DAY, self.report_day) + A_DAY, last

    def closed_period(self, today: date) -> Days:
        """The last billing period that is over today."""
        return self.period_of(self.period_of(today)[0] - A_DAY)


class JitAgreementLine(Line):
    """How much of a product should lie there at least and at most. multiple: sent in full packs of so many."""

    agreement = models.ForeignKey(JitAgreement, models.CASCADE, related_name="lines", verbose_name=_("agreement"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    min_quantity = QuantityField(pgettext_lazy("of stock", "at least"))
    max_quantity = QuantityField(pgettext_lazy("of stock", "at most"))
    multiple = QuantityField(
        _("in packs of"), null=True, blank=True, help_text=_("Proposals are in full packs. Empty: in any quantity.")
    )

    class Meta(Line.Meta):
        verbose_name = _("product agreed")
        verbose_name_plural = _("products agreed")
        constraints = [
            models.CheckConstraint(
                condition=Q(min_quantity__gte=0, max_quantity__gt=0, max_quantity__gte=F("min_quantity")),
                name="jit_min_up_to_max",
            ),
            models.CheckConstraint(condition=Q(multiple=None) | Q(multiple__gt=0), name="jit_pack_above_0"),
            models.UniqueConstraint(fields=["agreement", "product"], name="product_in_a_jit_agreement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}."


searchable(JitAgreement, title="number", via=["customer"])
