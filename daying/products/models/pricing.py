"""How a sales document and its lines are priced. Quotations and orders build on it, so that their figures agree.

Everything is worked out once, when the line is written, and stored: amounts in cents per line, which add up to the
total, and the exact amount for statistics, which is rounded only after adding up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core import written
from daying.core.errors import Refused
from daying.core.models import Line
from daying.core.money import FOUR_PLACES, ZERO, MoneyField, QuantityField, RateField, UnitPriceField, round_money
from daying.customers.models import Currency
from daying.products.models.price import PriceInForce, PriceSource
from daying.products.models.product import Product

ONE = Decimal("1.000")


@dataclass(frozen=True)
class Found:
    """A unit price and where it comes from. amount: None where there is none. row: of a list or an agreement.

    exact: the same before rounding, where it was worked out from the price of a box or with tax.
    """

    amount: Decimal | None
    source: PriceSource
    row: PriceInForce | None = None
    exact: Decimal | None = None

    def of_unit(self, factor: Decimal) -> Decimal | None:
        """The price of a unit that has so many of the product's own: 200 for a box listed so, not 20 times a tenth."""
        if self.amount is None:
            return None
        exact = self.amount if self.exact is None else self.exact
        return (exact * factor).quantize(FOUR_PLACES, ROUND_HALF_UP)


# Of a product so many, at this tax rate: what one costs the customer of a document.
Prices = Callable[[Product, Decimal, Decimal], Found]


class PricedLine(Line):
    """So much of a product at a price. amount is what the customer pays for it, tax included.

    quantity and unit_price are of the product's own unit. unit: the further one in which it was typed, with its factor
    and its price at that time; by that price the line is worked out, for a thousandth of a box is no round price.
    exact_amount: unit price × quantity × (1 − discount) to four places, as priced, that is with or without tax.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    description = models.CharField(_("description"), max_length=200, blank=True)
    quantity = QuantityField(_("quantity"))
    unit = models.CharField(
        _("unit"),
        max_length=20,
        blank=True,
        help_text=_("Empty: the product's own unit. Quantity and price are of it."),
    )
    factor = QuantityField(_("so many of the product's unit"), default=ONE, editable=False)
    unit_price = UnitPriceField(_("unit price"), blank=True, help_text=_("Empty: the list price."))
    price_per_unit = UnitPriceField(_("price of the unit"), null=True, editable=False)
    discount = RateField(
        _("discount"), default=Decimal(0), blank=True, help_text=_("0.05 takes 5 % off the unit price.")
    )
    tax_rate = RateField(_("tax rate"), blank=True, help_text=_("Empty: the customer's, or else the product's."))
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
                condition=Q(unit="", factor=1, price_per_unit=None) | Q(factor__gt=0, price_per_unit__gte=0),
                name="%(app_label)s_%(class)s_unit_has_its_price",
            ),
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

    @classmethod
    def priced(cls, values: Mapping[str, Any], *, document: "PricedDocument", tax_rate: Decimal | None) -> Self:
        """A line as somebody typed it, with its amounts. What was left out comes from the product.

        values: product, quantity and, where given, unit_price, discount, tax_rate, description; id of a line kept; of
        a further unit as `products.queries.in_own_units` gives them. tax_rate: the customer's own, None where the
        product's counts.
        """
        product = values["product"]
        line = cls(
            pk=values.get("id"),
            product=product,
            description=values.get("description") or product.name,
            quantity=values["quantity"],
            unit=values.get("unit") or "",
            factor=values.get("factor") or ONE,
            unit_price=_first(values.get("unit_price"), product.price_in(document.currency)),
            price_per_unit=values.get("price_per_unit"),
            discount=values.get("discount") or Decimal(0),
            tax_rate=_first(values.get("tax_rate"), tax_rate, product.tax_rate),
        )
        line._to_scale()
        line.must_make_sense()
        line.work_out(price_includes_tax=document.price_includes_tax)
        return line

    def as_typed(self) -> dict[str, Any]:
        """The line as `priced` takes it, for a document that is priced again or copied."""
        names = ("product", "description", "quantity", "unit_price", "discount", "tax_rate")
        return {name: getattr(self, name) for name in (*names, "unit", "factor", "price_per_unit")}

    def typed(self, name: str) -> Any:
        """As a form shows it: quantity and price in the unit in which they were typed."""
        if self.unit_quantity is None:
            return "" if name == "unit" else super().typed(name)
        ordered = {"quantity": self.unit_quantity, "unit_price": self.price_per_unit}
        return ordered[name] if name in ordered else super().typed(name)

    @property
    def unit_quantity(self) -> Decimal | None:
        """How many of the further unit it is; None without one, or where it is no round number of them."""
        if not self.unit:
            return None
        count = (self.quantity / self.factor).quantize(ONE, ROUND_HALF_UP)
        return count if count * self.factor == self.quantity else None

    @property
    def as_ordered(self) -> tuple[Decimal, str, Decimal]:
        """Quantity, unit and price as the customer knows them, for documents."""
        count = self.unit_quantity
        if count is None or self.price_per_unit is None:
            return self.quantity, self.product.unit, self.unit_price
        return count, self.unit, self.price_per_unit

    @property
    def ordered_as(self) -> str:
        """10 箱 × 200.00, where it was ordered in a further unit."""
        if self.unit_quantity is None:
            return ""
        count, unit, price = self.as_ordered
        return f"{written.quantity(count)} {unit} × {written.price(price)}"

    def forget_unit(self) -> None:
        """It is no round number of the further unit any more: from now on it is told in the product's own."""
        self.unit, self.factor, self.price_per_unit = "", ONE, None

    def _to_scale(self) -> None:
        """Numbers with as many places as the table has, so that the journal sees no change where there is none."""
        for name in ("quantity", "unit_price", "discount", "tax_rate", "factor", "price_per_unit"):
            field: Any = self._meta.get_field(name)
            setattr(self, name, field.to_python(getattr(self, name)))

    def must_make_sense(self) -> None:
        """Refuse what the table would not take, with a sentence."""
        if self.unit_price is None:
            raise Refused(_("Give a unit price for %(product)s: the list price is in another currency.") % self._told)
        if self.quantity <= 0 or self.unit_price < 0:
            raise Refused(_("%(product)s: the quantity must be above zero, and the price not below it.") % self._told)
        if not (0 <= self.discount <= 1 and 0 <= self.tax_rate <= 1):
            raise Refused(
                _("%(product)s: discount and tax rate are shares between 0 and 1; 0.05 is 5 %%.") % self._told
            )

    @property
    def _told(self) -> dict[str, Any]:
        return {"product": self.product}

    def work_out(self, *, price_includes_tax: bool) -> None:
        """Fill in the amounts from price, quantity, discount and tax rate."""
        if self.price_per_unit is None:
            exact = self.unit_price * self.quantity * (1 - self.discount)
        else:
            exact = self.price_per_unit * self.quantity * (1 - self.discount) / self.factor
        self.exact_amount = exact.quantize(FOUR_PLACES, ROUND_HALF_UP)
        priced = round_money(exact)
        if price_includes_tax:
            self.net_amount = round_money(priced / (1 + self.tax_rate))
            self.tax_amount = priced - self.net_amount
        else:
            self.net_amount = priced
            self.tax_amount = round_money(priced * self.tax_rate)
        self.amount = self.net_amount + self.tax_amount


