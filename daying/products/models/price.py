"""What a product costs whom, from when on and from which quantity: price lists, and prices agreed with a customer."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.money import FOUR_PLACES, QuantityField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Currency, Customer
from daying.products.models.product import Product
from daying.products.models.unit import ProductUnit


class PriceSource(models.TextChoices):
    """Where the unit price of a line comes from."""

    AGREEMENT = "agreement", _("Agreed with the customer")
    CUSTOMER_LIST = "customer_list", _("Customer's price list")
    STANDARD_LIST = "standard_list", _("Standard price list")
    PRODUCT = "product", _("Product's list price")
    CONVERTED = "converted", _("List price at the day's rate")
    TYPED = "typed", _("Typed by hand")


class PriceList(Record):
    """A price list in one currency. The standard one of a currency holds for who has none of their own."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    price_includes_tax = models.BooleanField(_("prices include tax"), default=True)
    is_standard = models.BooleanField(_("standard list"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    named_from = ("name",)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(is_standard=True, is_active=True),
                name="one_standard_price_list_per_currency",
                violation_error_message=_("There is a standard price list in this currency already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PriceListCustomer(Record):
    """A customer buys from a price list of their own."""

    customer = models.OneToOneField(
        Customer, models.PROTECT, related_name="price_list_chosen", verbose_name=_("customer")
    )
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="customers", verbose_name=_("price list"))

    named_by = ("customer", "price_list")

    class Meta:
        verbose_name = _("customer's price list")
        verbose_name_plural = _("customers' price lists")

    def __str__(self) -> str:
        return f"{self.customer}: {self.price_list}"


class PriceInForce(Record):
    """A price from a quantity on, from a day on. Of two that hold on a day, the one that began later counts."""

    unit = models.ForeignKey(
        ProductUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
        help_text=_("Empty: the product's own unit."),
    )
    quantity_from = QuantityField(_("from quantity"), default=Decimal(0), blank=True)
    price = UnitPriceField(_("unit price"))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: until the next one."))

    class Meta:
        abstract = True
        ordering = ["product", "quantity_from", "-valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="%(class)s_price_not_below_0"),
            models.CheckConstraint(condition=Q(quantity_from__gte=0), name="%(class)s_quantity_not_below_0"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="%(class)s_valid_from_its_day",
                violation_error_message=_("A price is valid at least on its own day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price.normalize():f} ({self.valid_from})"

    def clean(self) -> None:
        """A unit of another product would be none."""
        if self.unit and self.unit.product_id != self.product_id:  # type: ignore[attr-defined]
            raise ValidationError({"unit": _("This is a unit of another product.")})

    @property
    def least(self) -> Decimal:
        """From how many of the product's own unit on the price holds."""
        return self.quantity_from * self.unit.factor if self.unit else self.quantity_from

    @property
    def of_one(self) -> Decimal:
        """The price of one in the product's own unit, to four places."""
        return self.exact_of_one.quantize(FOUR_PLACES, ROUND_HALF_UP)

    @property
    def exact_of_one(self) -> Decimal:
        """The same before rounding."""
        return self.price / self.unit.factor if self.unit else self.price


class PriceListLine(PriceInForce):
    """The price of a product on a list."""

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="prices", verbose_name=_("price list"))
    product = models.ForeignKey(
        Product, models.PROTECT, db_index=False, related_name="list_prices", verbose_name=_("product")
    )

    class Meta(PriceInForce.Meta):
        verbose_name = _("listed price")
        verbose_name_plural = _("listed prices")
        constraints = [
            *PriceInForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "price_list", "quantity_from", "valid_from"],
                name="one_listed_price_from_a_day",
                violation_error_message=_("The list has a price of this product from this day and quantity already."),
            ),
        ]


class CustomerPrice(PriceInForce):
    """The price of a product agreed with one customer, in a currency. agreement: what it is agreed in."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="agreed_prices", verbose_name=_("customer")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="agreed_prices", verbose_name=_("product"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    price_includes_tax = models.BooleanField(_("prices include tax"), default=True)
    agreement = models.CharField(_("agreed in"), max_length=80, blank=True)

    class Meta(PriceInForce.Meta):
        verbose_name = _("agreed price")
        verbose_name_plural = _("agreed prices")
        constraints = [
            *PriceInForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer", "product", "currency", "quantity_from", "valid_from"],
                name="one_agreed_price_from_a_day",
                violation_error_message=_("A price of this product is agreed from this day and quantity already."),
            ),
        ]


searchable(PriceList, title="name", fields=["code"])
