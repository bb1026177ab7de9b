"""Safety stock: what holds from when, and what is proposed for it."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line, Record
from daying.core.money import QuantityField, RateField
from daying.core.search import searchable
from daying.products.models import Category, Product


class ProposalState(models.TextChoices):
    """How far a proposal has come."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    AGREED = "agreed", _("Agreed")


class Method(models.TextChoices):
    """By which figures a line was worked out."""

    NORMAL = "normal", _("Steady demand")
    SBA = "sba", _("Intermittent demand (SBA)")
    NONE = "none", _("No demand")


class SafetyStockProposal(Record):
    """Safety stocks as demand and lead time ask for them at a stated service level, for the warehouse to agree to.

    weeks: of demand looked at, up to the day before drafted_on. review_workdays: how long it takes until somebody sees
    that stock is low. rejected_for: why it came back to its author.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.DRAFT, editable=False
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("Empty: all products that are kept in stock."),
    )
    service_level = RateField(
        _("service level"),
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal("0.999"))],
        help_text=_("0.95: of 100 replenishments 95 come before the stock is gone."),
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks of demand"), validators=[MinValueValidator(8), MaxValueValidator(156)]
    )
    review_workdays = models.PositiveSmallIntegerField(_("working days until low stock is seen"), editable=False)
    drafted_on = models.DateField(_("drawn up on"), editable=False)
    effective_on = models.DateField(_("effective from"))
    reason = models.TextField(_("reason"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    rejected_for = models.TextField(_("sent back because"), blank=True, editable=False)

    named_from = ("number",)

    class Meta:
        verbose_name = _("safety stock proposal")
        verbose_name_plural = _("safety stock proposals")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProposalState.DRAFT) | Q(number__isnull=False), name="submitted_proposal_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(service_level__gte=Decimal("0.5"), service_level__lte=Decimal("0.999")),
                name="service_level_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.number or _("Draft safety stock proposal %(id)s") % {"id": self.pk or ""}


class SafetyStockLine(Line):
    """What one product needs. mean, spread: of the demand in a week; interval: weeks from one demand to the next.

    quantity: what is to hold, the proposed one unless somebody knows better. old_quantity: what held when it was drawn
    up; on_hand: what lay there then.
    """

    proposal = models.ForeignKey(
        SafetyStockProposal, models.CASCADE, related_name="lines", verbose_name=_("safety stock proposal")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    method = models.CharField(_("worked out by"), max_length=10, choices=Method.choices, editable=False)
    mean = QuantityField(_("demand a week"), default=0, editable=False)
    spread = QuantityField(_("spread a week"), default=0, editable=False)
    interval = QuantityField(_("weeks between demands"), null=True, editable=False)
    lead_workdays = models.PositiveSmallIntegerField(_("working days to make"), null=True, editable=False)
    on_hand = QuantityField(_("on hand"), default=0, editable=False)
    old_quantity = QuantityField(_("safety stock so far"), null=True, editable=False)
    proposed_quantity = QuantityField(_("proposed"), default=0, editable=False)
    quantity = QuantityField(_("to hold"), null=True, blank=True, help_text=_("Empty: as proposed."))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("proposed safety stock")
        verbose_name_plural = _("proposed safety stocks")
        constraints = [
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gte=0), name="safety_line_not_below_0"),
            models.UniqueConstraint(fields=["proposal", "product"], name="product_once_in_a_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.product_id}"


class SafetyStock(Record):
    """What of a product is to lie in our own warehouses at least, from a day on, until the next one begins.

    proposal: by which it was agreed; None where it was taken over.
    """

    product = models.ForeignKey(
        Product, models.PROTECT, db_index=False, related_name="safety_stocks", verbose_name=_("product")
    )
    quantity = QuantityField(_("safety stock"), validators=[MinValueValidator(0)])
    effective_on = models.DateField(_("effective from"))
    proposal = models.ForeignKey(
        SafetyStockProposal,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="agreed",
        verbose_name=_("safety stock proposal"),
    )

    class Meta:
        verbose_name = _("safety stock")
        verbose_name_plural = _("safety stocks")
        ordering = ["product__code", "-effective_on"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="safety_stock_not_below_0"),
            models.UniqueConstraint(
                fields=["product", "effective_on"],
                name="one_safety_stock_from_a_day",
                violation_error_message=_("A safety stock of this product begins on that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.quantity.normalize():f}"


searchable(SafetyStockProposal, title="number", fields=["reason"])