def _first(*values: Decimal | None) -> Decimal | None:
    """The first one given; zero is given."""
    return next((value for value in values if value is not None), None)


class OfferedLine(PricedLine):
    """A line whose price, where nobody types one, is the one agreed with the customer or listed.

    found_price: that one, where another was typed.
    """

    unit_price = UnitPriceField(_("unit price"), blank=True, help_text=_("Empty: the price agreed or listed."))
    price_source = models.CharField(
        _("price from"), max_length=13, choices=PriceSource.choices, blank=True, editable=False
    )
    found_price = UnitPriceField(_("our price"), null=True, editable=False)

    class Meta(PricedLine.Meta):
        abstract = True

    @classmethod
    def offered(
        cls, values: Mapping[str, Any], *, document: "PricedDocument", tax_rate: Decimal | None, prices: Prices
    ) -> Self:
        """As `priced`, at the price that the customer has; a price that was typed tells whether it is that one."""
        product, factor = values["product"], values.get("factor") or ONE
        rate = _first(values.get("tax_rate"), tax_rate, product.tax_rate)
        assert rate is not None
        found = prices(product, values["quantity"], rate)
        asked = found.of_unit(factor) if values.get("unit") else found.amount
        price = _first(values.get("price_per_unit" if values.get("unit") else "unit_price"), asked)
        line = cls.priced({**values, **_price(price, values, factor)}, document=document, tax_rate=tax_rate)
        is_asked = line.typed("unit_price") == asked
        line.price_source = found.source if is_asked else PriceSource.TYPED
        line.found_price = None if is_asked else found.amount
        return line


def _price(price: Decimal | None, values: Mapping[str, Any], factor: Decimal) -> dict[str, Decimal | None]:
    """A price typed or found, of one in the product's own unit and of one in the further unit."""
    if not values.get("unit") or price is None:
        return {"unit_price": price}
    return {"unit_price": (price / factor).quantize(FOUR_PLACES, ROUND_HALF_UP), "price_per_unit": price}


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
