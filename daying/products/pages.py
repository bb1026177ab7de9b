"""How products and categories show themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.customers.queries import by_public_id
from daying.desk.resource import Resource, panel, register
from daying.products import queries
from daying.products.models import Category, Product
from daying.products.models.product import HOME_CURRENCY

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
    form = ["code", "name", "specification", "unit", "category", "list_price", "cost", "tax_rate", "lead_workdays"]
    form += ["is_active"]
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

    def offered(self, user: Any) -> Any:
        """What is no longer sold cannot be quoted or ordered."""
        return self.scope(user).filter(is_active=True)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """What a line of this customer would take from the product; without a customer, as on the price list."""
        customer = by_public_id(user, around.get("customer", ""))
        currency = customer.currency if customer else HOME_CURRENCY
        own_rate = customer.tax_rate if customer else None
        return [
            {
                "description": product.name,
                "unit_price": product.price_in(currency),
                "tax_rate": product.tax_rate if own_rate is None else own_rate,
            }
            for product in records
        ]


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
