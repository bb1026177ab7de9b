"""Applications to change prices: what changes from when on, why, and what it does to margins."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line, Record
from daying.core.money import MoneyField, QuantityField, RateField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.products.models.price import PriceList
from daying.products.models.product import Product


class AdjustmentState(models.TextChoices):
    """How far an application has come. From its effective date on an approved one stands in the list."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")


class PriceAdjustment(Record):
    """New prices on one list, or for one customer, from a day on. The number is given when it is submitted.

    evidence: what the market does; its documents are attached. rejected_for: why it came back to its author.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=AdjustmentState.choices, default=AdjustmentState.DRAFT, editable=False
    )
    price_list = models.ForeignKey(
        PriceList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        verbose_name=_("price list"),
        help_text=_("Name a list, or a customer whose agreed prices change."),
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="price_adjustments",
        verbose_name=_("customer"),
    )
    effective_on = models.DateField(_("effective from"))
    reason = models.TextField(_("reason"))
    evidence = models.TextField(_("market evidence"), blank=True)
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
        verbose_name = _("price adjustment")
        verbose_name_plural = _("price adjustments")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_list=None, customer__isnull=False) | Q(price_list__isnull=False, customer=None),
                name="adjustment_of_a_list_or_a_customer",
                violation_error_message=_("Name either a price list or a customer."),
            ),
            models.CheckConstraint(
                condition=Q(state=AdjustmentState.DRAFT) | Q(number__isnull=False),
                name="submitted_adjustment_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number or _("Draft price adjustment %(id)s") % {"id": self.pk or ""}


class PriceAdjustmentLine(Line):
    """One price that changes. Margins are shares of the price without tax; None where the cost is not known.

    sold_quantity and sold_amount: what was ordered of it in the quarter before; new_amount: the same at the new price.
    """

    adjustment = models.ForeignKey(
        PriceAdjustment, models.CASCADE, related_name="lines", verbose_name=_("price adjustment")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity_from = QuantityField(_("from quantity"), default=Decimal(0), blank=True)
    old_price = UnitPriceField(_("old price"), null=True, editable=False)
    new_price = UnitPriceField(_("new price"))
    old_margin = RateField(_("margin before"), null=True, editable=False)
    new_margin = RateField(_("margin after"), null=True, editable=False)
    sold_quantity = QuantityField(_("sold last quarter"), default=Decimal(0), editable=False)
    sold_amount = MoneyField(_("last quarter without tax"), default=Decimal(0), editable=False)
    new_amount = MoneyField(_("last quarter at the new price"), default=Decimal(0), editable=False)

    class Meta(Line.Meta):
        verbose_name = _("price that changes")
        verbose_name_plural = _("prices that change")
        constraints = [
            models.CheckConstraint(
                condition=Q(new_price__gte=0, quantity_from__gte=0), name="adjusted_price_not_below_0"
            ),
            models.UniqueConstraint(
                fields=["adjustment", "product", "quantity_from"], name="one_new_price_in_an_adjustment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_price} → {self.new_price}"


searchable(PriceAdjustment, title="number", fields=["reason"], via=["customer"])
