"""Further units in which a product is priced, and what a currency was worth on a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.money import QuantityField, UnitPriceField
from daying.customers.models import Currency
from daying.products.models.product import HOME_CURRENCY, Product


class ProductUnit(Record):
    """A unit beside the product's own: a box of 20 pieces has the factor 20."""

    product = models.ForeignKey(
        Product, models.PROTECT, db_index=False, related_name="units", verbose_name=_("product")
    )
    name = models.CharField(_("unit"), max_length=20)
    factor = QuantityField(_("so many of the product's unit"))

    named_by = ("product",)

    class Meta:
        verbose_name = _("unit of a product")
        verbose_name_plural = _("units of products")
        ordering = ["product", "factor"]
        constraints = [
            models.CheckConstraint(condition=Q(factor__gt=0), name="unit_factor_above_0"),
            models.UniqueConstraint(
                fields=["product", "name"],
                name="one_unit_of_a_name_per_product",
                violation_error_message=_("The product has this unit already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExchangeRate(Record):
    """What one of a currency is worth in the company's own, from a day on."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    rate = UnitPriceField(_("worth in RMB"), help_text=_("How many yuan one of it is worth."))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["currency", "-valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_above_0"),
            models.CheckConstraint(
                condition=~Q(currency=HOME_CURRENCY),
                name="exchange_rate_of_a_foreign_currency",
                violation_error_message=_("The company's own currency needs no rate."),
            ),
            models.UniqueConstraint(
                fields=["currency", "valid_from"],
                name="one_exchange_rate_from_a_day",
                violation_error_message=_("This currency has a rate from this day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} ({self.valid_from})"
