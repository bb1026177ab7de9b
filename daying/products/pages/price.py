"""How price lists and agreed prices show themselves."""

from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.gate import shows
from daying.desk.resource import Resource, further_page, panel, register
from daying.products import queries, views
from daying.products.models import (
    CustomerPrice,
    ExchangeRate,
    PriceList,
    PriceListCustomer,
    PriceListLine,
    Product,
    ProductUnit,
)
from daying.products.pages.product import SECTION

VALIDITY = ["unit", "quantity_from", "price", "valid_from", "valid_until"]


@register(PriceList)
class PriceListPages(Resource):
    """Our price lists."""

    slug = "price-lists"
    icon = "list"
    section = SECTION
    columns = ["code", "name", "currency", "price_includes_tax", "is_standard", "is_active"]
    filters = ["currency", "is_standard", "is_active"]
    search = ["code", "name"]
    form = ["code", "name", "currency", "price_includes_tax", "is_standard", "is_active"]
    ordering = ["code"]
    scope = staticmethod(queries.price_lists_seen_by)
    extra_urls = [
        shows("products/<uuid:public_id>/prices/", views.of_product, name="product-prices"),
        shows("customers/<uuid:public_id>/prices/", views.of_customer, name="customer-prices"),
    ]


@register(PriceListLine)
class ListedPricePages(Resource):
    """What products cost on the lists, with the days and quantities from which that holds."""

    slug = "listed-prices"
    icon = "tag"
    section = SECTION
    is_aside = True
    columns = ["product", "price_list", *VALIDITY]
    filters = ["price_list", "product", "valid_from", "valid_until"]
    search = ["product__name"]
    form = ["price_list", "product", *VALIDITY]
    imports = ["price_list", "product", *VALIDITY]
    aliases = {"price": ["单价", "价格"], "quantity_from": ["起订量", "MOQ"], "product": ["料号", "产品编码"]}
    ordering = ["product", "price_list", "quantity_from", "-valid_from"]
    scope = staticmethod(queries.listed_prices_seen_by)


@register(CustomerPrice)
class AgreedPricePages(Resource):
    """What is agreed with customers."""

    slug = "agreed-prices"
    icon = "signature"
    section = SECTION
    columns = ["customer", "product", "currency", *VALIDITY, "agreement"]
    filters = ["customer", "product", "currency", "valid_from", "valid_until"]
    search = ["customer__name", "product__name", "agreement"]
    form = ["customer", "product", "currency", "price_includes_tax", *VALIDITY, "agreement"]
    imports = ["customer", "product", "currency", "price_includes_tax", *VALIDITY, "agreement"]
    aliases = {"price": ["单价", "价格", "协议价"], "quantity_from": ["起订量", "MOQ"], "product": ["料号", "产品编码"]}
    ordering = ["customer", "product", "quantity_from", "-valid_from"]
    scope = staticmethod(queries.agreed_prices_seen_by)


@register(PriceListCustomer)
class PriceListCustomerPages(Resource):
    """Which customer buys from which list."""

    slug = "customer-price-lists"
    icon = "users"
    section = SECTION
    is_aside = True
    columns = ["customer", "price_list"]
    filters = ["price_list", "customer"]
    search = ["customer__name"]
    form = ["customer", "price_list"]
    imports = ["customer", "price_list"]
    ordering = ["customer"]
    scope = staticmethod(queries.lists_of_customers_seen_by)


@register(ProductUnit)
class ProductUnitPages(Resource):
    """Boxes, rolls and pallets: what a product is priced in besides its own unit."""

    slug = "product-units"
    icon = "box"
    section = SECTION
    is_aside = True
    columns = ["product", "name", "factor"]
    filters = ["product", "name"]
    search = ["name", "product__name"]
    form = ["product", "name", "factor"]
    imports = ["product", "name", "factor"]
    ordering = ["product", "factor"]
    within = "product"
    scope = staticmethod(queries.units_seen_by)


@register(ExchangeRate)
class ExchangeRatePages(Resource):
    """What currencies are worth, by the day from which on."""

    slug = "exchange-rates"
    icon = "currency-yuan"
    section = SECTION
    is_aside = True
    columns = ["valid_from", "currency", "rate"]
    filters = ["currency", "valid_from"]
    search = ["currency"]
    form = ["currency", "rate", "valid_from"]
    imports = ["currency", "rate", "valid_from"]
    ordering = ["currency", "-valid_from"]
    scope = staticmethod(queries.rates_seen_by)


panel(Product, _("Units"), ProductUnitPages, by="product")
panel(PriceList, _("Prices"), ListedPricePages, by="price_list")
panel(PriceList, _("Customers"), PriceListCustomerPages, by="price_list")
panel(Product, _("Listed prices"), ListedPricePages, by="product")
panel(Product, _("Agreed prices"), AgreedPricePages, by="product")
panel(Customer, _("Agreed prices"), AgreedPricePages, by="customer")
panel(Customer, _("Price list"), PriceListCustomerPages, by="customer")

further_page(Product, _("Price history"), views.address, icon="trending-up", right=views.LISTED)
further_page(Customer, _("Price history"), views.address, icon="trending-up", right=views.AGREED)
