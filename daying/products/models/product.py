"""Products and their categories."""

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.money import RateField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Currency

# The price list and our costs are in this currency.
HOME_CURRENCY = Currency.CNY


class Category(Record):
    """A family of products."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    lead_workdays = models.PositiveSmallIntegerField(_("usual working days to make"), null=True, blank=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Product(Record):
    """Something we sell, at a list price in the company's own currency.

    has_prices: whether a price list or an agreement ever named it; where none did, nobody looks for its price there.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    specification = models.CharField(_("specification"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=20, default="件")
    places = models.PositiveSmallIntegerField(
        _("decimal places of quantities"),
        default=3,
        validators=[MaxValueValidator(3)],
        help_text=_("0: it is sold in whole ones only."),
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("category")
    )
    list_price = UnitPriceField(_("list price"), default=Decimal(0))
    cost = UnitPriceField(_("unit cost"), null=True, blank=True, help_text=_("Without tax. Empty: not known."))
    tax_rate = RateField(_("tax rate"), default=Decimal("0.13"), help_text=_("0.13 is 13 %."))
    lead_workdays = models.PositiveSmallIntegerField(
        _("usual working days to make"), null=True, blank=True, help_text=_("Empty: as the category says.")
    )
    is_active = models.BooleanField(_("is sold"), default=True)
    has_prices = models.BooleanField(_("has listed or agreed prices"), default=False, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(list_price__gte=0), name="list_price_not_below_0"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="cost_not_below_0"),
            models.CheckConstraint(condition=Q(tax_rate__gte=0, tax_rate__lte=1), name="product_tax_rate_is_a_share"),
            models.CheckConstraint(condition=Q(places__lte=3), name="product_at_most_three_places"),
        ]

    named_from = ("code", "name")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def usual_workdays(self) -> int | None:
        """In how many working days it is usually made, None where nobody has said."""
        if self.lead_workdays is not None or self.category is None:
            return self.lead_workdays
        return self.category.lead_workdays

    def price_in(self, currency: str) -> Decimal | None:
        """The list price, None in a currency that the price list is not in."""
        return self.list_price if currency == HOME_CURRENCY else None

    def cost_at(self, worth: Decimal | None) -> Decimal | None:
        """What one costs us in a currency in which one yuan is worth so much; None where one of them is not known."""
        return None if self.cost is None or worth is None else self.cost * worth

    def cost_in(self, currency: str) -> Decimal | None:
        """What one costs us, None where that is not known in this currency."""
        return self.cost if currency == HOME_CURRENCY else None


searchable(Product, title="name", fields=["code", "specification"])
