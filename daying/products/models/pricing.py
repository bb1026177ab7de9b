"""How a sales document and its lines are priced. Quotations and orders build on it, so that their figures agree.

Everything is worked out once, when the line is written, and stored: amounts in cents per line, which add up to the
total, and the exact amount for statistics, which is rounded only after adding up.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line
from daying.core.money import FOUR_PLACES, ZERO, MoneyField, QuantityField, RateField, UnitPriceField, round_money
from daying.customers.models import Currency
from daying.products.models.product import Product


class PricedLine(Line):
    """So much of a product at a price. amount is what the customer pays for it, tax included.

    exact_amount: unit price × quantity × (1 − discount) to four places, as priced, that is with or without tax.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    description = models.CharField(_("description"), max_length=200, blank=True)
    quantity = QuantityField(_("quantity"))
    unit_price = UnitPriceField(_("unit price"))
    discount = RateField(_("discount"), default=Decimal(0), help_text=_("0.05 takes 5 % off the unit price."))
    tax_rate = RateField(_("tax rate"))
    amount = MoneyField(_("amount"), editable=False)
    net_amount = MoneyField(_("amount without tax"), editable=False)
    tax_amount = MoneyField(_("tax"), editable=False)
    exact_amount = UnitPriceField(_("exact amount"), editable=False)

    class Meta(Line.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="%(app_label)s_%(class)s_quantity_above_0"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="%(app_label)s_%(class)s_price_not_below_0"),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=1), name="%(app_label)s_%(class)s_discount_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lte=1), name="%(app_label)s_%(class)s_tax_rate_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(amount=models.F("net_amount") + models.F("tax_amount")),
                name="%(app_label)s_%(class)s_amount_is_net_and_tax",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.description}"

    def work_out(self, *, price_includes_tax: bool) -> None:
        """Fill in the amounts from price, quantity, discount and tax rate."""
        exact = self.unit_price * self.quantity * (1 - self.discount)
        self.exact_amount = exact.quantize(FOUR_PLACES, ROUND_HALF_UP)
        priced = round_money(exact)
        if price_includes_tax:
            self.net_amount = round_money(priced / (1 + self.tax_rate))
            self.tax_amount = priced - self.net_amount
        else:
            self.net_amount = priced
            self.tax_amount = round_money(priced * self.tax_rate)
        self.amount = self.net_amount + self.tax_amount


class PricedDocument(models.Model):
    """The figures at the foot of a document: each is the sum of its lines, to the cent."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    price_includes_tax = models.BooleanField(_("prices include tax"), default=True)
    net_total = MoneyField(_("total without tax"), default=ZERO, editable=False)
    tax_total = MoneyField(_("tax total"), default=ZERO, editable=False)
    total = MoneyField(_("total"), default=ZERO, editable=False)

    class Meta:
        abstract = True

    def add_up(self, lines: Iterable[PricedLine]) -> None:
        """Take the totals from the lines."""
        lines = list(lines)
        self.net_total = sum((line.net_amount for line in lines), ZERO)
        self.tax_total = sum((line.tax_amount for line in lines), ZERO)
        self.total = self.net_total + self.tax_total
