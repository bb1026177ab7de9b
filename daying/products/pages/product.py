"""How products and categories show themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.customers.queries import by_public_id
from daying.desk.resource import Resource, panel, register
from daying.products import queries
from daying.products.models import Category, Product
from daying.products.models.product import HOME_CURRENCY
from daying.products.queries import PriceBook

SECTION = _("Products")


@register(Product)
class ProductPages(Resource):
    """What we sell. The cost is shown to those who may see costs."""

    slug = "products"
    icon = "package"
    section = SECTION
    columns = ["code", "name", "specification", "unit", "category", "list_price", "cost", "is_active"]
    filters = ["category", "is_active"]
    search = ["code", "name", "specification"]
    form = ["code", "name", "specification", "unit", "places", "category", "list_price", "cost", "tax_rate"]
    form += ["lead_workdays", "is_active"]
    imports = ["code", "name", "specification", "unit", "category", "list_price", "cost", "tax_rate", "is_active"]
    aliases = {
        "code": ["product number", "part number", "料号", "产品编码"],
        "name": ["product name", "品名"],
        "specification": ["规格型号"],
        "list_price": ["unit price", "单价"],
    }
    guarded = {"cost": "products.view_cost"}
    ordering = ["code"]
    scope = staticmethod(queries.products_seen_by)
    called_by = "customer"
    also_called = staticmethod(queries.by_parts_of)

    def offered(self, user: Any) -> Any:
        """What is no longer sold cannot be quoted or ordered."""
        return self.scope(user).filter(is_active=True)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """What a line of this customer would take from the product; without a customer, as on the price list."""
        customer = by_public_id(user, around.get("customer", ""))
        own_rate = customer.tax_rate if customer else None
        rates = [product.tax_rate if own_rate is None else own_rate for product in records]
        prices = _prices(records, rates, customer or Customer(currency=HOME_CURRENCY), around)
        return [
            {"description": product.name, "tax_rate": rate, **price}
            for product, rate, price in zip(records, rates, prices, strict=True)
        ]


def _prices(
    products: Sequence[Product], rates: Sequence[Decimal], buyer: Customer, around: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What one of each costs: on the day that the form says, for the quantity of the line.

    None where that depends on a quantity not typed yet: the script asks again, and an empty price is found on saving.
    """
    on = _day(around.get("ordered_on") or around.get("quoted_on", ""))
    quantity, factors = _quantity(around.get("quantity", "")), _factors(products, around.get("unit", ""))
    book = PriceBook(products, customers=[buyer] if buyer.pk else [], days=[on])
    price = book.of(buyer, on=on)
    told = []
    for product, rate in zip(products, rates, strict=True):
        depends, factor = book.breaks(product, customer=buyer, currency=buyer.currency, on=on), factors[product.pk]
        found = price(product, (quantity or Decimal(1)) * factor, rate)
        amount = None if depends and quantity is None else found.of_unit(factor)
        told.append({"unit_price": amount, **({"by_quantity": True} if depends else {})})
    return told


def _factors(products: Sequence[Product], unit: str) -> dict[int, Decimal]:
    """How many of each product's own unit the one typed has. One query where one is typed."""
    known = queries.units_of(products) if unit.strip() else {}
    named = {key: units.get(unit.strip().casefold()) for key, units in known.items()}
    return {product.pk: found.factor if (found := named.get(product.pk)) else Decimal(1) for product in products}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _quantity(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None


@register(Category)
class CategoryPages(Resource):
    """Families of products."""

    slug = "categories"
    icon = "category"
    section = SECTION
    is_aside = True
    columns = ["code", "name"]
    search = ["code", "name"]
    form = ["code", "name", "lead_workdays"]
    imports = ["code", "name"]
    ordering = ["code"]
    scope = staticmethod(queries.categories_seen_by)


panel(Category, _("Products"), ProductPages, by="category")
